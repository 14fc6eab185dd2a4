"""The Excel metadata sheet: the template, what is read from it, and workbooks that mean harm."""

from __future__ import annotations

import datetime as dt
import io
import resource
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from luzern_harvesters.dropzone import template
from luzern_harvesters.record import Column, Period
from luzern_harvesters.run import Outcome
from unit.harvesters.dropzone.folders import Read, codes, deliver

TEMPLATE = Path(__file__).parents[4] / "docs" / "vorlage" / "metadaten-vorlage.xlsx"
FILLED = {
    "title_translated": "Brücken der Stadt",
    "notes_translated": "Alle Brücken mit Baujahr.",
    "contact.name_translated": "Tiefbauamt",
    "contact.email": "tiefbauamt@luzern.example",
    "license": "Freie Nutzung. Quellenangabe ist Pflicht.",
    "theme": "Bildung, Kultur und Sport",
    "tags_translated": " Brücke, Bauwerk ",
    "frequency": "jährlich",
    "issued": dt.date(2021, 3, 19),
    "modified": "'27.02.2026",
    "version": 2.0,
    "temporal_coverage.start": 2010,
    "via_geocat": "Nein",
}


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(**more: object) -> Workbook:
    """Fill the template in as a department would; the first row of a field counts."""
    book = template.build()
    sheet = book["Metadaten"]
    values = {**FILLED, **more}
    for row in range(2, sheet.max_row + 1):
        key = sheet.cell(row, 1).value
        if key in values:
            sheet.cell(row, 3, values.pop(str(key)))
    return book


def zurich(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "metadata"
    sheet.append(("Tagname", "TitelFeldname", "OptionalSprechend", "InhaltBeschreibung"))
    for row in rows:
        sheet.append(row)
    return saved(book)


def archive(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def cells(book: Workbook) -> dict[str, list[tuple[object, ...]]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def rules(book: Workbook) -> list[tuple[str, str, object, object]]:
    found = [(sheet.title, rule) for sheet in book for rule in sheet.data_validations.dataValidation]
    return [(title, str(rule.sqref), rule.formula1, rule.prompt) for title, rule in found]


def test_the_template_in_the_documentation_is_the_one_the_command_writes(tmp_path: Path) -> None:
    result = CliRunner().invoke(template.command, [str(tmp_path / "vorlage.xlsx")])
    written, committed = openpyxl.load_workbook(tmp_path / "vorlage.xlsx"), openpyxl.load_workbook(TEMPLATE)

    assert result.exit_code == 0
    assert (cells(written), rules(written)) == (cells(committed), rules(committed)), "luzern-harvest template docs/vorlage/metadaten-vorlage.xlsx"


def test_every_drop_down_has_a_list(subtests: pytest.Subtests) -> None:
    book = template.build()
    for title, where, formula, prompt in rules(book):
        with subtests.test(f"{title} {where}"):
            assert prompt
            if formula:
                assert all(cell[0].value for cell in book["Listen"][str(formula).removeprefix("Listen!").replace("$", "")])


def test_what_is_filled_in_is_read(tmp_path: Path, readings: Read) -> None:
    book = filled()
    metadata, files, columns = book["Metadaten"], book["Dateien"], book["Spalten"]
    metadata["F3"] = "Ponts de la ville"
    files["A2"], files["B2"], files["E2"] = "b.csv", "Brücken", "Bridges"
    columns["A2"], columns["B2"], columns["D2"], columns["E2"] = "laenge", "Länge", "decimal", "m"
    deliver(tmp_path / "a", angaben__xlsx=saved(book), b__csv="a\n1\n", Daten__xlsx=zurich())

    (reading,) = readings()

    assert (reading.outcome, codes(reading)) == (Outcome.READ, [])
    record = reading.record
    assert record is not None
    assert record.title == {"de": "Brücken der Stadt", "fr": "Ponts de la ville"}
    assert (record.themes, record.frequency, record.issued, record.modified) == (("EDUC",), "ANNUAL", "2021-03-19", "2026-02-27")
    assert (record.version, record.temporal, record.via_geocat) == ("2", (Period("2010", ""),), False)
    assert record.keywords == {"de": ("Brücke", "Bauwerk")}
    assert record.columns == (Column("laenge", {"de": "Länge"}, {}, "decimal", "m"),)
    assert [(one.key, one.title, one.licence) for one in record.distributions] == [
        ("b.csv", {"de": "Brücken", "en": "Bridges"}, "terms_by"),
        ("Daten.xlsx", {"de": "Daten"}, "terms_by"),
    ]


def test_wrong_cells_are_named(tmp_path: Path, readings: Read) -> None:
    book = filled(frequency="ab und zu", issued="31.02.2026")
    deliver(tmp_path / "a", metadaten__xlsx=saved(book), b__csv="a\n1\n")

    (reading,) = readings()

    places = {finding.code: finding.path for finding in reading.findings}
    assert places == {"frequency-unknown": "metadaten.xlsx, Blatt «Metadaten», Zelle C14", "date-unknown": "metadaten.xlsx, Blatt «Metadaten», Zelle C16"}


def test_a_repeated_row_starts_the_next_contact(tmp_path: Path, readings: Read) -> None:
    book = filled()
    sheet = book["Metadaten"]
    for key, value in (("contact.email", "zwei@luzern.example"), ("contact.name_translated", "Zwei"), ("gibt.es.nicht", "x")):
        sheet.append((key, "", value))
    deliver(tmp_path / "a", metadaten__xlsx=saved(book), b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record is not None
    assert [(one.name["de"], one.email) for one in reading.record.contacts] == [("Tiefbauamt", "tiefbauamt@luzern.example"), ("Zwei", "zwei@luzern.example")]
    assert codes(reading) == ["field-unknown"]


def test_an_empty_template_is_told_so(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__xlsx=saved(template.build()), b__csv="a\n1\n")

    (reading,) = readings()

    assert codes(reading) == ["sheet-empty"]


def test_the_sheet_of_zurich_is_read_with_its_repeated_rows(tmp_path: Path, readings: Read) -> None:
    sheet = zurich(
        ("titel", "Titel", "zwingend", " Schulferien"),
        ("beschreibung", "Beschreibung", "zwingend", "Alle Ferien."),
        ("kategorie", "Kategorie", "zwingend", "Bildung, Bevölkerung"),
        ("schlagworte", "Schlagworte", "zwingend", "ferien, schule"),
        ("aktualisierungsintervall", "", "", "sporadisch oder unregelmaessig"),
        ("aktualisierungsdatum", "", "", dt.date(2026, 3, 1)),
        ("datentyp", "", "", "leer"),
        ("lizenz", "Lizenz", "optional", "cc-zero"),
        (None, "Titel", "Bemerkungen"),
        ("bemerkung", "Eins", "Erster Text"),
        ("bemerkung", "Zwei", "Zweiter Text"),
        ("attributelement", "von", "Beginn", "Erster Tag"),
        ("attributelement", "bis", "Ende", "Letzter Tag"),
        ("attributelement", None, None, None),
    )
    deliver(tmp_path / "a", blatt__xlsx=sheet, b__csv="a\n1\n")

    (reading,) = readings()

    record = reading.record
    assert record is not None
    assert (record.title, record.themes, record.frequency, record.modified) == ({"de": "Schulferien"}, ("EDUC", "SOCI"), "IRREG", "2026-03-01")
    assert record.remarks == {"de": "**Eins**\n\nErster Text\n\n**Zwei**\n\nZweiter Text"}
    assert [column.name for column in record.columns] == ["von", "bis"]
    assert record.distributions[0].licence == "terms_open"


def test_a_row_of_zurichs_sheet_whose_tag_was_forgotten_is_named(tmp_path: Path, readings: Read) -> None:
    sheet = zurich(
        ("titel", "", "", "Badi"),
        ("titel", "", "", None),
        ("beschreibung", "", "", "Alle."),
        ("lizenz", "", "", "cc-zero"),
        ("attributliste", "Attribute"),
        (None, "technischerfeldname", "sprechenderfeldname", "feldbeschreibung"),
        ("attributelement", "gaeste", "Gäste", "Anwesende Gäste"),
        (None, "maximum", "Kapazität", "Plätze"),
        (None, None),
        (None, "Nur für das Team:"),
    )
    deliver(tmp_path / "a", blatt__xlsx=sheet, b__csv="a\n1\n")

    (reading,) = readings()

    assert [finding.path for finding in reading.findings if finding.code == "tag-missing"] == ["blatt.xlsx, Blatt «metadata», Zelle A9"]
    assert reading.record is not None
    assert (reading.record.title["de"], len(reading.record.columns)) == ("Badi", 1)


def bomb() -> bytes:
    """Give 400 MB in half a megabyte, without holding them: the test measures memory."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made, made.open("xl/worksheets/sheet1.xml", "w") as sheet:
        for _ in range(400):
            sheet.write(bytes(1_000_000))
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "excel-too-large"),
        (archive({f"xl/{number}.xml": b"" for number in range(5_000)}), "excel-too-large"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "excel-encrypted"),
        (OLE, "excel-old-format"),
        (b"PK\x03\x04" + b"x" * 100, "excel-unreadable"),
        (b"", "excel-unreadable"),
        (archive({"xl/workbook.xml": b"<a"}), "excel-unreadable"),
    ],
    ids=["bomb", "many entries", "encrypted", "old", "damaged", "empty", "no workbook"],
)
def test_a_workbook_that_cannot_be_opened_fails_at_once_and_says_why(tmp_path: Path, readings: Read, content: bytes, code: str) -> None:
    deliver(tmp_path / "a", metadaten__xlsx=content, b__csv="a\n1\n")
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()

    (reading,) = readings()

    assert (reading.outcome, codes(reading)) == (Outcome.FAILED, [code])
    assert time.monotonic() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


def test_entities_in_a_workbook_do_no_harm(tmp_path: Path, readings: Read) -> None:
    entities = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(saved(filled()))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts = {name: part.replace(b"?>", b"?>" + entities, 1) if b"?>" in part[:100] else entities + part for name, part in parts.items()}
    deliver(tmp_path / "a", metadaten__xlsx=archive(parts), b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.outcome is Outcome.FAILED
    assert "internal-error" not in codes(reading)


def test_a_workbook_of_data_is_copied_and_not_understood(tmp_path: Path, readings: Read) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(3_000):
        sheet.append((row, "Wert"))
    deliver(tmp_path / "a", zahlen__xlsx=saved(book), metadaten__xlsx=saved(filled()))

    (reading,) = readings()

    assert reading.record is not None
    assert [one.key for one in reading.record.distributions] == ["zahlen.xlsx"]


def test_a_formula_without_a_result_is_told_once(tmp_path: Path, readings: Read) -> None:
    deliver(tmp_path / "a", metadaten__xlsx=saved(filled(tags_translated="=A1")), b__csv="a\n1\n")

    (reading,) = readings()

    (finding,) = (one for one in reading.findings if one.code == "cell-formula")
    assert "Zelle C" in finding.path


def test_sheets_are_known_whatever_the_case_and_blanks_of_their_names(tmp_path: Path, readings: Read) -> None:
    book = filled()
    book["Dateien"].title = "dateien "
    sheet = book["dateien "]
    sheet["A2"], sheet["B2"] = "b.csv", "Alle Brücken"
    deliver(tmp_path / "a", metadaten__xlsx=saved(book), b__csv="a\n1\n")

    (reading,) = readings()

    assert reading.record
    assert reading.record.distributions[0].title == {"de": "Alle Brücken"}


def test_a_missing_title_is_told_once_with_its_cell_also_in_merged_cells(tmp_path: Path, readings: Read) -> None:
    book = filled(title_translated=None)
    sheet = book["Metadaten"]
    row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "title_translated")
    sheet.cell(row, 2, "Brücken")
    sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
    deliver(tmp_path / "a", metadaten__xlsx=saved(book), b__csv="a\n1\n")

    (reading,) = readings()

    assert [(finding.code, finding.path) for finding in reading.findings if finding.code == "title-missing"] == [
        ("title-missing", f"metadaten.xlsx, Blatt «Metadaten», Zelle C{row}")
    ]
