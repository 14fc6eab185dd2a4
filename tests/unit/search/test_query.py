"""Which searches are citizens' words, and what is asked for them."""

from __future__ import annotations

import pytest

from ckanext.luzern.search import query
from ckanext.luzern.search.highlight import segments
from ckanext.luzern.search.language.german import German
from portal import ROOT


@pytest.fixture(scope="module")
def german() -> German:
    return German(ROOT / "config/search")


@pytest.mark.parametrize(
    "text",
    ["velo", "Abstimmungen 2024", "E-Bike", "Wo hat es WC?", "Qualität: Luft", "l'eau", "Schüler/innen", "Bus + Bahn", "Bevölkerung (Stadt)", "10:30 Uhr"],
)
def test_words_are_plain(text: str) -> None:
    assert query.is_plain(text)


@pytest.mark.parametrize("text", ['"freie Plätze"', "title:baum", "baum*", "baum~", "velo AND bus", "+velo -bus", "name:[a TO b]", "*:*", "{!lucene}x"])
def test_the_syntax_of_solr_is_not(text: str) -> None:
    assert not query.is_plain(text)


@pytest.mark.parametrize("text", ["", "   ", "?!", "…"])
def test_nothing_is_asked_where_there_is_no_word(text: str, german: German) -> None:
    assert not query.is_plain(text) or query.question(text, german) is None


def test_all_parts_of_a_compound_are_needed_at_first(german: German) -> None:
    asked = query.question("Strassenlärm", german)
    assert asked
    assert "+(strassenlärm^4 OR (" in asked.strict["q"]
    assert " AND " in asked.strict["q"]


def test_misspellings_are_only_looked_for_in_the_second_question(german: German) -> None:
    asked = query.question("Strassenlräm", german)
    assert asked
    assert "~2^" not in asked.strict["q"]
    assert "words:strassenlram~2" in asked.relaxed["q"]


def test_what_fits_strictly_stays_above_what_only_comes_near(german: German) -> None:
    asked = query.question("Strassenlräm", german)
    assert asked
    assert asked.relaxed["q"].startswith(f'title_whole:"Strassenlräm"^={query.WHOLE_TITLE} OR ((strassenlräm^4')
    assert f")^={query.STRICT} OR " in asked.relaxed["q"]


def test_a_slip_made_of_words_is_asked_for_as_what_was_meant(german: German) -> None:
    asked = query.question("Ladwirtschaft", german)
    assert asked
    assert german.parts("ladwirtschaft")
    assert "(landwirtschaft OR " in asked.relaxed["q"]


def test_a_short_word_is_not_looked_for_inside_others(german: German) -> None:
    asked = query.question("Sport", german)
    assert asked
    assert "words:*sport*" not in asked.relaxed["q"]  # Transport


def test_what_was_found_is_marked_in_compounds_and_by_other_names(german: German) -> None:
    found = segments("Veloparkplätze und Fahrräder, keine Autos", "velo", german)
    assert [segment.text for segment in found if segment.marked] == ["Veloparkplätze", "Fahrräder"]
    assert "".join(segment.text for segment in found) == "Veloparkplätze und Fahrräder, keine Autos"


def test_nothing_is_marked_for_the_syntax_of_solr(german: German) -> None:
    assert [segment.marked for segment in segments("Velo und Bus", "velo OR bus", german)] == [False]


def test_a_slip_and_a_name_are_doubtful_and_words_of_the_lists_are_not(german: German) -> None:
    assert query.is_doubtful("freie Parkheuser", german)
    assert not query.is_doubtful("freie Parkhäuser", german)
    assert not query.is_doubtful("", german)
