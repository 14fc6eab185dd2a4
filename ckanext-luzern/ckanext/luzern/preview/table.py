"""The rows of a CSV file, in the encodings and dialects that departments write."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from ckanext.luzern.errors import NotPreviewable

HEAD = 1 << 16  # bytes from which encoding and dialect are told
TOP = 20  # rows among which the names of the columns stand
DELIMITERS = ";,\t|"
BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

FEWEST = 3  # columns of a table of which a row with one cell may be a note
MOST_NOTES = 10
NOTE = re.compile(r"[*¹²³†]|\d\)|\(?(?:Quellen?|Stand|Hinweise?|Anmerkung(?:en)?|Bemerkung(?:en)?|Legende)\b|[^\d:]+:\s", re.IGNORECASE)

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
    with path.open(encoding=charset, errors="replace", newline="") as file:
        try:
            yield from from_header(csv.reader((line.replace("\0", "") for line in file), delimiter=separator))
        except csv.Error as err:
            raise NotPreviewable("broken") from err


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


def from_header(rows: Iterator[Row]) -> Iterator[Row]:
    """Give the rows from the names of the columns on: without what stands above (a title), where rows are less than half as full, empty rows, and notes below."""
    top = list(islice(rows, TOP))
    filled = [len(_filled(row)) for row in top]
    start = next((place for place, count in enumerate(filled) if count and count * 2 >= max(filled)), len(top))
    yield from _without_notes(chain(top[start:], rows))


def _without_notes(rows: Iterator[Row]) -> Iterator[Row]:
    """Leave out the last rows where they are notes: alone in the first cell, after an empty row or worded like one («Quelle: …», «* provisorisch»).

    A table with such rows elsewhere is one that has rows with one cell: all of them count.
    """
    header = next(rows, [])
    yield header
    names = _filled(header)
    may_have_notes, is_after_gap = len(names) >= FEWEST, False
    held: list[Row] = []
    for row in rows:
        filled = _filled(row)
        if may_have_notes and filled == names[:1] and len(held) < MOST_NOTES and (held or _is_note(row[filled[0]], is_after_gap=is_after_gap)):
            held.append(row)
        elif filled:
            may_have_notes = may_have_notes and not held and len(filled) > 1
            yield from (*held, row)
            held = []
        is_after_gap = not filled


def _filled(row: Row) -> list[int]:
    return [place for place, text in enumerate(row) if text.strip()]


def _is_note(text: str, *, is_after_gap: bool) -> bool:
    return bool(NOTE.match(text.strip())) or (is_after_gap and not text.strip()[0].isdigit())
