"""What stands at the axes of a chart: days and moments in their order and short, as people here write them, and round distances. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

LETTER = 8  # of a label, in the units of a drawing
SHORTEST = 18  # letters of a label
MOST_TICKS = 6
HOURS = timedelta(days=2)  # a shorter time is told by its hours
YEAR = re.compile(r"[12]\d{3}", re.ASCII)
SWISS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}):(\d{2})(?::\d{2})?)?", re.ASCII)


def labels(places: Sequence[str]) -> Mapping[str, str]:
    """Give the places in the order they are drawn, each with its label: dates and years by time, all else as the file has them."""
    moments = {place: moment for place in places if (moment := _moment(place))}
    if len(moments) < len(places):
        return {place: short(place) for place in places}
    ordered = sorted(places, key=lambda place: moments[place])
    write = _hour if moments[ordered[-1]] - moments[ordered[0]] < HOURS and any(":" in place for place in places) else _day
    return {place: place if YEAR.fullmatch(place) else write(moments[place]) for place in ordered}


def short(text: str) -> str:
    """Cut a label to what there is room for, and show that it was."""
    return text if len(text) <= SHORTEST else f"{text[: SHORTEST - 1]}…"


def width(text: str) -> int:
    """Tell how wide a label is at most, in the units of a drawing."""
    return len(text) * LETTER


def step(low: float, high: float) -> float:
    """Give a round distance between the ticks: 1, 2 or 5 and zeros."""
    span = (high - low) or 1.0
    power = 10.0 ** math.floor(math.log10(span / MOST_TICKS))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= MOST_TICKS)


def _moment(text: str) -> datetime | None:
    """Read a year, «2026-03-23 14:00», «23.3.2026»; None where it is none. UTC stands for no time zone, so that all can be compared."""
    try:
        if YEAR.fullmatch(text):
            return datetime(int(text), 1, 1, tzinfo=timezone.utc)
        if found := SWISS.fullmatch(text):
            day, month, year, hour, minute = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, tzinfo=timezone.utc)
        moment = datetime.fromisoformat(re.sub(r"Z$", "+00:00", text))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _day(moment: datetime) -> str:
    return f"{moment.day}.{moment.month}.{moment:%y}"


def _hour(moment: datetime) -> str:
    return f"{moment.day}.{moment.month}. {moment:%H:%M}"
