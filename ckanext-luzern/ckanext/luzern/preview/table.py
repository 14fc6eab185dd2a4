"""The rows of a file that holds a table: CSV in the encodings and dialects that departments write, a workbook's first sheet with a table."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any

import openpyxl

from ckanext.luzern.errors import NotPreviewable
from luzern_harvesters.dropzone import workbook
from luzern_harvesters.errors import RecordError

HEAD = 1 << 16  # bytes from which encoding and dialect are told
TOP = 20  # rows among which the names of the columns stand
DELIMITERS = ";,\t|"
LONGEST_FIELD = 10_000_000  # characters: an outline in a cell is long
MAX_UNPACKED = 300_000_000  # bytes of a workbook
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
REASONS = {"excel-encrypted": "encrypted", "excel-old-format": "old-format", "excel-too-large": "too-large"}

Row = list[str]


def csv_rows(path: Path) -> Iterator[Row]:
    """Give the rows of a CSV file, names of columns first; UTF-8 and UTF-16 are recognised, all else is Windows-1252.

    Raises:
        NotPreviewable: it is no text, or no table.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    charset = encoding(head)
    separator = delimiter(head.decode(charset, "ignore"))
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding=charset, errors="replace", newline="") as file:
        try:
            yield from _from_header(csv.reader((line.replace("\0", "") for line in file), delimiter=separator))
        except csv.Error as err:
            raise NotPreviewable("broken") from err


def workbook_rows(path: Path) -> Iterator[Row]:
    """Give the rows of the first sheet that holds a table, names of columns first; a formula is its result, as it was stored.

    Raises:
        NotPreviewable: it is encrypted, an old ``.xls``, damaged, or unpacks to too much.
    """
    body = path.read_bytes()
    try:
        with workbook.readable(path.name):
            workbook.refuse_old(body, path.name)
            workbook.refuse_bomb(body, path.name, MAX_UNPACKED)
            with path.open("rb") as file, closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
                tables = list(map(_sheet, book.worksheets))
                filled = [(header, rows) for rows in tables if (header := next(rows, None))]
                header, rows = max(filled, key=lambda found: min(len(found[0]), 2), default=([], iter(())))  # one column is a page of text
                yield from chain([header], rows)
    except RecordError as err:
        raise NotPreviewable(REASONS.get(err.finding.code, "broken")) from err


def encoding(head: bytes) -> str:
    """Tell the encoding of a text by its beginning.

    Raises:
        NotPreviewable: it is no text.
    """
    for mark, name in BOMS.items():
        if head.startswith(mark):
            return name
    if head.count(0) * 10 > len(head) or head.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise NotPreviewable("broken")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def delimiter(text: str) -> str:
    """Tell what separates the cells: what cuts most of the first lines into as many pieces as each other; the comma where nothing does."""
    lines = text.replace("\0", "").splitlines()[: TOP * 3]

    def agreement(candidate: str) -> tuple[int, int]:
        lengths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate) if len(row) > 1)
        return max(((count, length) for length, count in lengths.items()), default=(0, 0))

    try:
        best = max(DELIMITERS, key=agreement)
        return best if agreement(best)[0] else ","
    except csv.Error as err:
        raise NotPreviewable("broken") from err


def _sheet(sheet: Any) -> Iterator[Row]:  # Any: openpyxl's read-only sheet has no stubs worth the name
    sheet.reset_dimensions()  # what a file says of its size need not be so
    rows = ([workbook.cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True))
    return _from_header(_trimmed(row) for row in rows)


def _trimmed(row: Row) -> Row:
    """Leave out the empty cells at the end of a row, which formatting alone makes."""
    filled = len(row)
    while filled and not row[filled - 1]:
        filled -= 1
    return row[:filled]


def _from_header(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out what stands above the table (a title, empty lines): its first row is half as full as the fullest near it. Empty rows go, too."""
    top = list(islice(rows, TOP))
    filled = [sum(1 for text in row if text.strip()) for row in top]
    start = next((place for place, count in enumerate(filled) if count and count * 2 >= max(filled)), len(top))
    yield from (row for row in chain(top[start:], rows) if any(text.strip() for text in row))
