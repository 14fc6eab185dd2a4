"""The page of a dataset: what it is, whether one may use it, how fresh it is, where the file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.file_line import FileLine, file_line, primary
from ckanext.luzern.presenters.locale import Text
from ckanext.luzern.quality import days, freshness
from luzern_schemas.vocabulary import load

Package = Mapping[str, Any]  # Any: a dataset as package_show gives it
Names = Mapping[str, str]  # of organisations in the reader's language, by what their addresses call them
NO_NAMES: Names = MappingProxyType({})


@dataclass(frozen=True)
class Link:
    """Somewhere to go; ``text`` may be marked as another language's."""

    address: str
    text: Text


@dataclass(frozen=True)
class Contact:
    """Who answers questions."""

    name: Text
    email: str
    address: str


@dataclass(frozen=True)
class Column:
    """A line of the data dictionary."""

    name: str
    label: Text
    about: Text
    kind: str
    unit: str


@dataclass(frozen=True)
class DatasetPage:
    """What the template prints. Days and periods are written out, ``licence`` is a code of the vocabulary, "" where resources differ or lack it.

    ``is_overdue`` says that newer data was promised by now.
    """

    name: str
    title: Text
    description: Text
    is_example: bool
    publisher: str
    publisher_name: str
    changed: str
    is_overdue: bool
    issued: str
    frequency: str
    promise: str
    licence: str
    licence_iri: str
    download: FileLine | None
    files: tuple[FileLine, ...]
    columns: tuple[Column, ...]
    has_kinds: bool
    has_units: bool
    quality: Text
    remarks: Text
    contacts: tuple[Contact, ...]
    themes: tuple[str, ...]
    tags: tuple[str, ...]
    period: str
    places: tuple[str, ...]
    version: str
    legal_basis: Text
    links: tuple[Link, ...]


def dataset_page(package: Package, language: str, names: Names = NO_NAMES) -> DatasetPage:
    """Give the view model of a dataset for a reader of ``language``."""
    resources: list[Mapping[str, Any]] = list(package.get("resources") or [])
    first = primary(resources)
    columns = tuple(_column(one, language) for one in package.get("columns") or [])
    organization = package.get("organization") or {}
    licence = one_licence(package)
    return DatasetPage(
        name=package["name"],
        title=locale.text(package.get("title_translated") or package.get("title") or package["name"], language),
        description=locale.text(package.get("notes_translated") or package.get("notes"), language),
        is_example=bool(package.get("is_example")),
        publisher=publisher(package, language, names),
        publisher_name=organization.get("name", ""),
        changed=locale.day(package.get("modified") or package.get("issued"), language),
        is_overdue=(due := freshness.due(package)) is not None and due < days.today(),
        issued=locale.day(package.get("issued"), language),
        frequency=label("frequency", package.get("frequency"), language),
        promise=str(package.get("update_promise") or ""),
        licence=licence,
        licence_iri=load("licence")[licence].iri if licence else "",
        download=file_line(first, language) if first else None,
        files=tuple(file_line(one, language) for one in resources),
        columns=columns,
        has_kinds=any(column.kind for column in columns),
        has_units=any(column.unit for column in columns),
        quality=locale.text(package.get("data_quality"), language),
        remarks=_remarks(package, language),
        contacts=tuple(_contact(one, language) for one in package.get("contact") or []),
        themes=tuple(group["name"] for group in package.get("groups") or []),
        tags=_tags(package, language),
        period=_period(package, language),
        places=tuple(filter(None, (str(one.get("text") or "") for one in package.get("spatial_coverage") or []))),
        version=str(package.get("version") or ""),
        legal_basis=locale.text(package.get("legal_basis"), language),
        links=tuple(_links(package, language)),
    )


def publisher(package: Package, language: str, names: Names = NO_NAMES) -> str:
    """Give who publishes: whom the dataset names, else its organisation, as ``names`` has it in the reader's language."""
    if named := next(iter(package.get("publisher") or []), None):
        return str(locale.text(named.get("name_translated"), language))
    organization = package.get("organization") or {}
    return names.get(organization.get("name", "")) or organization.get("title", "")


def one_licence(package: Package) -> str:
    """Give the code of the terms of use that every file of a dataset shares; "" where they differ or none is known."""
    known = {term.code for resource in package.get("resources") or [] if (term := load("licence").find(resource.get("license")))}
    return known.pop() if len(known) == 1 else ""


def label(vocabulary: str, value: str | None, language: str) -> str:
    """Give a term's name in ``language``; "" where there is no value, the value itself where the vocabulary lacks it."""
    term = load(vocabulary).find(value)
    return (term.label.get(language) or term.label["de"]) if term else str(value or "")


def _column(column: Mapping[str, Any], language: str) -> Column:
    return Column(
        name=str(column.get("name") or ""),
        label=locale.text(column.get("label_translated"), language),
        about=locale.text(column.get("description_translated"), language),
        kind=str(column.get("data_type") or ""),
        unit=str(column.get("unit") or ""),
    )


def _contact(contact: Mapping[str, Any], language: str) -> Contact:
    return Contact(locale.text(contact.get("name_translated"), language), str(contact.get("email") or ""), str(contact.get("url") or ""))


def _remarks(package: Package, language: str) -> Text:
    """Give the remarks without the sentence that the page's banner says already."""
    remarks = locale.text(package.get("remarks"), language)
    return Text("") if package.get("is_example") and str(remarks).startswith("Beispieldaten:") and "\n" not in str(remarks) else remarks


def _tags(package: Package, language: str) -> tuple[str, ...]:
    translations: Mapping[str, list[str]] = package.get("tags_translated") or {}
    return tuple(translations.get(language) or translations.get("de") or [tag["name"] for tag in package.get("tags") or []])


def _period(package: Package, language: str) -> str:
    spans = []
    for span in package.get("temporal_coverage") or []:
        start, end = locale.day(span.get("start"), language), locale.day(span.get("end"), language)
        spans.append(f"{start} – {end}".strip())
    return ", ".join(spans)


def _links(package: Package, language: str) -> list[Link]:
    links = [Link(package["url"], Text(package["url"]))] if package.get("url") else []
    links += [
        Link(one["url"], locale.text(one.get("label_translated"), language) or Text(one["url"])) for one in package.get("relations") or [] if one.get("url")
    ]
    links += [Link(one["uri"], locale.text(one.get("title_translated"), language) or Text(one["uri"])) for one in package.get("in_series") or []]
    links += [Link(address, Text(address)) for address in package.get("documentation") or []]
    return links
