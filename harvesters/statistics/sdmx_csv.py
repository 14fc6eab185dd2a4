"""SDMX-CSV 1.0 and 2.0: the header gives the columns, the first columns say whose data it is.

Version 1 begins with ``DATAFLOW``, version 2 with ``STRUCTURE`` (which may name the separator of values in a cell: ``STRUCTURE[;]``).
Names come beside the ids (``FREQ: Frequency``, ``M: Monthly``), or in a column of their own after each (``STRUCTURE_NAME`` is there then).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding

from . import times
from .cube import Catalogue, Document, Entry, Role
from .sdmx import Flow, Message, Pairs, Part, Reference, catalogue, data_entry
from .sdmx_observations import ATTRIBUTES, TIMES, VALUE

START = re.compile(rb'^(?:\xef\xbb\xbf)?"?(?:DATAFLOW|STRUCTURE(?:\[.\])?)"?([,;\t])')
STRUCTURE = re.compile(r"^([^:()\s]+):([^:()\s]+)(?:\(([^)]*)\))?(?::\s*(.*))?$", re.DOTALL)
NAMES = "STRUCTURE_NAME"
OWN = {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", NAMES, "ACTION", "SERIES_KEY", "OBS_KEY"}
SUFFIX = re.compile(r"\[.*\]$")  # ATTR[] holds several values, ATTR[en;fr] one in each language
CHUNK = 10_000  # rows
DISTINCT = 2_000
HEAD = 1_000_000  # bytes by which the encoding is told


@dataclass
class _Column:
    """A column of the cube: where its ids and its names stand, and which values occur."""

    id: str
    name: str
    place: int
    names: int = -1
    values: dict[str, str] = field(default_factory=dict)

    def note(self, rows: list[list[str]]) -> None:
        """Note the values that occur in some rows; the numbers themselves are none."""
        if self.id == VALUE or len(self.values) >= DISTINCT:
            return
        if self.names >= 0:
            found = list(dict.fromkeys((row[self.place], row[self.names]) for row in rows))
        else:
            parts = (value.partition(": ") if self.name else (value, "", "") for value in dict.fromkeys(row[self.place] for row in rows))
            found = [(value, name) for value, _, name in parts]
        for value, name in found:
            if value:
                self.values.setdefault(value, name or value)


def is_sdmx_csv(body: bytes) -> bool:
    """Tell whether a document starts as SDMX-CSV does."""
    return bool(START.match(body))


def read(document: Document) -> Catalogue:
    """Read a file as the catalogue of the dataflows it holds data of.

    Raises:
        SourceMalformed: it has a header and nothing else, no dataflow, or is no table.
    """
    flows: dict[tuple[str, str], Flow] = {}
    columns: dict[tuple[str, str], list[_Column]] = {}
    for header, rows in _chunks(document):
        place = next((header.index(name) for name in ("STRUCTURE_ID", "DATAFLOW") if name in header), 0)
        for stated in dict.fromkeys(row[place] for row in rows):
            own = [row for row in rows if row[place] == stated]
            if flow := _flow(stated, own[0][header.index(NAMES)] if NAMES in header else "", document):
                flows.setdefault(flow.reference.key, flow)
                for column in columns.setdefault(flow.reference.key, _columns(header)):
                    column.note(own)
    if not flows:
        message = f"«{document.name}» beginnt wie SDMX-CSV, enthält aber keine Zeile mit Dataflow."
        raise SourceMalformed(Finding.error("sdmx-csv-empty", document.name, message, "Bitte die Abfrage prüfen; vielleicht ist ihre Auswahl leer."))
    return Catalogue(tuple(entry for key, flow in flows.items() for entry in _entries(flow, columns[key], document)))


def _chunks(document: Document) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Give the header with some rows at a time: a file may have millions. Rows of another length are none."""
    encoding = "cp1252" if _is_windows(document.body) else "utf-8-sig"
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(document.body), encoding, "replace", newline=""), delimiter=_delimiter(document.body))
    try:
        header = [cell.strip() for cell in next(rows)]
        while some := list(islice(rows, CHUNK)):
            yield header, [row for row in some if len(row) == len(header)]
    except csv.Error as err:
        message = f"Die SDMX-CSV-Datei «{document.name}» ist nach Zeile {rows.line_num} nicht lesbar."
        raise SourceMalformed(Finding.error("sdmx-csv-broken", document.name, message, "Bitte die Datei neu ausgeben.")) from err


def _flow(stated: str, name: str, document: Document) -> Flow | None:
    match = STRUCTURE.match(stated.strip())
    words = name or (match[4] if match else "") or ""
    return Flow(Reference(match[1], match[2], match[3] or ""), ((document.language, words),) if words else ()) if match else None


def _entries(flow: Flow, columns: list[_Column], document: Document) -> Iterator[Entry]:
    value = next((index for index, column in enumerate(columns) if column.id == VALUE), len(columns))
    parts = {column.id: (_part(column, index, value, document.language), column) for index, column in enumerate(columns) if column.values or index <= value}
    span = times.span(moment for part, column in parts.values() if part.role == "time" for moment in column.values)
    known = Flow(flow.reference, flow.names, parts=tuple(part for part, _ in parts.values()))
    for entry in catalogue(Message([known], periods={flow.reference.key: span}), document).entries:
        yield data_entry(entry, "CSV", document)


def _columns(header: list[str]) -> list[_Column]:
    """Give the columns that are the cube's; where names have columns of their own, each stands after its component's."""
    places = [index for index, cell in enumerate(header) if SUFFIX.sub("", cell) not in OWN]
    if NAMES in header:
        return [_Column(SUFFIX.sub("", header[one]), header[name], one, name) for one, name in zip(places[::2], places[1::2], strict=False)]
    pairs = ((index, *header[index].partition(": ")) for index in places)
    return [_Column(SUFFIX.sub("", code), name, index) for index, code, _, name in pairs]


def _part(column: _Column, index: int, value: int, language: str) -> Part:
    names: Pairs = ((language, column.name),) if column.name else ()
    if column.id == VALUE:
        return Part(column.id, "measure", names=names)
    role: Role = "attribute" if index > value or column.id in ATTRIBUTES else "dimension"
    if role == "dimension" and (column.id in TIMES or times.looks_like_time(column.id, column.values)):
        role = "time"
    return Part(column.id, role, names=names, values=tuple(((language, words),) for words in column.values.values()))


def _is_windows(body: bytes) -> bool:
    """Tell by its beginning whether a file is in Windows-1252 and not in UTF-8."""
    part = body[:HEAD]
    try:
        (part[: part.rfind(b"\n") + 1] or part).decode()
    except UnicodeDecodeError:
        return True
    return False


def _delimiter(body: bytes) -> str:
    match = START.match(body)
    return match[1].decode() if match else ","
