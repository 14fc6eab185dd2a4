"""The search of the running portal: citizens' words, developers' syntax, suggestions."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from portal import ROOT, Portal

pytestmark = pytest.mark.services

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(portal: Portal) -> Ask:
    def asked(action: str, **parameters: Any) -> dict[str, Any]:
        answer = httpx.get(f"{portal.url}/api/3/action/{action}", params=parameters, timeout=60).json()
        assert answer["success"], answer
        return answer["result"]

    return asked


def titles(found: dict[str, Any]) -> list[str]:
    return [dataset["title"] for dataset in found["results"]]


@pytest.mark.parametrize("words", ["Bäume", "baeume", "baum", "trees", "Böim", "Baumkatastr", "wo hat es Bäume in der Stadt Luzern 2026?"])
def test_citizens_find_the_trees(words: str, ask: Ask) -> None:
    assert "Baumkataster (Auszug)" in titles(ask("package_search", q=words))[:3]


def test_the_second_question_is_asked_only_where_the_first_finds_too_little(ask: Ask) -> None:
    assert "relaxed" not in ask("package_search", q="quartier")
    assert ask("package_search", q="quartieer")["relaxed"]


@pytest.mark.parametrize("syntax", ["title:baumkat*", '"Baumkataster"', "baumkat*", "name:baumkataster-auszug", "+baumkataster -velo", "baumkataster OR xyzzy"])
def test_developers_write_what_solr_understands(syntax: str, ask: Ask) -> None:
    assert titles(ask("package_search", q=syntax))[0] == "Baumkataster (Auszug)"


def test_filters_facets_and_paging_hold_for_citizens_words(ask: Ask) -> None:
    found = ask("package_search", q="quartier", fq="organization:volksschule", **{"facet.field": json.dumps(["organization"])})
    assert set(found["facets"]["organization"]) <= {"volksschule"}
    first, second = (ask("package_search", q="quartier", rows=1, start=start) for start in (0, 1))
    assert first["count"] == second["count"] >= 2
    assert titles(first) != titles(second)


def test_words_of_columns_themes_and_departments_are_found(ask: Ask) -> None:
    assert "Bodenfeuchte bei Stadtbäumen" in titles(ask("package_search", q="Bodentemperatur"))
    assert ask("package_search", q="environnement")["count"]
    assert ask("package_search", q="Stadtgrün")["count"]


def test_no_words_find_everything(ask: Ask) -> None:
    assert ask("package_search")["count"] == ask("package_search", q="*:*")["count"] > 10


def test_beginnings_lead_to_themes_departments_and_datasets(ask: Ask) -> None:
    found = ask("luzern_suggest", q="um")["suggestions"]
    assert {"kind": "theme", "name": "envi", "title": "Umwelt"} in found
    assert len({one["kind"] for one in found}) == 3
    assert len(found) <= 8
    assert ask("luzern_suggest", q="")["suggestions"] == []
    assert ask("luzern_suggest", q="xyzzy")["suggestions"] == []


def test_suggestions_know_every_spelling(ask: Ask) -> None:
    names = [[one["name"] for one in ask("luzern_suggest", q=typed)["suggestions"]] for typed in ("baeu", "bäu", "BAU")]
    assert all(names)
    assert names[0] == names[1]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Baim", "Baumkataster (Auszug)"),
        ("Chehricht", "Abfallkübel"),
        ("Fahrrad", "Velonetz"),
        ("Toilette", "WC-Anlagen"),
        ("Parkheuser", "Öffentliche Parkhäuser"),
    ],
)
def test_suggestions_know_dialect_other_names_and_slips(typed: str, title: str, ask: Ask) -> None:
    assert title in [one["title"] for one in ask("luzern_suggest", q=typed)["suggestions"]]


def test_what_hardly_fits_is_a_hit_and_no_suggestion(ask: Ask) -> None:
    assert "Velonetz" in titles(ask("package_search", q="Chehricht"))
    assert "Velonetz" not in [one["title"] for one in ask("luzern_suggest", q="Chehricht")["suggestions"]]


def test_what_begins_as_typed_is_suggested_before_what_may_be_meant(ask: Ask) -> None:
    found = [one["title"] for one in ask("luzern_suggest", q="Baumk")["suggestions"]]
    assert found[0] == "Baumkataster (Auszug)"
    assert len(found) == len(set(found))


def test_developers_syntax_gets_no_guesses(ask: Ask) -> None:
    assert ask("luzern_suggest", q="name:xyzzy OR fahrrad")["suggestions"] == []


@pytest.mark.parametrize(
    ("typed", "proposal"),
    [
        ("Parkheuser", "Parkhäuser"),
        ("parkheuser", "parkhäuser"),
        ("Fahrrad Parkheuser 2031", "Fahrrad Parkhäuser 2031"),
        ("Parkhäuser", None),
        ("2031", None),
        ("xyzzyxyzzy", None),
    ],
)
def test_a_misspelt_word_alone_is_proposed_otherwise_as_it_was_typed(typed: str, proposal: str | None, ask: Ask) -> None:
    assert ask("luzern_spelling", q=typed)["proposal"] == proposal


def test_datasets_alike_are_public_and_others(ask: Ask) -> None:
    found = ask("luzern_related", id="bodenfeuchte-bei-stadtbaeumen")["datasets"]
    assert 0 < len(found) <= 5
    assert "bodenfeuchte-bei-stadtbaeumen" not in [one["name"] for one in found]


def test_the_data_owner_tries_a_file(portal: Portal) -> None:
    told = portal.ckan("luzern", "search", "evaluate", str(ROOT / "tests/search/holdout.yaml"), "--json")
    found = json.loads(told.stdout)
    assert found["hit_at_3"] >= 0.9
    assert "zuoberst" in portal.ckan("luzern", "search", "evaluate", str(ROOT / "tests/search/holdout.yaml")).stdout


def test_a_question_is_explained(portal: Portal) -> None:
    assert "strassen + larm" in portal.ckan("luzern", "search", "explain", "Strassenlärm").stdout
