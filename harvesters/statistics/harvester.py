"""The harvester of statistics: walks what a source lists, asks for the structure of each cube, and keeps the cubes until they are mapped."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import unquote, urlsplit

from luzern_harvesters import json_text, redaction
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SettingsError, SourceError, SourceMalformed, SourceRefused
from luzern_harvesters.file_url import is_file_url, path_of, read_file
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from . import formats, px_file, pxweb_v1, pxweb_v2
from .cube import Catalogue, Cube, Document, Entry, dumped, merged
from .mapping import record_of
from .options import StatisticsOptions

ACCEPT = "application/vnd.sdmx.structure+xml;version=2.1, application/vnd.sdmx.structure+json;version=1.0;q=0.9, application/json;q=0.8, application/xml;q=0.7, */*;q=0.5"
PX_HEAD = 4_000_000  # bytes of a PX file that are asked for first
TRY_NEXT = {"http-400", "http-404", "http-406", "http-414", "http-422", "http-500", "http-501"}  # what services answer to a parameter they don't know
FILES = (".px", ".json", ".xml")
GENTLE = 10  # requests that no service minds


class StatisticsHarvester(Harvester):
    """Statistical cubes: SDMX, PxWeb, PX files, JSON-stat."""

    type = "statistics"
    title = "Statistik (SDMX, PxWeb, PX, JSON-stat)"
    mapping_version = "1"
    capabilities = Capability.INCREMENTAL | Capability.ATTACHMENTS
    options_model = StatisticsOptions
    options: StatisticsOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        if not is_file_url(source.url) and not source.url.lower().startswith(("http://", "https://")):
            message = f"Die Adresse «{redaction.address(source.url)}» kann eine Quelle der Statistik nicht haben."
            raise SettingsError(Finding.error("address-wrong", "url", message, "Erwartet wird https://…, http://… oder file:…."))
        self._client = Client.of(source, max_bytes=self.options.max_bytes)
        self._entries: dict[str, Entry] = {}
        self._pause = 0.0
        self._fetched_at = ""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Walk the pages and folders of the source; what the listing says of each cube is kept."""
        findings: list[Finding] = []
        complete, total, listed = True, None, 0
        for catalogue in self._catalogues(findings):
            findings += catalogue.findings
            total = catalogue.total if catalogue.total is not None else total
            listed += len(catalogue.entries)
            for entry in catalogue.entries:
                self._keep(entry, findings)
        if total is not None and listed < total:
            complete = False
            findings.append(Finding.warning("listing-short", self._shown, f"Die Quelle kündigt {total} Tabellen an und liefert {listed}."))
        complete = complete and not any(finding.code in {"listing-cut", "folder-unread"} for finding in findings)
        refs = tuple(SourceRef(name, self._address(entry), entry.mark) for name, entry in self._entries.items())
        if not refs:
            findings.append(Finding.warning("catalogue-empty", self._shown, "Die Quelle enthält keine Tabellen, oder keine der gewünschten."))
        return Listing(refs, complete, tuple(findings))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give a cube as JSON; where the listing does not say what is in it, its structure is asked for."""
        entry = self._entries.get(ref.remote_id)
        if entry is None:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Die Tabelle steht nicht mehr in der Quelle."))
        body = dumped(self._whole(entry))
        return RawDocument(ref, body, "application/json", ref.location, hashlib.sha256(body).hexdigest(), self._fetched_at)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one cube."""
        return record_of(raw, self.source, self.options)

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Open a file of a folder of tables."""
        folder = path_of(self.source.url)
        path = folder / file if folder.is_dir() else folder
        try:
            return path.open("rb") if path.name == file else io.BytesIO()
        except OSError as err:
            raise RecordError(Finding.error("file-unreadable", file, f"Die Datei «{file}» lässt sich nicht lesen: {err.strerror}.")) from err

    @property
    def _shown(self) -> str:
        return self._client.shown(self.source.url)

    def _address(self, entry: Entry) -> str:
        return self._client.shown(entry.details[0]) if entry.details else self._shown

    def _keep(self, entry: Entry, findings: list[Finding]) -> None:
        name = entry.cube.id
        if self.options.only and not any(fnmatchcase(name, pattern) for pattern in self.options.only):
            return
        known = self._entries.setdefault(name, entry)
        if known is not entry and known.cube.title != entry.cube.title:
            findings.append(Finding.warning("record-twice", name, f"Die Kennung «{name}» tragen mehrere Tabellen; die erste gilt."))

    def _catalogues(self, findings: list[Finding]) -> Iterator[Catalogue]:
        """Read the source's address and what it leads to, each once; only the first one has to answer."""
        waiting, seen = self._starts(), set[str]()
        first = waiting[0] if waiting else ""
        while waiting:
            url = waiting.pop(0)
            if url in seen:
                continue
            if len(seen) >= self.options.max_requests:
                findings.append(
                    Finding.warning(
                        "listing-cut",
                        self._shown,
                        f"Nach {len(seen)} Abfragen sind noch nicht alle Ordner gelesen.",
                        "Bitte eine engere Adresse oder «max_requests» angeben.",
                    )
                )
                return
            seen.add(url)
            try:
                catalogue = formats.read(self._get(url))
            except SourceError as err:
                if url == first and len(seen) == 1 and not waiting:
                    raise
                findings.append(
                    err.finding
                    if is_file_url(url)
                    else Finding.warning("folder-unread", self._client.shown(url), f"Ein Teil der Liste lässt sich nicht lesen: {err.finding.message}")
                )
                continue
            waiting += catalogue.further
            self._slow_down(url, len(waiting) + len(catalogue.entries))
            yield catalogue

    def _starts(self) -> list[str]:
        if not is_file_url(self.source.url) or not (folder := path_of(self.source.url)).is_dir():
            return [self.source.url]
        return [path.as_uri() for path in sorted(folder.iterdir()) if path.suffix.lower() in FILES and path.is_file()]

    def _slow_down(self, url: str, requests: int) -> None:
        """Ask PxWeb how often one may ask, before asking often."""
        if self._pause or requests <= GENTLE or is_file_url(url):
            return
        address = pxweb_v2.limits_of(url) or (pxweb_v1.limits_of(url) if "/api/v1/" in url else "")
        limits: object = {}
        with suppress(SourceError):  # nobody has to say it
            limits = json_text.parse(self._client.get(address, accept="application/json").body, "config") if address else {}
        if isinstance(limits, dict):
            calls, window = limits.get("maxCallsPerTimeWindow") or limits.get("maxCalls"), limits.get("timeWindow")
            if isinstance(calls, int) and isinstance(window, int) and calls > 0:
                self._pause = min(window / calls, 5.0)

    def _whole(self, entry: Entry) -> Cube:
        """Fill up what the listing says with the cube's own document; services that know nothing of it leave the listing's words."""
        if not entry.details:
            return entry.cube
        why = "Das Dokument wurde allein gelesen; was es an anderen Adressen gibt, wurde nicht abgefragt."
        for address in () if is_file_url(self.source.url) else entry.details:
            found = self._asked(address)
            if isinstance(found, Catalogue):
                cubes = [one.cube for one in found.entries]
                return merged(next((cube for cube in cubes if cube.id == entry.cube.id), cubes[0]), entry.cube) if cubes else entry.cube
            why = found
        finding = Finding.warning("details-unread", self._address(entry), f"Die Gliederung der Tabelle ist nicht bekannt. {why}")
        return merged(Cube(entry.cube.id, findings=(finding,)), entry.cube)

    def _asked(self, address: str) -> Catalogue | str:
        """Read a document; the reason as words if the service does not know the address."""
        try:
            return formats.read(self._get(address))
        except (SourceRefused, SourceMalformed) as err:
            if err.finding.code in TRY_NEXT:
                return err.finding.message
            raise RecordError(err.finding) from err

    def _get(self, url: str) -> Document:
        if is_file_url(url):
            self._fetched_at = datetime.now(timezone.utc).isoformat(timespec="seconds")
            return self._document(self._from_disk(url), path_of(url).name, "")
        time.sleep(self._pause)
        is_px = urlsplit(url).path.lower().endswith(".px") and "/api/v1/" not in url
        headers = {"Range": f"bytes=0-{PX_HEAD - 1}", "Accept-Encoding": "identity"} if is_px else {}
        answer = self._client.get(url, accept=ACCEPT, headers=headers)
        self._fetched_at = answer.fetched_at
        name = unquote(urlsplit(answer.url).path.rstrip("/").rpartition("/")[2]) or urlsplit(answer.url).netloc
        return self._document(answer.body, name, answer.url if answer.url == self._client.shown(url) else self._client.shown(url))

    def _document(self, body: bytes, name: str, url: str) -> Document:
        return Document(body, name, url, self.options.language, self.options.endpoint, self.options.data_formats)

    def _from_disk(self, url: str) -> bytes:
        """Read a document; of a PX file only what stands before its numbers, however large it is."""
        path = path_of(url)
        if path.suffix.lower() != ".px" or not path.is_file():
            return read_file(url, self.options.max_bytes)
        return _px_head(path, url)


def _px_head(path: Path, url: str) -> bytes:
    body = b""
    try:
        with path.open("rb") as file:
            while len(body) <= px_file.HEADER_BYTES and (part := file.read(1_000_000)):
                body += part
                if (end := px_file.header_end(body)) >= 0:
                    return body[: end + 10]
    except OSError as err:
        raise SourceRefused(Finding.error("file-unreadable", path.name, f"Die Datei «{path.name}» lässt sich nicht lesen: {err.strerror}.")) from err
    return body
