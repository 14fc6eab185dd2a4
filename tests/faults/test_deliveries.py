"""Folders with deliveries."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from faults.delivery import deliver, yaml_of
from faults.fault import fault
from faults.observed import a_folder, observe, observe_apart
from luzern_harvesters.errors import RecordError, SourceRefused
from luzern_harvesters.registry import harvester_for
from luzern_harvesters.run import Outcome, read

NOBODY = 65_534


@contextmanager
def not_root() -> Iterator[None]:
    """Be somebody whom permissions bind; root may read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a drop zone with one good delivery."""
    for folder in (tmp_path, *tmp_path.parents):
        if "pytest-of-" in str(folder):  # pytest closes its own to others, and one test is somebody else
            folder.chmod(0o755)
    deliver(tmp_path / "ablage" / "bäume")
    return tmp_path / "ablage"


@fault("The drop zone is empty", "The source fails: more likely nobody mounted it than that everything is gone.")
def test_an_empty_root(tmp_path: Path) -> None:
    assert observe(a_folder(tmp_path)).codes == {"folder-empty"}


@fault("The drop zone is not there (a share that isn't mounted)", "The source fails; every known dataset stays.")
def test_a_missing_root(tmp_path: Path) -> None:
    assert observe(a_folder(tmp_path / "fehlt")).failed_as(SourceRefused)


@fault("A file that is still being copied", "Its delivery waits for the next run; the others are published.", seconds=30)
def test_a_growing_file(root: Path) -> None:
    file = deliver(root / "wächst") / "daten.csv"
    done = threading.Event()

    def grow() -> None:
        with file.open("ab", buffering=0) as growing:
            while not done.wait(0.05):
                growing.write(b"1;2\n")

    copying = threading.Thread(target=grow)
    copying.start()
    try:
        observed = observe(a_folder(root, settle_seconds=0.5))
    finally:
        done.set()
        copying.join()

    assert observed.outcomes == {"bäume": Outcome.READ, "wächst": Outcome.WAITING}


@fault("A file with the name of a transfer (.part, .filepart)", "Its delivery waits; the others are published.")
def test_an_unfinished_transfer(root: Path) -> None:
    deliver(root / "halb", daten__csv__filepart=b"a;b")

    assert observe(a_folder(root)).outcomes["halb"] is Outcome.WAITING


@fault("A delivery without its marker (UploadTrigger.txt)", "It waits; the others are published.")
def test_a_missing_marker(root: Path) -> None:
    (root / "bäume" / "UploadTrigger.txt").touch()
    deliver(root / "halb")

    assert observe(a_folder(root, upload_marker="UploadTrigger.txt")).outcomes == {"bäume": Outcome.READ, "halb": Outcome.WAITING}


@fault("A folder that disappears between listing and reading", "It alone fails; the others are published.")
def test_a_folder_that_disappears(root: Path) -> None:
    gone = deliver(root / "verschwindet")
    with harvester_for(a_folder(root)) as harvester:
        refs = harvester.list().refs
        shutil.rmtree(gone)
        readings = {reading.ref.remote_id: reading.outcome for reading in read(harvester, refs)}

    assert readings == {"bäume": Outcome.READ, "verschwindet": Outcome.FAILED}


@fault("A file that disappears between reading and copying", "Its dataset fails and stays as it was; the others are published.")
def test_a_file_that_disappears(root: Path) -> None:
    with harvester_for(a_folder(root)) as harvester:
        (ref,) = harvester.list().refs
        (reading,) = read(harvester, (ref,))
        (root / "bäume" / "daten.csv").unlink()
        assert reading.record is not None

        with pytest.raises(RecordError, match="nicht mehr lesen"):
            harvester.open(ref, reading.record.distributions[0].file)


@fault("A file that is named in the metadata and missing", "The delivery fails, names the line, and guesses which file is meant.")
def test_a_named_file_is_missing(root: Path) -> None:
    deliver(root / "a", yaml_of() + "dateien:\n  - datei: datem.csv\n")

    observed = observe(a_folder(root))

    assert observed.outcomes["a"] is Outcome.FAILED
    assert any("daten.csv" in finding.remedy for finding in observed.findings if finding.code == "file-missing")


@fault("A folder that may not be read", "It is named, the listing is incomplete: the others are published, nothing is removed.")
def test_a_folder_without_permission(root: Path) -> None:
    closed = deliver(root / "zu")
    observe(a_folder(root))  # loads what is loaded once, while everything may be read
    closed.chmod(0)
    try:
        with not_root():
            observed = observe(a_folder(root))
    finally:
        closed.chmod(0o755)

    assert observed.titles == ["bäume"]
    assert not observed.is_complete
    assert "folder-unreadable" in observed.codes


@fault("A file that may not be read", "Its delivery fails and says so; the others are published.")
def test_a_file_without_permission(root: Path) -> None:
    deliver(root / "zu")
    observe(a_folder(root))
    (root / "zu" / "daten.csv").chmod(0)
    with not_root():
        observed = observe(a_folder(root))

    assert observed.outcomes == {"bäume": Outcome.READ, "zu": Outcome.FAILED}
    assert "file-unreadable" in observed.codes


@fault("A link out of the tree", "It is not followed: neither a linked folder nor a linked file is read.")
def test_a_link_out_of_the_tree(root: Path, tmp_path: Path) -> None:
    outside = deliver(tmp_path / "draussen")
    (root / "link").symlink_to(outside)
    (root / "bäume" / "geheim.csv").symlink_to("/etc/passwd")

    observed = observe(a_folder(root))

    (reading,) = observed.readings
    assert reading.record is not None
    assert [one.key for one in reading.record.distributions] == ["daten.csv"]


@fault("Links that lead in a circle", "They are not followed.", seconds=20)
def test_links_in_a_circle(root: Path) -> None:
    (root / "bäume" / "kreis").symlink_to(root)

    assert observe(a_folder(root)).titles == ["bäume"]


@fault("A file that becomes a link after it was listed", "It is not opened; its delivery fails.")
def test_a_file_becomes_a_link(root: Path) -> None:
    with harvester_for(a_folder(root)) as harvester:
        (ref,) = harvester.list().refs
        (root / "bäume" / "daten.csv").unlink()
        (root / "bäume" / "daten.csv").symlink_to("/etc/passwd")

        with pytest.raises(RecordError):
            harvester.open(ref, "bäume/daten.csv")


@fault("A pipe where a file is expected", "It is not opened: nobody waits for what never comes.", seconds=20)
def test_a_pipe(root: Path) -> None:
    os.mkfifo(root / "bäume" / "röhre.csv")

    assert observe(a_folder(root)).titles == ["bäume"]


@fault("A file name that is no UTF-8", "It is not read, and named; the listing is incomplete: nothing is removed.")
def test_a_name_in_another_charset(root: Path) -> None:
    deliver(root / "a")
    Path(os.fsdecode(os.fsencode(root / "a") + b"/br\xfccken.csv")).write_bytes(b"a;b\n")

    observed = observe_apart(a_folder(root))

    assert set(observed.outcomes.values()) == {Outcome.READ}
    assert not observed.is_complete
    assert "«br\ufffdcken.csv»" in repr(observed.listing.findings)


@fault("Folders nested deeper than anybody needs", "Reading ends at level 12, the listing is incomplete: nothing is removed.")
def test_deep_folders(root: Path) -> None:
    deliver(root.joinpath(*["tief"] * 40))

    observed = observe(a_folder(root))

    assert not observed.is_complete
    assert "folders-too-deep" in observed.codes


@fault("More files than the source may list", "Reading ends at max_files, the listing is incomplete: nothing is removed.", seconds=30)
def test_too_many_files(root: Path) -> None:
    for number in range(200):
        (root / "bäume" / f"{number}.csv").write_bytes(b"a\n")

    observed = observe(a_folder(root, max_files=100))

    assert not observed.is_complete
    assert "files-too-many" in observed.codes


@fault("A file larger than the source may deliver", "It is not read; its delivery fails and says how large it is.", seconds=20)
def test_a_vast_file(root: Path) -> None:
    with (deliver(root / "gross") / "daten.csv").open("wb") as file:
        file.truncate(20_000_000_000)

    observed = observe(a_folder(root))

    assert observed.outcomes == {"bäume": Outcome.READ, "gross": Outcome.FAILED}
    assert "file-too-large" in observed.codes


@fault("Metadata of two gigabytes", "It is not read; its delivery fails.", seconds=20)
def test_vast_metadata(root: Path) -> None:
    with (deliver(root / "gross") / "metadaten.yaml").open("wb") as file:
        file.truncate(2_000_000_000)

    assert "metadata-too-large" in observe(a_folder(root)).codes


@fault("YAML with references that unfold to gigabytes", "It is refused before it unfolds; its delivery fails.", seconds=20)
def test_a_yaml_bomb(root: Path) -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    deliver(root / "bombe", "\n".join(lines))

    observed = observe_apart(a_folder(root))

    assert observed.outcomes == {"bäume": Outcome.READ, "bombe": Outcome.FAILED}
    assert "metadata-not-allowed" in observed.codes


@fault("YAML that names a Python object", "Nothing of it is run; it counts as text.")
def test_yaml_with_an_object(root: Path, tmp_path: Path) -> None:
    trap = tmp_path / "ausgeführt"
    deliver(root / "a", yaml_of(titel=f"!!python/object/apply:os.system ['touch {trap}']"))

    observe(a_folder(root))

    assert not trap.exists()


@fault("A metadata file that is cut off in the middle of a word", "What is there is read; what is missing is named, and the delivery fails.")
def test_metadata_cut_off(root: Path) -> None:
    deliver(root / "a", "titel: Brücken\nbeschr")

    assert observe(a_folder(root)).outcomes["a"] is Outcome.FAILED


@fault("Metadata in Windows-1252", "It is read as that, and the department is told.")
def test_metadata_in_another_charset(root: Path) -> None:
    deliver(root / "a", yaml_of(titel="Brücken").encode("cp1252"))

    observed = observe(a_folder(root))

    assert sorted(observed.titles) == ["Brücken", "bäume"]
    assert "encoding-not-utf-8" in observed.codes


@fault("A delivery without metadata", "It alone fails and says what is missing; the others are published.")
def test_no_metadata(root: Path) -> None:
    (root / "ohne").mkdir()
    (root / "ohne" / "daten.csv").write_bytes(b"a\n")

    observed = observe(a_folder(root))

    assert observed.outcomes == {"bäume": Outcome.READ, "ohne": Outcome.FAILED}


@fault("Files whose dates lie in the future (a clock that is an hour fast)", "They don't wait for ever: a delivery that stays the same is read.", seconds=20)
def test_a_fast_clock(root: Path) -> None:
    later = time.time() + 3600
    for file in (root / "bäume").iterdir():
        os.utime(file, (later, later))

    assert observe(a_folder(root, settle_seconds=0.2)).titles == ["bäume"]
