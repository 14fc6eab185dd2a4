"""A layer, or a service with its layers, as the record; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from luzern_harvesters import extent
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.defaults import completed, licence_in
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import DatasetRecord, Distribution, Period
from luzern_harvesters.source import Source
from luzern_harvesters.text import markdown

from . import distributions
from .columns import columns_of
from .options import ArcgisOptions
from .rest import Document

WEB_MERCATOR = {102100, 102113, 900913}
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
EARLIEST, LATEST = -6_000_000_000_000, 4_102_444_800_000  # 1779 to 2099, milliseconds: what is outside is a mistake
SEPARATORS = re.compile(r"[,;]")


def record_of(raw: RawDocument, source: Source, options: ArcgisOptions) -> DatasetRecord:
    """Map one dataset. ``raw.parts`` hold what the server says around the layer: ``service``, ``item``, and ``place`` (name, address, amounts)."""
    parts: dict[str, Any] = {name: json.loads(body) for name, body in raw.parts.items()}
    place, service, item = parts["place"], parts["service"], parts.get("item", {})
    layers: list[Document] = parts["layers"]
    notes = Notes()
    whole = len(layers) != 1 or not place["is_layer"]
    first: Document = service if whole else layers[0]
    title = _title(first, service, item, place, notes)
    record = DatasetRecord(
        source.id,
        raw.ref.remote_id,
        title={"de": title} if title else {},
        description=_description(first, service, item, notes),
        keywords=_keywords(service, item),
        columns=columns_of(layers[0]) if len(layers) == 1 else (),
        modified=_modified(layers, service, notes),
        remarks=_remarks(first, service, item),
        source_system="ArcGIS Server",
        source_url=raw.url,
    )
    record = _with_coverage(record, layers, service, whole, notes)
    found = _distributions(raw, layers, place, service, title, notes)
    licence, finding = licence_in(_plain(item.get("licenseInfo")), "licence")
    notes.extend([finding] if finding else [])
    licensed = tuple(replace(one, licence=licence.term, rights=licence.rights) for one in found)
    return completed(replace(record, distributions=licensed, findings=tuple(notes)), options, source.contact, is_licence_stated=finding is not None)


def _title(first: Document, service: Document, item: Document, place: Mapping[str, Any], notes: Notes) -> str:
    """Prefer the layer's name; where it is technical and the only one, the service's own title."""
    about = service.get("documentInfo")
    stated = [str(text).strip() for text in (about.get("Title") if isinstance(about, dict) else "", item.get("title")) if text]
    own = str(first.get("name") or "").strip() if place["is_layer"] else ""
    candidates = ([own] if own else []) + (stated if place["only_layer"] or not own else [])
    read = [title_of(candidate, "title") for candidate in candidates or [str(place["name"]).rpartition("/")[2]]]
    return notes.keep(next((one for one in read if not one[1]), read[0]))


def _description(first: Document, service: Document, item: Document, notes: Notes) -> Mapping[str, str]:
    own = _plain(first.get("description"))
    others = (service.get("description"), service.get("serviceDescription"), item.get("description"), item.get("snippet"))
    shared = next((text for other in others if (text := _plain(other))), "")
    if not own and shared and first is not service:
        notes.append(Finding.info("description-from-service", "description", "Die Ebene hat keine Beschreibung; es gilt jene des Dienstes."))
    return {"de": own or shared} if own or shared else {}


def _keywords(service: Document, item: Document) -> Mapping[str, tuple[str, ...]]:
    about, tags = service.get("documentInfo"), item.get("tags")
    words = SEPARATORS.split(str(about.get("Keywords") or "")) if isinstance(about, dict) else []
    words += [str(tag) for tag in tags] if isinstance(tags, list) else SEPARATORS.split(tags) if isinstance(tags, str) else []
    found = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
    return {"de": found} if found else {}


def _remarks(first: Document, service: Document, item: Document) -> Mapping[str, str]:
    """Keep whom the source names as author: with terms of use that ask for naming the source, a reader needs it."""
    author = next((text for value in (first.get("copyrightText"), service.get("copyrightText"), item.get("accessInformation")) if (text := _plain(value))), "")
    terms = _plain(item.get("licenseInfo"))
    said = [f"Quellenangabe: {author}"] if author else []
    said += [f"Nutzungsbedingungen laut Quelle: {terms}"] if terms else []
    return {"de": "\n\n".join(said)} if said else {}


def _modified(layers: list[Document], service: Document, notes: Notes) -> str:
    """Give the last edit of the data; only hosted and versioned services say it (``editingInfo``, epoch milliseconds)."""
    of_layers, of_service = ([info for one in group if isinstance(info := one.get("editingInfo"), dict)] for group in (layers, [service]))
    values = [value for info in of_layers or of_service for value in (info.get("dataLastEditDate") or info.get("lastEditDate"),) if value]
    moments = [moment for value in values if (moment := _moment(value))]
    if values and not moments:
        message = f"Das Datum der letzten Änderung («{str(values[0])[:40]}») ist nicht lesbar."
        notes.append(Finding.warning("date-unknown", "modified", message, "Erwartet werden Millisekunden seit 1970."))
    return max(moments).isoformat(timespec="seconds") if moments else ""


def _moment(value: object) -> datetime | None:
    """Read epoch milliseconds; those before 1970 are negative."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not EARLIEST < value < LATEST:
        return None
    return EPOCH + timedelta(milliseconds=value)


def _with_coverage(record: DatasetRecord, layers: list[Document], service: Document, whole: bool, notes: Notes) -> DatasetRecord:
    own = layers[0] if len(layers) == 1 else {}
    candidates = [service.get("fullExtent"), service.get("extent"), own.get("extent")]
    box = next((one for one in (candidates if whole else candidates[::-1]) if isinstance(one, dict)), {})
    system = crs_of(box.get("spatialReference") or service.get("spatialReference"))
    corners = [box.get(key) for key in ("xmin", "ymin", "xmax", "ymax")] if box else []
    place = notes.keep(extent.place_of(corners, system or "unbekannt", "spatial"))
    data_crs = crs_of(own.get("sourceSpatialReference")) or system
    iri = extent.crs_iri(data_crs) if data_crs and (own.get("geometryType") or whole) else ""
    return replace(
        record, spatial=(place,) if place else (), conforms_to=(iri,) if iri else (), temporal=tuple(_periods([service] if whole and not layers else layers))
    )


def crs_of(reference: object) -> str:
    """Give a spatial reference as ``EPSG:2056``; ``latestWkid`` replaces Esri's own numbers."""
    if not isinstance(reference, dict):
        return ""
    number = reference.get("latestWkid") or reference.get("wkid")
    if isinstance(number, int) and number in WEB_MERCATOR:
        return "EPSG:3857"
    if isinstance(number, int) and number > 0:
        return f"EPSG:{number}" if number < 37_000 else f"ESRI:{number}"
    return str(reference.get("wkt") or reference.get("wkt2") or "")


def _periods(layers: list[Document]) -> Iterator[Period]:
    for layer in layers:
        info = layer.get("timeInfo")
        span = info.get("timeExtent") if isinstance(info, dict) else None
        ends = [moment.date().isoformat() if (moment := _moment(end)) else "" for end in span] if isinstance(span, list) else []
        if len(ends) == 2 and any(ends):
            yield Period(*ends)


def _distributions(raw: RawDocument, layers: list[Document], place: Mapping[str, Any], service: Document, title: str, notes: Notes) -> list[Distribution]:
    address = str(place["service_url"])
    found: list[Distribution] = []
    for layer in layers if place["is_layer"] else [one for one in layers if one.get("fields")]:
        name = title if place["is_layer"] else str(layer.get("name"))
        url = raw.url if place["is_layer"] else f"{address}/{layer.get('id')}"
        prefix = "" if place["is_layer"] else f"{name}-"
        amount = distributions.Amount(**place["amounts"].get(str(layer.get("id")), {}))
        if not url.startswith("http"):
            continue
        for one in distributions.of_layer(url, layer, service, amount, name, prefix):
            notes.append(one) if isinstance(one, Finding) else found.append(one)
    if address and not place["is_layer"]:
        found.append(Distribution("rest", address, address, title={"de": f"{title}: ArcGIS-Dienst (REST)"}, format="REST"))
    found += distributions.of_service(address, service, place["siblings"], title)
    if not found:
        message = "Die Adresse des Dienstes ist nicht bekannt, weil nur eine Datei gelesen wurde."
        notes.append(Finding.warning("address-unknown", "distributions", message, "Bei der Quelle «public_url» einstellen."))
    return found


def _plain(value: object) -> str:
    return markdown(value).strip() if isinstance(value, str) else ""
