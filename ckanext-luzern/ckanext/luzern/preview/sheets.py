"""The rows of a workbook: its first sheet that holds a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl

from ckanext.luzern.errors import NotPreviewable
from luzern_harvesters.dropzone import workbook
from luzern_harvesters.errors import RecordError

from .table import Row, from_header

MAX_UNPACKED = 300_000_000  # bytes
REASONS = {"excel-encrypted": "encrypted", "excel-old-format": "old-format", "excel-too-large": "too-large"}


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


def _sheet(sheet: Any) -> Iterator[Row]:  # Any: openpyxl's read-only sheet has no stubs worth the name
    sheet.reset_dimensions()  # what a file says of its size need not be so
    rows = ([workbook.cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True))
    return from_header(_trimmed(row) for row in rows)


def _trimmed(row: Row) -> Row:
    """Leave out the empty cells at the end of a row, which formatting alone makes."""
    filled = len(row)
    while filled and not row[filled - 1]:
        filled -= 1
    return row[:filled]
