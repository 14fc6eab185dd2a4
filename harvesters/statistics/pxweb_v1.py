"""PxWeb's first API (``/api/v1/<language>/<database>/…``): a tree of folders with tables at its ends.

A node is a list: databases (``dbid``), folders (``type: l``), tables (``type: t``), headings (``type: h``); a table is its title and
its variables. The numbers are asked for with POST, so the address of a table is a service, not a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from luzern_harvesters.record import Period

from . import times
from .cube import SHOWN_VALUES, Catalogue, Component, Cube, Document, Entry, File, Role, foreign, texts
from .value import objects_of, strings_of

LANGUAGE = re.compile(r"/api/v1/([A-Za-z]{2})(?:/|$)")
CONTENTS = "ContentsCode"  # the variable whose values are the measures
HOW = "Die Adresse beschreibt die Tabelle; Zahlen liefert sie auf eine Abfrage mit POST (PxWeb-API)."


def read(value: Any, document: Document) -> Catalogue | None:  # Any: JSON
    """Read a node or a table; None if it is neither."""
    if isinstance(value, dict) and isinstance(value.get("variables"), list) and "title" in value:
        return Catalogue((Entry(_table(value, document)),))
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return None
    if not all("dbid" in one or {"id", "text"} <= one.keys() or {"id", "path", "title"} <= one.keys() for one in value):
        return None
    entries, further = [], []
    for node in value:
        name = str(node.get("dbid") or node["id"])
        address = _below(document.url, f"{node.get('path', '')}/{name}") if document.url else ""
        if "title" in node or node.get("type") == "t":
            entries.append(_listed(node, name, address, document))
        elif node.get("type", "l") == "l" and address:
            further.append(address)
    return Catalogue(tuple(entries), tuple(further))


def limits_of(url: str) -> str:
    """Give the address that says how often one may ask."""
    return f"{url.split('?', 1)[0]}?config"


def _listed(node: Mapping[str, Any], name: str, address: str, document: Document) -> Entry:
    moment = str(node.get("updated") or node.get("published") or "")
    language = _language(document)
    title, other = texts([(language, str(node.get("text") or node.get("title") or ""))])
    findings = (foreign(other, "title"),) if other else ()
    cube = Cube(_id(name), title, modified=moment, languages=_stated(document), files=_files(address), findings=findings)
    return Entry(cube, (address,) if address else (), moment)


def _table(value: Mapping[str, Any], document: Document) -> Cube:
    language = _language(document)
    title, _ = texts([(language, str(value.get("title") or ""))])
    columns: list[Component] = []
    measures: list[Component] = []
    time: list[str] = []
    for variable in objects_of(value["variables"]):
        code = str(variable.get("code") or variable.get("text") or "")
        codes, labels = strings_of(variable.get("values")), strings_of(variable.get("valueTexts"))
        labels = labels if len(labels) == len(codes) else codes
        label, _ = texts([(language, str(variable.get("text") or code))])
        if code == CONTENTS:
            measures += [Component(one, texts([(language, words)])[0], "measure") for one, words in zip(codes, labels, strict=True)]
            continue
        found = _time(variable, codes, labels)
        time = time or found
        role: Role = "time" if found else "dimension"
        columns.append(Component(code, label, role, size=len(codes), values=tuple(labels[:SHOWN_VALUES])))
    return Cube(
        id=_id(urlsplit(document.url).path.rstrip("/").rpartition("/")[2] or document.name),
        title=title,
        components=(*columns, *(measures or [Component("value", {"de": "Wert"}, "measure")])),
        period=times.span(time),
        resolution=times.resolution(time),
        languages=_stated(document),
        files=_files(document.url),
    )


def _time(variable: Mapping[str, Any], codes: list[str], labels: list[str]) -> list[str]:
    """Give the time values; BFS's tables number the codes and write the years as labels."""
    for values in (codes, labels):
        readable = times.span(values) != Period()
        names = (str(variable.get("code")), str(variable.get("text")))
        if readable and (variable.get("time") is True or any(times.looks_like_time(name, values) for name in names)):
            return values
    return []


def _files(address: str) -> tuple[File, ...]:
    return (File("pxweb", "Abfrage der Tabelle (PxWeb-API)", "REST", address, media_type="application/json", description=HOW),) if address else ()


def _id(name: str) -> str:
    return name.removesuffix("/").rpartition("/")[2]


def _language(document: Document) -> str:
    match = LANGUAGE.search(document.url)
    return match[1].lower() if match else document.language


def _stated(document: Document) -> tuple[str, ...]:
    return (_language(document),) if LANGUAGE.search(document.url) else ()


def _below(url: str, path: str) -> str:
    base = url.split("?", 1)[0].rstrip("/")
    return base + "/" + quote(path.strip("/"), safe="/")
