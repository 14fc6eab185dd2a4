"""A table's preview: its first rows, places where two columns are coordinates, lines where the metadata names a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ckanext.luzern.errors import NotPreviewable
from luzern_harvesters.extent import SWITZERLAND
from luzern_harvesters.geojson import LV95

from . import spatial
from .content import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Chart, Line, Preview, cell, number
from .spatial import Place
from .table import Row

MOST_READ = 200_000  # rows; of a longer table neither number nor places are told
SAMPLE = 200  # rows by which columns of coordinates are recognised
MOST_LINES = 8
MOST_POINTS = 2_000  # of a line
WORDS = re.compile(r"[^\W\d_]+")
EAST = frozenset(["e", "x", "east", "easting", "ost", "rechtswert", "lon", "lng", "long", "longitude", "länge", "laenge", "längengrad", "laengengrad"])
NORTH = frozenset(["n", "y", "north", "northing", "nord", "hochwert", "lat", "latitude", "breite", "breitengrad"])
SYSTEMS = ((SWITZERLAND[0], SWITZERLAND[2], SWITZERLAND[1], SWITZERLAND[3]), (LV95[0], LV95[2], LV95[1], LV95[3]))
"""Least and most of the first coordinate, then of the second: WGS 84, LV95."""

Pair = tuple[int, int]


def preview(rows: Iterator[Row], chart: Chart) -> Preview:
    """Give the preview of a table; the first row names its columns.

    Raises:
        NotPreviewable: there is no row.
    """
    header = next(rows, None)
    if not header:
        raise NotPreviewable("empty")
    names = tuple(cell(name) for name in header)
    read = list(islice(_cut(rows, len(names)), MOST_READ + 1))
    is_whole = len(read) <= MOST_READ
    pair = _coordinates(names, read[:SAMPLE]) if is_whole else None
    places = [place for row in read if (place := _place(names, row, pair))] if pair else []
    text, shown = spatial.collection(places)
    chart = _as_written(names, chart)
    lines, no_chart = (), ""
    if chart.x and chart.y:
        lines, no_chart = _drawn(names, read, chart) if is_whole else ((), "too-many")
    return Preview(
        columns=names[:MAX_COLUMNS],
        rows=tuple(tuple(map(cell, row[:MAX_COLUMNS])) for row in read[:MAX_ROWS]),
        column_count=len(names),
        row_count=len(read) if is_whole else None,
        chart=chart,
        lines=lines,
        no_chart=no_chart,
        places=text,
        place_count=shown,
        feature_count=len(places),
    )


def _cut(rows: Iterator[Row], width: int) -> Iterator[tuple[str, ...]]:
    """Give rows as long as the first, cells no longer than a page shows: what a table can hold else would not fit in memory."""
    for row in rows:
        yield tuple(text[: MAX_CELL + 1] for text in row[:width]) + ("",) * (width - len(row))


def _coordinates(names: Sequence[str], sample: Sequence[Sequence[str]]) -> Pair | None:
    """Find two columns that are named like coordinates and hold them."""
    words = [frozenset(WORDS.findall(name.casefold())) for name in names]
    easts = [place for place, found in enumerate(words) if found & (EAST | NORTH)]
    for east in easts:
        for north in easts:
            is_named = (words[east] & EAST and words[north] & NORTH) or (words[east] & NORTH and words[north] & EAST)  # LV03 called north x, some still do
            if east != north and is_named and _hold_coordinates(sample, east, north):
                return east, north
    return None


def _hold_coordinates(sample: Sequence[Sequence[str]], east: int, north: int) -> bool:
    pairs = [(x, y) for row in sample if (x := number(row[east])) is not None and (y := number(row[north])) is not None]
    return any(sum(low <= x <= high and least <= y <= most for x, y in pairs) * 10 >= len(pairs) * 9 for low, high, least, most in SYSTEMS) if pairs else False


def _place(names: Sequence[str], row: Sequence[str], pair: Pair) -> Place | None:
    east, north = (number(row[column]) for column in pair)
    if east is None or north is None:
        return None
    facts = [(name, cell(text)) for column, (name, text) in enumerate(zip(names, row, strict=False)) if text and column not in pair]
    return Place("Point", (east, north), tuple(sorted(facts, key=lambda fact: number(fact[1]) is not None)))  # a name tells more than a number


def _as_written(names: Sequence[str], chart: Chart) -> Chart:
    """Give the chart's columns as the file writes them: the metadata may write another case."""
    written = {name.casefold(): name for name in reversed(names)}
    return Chart(*(written.get(name.strip().casefold(), name) for name in (chart.x, chart.y, chart.by)))


def _drawn(names: Sequence[str], rows: Sequence[Sequence[str]], chart: Chart) -> tuple[tuple[Line, ...], str]:
    """Give the lines of a chart, or why there are none (``NO_CHART``): what two values at one place mean together, for one, is not ours to say."""
    asked = [chart.x, chart.y, *([chart.by] if chart.by else [])]
    if not set(asked) <= set(names):
        return (), "unknown-column"
    x, y, *by = map(names.index, asked)
    lines: dict[str, dict[str, float]] = {}
    for row in rows:
        value, place = number(row[y]), cell(row[x])
        if value is None:
            continue
        line = lines.setdefault(cell(row[by[0]]) if by else chart.y, {})
        if place in line:
            return (), "ambiguous"
        if len(lines) > MOST_LINES or len(line) >= MOST_POINTS:
            return (), "too-many"
        line[place] = value
    return tuple(Line(name, tuple(points.items())) for name, points in lines.items()), "" if lines else "no-numbers"
