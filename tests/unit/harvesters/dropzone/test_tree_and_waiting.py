"""Which folders are deliveries, and when they are ready."""

from __future__ import annotations

import os
import time
import unicodedata
from pathlib import Path

import fsspec
import pytest

from luzern_harvesters.contract import Waiting
from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.dropzone.tree import Tree
from luzern_harvesters.errors import RecordError, SourceRefused
from luzern_harvesters.run import Outcome, read
from unit.harvesters.dropzone.folders import META, YAML, Read, codes, deliver, source_at


def test_a_folder_with_metadata_is_a_dataset_named_by_its_path(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "bauten" / "Brücken", metadaten__yaml=YAML, bruecken__csv="a;b\n1;2\n")

    (reading,) = readings()

    assert (reading.outcome, reading.ref.remote_id) == (Outcome.READ, "bauten/Brücken")
    assert reading.record is not None
    assert [(one.key, one.format, one.byte_size) for one in reading.record.distributions] == [("bruecken.csv", "CSV", 8)]


def test_a_folder_without_metadata_fails_alone(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "gut", metadaten__yaml=YAML, daten__csv="a\n1\n")
    deliver(tmp_path / "ohne", daten__csv="a\n1\n")

    outcomes = {reading.ref.remote_id: (reading.outcome, codes(reading)) for reading in readings()}

    assert outcomes == {"gut": (Outcome.READ, []), "ohne": (Outcome.FAILED, ["metadata-missing"])}


def test_a_root_that_is_a_dataset_itself_works(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "DEFAULT", meta__xml=META.format(more=""), daten__csv="a\n1\n")

    (reading,) = readings()

    assert (reading.outcome, reading.ref.remote_id) == (Outcome.READ, tmp_path.name)


@pytest.mark.parametrize("name", ["gibt-es-nicht", "datei"])
def test_a_root_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "datei").write_text("x")

    with DropzoneHarvester(source_at(tmp_path / name)) as harvester, pytest.raises(SourceRefused) as caught:
        harvester.list()

    assert caught.value.finding.code == "folder-unreadable"


def test_an_empty_root_is_refused(tmp_path: Path) -> None:
    deliver(tmp_path / "leer")

    with DropzoneHarvester(source_at(tmp_path)) as harvester, pytest.raises(SourceRefused) as caught:
        harvester.list()

    assert caught.value.finding.code == "folder-empty"


def test_names_are_composed_whoever_wrote_them(tmp_path: Path, readings: Read) -> None:
    folder = tmp_path / unicodedata.normalize("NFD", "Brücken")
    deliver(folder, metadaten__yaml=YAML)
    (folder / unicodedata.normalize("NFD", "Brücken.csv")).write_text("a\n1\n")

    (reading,) = readings()

    assert reading.ref.remote_id == "Brücken"
    assert reading.record is not None
    assert reading.record.distributions[0].key == "Brücken.csv"


def test_what_programs_leave_behind_is_no_data(tmp_path: Path, readings: Read) -> None:
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML, daten__csv="a\n1\n", UploadTrigger__txt="", Update__txt="")
    for name in (".DS_Store", "Thumbs.db", "~$daten.xlsx", ".~lock.daten.csv#", "desktop.ini"):
        (folder / name).write_text("x")

    (reading,) = readings()

    assert reading.record is not None
    assert [one.key for one in reading.record.distributions] == ["daten.csv"]


def test_links_are_not_followed(tmp_path: Path, readings: Read) -> None:
    outside = deliver(tmp_path.parent / f"{tmp_path.name}-outside", geheim__csv="a\n1\n")
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML, daten__csv="a\n1\n")
    (folder / "geheim.csv").symlink_to(outside / "geheim.csv")
    (folder / "kreis").symlink_to(tmp_path)
    (tmp_path / "draussen").symlink_to(outside)

    (reading,) = readings()

    assert reading.record is not None
    assert [one.key for one in reading.record.distributions] == ["daten.csv"]


def test_a_limit_makes_the_list_incomplete_and_says_so(tmp_path: Path) -> None:
    for number in range(5):
        deliver(tmp_path / f"d{number}", metadaten__yaml=YAML, daten__csv="a\n1\n")

    with DropzoneHarvester(source_at(tmp_path, max_files=4)) as harvester:
        listing = harvester.list()

    assert not listing.complete
    assert [finding.code for finding in listing.findings] == ["files-too-many"]


def test_five_thousand_files_are_read_in_seconds(tmp_path: Path, readings: Read) -> None:
    folder = deliver(tmp_path / "viele", metadaten__yaml=YAML)
    for number in range(5_000):
        (folder / f"{number:04}.csv").write_bytes(b"a\n1\n")
    started = time.monotonic()

    (reading,) = readings()

    assert reading.record is not None
    assert len(reading.record.distributions) == 5_000
    assert time.monotonic() - started < 30


def test_a_folder_waits_for_its_marker(tmp_path: Path, readings: Read) -> None:
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML, daten__csv="a\n1\n")

    (before,) = readings(upload_marker="fertig.txt")
    deliver(folder, fertig__txt="")
    (after,) = readings(upload_marker="fertig.txt")

    assert (before.outcome, codes(before), after.outcome) == (Outcome.WAITING, ["marker-missing"], Outcome.READ)


@pytest.mark.parametrize("name", ["daten.csv.part", "daten.tmp", "daten.csv.filepart", "daten.csv.crdownload"])
def test_a_folder_waits_while_a_file_has_the_name_of_a_transfer(tmp_path: Path, readings: Read, name: str) -> None:
    (deliver(tmp_path / "a", metadaten__yaml=YAML) / name).write_text("a")

    (reading,) = readings()

    assert (reading.outcome, codes(reading)) == (Outcome.WAITING, ["file-unfinished"])
    assert name in reading.findings[0].message


def test_a_file_that_changes_between_list_and_fetch_makes_its_folder_wait(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML, daten__csv="a\n1\n")
    with DropzoneHarvester(source_at(tmp_path)) as harvester:
        (ref,) = harvester.list().refs
        deliver(folder, daten__csv="a\n1\n2\n")

        assert isinstance(harvester.fetch(ref), Waiting)


def test_files_written_just_now_are_looked_at_twice_and_waited_for_once(tmp_path: Path, readings: Read) -> None:
    for number in range(4):
        deliver(tmp_path / f"d{number}", metadaten__yaml=YAML, daten__csv="a\n1\n")
    started = time.monotonic()

    found = readings(settle_seconds=0.5)

    assert {reading.outcome for reading in found} == {Outcome.READ}
    assert 0.4 < time.monotonic() - started < 1.9


def test_a_folder_that_is_gone_is_that_records_error(tmp_path: Path) -> None:
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML)
    deliver(tmp_path / "b", metadaten__yaml=YAML)
    with DropzoneHarvester(source_at(tmp_path)) as harvester:
        ref = harvester.list().refs[0]
        (folder / "metadaten.yaml").unlink()
        folder.rmdir()

        with pytest.raises(RecordError) as caught:
            harvester.fetch(ref)

    assert caught.value.finding.code == "folder-gone"


def test_a_root_that_goes_away_during_the_run_ends_it(tmp_path: Path) -> None:
    root = deliver(tmp_path / "ablage")
    deliver(root / "a", metadaten__yaml=YAML)
    with DropzoneHarvester(source_at(root)) as harvester:
        (ref,) = harvester.list().refs
        root.rename(tmp_path / "weg")

        with pytest.raises(SourceRefused):
            harvester.fetch(ref)


def test_a_new_date_alone_changes_the_mark_and_not_the_hash(tmp_path: Path, readings: Read) -> None:
    folder = deliver(tmp_path / "a", metadaten__yaml=YAML, daten__csv="a\n1\n")
    (before,) = readings()
    os.utime(folder / "daten.csv", (1_000_000_000, 1_000_000_000))
    (touched,) = readings()
    deliver(folder, daten__csv="a\n2\n")
    (rewritten,) = readings()

    assert touched.ref.mark != before.ref.mark
    assert touched.hash == before.hash != rewritten.hash


def test_any_file_system_is_read_by_the_same_code(readings: Read, tmp_path: Path) -> None:
    memory = fsspec.filesystem("memory", skip_instance_cache=True)
    memory.store.clear()
    memory.pipe({"/ablage/Brücken/metadaten.yaml": YAML.encode(), "/ablage/Brücken/daten.csv": b"a\n1\n"})
    tree = Tree(memory, "/ablage", "s3://eimer/ablage")

    with DropzoneHarvester(source_at(tmp_path), tree) as harvester:
        (reading,) = read(harvester, harvester.list().refs)
        with harvester.open(reading.ref, "Brücken/daten.csv") as file:
            content = file.read()

    assert reading.record is not None
    assert reading.record.distributions[0].url == "s3://eimer/ablage/Br%C3%BCcken/daten.csv"
    assert content == b"a\n1\n"
