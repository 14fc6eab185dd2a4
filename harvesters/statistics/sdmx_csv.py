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

START = re.compile(rb'^(?:\xef\xbb\xbf)?"?(?:DATAFLOW|STRUCTURE(?:\[.\])?)"?[,;\t]')
STRUCTURE = re.compile(r"^([^:()\s]+):([^:()\s]+)(?:\(([^)]*)\))?(?::\s*(.*))?$", re.DOTALL)
OWN = {"DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "SERIES_KEY", "OBS_KEY"}
SUFFIX = re.compile(r"\[.*\]$")  # ATTR[] holds several values, ATTR[en;fr] one in each language
ROWS = 1_000_000
DISTINCT = 2_000


@dataclass
class _Column:
    """A column of the cube: where its ids and its names stand, and which values occur."""

    id: str
    name: str
    place: int
    names: int = -1
    values: dict[str, str] = field(default_factory=dict)

    def note(self, row: list[str]) -> None:
        value, _, own = row[self.place].partition(": ") if self.names < 0 and self.name else (row[self.place], "", "")
        if value and len(self.values) < DISTINCT:
            self.values.setdefault(value, (row[self.names] if self.names >= 0 else own) or value)


def is_sdmx_csv(body: bytes) -> bool:
    """Tell whether a document starts as SDMX-CSV does."""
    return bool(START.match(body))


def read(document: Document) -> Catalogue:
    """Read a file as the catalogue of the dataflows it holds data of.

    Raises:
        SourceMalformed: it has a header and nothing else, or no dataflow.
    """
    text = _text(document.body)
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
    header = [cell.strip() for cell in next(rows)]
    place = next((header.index(name) for name in ("STRUCTURE_ID", "DATAFLOW") if name in header), -1)
    named = header.index("STRUCTURE_NAME") if "STRUCTURE_NAME" in header else -1
    flows: dict[tuple[str, str], Flow] = {}
    columns: dict[tuple[str, str], list[_Column]] = {}
    for row in islice(rows, ROWS):
        match = STRUCTURE.match(row[place].strip()) if len(row) == len(header) and place >= 0 else None
        if match:
            flow = Reference(match[1], match[2], match[3] or "")
            words = (row[named] if named >= 0 else match[4]) or ""
            flows.setdefault(flow.key, Flow(flow, ((document.language, words),) if words else ()))
            for column in columns.setdefault(flow.key, _columns(header)):
                column.note(row)
    if not flows:
        message = f"«{document.name}» beginnt wie SDMX-CSV, enthält aber keine Zeile mit Dataflow."
        raise SourceMalformed(Finding.error("sdmx-csv-empty", document.name, message, "Bitte die Abfrage prüfen; vielleicht ist ihre Auswahl leer."))
    return Catalogue(tuple(entry for key, flow in flows.items() for entry in _entries(flow, columns[key], document)))


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
    if "STRUCTURE_NAME" in header:
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


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _delimiter(text: str) -> str:
    match = re.match(r'"?[A-Z]+(?:\[.\])?"?([,;\t])', text)
    return match[1] if match else ","
