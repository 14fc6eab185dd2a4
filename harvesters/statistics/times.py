"""The time values of cubes as ISO 8601: years, half-years, quarters, months, weeks, days, as PX, JSON-stat and SDMX write them.

PX 2013 §TIMEVAL (``TLIST(Q1)``, ``20101``), SDMX 2.1 §Time formats (``2010-S1``, ``2010-Q1``, ``2010-W05``), and the Nordic letters
that PxWeb's codes carry (K quarter, U week).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from luzern_harvesters import dates
from luzern_harvesters.record import Period

PART = re.compile(r"^(\d{4})\s?-?(?:([AQKMWUHSTD])-?)(\d{1,3})$", re.IGNORECASE)
FOURTH = re.compile(r"^\d{4}-?T4$")
TRAILED = re.compile(r"^([QKH])(\d)[ /-]?(\d{4})$", re.IGNORECASE)
SCHOOL_YEAR = re.compile(r"^(\d{4})\s?[/–-]\s?(\d{2}|\d{4})$")
YEAR = re.compile(r"^\d{4}$")
MONTH = re.compile(r"^(\d{4})-?(\d\d)$")
NAMED = re.compile(r"^([^\W\d]{3,9})\.?(?:\s?[-–]\s?([^\W\d]{3,9})\.?)?\s(\d{4})$")
RANGE = re.compile(r"^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T[\d:.]+Z?)?/(P\d+[YMWD])$")
MONTHS_OF = {"Q": 3, "K": 3, "H": 6, "S": 6, "T": 4}
DURATIONS = {"A": "P1Y", "H": "P6M", "S": "P6M", "T": "P4M", "Q": "P3M", "K": "P3M", "M": "P1M", "W": "P7D", "U": "P7D", "D": "P1D"}
MONTH_NAMES = (
    ("januar", "january", "janvier", "gennaio"),
    ("februar", "february", "février", "febbraio"),
    ("märz", "mrz", "march", "mars", "marzo"),
    ("april", "avril", "aprile"),
    ("mai", "may", "maggio"),
    ("juni", "june", "juin", "giugno"),
    ("juli", "july", "juillet", "luglio"),
    ("august", "août", "agosto"),
    ("september", "septembre", "settembre"),
    ("oktober", "october", "octobre", "ottobre"),
    ("november", "novembre"),
    ("dezember", "december", "décembre", "dicembre"),
)
NAMES = {"jahr", "jahre", "monat", "quartal", "zeit", "year", "month", "quarter", "time", "année", "annee", "mois", "trimestre", "temps"}
NAMES |= {"anno", "mese", "tempo", "año", "periodo", "período", "tid", "år", "time_period", "periode", "zeitraum", "semester", "woche", "week"}
COMPACT = re.compile(r"^\d{8}$")
EARLIEST, LATEST = 1000, 2200
MONTHS, DAYS = 12, 366
LONGEST = 60  # years that one value covers


def span(values: Iterable[str], scale: str = "") -> Period:
    """Give the period from the first to the last of the values, whatever their order; empty if none can be read."""
    ends = [found for value in _unambiguous(values) if (found := ends_of(value, scale))]
    return Period(min(start for start, _ in ends), max(end for _, end in ends)) if ends else Period()


def resolution(values: Iterable[str], scale: str = "") -> str:
    """Give the duration of one value (``P1Y``) if all have the same; empty if not."""
    found = {DURATIONS.get(_letter(value, scale), "") for value in _unambiguous(values)}
    return found.pop() if len(found) == 1 else ""


def _unambiguous(values: Iterable[str]) -> list[str]:
    """Where there is a fourth T, the letter is not SDMX's third of a year but the quarter of Spain and Italy."""
    known = [value.strip() for value in values]
    return [value.replace("T", "Q") for value in known] if any(FOURTH.match(value) for value in known) else known


def looks_like_time(name: str, values: Iterable[str]) -> bool:
    """Tell whether a dimension that nobody calls time is time: its values can be read, and it is named so or they are recent."""
    known = _unambiguous(values)
    if not known or not all(ends_of(value) for value in known):
        return False
    return name.strip().lower() in NAMES or (len(known) > 1 and all(value[:4] >= "1800" for value in known))


def ends_of(value: str, scale: str = "") -> tuple[str, str] | None:
    """Give start and end of one value; ``scale`` is PX's letter, which says what ``20101`` means."""
    value = value.strip()
    try:
        return _ends(value, scale[:1].upper())
    except (ValueError, OverflowError):  # a month 13, a week 60, a year 0
        return None


def _ends(value: str, scale: str) -> tuple[str, str] | None:
    if YEAR.match(value):
        return (value, value) if EARLIEST < int(value) < LATEST else None
    if part := _named_part(value, scale):
        return _part(*part)
    if (match := MONTH.match(value)) and (int(match[2]) <= MONTHS or "-" not in value):  # 2010-19 is a school year without its century
        return _part(int(match[1]), "M", int(match[2]))
    if match := SCHOOL_YEAR.match(value):
        last = match[2] if len(match[2]) == len(match[1]) else f"{int(match[1][:2]) + (match[2] < match[1][2:])}{match[2]}"
        return (match[1], last) if 0 <= int(last) - int(match[1]) <= LONGEST else None
    if match := NAMED.match(value):
        months = [_month(name) for name in (match[1], match[2] or match[1])]
        return (f"{match[3]}-{months[0]:02}", f"{match[3]}-{months[1]:02}") if 0 < months[0] <= months[1] else None
    if match := RANGE.match(value):
        return match[1], match[1]
    compact = f"{value[:4]}-{value[4:6]}-{value[6:]}" if COMPACT.match(value) else value
    day, _ = dates.day(compact, "")
    return (day[:10], day[:10]) if day else None


def _named_part(value: str, scale: str) -> tuple[int, str, int] | None:
    """Give year, letter and number of ``2010Q1``, ``Q1 2010``, or of ``20101`` on a scale of quarters."""
    if match := PART.match(value):
        return int(match[1]), match[2].upper(), int(match[3])
    if match := TRAILED.match(value):
        return int(match[3]), match[1].upper(), int(match[2])
    digits = {**dict.fromkeys(MONTHS_OF, 5), "W": 6}.get(scale)
    return (int(value[:4]), scale, int(value[4:])) if value.isdecimal() and len(value) == digits else None


def _month(name: str) -> int:
    """Give the number of the one month that is so called or abbreviated; 0 if there is none."""
    found = [number for number, names in enumerate(MONTH_NAMES, 1) if any(one.startswith(name.lower()) for one in names)]
    return found[0] if len(found) == 1 else 0


def _part(year: int, letter: str, number: int) -> tuple[str, str] | None:
    """Give the ends of the n-th part of a year."""
    if not EARLIEST < year < LATEST or number < 1:
        return None
    if letter in MONTHS_OF:
        length = MONTHS_OF[letter]
        last = number * length
        return (f"{year}-{last - length + 1:02}", f"{year}-{last:02}") if last <= MONTHS else None
    if letter == "M":
        month = date(year, number, 1).isoformat()[:7]
        return month, month
    if letter in "WU":
        return date.fromisocalendar(year, number, 1).isoformat(), date.fromisocalendar(year, number, 7).isoformat()
    if letter == "D":
        day = (date(year, 1, 1) + timedelta(days=number - 1)).isoformat()
        return (day, day) if number <= DAYS else None
    return str(year), str(year)


def _letter(value: str, scale: str) -> str:
    if scale:
        return scale[:1].upper()
    if match := PART.match(value):
        return match[2].upper()
    if match := TRAILED.match(value):
        return match[1].upper()
    found = ends_of(value)
    return {4: "A", 7: "M", 10: "D"}.get(len(found[0]), "") if found and found[0] == found[1] else ""
