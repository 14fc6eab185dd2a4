"""A feature type or map layer as the record; pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters import dates, extent, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.defaults import completed, licence_in
from luzern_harvesters.errors import SourceError
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution, Period, Text
from luzern_harvesters.source import Source
from luzern_harvesters.text import markdown

from .addresses import with_query
from .document import parse_xml
from .formats import downloads
from .layer import Layer, Provider, in_language, layer_from, provider_from
from .options import OgcOptions
from .schema import columns_of_xsd

NOTHING = re.compile(
    r"^(?:none|no|no fees|keine|gebührenfrei|kostenlos|kein|nicht vorhanden|unknown|-|n/a|no ?conditions ?apply|no ?limitations?|unbekannt|aucune?|gratuit|nessun[ao]?|gratuito|geen)?\.?$",
    re.IGNORECASE,
)
OWN_WORDS = {"WFS", "WMS", "WMTS", "GEOSERVER", "OGC", "GIS", "FEATURES", "ESRI(LongLat)"}
"""Keywords that servers put in by themselves."""
SERVICES = {"WFS": "WFS_SRVC", "WMS": "WMS_SRVC", "WMTS": "WMTS_SRVC"}


def record_of(raw: RawDocument, source: Source, options: OgcOptions) -> DatasetRecord:
    """Map one layer. ``raw.parts`` hold ``provider``, and for WFS ``schema`` (XML Schema) and ``hits`` (how many features there are)."""
    layer, provider = layer_from(json.loads(raw.body)), provider_from(json.loads(raw.parts["provider"]))
    notes = Notes()
    title = {language: notes.keep(title_of(text, "title")) for language, text in (in_language(layer.title, provider.language) or {"de": layer.name}).items()}
    hits = int(raw.parts.get("hits", b"") or 0)
    place = notes.keep(extent.place_of(layer.box, layer.box_crs, "spatial"))
    crs = extent.crs_iri(layer.crs)
    name: Text = {provider.language: provider.organization} if provider.organization else {}
    record = DatasetRecord(
        source.id,
        raw.ref.remote_id,
        title=title,
        description=_description(layer, provider, notes),
        publisher=Agent(name) if name else None,
        contacts=(Agent(name, provider.email),) if name or provider.email else (),
        keywords=_keywords(layer, provider),
        spatial=(place,) if place else (),
        temporal=tuple(_periods(layer.times, notes)),
        conforms_to=(crs,) if crs else (),
        columns=_columns(raw, layer, notes),
        documentation=tuple(dict.fromkeys(link.url for link in layer.metadata)),
        remarks=_remarks(layer, provider),
        source_system=provider.kind,
        source_url=raw.url,
    )
    licence, finding = licence_in(f"{provider.constraints}\n{provider.fees}", "licence")
    notes.extend([finding] if finding else [])
    found = [replace(one, licence=licence.term, rights=licence.rights) for one in _distributions(layer, provider, hits, next(iter(title.values()), ""), notes)]
    return completed(replace(record, distributions=tuple(found), findings=tuple(notes)), options, source.contact, is_licence_stated=finding is not None)


def _description(layer: Layer, provider: Provider, notes: Notes) -> Text:
    own = {language: markdown(text) for language, text in in_language(layer.abstract, provider.language).items() if not NOTHING.match(text)}
    shared = {language: markdown(text) for language, text in in_language(provider.abstract, provider.language).items() if not NOTHING.match(text)}
    if not own and shared:
        notes.append(Finding.info("description-from-service", "description", "Die Ebene hat keine Beschreibung; es gilt jene des Dienstes."))
    return own or shared


def _keywords(layer: Layer, provider: Provider) -> dict[str, tuple[str, ...]]:
    words = tuple(dict.fromkeys(word for word in (*layer.keywords, *provider.keywords) if word.upper() not in OWN_WORDS and word not in OWN_WORDS))
    return {provider.language: words} if words else {}


def _remarks(layer: Layer, provider: Provider) -> Text:
    said = [f"Quellenangabe: {layer.attribution}"] if layer.attribution else []
    said += [
        f"{what} laut Quelle: {markdown(text)}"
        for what, text in (("Gebühren", provider.fees), ("Zugangsbeschränkungen", provider.constraints))
        if not NOTHING.match(text.strip())
    ]
    return {"de": "\n\n".join(said)} if said else {}


def _columns(raw: RawDocument, layer: Layer, notes: Notes) -> tuple[Column, ...]:
    if not raw.parts.get("schema"):
        return ()
    try:
        root, _ = parse_xml(raw.parts["schema"], "DescribeFeatureType")
    except SourceError as err:
        notes.append(Finding.info("columns-unreadable", "columns", f"Die Attribute sind nicht lesbar: {err.finding.message}"))
        return ()
    columns = columns_of_xsd(root, layer.name)
    if not columns:
        notes.append(Finding.info("columns-unreadable", "columns", "Der Dienst beschreibt die Attribute nicht (DescribeFeatureType)."))
    return columns


def _periods(times: str, notes: Notes) -> Iterator[Period]:
    """Give the span of a time dimension: moments, spans ``start/end/step``, or a list of them (WMS 1.3.0 annex C)."""
    parts = [part.split("/")[:2] for part in times.split(",") if part.strip()]
    if parts:
        ends = [notes.keep(dates.day(text.strip(), "temporal")) for text in (parts[0][0], parts[-1][-1]) if text.strip().lower() not in {"current", "present"}]
        if len(ends) == 2 and any(ends):
            span = notes.keep(dates.in_order(Period(*ends), "temporal"))
            yield from [span] if span else []


def _distributions(layer: Layer, provider: Provider, hits: int, title: str, notes: Notes) -> Iterator[Distribution]:
    for index, link in enumerate(layer.data):
        code, media, _ = translate.format_of("", link.format, link.url, f"distributions[{index}]")
        yield Distribution(link.url, link.url, title={provider.language: title}, format=code, media_type=media)
    if not provider.url:
        message = "Die Adresse des Dienstes ist nicht bekannt."
        notes.append(Finding.warning("address-unknown", "distributions", message, "Bei der Quelle «public_url» einstellen."))
        return
    if provider.kind == "WFS":
        yield from _features(layer, provider, hits, title, notes)
    address = with_query(provider.url, {"service": provider.kind, "request": "GetCapabilities"})
    yield Distribution(provider.kind.lower(), address, address, title={provider.language: f"{title} ({provider.kind})"}, format=SERVICES[provider.kind])


def _features(layer: Layer, provider: Provider, hits: int, title: str, notes: Notes) -> Iterator[Distribution]:
    if provider.limit is not None and hits > provider.limit:
        message = f"«{title}» hat {hits} Objekte, eine Antwort fasst höchstens {provider.limit}: Statt Downloads wird der Dienst angegeben."
        notes.append(Finding.warning("answer-too-small", "distributions", message, "Beim Dienst eine höhere Zahl (CountDefault) einstellen."))
        return
    version = provider.version or "1.1.0"
    for code, spelling in downloads(layer.formats).items():
        query = {"service": "WFS", "version": version, "request": "GetFeature", provider.names_parameter: layer.name, "outputFormat": spelling}
        if code == "GEOJSON" and layer.offers_degrees:  # RFC 7946 §4; the short name keeps longitude first
            query["srsName"] = "EPSG:4326"
        media = translate.format_of(code, "", "", "")[1]
        yield Distribution(code.lower(), with_query(provider.url, query), title={provider.language: f"{title} ({_label(code)})"}, format=code, media_type=media)


def _label(code: str) -> str:
    return {"GEOJSON": "GeoJSON", "GPKG": "GeoPackage", "SHP": "Shapefile"}.get(code, code)
