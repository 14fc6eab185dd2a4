"""Runs of the harvest engine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from contract.web import Site
from faults.catalogue import catalogue, put, turtle
from faults.delivery import deliver, yaml_of
from faults.engine import Engine
from faults.fault import fault
from faults.observed import a_folder
from luzern_harvesters.source import Source

pytestmark = pytest.mark.services

TITLES = [f"Zählstelle {number}" for number in range(30)]
MEGABYTE = 1_000_000


def harvested(engine: Engine, site: Site, titles: list[str]) -> Source:
    """Give a catalogue that was harvested once."""
    put(site, turtle(*titles))
    source = catalogue(site)
    assert engine.harvest(source)["counts"] == {"created": len(titles)}
    return source


def active(engine: Engine, source: Source) -> int:
    return sum(state == "active" for state, *_ in engine.state(source)["records"].values())


@fault("A source that is suddenly empty", "The run is held: nothing is withdrawn until a person says so.", seconds=120)
def test_a_source_that_is_suddenly_empty(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES)
    put(site, turtle() + "<urn:katalog> a dcat:Catalog .")

    report = engine.harvest(source)

    assert (report["status"], len(report["held"]["missing"])) == ("held", 30)
    assert active(engine, source) == 30


@fault("A source that answers with nothing", "The run fails; all datasets stay.", seconds=120)
def test_a_source_that_answers_with_nothing(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES[:12])
    put(site, b"")

    assert engine.harvest(source)["status"] == "failed"
    assert active(engine, source) == 12


@fault("A third fewer records than before", "The run is held: the others are brought up to date, nothing is withdrawn.", seconds=120)
def test_a_third_fewer_records(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES)
    put(site, turtle(*TITLES[:20]))

    report = engine.harvest(source)

    assert (report["status"], report["counts"]) == ("held", {"unchanged": 20, "missing": 10})
    assert active(engine, source) == 30


@fault("All ids changed, the contents the same", "The run is held: no dataset gets a second address, none is withdrawn.", seconds=120)
def test_all_ids_changed(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES[:12])
    before = engine.do("ids", source=source.id)
    put(site, turtle(*TITLES[:12]).replace('dct:identifier "', 'dct:identifier "neu-'))

    report = engine.harvest(source)

    assert (report["status"], report["counts"].get("created", 0)) == ("held", 0)
    assert len(report["held"]["renamed"]) == 12
    assert engine.do("ids", source=source.id) == before


@fault("Two sources that deliver the same dataset", "Both are published and told; neither is merged into the other.", seconds=120)
def test_two_sources_with_the_same_dataset(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES[:3])
    other = source.model_copy(update={"id": "probe-zwei"})

    report = engine.harvest(other)

    assert report["counts"] == {"created": 3}
    assert all("record-elsewhere" in outcome for outcome in engine.outcomes(other).values())
    assert active(engine, source) == 3


@fault("An incomplete listing", "What came is brought up to date; what did not come is not counted as missing.", seconds=120)
def test_an_incomplete_listing(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES[:12])
    put(site, turtle(*TITLES[:11], total=12))

    engine.harvest(source)

    assert {missing for _, _, missing in engine.state(source)["records"].values()} == {0}
    assert active(engine, source) == 12


@fault("A source that goes away half-way through its pages", "What was published before stays as it is; the run fails.", seconds=120)
def test_a_source_that_goes_away(engine: Engine, site: Site) -> None:
    source = harvested(engine, site, TITLES[:12])
    before = engine.state(source)
    put(site, turtle(*TITLES[:6], following=f"{site.url}/zwei.ttl"))

    assert engine.harvest(source)["status"] == "failed"
    assert engine.state(source) == before


@fault("A record that CKAN refuses, among others", "It alone fails; the others of its batch are written.", seconds=120)
def test_a_record_that_is_refused(engine: Engine, tmp_path: Path) -> None:
    for name in ("a", "b"):
        deliver(tmp_path / name)
    deliver(tmp_path / "c", yaml_of(titel="c" * 100, version="x" * 300_000))

    report = engine.harvest(a_folder(tmp_path))

    assert report["counts"].get("created", 0) >= 2
    assert "internal-error" not in repr(engine.outcomes(a_folder(tmp_path)))


@fault(
    "A disk that is full while a file is copied",
    "Its dataset fails and stays as it was; the others are written; with room again the next run makes it good.",
    seconds=180,
)
def test_a_full_disk(engine: Engine, tmp_path: Path) -> None:
    source = a_folder(tmp_path)
    deliver(tmp_path / "klein")
    deliver(tmp_path / "gross", daten__csv=b"a;b\n1;2\n" * (MEGABYTE // 2))

    report = engine.harvest(source, largest_file=MEGABYTE)

    assert report["counts"] == {"created": 1, "failed": 1}
    assert engine.outcomes(source)["gross"][-1] == "file-no-room"
    assert engine.harvest(source)["counts"] == {"created": 1, "unchanged": 1}


@fault("A disk that is full while a dataset's file is replaced", "The dataset keeps its old file and its old description.", seconds=180)
def test_a_full_disk_at_a_replacement(engine: Engine, tmp_path: Path) -> None:
    source = a_folder(tmp_path)
    deliver(tmp_path / "a")
    engine.harvest(source)
    before = engine.state(source)["datasets"]
    deliver(tmp_path / "a", yaml_of(beschreibung="Neu."), daten__csv=b"a;b\n1;2\n" * (MEGABYTE // 2))

    report = engine.harvest(source, largest_file=MEGABYTE)

    assert report["counts"] == {"failed": 1}
    assert engine.state(source)["datasets"] == before


@fault("A file that is touched and otherwise the same", "Nothing is written.", seconds=120)
def test_a_touched_file(engine: Engine, tmp_path: Path) -> None:
    source = a_folder(tmp_path)
    file = deliver(tmp_path / "a") / "daten.csv"
    engine.harvest(source)
    before = engine.state(source)
    os.utime(file, (1_700_000_000, 1_700_000_000))

    assert engine.harvest(source)["counts"] == {"unchanged": 1}
    assert engine.state(source) == before
