"""One answer of a catalogue service: what it says about itself, and its records, each cut out as a document of its own.

Understood are the answers to GetRecords and GetRecordById of CSW 2.0.2 and 3.0, bare or in a SOAP envelope, and a single record as a
file. Records are taken wherever a catalogue puts them: geocat.ch sends its DCAT beside ``SearchResults``, not inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from luzern_harvesters import xml
from luzern_harvesters.errors import RecordError, SourceMalformed, SourceRefused
from luzern_harvesters.finding import Finding

CSW = ("http://www.opengis.net/cat/csw/2.0.2", "http://www.opengis.net/cat/csw/3.0", "http://www.opengis.net/cat/csw")
DCAT = "http://www.w3.org/ns/dcat#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
AROUND = {"envelope", "body", "getrecordsresponse", "getrecordbyidresponse", "searchresults"}
"""Elements that hold records, or what holds records."""
BESIDE = {"header", "fault", "requestid", "searchstatus", "exceptionreport", "capabilities"}
ALONE = {"md_metadata", "che_md_metadata", "mi_metadata", "dataset", "dataservice", "catalogrecord", "record", "summaryrecord", "briefrecord"}
"""Records that are a document without an envelope."""
WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
RDF_END = b"</rdf:RDF>"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Part:
    """One record: its root element's namespace, and the document."""

    namespace: str
    body: bytes

    @property
    def is_dublin_core(self) -> bool:
        """Whether it is the catalogue's own ``csw:Record``."""
        return self.namespace in CSW


@dataclass
class Answer:
    """One answer. ``matched``, ``returned`` and ``following`` (the position of the next record) are None where they are not stated."""

    parts: list[Part] = field(default_factory=list)
    matched: int | None = None
    returned: int | None = None
    following: int | None = None
    findings: tuple[Finding, ...] = ()


def read(body: bytes, name: str) -> Answer:
    """Read an answer; ``name`` is its address as it may be shown.

    Raises:
        SourceRefused: the catalogue answers with an exception (``ows:ExceptionReport``), whatever the status was.
        SourceMalformed: no answer of a catalogue service.
    """
    if WEB_PAGE.match(body):
        message = "Statt Metadaten kommt eine Webseite."
        raise SourceMalformed(Finding.error("answer-web-page", name, message, "Oft stimmt die Adresse nicht, oder die Quelle sperrt Programme aus."))
    if not body.strip():
        raise SourceMalformed(Finding.error("answer-empty", name, "Die Antwort der Quelle ist leer."))
    splitter = _Splitter()
    try:
        findings = xml.walk(body, name, splitter)
    except RecordError as err:
        raise SourceMalformed(err.finding) from err
    if splitter.root == "exceptionreport" or splitter.words.strip():
        raise SourceRefused(_exception(splitter, name))
    if splitter.root == "capabilities":
        message = "Das Dokument beschreibt nur den Dienst (GetCapabilities); Datensätze enthält es keine."
        raise SourceMalformed(Finding.error("csw-capabilities", name, message, "Als Adresse genügt jene des Dienstes ohne REQUEST."))
    if splitter.root not in AROUND | ALONE:
        message = f"Das Dokument ist keine Antwort eines Katalogdienstes (CSW): Es beginnt mit <{splitter.root[:60]}>."
        raise SourceMalformed(Finding.error("csw-none", name, message, "Erwartet wird die Adresse eines CSW; für DCAT-Kataloge gibt es die Quellenart dcat."))
    matched, returned, following = (_number(splitter.results.get(key, "")) for key in ("numberofrecordsmatched", "numberofrecordsreturned", "nextrecord"))
    return Answer(splitter.parts, matched, returned, following, findings)


def _exception(splitter: _Splitter, name: str) -> Finding:
    words = " ".join(splitter.words.split()) or "ohne Begründung"
    code = " ".join(filter(None, (splitter.code, splitter.locator)))
    return Finding.error("csw-exception", name, f"Der Katalogdienst lehnt die Anfrage ab{f' ({code[:80]})' if code else ''}: {words[:300].rstrip('.')}.")


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() and len(text) < 12 else None


class _Splitter(ContentHandler):
    """Writes each record anew as it is read, with the namespaces that were declared around it."""

    def __init__(self) -> None:
        super().__init__()
        self.root = ""
        self.results: dict[str, str] = {}
        self.parts: list[Part] = []
        self.code = self.locator = self.words = ""
        self._scopes: list[dict[str, str]] = [{}]  # of the elements around the records
        self._depth = 0  # in the record being written, or in what stands beside the records
        self._writer: XMLGenerator | None = None
        self._buffer = BytesIO()
        self._namespace = ""
        self._in_text = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name of the standard library's interface
        local = name.rpartition(":")[2].lower()
        if self._depth:
            self._depth += 1
            if self._writer:
                self._writer.startElement(name, attrs)
            else:
                self._heed(local, attrs)
            return
        declared = {key: str(value) for key, value in attrs.items() if key == "xmlns" or key.startswith("xmlns:")}
        scope = {**self._scopes[-1], **declared}
        self.root = self.root or local
        is_around = local in AROUND and (len(self._scopes) == 1 or local != self.root)
        if is_around:
            self._scopes.append(scope)
            self.results = {key.lower(): str(value) for key, value in attrs.items()} if local == "searchresults" else self.results
            return
        self._depth = 1
        if local not in BESIDE and (len(self._scopes) > 1 or local in ALONE):
            self._begin(name, scope, attrs)
        else:
            self._heed(local, attrs)

    def endElement(self, name: str) -> None:  # noqa: N802 - as above
        self._in_text = False
        if not self._depth:
            self._scopes.pop()
            return
        self._depth -= 1
        if self._writer:
            self._writer.endElement(name)
            if not self._depth:
                self._finish()

    def characters(self, content: str) -> None:
        if self._writer:
            self._writer.characters(content)
        elif self._in_text:
            self.words += content

    def _heed(self, local: str, attrs: AttributesImpl) -> None:
        """Read what stands beside the records: an exception."""
        given = {key.rpartition(":")[2].lower(): str(value) for key, value in attrs.items()}
        if local in ("exception", "serviceexception"):
            self.code = self.code or given.get("exceptioncode", given.get("code", ""))
            self.locator = self.locator or given.get("locator", "")
        self._in_text = local in ("exceptiontext", "serviceexception", "faultstring")

    def _begin(self, name: str, scope: dict[str, str], attrs: AttributesImpl) -> None:
        prefix = name.rpartition(":")[0]
        self._namespace = scope.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
        self._buffer = BytesIO()
        self._writer = XMLGenerator(self._buffer, "utf-8")
        self._writer.startElement(name, AttributesImpl({**scope, **dict(attrs.items())}))

    def _finish(self) -> None:
        element = self._buffer.getvalue()
        if self._namespace == DCAT:  # RDF/XML wants its own root
            element = b'<rdf:RDF xmlns:rdf="' + RDF.encode() + b'">' + element + RDF_END
        self.parts.append(Part(self._namespace, HEAD + element))
        self._writer = None
