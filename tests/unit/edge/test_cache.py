"""What is kept in memory holds as long as the database stays as it was, a minute at most, and takes no more memory than allowed."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass, field

import pytest

from ckanext.luzern.edge.cache import OVERHEAD, Answer, Cache, Freshness


@dataclass
class Clock:
    """Seconds, as the test wants them."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Database:
    """Says in what state it is, and counts who asks."""

    state: str | None = "first"
    asked: int = field(default=0)

    def read(self) -> str | None:
        self.asked += 1
        return self.state


@pytest.fixture
def clock() -> Clock:
    return Clock()


def answer(text: str = "page", size: int = 0) -> Answer:
    return Answer((), text.encode().ljust(size), b"", text)


def test_an_answer_is_given_as_long_as_the_database_stays_as_it_was(clock: Clock) -> None:
    cache = Cache(10_000, clock=clock)
    cache.put("/", "first", answer())

    assert cache.get("/", "first") == answer()
    assert cache.get("/", "second") is None
    assert cache.get("/other", "first") is None


def test_an_answer_is_a_minute_old_at_most(clock: Clock) -> None:
    cache = Cache(10_000, longest=60, clock=clock)
    cache.put("/", "first", answer())
    clock.now += 59.9
    assert cache.get("/", "first")
    clock.now += 0.1

    assert cache.get("/", "first") is None


def test_the_answers_used_last_stay(clock: Clock) -> None:
    cache = Cache(3 * (1_000 + OVERHEAD), clock=clock)
    for name in "abc":
        cache.put(name, "first", answer(name, 1_000))
    cache.get("a", "first")
    cache.put("d", "first", answer("d", 1_000))

    assert [name for name in "abcd" if cache.get(name, "first")] == ["a", "c", "d"]


def test_an_answer_larger_than_the_limit_is_not_kept_and_drives_nothing_out(clock: Clock) -> None:
    cache = Cache(5_000, clock=clock)
    cache.put("small", "first", answer())
    cache.put("large", "first", answer("large", 5_000))

    assert cache.get("small", "first")
    assert cache.get("large", "first") is None


def test_without_memory_nothing_is_kept(clock: Clock) -> None:
    cache = Cache(0, clock=clock)
    cache.put("/", "first", answer())

    assert cache.get("/", "first") is None


def test_the_state_is_asked_for_once_a_second(clock: Clock) -> None:
    database = Database()
    freshness = Freshness(database.read, clock)
    assert {freshness.state() for _ in range(5)} == {"first"}
    database.state = "second"
    clock.now += 0.99
    assert freshness.state() == "first"
    clock.now += 0.01

    assert freshness.state() == "second"
    assert database.asked == 2


def test_a_second_counts_from_before_the_question(clock: Clock) -> None:
    """A database that takes its time answers with what was true at the beginning."""
    asked: list[float] = []

    def read_slowly() -> str:
        asked.append(clock.now)
        clock.now += 5
        return "slow"

    freshness = Freshness(read_slowly, clock)
    freshness.state()
    freshness.state()

    assert asked == [100, 105]


def test_while_the_database_is_away_there_is_no_state(clock: Clock) -> None:
    database = Database(state=None)
    freshness = Freshness(database.read, clock)
    assert freshness.state() is None
    database.state = "back"
    clock.now += 1

    assert freshness.state() == "back"


def test_many_threads_ask_once() -> None:
    database, meeting = Database(), threading.Barrier(8)
    freshness = Freshness(database.read, Clock())

    def ask() -> None:
        meeting.wait()
        freshness.state()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert database.asked == 1


def test_many_threads_share_a_cache() -> None:
    cache, wrong = Cache(20 * (1_000 + OVERHEAD)), []

    def use(own: int) -> None:
        for number in range(500):
            name = f"{(own * 7 + number) % 40}"
            found = cache.get(name, "first")
            if found and found.tag != name:
                wrong.append(name)
            cache.put(name, "first", answer(name, 1_000))

    threads = [threading.Thread(target=use, args=[own]) for own in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_a_tag_changes_with_the_bytes_and_packing_loses_none() -> None:
    one, same, other = (Answer.of((("Content-Type", "text/html"),), text) for text in (b"<p>1", b"<p>1", b"<p>2"))

    assert one == same
    assert one.tag != other.tag
    assert gzip.decompress(one.packed) == b"<p>1"
