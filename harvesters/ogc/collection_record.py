"""A collection of an OGC API as the record: its items are the data (Features part 1 §7.14; STAC Collection); pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from luzern_harvesters import dates, extent
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.defaults import completed
from luzern_harvesters.errors import SourceError
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.json_text import parse
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import Agent, Column, DatasetRecord, Distribution, Period, Place
from luzern_harvesters.source import Source
from luzern_harvesters.text import markdown

from . import links
from .addresses import public
from .api import links_of
from .document import Json, list_of, object_of, text_of
from .options import OgcOptions
from .schema import columns_of_json

ROLES = {"producer", "licensor", "processor"}


def record_of(raw: RawDocument, source: Source, options: OgcOptions, own: str) -> DatasetRecord:
    """Map one collection. ``raw.parts`` may hold ``schema`` (JSON Schema or queryables)."""
    document: Json = json.loads(raw.body)
    notes = Notes()
    title = notes.keep(title_of(text_of(document.get("title")) or text_of(document.get("id")), "title"))
    about = {**document, "links": [one for one in links_of(document) if one.get("rel") != "item"]}  # a STAC collection's parts are not its files
    found = links.read(about, raw.url, own, title, notes, are_the_apis=True)
    distributions = (*links.assets(document, raw.url, own), *found.distributions, *_api(document, raw.url, title))
    described = markdown(text_of(document.get("description")))
    providers = [one for one in list_of(document.get("providers")) if isinstance(one, dict) and one.get("name")]
    crs = next((iri for stated in (document.get("storageCrs"), document.get("storageCRS")) if (iri := extent.crs_iri(text_of(stated)))), "")
    keywords = tuple(dict.fromkeys(str(word).strip() for word in list_of(document.get("keywords")) if str(word).strip()))
    record = DatasetRecord(
        source.id,
        raw.ref.remote_id,
        title={"de": title} if title else {},
        description={"de": described} if described else {},
        publisher=next((_provider(one) for role in ("licensor", "host") for one in providers if role in list_of(one.get("roles"))), None),
        creators=tuple(_provider(one) for one in providers if ROLES & set(list_of(one.get("roles")))),
        contacts=tuple(_contacts(document)),
        keywords={"de": keywords} if keywords else {},
        issued=notes.keep(dates.day(text_of(document.get("created")), "issued")),
        modified=notes.keep(dates.day(text_of(document.get("updated")), "modified")),
        spatial=tuple(_places(document, notes)),
        temporal=tuple(_periods(document, notes)),
        conforms_to=(crs,) if crs else (),
        columns=_columns(raw, notes),
        documentation=tuple(dict.fromkeys(found.documentation)),
        relations=tuple(found.relations),
        landing_page=found.landing_page,
        image=found.image,
        remarks={"de": f"Quellenangabe: {markdown(attribution)}"} if (attribution := text_of(document.get("attribution"))) else {},
        source_system="STAC" if "stac_version" in document else "OGC API",
        source_url=raw.url,
        distributions=tuple(replace(one, licence=found.licence.term, rights=found.licence.rights) for one in links.distinct(distributions)),
    )
    return completed(replace(record, findings=tuple(notes)), options, source.contact, is_licence_stated=found.is_licence_stated)


def _api(document: Json, url: str, title: str) -> Iterator[Distribution]:
    """Give the collection's own address, and its items where no link names them (Features part 1 §7.15.2 says where they are)."""
    url = public(url)
    if not url.startswith(("http://", "https://")):
        return
    if "stac_version" not in document and not any(link.get("rel") == "items" for link in links_of(document)):
        items = f"{url.partition('?')[0].rstrip('/')}/items"
        yield Distribution(items, items, items, title={"de": f"{title} (GeoJSON)"}, format="GEOJSON", media_type="application/geo+json")
    yield Distribution(url, url, url, title={"de": f"{title}: OGC API"}, format="REST")


def _provider(provider: Json) -> Agent:
    return Agent({"de": str(provider["name"])}, url=text_of(provider.get("url")))


def _contacts(document: Json) -> Iterator[Agent]:
    for one in list_of(document.get("contacts")):
        if isinstance(one, dict):
            emails = [email.get("value") if isinstance(email, dict) else email for email in list_of(one.get("emails"))]
            name = text_of(one.get("organization")) or text_of(one.get("name"))
            email = next((text for text in (*emails, one.get("email")) if isinstance(text, str) and "@" in text), "")
            if name or email:
                yield Agent({"de": name} if name else {}, email)


def _places(document: Json, notes: Notes) -> Iterator[Place]:
    """Give the overall box, the first (Features part 1 §7.13.3); its system is WGS 84, longitude first, unless stated."""
    spatial = object_of(object_of(document.get("extent")).get("spatial"))
    boxes = list_of(spatial.get("bbox"))
    box = boxes[0] if boxes and isinstance(boxes[0], list) else boxes
    crs = text_of(spatial.get("crs"))
    if box:
        place = notes.keep(extent.place_of(box, "" if "CRS84" in crs else crs, "spatial"))
        yield from [place] if place else []


def _periods(document: Json, notes: Notes) -> Iterator[Period]:
    temporal = object_of(object_of(document.get("extent")).get("temporal"))
    intervals = list_of(temporal.get("interval"))
    first = intervals[0] if intervals and isinstance(intervals[0], list) else intervals
    if len(first) == 2:
        ends = ["" if end in (None, "..") else notes.keep(dates.day(str(end), "temporal")) for end in first]
        span = notes.keep(dates.in_order(Period(*ends), "temporal"))
        yield from [span] if span else []


def _columns(raw: RawDocument, notes: Notes) -> tuple[Column, ...]:
    if not raw.parts.get("schema"):
        return ()
    try:
        return columns_of_json(parse(raw.parts["schema"], "Schema"))
    except SourceError as err:
        notes.append(Finding.info("columns-unreadable", "columns", f"Die Attribute sind nicht lesbar: {err.finding.message}"))
        return ()
