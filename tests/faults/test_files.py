"""Excel and CSV files."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

from faults.delivery import FIELDS, deliver
from faults.fault import fault
from faults.observed import Observed, a_folder, observe, observe_apart
from luzern_harvesters.run import Outcome

SHEET = "metadaten.xlsx"
COPIED = "It is published byte for byte: nothing on the way interprets it."


def workbook(**fields: object) -> Workbook:
    """Give a metadata sheet as a department fills it in."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Metadaten"
    for row in (("Feld", "Angabe"), *({**FIELDS, **fields}.items())):
        sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """Add a part to a workbook's archive."""
    file = io.BytesIO(document)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


def of_sheet(root: Path, document: bytes, name: str = SHEET) -> Observed:
    deliver(root / "ablage" / "a", document, name)
    return observe_apart(a_folder(root / "ablage"))


def of_data(root: Path, content: bytes) -> Observed:
    deliver(root / "a", daten__csv=content)
    return observe(a_folder(root))


def is_published_as_it_is(observed: Observed, content: bytes) -> bool:
    (reading,) = observed.readings
    assert reading.record is not None
    (file,) = reading.record.distributions
    return (reading.outcome, file.checksum, file.byte_size) == (Outcome.READ, hashlib.sha256(content).hexdigest(), len(content))


@fault("An Excel file of half a megabyte that unpacks to 400 megabytes", "It is not opened; the delivery fails and says so.", seconds=30)
def test_an_excel_bomb(tmp_path: Path) -> None:
    bomb = with_part(saved(workbook()), "xl/media/bild.xml", bytes(400_000_000))

    assert of_sheet(tmp_path, bomb).codes == {"excel-too-large"}


@fault(
    "An Excel file that claims to be small and isn't", "Unpacking ends where its own directory says; the delivery fails, or what is read is small.", seconds=30
)
def test_an_excel_bomb_that_lies(tmp_path: Path) -> None:
    size = 50_000_000
    honest = with_part(saved(workbook()), "xl/sharedStrings.xml", b"<sst>" + bytes(size))
    lying = honest.replace((size + 5).to_bytes(4, "little"), (1000).to_bytes(4, "little"))

    observed = of_sheet(tmp_path, lying)

    assert lying != honest
    assert observed.error is None


@fault("An Excel file with a password", "The delivery fails and says to save it without.")
def test_an_encrypted_workbook(tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")

    assert of_sheet(tmp_path, ole).codes == {"excel-encrypted"}


@fault("A damaged Excel file", "The delivery fails and says to open and save it again.")
def test_a_damaged_workbook(tmp_path: Path) -> None:
    assert of_sheet(tmp_path, saved(workbook())[:-300]).codes == {"excel-unreadable"}


@fault("A metadata sheet with macros (.xlsm)", "It is read; the macros are never run.")
def test_a_workbook_with_macros(tmp_path: Path) -> None:
    document = with_part(saved(workbook()), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"Sub Auto_Open()")

    assert of_sheet(tmp_path, document, "metadaten.xlsm").titles == ["Brücken"]


@fault("A data file with macros (.xlsm)", "It is published with a warning: many readers may not open it, the department should save it as .xlsx.")
def test_data_with_macros(tmp_path: Path) -> None:
    deliver(tmp_path / "a", daten__csv=b"a;b\n1;2\n", zahlen__xlsm=saved(Workbook()))

    observed = observe(a_folder(tmp_path))

    assert observed.titles == ["a"]
    assert "file-with-macros" in observed.codes


@fault("Merged cells in a metadata sheet", "The value of the first cell counts; one that got lost is named with its cell.")
def test_merged_cells(tmp_path: Path) -> None:
    book = workbook(beschreibung=None)
    sheet = book.worksheets[0]
    sheet.merge_cells("A3:B3")

    observed = of_sheet(tmp_path, saved(book))

    assert [finding.code for finding in observed.findings if finding.level == "error"] == ["description-missing"]


@fault("A date that Excel stores as a number", "A cell with a date format is that day; a bare number is named as an Excel date, not guessed.")
def test_dates_as_numbers(tmp_path: Path) -> None:
    observed = of_sheet(tmp_path, saved(workbook(issued=dt.date(2021, 3, 19), modified=44274)))

    (reading,) = observed.readings
    assert reading.record is not None
    assert (reading.record.issued, reading.record.modified) == ("2021-03-19", "")
    assert [finding.remedy for finding in observed.findings if finding.code == "date-unknown"] == [
        "Vermutlich ist es ein Datum aus Excel: bitte die Zelle als Datum formatieren."
    ]


@fault("A cell with an Excel error (#NAME?)", "It counts as empty and is named with its cell.")
def test_a_cell_with_an_error(tmp_path: Path) -> None:
    book = workbook()
    cell = book.worksheets[0]["B4"]
    cell.value, cell.data_type = "#NAME?", "e"

    assert "cell-error" in of_sheet(tmp_path, saved(book)).codes


@fault("A sheet that claims a million rows and 16,000 columns", "Its first 2,000 rows and 60 columns are read.", seconds=30)
def test_a_vast_sheet(tmp_path: Path) -> None:
    book = workbook()
    book.worksheets[0].cell(1_048_576, 16_384, "Ende")

    assert of_sheet(tmp_path, saved(book)).titles == ["Brücken"]


@fault("CSV with a NUL character", COPIED)
def test_csv_with_nul(tmp_path: Path) -> None:
    content = b"a;b\n1;\0\n"

    assert is_published_as_it_is(of_data(tmp_path, content), content)


@fault("CSV with 10,000 columns", COPIED)
def test_csv_with_many_columns(tmp_path: Path) -> None:
    content = b";".join(b"s%d" % number for number in range(10_000)) + b"\n" + b";".join([b"1"] * 10_000)

    assert is_published_as_it_is(of_data(tmp_path, content), content)


@fault("CSV with mixed line ends and quotes that never close", COPIED)
def test_csv_with_mixed_line_ends(tmp_path: Path) -> None:
    content = b'a;b\r\n1;2\n3;"4\r5;6\n\r'

    assert is_published_as_it_is(of_data(tmp_path, content), content)


@fault("An empty data file", "It is not published; the delivery fails and names it.")
def test_an_empty_file(tmp_path: Path) -> None:
    assert "file-empty" in of_data(tmp_path, b"").codes


@fault("A web page saved as CSV", "It is not published; the delivery fails and names it.")
def test_a_web_page_as_csv(tmp_path: Path) -> None:
    assert "file-is-html" in of_data(tmp_path, b"<!DOCTYPE html><html><body>404</body></html>").codes
