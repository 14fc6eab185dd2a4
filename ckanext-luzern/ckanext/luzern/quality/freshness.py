"""Whether data is as new as a department promises: the day by which newer data is due. Pure.

The promise (``update_promise``: a duration, or a sentence like «spätestens Ende März») goes before the frequency. Data is as old as its
``modified`` says, or that of a resource; where nobody states a change, as the day of its publication.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from luzern_harvesters.dates import MONTHS
from luzern_schemas.vocabulary import load

Fields = Mapping[str, Any]  # Any: a package as package_show gives it

DAYS = {
    "DAILY": 1, "WEEKLY_3": 3, "WEEKLY_2": 4, "WEEKLY": 7, "BIWEEKLY": 14, "MONTHLY_3": 11, "MONTHLY_2": 16, "MONTHLY": 31, "BIMONTHLY": 62, "QUARTERLY": 92,
    "ANNUAL_3": 122, "ANNUAL_2": 184, "ANNUAL": 366, "BIENNIAL": 731, "TRIENNIAL": 1096, "QUADRENNIAL": 1461, "QUINQUENNIAL": 1827,
    "DECENNIAL": 3653, "BIDECENNIAL": 7305, "TRIDECENNIAL": 10958,
}  # fmt: skip
"""What a frequency promises. What changes within the day shows at its address, not in the metadata; «irregular» and «never» promise nothing."""

PATIENCE = 0.25  # of the period: a year is not over on its last day
CENTURY = 36600  # days
AT_LEAST = timedelta(days=2)
EARLY = timedelta(days=90)  # who delivers so long before a yearly deadline has kept it

LAST_YEAR = 9000  # nobody promises anything for the end of the calendar

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T.*)?")
_WITHIN = re.compile(r"\b(innert|innerhalb|alle|binnen|spätestens nach)\s+(?:von\s+)?(\w+)\s+(tag|woche|monat|jahr|quartal)", re.IGNORECASE)
_END = re.compile(r"\bnach\s+(?:dem\s+)?(monat|quartal|jahr)(?:e?s)?(?:ende|abschluss)", re.IGNORECASE)
_BY = re.compile(rf"\b(?:(anfang|mitte|ende)\s+|(\d{{1,2}})\.\s*)?({'|'.join(MONTHS)})\b", re.IGNORECASE)
_NUMBERS = {"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "acht": 8, "zehn": 10, "zwölf": 12}
_UNITS = {"tag": 1, "woche": 7, "monat": 31, "quartal": 92, "jahr": 366}


def due(package: Fields) -> date | None:
    """Give the day by which newer data is due; None where nothing that can be measured is promised."""
    changed = changed_on(package)
    if changed is None or changed.year > LAST_YEAR:
        return None
    promise = str(package.get("update_promise") or "")
    days = _days(package.get("frequency"))
    return _by_duration(promise, changed, days) or _by_season(promise, changed) or _after(changed, days)


def changed_on(package: Fields) -> date | None:
    """Give the day the data last changed, as far as the metadata says."""
    stated = [day for fields in (package, *package.get("resources", ())) if (day := _last_day(fields.get("modified")))]
    if stated:
        return max(stated)
    return _last_day(package.get("issued")) or _last_day(package.get("metadata_created"))


def _by_duration(promise: str, changed: date, frequency: int) -> date | None:
    if match := _DURATION.fullmatch(promise.strip()):
        years, months, weeks, days = (int(part or 0) for part in match.groups())
        return _after(changed, 366 * years + 31 * months + 7 * weeks + days)
    if match := _WITHIN.search(promise):
        number = (
            int(match[2])
            if match[2].isdecimal()
            else next((value for word, value in _NUMBERS.items() if re.fullmatch(f"{word}(e[mnrs]?)?", match[2].lower())), 0)
        )
        days = number * _UNITS[match[3].lower()]
        period = 0 if match[1].lower() == "alle" else _period(promise) or frequency
        return changed + timedelta(days=period + days) if days and period and days <= CENTURY else _after(changed, days)
    return None


def _period(promise: str) -> int:
    """Give the days of the period at whose end a promise begins to count («innert zwei Wochen nach Monatsende»)."""
    match = _END.search(promise)
    return _UNITS[match[1].lower()] if match else 0


def _by_season(promise: str, changed: date) -> date | None:
    """Give the next day of the year that a sentence names, if it names one alone."""
    found = _BY.findall(promise)
    if len(found) != 1:
        return None
    (part, day, name), kept = found[0], changed + EARLY
    month = MONTHS.index(name.lower()) + 1
    deadlines = (_day_of(kept.year + later, month, part.lower(), day) for later in (0, 1))
    return next((deadline for deadline in deadlines if deadline >= kept), None)


def _days(frequency: Any) -> int:
    """Give the days that a frequency leaves; 0 where it promises nothing that can be measured."""
    term = load("frequency").find(str(frequency or ""))
    return DAYS.get(term.code, 0) if term else 0


def _after(changed: date, days: int) -> date | None:
    return changed + timedelta(days=days) + max(AT_LEAST, timedelta(days=days * PATIENCE)) if 0 < days <= CENTURY else None


def _day_of(year: int, month: int, part: str, day: str) -> date:
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(int(day), last) if day and int(day) else {"anfang": 10, "mitte": 20}.get(part, last))


def _last_day(value: Any) -> date | None:
    """Give the last day of a year, a month, a day or a moment; None where it is no date."""
    text = str(value or "")[:10]
    try:
        if len(text) == 4:
            return date(int(text), 12, 31)
        if len(text) == 7:
            return date(int(text[:4]), int(text[5:]), calendar.monthrange(int(text[:4]), int(text[5:]))[1])
        return date.fromisoformat(text)
    except ValueError:
        return None
