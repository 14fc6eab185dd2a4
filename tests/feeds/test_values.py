from __future__ import annotations

import pytest
from pyoxigraph import Literal

from ckanext.luzern.feeds import values
from ckanext.luzern.feeds.values import DATE, DURATION, SIZE, TEXT


def written(kind: values.Kind, value: object) -> list[tuple[str, str]]:
    return [(node.value, node.datatype.value.rpartition("#")[2]) for node in kind.nodes(value) if isinstance(node, Literal)]


@pytest.mark.parametrize(
    ("entered", "literal"),
    [
        ("2026", ("2026", "gYear")),
        (2026, ("2026", "gYear")),
        ("2026-11", ("2026-11", "gYearMonth")),
        ("2026-11-23", ("2026-11-23", "date")),
        ("2026-11-23T08:00:00", ("2026-11-23T08:00:00", "dateTime")),
        ("2026-11-23 08:00", ("2026-11-23T08:00:00", "dateTime")),
        ("2026-11-23T08:00:00.123456Z", ("2026-11-23T08:00:00+00:00", "dateTime")),
        ("2026-11-23T08:00:00+01:00", ("2026-11-23T08:00:00+01:00", "dateTime")),
    ],
)
def test_a_date_is_typed_by_how_much_of_it_is_known(entered: object, literal: tuple[str, str]) -> None:
    assert written(DATE, entered) == [literal]


@pytest.mark.parametrize("entered", ["23.11.2026", "2026-13", "2026-02-30", "0000", "2026-11-23T25:00:00", "26", "", "jährlich", "2026-11-23T08:00:00+0100"])
def test_what_is_no_date_gives_none(entered: str) -> None:
    assert written(DATE, entered) == []


@pytest.mark.parametrize("duration", ["P1Y", "PT15M", "P1Y2M3DT4H5M6.7S", "PT24H"])
def test_a_duration_is_written_as_it_stands(duration: str) -> None:
    assert written(DURATION, duration) == [(duration, "duration")]


@pytest.mark.parametrize("text", ["P", "PT", "P1YT", "1 Jahr", "P1W", ""])
def test_what_is_no_duration_gives_none(text: str) -> None:
    assert written(DURATION, text) == []


def test_a_size_is_a_decimal() -> None:
    assert written(SIZE, 48213) == written(SIZE, "48213") == [("48213", "decimal")]
    assert written(SIZE, "48 KB") == written(SIZE, -1) == []


def test_a_text_has_its_filled_languages_only_and_no_other() -> None:
    texts = list(TEXT.nodes({"de": " Lärm ", "fr": "", "it": None, "en": " ", "rm": "Canera"}))

    assert texts == [Literal("Lärm", language="de")]


def test_a_text_without_language_is_not_written() -> None:
    assert list(TEXT.nodes("Lärm")) == []


def test_characters_that_xml_has_no_room_for_are_dropped() -> None:
    assert values.clean("a\x00b\x0bc\ud800d\ufffee\tf\r\ng\U0001f600") == "abcde\tf\ng\U0001f600"


def test_numbers_are_not_rewritten() -> None:
    assert str(values.typed("007", "integer")) == '"007"^^<http://www.w3.org/2001/XMLSchema#integer>'
