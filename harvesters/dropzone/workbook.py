"""An Excel workbook as plain cells, opened only after a look at the archive it is: a few kilobytes can unpack to gigabytes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from luzern_harvesters.dropzone.words import Word
from luzern_harvesters.errors import RecordError
from luzern_harvesters.finding import Finding

MAX_UNPACKED = 30_000_000  # bytes; a metadata sheet has less than one
MAX_RATIO = 300
MAX_ENTRIES = 500
MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_SHEETS = 20
OLE = b"\xd0\xcf\x11\xe0"  # old .xls, and every encrypted workbook
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    SyntaxError,
    OSError,
    EOFError,
    RuntimeError,
)
"""What openpyxl and the parsers below it raise at a damaged file; each XML parser's error is a SyntaxError, defusedxml's a ValueError."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, and its filled cells by row and column (both from 1)."""

    file: str
    name: str
    cells: Mapping[tuple[int, int], str]

    @property
    def rows(self) -> range:
        """The numbers of its rows."""
        return range(1, max((row for row, _ in self.cells), default=0) + 1)

    def text(self, row: int, column: int) -> str:
        """Give a cell's text; empty if it has none."""
        return self.cells.get((row, column), "")

    def word(self, row: int, column: int) -> Word:
        """Give a cell's text with its place."""
        return Word(self.text(row, column), self.place(row, column))

    def place(self, row: int, column: int) -> str:
        """Say where a cell is."""
        return f"{self.file}, Blatt «{self.name}», Zelle {get_column_letter(column)}{row}"

    def row(self, row: int) -> dict[int, str]:
        """Give the filled cells of a row by their column."""
        return {column: text for (number, column), text in self.cells.items() if number == row}


def sheets(body: bytes, file: str) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """Read the beginning of every sheet of a workbook; the findings are cells that hold an Excel error.

    Raises:
        RecordError: it is encrypted, an old ``.xls``, damaged, or unpacks to too much.
    """
    refuse_old(body, file)
    findings: list[Finding] = []
    with readable(file):
        refuse_bomb(body, file)
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=True)
        found = tuple(_sheet(sheet, file, findings) for sheet in book.worksheets[:MAX_SHEETS])
        book.close()
    return found, tuple(findings)


def empty_formulas(body: bytes, found: tuple[Sheet, ...]) -> Iterator[Finding]:
    """Name the formulas of a workbook that can be opened which have no result: no program wrote it beside them, or it is empty."""
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    for known, sheet in zip(found, book.worksheets, strict=False):
        sheet.reset_dimensions()
        for row, line in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS), start=1):
            for column, cell in enumerate(line, start=1):
                if cell.data_type == "f" and not known.text(row, column):
                    message = "Die Zelle enthält eine Formel ohne Ergebnis; sie gilt als leer."
                    yield Finding.info("cell-formula", known.place(row, column), message, "Bitte den Text statt der Formel eintragen.")
    book.close()


@contextmanager
def readable(file: str) -> Iterator[None]:
    """Open a workbook in here: whatever a damaged one raises becomes a RecordError."""
    try:
        yield
    except BROKEN as err:
        message = f"Die Excel-Datei «{file}» ist beschädigt und lässt sich nicht öffnen."
        raise RecordError(Finding.error("excel-unreadable", file, message, "Bitte in Excel öffnen, neu speichern und nochmals liefern.")) from err


def refuse_old(body: bytes, file: str) -> None:
    """Refuse what is no ``.xlsx``.

    Raises:
        RecordError: it is encrypted, or an old ``.xls``.
    """
    if not body.startswith(OLE):
        return
    if ENCRYPTED in body:
        message = f"Die Excel-Datei «{file}» ist mit einem Passwort geschützt."
        raise RecordError(Finding.error("excel-encrypted", file, message, "Bitte ohne Passwort speichern."))
    message = f"«{file}» ist eine Excel-Datei im alten Format (.xls)."
    raise RecordError(Finding.error("excel-old-format", file, message, "Bitte als .xlsx speichern."))


def refuse_bomb(body: bytes, file: str, most: int = MAX_UNPACKED) -> None:
    """Refuse a workbook that unpacks to more than ``most`` bytes.

    Raises:
        RecordError: it does.
    """
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(len(body), 1)
    if len(entries) > MAX_ENTRIES or unpacked > most or (unpacked > 1_000_000 and unpacked / packed > MAX_RATIO):
        message = f"Die Excel-Datei «{file}» würde entpackt {unpacked // 1_000_000} MB in {len(entries)} Teilen ergeben; sie wurde nicht geöffnet."
        raise RecordError(Finding.error("excel-too-large", file, message, "Ein Metadatenblatt ist klein: bitte die Vorlage neu ausfüllen."))


def _sheet(sheet: Any, file: str, findings: list[Finding]) -> Sheet:  # Any: openpyxl's read-only sheet has no stubs worth the name
    cells: dict[tuple[int, int], str] = {}
    sheet.reset_dimensions()  # what a file says of its size need not be so
    for row, line in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS), start=1):
        for column, cell in enumerate(line, start=1):
            text = cell_text(cell.value)
            if text and cell.data_type == "e":
                place = f"{file}, Blatt «{sheet.title}», Zelle {get_column_letter(column)}{row}"
                findings.append(Finding.warning("cell-error", place, f"Die Zelle enthält einen Excel-Fehler ({text})."))
            elif text:
                cells[row, column] = text
    return Sheet(file, sheet.title, cells)


def cell_text(value: Any) -> str:  # Any: what a cell may hold
    """Give what a person sees in a cell. Midnight is Excel's way to write a day; an apostrophe in front its way to keep a text one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Ja" if value else "Nein"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(timespec="seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip().removeprefix("'").strip()
