"""PxWebApi 2 (``/tables``, ``/tables/{id}/metadata``, ``/tables/{id}/data``): a paged list of tables whose metadata is JSON-stat.

Addresses are built on the one that was asked: those in the answers name the host that the server believes to have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from luzern_harvesters.record import Agent

from . import times
from .cube import Catalogue, Component, Cube, Document, Entry, File, texts, unknown_endpoint

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
        tables = [_entry(table, language, document) for table in value["tables"] if isinstance(table, dict) and _is_public(table)]
        stated = value.get("page")
        page = stated if isinstance(stated, dict) else {}
        hidden = sum(1 for table in value["tables"] if isinstance(table, dict) and not _is_public(table))
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
    return urlencode(pairs, safe="[]*", quote_via=quote)


def _entry(table: Mapping[str, Any], language: str, document: Document) -> Entry:
    name, moment = str(table.get("id") or ""), str(table.get("updated") or "")
    metadata = _metadata(table, name, language, document)
    names = [str(one) for one in table.get("variableNames") or []]
    components = tuple(Component(one, texts([(language, one)])[0]) for one in names)
    source, _ = texts([(language, str(table.get("source") or ""))])
    subjects = {str(step.get("label", "")): 0 for path in table.get("paths") or [] if isinstance(path, list) for step in path if isinstance(step, dict)}
    words = tuple(subject for subject in subjects if subject)
    known = next(iter(texts([(language, "x")])[0]))
    ends = [str(table.get(end) or "") for end in ("firstPeriod", "lastPeriod")]
    cube = Cube(
        id=name,
        title=texts([(language, str(table.get("label") or ""))])[0],
        description=texts([(language, str(table.get("description") or ""))])[0],
        components=components,
        period=times.span(filter(None, ends)),
        resolution=UNITS.get(str(table.get("timeUnit")), ""),
        publisher=Agent(source) if source else None,
        keywords={known: words} if words else {},
        languages=(language,),
        modified=moment,
        files=files(metadata, (), []),
        findings=() if metadata else (unknown_endpoint(document),),
    )
    return Entry(cube, (metadata,) if metadata else (), moment)


def _metadata(table: Mapping[str, Any], name: str, language: str, document: Document) -> str:
    """Give the address of a table's metadata: beside the list, else under the endpoint of the settings, else as the answer says."""
    if match := TABLES.match(document.url) or ONE.match(document.url):
        return f"{match[1]}/{quote(name)}/metadata?lang={language}"
    if document.endpoint:
        return f"{document.endpoint.rstrip('/')}/tables/{quote(name)}/metadata?lang={language}"
    stated = (str(link.get("href")) for link in table.get("links") or [] if isinstance(link, dict) and link.get("rel") == "metadata")
    return next((address for address in stated if METADATA.match(address)), "")


def _is_public(table: Mapping[str, Any]) -> bool:
    return str(table.get("category") or "public").lower() in {"public", "section"}


def _next(page: Mapping[str, Any], url: str) -> tuple[str, ...]:
    """Give the address of the next page: the same question with the next number."""
    number, pages = page.get("pageNumber"), page.get("totalPages")
    if not url or not isinstance(number, int) or not isinstance(pages, int) or number >= pages:
        return ()
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key.lower() != "pagenumber"]
    return (parts._replace(query=urlencode([*query, ("pageNumber", str(number + 1))])).geturl(),)
