"""A line over time, as the coordinates of an SVG picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 28
GRID = 4  # lines besides the ground


@dataclass(frozen=True)
class Chart:
    """``line`` are the points of a polyline, ``dots`` the same one by one (none of a long line); ``grid`` are heights with their values."""

    width: int
    height: int
    left: int
    right: int
    bottom: int
    line: str
    dots: tuple[tuple[float, float], ...]
    grid: tuple[tuple[float, int], ...]
    ends: tuple[str, str]


def chart(values: Sequence[tuple[date, float]], maximum: int, ends: Sequence[str]) -> Chart:
    """Draw values by day, at least two, between zero and a maximum; ``ends`` are the first and last day in words."""
    first, last = values[0][0], values[-1][0]
    days = max((last - first).days, 1)
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def at(value: float) -> float:
        return round(TOP + height * (1 - value / maximum), 1)

    dots = tuple((round(LEFT + width * (day - first).days / days, 1), at(value)) for day, value in values)
    step = maximum / GRID
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        line=" ".join(f"{x},{y}" for x, y in dots),
        dots=dots if len(dots) <= 31 else (dots[-1],),
        grid=tuple((at(step * number), round(step * number)) for number in range(GRID + 1)),
        ends=(ends[0], ends[1]),
    )
