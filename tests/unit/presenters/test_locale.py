"""Readers meet content in their language, and values as Swiss people write them."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

pytest.importorskip("babel", reason="Babel comes with CKAN")

from ckanext.luzern.presenters import locale
from ckanext.luzern.presenters.locale import Text


@pytest.mark.parametrize(
    ("language", "written"), [("de", "22. November 2026"), ("fr", "22 novembre 2026"), ("it", "22 novembre 2026"), ("en", "22 November 2026")]
)
def test_a_day_is_written_in_the_readers_language(language: str, written: str) -> None:
    assert locale.day("2026-11-22", language) == written
    assert locale.day("2026-11-22T06:30:00+00:00", language) == written


def test_a_moment_late_at_night_belongs_to_the_day_in_lucerne() -> None:
    assert locale.day(datetime(2026, 6, 30, 22, 30, tzinfo=timezone.utc), "de") == "1. Juli 2026"


@pytest.mark.parametrize(("value", "written"), [("2020", "2020"), ("", ""), (None, "")])
def test_what_is_no_day_stays_as_it_is(value: str | None, written: str) -> None:
    assert locale.day(value, "de") == written


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, ""), (None, ""), ("?", ""), (1, "1 Byte"), (999, "999 Byte"), (1586, "1.6 KB"), (104_666, "105 KB"), (999_700, "1 MB"), (2_300_000_000, "2.3 GB")],
)
def test_a_size_has_two_or_three_figures(amount: object, written: str) -> None:
    assert locale.size(amount) == written


def test_thousands_are_parted_by_an_apostrophe() -> None:
    assert locale.number(12345.6) == "12’345.6"


def test_a_text_comes_in_the_readers_language() -> None:
    assert locale.text({"de": "Bäume", "fr": "Arbres"}, "fr") == Text("Arbres")


def test_a_text_that_lacks_the_readers_language_says_which_it_has() -> None:
    assert locale.text({"fr": "Arbres"}, "de") == Text("Arbres", "fr")
    assert locale.text({"de": "Bäume", "fr": ""}, "fr") == Text("Bäume", "de")


@pytest.mark.parametrize("empty", [None, "", {}, {"de": ""}])
def test_no_text_is_false(empty: object) -> None:
    assert not locale.text(empty, "de")
