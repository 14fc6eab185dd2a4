"""Who asks a Solr that hangs is told at once, but for one now and then, who finds out when it is back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.search.breaker import Breaker


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


class Late(Exception):
    """An answer that did not come in time."""


def ask(breaker: Breaker, fault: Exception | None = None) -> str:
    try:
        with breaker.asking(lambda err: isinstance(err, Late)):
            if fault:
                raise fault
    except IndexUnavailable:
        return "refused"
    except (Late, ValueError) as err:
        return type(err).__name__
    return "answered"


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_while_all_is_well_everybody_asks(clock: Clock) -> None:
    breaker = Breaker(5, clock)

    assert [ask(breaker) for _ in range(3)] == ["answered"] * 3


def test_after_one_has_waited_for_nothing_the_others_are_told_at_once(clock: Clock) -> None:
    breaker = Breaker(5, clock)

    assert [ask(breaker, Late()), ask(breaker), ask(breaker)] == ["Late", "refused", "refused"]


def test_one_at_a_time_finds_out_whether_it_is_back(clock: Clock) -> None:
    breaker = Breaker(5, clock)
    ask(breaker, Late())
    clock.now = 5

    assert ask(breaker, Late()) == "Late"
    assert ask(breaker) == "refused"
    clock.now = 10
    assert [ask(breaker), ask(breaker)] == ["answered", "answered"]


def test_while_one_finds_out_nobody_else_waits(clock: Clock) -> None:
    breaker = Breaker(5, clock)
    ask(breaker, Late())
    clock.now = 5
    with breaker.asking(lambda err: False):
        assert ask(breaker) == "refused"

    assert ask(breaker) == "answered"


def test_another_error_is_an_answer(clock: Clock) -> None:
    breaker = Breaker(5, clock)

    assert [ask(breaker, ValueError()), ask(breaker)] == ["ValueError", "answered"]
