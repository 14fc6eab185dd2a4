"""When a listing may be believed about what it does not name."""

from __future__ import annotations

import pytest

from ckanext.luzern.harvest.guard import judge
from luzern_harvesters.contract import Listing, SourceRef


def listing(*names: str, complete: bool = True) -> Listing:
    return Listing(tuple(SourceRef(name, f"https://quelle.example/{name}") for name in names), complete)


def names(count: int) -> list[str]:
    return [f"datensatz-{number:03}" for number in range(count)]


def test_an_empty_answer_of_a_source_with_datasets_removes_nothing() -> None:
    verdict = judge(listing(), names(300))

    assert verdict.reason
    assert verdict.reason.code == "held-empty"
    assert len(verdict.missing) == 300


def test_an_incomplete_listing_removes_nothing() -> None:
    verdict = judge(listing(*names(299), complete=False), names(300))

    assert verdict.reason
    assert verdict.reason.code == "held-incomplete"


@pytest.mark.parametrize(("known", "missing", "held"), [(300, 20, False), (300, 21, True), (100, 10, False), (100, 11, True), (5, 1, True), (3, 0, False)])
def test_more_than_a_tenth_or_twenty_at_once_are_held(known: int, missing: int, held: bool) -> None:
    verdict = judge(listing(*names(known)[missing:]), names(known))

    assert bool(verdict.reason) is held
    assert verdict.missing == tuple(names(known)[:missing])


def test_a_first_listing_has_nothing_to_hold() -> None:
    assert judge(listing(), []).reason is None
    assert judge(listing("neu", complete=False), []).reason is None
