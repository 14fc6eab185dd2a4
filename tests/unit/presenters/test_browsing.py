"""Themes as tiles, organisations as a tree."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("babel", reason="Babel comes with CKAN")

from ckanext.luzern.presenters import browsing
from luzern_schemas.organizations import Organization
from luzern_schemas.themes import read_themes

THEMES = read_themes(Path(__file__).resolve().parents[3] / "config" / "themes.yaml")
CITY = [
    Organization("stadt", {"de": "Stadt", "fr": "Ville"}),
    Organization("bau", {"de": "Baudirektion"}, parent="stadt"),
    Organization("tiefbau", {"de": "Tiefbauamt"}, parent="bau"),
    Organization("vbl", {"de": "vbl"}),
]


def test_themes_keep_their_order_with_the_empty_ones_last() -> None:
    tiles = browsing.tiles(THEMES, {"envi": 3, "tran": 16}, "fr")

    assert [(tile.title, tile.count) for tile in tiles[:3]] == [("Transports", 16), ("Environnement", 3), (tiles[2].title, 0)]
    assert len(tiles) == len(THEMES)


def test_a_directorate_counts_what_its_departments_publish() -> None:
    stadt, vbl = browsing.tree(CITY, {"bau": 1, "tiefbau": 3, "vbl": 5}, "de")

    assert (stadt.count, stadt.total, vbl.total) == (0, 4, 5)
    assert [(branch.name, branch.count, branch.total) for branch in stadt.below] == [("bau", 1, 4)]


def test_an_organisation_is_found_wherever_it_stands() -> None:
    branches = browsing.tree(CITY, {}, "de")

    found = browsing.branch_of(branches, "tiefbau")

    assert found
    assert found.title.value == "Tiefbauamt"
    assert browsing.branch_of(branches, "kanton") is None


def test_an_empty_catalogue_has_a_home_page() -> None:
    facets = {"groups": {"items": []}, "organization": {"items": []}}

    page = browsing.home_page({"count": 0, "results": [], "search_facets": facets}, THEMES, {}, "de")

    assert (page.datasets, page.departments, page.changed, page.newest) == (0, 0, "", ())


def test_datasets_stand_on_the_shelf_of_each_of_their_themes_by_title() -> None:
    datasets = [
        browsing.Titled("zaehlung", {"de": "Zählung"}, ("tran",)),
        browsing.Titled("aepfel", {"de": "Äpfel"}, ("tran", "envi")),
        browsing.Titled("ohne", {"fr": "Sans"}, ()),
    ]

    found = browsing.shelves(datasets, THEMES, "de")

    assert {shelf.name: [name for name, _ in shelf.datasets] for shelf in found} == {"tran": ["aepfel", "zaehlung"], "envi": ["aepfel"], "": ["ohne"]}
    assert found[-1].name == ""
    assert found[-1].datasets[0][1].lang == "fr"
