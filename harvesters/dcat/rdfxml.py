"""RDF/XML as it arrives, as RDF/XML in UTF-8 that any parser reads.

A conforming XML parser goes first: it knows encodings, refuses entities, says line and column. On the way are mended what pyoxigraph is stricter
about than catalogues are: blanks around addresses, CDATA and comments in a text, attributes of RDF without their prefix, texts where none belong.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr

from defusedxml import DefusedXmlException
from defusedxml.sax import parse

from .faults import malformed, too_large

MAX_DEPTH = 200
OF_RDF = {"about", "ID", "nodeID", "resource", "datatype", "parseType"}
NAMING = {"rdf:about", "rdf:ID", "rdf:nodeID", "rdf:resource"}
ADDRESSES = {"rdf:about", "rdf:resource", "rdf:datatype", "xml:base"}
STRUCTURES = {"Resource", "Collection"}
SPECIAL = re.compile(r'[&<>"\n\r\t]')
FAULTS = {
    "not well-formed (invalid token)": "ein Zeichen steht, wo es nicht stehen darf",
    "mismatched tag": "ein Ende passt nicht zu seinem Anfang",
    "no element found": "das Dokument bricht ab",
    "unclosed token": "das Dokument bricht ab",
    "undefined entity": "eine Entität ist nicht erklärt",
    "junk after document element": "nach dem Ende folgt noch etwas",
    "duplicate attribute": "ein Attribut steht zweimal",
    "unbound prefix": "ein Präfix ist nicht erklärt",
}


def cleaned(url: str, body: bytes, max_statements: int) -> bytes:
    """Write a document anew.

    Raises:
        SourceMalformed: it is no XML, declares entities, is nested too deep or states too much.
    """
    writer = _Writer(url, max_statements)
    try:
        parse(BytesIO(body), writer)
    except SAXParseException as err:
        place = f"Zeile {err.getLineNumber()}, Spalte {err.getColumnNumber()}"
        raise malformed(
            "xml-broken",
            url,
            f"Das XML ist fehlerhaft: {place}: {FAULTS.get(err.getMessage(), err.getMessage())}.",
            "Häufig steht dort ein «&» statt «&amp;» oder ein Ende fehlt.",
        ) from err
    except DefusedXmlException as err:
        remedy = "Bitte die Entitäten (<!ENTITY …>) auflösen."
        raise malformed("xml-entities", url, "Das XML erklärt eigene Entitäten; solche Dokumente werden nicht gelesen.", remedy) from err
    except (ValueError, LookupError) as err:  # an encoding that expat does not know
        raise malformed("xml-broken", url, f"Das XML ist fehlerhaft: {(str(err).strip().splitlines() or [type(err).__name__])[0][:200]}") from err
    return "".join(writer.written).encode()


class _Writer(ContentHandler):
    """Writes elements and, of texts, those of elements that hold nothing else.

    In RDF/XML every element is a typed node or a property, and a statement; only ``rdf:Description`` and the root are none, and what is inside
    ``rdf:parseType="Literal"`` is text. So it counts what a document states at least, before anything is kept of it.
    """

    def __init__(self, url: str, max_statements: int) -> None:
        super().__init__()
        self.written: list[str] = []
        self._url = url
        self._max_statements = max_statements
        self._statements = 0
        self._depth = 0
        self._literal = 0  # the depth at which a literal of XML began
        self._text: list[str] = []
        self._open: tuple[str, dict[str, str]] | None = None  # the element that began last, as long as nothing is in it

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  SAX names it
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise malformed("xml-too-deep", self._url, f"Das XML ist tiefer als {MAX_DEPTH} Ebenen verschachtelt.")
        if self._literal:
            self._text.append(f"<{name}{_written(attrs.items())}>")
            return
        self._statements += not name.endswith(("Description", "RDF"))
        if self._statements > self._max_statements:
            raise too_large(self._url, self._max_statements)
        attributes = _attributes(attrs.items())
        if self._depth == 1:
            attributes.setdefault("xmlns:rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
        if attributes.get("rdf:parseType", "Resource") not in STRUCTURES:
            del attributes["rdf:parseType"]  # its elements become a text
            self._literal = self._depth
        self._text.clear()  # beside elements a text says nothing
        self._begin()
        self._open = name, attributes

    def endElement(self, name: str) -> None:  # noqa: N802  SAX names it
        if self._literal and self._depth > self._literal:
            self._text.append(f"</{name}>")
        else:
            self._literal = 0
            text = self._begin()
            self.written.append(f"{text}</{name}>")
        self._depth -= 1

    def _begin(self) -> str:
        """Write the start of the element that waits for it, give its text; what is named by an address has none, and what has a text no properties."""
        text = "".join(self._text)
        self._text.clear()
        if not self._open:
            return ""
        name, attributes = self._open
        self._open = None
        if text and not text.isspace():
            if NAMING & attributes.keys():
                text = ""
            attributes = {key: value for key, value in attributes.items() if key.startswith(("rdf:", "xml"))}
        self.written.append(f"<{name}{_written(attributes.items())}>")
        return escape(text, {"\r": "&#13;"}) if SPECIAL.search(text) else text

    def characters(self, content: str) -> None:
        self._text.append(escape(content) if self._literal else content)


def _attributes(pairs: Any) -> dict[str, str]:
    """Name the attributes of RDF in full; others without a prefix say nothing in RDF."""
    named: dict[str, str] = {}
    for name, value in pairs:
        full = name if ":" in name or name == "xmlns" else f"rdf:{name}" if name in OF_RDF else "xml:lang" if name == "lang" else ""
        if full:
            named[full] = value.strip() if full in ADDRESSES else value
    return named


def _written(pairs: Any) -> str:
    return "".join([f" {name}={quoteattr(value)}" if SPECIAL.search(value) else f' {name}="{value}"' for name, value in pairs])
