"""Moments in live values: when something was measured, and how old that is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from . import dates

USUAL = {"UPDATE_CONT": timedelta(hours=1), "CONT": timedelta(days=1), "HOURLY": timedelta(hours=3), "DAILY": timedelta(days=2)}
"""How old values may be where nobody says it, by EU frequency code."""


def _duration(value: Any) -> Any:  # Any: what stands in the file; pydantic checks the result
    return timedelta(minutes=value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _positive(length: timedelta) -> timedelta:
    if length <= timedelta(0):
        raise PydanticCustomError("duration_positive", "Die Dauer muss länger als null sein.")
    return length


Duration = Annotated[timedelta, BeforeValidator(_duration, json_schema_input_type=timedelta | float), AfterValidator(_positive)]
"""An option: an ISO 8601 duration (``PT2H``), or minutes."""


def moment(value: Any) -> datetime | None:  # Any: a JSON value
    """Read a time: ISO 8601, Swiss, or seconds or milliseconds since 1970; one without a zone is Lucerne's."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value)
    return _written(value) if isinstance(value, str) else None


@lru_cache(maxsize=10_000)  # the rows of an answer share their moments
def _written(words: str) -> datetime | None:
    if words.strip().isdecimal() and 10 <= len(words.strip()) <= 13:
        return _since_1970(int(words))
    text, _ = dates.day(words, "")
    if len(text) < 10:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dates.ZURICH)


def age(length: timedelta) -> str:
    """Say a length of time in words."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} Minuten"
    return f"{minutes // 60} Stunden" if minutes < 72 * 60 else f"{minutes // 60 // 24} Tage"


def local(time: datetime) -> str:
    """Say a moment as it is on a clock in Lucerne."""
    return f"{time.astimezone(dates.ZURICH):%d.%m.%Y, %H:%M}"


def _since_1970(value: float) -> datetime | None:
    seconds = value / 1000 if value > 100_000_000_000 else value
    try:
        return datetime.fromtimestamp(seconds, timezone.utc) if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
