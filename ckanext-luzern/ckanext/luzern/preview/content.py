"""What a preview holds, and what cells mean. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

MAX_ROWS = 50
MAX_COLUMNS = 50
MAX_CELL = 300  # characters
GROUPING = re.compile(r"(?<=\d)['’‘`\u00a0\u202f ](?=\d{3})")
NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?", re.ASCII)
FORMATS = ("CSV", "TSV", "XLSX", "GEOJSON")
"""Codes of the formats that have a preview."""

REASONS = ("broken", "empty", "encrypted", "old-format", "too-large")
"""Why there may be no preview; the page has a sentence for each."""

NO_CHART = ("unknown-column", "ambiguous", "too-many", "no-numbers")
"""Why a chart that the metadata names may not be drawn; the page has a sentence for each."""


@dataclass(frozen=True)
class Chart:
    """What is to be drawn: names of columns. ``by`` makes a line of each of its values; empty where there is one line."""

    x: str = ""
    y: str = ""
    by: str = ""


@dataclass(frozen=True)
class Line:
    """Values of a chart, in the order of the file: ``points`` are what stands in x, and the number in y."""

    name: str
    points: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Preview:
    """What a page shows of a file.

    ``columns`` and ``rows`` are its beginning, cells as a reader of the file sees them; ``column_count`` and ``row_count`` what the file has of
    them, None where it is too long to count. ``places`` is a GeoJSON FeatureCollection as text, empty where nothing can be placed; ``place_count``
    says how many of the file's ``feature_count`` places it shows. ``lines`` are what ``chart`` asks for, or ``no_chart`` is one of ``NO_CHART``. ``reason`` is one of ``REASONS`` where there is nothing to show.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    column_count: int = 0
    row_count: int | None = None
    chart: Chart = Chart()
    lines: tuple[Line, ...] = ()
    no_chart: str = ""
    places: str = ""
    place_count: int = 0
    feature_count: int = 0
    reason: str = ""


def as_values(preview: Preview) -> dict[str, Any]:
    """Give a preview as JSON keeps it."""
    return asdict(preview)


def from_values(values: Mapping[str, Any]) -> Preview:
    """Give a preview as it was kept, with or without its lines."""
    lines = tuple(Line(line["name"], tuple((x, y) for x, y in line["points"])) for line in values.get("lines", ()))
    return Preview(
        **{**values, "columns": tuple(values["columns"]), "rows": tuple(map(tuple, values["rows"])), "chart": Chart(**values["chart"]), "lines": lines}
    )


def cell(text: str) -> str:
    """Cut a cell to what a table can show."""
    text = " ".join(text.split())
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 1]}…"


def number(text: str) -> float | None:
    """Read a number as people write it here: «1'234.50», «12,5»; None where it is none."""
    plain = GROUPING.sub("", text.strip())
    return float(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else None
