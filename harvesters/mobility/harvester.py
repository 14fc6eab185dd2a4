"""The harvester of mobility feeds: asks for the feed and what belongs to it, judges its time, and keeps what it says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import partial
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from luzern_harvesters import json_text
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SourceError, SourceMalformed, SourceRefused
from luzern_harvesters.file_url import is_file_url, path_of, read_answer
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client, Response
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from . import freshness, gbfs, gtfs, gtfs_rt, gtfs_tables, traffic
from .feed import Feed, File, dumped
from .mapping import record_of
from .options import MobilityOptions

SHORTEST_SECRET = 5
ENTRY = ("gbfs.json", "manifest.json", "system_information.json")


Describe = Callable[[], Feed]
"""Describes a feed; whatever has to be asked for it is asked then."""


class MobilityHarvester(Harvester):
    """Feeds of mobility: GBFS, GTFS, GTFS Realtime, SIRI, DATEX II."""

    type = "mobility"
    title = "Mobilität (GBFS, GTFS, GTFS-RT, SIRI, DATEX II)"
    mapping_version = "2"
    capabilities = Capability.NONE
    options_model = MobilityOptions
    options: MobilityOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein Feed der Mobilität")
        values = (*self.options.headers.values(), *self.options.query.values())
        secrets = {part for value in values for part in (value, *value.split()) if len(part) > SHORTEST_SECRET}
        self._client = Client.of(source, max_bytes=self.options.max_bytes, secrets=sorted(secrets, key=len, reverse=True))
        self._feeds: dict[str, Describe] = {}
        self._answer = Response("", 0, b"")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Ask for the feed; a manifest of GBFS lists several systems, everything else is one dataset."""
        self._answer = self._get(self._start())
        self._feeds = self._read(self._answer)
        self._answer = replace(self._answer, body=b"")  # a timetable is large, and read
        refs = tuple(SourceRef(name, self._answer.url) for name in self._feeds)
        findings = () if refs else (Finding.warning("catalogue-empty", self._answer.url, "Das Verzeichnis enthält keine Angebote."),)
        return Listing(refs, findings=findings)

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give what the feed says of itself as JSON, its time judged against the time of the answer."""
        if ref.remote_id not in self._feeds:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Das Angebot steht nicht mehr im Verzeichnis."))
        try:
            body = dumped(self._published(self._feeds[ref.remote_id]()))
        except (SourceRefused, SourceMalformed) as err:
            raise RecordError(err.finding) from err
        return RawDocument(ref, body, "application/json", ref.location, hashlib.sha256(body).hexdigest(), self._answer.fetched_at)

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one feed."""
        return record_of(raw, self.source, self.options)

    def _read(self, answer: Response) -> dict[str, Describe]:
        """Find out what the document is, by its content; systems of GBFS are described when they are fetched."""
        name = _name(answer.url)
        if gtfs_tables.is_zip(answer.body):
            feed = gtfs.feed_of(answer.body, self._address, name, self.source.id, _day(answer.last_modified))
            today = datetime.now(timezone.utc).date()
            return self._known(feed, freshness.validity(feed.period.start, feed.period.end, today, self.options.warn_days))
        if gtfs_rt.is_gtfs_rt(answer.body):
            return self._realtime(gtfs_rt.read(answer.body, name), "OCTET", "application/x-protobuf")
        start = answer.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(b"<") and not start.startswith((b"<html", b"<!doctype html")):
            return self._traffic(traffic.read(answer.body, name), "XML", "application/xml")
        return self._read_json(json_text.parse(answer.body, name), answer)

    def _read_json(self, value: Any, answer: Response) -> dict[str, Describe]:  # Any: JSON
        name = _name(answer.url)
        if gbfs.is_gbfs(value):
            return self._bikeshare(value, answer)
        if gtfs_rt.is_json(value):
            return self._realtime(gtfs_rt.read_json(value), "JSON", "application/json")
        if publication := traffic.read_json(value, name):
            return self._traffic(publication, "JSON", "application/json")
        if isinstance(value, dict) and (words := value.get("error") or value.get("errors") or value.get("message")):
            raise SourceRefused(Finding.error("answer-error", name, f"Die Quelle antwortet mit einem Fehler: «{str(words)[:200]}»."))
        message = f"«{name}» ist kein Feed der Mobilität, der gelesen wird."
        raise SourceMalformed(Finding.error("format-unknown", name, message, "Erwartet wird GBFS, GTFS, GTFS-RT, SIRI oder DATEX II."))

    def _bikeshare(self, value: Mapping[str, Any], answer: Response) -> dict[str, Describe]:
        """Give the systems of a manifest by their id, or the one of a discovery, whose id is known only once its information could be read."""
        if (systems := gbfs.systems(value)) is not None:
            return {name: partial(self._listed, address, name) for name, address in systems.items()}
        if newest := gbfs.newest_version(value):
            return {self.source.id: partial(self._listed, newest, "")}
        if not value["data"].get("system_id"):
            gbfs.feeds_of(value, _name(answer.url))
        address = self._address if is_file_url(self.source.url) else self.source.url
        return {self.source.id: partial(self._system, value, address, answer.url)}

    def _listed(self, address: str, system_id: str) -> Feed:
        """Describe a system that a manifest or a list of versions names."""
        if is_file_url(self.source.url):
            finding = Finding.warning("details-unread", self._answer.url, "Das Verzeichnis wurde allein gelesen; das Angebot selbst wurde nicht abgefragt.")
            file = File("gbfs", gbfs.TITLES["gbfs"], address, "JSON", "application/json")
            return gbfs.described({"": {"system_id": system_id, "name": system_id}}, "", self.source.id, (file,), (finding,))
        self._answer = self._get(address)
        return self._system(json_text.parse(self._answer.body, _name(self._answer.url)), address, self._answer.url)

    def _system(self, value: Any, address: str, shown: str) -> Feed:  # Any: JSON
        if not gbfs.is_gbfs(value):
            raise SourceMalformed(Finding.error("gbfs-broken", shown, f"«{_name(shown)}» ist kein GBFS.", "Bitte die Adresse der gbfs.json angeben."))
        if value["data"].get("system_id"):
            finding = Finding.info("gbfs-information-only", shown, "Gelesen wurden nur die Angaben zum Angebot; seine Feeds nennt die gbfs.json.")
            return gbfs.described({"": value["data"]}, str(value.get("version") or "1.0"), self.source.id, (), (finding,))
        get = self._beside if is_file_url(self.source.url) else partial(self._part, address)
        feed = gbfs.feed_of(value, address, _name(shown), self.source.id, get)
        return _with(feed, self._live_values(feed, get))

    def _live_values(self, feed: Feed, get: gbfs.Get) -> Finding | None:
        """Judge the feed that changes by the minute; the discovery may well stay the same for years."""
        status = next((file for name in gbfs.STATUS for file in feed.files if file.key == name), None)
        if status is None:
            return None
        try:
            value = get(status.key, status.url)
        except SourceError as err:
            return Finding.warning("feed-unreachable", status.key, f"Der Feed «{status.title}» ist nicht lesbar: {err.finding.message}")
        if not gbfs.is_gbfs(value):
            return None
        ttl = value["ttl"] if isinstance(value["ttl"], int) else 0
        most = max(timedelta(minutes=self.options.max_age), timedelta(seconds=3 * ttl))
        return freshness.live(freshness.moment_of(value["last_updated"]), self._came, most, status.key)

    def _part(self, discovery: str, name: str, address: str) -> Any:  # Any: JSON; None where it can't be had
        """Read a feed of a system. A discovery may name feeds on a server that is gone: then the feed beside it is asked for, if there is one."""
        try:
            if address:
                return self._json(address)
        except SourceError:
            if urlsplit(address).netloc == urlsplit(discovery).netloc:
                raise
        for beside in (f"{name}.json", name):
            with suppress(SourceError):
                return self._json(urljoin(discovery, beside))
        return None

    def _json(self, address: str) -> Any:  # Any: JSON
        answer = self._get(address)
        return json_text.parse(answer.body, _name(answer.url))

    def _beside(self, name: str, address: str) -> Any:  # Any: JSON; None where it can't be had
        """Read the file of a feed's name beside a discovery on disk; its address is not asked."""
        path = path_of(self._start()).parent / f"{name}.json"
        return json_text.parse(read_answer(path.as_uri(), self.options.max_bytes).body, path.name) if path.is_file() else None

    def _realtime(self, message: gtfs_rt.Message, file_format: str, media_type: str) -> dict[str, Describe]:
        file = File("gtfs-rt", "Echtzeitdaten (GTFS-RT)", self._address, file_format, media_type)
        feed = gtfs_rt.feed_of(message, file, self.options.content, self.source.id)
        return self._known(feed, self._live(message.timestamp))

    def _traffic(self, found: traffic.Publication, file_format: str, media_type: str) -> dict[str, Describe]:
        file = File("feed", f"{found.name} ({found.standard})", self._address, file_format, media_type)
        feed = traffic.feed_of(found, file, self.source.id)
        return self._known(feed, self._live(found.moment) if found.is_live else None)

    def _known(self, feed: Feed, finding: Finding | None) -> dict[str, Describe]:
        return {feed.id: lambda: _with(feed, finding)}

    def _live(self, moment: Any) -> Finding | None:  # Any: POSIX seconds or RFC 3339
        return freshness.live(freshness.moment_of(moment), self._came, timedelta(minutes=self.options.max_age), "time")

    def _published(self, feed: Feed) -> Feed:
        """Give the feed as it may be published: with the settings' title, and without addresses that hold keys."""
        findings = [
            Finding.warning(
                "address-with-key", file.key, f"In der Adresse «{self._client.shown(file.url)}» steht ein Schlüssel; sie wird nicht veröffentlicht."
            )
            for file in feed.files
            if self._client.shown(file.url) != file.url
        ]
        files = tuple(file if self._client.shown(file.url) == file.url else replace(file, url="") for file in feed.files)
        alone = len(self._feeds) == 1 and self.options.title
        return replace(feed, title={"de": self.options.title} if alone else feed.title, files=files, findings=(*feed.findings, *findings))

    @property
    def _address(self) -> str:
        """The feed's own address; of a file, what the settings say."""
        return self.options.address if is_file_url(self.source.url) else self.source.url

    @property
    def _came(self) -> datetime | None:
        """When the answer came; a file has no such moment."""
        return None if is_file_url(self.source.url) else datetime.fromisoformat(self._answer.fetched_at)

    def _start(self) -> str:
        if is_file_url(self.source.url) and (folder := path_of(self.source.url)).is_dir():
            return next(((folder / name).as_uri() for name in ENTRY if (folder / name).is_file()), self.source.url)
        return self.source.url

    def _get(self, url: str) -> Response:
        if is_file_url(url):
            return read_answer(url, self.options.max_bytes)
        parts = urlsplit(url)
        mine = parts.netloc == urlsplit(self.source.url).netloc  # keys go to the source's own host only
        query = "&".join(filter(None, (parts.query, urlencode(self.options.query) if mine else "")))
        return self._client.get(parts._replace(query=query).geturl(), headers=self.options.headers if mine else {})


def _with(feed: Feed, finding: Finding | None) -> Feed:
    return replace(feed, findings=(*feed.findings, finding)) if finding else feed


def _name(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2] or url


def _day(last_modified: str) -> str:
    try:
        return parsedate_to_datetime(last_modified).date().isoformat() if last_modified else ""
    except ValueError:
        return ""
