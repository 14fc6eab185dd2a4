"""The contract for an OGC service: read its capabilities or walk its API, fetch what describes one layer, map it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from fnmatch import fnmatchcase
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from luzern_harvesters import json_text
from luzern_harvesters.contract import Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SourceError, SourceMalformed, SourceRefused, SourceUnreachable
from luzern_harvesters.file_url import is_file_url, path_of, read_file
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.http import Client
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source
from luzern_harvesters.xml import Element

from . import addresses, api, collection_record, item_record, layer_record, wfs, wms, wmts
from .document import Json, parse_xml, read
from .layer import Layer, Provider
from .options import OgcOptions

BY_ROOT = {"wfs_capabilities": wfs, "wms_capabilities": wms, "wmt_ms_capabilities": wms}
SERVICES = {"WFS": "2.0.0,1.1.0", "WMS": "", "WMTS": ""}
SCHEMAS = ({"schema", "http://www.opengis.net/def/rel/ogc/1.0/schema"}, {"queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables"})
MANY = 100_000  # features: a limit above is no limit


@dataclass(frozen=True)
class Entry:
    """What becomes a dataset, with the address that describes it."""

    kind: str  # layer, collection, record
    url: str
    body: bytes
    document: Json | Layer


class OgcHarvester(Harvester):
    """A WFS, WMS, WMTS or OGC API."""

    type = "ogc"
    title = "OGC-Dienst (WFS, WMS, WMTS, OGC API)"
    mapping_version = "2"
    options_model = OgcOptions
    options: OgcOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein OGC-Dienst")
        self._client = Client.of(source, max_bytes=self.options.max_bytes)
        self._is_file = is_file_url(source.url)
        self._own = self.options.public_url or ("" if self._is_file else addresses.with_query(source.url, {}))
        self._entries: dict[str, Entry] = {}
        self._provider: Provider | None = None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Read the capabilities, or the API down to its collections and records."""
        url, body = self._first()
        document, found = read(body, self._client.shown(url) if not self._is_file else url)
        notes = Notes(found)
        internal = addresses.finding_of(addresses.internal_hosts(body), self._own, self._client.shown(url))
        notes.extend([internal] if internal else [])
        is_complete = True
        if isinstance(document, Element):
            self._list_layers(document, notes)
        else:
            walk = api.Walk(self._own or url, None if self._is_file else self._json, self.options.max_pages)
            result = walk.read(document, "" if self._is_file else addresses.public(url))
            notes.extend(replace(finding, path=self._client.shown(finding.path)) for finding in result.findings)
            is_complete = result.is_complete
            for name, one in result.entries.items():
                self._entries[name] = Entry(one.kind, one.url, _bytes(one.document), one.document)
        self._entries = {name: one for name, one in self._entries.items() if self._is_wanted(name)}
        if not self._entries and is_complete:
            notes.append(Finding.warning("catalogue-empty", self._client.shown(url), "Der Dienst nennt keine Ebenen und keine Collections."))
        refs = tuple(SourceRef(name, self._client.shown(one.url) or f"file:///{url}") for name, one in self._entries.items())
        return Listing(refs, is_complete, tuple(notes))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Give what describes one layer, collection or record, with its attributes where the service says them."""
        entry = self._entries.get(ref.remote_id)
        if entry is None:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Die Ebene steht nicht mehr im Dienst."))
        parts = {"kind": entry.kind.encode()}
        if isinstance(entry.document, Layer):
            assert self._provider is not None, "layers come with their provider"
            parts["provider"] = _bytes(asdict(self._provider))
            parts.update(self._about_features(entry.document, self._provider))
        elif entry.kind == "collection":
            parts.update(self._about_collection(entry))
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        digest = hashlib.sha256(entry.body).hexdigest()
        return RawDocument(ref, entry.body, "application/json", ref.location, digest, now, {name: part for name, part in parts.items() if part})

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one layer, collection or record."""
        kind = raw.parts["kind"].decode()
        if kind == "layer":
            return layer_record.record_of(raw, self.source, self.options)
        mapping = collection_record if kind == "collection" else item_record
        return mapping.record_of(raw, self.source, self.options, self._own)

    def _first(self) -> tuple[str, bytes]:
        """Read the first answer: the file, or the address with the query that its kind of service asks for."""
        if self._is_file:
            return path_of(self.source.url).name, read_file(self.source.url, self.options.max_bytes)
        kind = self.options.service or _guessed(self.source.url)
        if kind in SERVICES:
            return self._capabilities(kind)
        for url in (self.source.url, addresses.asked(self.source.url, {"f": "json"})):  # many servers show browsers a page, some everybody
            body = self._client.get(url, accept="application/json, application/xml;q=0.9, */*;q=0.1").body
            if not json_text.WEB_PAGE.match(body):
                return url, body
        # The address of a service without its query answers with a page, too.
        return (url, body) if kind == "API" else self._capabilities("WFS")

    def _capabilities(self, kind: str) -> tuple[str, bytes]:
        """Ask for the newest version understood; a server that can't negotiate (WFS 1.1 §6.2.4) is asked for what it has."""
        accept, plain = "application/xml, text/xml", {"service": kind, "request": "GetCapabilities"}
        if SERVICES[kind] and "version=" not in self.source.url.lower():
            url = addresses.asked(self.source.url, {**plain, "AcceptVersions": SERVICES[kind]})
            with suppress(SourceRefused):
                body = self._client.get(url, accept=accept).body
                if b"ExceptionReport" not in body[:2_000]:
                    return url, body
        url = addresses.asked(self.source.url, plain)
        return url, self._client.get(url, accept=accept).body

    def _list_layers(self, root: Element, notes: Notes) -> None:
        protocol = wmts if root.tag == "capabilities" and "wmts" in root.namespace else BY_ROOT.get(root.tag)
        if protocol is None:
            message = f"Die Antwort («{root.tag}») ist kein Verzeichnis eines WFS, WMS oder WMTS."
            raise SourceMalformed(Finding.error("ogc-unknown", self._client.shown(self.source.url), message))
        provider = self._provider = protocol.provider_of(root, self._own)
        for layer in protocol.layers_of(root):
            if not layer.name:
                notes.append(Finding.warning("id-missing", provider.url, "Eine Ebene hat keinen Namen und wird nicht gelesen."))
            elif layer.name in self._entries:
                notes.append(Finding.warning("record-twice", layer.name, f"Die Ebene «{layer.name}» kommt mehrfach vor; die erste gilt."))
            else:
                self._entries[layer.name] = Entry("layer", _described(provider, layer.name), _bytes(layer.values), layer)
        if self._is_file and self.options.columns and protocol is wfs:
            file = path_of(self.source.url).name
            notes.append(Finding.info("file-only", file, "Die Attribute der Ebenen stehen nicht in dieser Datei.", "Die Quelle mit ihrer Adresse angeben."))

    def _about_features(self, layer: Layer, provider: Provider) -> dict[str, bytes]:
        """Ask for a feature type's schema, and how many features it has where an answer may not hold all. A refusal is no fault of the layer."""
        if self._is_file or provider.kind != "WFS":
            return {}
        common = {"service": "WFS", "version": provider.version or "1.1.0", provider.names_parameter: layer.name}
        parts = {"schema": self._asked({**common, "request": "DescribeFeatureType"}) if self.options.columns else b""}
        if provider.limit is not None and provider.limit < MANY and (answer := self._asked({**common, "request": "GetFeature", "resultType": "hits"})):
            parts["hits"] = _hits(answer)
        return parts

    def _asked(self, query: dict[str, str]) -> bytes:
        """Ask the source itself, with whatever keys its address has; readers' addresses never carry them."""
        url = addresses.asked(addresses.without(self.source.url), query)
        try:
            return self._client.get(url, accept="application/xml, text/xml").body
        except SourceUnreachable:
            raise
        except SourceError:
            return b""

    def _about_collection(self, entry: Entry) -> dict[str, bytes]:
        if self._is_file or not self.options.columns or not isinstance(entry.document, dict):
            return {}
        for rels in SCHEMAS:
            if url := api.link_of(entry.document, rels, entry.url, self._own):
                try:
                    return {"schema": self._client.get(self._with_keys(url), accept="application/schema+json, application/json").body}
                except SourceUnreachable:
                    raise
                except SourceError:
                    continue
        return {}

    def _json(self, url: str) -> Json:
        body = self._client.get(self._with_keys(url), accept="application/json, application/geo+json").body
        document, _ = read(body, self._client.shown(url))
        if isinstance(document, Element):
            raise SourceMalformed(Finding.error("ogc-unknown", self._client.shown(url), "Statt JSON kommt XML."))
        return document

    def _with_keys(self, url: str) -> str:
        """Give an address of the API with the keys that stand in the source's own; other hosts get none."""
        is_own = urlsplit(url).netloc == urlsplit(self.source.url).netloc
        return addresses.asked(url, addresses.keys_of(self.source.url)) if is_own else url

    def _is_wanted(self, name: str) -> bool:
        return (not self.options.only or _matches(name, self.options.only)) and not _matches(name, self.options.without)


def _guessed(url: str) -> str:
    """Guess the kind of service from an address: what its query says, else a word in its path."""
    parts = urlsplit(url)
    query = {key.lower(): value.upper() for key, value in parse_qsl(parts.query)}
    if query.get("service") in SERVICES:
        return query["service"]
    if query.get("request", "").lower() == "getcapabilities" or parts.path.lower().endswith((".xml", ".json")):
        return ""
    words = re.split(r"[^a-z]+", parts.path.lower().replace("server", ""))
    return next((kind for kind in ("WMTS", "WFS", "WMS") if kind.lower() in words), "")


def _described(provider: Provider, name: str) -> str:
    """Give the address that describes a layer; for a map layer the capabilities."""
    query = {"service": provider.kind, "request": "GetCapabilities"}
    if provider.kind == "WFS":
        query = {"service": "WFS", "version": provider.version or "1.1.0", "request": "DescribeFeatureType", provider.names_parameter: name}
    return addresses.with_query(provider.url, query)


def _hits(answer: bytes) -> bytes:
    """Give ``numberMatched`` (2.0) or ``numberOfFeatures`` (1.1)."""
    try:
        root, _ = parse_xml(answer, "resultType=hits")
    except SourceError:
        return b""
    number = root.attributes.get("numbermatched") or root.attributes.get("numberoffeatures") or ""
    return number.encode() if number.isdecimal() and len(number) < 15 else b""


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
