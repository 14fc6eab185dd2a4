"""PxWebApi 2 (``/tables``, ``/tables/{id}/metadata``, ``/tables/{id}/data``): a paged list of tables whose metadata is JSON-stat.

Addresses are built on the one that was asked: those in the answers name the host that the server believes to have.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from luzern_harvesters.record import Agent

from . import times
from .cube import Catalogue, Component, Cube, Document, Entry, File, foreign, texts, unknown_endpoint
from .value import Value, list_of, object_of, objects_of, strings_of, words_of

METADATA = re.compile(r"^(https?://[^?#]*/tables/[^/?#]+)/(?:metadata|data)/?(?:\?([^#]*))?$")
TABLES = re.compile(r"^(https?://[^?#]*?/tables)/?(?:[?#]|$)")
ONE = re.compile(r"^(https?://[^?#]*/tables)/[^/?#]+/?(?:[?#]|$)")
FORMATS = (
    ("csv", "CSV", "Tabelle als CSV", "text/csv"),
    ("px", "TXT", "Tabelle als PX-Datei (PC-Axis)", "text/plain"),
    ("json-stat2", "JSON", "Tabelle als JSON-stat", "application/json"),
)
UNITS = {"Annual": "P1Y", "Quarterly": "P3M", "Monthly": "P1M", "Weekly": "P7D", "Halfyear": "P6M", "HalfYear": "P6M"}
WHOLE_CELLS = 100_000  # above it, servers may refuse a whole table (``maxDataCells``)
PART = "Ohne Auswahl liefert die Adresse die Standardauswahl der Tabelle; andere Werte wählt «valueCodes[Variable]»."


def read(value: Any, document: Document) -> Catalogue | None:  # Any: JSON
    """Read one page of the list of tables, or one table of it; None if it is neither."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("tables"), list) and ("page" in value or "language" in value):
        language = str(value.get("language") or document.language).lower()
        tables = [_entry(table, language, document) for table in objects_of(value["tables"]) if _is_public(table)]
        page = object_of(value.get("page"))
        hidden = sum(1 for table in objects_of(value["tables"]) if not _is_public(table))
        total = page.get("totalElements")
        return Catalogue(tuple(tables), _next(page, document.url), total=total - hidden if isinstance(total, int) else None)
    if {"id", "label", "variableNames"} <= value.keys():
        return Catalogue((_entry(value, str(value.get("language") or document.language).lower(), document),))
    return None


def limits_of(url: str) -> str:
    """Give the address that says how often one may ask; empty if the address is none of a list of tables."""
    match = TABLES.match(url)
    return match[1].removesuffix("/tables") + "/config" if match else ""


def files(metadata: str, components: tuple[Component, ...], sizes: list[Any]) -> tuple[File, ...]:
    """Give the data in each format: the whole table where it is small enough, else the server's own selection."""
    match = METADATA.match(metadata)
    if not match:
        return ()
    language = dict(parse_qsl(match[2] or "")).get("lang", "")
    cells = 1
    for size in sizes:
        cells *= size if isinstance(size, int) else 1
    whole = cells <= WHOLE_CELLS and sizes
    chosen = [(f"valueCodes[{one.code}]", "*") for one in components if one.role in {"dimension", "time"}] if whole else []
    if whole and any(one.role == "measure" and one.code != "value" for one in components):
        chosen.append(("valueCodes[ContentsCode]", "*"))
    query = [*([("lang", language)] if language else []), *chosen]
    return tuple(
        File(name, title, file_format, f"{match[1]}/data?{_query([('outputFormat', name), *query])}", media_type=media_type, description="" if chosen else PART)
        for name, file_format, title, media_type in FORMATS
    )


def _query(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs, safe="*", quote_via=quote)


def _entry(table: Value, language: str, document: Document) -> Entry:
    name, moment = words_of(table.get("id")), words_of(table.get("updated"))
    metadata = _metadata(table, name, language, document)
    names = strings_of(table.get("variableNames"))
    components = tuple(Component(one, texts([(language, one)])[0]) for one in names)
    source, _ = texts([(language, words_of(table.get("source")))])
    subjects = dict.fromkeys(words_of(step.get("label")) for path in list_of(table.get("paths")) for step in objects_of(path))
    words = tuple(subject for subject in subjects if subject)
    known = next(iter(texts([(language, "x")])[0]))
    ends = [words_of(table.get(end)) for end in ("firstPeriod", "lastPeriod")]
    title, other = texts([(language, words_of(table.get("label")))])
    cube = Cube(
        id=name,
        title=title,
        description=texts([(language, words_of(table.get("description")))])[0],
        components=components,
        period=times.span(filter(None, ends)),
        resolution=UNITS.get(str(table.get("timeUnit")), ""),
        publisher=Agent(source) if source else None,
        keywords={known: words} if words else {},
        languages=(language,),
        modified=moment,
        files=files(metadata, (), []),
        findings=(*([foreign(other, "title")] if other else []), *([] if metadata else [unknown_endpoint(document)])),
    )
    return Entry(cube, (metadata,) if metadata else (), moment)


def _metadata(table: Value, name: str, language: str, document: Document) -> str:
    """Give the address of a table's metadata: beside the list, else under the endpoint of the settings, else as the answer says."""
    if match := TABLES.match(document.url) or ONE.match(document.url):
        return f"{match[1]}/{quote(name)}/metadata?lang={language}"
    if document.endpoint:
        return f"{document.endpoint.rstrip('/')}/tables/{quote(name)}/metadata?lang={language}"
    stated = (words_of(link.get("href")) for link in objects_of(table.get("links")) if link.get("rel") == "metadata")
    return next((address for address in stated if METADATA.match(address)), "")


def _is_public(table: Value) -> bool:
    return str(table.get("category") or "public").lower() in {"public", "section"}


def _next(page: Value, url: str) -> tuple[str, ...]:
    """Give the address of the next page: the same question with the next number."""
    number, pages = page.get("pageNumber"), page.get("totalPages")
    if not url or not isinstance(number, int) or not isinstance(pages, int) or number >= pages:
        return ()
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() != "pagenumber"]
    return (parts._replace(query=urlencode([*query, ("pageNumber", str(number + 1))])).geturl(),)
