"""A chart as shapes for an SVG drawing: bars for one short line, lines otherwise. Pure; colours are the style sheet's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ckanext.luzern.presenters import locale
from ckanext.luzern.preview.content import Line

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 76, 190, 16, 36  # what labels need beside the drawing
MOST_BARS = 40
MOST_TICKS = 6
LETTER = 10  # of a label, as wide as on a phone
LABEL_HEIGHT = 20
SHORTEST = 18  # letters of a label


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
    """A line: its path, and its name at its end; ``style`` numbers its colour and dashes."""

    path: str
    name: str
    style: int
    label_y: float


@dataclass(frozen=True)
class Tick:
    """A label of an axis, where it stands."""

    at: float
    text: str


@dataclass(frozen=True)
class Drawing:
    """What the template draws, in units of ``WIDTH`` by ``HEIGHT``."""

    x: str
    y: str
    bars: tuple[Bar, ...]
    curves: tuple[Curve, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lowest: str
    highest: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Scale:
    """Where a number stands: ``low`` at the bottom, ``high`` at the top."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Give the height of a value, from above."""
        return round(HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - BOTTOM - TOP), 1)


def drawing(lines: Sequence[Line], names: tuple[str, str]) -> Drawing:
    """Draw lines; ``names`` are what the axes are called, across and up."""
    places = list(dict.fromkeys(x for line in lines for x, _ in line.points))
    values = [value for line in lines for _, value in line.points]
    step = _step(min(*values, 0), max(*values, 0))
    scale = Scale(math.floor(min(*values, 0) / step) * step, math.ceil(max(*values, 0) / step) * step or step)
    is_bars = len(lines) == 1 and len(places) <= MOST_BARS
    right = WIDTH - (RIGHT if len(lines) > 1 else BOTTOM)
    slot = (right - LEFT) / len(places)
    centres = {x: round(LEFT + slot * (place + 0.5), 1) for place, x in enumerate(places)}
    widest = max(len(x[:SHORTEST]) for x in places)
    every = math.ceil((widest + 2) * LETTER / slot)
    ticks = range(round((scale.high - scale.low) / step) + 1)
    return Drawing(
        x=names[0],
        y=names[1],
        bars=tuple(_bar(x, value, centres[x], slot, scale) for x, value in lines[0].points) if is_bars else (),
        curves=() if is_bars else _curves(lines, centres, scale),
        across=tuple(Tick(centres[x], x[:SHORTEST]) for x in places[::every]),
        up=tuple(Tick(scale.at(scale.low + tick * step), locale.number(scale.low + tick * step)) for tick in ticks),
        lowest=locale.number(min(values)),
        highest=locale.number(max(values)),
        right=right,
    )


def _bar(x: str, value: float, centre: float, slot: float, scale: Scale) -> Bar:
    top, bottom = scale.at(max(value, 0)), scale.at(min(value, 0))
    return Bar(round(centre - slot * 0.35, 1), top, round(slot * 0.7, 1), round(bottom - top, 1), f"{x}: {locale.number(value)}")


def _curves(lines: Sequence[Line], centres: Mapping[str, float], scale: Scale) -> tuple[Curve, ...]:
    ends = sorted(range(len(lines)), key=lambda place: scale.at(lines[place].points[-1][1]))
    labels: dict[int, float] = {}
    for place in ends:  # names that would stand over each other move down
        wanted = scale.at(lines[place].points[-1][1])
        labels[place] = max(wanted, max(labels.values(), default=-math.inf) + LABEL_HEIGHT)
    return tuple(Curve(_path(line, centres, scale), line.name[:SHORTEST], style, labels[style]) for style, line in enumerate(lines))


def _path(line: Line, centres: Mapping[str, float], scale: Scale) -> str:
    points = sorted((centres[x], scale.at(value)) for x, value in line.points)
    return "M" + " L".join(f"{x:g} {y:g}" for x, y in points)


def _step(low: float, high: float) -> float:
    """Give a round distance between the ticks: 1, 2 or 5 and zeros."""
    span = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= MOST_TICKS)
