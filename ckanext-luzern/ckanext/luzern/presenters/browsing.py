"""The ways into the catalogue besides the search: themes as tiles, organisations as a tree, and the home page that shows both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.dataset_page import Names
from ckanext.luzern.presenters.locale import Text
from ckanext.luzern.presenters.search_page import Row, row
from ckanext.luzern.search.language.letters import fold
from luzern_schemas.organizations import Organization
from luzern_schemas.themes import Theme

Counts = Mapping[str, int]
"""Datasets by the name of a theme or organisation."""


@dataclass(frozen=True)
class Tile:
    """A theme."""

    name: str
    title: str
    about: str
    count: int


@dataclass(frozen=True)
class Branch:
    """An organisation with those below it; ``total`` counts their datasets too."""

    name: str
    title: Text
    count: int
    total: int
    below: tuple[Branch, ...]


@dataclass(frozen=True)
class Titled:
    """A dataset: its name, its title by language, the names of its themes."""

    name: str
    title: Mapping[str, str]
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Shelf:
    """The datasets of a theme by title; ``name`` and ``title`` are empty for those without one."""

    name: str
    title: str
    datasets: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class HomePage:
    """What the home page prints; ``changed`` is the day of the newest data."""

    datasets: int
    departments: int
    changed: str
    themes: tuple[Tile, ...]
    newest: tuple[Row, ...]


def home_page(found: Mapping[str, Any], themes: Iterable[Theme], names: Names, language: str) -> HomePage:
    """Give the view model; ``found`` is what ``package_search`` answers, the newest first, with ``groups`` and ``organization`` counted."""
    newest = tuple(row(package, language, names) for package in found["results"])
    return HomePage(
        datasets=found["count"],
        departments=len(counts(found, "organization")),
        changed=newest[0].changed if newest else "",
        themes=tiles(themes, counts(found, "groups"), language),
        newest=newest,
    )


def counts(found: Mapping[str, Any], field: str) -> Counts:
    """Give the datasets by value of a field that was counted."""
    return {item["name"]: item["count"] for item in found["search_facets"][field]["items"]}


def tiles(themes: Iterable[Theme], numbers: Counts, language: str) -> tuple[Tile, ...]:
    """Give the themes in their own order, those without a dataset at the end."""
    every = [Tile(one.name, one.title[language], one.description[language], numbers.get(one.name, 0)) for one in themes]
    return tuple(sorted(every, key=lambda tile: not tile.count))


def shelves(datasets: Iterable[Titled], themes: Iterable[Theme], language: str) -> tuple[Shelf, ...]:
    """Give the datasets by theme, the themes in their own order, those without one at the end; a dataset may stand on several shelves."""
    titled = sorted(((one, locale.text(one.title, language)) for one in datasets), key=lambda pair: fold(pair[1].value))
    headings = [*((theme.name, theme.title[language]) for theme in themes), ("", "")]
    every = [
        Shelf(name, title, tuple((one.name, text) for one, text in titled if (name in one.themes if name else not one.themes))) for name, title in headings
    ]
    return tuple(shelf for shelf in every if shelf.datasets)


def tree(organizations: Sequence[Organization], numbers: Counts, language: str, parent: str = "") -> tuple[Branch, ...]:
    """Give the organisations below ``parent`` as branches, in their own order."""
    branches = []
    for one in organizations:
        if one.parent == parent:
            below = tree(organizations, numbers, language, one.name)
            count = numbers.get(one.name, 0)
            branches.append(Branch(one.name, locale.text(one.title, language), count, count + sum(branch.total for branch in below), below))
    return tuple(branches)


def branch_of(branches: Iterable[Branch], name: str) -> Branch | None:
    """Give the branch of an organisation, wherever it stands; None where the tree does not have it."""
    for branch in branches:
        if found := branch if branch.name == name else branch_of(branch.below, name):
            return found
    return None
