"""The end of a process, at any moment"""

from __future__ import annotations

import random
import shutil
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
IN_A_ROW = 4  # kills before a run is let through
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


@fault(
    "kill -9 at any step of a run: before and after any statement, commit, request to Solr or file",
    "Within a minute the next run makes it good: datasets, files, index and what is known of the records are as after a run that nobody disturbed.",
    seconds=3600,
)
def test_killed_at_any_step(engine: Engine, tmp_path: Path, kills: int) -> None:
    zone, chance = Changing(tmp_path / "ablage"), random.Random(SEED)
    zone.first()
    engine.harvest(zone.source, batch=BATCH)
    zone.second()
    steps = engine.harvest(zone.source, batch=BATCH)["steps"]
    expected = engine.state(zone.source)
    killed_at: list[int] = []
    while len(killed_at) < kills:
        engine.forget()
        zone.first()
        engine.harvest(zone.source, batch=BATCH)
        zone.second()
        chosen = chance.sample(range(1, steps), IN_A_ROW)
        killed_at += [step for step in chosen if engine.harvest(zone.source, batch=BATCH, kill_at=step).get("killed_by") == -9]
        through(engine, zone.source)

        assert engine.state(zone.source) == expected, f"after kills at {killed_at[-IN_A_ROW:]} of {steps} steps"


@fault("kill -9 of the very first run over a source", "The next run creates every dataset once.", seconds=600)
def test_killed_in_the_first_run(engine: Engine, tmp_path: Path) -> None:
    zone, chance = Changing(tmp_path / "ablage"), random.Random(SEED)
    zone.first()
    steps = engine.harvest(zone.source, batch=BATCH)["steps"]
    expected = engine.state(zone.source)
    for step in chance.sample(range(1, steps), 5):
        engine.forget()
        engine.harvest(zone.source, batch=BATCH, kill_at=step)
        through(engine, zone.source)

        assert engine.state(zone.source) == expected, f"after a kill at {step} of {steps} steps"


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
