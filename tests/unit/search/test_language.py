"""The lists of the portal, and what is made of words with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ckanext.luzern.search.evaluate import Golden
from ckanext.luzern.search.language.german import German
from ckanext.luzern.search.language.lexicon import Lexicon
from ckanext.luzern.search.language.neighbours import Neighbours
from ckanext.luzern.search.language.thesaurus import Thesaurus
from portal import ROOT

SMALL = Lexicon(["Strasse", "Lärm", "Kataster", "Verkehr", "zähl", "Zählung", "Stelle", "Velo", "Baum", "Garten", "Kindergarten", "Bewegung", "Weg", "See"])


@pytest.fixture(scope="module")
def german() -> German:
    return German(ROOT / "config/search")


def parts(word: str) -> list[str]:
    return [part.text for part in SMALL.split(word)]


def test_the_word_list_is_long_enough(german: German) -> None:
    assert len(german.lexicon) >= 2000


def test_a_compound_falls_into_its_words() -> None:
    assert parts("Strassenlärmkataster") == ["strassen", "larm", "kataster"]
    assert parts("Verkehrszählung") == ["verkehr", "zahlung"]
    assert parts("Velozählstellen") == ["velo", "zahl", "stellen"]


def test_a_word_of_the_list_is_never_taken_apart() -> None:
    assert parts("Bewegung") == []
    assert parts("Kindergärten") == []


def test_one_unknown_part_is_told_as_such() -> None:
    assert [(part.text, part.known) for part in SMALL.split("Igelkataster")] == [("igel", False), ("kataster", True)]


def test_as_little_as_possible_stays_unknown() -> None:
    assert [(part.text, part.known) for part in SMALL.split("Lärmgartenklagen")] == [("larm", True), ("garten", True), ("klagen", False)]


def test_the_first_letter_of_an_unknown_part_links_nothing() -> None:
    assert [part.text for part in SMALL.split("Strassenszenario")] == ["strassen", "szenario"]


def test_a_word_without_a_known_part_stays_whole() -> None:
    assert parts("Xylophonist") == []
    assert parts("Rotsee") == []  # three letters known are too few to believe the rest


def test_each_name_of_a_group_leads_to_the_others_in_any_inflection() -> None:
    thesaurus = Thesaurus(["velo, fahrrad | bicycle", "öv => bus, bahn"])
    assert thesaurus.of(("fahrräder",)) == (("velo",),)
    assert thesaurus.of(("bicycles",)) == (("velo",), ("fahrrad",))
    assert thesaurus.of(("velo",)) == (("fahrrad",),)  # nobody looks for what is right of the bar
    assert thesaurus.of(("oev",)) == (("bus",), ("bahn",))
    assert thesaurus.of(("bus",)) == ()


def test_a_hyphenated_name_is_known_in_two_words_and_in_one() -> None:
    thesaurus = Thesaurus(["3d-modell, stadtmodell"])
    for typed in (("3d-modell",), ("3d", "modell"), ("3dmodell",)):
        assert ("stadtmodell",) in thesaurus.of(typed)


def test_a_participle_leads_to_its_verb() -> None:
    assert Thesaurus(["abholen => abfuhr"]).of(("abgeholt",)) == (("abfuhr",),)


def test_an_e_before_a_hyphen_stands_for_electric(german: German) -> None:
    (term,) = german.terms("E-Rasenmäher")
    assert term.meanings == (("elektrorasenmäher",),)


def test_two_words_that_are_one_of_the_list_are_asked_for_as_one(german: German) -> None:
    (term,) = german.terms("spiel platz")
    assert term.phrase == ("spiel", "platz")
    assert ("spielplatz",) in term.meanings


def test_a_part_that_anything_could_have_is_told_apart(german: German) -> None:
    assert [part for part in german.parts("Geburtenzahlen") if not german.is_generic(part)] == ["geburten"]


def test_several_words_can_be_one_expression(german: German) -> None:
    terms = german.terms("Haltestellen öffentlicher Verkehr")
    assert [term.phrase for term in terms] == [("haltestellen",), ("öffentlicher", "verkehr")]


def test_words_that_say_nothing_are_left_out_and_years_may_be_missing(german: German) -> None:
    assert [(term.phrase[0], term.optional) for term in german.terms("Wo finde ich Daten zu Bäumen 2024")] == [
        ("daten", True),
        ("bäumen", False),
        ("2024", True),
    ]


def test_a_question_of_words_that_say_nothing_is_still_asked(german: German) -> None:
    assert [term.phrase for term in german.terms("wo ist")] == [("wo",), ("ist",)]


def test_dialect_and_slips_lead_to_known_words() -> None:
    near = Neighbours(["Strasse", "Lärm", "Schule", "Haus", "Abfall"])
    assert ("strasse",) in near.of("strooss")
    assert ("abfall",) in near.of("abfal")
    assert near.of("strosselärm") == (("strasse", "lärm"),)
    assert near.of("abfau") == (("abfall",),)
    assert near.of("xyz") == ()


def test_a_slip_is_found_in_any_inflection_and_in_a_part_of_a_compound() -> None:
    near = Neighbours(["Investition", "Baum", "Standort", "Parzelle"])
    assert near.of("imvestitionen") == (("investition",),)
    assert near.of("parzlelen") == (("parzelle",),)
    assert near.of("baumstanborte") == (("baum", "standort"),)


def test_the_index_keeps_the_words_inside_compounds_and_runs_of_them(german: German) -> None:
    assert {"strassen", "larm", "kataster", "strassenlarm", "larmkataster"} <= set(german.inner_words("Strassenlärmkataster"))
    assert "ebike" in german.inner_words("E-Bike-Stationen") or "ebikestationen" in german.inner_words("E-Bike-Stationen")


def test_every_line_of_the_synonyms_has_two_names() -> None:
    lines = [line.partition("#")[0] for line in (ROOT / "config/search/synonyms.txt").read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.strip() and not re.search(r"\S\s*(,|=>|[|])\s*\S", line)] == []


def test_the_file_of_the_recipe_has_the_form_that_is_measured(tmp_path: Path) -> None:
    recipe = (ROOT / "docs/recipes/add-a-synonym.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", recipe, re.DOTALL)
    assert block
    path = tmp_path / "anfragen.yaml"
    path.write_text(block[1], encoding="utf-8")
    assert [query.q for query in Golden.read(path).queries] == ["Kehrichtabfuhr"]
