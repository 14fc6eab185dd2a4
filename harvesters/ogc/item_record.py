"""A record of OGC API Records (or a STAC item) as the dataset record; pure. Read are part 1 in its final form and its drafts (pycsw, pygeoapi)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from luzern_harvesters import dates, extent, translate
from luzern_harvesters.contract import RawDocument
from luzern_harvesters.defaults import completed
from luzern_harvesters.finding import Notes
from luzern_harvesters.naming import title_of
from luzern_harvesters.record import Agent, DatasetRecord, Period, Place
from luzern_harvesters.source import Source
from luzern_harvesters.text import markdown

from . import links
from .document import Json, list_of, object_of, objects_of, text_of
from .layer import LANGUAGES
from .options import OgcOptions

PUBLISHERS = {"publisher", "owner", "custodian"}
CREATORS = {"author", "creator", "originator", "producer"}


def record_of(raw: RawDocument, source: Source, options: OgcOptions, own: str) -> DatasetRecord:
    """Map one record."""
    document: Json = json.loads(raw.body)
    properties = object_of(document.get("properties"))
    about = {**document, **properties, "links": [*list_of(document.get("links")), *_associations(properties)]}
    notes = Notes()
    record = DatasetRecord(source.id, raw.ref.remote_id, source_url=raw.url, source_system="STAC" if "stac_version" in document else "OGC API Records")
    record = _with_texts(record, document, about, notes)
    record = _with_parties(record, about)
    title = next(iter(record.title.values()), "")
    found = links.read({**about, "properties": properties}, raw.url, own, title, notes, are_the_apis=False)
    files = (*links.assets(document, raw.url, own), *found.distributions)
    record = replace(
        record,
        languages=tuple(_languages(about, notes)),
        spatial=tuple(_places(document, properties, notes)),
        temporal=tuple(_periods(about, notes)),
        documentation=tuple(dict.fromkeys(found.documentation)),
        relations=tuple(found.relations),
        landing_page=found.landing_page,
        image=found.image,
        distributions=tuple(replace(one, licence=found.licence.term, rights=found.licence.rights) for one in links.distinct(files)),
    )
    return completed(replace(record, findings=tuple(notes)), options, source.contact, is_licence_stated=found.is_licence_stated)


def _with_texts(record: DatasetRecord, document: Json, about: Json, notes: Notes) -> DatasetRecord:
    language = LANGUAGES.get(_code(about.get("language")).lower()[:3].rstrip("-_"), "de") if about.get("language") else "de"
    title = notes.keep(title_of(text_of(about.get("title")) or text_of(document.get("id")), "title"))
    described, rights = markdown(text_of(about.get("description"))), markdown(text_of(about.get("rights")))
    themes, keywords = _themes(about)
    words = tuple(dict.fromkeys((*(str(word).strip() for word in list_of(about.get("keywords")) if str(word).strip()), *keywords)))
    return replace(
        record,
        title={language: title} if title else {},
        description={language: described} if described else {},
        keywords={language: words} if words else {},
        themes=themes,
        issued=notes.keep(dates.day(text_of(about.get("created")), "issued")),
        modified=notes.keep(dates.day(text_of(about.get("updated")), "modified")),
        remarks={"de": f"Rechte laut Quelle: {rights}"} if rights else {},
        version=text_of(about.get("version")),
        identifier=text_of(about.get("externalId")),
    )


def _with_parties(record: DatasetRecord, about: Json) -> DatasetRecord:
    contacts = [(set(_roles(one)), _agent(one)) for one in objects_of(about.get("contacts"))]
    by_role = [*contacts, *((set(_roles(one)), _agent(one)) for one in objects_of(about.get("providers")))]
    written = [_written(one) for one in list_of(about.get("providers")) if isinstance(one, str) and one.strip()]
    reachable = [agent for agent in (*(agent for _, agent in by_role), *written) if agent.email]
    return replace(
        record,
        publisher=next((agent for roles, agent in by_role if roles & PUBLISHERS and agent.name), None) or _named(about.get("publisher")),
        creators=tuple(agent for roles, agent in by_role if roles & CREATORS and agent.name),
        contacts=tuple(reachable or (agent for agent in (*(agent for _, agent in contacts), *written) if agent.name)),
    )


def _written(provider: str) -> Agent:
    """Read a provider of drafts before 2022: who, an e-mail address, an organisation, in one text."""
    parts = [part.strip() for part in provider.split(",") if part.strip()]
    name = ", ".join(part for part in parts if "@" not in part)
    return Agent({"de": name} if name else {}, next((part for part in parts if "@" in part), ""))


def _associations(properties: Json) -> Iterator[Json]:
    """Give the links of drafts before 2022, which stood in the properties."""
    for one in list_of(properties.get("associations")):
        if isinstance(one, dict):
            yield {**one, "rel": one.get("rel") or "item"}


def _roles(contact: Json) -> Iterator[str]:
    for role in list_of(contact.get("roles")) or [contact.get("role")]:
        yield str(role.get("name") if isinstance(role, dict) else role).lower()


def _agent(contact: Json) -> Agent:
    emails = [one.get("value") if isinstance(one, dict) else one for one in (*list_of(contact.get("emails")), contact.get("email"))]
    email = next((one.removeprefix("mailto:") for one in emails if isinstance(one, str) and "@" in one), "")
    name = text_of(contact.get("organization")) or text_of(contact.get("name"))
    addresses = [link.get("href") for link in list_of(contact.get("links")) if isinstance(link, dict)]
    url = next((one for one in (*addresses, contact.get("url")) if isinstance(one, str) and one.startswith("http")), "")
    return Agent({"de": name} if name else {}, email, url)


def _named(value: Any) -> Agent | None:  # Any: the recursive JSON value, here and below
    return Agent({"de": value.strip()}) if isinstance(value, str) and value.strip() else None


def _themes(about: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the themes that the portal knows; the words of other vocabularies are keywords."""
    themes, words = [], []
    for group in objects_of(about.get("themes")):
        for concept in list_of(group.get("concepts")):
            stated = [text_of(concept.get(key)) for key in ("title", "name", "id", "url")] if isinstance(concept, dict) else [text_of(concept)]
            named = [text for text in stated if text]
            if code := next((code for text in reversed(named) if (code := translate.theme(text, "")[0])), ""):
                themes.append(code)
            elif named and not named[0].startswith("http"):
                words.append(named[0])
    return tuple(dict.fromkeys(themes)), tuple(dict.fromkeys(words))


def _languages(about: Json, notes: Notes) -> Iterator[str]:
    stated = list_of(about.get("resourceLanguages")) or list_of(about.get("languages")) or [about.get("language")]
    for one in stated:
        if (text := _code(one)) and (code := notes.keep(translate.language(text, "languages"))):
            yield code


def _code(value: Any) -> str:
    return text_of(value.get("code")) if isinstance(value, dict) else text_of(value)


def _places(document: Json, properties: Json, notes: Notes) -> Iterator[Place]:
    """Give the box around the record's geometry, or its own."""
    points = list(_points(object_of(document.get("geometry")).get("coordinates"), 0))
    spatial = object_of(object_of(properties.get("extent")).get("spatial"))
    boxes = list_of(spatial.get("bbox"))
    box = boxes[0] if boxes and isinstance(boxes[0], list) else boxes or list_of(document.get("bbox"))
    if points:
        box = [min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)]
    if box:
        place = notes.keep(extent.place_of(box, "", "spatial"))
        yield from [place] if place else []


def _points(value: Any, depth: int) -> Iterator[tuple[float, float]]:
    if not isinstance(value, list) or depth > 5:
        return
    if len(value) >= 2 and all(isinstance(one, int | float) for one in value[:2]):
        yield value[0], value[1]
    else:
        for one in value:
            yield from _points(one, depth + 1)


def _periods(about: Json, notes: Notes) -> Iterator[Period]:
    """Give the time: an interval, a day or a moment (``time``, Records §7.4), STAC's ``start_datetime`` and ``datetime``."""
    stated: Any = about.get("time") or object_of(object_of(about.get("extent")).get("temporal"))
    if isinstance(stated, dict):
        stated = stated.get("interval") or stated.get("date") or stated.get("timestamp")
    stated = stated or [about.get("start_datetime") or about.get("datetime"), about.get("end_datetime") or about.get("datetime")]
    stated = stated[0] if isinstance(stated, list) and stated and isinstance(stated[0], list) else stated
    ends = stated if isinstance(stated, list) and len(stated) == 2 else [stated, stated]
    read = [notes.keep(dates.day(end, "temporal")) if isinstance(end, str) and end != ".." else "" for end in ends]
    span = notes.keep(dates.in_order(Period(*read), "temporal"))
    yield from [span] if span else []
