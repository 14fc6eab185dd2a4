"""A feed's time against the time of the answer: stale values, timetables that are over or about to be."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from luzern_harvesters.dates import ZURICH
from luzern_harvesters.finding import Finding

AHEAD = timedelta(minutes=5)  # clocks differ
MILLISECONDS = 10_000_000_000  # a POSIX time above it counts milliseconds


def moment_of(value: Any) -> datetime | None:  # Any: JSON; POSIX seconds, or RFC 3339
    """Give a feed's time stamp: POSIX time (GBFS 1 and 2, GTFS-RT) or RFC 3339 (GBFS 3, SIRI, DATEX II); None if it is neither."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000 if value > MILLISECONDS else value, timezone.utc) if value > 0 else None
        text = str(value or "").strip()
        if text.isdecimal():
            return moment_of(int(text))
        head, _, tail = text.replace("Z", "+00:00").partition(".")
        found = datetime.fromisoformat(head + tail.lstrip("0123456789"))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZURICH)


def live(moment: datetime | None, came: datetime | None, most: timedelta, path: str) -> Finding | None:
    """Judge real-time values; nothing is said of a document that did not come as an answer (``came`` is None)."""
    if moment is None:
        return Finding.warning("feed-time-missing", path, "Der Feed sagt nicht, von wann seine Werte sind.")
    shown = f"{moment.astimezone(ZURICH):%d.%m.%Y, %H:%M} Uhr"
    if came is None:
        return Finding.info("feed-time", path, f"Stand der Werte: {shown}.")
    if moment - came > AHEAD:
        return Finding.warning("feed-time-ahead", path, f"Der Stand der Werte ({shown}) liegt in der Zukunft.", "Bitte die Uhr des Servers prüfen.")
    if came - moment > most:
        message = f"Die Werte sind veraltet: Stand {shown}, {_age(came - moment)} vor der Antwort."
        return Finding.warning("feed-stale", path, message, "Bitte prüfen, ob der Feed noch nachgeführt wird.")
    return Finding.info("feed-time", path, f"Stand der Werte: {shown}.")


def validity(start: str, end: str, today: date, warn_days: int) -> Finding | None:
    """Judge the period of a timetable; the ends are ISO dates, or empty."""
    if end and end < today.isoformat():
        return Finding.warning("feed-expired", "temporal", f"Der Fahrplan ist am {_day(end)} abgelaufen.", "Bitte einen gültigen Fahrplan bereitstellen.")
    if start and start > today.isoformat():
        return Finding.info("feed-not-yet-valid", "temporal", f"Der Fahrplan gilt erst ab dem {_day(start)}.")
    if end and end <= (today + timedelta(days=warn_days)).isoformat():
        return Finding.warning("feed-expiring", "temporal", f"Der Fahrplan läuft am {_day(end)} ab.", "Bitte den nächsten Fahrplan rechtzeitig bereitstellen.")
    return None


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} Minuten"
    return f"{minutes // 60} Stunden" if minutes < 48 * 60 else f"{age.days} Tage"


def _day(iso: str) -> str:
    return ".".join(reversed(iso.split("-")))
