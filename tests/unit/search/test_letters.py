"""One form for the spellings of a word, and one sound for how it is spoken."""

from __future__ import annotations

import pytest

from ckanext.luzern.search.language.letters import PROTECTED, fold, sound, spoken_with_u, stem, words
from portal import ROOT


@pytest.mark.parametrize("spelling", ["Lärm", "laerm", "LÄRM", "larm"])
def test_every_spelling_of_an_umlaut_is_one_word(spelling: str) -> None:
    assert fold(spelling) == "larm"


@pytest.mark.parametrize(("word", "folded"), [("Neue", "neue"), ("Quelle", "quelle"), ("Stra\u00dfe", "strasse"), ("Café", "cafe"), ("Steuer", "steuer")])
def test_what_is_no_umlaut_stays(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("Bäume", "Baum"),
        ("Häuser", "Haus"),
        ("Velos", "Velo"),
        ("Museen", "Museum"),
        ("Einwohnerinnen", "Einwohner"),
        ("Zentren", "Zentrum"),
        ("Kreise", "Kreis"),
        ("Stipendien", "Stipendium"),
        ("Konten", "Konto"),
        ("Viren", "Virus"),
        ("Organismen", "Organismus"),
        ("Kameras", "Kamera"),
    ],
)
def test_a_plural_is_its_singular(plural: str, singular: str) -> None:
    assert stem(fold(plural)) == stem(fold(singular))


@pytest.mark.parametrize(
    ("old", "new"), [("Photovoltaik", "Fotovoltaik"), ("Geographie", "Geografie"), ("Potential", "Potenzial"), ("potentiell", "potenziell")]
)
def test_a_word_is_the_same_in_the_old_spelling_and_the_new(old: str, new: str) -> None:
    assert stem(fold(old)) == stem(fold(new))


@pytest.mark.parametrize(("one", "other"), [("Alter", "alt"), ("Poller", "Polle"), ("Bauer", "Bau")])
def test_words_that_only_look_like_an_inflection_stay_apart(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


def test_solr_protects_the_same_words() -> None:
    lines = (ROOT / "config/solr/conf/protwords_de.txt").read_text(encoding="utf-8").splitlines()
    assert {line for line in lines if not line.startswith("#")} == PROTECTED


def test_a_gender_star_does_not_part_a_word() -> None:
    assert words("Schüler*innen und Mieter:innen") == ["schülerinnen", "und", "mieterinnen"]


def test_a_hyphen_holds_a_word_together_and_small_digits_are_digits() -> None:
    assert words("E-Bike, CO₂") == ["e-bike", "co2"]


@pytest.mark.parametrize(
    ("spoken", "written"),
    [("Strooss", "Strasse"), ("Böim", "Bäume"), ("Verchehr", "Verkehr"), ("Ziitig", "Zeitung"), ("Huus", "Haus"), ("Lozärn", "Luzern"), ("Füür", "Feuer")],
)
def test_dialect_sounds_like_what_is_written(spoken: str, written: str) -> None:
    assert sound(spoken) == sound(written)


@pytest.mark.parametrize(
    ("spoken", "written"), [("Abfau", "Abfall"), ("Gäud", "Geld"), ("Waud", "Wald"), ("Chübu", "Kübel"), ("Müuch", "Milch"), ("Stöu", "Stelle")]
)
def test_dialect_may_say_u_for_l(spoken: str, written: str) -> None:
    assert sound(spoken) == sound(spoken_with_u(written))


def test_words_that_are_not_alike_sound_different() -> None:
    assert len({sound(word) for word in ("Baum", "Haus", "Strasse", "Verkehr", "Kind", "Schule", "Lärm", "Wasser")}) == 8
