"""A page of hits: what was asked, what narrows it, what was found, and the address of every state one click away.

Addresses are queries (``?q=velo&groups=tran``) that hold on any page. Parameters stand in one order, so that a state has one address.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.dataset_page import NO_NAMES, Names, label, one_licence, publisher
from ckanext.luzern.presenters.locale import Text
from ckanext.luzern.search.facets import FACETS, Facet
from ckanext.luzern.search.fields import NEWEST, stated_date

SHOWN = 8  # values of a facet before «mehr anzeigen»
NEIGHBOURS = 1  # pages on either side of the current one
TITLE = "title_string asc"


@dataclass(frozen=True)
class Search:
    """What is asked for; ``filters`` maps a field to its values, ``sort`` is Solr's, empty for the usual order."""

    query: str = ""
    filters: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    sort: str = ""

    def address(self, page: int = 1) -> str:
        """Give the query of the address."""
        order = [facet.field for facet in FACETS]
        fields = sorted(self.filters, key=lambda field: (order.index(field) if field in order else len(order), field))
        pairs = [("q", self.query)] if self.query else []
        pairs += [(field, value) for field in fields for value in sorted(self.filters[field])]
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("page", str(page))] if page > 1 else []
        return f"?{urlencode(pairs)}"

    def with_filter(self, field: str, value: str) -> Search:
        """Give the search narrowed by one value more."""
        return Search(self.query, {**self.filters, field: [*self.filters.get(field, ()), value]}, self.sort)

    def without_filter(self, field: str, value: str) -> Search:
        """Give the search with one value less."""
        left = {name: [one for one in values if (name, one) != (field, value)] for name, values in self.filters.items()}
        return Search(self.query, {name: values for name, values in left.items() if values}, self.sort)


@dataclass(frozen=True)
class Choice:
    """A value of a facet: where a click leads, and how many hits it has."""

    name: str
    count: int
    address: str
    is_active: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet with the values there are; ``more`` are shown on demand."""

    id: str
    heading: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True)
class Chip:
    """A filter that is on; its address leads to the search without it, which ``search`` is."""

    name: str
    address: str
    search: Search


@dataclass(frozen=True)
class Proposal:
    """Other words for the same search, and how many hits they have; ``is_first`` where the search found so little that they come before it."""

    words: str
    count: int
    address: str
    is_first: bool


@dataclass(frozen=True)
class Sorting:
    """An order of the hits; ``key`` is relevance, newest or title."""

    key: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class Row:
    """A hit."""

    name: str
    title: Text
    about: Text
    publisher: str
    changed: str
    frequency: str
    licence: str
    formats: tuple[str, ...]
    is_example: bool


@dataclass(frozen=True)
class PageLink:
    """A page of hits in the pager; number 0 stands for those left out."""

    number: int
    address: str
    is_current: bool


@dataclass(frozen=True)
class SearchPage:
    """What the template prints; ``hidden`` are the filters as fields of the search form, ``fewer`` what may be dropped when nothing is found."""

    search: Search
    total: int
    chips: tuple[Chip, ...]
    fewer: tuple[Chip, ...]
    groups: tuple[FacetGroup, ...]
    sortings: tuple[Sorting, ...]
    rows: tuple[Row, ...]
    pages: tuple[PageLink, ...]
    hidden: tuple[tuple[str, str], ...]
    all_address: str


def search_page(
    search: Search, facets: Mapping[str, Any], packages: Sequence[Mapping[str, Any]], numbers: tuple[int, int, int], language: str, names: Names
) -> SearchPage:
    """Give the view model.

    ``facets`` is ``search_facets`` of ``package_search``, ``numbers`` are hits in all, current page, pages; ``names`` are the organisations' in
    the reader's language.
    """
    total, current, last = numbers
    chips = tuple(_chips(search, facets, language, names))
    wordless = Search("", search.filters, search.sort)
    return SearchPage(
        search=search,
        total=total,
        chips=chips,
        fewer=(*chips, Chip(search.query, wordless.address(), wordless)) if search.query and chips else chips,
        groups=tuple(group for facet in FACETS if (group := _group(facet, search, _titles(facets, facet.field, names), facets, language)).choices),
        sortings=tuple(_sortings(search)),
        rows=tuple(row(package, language, names) for package in packages),
        pages=tuple(_pages(search, current, last)) if last > 1 else (),
        hidden=tuple((field, value) for field, values in search.filters.items() for value in values),
        all_address=Search(search.query).address(),
    )


def row(package: Mapping[str, Any], language: str, names: Names = NO_NAMES) -> Row:
    """Give a dataset as a hit; ``names`` are those of organisations in ``language``."""
    formats = [label("file-type", resource.get("format"), language) for resource in package.get("resources") or []]
    return Row(
        name=package["name"],
        title=locale.text(package.get("title_translated") or package.get("title") or package["name"], language),
        about=locale.text(package.get("notes_translated") or package.get("notes"), language),
        publisher=publisher(package, language, names),
        changed=locale.day(stated_date(package), language),
        frequency=label("frequency", package.get("frequency"), language),
        licence=one_licence(package),
        formats=tuple(dict.fromkeys(filter(None, formats))),
        is_example=bool(package.get("is_example")),
    )


def _chips(search: Search, facets: Mapping[str, Any], language: str, names: Names) -> Iterator[Chip]:
    known = {facet.field: facet for facet in FACETS}
    for field, values in search.filters.items():
        for value in values:
            fewer = search.without_filter(field, value)
            yield Chip(_name(known.get(field), value, _titles(facets, field, names), language), fewer.address(), fewer)


def _group(facet: Facet, search: Search, titles: Names, facets: Mapping[str, Any], language: str) -> FacetGroup:
    active = search.filters.get(facet.field, ())
    choices = []
    for item in sorted((facets.get(facet.field) or {}).get("items", ()), key=lambda item: (item["name"] not in active, -item["count"], item["display_name"])):
        value, is_on = item["name"], item["name"] in active
        there = search.without_filter(facet.field, value) if is_on else search.with_filter(facet.field, value)
        choices.append(Choice(_name(facet, value, titles, language), item["count"], there.address(), is_on))
    return FacetGroup(f"facet-{facet.field}", facet.heading, tuple(choices[:SHOWN]), tuple(choices[SHOWN:]))


def _name(facet: Facet | None, value: str, titles: Mapping[str, str], language: str) -> str:
    return label(facet.vocabulary, value, language) if facet and facet.vocabulary else titles.get(value, value)


def _titles(facets: Mapping[str, Any], field: str, names: Names) -> Names:
    counted = {item["name"]: item["display_name"] for item in (facets.get(field) or {}).get("items", ())}
    return {**counted, **names} if field == "organization" else counted


def _sortings(search: Search) -> Iterator[Sorting]:
    """Offer relevance only where there are words to be relevant for; without, the newest come first anyway."""
    orders = [("relevance", ""), ("newest", NEWEST), ("title", TITLE)] if search.query else [("newest", ""), ("title", TITLE)]
    for key, sort in orders:
        yield Sorting(key, Search(search.query, search.filters, sort).address(), search.sort == sort)


def _pages(search: Search, current: int, last: int) -> Iterator[PageLink]:
    shown = sorted({1, last, *range(max(1, current - NEIGHBOURS), min(last, current + NEIGHBOURS) + 1)})
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            yield PageLink(0, "", is_current=False)
        yield PageLink(number, search.address(number), number == current)
