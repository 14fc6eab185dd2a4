"""The first rows of what departments upload, in every encoding and dialect they write; and of what is broken, a reason."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ckanext.luzern.preview.content import MAX_COLUMNS, NO_CHART, Chart, Line, Preview, as_values, from_values, number
from ckanext.luzern.preview.worker import preview_of

NONE = Chart()


def csv(folder: Path, body: bytes | str, chart: Chart = NONE) -> Preview:
    file = folder / "daten.csv"
    file.write_bytes(body if isinstance(body, bytes) else body.encode())
    return preview_of(file, "CSV", chart)


def workbook(folder: Path, *sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for place, rows in enumerate(sheets):
        sheet = book.worksheets[0] if place == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(folder / "daten.xlsx")
    return folder / "daten.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_umlauts_arrive_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    found = csv(tmp_path, "Zählstelle;Grösse\r\nSeebrücke;5\r\n".encode(encoding))

    assert (found.columns, found.rows) == (("Zählstelle", "Grösse"), (("Seebrücke", "5"),))


def test_half_a_letter_at_the_end_of_the_sample_makes_no_other_encoding(tmp_path: Path) -> None:
    found = csv(tmp_path, f"Ort;Wert\n{'x' * 65_526}ü;1\n")

    assert csv(tmp_path, ("Ort;Wert\n" + "ä;1\n" * 30_000)).rows[0] == ("ä", "1")
    assert found.columns == ("Ort", "Wert")


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_is_recognised(tmp_path: Path, separator: str) -> None:
    lines = ["Ort|Zahl|Notiz", 'A|1|"x"', "B|2|y", "C|3|z"]

    assert csv(tmp_path, "\n".join(lines).replace("|", separator)).rows == (("A", "1", "x"), ("B", "2", "y"), ("C", "3", "z"))


def test_a_comma_in_numbers_separates_nothing(tmp_path: Path) -> None:
    assert csv(tmp_path, "Zeit;Grad\n1;7,5\n2;8,5\n3;9,5\n").rows[0] == ("1", "7,5")


def test_cells_stand_as_they_are_written(tmp_path: Path) -> None:
    assert csv(tmp_path, 'Betrag;Datum;Text\n1\'234.50;31.12.2023;"mit ; und\nUmbruch"\n').rows == (("1'234.50", "31.12.2023", "mit ; und Umbruch"),)


def test_what_stands_above_the_table_is_left_out(tmp_path: Path) -> None:
    found = csv(tmp_path, "Stadt Luzern;;\n;;\nJahr;Ort;Zahl\n2024;A;1\n;;\n2025;B;2\n")

    assert found.columns == ("Jahr", "Ort", "Zahl")
    assert found.row_count == 2


NUMBERED: list[list[object]] = [["Jahr", "Ort", "Zahl"], [2024, "A", 1], [2025, "B", 2]]


@pytest.mark.parametrize(
    "notes",
    [
        [["Quelle: Stadt Luzern, Statistik"]],
        [[None], ["Ohne Littau vor 2010"]],
        [[], ["* provisorisch"], ["Stand 31.12.2025"]],
        [["1) ohne Wochenaufenthalter"], [], ["Daten: LUSTAT"], []],
        [["Quelle: A"], [], [2024], ["B"]],
    ],
)
def test_notes_below_a_table_are_no_rows(tmp_path: Path, notes: list[list[object]]) -> None:
    of_workbook = preview_of(workbook(tmp_path, NUMBERED + notes), "XLSX", NONE)
    lines = [";".join(str(value or "") for value in [*row, None, None, None][:3]) for row in NUMBERED + notes]

    for found in (of_workbook, csv(tmp_path, "\n".join(lines)), csv(tmp_path, "\n".join(line.rstrip(";") for line in lines))):
        assert found.rows == (("2024", "A", "1"), ("2025", "B", "2"))
        assert found.row_count == 2


@pytest.mark.parametrize(
    "rows",
    [
        [[2026], [2027]],  # values are still to come
        [[], [2026]],
        [["Littau Dorf"]],
        [["Quelle: A", "Z"]],
        [[None, "Quelle: A"]],
        [["Quelle: A"], [2026, "C", 3], ["Quelle: B"]],  # names of parts
        [["Rotsee"], [2026, "C", 3], [], ["Allmend"]],
        [[f"Quelle: {number}"] for number in range(30)],
    ],
)
def test_rows_with_one_cell_that_may_be_data_are_kept(tmp_path: Path, rows: list[list[object]]) -> None:
    of_workbook = preview_of(workbook(tmp_path, NUMBERED + rows), "XLSX", NONE)
    of_csv = csv(tmp_path, "\n".join(";".join(str(value or "") for value in [*row, None, None, None][:3]) for row in NUMBERED + rows))

    assert of_workbook.row_count == of_csv.row_count == 2 + sum(1 for row in rows if row)


def test_a_table_of_two_columns_keeps_its_last_row(tmp_path: Path) -> None:
    assert csv(tmp_path, "Ort;Zahl\nA;1\nQuelle: Stadt;\n").row_count == 2


def test_short_and_long_rows_are_as_wide_as_the_names(tmp_path: Path) -> None:
    assert csv(tmp_path, "a;b;c\n1;2\n1;2;3;4\n1;2;3\n").rows == (("1", "2", ""), ("1", "2", "3"), ("1", "2", "3"))


def test_fifty_rows_and_columns_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    wide = ";".join(f"s{number}" for number in range(10_000))
    found = csv(tmp_path, "\n".join([wide, *([wide.replace("s", "")] * 120)]))

    assert (len(found.columns), found.column_count) == (MAX_COLUMNS, 10_000)
    assert (len(found.rows), found.row_count) == (50, 120)


def test_zero_bytes_in_a_text_do_no_harm(tmp_path: Path) -> None:
    assert csv(tmp_path, b"Jahr;Anzahl\n2024\0;2\n").rows == (("2024", "2"),)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "empty"),
        (b"\x00\x01\x02\x00" * 100, "broken"),
        (b"<!DOCTYPE html><html><body>Anmelden</body></html>", "broken"),
        (b'a;b\n"' + b"x" * 11_000_000, "broken"),
    ],
)
def test_what_is_no_table_gives_a_reason(tmp_path: Path, body: bytes, reason: str) -> None:
    assert csv(tmp_path, body) == Preview(reason=reason)


def test_a_workbook_shows_its_first_table(tmp_path: Path) -> None:
    file = workbook(tmp_path, [["Budget der Stadt"], ["Beispieldaten"]], [["Jahr", "Betrag", "am"], [2024, 12.5, dt.date(2026, 1, 31)], [2025, None, True]])
    found = preview_of(file, "XLSX", NONE)

    assert found.columns == ("Jahr", "Betrag", "am")
    assert found.rows == (("2024", "12.5", "2026-01-31"), ("2025", "", "Ja"))


def test_a_formula_nobody_has_computed_is_empty(tmp_path: Path) -> None:
    assert preview_of(workbook(tmp_path, [["a", "b"], [1, "=A2*2"]]), "XLSX", NONE).rows == (("1", ""),)


def test_an_encrypted_an_old_and_a_damaged_workbook_say_so(tmp_path: Path) -> None:
    file, whole = tmp_path / "daten.xlsx", workbook(tmp_path, [["a", "b"], [1, 2]]).read_bytes()
    for body, reason in [
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0 Workbook", "old-format"),
        (whole[: len(whole) // 2], "broken"),
        (b"", "broken"),
    ]:
        file.write_bytes(body)
        assert preview_of(file, "XLSX", NONE) == Preview(reason=reason)


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "daten.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(20_000_000))

    assert preview_of(tmp_path / "daten.xlsx", "XLSX", NONE) == Preview(reason="too-large")


@pytest.mark.parametrize(
    ("text", "value"), [("1'234.50", 1234.5), ("1’234", 1234), ("12,5", 12.5), (" -3 ", -3), ("+4", 4), ("", None), ("5 m", None), ("1e5", None), ("٣", None)]
)
def test_numbers_are_read_as_people_write_them_here(text: str, value: float | None) -> None:
    assert number(text) == value


def test_a_chart_has_the_lines_the_metadata_names(tmp_path: Path) -> None:
    body = "Jahr;Art;Zahl\n2024;a;1'000\n2024;b;2\n2025;a;3\n2025;b;\n"

    assert csv(tmp_path, body, Chart("Jahr", "Zahl", "Art")).lines == (Line("a", (("2024", 1000), ("2025", 3))), Line("b", (("2024", 2),)))


@pytest.mark.parametrize(
    ("rows", "chart", "reason"),
    [
        ("2024;a;1\n2024;b;2\n", NONE, ""),
        ("2024;a;1\n2024;b;2\n", Chart("Jahr"), ""),
        ("2024;a;1\n2024;b;2\n", Chart("Jahr", "Zahl"), "ambiguous"),
        ("2024;a;1\n2024;b;2\n", Chart("Jahr", "Fehlt"), "unknown-column"),
        ("2024;a;1\n2024;b;2\n", Chart("Jahr", "Zahl", "Fehlt"), "unknown-column"),
        ("2024;a;viel\n2024;b;wenig\n", Chart("Jahr", "Zahl"), "no-numbers"),
        ("".join(f"2024;{line};1\n" for line in range(9)), Chart("Jahr", "Zahl", "Art"), "too-many"),
        ("".join(f"{year};a;1\n" for year in range(2001)), Chart("Jahr", "Zahl"), "too-many"),
    ],
)
def test_a_chart_that_cannot_be_drawn_says_why(tmp_path: Path, rows: str, chart: Chart, reason: str) -> None:
    found = csv(tmp_path, f"Jahr;Art;Zahl\n{rows}", chart)

    assert (found.lines, found.no_chart) == ((), reason)
    assert reason in {"", *NO_CHART}


def test_a_chart_names_columns_in_any_case(tmp_path: Path) -> None:
    found = csv(tmp_path, "Jahr;Zahl\n2024;1\n", Chart("jahr", " ZAHL "))

    assert (found.chart, found.lines) == (Chart("Jahr", "Zahl"), (Line("Zahl", (("2024", 1),)),))


def test_a_kept_preview_is_the_one_that_was_made(tmp_path: Path) -> None:
    found = csv(tmp_path, "Jahr;Zahl\n2024;1\n2025;2\n", Chart("Jahr", "Zahl"))

    assert from_values(as_values(found)) == found


def test_the_process_answers_by_itself(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a;b\n1;2\n")
    asked = f'{{"path": "{tmp_path / "a.csv"}", "kind": "CSV", "chart": {{"x": "", "y": "", "by": ""}}}}'
    done = subprocess.run([sys.executable, "-m", "ckanext.luzern.preview.worker"], input=asked, env={}, capture_output=True, text=True, check=True)

    assert '"rows": [["1", "2"]]' in done.stdout
