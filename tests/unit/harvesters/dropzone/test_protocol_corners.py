"""Corners of the drop zone: what the protocol allows and the frequent delivery does not show."""

from __future__ import annotations

import io
import time
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.record import Distribution
from luzern_harvesters.run import Outcome, Reading
from unit.harvesters.dropzone.folders import META, YAML, Read, codes, deliver, source_at

PLAIN = META.format(more="")


def distributions(reading: Reading) -> tuple[Distribution, ...]:
    assert reading.record is not None
    return reading.record.distributions


def test_meta_xml_and_link_xml_may_describe_single_files_and_services(tmp_path: Path, readings: Read) -> None:
    named = '<ressourcen><ressource dateiname="a.csv"><beschreibung>Alle Messwerte</beschreibung></ressource></ressourcen>'
    links = "<linklist><link><lable>Karte</lable><description>In LV95</description><url>https://x.example/wms?</url><type>WMS</type></link></linklist>"
    deliver(tmp_path / "x", meta__xml=META.format(more=named), link__xml=links, a__csv="a\n1\n", b__csv="b\n1\n")

    (reading,) = readings()

    assert [(one.key, dict(one.description)) for one in distributions(reading)] == [
        ("a.csv", {"de": "Alle Messwerte"}),
        ("b.csv", {}),
        ("https://x.example/wms?", {"de": "In LV95"}),
    ]
    assert "element-unknown" not in codes(reading)


def test_the_sheet_of_zurich_may_describe_single_files(tmp_path: Path, readings: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Tagname", "TitelFeldname", "OptionalSprechend", "InhaltBeschreibung"],
        ["titel", "Titel", "zwingend", "Brücken"],
        ["ressource", "a.csv", "Alle Messwerte"],
        ["ressource"],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    deliver(tmp_path / "x", metadaten__xlsx=stream.getvalue(), a__csv="a\n1\n")

    (reading,) = readings()

    assert [(one.key, dict(one.description)) for one in distributions(reading)] == [("a.csv", {"de": "Alle Messwerte"})]


@pytest.mark.parametrize("name", ["DEFAULT", "Default", "default"])
def test_the_inner_folder_is_known_in_any_case(tmp_path: Path, readings: Read, name: str) -> None:
    deliver(tmp_path / "x" / name, META__XML=PLAIN, a__csv="a\n1\n")
    deliver(tmp_path / "x", UploadTrigger__txt="")

    (reading,) = readings(upload_marker="uploadtrigger.TXT")

    assert (reading.outcome, reading.ref.remote_id) == (Outcome.READ, "x")
    assert [one.key for one in distributions(reading)] == ["a.csv"]


def test_other_folders_in_a_delivery_are_not_read_and_that_is_said(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "x" / "DEFAULT", meta__xml=PLAIN, a__csv="a\n1\n")
    deliver(tmp_path / "x" / "ARCHIVE", a__csv="a\n0\n")

    (reading,) = readings()

    assert [one.key for one in distributions(reading)] == ["a.csv"]
    assert [finding.message for finding in reading.findings if finding.code == "folder-not-read"] == [
        "Unterordner werden nicht gelesen («ARCHIVE»); zur Lieferung gehören die Dateien im Ordner selbst und in DEFAULT."
    ]


def test_a_loose_file_in_a_folder_of_deliveries_hides_none_of_them(tmp_path: Path) -> None:
    deliver(tmp_path / "GEO", LIESMICH__txt="Hier liegen Geodaten.")
    deliver(tmp_path / "GEO" / "gut", metadaten__yaml=YAML, a__csv="a\n1\n")
    deliver(tmp_path / "GEO" / "ohne", a__csv="a\n1\n")

    with DropzoneHarvester(source_at(tmp_path)) as harvester:
        listing = harvester.list()

    assert [ref.remote_id for ref in listing.refs] == ["GEO/gut", "GEO/ohne"]
    assert [(finding.code, "GEO/LIESMICH.txt" in finding.message) for finding in listing.findings] == [("file-outside-folder", True)]


def test_a_path_spelled_in_two_ways_is_found(tmp_path: Path, readings: Read) -> None:
    folder = tmp_path / unicodedata.normalize("NFC", "Brücken") / unicodedata.normalize("NFD", "Über Flüsse")
    deliver(folder, metadaten__yaml=YAML, a__csv="a\n1\n")

    (reading,) = readings()

    assert (reading.outcome, reading.ref.remote_id) == (Outcome.READ, "Brücken/Über Flüsse")


def test_two_folders_of_one_name_are_one_delivery_and_a_warning(tmp_path: Path) -> None:
    for form in ("NFC", "NFD"):
        deliver(tmp_path / unicodedata.normalize(form, "Brücken"), metadaten__yaml=YAML, a__csv="a\n1\n")

    with DropzoneHarvester(source_at(tmp_path)) as harvester:
        listing = harvester.list()

    assert [ref.remote_id for ref in listing.refs] == ["Brücken"]
    assert [finding.code for finding in listing.findings] == ["folder-twice"]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"\xef\xbb\xbf\xef\xbb\xbf", b"\n \n"])
def test_what_editors_leave_before_the_declaration_does_no_harm(tmp_path: Path, readings: Read, before: bytes) -> None:
    deliver(tmp_path / "x", meta__xml=before + PLAIN.encode(), a__csv="a\n1\n")

    (reading,) = readings()

    assert reading.outcome is Outcome.READ


def test_text_in_a_million_pieces_is_read_in_seconds(tmp_path: Path, readings: Read) -> None:
    title = "a<!---->" * 1_000_000
    deliver(tmp_path / "x", meta__xml=f"<datensammlung><datensatz><titel>{title}</titel></datensatz></datensammlung>", a__csv="a\n1\n")

    started = time.monotonic()
    (reading,) = readings()

    assert reading.outcome is Outcome.FAILED
    assert time.monotonic() - started < 10
