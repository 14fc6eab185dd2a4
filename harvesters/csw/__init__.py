"""Catalogue services for the web (OGC CSW 2.0.2 and 3.0): geocat.ch and every other catalogue of geodata.

    paging          GetRecords, page after page, totals checked
    answer          one page -> its records, each a document of its own
    iso …           ISO 19139, iso19139.che, ISO 19115-3 -> record
    dublin_core     csw:Record -> record
    (dcat)          DCAT-AP CH -> record, by the mapping of the DCAT type

DCAT-AP CH is asked for first, because geocat.ch knows best what its records mean there; what a catalogue does not have, the next
output schema gives.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from datetime import datetime, timezone
from types import TracebackType
from typing import Literal

from pydantic import Field

from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.defaults import Defaults, completed
from luzern_harvesters.errors import RecordError
from luzern_harvesters.file_url import is_file_url, read_file
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from .answer import CSW
from .mapping import head_of, marked, record_of
from .paging import Catalogue, Query, address

SCHEMAS = ("http://dcat-ap.ch/schema/dcat-ap-ch/2.0", "http://www.geocat.ch/2008/che", "http://www.isotc211.org/2005/gmd", CSW[0])
NO_LICENCE = {"licence-unknown", "licence-mixed"}  # findings: terms of use are stated, which the source file's must not replace
ASKED_FOR = re.compile(r"^(?!.*\b(?:not|or)\b).*\bsubject\s*(?:=|like)\s*'%?opendata\.swiss%?'", re.IGNORECASE | re.DOTALL)
"""Every record that a source like this gives is meant for opendata.swiss, whether its DCAT repeats the keyword or not."""


class CswOptions(Defaults):
    """Options of ``csw``."""

    version: Literal["2.0.2", "3.0.0"] = Field("2.0.2", description="Fassung des Protokolls, die der Katalog spricht.")
    constraint: str = Field("", description="Welche Datensätze, als CQL; leer: alle der Adresse.", examples=["subject = 'opendata.swiss'"])
    output_schemas: tuple[str, ...] = Field(
        SCHEMAS, min_length=1, description="Formate der Datensätze, das erste wird zuerst verlangt.", examples=[list(SCHEMAS)]
    )
    type_names: str = Field("csw:Record", description="Was abgefragt wird; einzelne Kataloge verlangen `gmd:MD_Metadata`.")
    sort_by: str = Field("", description="Reihenfolge, wenn der Katalog von sich aus keine feste hat.", examples=["Identifier:A"])
    page_size: int = Field(50, ge=1, le=1000, description="So viele Datensätze werden auf einmal verlangt.")
    max_pages: int = Field(1000, ge=1, description="So viele Seiten werden höchstens gelesen.")
    max_bytes: int = Field(50_000_000, ge=1, description="So gross darf eine Seite höchstens sein, in Bytes.")
    max_statements: int = Field(100_000, ge=1, description="So viele RDF-Aussagen darf ein Datensatz in DCAT höchstens haben.")
    own: tuple[str, ...] = Field(
        ("@stadt-luzern",),
        description="Woran Datensätze zu erkennen sind, die das Portal selbst veröffentlicht hat: Ende ihrer Kennung (`@…`) oder Anfang einer Adresse. "
        "Sie werden nicht geerntet.",
        examples=[["@stadt-luzern", "https://daten.stadtluzern.example/dataset/"]],
    )


class CswHarvester(Harvester):
    """A catalogue service."""

    type = "csw"
    title = "Geodatenkatalog (CSW)"
    mapping_version = "2"
    capabilities = Capability.INCREMENTAL
    options_model = CswOptions
    options: CswOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein Katalogdienst")
        self._client = Client.of(source, max_bytes=self.options.max_bytes)
        self._packed: dict[str, bytes] = {}
        self._fetched_at = ""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Read every page; the records are kept, packed, until they are fetched."""
        found = Catalogue(self.source.url, self.query, self._get, self._shown)
        found.read()
        self._packed.clear()
        refs = tuple(ref for part in found.parts if (ref := self._listed(part.body, found)))
        if not refs:
            found.findings.append(Finding.warning("catalogue-empty", self._shown(self.source.url), "Der Katalog liefert keine Datensätze."))
        return Listing(refs, found.is_complete, tuple(found.findings))

    def _listed(self, body: bytes, found: Catalogue) -> SourceRef | None:
        """List one record, unless it is the portal's own or one that is listed already."""
        try:
            head = head_of(body, self.options.own)
        except RecordError as err:
            found.incomplete(err.finding.code, err.finding.path, err.finding.message)
            return None
        name = head.identifier
        if head.is_own:
            message = f"«{head.title}» hat das Portal selbst veröffentlicht; der Datensatz wird nicht noch einmal aufgenommen."
            found.findings.append(Finding.info("record-own", name, message))
            return None
        if name in self._packed:  # pages that moved while they were read bring one record twice, and another not at all
            found.incomplete("record-twice", name, f"Die Kennung «{name}» kommt mehrfach vor; der erste Datensatz gilt.")
            return None
        if not head.is_named:
            remedy = "Bis er eine hat, unterscheidet ihn sein Titel: Ändert er sich, ist er für das Portal ein neuer."
            found.findings.append(Finding.warning("identifier-missing", head.title, f"Der Datensatz «{head.title}» hat keine Kennung.", remedy))
        self._packed[name] = zlib.compress(body, 1)
        return SourceRef(name, self._location(name, found), hashlib.sha256(body).hexdigest())

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give one record's document, as the catalogue sent it."""
        if ref.remote_id not in self._packed:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Der Datensatz steht nicht mehr im Katalog."))
        body = zlib.decompress(self._packed[ref.remote_id])
        return RawDocument(ref, body, "application/xml", ref.location, hashlib.sha256(body).hexdigest(), self._fetched_at)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one record, whatever schema it is in."""
        record = record_of(raw, self.source, self.options.licence, self.options.max_statements)
        is_asked_for = bool(ASKED_FOR.search(self.options.constraint))
        is_licence_stated = any(finding.code in NO_LICENCE for finding in record.findings)
        record = marked(record, raw, self.source.url, is_asked_for=is_asked_for)
        return completed(record, self.options, self.source.contact, is_licence_stated=is_licence_stated)

    @property
    def query(self) -> Query:
        """What is asked of the catalogue."""
        asked = self.options
        return Query(asked.version, asked.output_schemas, asked.type_names, asked.constraint, asked.sort_by, asked.page_size, asked.max_pages)

    def _get(self, url: str) -> bytes:
        if is_file_url(url):
            self._fetched_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
            return read_file(url, self.options.max_bytes)
        answer = self._client.get(url, accept="application/xml, text/xml;q=0.9, */*;q=0.1")
        self._fetched_at = answer.fetched_at
        return answer.body

    def _location(self, identifier: str, found: Catalogue) -> str:
        """Give the address of one record alone."""
        if is_file_url(self.source.url):
            return self._shown(self.source.url)
        asked = {"service": "CSW", "version": self.options.version, "request": "GetRecordById", "id": identifier}
        return self._shown(address(self.source.url, {**asked, "elementSetName": "full", "outputSchema": found.schema}))

    def _shown(self, url: str) -> str:
        return f"file:///{url.rpartition('/')[2]}" if is_file_url(url) else self._client.shown(url)
