"""All features of a layer that one answer can't hold, page by page (ArcGIS REST API §Query, ``resultOffset``)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Protocol

from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding

from .rest import Document, Rest


class Writable(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take them."""
        ...


def can_page(layer: Document) -> bool:
    """Tell whether a layer's features can be had page by page, as GeoJSON."""
    advanced = layer.get("advancedQueryCapabilities")
    stated = advanced.get("supportsPagination") if isinstance(advanced, dict) else layer.get("supportsPagination")
    return stated is True and "geojson" in str(layer.get("supportedQueryFormats") or "geoJSON").lower()


def copy(rest: Rest, url: str, layer: Document, count: int, size: int, into: Writable) -> None:
    """Write the features as one GeoJSON document (RFC 7946), in the order of their ids.

    ``count`` is how many there have to be, ``size`` how many a page holds.

    Raises:
        RecordError: there are fewer or more than announced.
        SourceError: a page does not come.
    """
    written = 0
    into.write(b'{"type": "FeatureCollection", "features": [\n')
    for feature in _features(rest, url, layer, count, size):
        into.write((b",\n" if written else b"") + json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode())
        written += 1
    into.write(b"\n]}\n")
    if written != count:
        message = f"Die Ebene hat {count} Objekte, gekommen sind {written}."
        raise RecordError(Finding.error("features-short", rest.shown(url), message, "Die nächste Ernte versucht es wieder."))


def _features(rest: Rest, url: str, layer: Document, count: int, size: int) -> Iterator[Document]:
    """Give the features; ends with an empty page, one that brings known ids, or when there are more than announced."""
    key = _key_field(layer)
    query = {"where": "1=1", "outFields": "*", "outSR": "4326", "resultRecordCount": str(size), **({"orderByFields": f"{key} ASC"} if key else {})}
    seen: set[Any] = set()
    offset = 0
    while offset <= count:
        features = rest.get(f"{url}/query", **query, resultOffset=str(offset), f="geojson").document.get("features")
        page = [one for one in features if isinstance(one, dict)] if isinstance(features, list) else []
        ids = {str(one.get("id", (one.get("properties") or {}).get(key))) for one in page}
        if not page or (key and ids & seen):
            return
        seen |= ids
        offset += len(page)
        yield from page


def _key_field(layer: Document) -> str:
    stated = layer.get("objectIdField")
    fields = layer.get("fields")
    found = next((one.get("name") for one in fields if isinstance(one, dict) and one.get("type") == "esriFieldTypeOID"), "") if isinstance(fields, list) else ""
    return str(stated or found or "")


class Measure:
    """Takes bytes and keeps only their size and checksum."""

    def __init__(self) -> None:
        self.size = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The checksum of what was taken, hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: bytes, /) -> None:
        """Take them."""
        self.size += len(data)
        self._digest.update(data)
