"""XML as small elements that know their line, read without entities, document types or anything from outside.

Elements are known by their local name in lower case: the same element comes under many prefixes, and departments write tags in any
case. Where two namespaces use one name, ``namespace`` tells them apart.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, ErrorHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse as parse_safely

from .errors import RecordError
from .finding import Finding

BEFORE = re.compile(rb"^(?:\xef\xbb\xbf|\s)+")
"""What editors leave before the declaration, where XML allows nothing: byte order marks, blank lines."""
DECLARATION = re.compile(rb"^\s*<\?xml[^>]*?\?>")
ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
MAX_DEPTH = 60
MAX_ELEMENTS = 300_000


@dataclass
class Element:
    """One element: its local name in lower case, its attributes by local name in lower case, its own text in pieces, and what is in it.

    ``written`` says how the document writes the names of attributes, with prefix and case, where those are somebody's own names.
    """

    tag: str
    line: int
    namespace: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text without blanks around it, and without the indentation of the document: Markdown would take that for code."""
        first, line, rest = "".join(self.pieces).strip().partition("\n")
        return first + line + textwrap.dedent(rest)

    def walk(self) -> Iterator[Element]:
        """Give everything in the element, in the order of the document; depth is limited by the parser."""
        for child in self.children:
            yield child
            yield from child.walk()

    def all(self, *tags: str) -> Iterator[Element]:
        """Give the children with one of these names."""
        return (child for child in self.children if child.tag in tags)

    def first(self, *tags: str) -> str:
        """Give the text of the first filled child with one of these names."""
        return next((child.text for child in self.all(*tags) if child.text), "")


def parse(body: bytes, file: str) -> tuple[Element, tuple[Finding, ...]]:
    """Parse a document; the finding says that it is not in the encoding it claims.

    Raises:
        RecordError: it is not well-formed, or holds a document type or an entity. The message names the line.
    """
    builder = _Builder(file)
    findings = walk(body, file, builder)
    return builder.root, findings


def walk(body: bytes, file: str, handler: ContentHandler) -> tuple[Finding, ...]:
    """Let a handler see a document as it is read; names come with their prefixes. Finding and errors as with ``parse``."""
    body, findings = _in_its_encoding(body, file)
    try:
        parse_safely(io.BytesIO(body), handler, errorHandler=ErrorHandler(), forbid_dtd=True)
    except DefusedXmlException as err:
        raise RecordError(
            Finding.error(
                "xml-not-allowed",
                file,
                f"«{file}» enthält eine Dokumenttyp-Definition oder Entitäten (<!DOCTYPE …>); das wird nicht gelesen.",
                "Bitte diese Zeilen entfernen und die Zeichen ausschreiben.",
            )
        ) from err
    except SAXParseException as err:
        place = f"{file}, Zeile {err.getLineNumber()}"
        remedy = "Häufige Ursachen: ein & statt &amp;, ein < im Text, ein Element, das nicht geschlossen ist."
        raise RecordError(
            Finding.error("xml-not-well-formed", place, f"«{file}» ist kein gültiges XML: Fehler in Zeile {err.getLineNumber()}.", remedy)
        ) from err
    except (LookupError, ValueError) as err:  # an encoding nobody knows, or one with several bytes a character
        raise RecordError(
            Finding.error("xml-encoding-unknown", file, f"Die Zeichencodierung von «{file}» ist nicht lesbar.", "Bitte als UTF-8 speichern.")
        ) from err
    return findings


def _in_its_encoding(body: bytes, file: str) -> tuple[bytes, tuple[Finding, ...]]:
    """Give what a program that forgot to convert meant: text that claims UTF-8 and is Windows-1252."""
    body = BEFORE.sub(b"", body)
    declared = ENCODING.search(((match := DECLARATION.match(body)) and match[0]) or b"")
    name = declared[1].decode().lower() if declared else "utf-8"
    if name not in ("utf-8", "utf8") or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body, ()
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        message = f"«{file}» ist nicht in UTF-8 geschrieben, obwohl es so angegeben ist; der Text wurde als Windows-1252 gelesen."
        text = DECLARATION.sub(b"", body).decode("cp1252", "replace")
        return text.encode(), (Finding.info("encoding-not-utf-8", file, message, "Bitte als UTF-8 speichern."),)
    return body, ()


class _Builder(ContentHandler):
    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file
        self._open = [Element("", 0)]
        self._scopes: list[dict[str, str]] = [{}]  # resolved here and leniently: departments use prefixes that nobody declared
        self._written: dict[str, str] = {}
        self._count = 0
        self._locator: Locator | None = None

    @property
    def root(self) -> Element:
        return self._open[0].children[0]

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the name of the standard library's interface
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - as above
        self._count += 1
        line = (self._locator.getLineNumber() if self._locator else 0) or 0
        if len(self._open) > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise RecordError(
                Finding.error("xml-too-large", f"{self._file}, Zeile {line}", f"«{self._file}» ist zu tief verschachtelt oder hat zu viele Elemente.")
            )
        declared = {key[6:]: str(value) for key, value in attrs.items() if key == "xmlns" or key.startswith("xmlns:")}
        scope = {**self._scopes[-1], **declared} if declared else self._scopes[-1]
        values = {_local(key): str(value).strip() for key, value in attrs.items() if not key.startswith("xmlns")}
        for key in attrs.getNames():
            self._written.setdefault(_local(key), key)
        element = Element(_local(name), line, scope.get(name.rpartition(":")[0], ""), values, self._written)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._scopes.append(scope)

    def endElement(self, name: str) -> None:  # noqa: N802 - as above
        self._open.pop()
        self._scopes.pop()

    def characters(self, content: str) -> None:
        self._open[-1].pieces.append(content)


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1].strip().lower()
