"""The contract for an ArcGIS Server: list layers, fetch a layer with what the server says around it, map it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

from luzern_harvesters import redaction
from luzern_harvesters.contract import Capability, Harvester, Listing, RawDocument, SourceRef
from luzern_harvesters.errors import RecordError, SourceError, SourceMalformed, SourceRefused, SourceUnreachable
from luzern_harvesters.file_url import is_file_url, path_of, read_file
from luzern_harvesters.finding import Finding
from luzern_harvesters.http import Client
from luzern_harvesters.record import DatasetRecord
from luzern_harvesters.source import Source

from . import features
from .directory import Directory, Entry
from .distributions import Amount, can_query, page_size
from .mapping import record_of
from .options import ArcgisOptions
from .rest import Document, Rest, document_of


class ArcgisHarvester(Harvester):
    """A folder, service or layer of an ArcGIS Server."""

    type = "arcgis"
    title = "ArcGIS Server"
    mapping_version = "1"
    capabilities = Capability.ATTACHMENTS
    options_model = ArcgisOptions
    options: ArcgisOptions

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        source.require_address("ein ArcGIS Server")
        parts = urlsplit(source.url)
        token = self.options.token or dict(parse_qsl(parts.query)).get("token", "")
        self._url = "" if is_file_url(source.url) else redaction.quoted(parts._replace(query="", fragment="").geturl()).rstrip("/").removesuffix("/query")
        self._public = redaction.quoted(self.options.public_url).partition("?")[0].rstrip("/")
        self._client = Client.of(source, max_bytes=self.options.max_bytes, secrets=(token,))
        self._rest = Rest(self._client, self._url, token, in_query=self.options.token_in_query) if self._url else None
        self._entries: dict[str, Entry] = {}
        self._items: dict[str, Document] = {}

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def list(self) -> Listing:
        """Read the directory down to the layers."""
        file = "" if self._rest else path_of(self.source.url).name
        document = self._rest.get(self._url).document if self._rest else document_of(read_file(self.source.url, self.options.max_bytes), file)
        catalogue = Directory(self._rest, self.options).read(self._url or self._public, document, PurePosixPath(file).stem)
        self._entries = catalogue.entries
        findings = list(catalogue.findings)
        if not catalogue.entries:
            findings.append(Finding.warning("catalogue-empty", self._url or file, "Der ArcGIS Server nennt hier keine Ebenen und keine Tabellen."))
        refs = tuple(SourceRef(remote_id, self._shown(entry.url) or f"file:///{file}") for remote_id, entry in catalogue.entries.items())
        return Listing(refs, catalogue.is_complete, tuple(findings))

    def fetch(self, ref: SourceRef) -> RawDocument:
        """Read the definition of a layer (or of all of a service's), how many features it has, and what is known of the service."""
        entry = self._entries.get(ref.remote_id)
        if entry is None:
            raise RecordError(Finding.error("record-gone", ref.remote_id, "Die Ebene steht nicht mehr im Verzeichnis."))
        try:
            layers = [self._definition(entry, layer) for layer in entry.layers]
            amounts = {str(layer.get("id")): asdict(self._amount(entry, layer)) for layer in layers}
            item = self._item(entry.service.url)
        except SourceUnreachable:
            raise
        except SourceError as err:  # the server said no for this layer; the others may be fine
            raise RecordError(err.finding) from err
        service = entry.service
        place = {
            "name": service.name,
            "is_layer": entry.is_layer,
            "only_layer": sum(other.service.name == service.name for other in self._entries.values()) == 1,
            "service_url": self._shown(service.url),
            "siblings": [self._shown(url) for url in service.siblings],
            "amounts": amounts,
        }
        body = _json(layers[0] if entry.is_layer else service.document)
        parts = {"layers": layers, "service": dict(service.document), "item": item, "place": place}
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        digest = hashlib.sha256(body).hexdigest()
        return RawDocument(ref, body, "application/json", ref.location, digest, now, {name: _json(part) for name, part in parts.items()})

    def map(self, raw: RawDocument) -> DatasetRecord:
        """Translate one layer or service."""
        return record_of(raw, self.source, self.options)

    def open(self, ref: SourceRef, file: str) -> IO[bytes]:
        """Get a layer's features, page by page, into a file on disk that goes when it is closed."""
        entry = self._entries.get(ref.remote_id)
        if self._rest is None or entry is None:
            raise RecordError(Finding.error("record-gone", ref.remote_id, f"Die Ebene zur Datei «{file}» steht nicht mehr im Verzeichnis."))
        layer = self._definition(entry, entry.layers[0])
        target = TemporaryFile()  # noqa: SIM115  the caller closes it
        features.copy(self._rest, entry.url, layer, self._counted(entry, layer) or 0, page_size(layer, entry.service.document), target)
        target.seek(0)
        return target

    def _definition(self, entry: Entry, layer: Document) -> Document:
        if self._rest is None or isinstance(layer.get("fields"), list) or not entry.service.url:
            return layer
        return self._rest.get(f"{entry.service.url}/{layer.get('id')}").document

    def _amount(self, entry: Entry, layer: Document) -> Amount:
        """Count the features, and measure the copy where one is wanted."""
        count, size = self._counted(entry, layer), page_size(layer, entry.service.document)
        if (
            self._rest is None
            or count is None
            or not self.options.copy_features
            or not entry.is_layer
            or not size < count <= self.options.max_features
            or not features.can_page(layer)
        ):
            return Amount(count)
        measure = features.Measure()
        features.copy(self._rest, entry.url, layer, count, size, measure)
        return Amount(count, f"{str(layer.get('name')).replace('/', '-')}.geojson", measure.size, measure.sha256)

    def _counted(self, entry: Entry, layer: Document) -> int | None:
        """Ask how many features there are (``returnCountOnly``); a server that can't tell is no fault of the layer."""
        if self._rest is None or not self.options.count or not entry.service.url or not can_query(layer, entry.service.document):
            return None
        try:
            count = self._rest.get(f"{entry.service.url}/{layer.get('id')}/query", where="1=1", returnCountOnly="true").document.get("count")
        except (SourceRefused, SourceMalformed):
            return None
        return count if isinstance(count, int) else None

    def _item(self, url: str) -> Document:
        """Read what the publisher wrote about the service, once for all its layers; many servers have nothing."""
        if self._rest is None or not self.options.item_info or not url:
            return {}
        if url not in self._items:
            try:
                self._items[url] = self._rest.get(f"{url}/info/itemInfo").document
            except (SourceRefused, SourceMalformed):
                self._items[url] = {}
        return self._items[url]

    def _shown(self, url: str) -> str:
        """Give an address as readers can open it."""
        public = self._public + url[len(self._url) :] if self._public and self._url and url.startswith(self._url) else url
        return self._client.shown(public)


def _json(value: Any) -> bytes:  # Any: the recursive JSON value
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
