"""A chart as shapes for an SVG drawing: bars for one short line, lines otherwise. Pure; colours are the style sheet's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.luzern.presenters import axis, locale
from ckanext.luzern.preview.content import Line

TOP, BOTTOM, SIDE = 16, 36, 16  # what labels need around the drawing
KEY, NAME = 28, axis.SHORTEST * axis.LETTER  # a line's pattern, and its name beside it
MOST_BARS = 40
LABEL_HEIGHT = 20


@dataclass(frozen=True)
class Size:
    """How large a drawing is, and whether the lines' names stand at their ends, or below it."""

    name: str
    width: int
    height: int
    has_names_beside: bool


WIDE, NARROW = Size("wide", 720, 320, has_names_beside=True), Size("narrow", 320, 280, has_names_beside=False)
"""Both are drawn and the style sheet shows one, so that letters are as large on a phone."""


@dataclass(frozen=True)
class Bar:
    """A bar, and what it says."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True)
class Curve:
    """A line: its path, and its name where ``label_x``, ``label_y`` say; ``style`` numbers its colour and dashes."""

    path: str
    name: str
    style: int
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Tick:
    """A label of an axis, where it stands."""

    at: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """What the template draws of a chart in one size, in units of ``width`` by ``height``."""

    name: str
    bars: tuple[Bar, ...]
    curves: tuple[Curve, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int
    height: int
    left: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Figure:
    """A chart: what its axes are called, its least and greatest value, and its drawings."""

    x: str
    y: str
    lowest: str
    highest: str
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True)
class Scale:
    """Where a number stands: ``low`` at ``bottom``, ``high`` at the top."""

    low: float
    high: float
    step: float
    bottom: int

    def at(self, value: float) -> float:
        """Give the height of a value, from above."""
        return round(self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - TOP), 1)

    def ticks(self) -> tuple[Tick, ...]:
        """Give the numbers at the axis."""
        values = [self.low + place * self.step for place in range(round((self.high - self.low) / self.step) + 1)]
        return tuple(Tick(self.at(value), locale.number(value)) for value in values)


def figure(lines: Sequence[Line], names: tuple[str, str]) -> Figure:
    """Draw lines; ``names`` are what the axes are called, across and up."""
    values = [value for line in lines for _, value in line.points]
    places = axis.labels(list(dict.fromkeys(x for line in lines for x, _ in line.points)))
    drawings = tuple(_drawing(lines, places, values, size) for size in (WIDE, NARROW))
    return Figure(names[0], names[1], locale.number(min(values)), locale.number(max(values)), drawings)


def _drawing(lines: Sequence[Line], places: Mapping[str, str], values: Sequence[float], size: Size) -> Drawing:
    has_names = len(lines) > 1
    scale, up = _scale(values, size.height - BOTTOM)
    left = SIDE + max(axis.width(tick.text) for tick in up)
    right = size.width - SIDE - (KEY + NAME if has_names and size.has_names_beside else 0)
    slot = (right - left) / len(places)
    centres = {x: round(left + slot * (place + 0.5), 1) for place, x in enumerate(places)}
    is_bars = not has_names and len(places) <= MOST_BARS
    return Drawing(
        name=size.name,
        bars=tuple(_bar(x, value, centres[x], slot, scale) for x, value in lines[0].points) if is_bars else (),
        curves=() if is_bars else _curves(lines, centres, scale, size),
        across=_across(places, centres, slot, size),
        up=up,
        width=size.width,
        height=size.height + (len(lines) * LABEL_HEIGHT if has_names and not size.has_names_beside else 0),
        left=left,
        right=right,
        bottom=scale.bottom,
    )


def _scale(values: Sequence[float], bottom: int) -> tuple[Scale, tuple[Tick, ...]]:
    step = axis.step(min(*values, 0), max(*values, 0))
    scale = Scale(math.floor(min(*values, 0) / step) * step, math.ceil(max(*values, 0) / step) * step or step, step, bottom)
    return scale, scale.ticks()


def _across(places: Mapping[str, str], centres: Mapping[str, float], slot: float, size: Size) -> tuple[Tick, ...]:
    """Give the labels below that have room beside each other; one at the edge stands a bit further in."""
    room = max(map(axis.width, places.values())) + axis.LETTER
    ticks: list[Tick] = []
    for x in list(places)[:: math.ceil(room / slot)]:
        half = axis.width(places[x]) / 2
        at = min(max(centres[x], half), size.width - half)
        if not ticks or at - ticks[-1].at >= room:
            ticks.append(Tick(at, places[x]))
    return tuple(ticks)


def _bar(x: str, value: float, centre: float, slot: float, scale: Scale) -> Bar:
    top, bottom = scale.at(max(value, 0)), scale.at(min(value, 0))
    return Bar(round(centre - slot * 0.35, 1), top, round(slot * 0.7, 1), round(bottom - top, 1), f"{x}: {locale.number(value)}")


def _curves(lines: Sequence[Line], centres: Mapping[str, float], scale: Scale, size: Size) -> tuple[Curve, ...]:
    left, heights = (size.width - NAME - KEY, _heights(lines, scale)) if size.has_names_beside else (SIDE, _rows(lines, size))
    return tuple(Curve(_path(line, centres, scale), axis.short(line.name), style, left, heights[style]) for style, line in enumerate(lines))


def _rows(lines: Sequence[Line], size: Size) -> Mapping[int, float]:
    """Tell where names stand below a drawing."""
    return {place: size.height + LABEL_HEIGHT * (place + 0.5) for place in range(len(lines))}


def _heights(lines: Sequence[Line], scale: Scale) -> Mapping[int, float]:
    """Tell where names stand at the ends of their lines; those that would stand over each other move down."""
    labels: dict[int, float] = {}
    for place in sorted(range(len(lines)), key=lambda place: scale.at(lines[place].points[-1][1])):
        wanted = scale.at(lines[place].points[-1][1])
        labels[place] = max(wanted, max(labels.values(), default=-math.inf) + LABEL_HEIGHT)
    return labels


def _path(line: Line, centres: Mapping[str, float], scale: Scale) -> str:
    points = sorted((centres[x], scale.at(value)) for x, value in line.points)
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
