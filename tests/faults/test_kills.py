"""The end of a process, at any moment"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import pytest

from embedded.watch import wait_until
from faults.delivery import deliver, yaml_of
from faults.engine import Engine, Values
from faults.fault import fault
from faults.observed import a_folder
from luzern_harvesters.source import Source

pytestmark = pytest.mark.services

SEED = 4711
BATCH = 4  # small, so that a run has several
DELIVERIES = [f"zählstelle-{number:02}" for number in range(12)]


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(str(request.config.getoption("kills")))


class Changing:
    """A drop zone whose deliveries change: some new, some with another text or file, one gone, the rest as they were."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.source = Source.model_validate({**a_folder(folder).model_dump(), "removal": {"grace_days": 0, "runs": 1}})

    def first(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        for name in DELIVERIES[:10]:
            deliver(self._folder / name)

    def second(self) -> None:
        for name in DELIVERIES[:3]:
            deliver(self._folder / name, yaml_of(titel=name, beschreibung="Neu beschrieben."))
        for name in DELIVERIES[3:5]:
            deliver(self._folder / name, daten__csv=b"a;b\n3;4\n")
        shutil.rmtree(self._folder / DELIVERIES[9])
        for name in DELIVERIES[10:]:
            deliver(self._folder / name)


def through(engine: Engine, source: Source) -> Values:
    """Let a run through as soon as the last one's lock is gone: at most a minute after it was killed."""
    reports: list[Values] = []

    def is_through() -> bool:
        reports.append(engine.harvest(source, batch=BATCH))
        return reports[-1].get("error") != "SourceBusy"

    wait_until(is_through, 60)
    return reports[-1]


def settled(engine: Engine, source: Source) -> Values:
    """Give the state once the index has learnt all, at most a minute later.

    PostgreSQL may notice a moment after the run that the killed process is gone, and Solr may be slow once; what a run could not tell the
    index is left to the next drain, the scheduler's in a portal.
    """
    states: list[Values] = []

    def has_settled() -> bool:
        engine.do("drain")
        states.append(engine.state(source))
        return not states[-1]["outbox"]

    wait_until(has_settled, 60)
    return states[-1]


def moments(steps: str, chance: random.Random) -> Iterator[int]:
    """Give every step of a run, numbered from 1: before and after each commit, request and file first, then the rest."""
    critical = {after for number, step in enumerate(steps, start=1) if step != "s" for after in (number, number + 1) if after <= len(steps)}
    rest = sorted(set(range(1, len(steps) + 1)) - critical)
    first = sorted(critical)
    chance.shuffle(first)
    chance.shuffle(rest)
    return cycle((*first, *rest))


@fault(
    "kill -9 at any step of a run, and again while the next one makes it good: before and after statements, commits, requests to Solr and files",
    "Within a minute the next run makes it good: datasets, files, index and what is known of the records are as after a run that nobody disturbed.",
    seconds=7200,
)
def test_killed_at_any_step(engine: Engine, tmp_path: Path, kills: int) -> None:
    zone, chance = Changing(tmp_path / "ablage"), random.Random(SEED)
    versions = (zone.first, zone.second)
    for deliver_version in (*versions, zone.first):  # from here on one follows from the other, again and again
        deliver_version()
        engine.harvest(zone.source, batch=BATCH)
    undisturbed: list[tuple[Callable[[], None], Iterator[int], Values]] = []
    for deliver_version in reversed(versions):
        deliver_version()
        steps = engine.harvest(zone.source, batch=BATCH)["steps"]
        undisturbed.append((deliver_version, moments(steps, chance), settled(engine, zone.source)))
    killed_at: list[int] = []
    for deliver_version, steps_left, expected in cycle(undisturbed):
        deliver_version()
        chosen = (next(steps_left), next(steps_left))
        killed_at += [step for step in chosen if engine.harvest(zone.source, batch=BATCH, kill_at=step).get("killed_by") == -9]
        through(engine, zone.source)

        assert settled(engine, zone.source) == expected, f"after kills at {chosen}"
        if len(killed_at) >= kills:
            break


@fault("kill -9 of the very first run over a source", "The next run creates every dataset once.", seconds=600)
def test_killed_in_the_first_run(engine: Engine, tmp_path: Path) -> None:
    zone, chance = Changing(tmp_path / "ablage"), random.Random(SEED)
    zone.first()
    steps = engine.harvest(zone.source, batch=BATCH)["steps"]
    expected = settled(engine, zone.source)
    for step in islice(moments(steps, chance), 5):
        engine.forget()
        engine.harvest(zone.source, batch=BATCH, kill_at=step)
        through(engine, zone.source)

        assert settled(engine, zone.source) == expected, f"after a kill at step {step} of {len(steps)}"


@fault("A run that was killed", "The history says that it died, never that it is still running.", seconds=180)
def test_a_killed_run_is_called_dead(engine: Engine, tmp_path: Path) -> None:
    zone = Changing(tmp_path / "ablage")
    zone.first()
    engine.harvest(zone.source, kill_at=20)
    through(engine, zone.source)

    assert engine.do("history", source=zone.source.id) == {"statuses": ["complete", "died"]}


@fault("A worker dies with the run it is at", "The source is taken up again a minute later, though its schedule names another time.", seconds=180)
def test_a_killed_run_is_taken_up_again(engine: Engine, tmp_path: Path) -> None:
    zone = Changing(tmp_path / "ablage")
    zone.first()
    engine.harvest(zone.source, kill_at=20)

    wait_until(lambda: engine.do("enqueue", schedule="0 0 1 1 *", minutes_later=2) == {"queued": [zone.source.id]}, 60)
    through(engine, zone.source)
    assert engine.do("enqueue", schedule="0 0 1 1 *", minutes_later=2) == {"queued": []}
