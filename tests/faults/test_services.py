"""PostgreSQL, Redis and Solr."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from faults.delivery import deliver, yaml_of
from faults.engine import Engine, Values
from faults.fault import fault
from faults.observed import a_folder
from luzern_harvesters.source import Source

pytestmark = pytest.mark.services

NOTHING_DIFFERENT = {"missing": [], "surplus": [], "outdated": []}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Give a drop zone with ten deliveries."""
    for number in range(10):
        deliver(tmp_path / f"zählstelle-{number}")
    return a_folder(tmp_path)


def is_whole(engine: Engine, source: Source) -> bool:
    """Say whether everything is written, and the index knows it."""
    state = engine.state(source)
    found = [(state["outbox"], state["index"], state["running"]), [one for one, *_ in state["records"].values()]]
    return found == [(0, NOTHING_DIFFERENT, 0), ["active"] * 10]


def changed(source: Source, tmp_path: Path) -> None:
    for number in range(10):
        name = f"zählstelle-{number}"
        deliver(tmp_path / name, yaml_of(titel=name, beschreibung="Neu beschrieben."))


@fault("PostgreSQL is down", "The run ends and says so; when it is back, the next one does all its work.", seconds=180)
def test_postgres_down(engine: Engine, source: Source) -> None:
    engine.proxies["postgres"].down()
    report = engine.harvest(source)
    engine.proxies["postgres"].up()

    assert report == {"error": "DatabaseUnavailable"}
    assert engine.harvest(source)["counts"] == {"created": 10}
    assert is_whole(engine, source)


@fault("PostgreSQL resets its connections in the middle of a run", "The run ends; what was committed stands, the next run does the rest.", seconds=180)
def test_postgres_resetting(engine: Engine, source: Source) -> None:
    engine.proxies["postgres"].cut_after(60_000)
    report = engine.harvest(source, batch=4)
    engine.proxies["postgres"].up()

    assert report == {"error": "DatabaseUnavailable"}
    engine.harvest(source)
    assert is_whole(engine, source)


@fault("PostgreSQL is slow", "The run takes longer, and gives the same.", seconds=300)
def test_postgres_slow(engine: Engine, source: Source) -> None:
    engine.proxies["postgres"].slow(0.02)
    report = engine.harvest(source)
    engine.proxies["postgres"].up()

    assert report["counts"] == {"created": 10}
    assert is_whole(engine, source)


@fault("PostgreSQL goes away and comes back while a run is at work", "That run ends, whenever it notices; the next one makes it good.", seconds=180)
def test_postgres_coming_back(engine: Engine, source: Source) -> None:
    def interrupt() -> None:
        time.sleep(0.7)
        engine.proxies["postgres"].down()
        time.sleep(0.3)
        engine.proxies["postgres"].up()

    meanwhile = threading.Thread(target=interrupt)
    meanwhile.start()
    engine.harvest(source, batch=2)
    meanwhile.join()

    engine.harvest(source)
    assert is_whole(engine, source)


def written_without_index(engine: Engine, source: Source) -> Values:
    """Run while the index can't be told; give the report."""
    report = engine.harvest(source)
    assert report["counts"] == {"created": 10}
    assert "index-unavailable" in report["findings"]
    return report


@fault("Solr is down", "The datasets are published; what the search has yet to learn is kept, and told when it is back.", seconds=180)
def test_solr_down(engine: Engine, source: Source) -> None:
    engine.proxies["solr"].down()
    written_without_index(engine, source)
    engine.proxies["solr"].up()

    assert engine.do("drain") == {"told": 10}
    assert is_whole(engine, source)


@fault("Solr resets its connections", "As if it were down: nothing is lost, the search learns it later.", seconds=180)
def test_solr_resetting(engine: Engine, source: Source) -> None:
    engine.proxies["solr"].cut_after(2_000)
    written_without_index(engine, source)
    engine.proxies["solr"].up()

    engine.do("drain")
    assert is_whole(engine, source)


@fault("Solr is slow", "The run takes longer, and gives the same.", seconds=180)
def test_solr_slow(engine: Engine, source: Source) -> None:
    engine.proxies["solr"].slow(0.5)
    report = engine.harvest(source)
    engine.proxies["solr"].up()

    assert report["counts"] == {"created": 10}
    assert is_whole(engine, source)


@fault("Solr comes back after a run", "The next run tells it what it missed, though nothing has changed at the source.", seconds=180)
def test_solr_coming_back(engine: Engine, source: Source) -> None:
    engine.proxies["solr"].down()
    written_without_index(engine, source)
    engine.proxies["solr"].up()

    assert engine.harvest(source)["counts"] == {"unchanged": 10}
    assert is_whole(engine, source)


@fault("Redis is down", "A harvest does not need it; only nothing new is queued until it is back.", seconds=180)
def test_redis_down(engine: Engine, source: Source) -> None:
    engine.proxies["redis"].down()
    report = engine.harvest(source)
    queued = engine.do("enqueue")
    engine.proxies["redis"].up()

    assert report["counts"] == {"created": 10}
    assert queued == {"error": "RedisError"}
    assert is_whole(engine, source)


@fault("Redis resets its connections", "A harvest goes on; queueing says that it could not, and is tried again a minute later.", seconds=180)
def test_redis_resetting(engine: Engine, source: Source) -> None:
    engine.proxies["redis"].cut_after(20)
    report = engine.harvest(source)
    queued = engine.do("enqueue")
    engine.proxies["redis"].up()

    assert report["counts"] == {"created": 10}
    assert queued == {"error": "RedisError"}


@fault("Redis is slow", "Queueing takes longer, and does the same.", seconds=180)
def test_redis_slow(engine: Engine, source: Source) -> None:
    engine.proxies["redis"].slow(0.2)

    assert engine.do("enqueue") == {"queued": ["probe"]}


@fault("Redis comes back", "What is due is queued at the next look.", seconds=180)
def test_redis_coming_back(engine: Engine) -> None:
    engine.proxies["redis"].down()
    before = engine.do("enqueue")
    engine.proxies["redis"].up()

    assert before == {"error": "RedisError"}
    assert engine.do("enqueue") == {"queued": ["probe"]}
