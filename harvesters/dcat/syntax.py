"""From bytes to a graph, with limits: what a stranger sends must not cost memory, open a file or ask a third party.

rdflib would expand XML entities and fetch remote JSON-LD contexts; both are refused before it sees the document.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import parse as parse_xml
from rdflib import Dataset, Graph
from rdflib.exceptions import Error as RdfError
from rdflib.plugins.stores.memory import Memory, SimpleMemory

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Response

MEDIA_TYPES = {
    "application/rdf+xml": "xml",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "text/n3": "turtle",
    "application/ld+json": "json-ld",
    "application/json": "json-ld",
    "application/n-triples": "turtle",  # its subset; rdflib's own parser of it takes minutes for one long text
}
SUFFIXES = {"rdf": "xml", "xml": "xml", "owl": "xml", "ttl": "turtle", "n3": "turtle", "jsonld": "json-ld", "json": "json-ld", "nt": "turtle"}
ACCEPT = "application/rdf+xml, text/turtle;q=0.9, application/ld+json;q=0.8, application/n-triples;q=0.7, */*;q=0.1"
MAX_DEPTH = 200
HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
LINE = re.compile(r"(?:at )?line (\d+)", re.IGNORECASE)
XML_FAULTS = {
    "not well-formed (invalid token)": "ein Zeichen steht, wo es nicht stehen darf",
    "mismatched tag": "ein Ende passt nicht zu seinem Anfang",
    "no element found": "das Dokument bricht ab",
    "unclosed token": "das Dokument bricht ab",
    "undefined entity": "eine Entität ist nicht erklärt",
    "junk after document element": "nach dem Ende folgt noch etwas",
    "duplicate attribute": "ein Attribut steht zweimal",
    "unbound prefix": "ein Präfix ist nicht erklärt",
}

PARSER_ERRORS = (SyntaxError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, RdfError, SAXParseException)
"""What rdflib's parsers raise on bad input; they promise nothing narrower."""


def parse(answer: Response, max_statements: int) -> Graph:
    """Parse one document; relative IRIs start at its address.

    Raises:
        SourceMalformed: the document is no RDF, or one we must not read; the German sentence says where.
    """
    body = answer.body.removeprefix(b"\xef\xbb\xbf")
    syntax = _syntax(answer, body)
    if syntax == "xml":
        _check_xml(answer.url, body, max_statements)
    if syntax == "json-ld":
        _check_json(answer.url, body, max_statements)
    # JSON-LD may put statements into named graphs; a catalogue's readers want them all.
    graph = Dataset(store=_Counted(max_statements), default_union=True) if syntax == "json-ld" else Graph(store=_Counted(max_statements))
    try:
        with _no_words_of_rdflib():
            graph.parse(source=BytesIO(body), format=syntax, publicID=answer.url)
    except _TooManyError as err:
        raise _too_large(answer.url, max_statements) from err
    except PARSER_ERRORS as err:
        raise _malformed("rdf-broken", answer.url, f"Das Dokument ist kein gültiges RDF ({syntax}): {_place_of(err)}.") from err
    return graph


def statements(body: bytes) -> Graph:
    """Parse N-Triples that we wrote ourselves."""
    with _no_words_of_rdflib():
        return Graph(store=SimpleMemory()).parse(data=body, format="turtle")


class _TooManyError(Exception):
    """More statements than allowed."""


class _Counted(Memory):
    """A store that ends the parsing at a number of statements: each takes about a kilobyte."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._left = limit

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Add a statement, while there is room."""
        self._left -= 1
        if self._left < 0:
            raise _TooManyError
        super().add(triple, context, quoted)


@contextmanager
def _no_words_of_rdflib() -> Iterator[None]:
    """Keep rdflib from logging a traceback for every wrong date or address: they become findings."""

    def silent(record: logging.LogRecord) -> bool:
        return False

    logger = logging.getLogger("rdflib.term")
    logger.addFilter(silent)
    try:
        yield
    finally:
        logger.removeFilter(silent)


def _syntax(answer: Response, body: bytes) -> str:
    """Believe the first bytes where they are plain, then the stated type, then the name."""
    start = body[:2000].lstrip()
    if not start:
        raise _malformed("answer-empty", answer.url, "Die Antwort der Quelle ist leer.")
    if HTML.match(start):
        raise _malformed(
            "html-answer",
            answer.url,
            "Statt Daten kommt eine Webseite (HTML).",
            "Vielleicht eine Anmelde- oder Fehlerseite: bitte die Adresse im Browser prüfen.",
        )
    if start.startswith((b"<?xml", b"<rdf:RDF", b"<!DOCTYPE rdf")):
        return "xml"
    if start[:1] in b"{[":
        return "json-ld" if start[:1] == b"{" or not start.startswith(b"[]") or answer.media_type.endswith("json") else "turtle"
    suffix = urlsplit(answer.url).path.rpartition(".")[2].lower()
    return MEDIA_TYPES.get(answer.media_type) or SUFFIXES.get(suffix) or ("xml" if start.startswith(b"<") and b"xmlns" in start else "turtle")


class _Measure(ContentHandler):
    """Counts how deep elements are nested, and what they state at least: that takes a tenth of the time and memory of a graph.

    In RDF/XML every element is a typed node or a property, and a statement; only ``rdf:Description`` and the root are none, and
    what is inside ``rdf:parseType="Literal"`` is text.
    """

    def __init__(self, url: str, max_statements: int) -> None:
        super().__init__()
        self._url = url
        self._max_statements = max_statements
        self._statements = 0
        self._depth = 0
        self._literal = 0  # the depth at which a literal of XML began

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802  SAX names it
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _malformed("xml-too-deep", self._url, f"Das XML ist tiefer als {MAX_DEPTH} Ebenen verschachtelt.")
        if self._literal:
            return
        self._statements += not name.endswith(("Description", "RDF"))
        if self._statements > self._max_statements:
            raise _too_large(self._url, self._max_statements)
        if any(key.endswith("parseType") and value not in ("Resource", "Collection") for key, value in attrs.items()):
            self._literal = self._depth

    def endElement(self, name: str) -> None:  # noqa: N802  SAX names it
        if self._literal == self._depth:
            self._literal = 0
        self._depth -= 1


def _check_xml(url: str, body: bytes, max_statements: int) -> None:
    try:
        parse_xml(BytesIO(body), _Measure(url, max_statements))
    except SAXParseException as err:
        place = f"Zeile {err.getLineNumber()}, Spalte {err.getColumnNumber()}"
        raise _malformed(
            "xml-broken",
            url,
            f"Das XML ist fehlerhaft: {place}: {XML_FAULTS.get(err.getMessage(), err.getMessage())}.",
            "Häufig steht dort ein «&» statt «&amp;» oder ein Ende fehlt.",
        ) from err
    except DefusedXmlException as err:
        raise _malformed(
            "xml-entities", url, "Das XML erklärt eigene Entitäten; solche Dokumente werden nicht gelesen.", "Bitte die Entitäten (<!ENTITY …>) auflösen."
        ) from err
    except (ValueError, LookupError) as err:  # an encoding that expat does not know
        raise _malformed("xml-broken", url, f"Das XML ist fehlerhaft: {_first_line(err)}") from err


def _check_json(url: str, body: bytes, max_statements: int) -> None:
    if body.count(b"{") + body.count(b"[") > 2 * max_statements:  # an empty list takes two bytes here and sixty in memory
        raise _too_large(url, max_statements)
    try:
        document = json.loads(body)
        remote = _remote_context(document)
    except (ValueError, RecursionError) as err:
        place = f" (Zeile {err.lineno}, Spalte {err.colno})" if isinstance(err, json.JSONDecodeError) else ""
        raise _malformed("json-broken", url, f"Das JSON ist fehlerhaft{place}.") from err
    if remote:
        raise _malformed(
            "context-remote", url, f"Das JSON-LD verweist auf einen fremden Kontext («{remote[:100]}»).", "Bitte den Kontext im Dokument mitliefern."
        )


def _remote_context(value: Any) -> str:
    """Find the address of a context that would have to be fetched; empty if there is none."""
    if isinstance(value, list):
        return next(filter(None, map(_remote_context, value)), "")
    if not isinstance(value, dict):
        return ""
    for context in value["@context"] if isinstance(value.get("@context"), list) else [value.get("@context")]:
        if isinstance(context, str):
            return context
        if isinstance(context, dict) and isinstance(context.get("@import"), str):
            return context["@import"]
    return next(filter(None, map(_remote_context, value.values())), "")


def _too_large(url: str, max_statements: int) -> SourceMalformed:
    message = f"Das Dokument hat mehr als {max_statements} Aussagen."
    return _malformed("rdf-too-large", url, message, "Bitte in Seiten aufteilen, oder bei der Quelle max_statements erhöhen.")


def _malformed(code: str, url: str, message: str, remedy: str = "") -> SourceMalformed:
    return SourceMalformed(Finding.error(code, url, message, remedy))


def _place_of(err: BaseException) -> str:
    """Say where a parser stopped, and what it says: in English, as rdflib does."""
    if isinstance(err, UnicodeDecodeError):
        return "Der Text ist nicht in UTF-8 geschrieben"
    if isinstance(err, RecursionError):
        return "Es ist zu tief verschachtelt"
    lines = [line.strip() for line in str(err).splitlines() if line.strip()] or [type(err).__name__]
    match = LINE.match(lines[0])
    return f"Zeile {match[1]}: {' '.join(lines[1:]).partition(' at ^')[0][:200]}" if match and len(lines) > 1 else lines[0][:200].rstrip(".")


def _first_line(err: BaseException) -> str:
    return (str(err).strip().splitlines() or [type(err).__name__])[0][:200]
