"""JSON-stat 1 (a bundle or one dataset) and 2.0 (dataset, collection): https://json-stat.org/full/.

Where version 1 puts ``id``, ``size`` and ``role`` into ``dimension``, version 2 puts them beside it; ``category.index`` is a list or an
object, and may be missing where there is one category. Extensions that servers agree on are read: PxWeb's ``px`` and ``contact``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from luzern_harvesters import redaction, translate
from luzern_harvesters.finding import Finding
from luzern_harvesters.record import Agent, Period

from . import pxweb_v2, times
from .cube import SHOWN_VALUES, Catalogue, Component, Cube, Document, Entry, File, Role, foreign, texts, unknown_endpoint
from .value import Value, list_of, object_of, objects_of, strings_of, words_of


def read(value: Any, document: Document) -> Catalogue | None:  # Any: JSON
    """Read a document as the catalogue of its cubes; None if it is no JSON-stat."""
    if not isinstance(value, dict):
        return None
    if value.get("class") == "collection":
        return _collection(value, document)
    if _is_dataset(value):
        return Catalogue((Entry(_cube(value, document, "")),))
    named = {name: one for name, one in value.items() if isinstance(one, dict) and _is_dataset(one)}
    if not named:
        return None
    alone = len(named) == 1 and "dataset" in named  # PxWeb's version 1: one dataset that is called so
    return Catalogue(tuple(Entry(_cube(one, document, "" if alone else name)) for name, one in named.items()))


def _is_dataset(value: Value) -> bool:
    return isinstance(value.get("dimension"), dict) and ("value" in value or value.get("class") == "dataset" or "size" in value or "size" in value["dimension"])


def _collection(value: Value, document: Document) -> Catalogue:
    entries, further = [], []
    language = _language(value, document)
    for item in _items(value):
        href = str(item.get("href") or "")
        address = urljoin(document.url, href) if href else ""
        if item.get("class") == "collection" and address:
            further.append(address)
        elif item.get("class", "dataset") == "dataset" and (address or _is_dataset(item)):
            within = replace(document, url=address, language=language)
            cube = _cube(item, within, "")
            entries.append(Entry(cube, () if _is_dataset(item) else (address,), str(item.get("updated") or "")))
    return Catalogue(tuple(entries), tuple(further))


def _items(value: Value) -> Iterator[Value]:
    """Give what a collection links to, and the items of collections that stand within it."""
    link = value.get("link")
    listed = link.get("item") if isinstance(link, dict) else None
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict):
            yield from _items(item) if item.get("class") == "collection" and not item.get("href") else (item,)


def _cube(value: Value, document: Document, name: str) -> Cube:
    extension = object_of(value.get("extension"))
    px = object_of(extension.get("px"))
    language = _language(value, document)
    title, other = texts([(language, words_of(value.get("label")))])
    source, _ = texts([(language, words_of(value.get("source")))])
    subject, _ = texts([(language, words_of(px.get("subject-area")))])
    description, _ = texts([(language, words_of(extension.get("description") or px.get("description")))])
    components, period, resolution = _components(value, language)
    files = _files(value, components, document, name)
    return Cube(
        id=name or _id(value, extension, px, document),
        title=title,
        description=description if description != title else {},
        remarks={_known(language): notes} if (notes := _notes(value.get("note"))) else {},
        components=components,
        period=period,
        resolution=resolution,
        publisher=Agent(source) if source else None,
        contacts=_contacts(extension.get("contact"), language),
        keywords={key: (words,) for key, words in subject.items()},
        languages=(language,) if _stated_language(value) else (),
        modified=words_of(value.get("updated")),
        frequency=words_of(px.get("update-frequency")),
        licence=_licence(value),
        files=files,
        findings=tuple(_findings(value, document, other, files)),
    )


def _findings(value: Value, document: Document, other: str, files: tuple[File, ...]) -> Iterator[Finding]:
    if other:
        yield foreign(other, "title")
    if not files:
        yield unknown_endpoint(document)
    if not _stated_language(value):
        message = f"Das Dokument nennt keine Sprache; sie gilt als «{document.language}»."
        yield Finding.info("language-missing", "title", message, "Bitte die Einstellung «language» auf die Sprache der Texte setzen.")


def _language(value: Value, document: Document) -> str:
    return (_stated_language(value) or document.language).lower()


def _stated_language(value: Value) -> str:
    extension = object_of(value.get("extension"))
    return words_of(object_of(extension.get("px")).get("language") or extension.get("lang") or extension.get("language"))


def _id(value: Value, extension: Value, px: Value, document: Document) -> str:
    """Prefer what the publisher calls the table; an address is better than a file name."""
    agency = f"{extension['agencyId']}:" if isinstance(extension.get("agencyId"), str) else ""
    stated = px.get("tableid") or px.get("matrix") or (agency + extension["id"] if isinstance(extension.get("id"), str) else "")
    return str(stated or redaction.address(words_of(value.get("href")))) or document.name.rsplit(".", 1)[0]


def _components(value: Value, language: str) -> tuple[tuple[Component, ...], Period, str]:
    """Give dimensions, then measures; the period and the resolution of the dimension of time."""
    dimensions = object_of(value.get("dimension"))
    order = strings_of(value.get("id") or dimensions.get("id")) or [name for name, one in dimensions.items() if "category" in object_of(one)]
    roles = object_of(value.get("role")) or object_of(dimensions.get("role"))
    if not dimensions:
        return (), Period(), ""
    columns: list[Component] = []
    measures: list[Component] = []
    period, resolution = Period(), ""
    for code in order:
        dimension = object_of(dimensions.get(code))
        codes, labels = _categories(dimension)
        label, _ = texts([(language, words_of(dimension.get("label")) or code)])
        if code in list_of(roles.get("metric")):
            measures += [_measure(one, labels.get(one, one), dimension, language) for one in codes]
            continue
        shown = tuple(labels.get(one, one) for one in codes[:SHOWN_VALUES])
        time = _time(code, label, roles, codes, [labels.get(one, one) for one in codes])
        if time and period == Period():
            period, resolution = times.span(time), times.resolution(time)
        role: Role = "time" if time else "dimension"
        notes, _ = texts([(language, _notes(dimension.get("note")))], keep_lines=True)
        columns.append(Component(code, label, role, size=len(codes), values=shown, notes=notes))
    return (*columns, *(measures or [Component("value", {"de": "Wert"}, "measure", _unit(value))])), period, resolution


def _time(code: str, label: Mapping[str, str], roles: Value, codes: list[str], labels: list[str]) -> list[str]:
    """Give the time values of a dimension, empty if it is not time; some servers number the codes and write the times as labels."""
    is_stated = code in list_of(roles.get("time"))
    if not is_stated and roles.get("time"):
        return []
    for values in (codes, labels):
        if times.span(values) != Period() and (is_stated or any(times.looks_like_time(name, values) for name in (code, *label.values()))):
            return values
    return codes if is_stated else []


def _categories(dimension: Value) -> tuple[list[str], dict[str, str]]:
    """Give the codes in their order, and their labels."""
    category = object_of(dimension.get("category"))
    labels = {str(code): words_of(words) for code, words in object_of(category.get("label")).items()}
    index = category.get("index")
    if isinstance(index, list):
        return [str(code) for code in index], labels
    if isinstance(index, dict):
        return [str(code) for code in sorted(index, key=lambda code: index[code] if isinstance(index[code], int) else 0)], labels
    return list(labels), labels


def _measure(code: str, label: str, dimension: Value, language: str) -> Component:
    unit = object_of(object_of(object_of(dimension.get("category")).get("unit")).get(code))
    named = next(filter(None, (words_of(unit.get(name)) for name in ("label", "base", "symbol"))), "")
    decimals = unit.get("decimals")
    text, _ = texts([(language, label)])
    return Component(code, text, "measure", named, decimals=decimals if isinstance(decimals, int) else -1)


def _unit(value: Value) -> str:
    return words_of(object_of(value.get("unit")).get("label")) or words_of(object_of(value.get("extension")).get("unit"))


def _files(value: Value, components: tuple[Component, ...], document: Document, name: str) -> tuple[File, ...]:
    """Give the document itself and its alternates; what PxWebApi 2 calls metadata has its data elsewhere."""
    href = words_of(value.get("href"))
    address = document.url or (href if href.startswith("http") else "")
    if pxweb_v2.METADATA.match(address):
        return pxweb_v2.files(address, components, list_of(value.get("size")))
    if not address and not value.get("value"):  # the description of a table, kept as a file: its numbers are elsewhere
        return ()
    key = f"json-stat-{name}" if name else "json-stat"
    files = [File(key, "Daten als JSON-stat", "JSON", address, "" if address else document.name, "application/json")]
    alternates = object_of(value.get("link")).get("alternate")
    for link in alternates if isinstance(alternates, list) else []:
        if isinstance(link, dict) and str(link.get("href", "")).startswith("http"):
            media = words_of(link.get("type"))
            kind = translate.format_of("", media, str(link["href"]), "")[0] or media or "Datei"
            files.append(File(str(link["href"]), words_of(link.get("label")) or f"Daten als {kind}", "", str(link["href"]), media_type=media))
    return tuple(files)


def _licence(value: Value) -> str:
    """Give the terms of use that a document links to (``link`` by IANA's relations, RFC 4946), or names in its extension."""
    linked = (words_of(one.get("href")) for one in objects_of(object_of(value.get("link")).get("license")))
    extension = object_of(value.get("extension"))
    return next(filter(None, (*linked, words_of(extension.get("license")), words_of(extension.get("licence")))), "")


def _contacts(value: Any, language: str) -> tuple[Agent, ...]:  # Any: JSON
    agents = []
    for contact in value if isinstance(value, list) else []:
        if isinstance(contact, dict):
            name = ", ".join(filter(None, (words_of(contact.get("name")), words_of(contact.get("organization"))))) or words_of(contact.get("raw"))
            email = words_of(contact.get("mail"))
            agents.append(Agent(texts([(language, name)])[0], email if "@" in email else ""))
    return tuple(agent for agent in agents if agent.name or agent.email)


def _notes(value: Any) -> str:  # Any: JSON
    return "\n\n".join(filter(None, (words_of(note) for note in (value if isinstance(value, list) else [value]))))


def _known(language: str) -> str:
    return next(iter(texts([(language, "x")])[0]))
