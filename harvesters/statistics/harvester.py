"""The harvester of statistics: walks what a source lists, asks for the structure of each cube, and keeps the cubes until they are mapped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from types import TracebackType
from typing import IO
from urllib.parse import urlsplit

from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SourceError, SourceUnreachable
from luzern_harvesters.file_url import is_file_url, path_of
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.http import Client
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from . import formats
from .cube import Catalogue, Cube, Entry, dumped, merged
from .documents import Documents, starts_of
from .mapping import record_of
from .options import StatisticsOptions

UNKNOWN_THERE = {"http-400", "http-404", "http-406", "http-414", "http-422", "http-501", "too-large", "xml-too-large"}  # no use in asking again
INCOMPLETE = {"listing-cut", "listing-short", "folder-unread", "px-broken"}


class StatisticsHarvester(Harvester):
    """Statistical cubes: SDMX, PxWeb, PX files, JSON-stat."""

    type = "statistics"
    title = "Statistik (SDMX, PxWeb, PX, JSON-stat)"
    mapping_version = "2"
    capabilities = Capability.INCREMENTAL | Capability.ATTACHMENTS
    options_model = StatisticsOptions
    options: StatisticsOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("eine Quelle der Statistik")
        self._client = Client.of(source, max_bytes=self.options.max_bytes)
        self._documents = Documents(self._client, self.options)
        self._entries: dict[str, Entry] = {}
        self._licence = ""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Walk the pages and folders of the source; what the listing says of each cube is kept."""
        notes, found = Notes(), dict[str, Entry]()
        total = None
        for catalogue in self._catalogues(notes, found):
            notes.extend(catalogue.findings)
            total = catalogue.total if catalogue.total is not None else total
        if total is not None and len(found) < total:
            notes.append(Finding.warning("listing-short", self._shown, f"Die Quelle kündigt {total} Tabellen an und liefert {len(found)}."))
        wanted = self.options.only or ("*",)
        self._entries = {name: entry for name, entry in found.items() if any(fnmatchcase(name, pattern) for pattern in wanted)}
        if not self._entries:
            notes.append(Finding.warning("catalogue-empty", self._shown, "Die Quelle enthält keine Tabellen, oder keine der gewünschten."))
        self._licence = self._documents.service_licence(self.source.url) if self._entries else ""
        refs = tuple(SourceRef(name, self._address(entry), entry.mark) for name, entry in self._entries.items())
        return Listing(refs, not any(finding.code in INCOMPLETE for finding in notes), tuple(notes))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give a cube as JSON; where the listing does not say what is in it, its structure is asked for."""
        entry = self._entries.get(ref.remote_id)
        if entry is None:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Die Tabelle steht nicht mehr in der Quelle."))
        body = dumped(self._published(self._whole(entry)))
        return RawDocument(ref, body, "application/json", ref.location, hashlib.sha256(body).hexdigest(), self._documents.fetched_at)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one cube."""
        return record_of(raw, self.source, self.options)

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Open a file of the source's folder; records name files of it only."""
        folder = path_of(self.source.url)
        path = folder / file if folder.is_dir() else folder
        if path.name != file or not path.is_file():
            raise RecordError(Finding.error("file-missing", file, f"Die Datei «{file}» gibt es nicht mehr."))
        try:
            return path.open("rb")
        except OSError as err:
            raise RecordError(Finding.error("file-unreadable", file, f"Die Datei «{file}» lässt sich nicht lesen: {err.strerror}.")) from err

    @property
    def _shown(self) -> str:
        return self._client.shown(self.source.url)

    def _address(self, entry: Entry) -> str:
        return self._client.shown(entry.details[0]) if entry.details else self._shown

    def _catalogues(self, notes: Notes, found: dict[str, Entry]) -> Iterator[Catalogue]:
        """Read the source's address and what it leads to, each once, into ``found``; a page that brings nothing new is the last one."""
        waiting, seen = starts_of(self.source.url), set[str]()
        is_alone = len(waiting) == 1
        while waiting:
            url = waiting.pop(0)
            if url in seen:
                continue
            if len(seen) >= self.options.max_requests:
                message = f"Nach {len(seen)} Abfragen sind noch nicht alle Ordner gelesen."
                notes.append(Finding.warning("listing-cut", self._shown, message, "Bitte eine engere Adresse oder «max_requests» angeben."))
                return
            seen.add(url)
            catalogue = self._part(url, notes, may_fail=not is_alone or len(seen) > 1)
            if self._keep(catalogue, found, notes):
                waiting += catalogue.further
            elif catalogue.further:
                notes.append(Finding.warning("listing-cut", self._client.shown(url), "Die Seiten der Liste wiederholen sich; es wird nicht weiter geblättert."))
            self._documents.slow_down(url, len(waiting) + len(found))
            yield catalogue

    def _part(self, url: str, notes: Notes, *, may_fail: bool) -> Catalogue:
        """Read one page, folder or file; only the source's own address has to answer."""
        try:
            return formats.read(self._documents.get(url))
        except SourceError as err:
            if not may_fail:
                raise
            message = f"Ein Teil der Liste lässt sich nicht lesen: {err.finding.message}"
            notes.append(err.finding if is_file_url(url) else Finding.warning("folder-unread", self._client.shown(url), message))
            return Catalogue()

    def _keep(self, catalogue: Catalogue, found: dict[str, Entry], notes: Notes) -> bool:
        """Keep the cubes of a page, each id once; tell whether to go on from it."""
        before = len(found)
        for entry in catalogue.entries:
            known = found.setdefault(entry.cube.id, entry)
            if known is not entry and known.cube.title != entry.cube.title:
                message = f"Die Kennung «{entry.cube.id}» tragen mehrere Tabellen; die erste gilt."
                notes.append(Finding.warning("record-twice", entry.cube.id, message))
        return len(found) > before or not catalogue.entries

    def _whole(self, entry: Entry) -> Cube:
        """Fill up what the listing says with the cube's own document; services that know nothing of it leave the listing's words."""
        if not entry.details:
            return entry.cube
        why = "Das Dokument wurde allein gelesen; was es an anderen Adressen gibt, wurde nicht abgefragt."
        for address in () if is_file_url(self.source.url) else entry.details:
            answer = self._asked(address)
            if isinstance(answer, Catalogue):
                cubes = [one.cube for one in answer.entries]
                whole = merged(next((cube for cube in cubes if cube.id == entry.cube.id), cubes[0]), entry.cube) if cubes else entry.cube
                return replace(whole, files=entry.cube.files, period=entry.cube.period) if entry.is_data else whole
            why = answer
        if entry.is_data:
            return entry.cube
        finding = Finding.warning("details-unread", self._address(entry), f"Die Gliederung der Tabelle ist nicht bekannt. {why}")
        return merged(Cube(entry.cube.id, findings=(finding,)), entry.cube)

    def _asked(self, address: str) -> Catalogue | str:
        """Read a document; the reason as words if the service does not know the address, or the address is another's who does not answer.

        Raises:
            RecordError: the service knows it, and can't answer now.
            SourceUnreachable: the source is gone.
        """
        try:
            return formats.read(self._documents.get(address))
        except SourceError as err:
            if err.finding.code in UNKNOWN_THERE or urlsplit(address).netloc != urlsplit(self.source.url).netloc:
                return err.finding.message
            if isinstance(err, SourceUnreachable):
                raise
            raise RecordError(err.finding) from err

    def _published(self, cube: Cube) -> Cube:
        """Give the cube without addresses that hold keys, under the service's terms where it states none itself."""
        files, findings = [], list(cube.findings)
        for file in cube.files:
            shown = self._client.shown(file.url)
            if shown != file.url:
                findings.append(Finding.warning("address-with-key", file.key, f"In der Adresse «{shown}» steht ein Schlüssel; sie wird nicht veröffentlicht."))
            files.append(file if shown == file.url else replace(file, url=""))
        return replace(cube, files=tuple(files), findings=tuple(findings), licence=cube.licence or self._licence)
