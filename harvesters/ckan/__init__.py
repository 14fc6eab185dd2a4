"""Another CKAN: its datasets through ``package_search`` (API 3; CKAN 2.8 and later)."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from types import TracebackType
from typing import Literal

from pydantic import Field

from luzern_harvesters import json_text
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.defaults import Defaults, completed
from luzern_harvesters.errors import RecordError
from luzern_harvesters.file_url import is_file_url, read_answer
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Response
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from .mapping import record_of
from .pages import Package, read, site_of

NO_DATASETS = {"harvest", "showcase", "application"}


class CkanOptions(Defaults):
    """Options of ``ckan``."""

    fq: str = Field("", description="Nur diese Datensätze: Filter in der Sprache von Solr.", examples=["organization:stadt-luzern"])
    token: str = Field("", repr=False, description="API-Schlüssel, als `${NAME}` aus der Umgebung; nur nötig, wenn die Quelle einen verlangt.")
    language: Literal["de", "fr", "it", "en"] = Field("de", description="Sprache der Texte, bei denen keine steht.")
    groups: dict[str, str] = Field(default_factory=dict, description="Themen für Gruppen der Quelle, nach ihrem Namen.", examples=[{"verkehr": "TRAN"}])
    include_private: bool = Field(default=False, description="Ob auch private Datensätze gelesen werden, die der API-Schlüssel zeigt.")
    include_harvested: bool = Field(default=True, description="Ob auch Datensätze gelesen werden, die die Quelle selbst von anderswo geerntet hat.")
    page_size: int = Field(100, ge=1, le=1000, description="So viele Datensätze werden auf einmal verlangt.")
    max_pages: int = Field(1000, ge=1, description="So viele Seiten werden höchstens gelesen.")
    max_bytes: int = Field(50_000_000, ge=1, description="So gross darf eine Seite höchstens sein, in Bytes.")


class CkanHarvester(Harvester):
    """Another CKAN."""

    type = "ckan"
    title = "CKAN-Portal"
    mapping_version = "2"
    capabilities = Capability.INCREMENTAL
    options_model = CkanOptions
    options: CkanOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein CKAN")
        self._client = Client.of(source, max_bytes=self.options.max_bytes, secrets=[self.options.token])
        self._site = self._client.shown(site_of(source.url))
        self._bodies: dict[str, bytes] = {}  # packed: a large catalogue would fill the memory
        self._fetched_at = ""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Read every page; the packages are kept until they are fetched."""
        filters = {"fq": self.options.fq, **({"include_private": "true"} if self.options.include_private else {})}
        refs: list[SourceRef] = []
        left_out = Counter[str]()

        def keep(package: Package) -> None:
            if reason := self._unwanted(package):
                left_out[reason] += 1
                return
            name = str(package.get("id") or package["name"])
            self._bodies[name] = zlib.compress(json.dumps(package, ensure_ascii=False, sort_keys=True).encode())
            refs.append(SourceRef(name, self._location(package), str(package.get("metadata_modified") or "")))

        found = read(self.source.url, filters, self._get, keep, page_size=self.options.page_size, max_pages=self.options.max_pages)
        where = "file" if is_file_url(self.source.url) else self._client.shown(self.source.url)
        findings = [*found.findings]
        findings += [Finding.info("records-left-out", where, f"Nicht gelesen werden {count} Datensätze: {reason}.") for reason, count in left_out.items()]
        if not refs:
            findings.append(Finding.warning("catalogue-empty", where, "Die Quelle enthält keine Datensätze."))
        return Listing(tuple(refs), found.is_complete, tuple(findings))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give one package as it stood on its page."""
        if ref.remote_id not in self._bodies:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Der Datensatz steht nicht mehr im Katalog."))
        body = zlib.decompress(self._bodies[ref.remote_id])
        return RawDocument(ref, body, "application/json", ref.location, hashlib.sha256(body).hexdigest(), self._fetched_at)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one package."""
        package = json_text.parse(raw.body, raw.ref.remote_id)
        options = {"language": self.options.language, "licence": self.options.licence, "groups": self.options.groups}
        record = record_of(package, self.source.id, raw.ref.remote_id, self._site, options)
        # Terms of use that are stated and not understood must not give way to those of the source file: the mapping has seen to it.
        return completed(record, self.options.model_copy(update={"licence": ""}), self.source.contact)

    def _location(self, package: Package) -> str:
        name = str(package.get("name") or package.get("id"))
        return f"{self._site}/dataset/{name}" if self._site else name

    def _unwanted(self, package: Package) -> str:
        """Say why a package is not to be read; empty if it is."""
        if str(package.get("state") or "active").lower() != "active":  # DKAN writes it large
            return "sie sind gelöscht oder noch ein Entwurf"
        if str(package.get("private")).lower() == "true" and not self.options.include_private:
            return "sie sind privat"
        if str(package.get("type")) in NO_DATASETS:
            return "sie sind keine Datensätze"
        extras = package.get("extras")
        names = [one.get("key") for one in extras if isinstance(one, dict)] if isinstance(extras, list) else extras or ()
        if not self.options.include_harvested and "harvest_source_id" in names:
            return "die Quelle hat sie selbst geerntet"
        return ""

    def _get(self, url: str) -> Response:
        headers = {"Authorization": self.options.token} if self.options.token else {}
        answer = read_answer(url, self.options.max_bytes) if is_file_url(url) else self._client.get(url, accept="application/json", headers=headers)
        self._fetched_at = answer.fetched_at
        return answer
