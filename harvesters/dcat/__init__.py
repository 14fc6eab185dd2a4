"""DCAT catalogues: another organisation's datasets as RDF/XML, Turtle, JSON-LD or N-Triples, over HTTP or in a file.

Understood are DCAT-AP CH 2 and 3, DCAT-AP, and what catalogues really send (``mapping``).
"""

from __future__ import annotations

from collections import Counter
from types import TracebackType

from pydantic import Field

from luzern_harvesters.contract import Capability, Harvester, Listing, Options, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError
from luzern_harvesters.file_url import is_file_url, read_answer
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Response
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from .mapping import record_of
from .pages import Entry, read
from .spool import Spool
from .syntax import ACCEPT


class DcatOptions(Options):
    """Options of ``dcat``."""

    licence: str = Field(
        "",
        description="Nutzungsbedingung für Distributionen, die keine nennen; nur mit Zustimmung der Herausgeberin.",
        examples=["terms_by"],
        pattern="^(|terms_open|terms_by|terms_ask|terms_by_ask)$",
    )
    max_pages: int = Field(1000, ge=1, description="So viele Seiten werden höchstens gelesen.")
    max_bytes: int = Field(20_000_000, ge=1, description="So gross darf eine Seite höchstens sein, in Bytes.")
    max_statements: int = Field(100_000, ge=1, description="So viele RDF-Aussagen darf eine Seite höchstens haben; jede braucht etwa ein Kilobyte Speicher.")


class DcatHarvester(Harvester):
    """A DCAT catalogue."""

    type = "dcat"
    title = "DCAT-Katalog"
    mapping_version = "4"
    capabilities = Capability.INCREMENTAL
    options_model = DcatOptions
    options: DcatOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein DCAT-Katalog")
        self._client = Client.of(source, max_bytes=self.options.max_bytes)
        self._spool = Spool()
        self._places: dict[str, int] = {}
        self._fetched_at = ""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections, forget what was read."""
        self._client.close()
        self._spool.close()

    def list(self) -> Listing:
        """Read every page; what is said of each dataset waits on disk until it is fetched."""
        catalogue = read(self.source.url, self._get, self._spool, self.options.max_pages, self.options.max_statements)
        findings = list(catalogue.findings)
        counted = Counter(entry.identifiers[0] for entry in catalogue.entries if len(entry.identifiers) == 1)
        refs = []
        for entry in catalogue.entries:
            remote_id = _remote_id(entry, counted)
            if remote_id in self._places:
                findings.append(
                    Finding.warning("record-twice", entry.iri or remote_id, f"Der Datensatz «{remote_id}» kommt im Katalog mehrfach vor; der erste gilt.")
                )
                continue
            self._places[remote_id] = entry.place
            refs.append(SourceRef(remote_id, entry.iri or self._client.shown(self.source.url), entry.mark))
        findings += [
            Finding.warning("identifier-twice", name, f"Die Kennung «{name}» tragen {count} Datensätze; unterschieden werden sie nach ihrer Adresse.")
            for name, count in counted.items()
            if count > 1
        ]
        if not refs:
            findings.append(Finding.warning("catalogue-empty", self._client.shown(self.source.url), "Der Katalog enthält keine Datensätze."))
        return Listing(tuple(refs), catalogue.is_complete, tuple(findings))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give the part of its page that speaks of one dataset, as N-Triples."""
        if ref.remote_id not in self._places:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Der Datensatz steht nicht mehr im Katalog."))
        body = self._spool.get(self._places[ref.remote_id])
        return RawDocument(ref, body, "application/n-triples", ref.location, ref.mark, self._fetched_at)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one dataset's statements."""
        return record_of(raw, self.source, self.options.licence)

    def _get(self, url: str) -> Response:
        answer = read_answer(url, self.options.max_bytes) if is_file_url(url) else self._client.get(url, accept=ACCEPT)
        self._fetched_at = answer.fetched_at
        return answer


def _remote_id(entry: Entry, counted: Counter[str]) -> str:
    """Prefer the identifier, which outlives a change of address; it has to be one and the catalogue's only one."""
    if len(entry.identifiers) == 1 and counted[entry.identifiers[0]] == 1:
        return entry.identifiers[0]
    return entry.iri or f"sha256:{entry.words[:32]}"
