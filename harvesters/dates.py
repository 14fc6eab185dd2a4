"""Dates and periods as people and machines write them, as ISO 8601.

What is less than a day stays less: a year stays a year. A moment of midnight in Lucerne that a conversion moved to the
evening before (``2019-02-28T23:00:00Z``) is the day it was meant to be. What can't be read is a finding, never a guess.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from .finding import Finding
from .record import Period

ZURICH = ZoneInfo("Europe/Zurich")
CET = timezone(timedelta(hours=1))
MONTHS = ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember")

YEAR = re.compile(r"^(\d{4})(?:Z|[+-]\d\d:\d\d)?$")
MONTH = re.compile(r"^(\d{4})-(\d\d)(?:Z|[+-]\d\d:\d\d)?$")
DAY = re.compile(r"^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?$")
MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?$")
SWISS_MONTH = re.compile(r"^(\d{1,2})[./](\d{4})$")
SWISS_DAY = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ ,]+(\d{1,2})[:.](\d\d)(?::(\d\d))?(?: Uhr)?)?$")
SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?)?$")
WORDS = re.compile(r"^(?:(\d{1,2})\.\s?)?([A-Za-zä]+)\s(\d{4})$")

SINCE = re.compile(r"^(?:laufend\w*\s+(?:nachf(?:ü|ue)hrung\s+)?)?(?:seit|ab|von|since|depuis|dal)\s+(.+)$", re.IGNORECASE)
UNTIL = re.compile(r"^(?:bis|until|jusqu'en)\s+(.+)$", re.IGNORECASE)
BETWEEN = re.compile(r"^(?:von\s+)?(.+?)(?:\s*[–—]\s*|\s+-\s+|\s+bis\s+)(.*)$", re.IGNORECASE)
SLASH = re.compile(r"^(.+?)\s*/\s*(.*)$")
AND = re.compile(r"^(?:zwischen|between|entre|tra)\s+(.+?)\s+(?:und|and|et|e)\s+(.+)$", re.IGNORECASE)
YEARS = re.compile(r"^(\d{4})-(\d{4}|[^\W\d]{3,})$")
DCMI = re.compile(r"\b(start|end)\s*=\s*([^;]+)", re.IGNORECASE)  # DCMI Period Encoding Scheme
OPEN = {"", "..", "heute", "gestern", "aktuell", "laufend", "jetzt", "dato", "today", "yesterday", "now", "present", "ongoing", "aujourd'hui", "oggi"}


def day(text: str, path: str) -> tuple[str, Finding | None]:
    """Give a year, month, day or moment as ISO 8601."""
    text = " ".join(text.split())
    if not text:
        return "", None
    if value := _iso(text):
        return value, None
    remedy = "Erwartet wird ein Datum wie 31.12.2025, 2025-12-31 oder 2025."
    if re.fullmatch(r"[345]\d{4}", text):  # Excel counts days since 1900
        remedy = "Vermutlich ist es ein Datum aus Excel: bitte die Zelle als Datum formatieren."
    return "", Finding.warning("date-unknown", path, f"Das Datum «{text[:80]}» ist nicht lesbar.", remedy)


def period(text: str, path: str) -> tuple[Period | None, Finding | None]:
    """Give a time span: «1993-2012», «2013 – 2014», «2013-heute», «seit 2010», «01.01.2020 bis 31.12.2020», «2015/..», or one year or day."""
    text = " ".join(text.split())
    if not text:
        return None, None
    found = _span(text)
    if found is None:
        remedy = "Erwartet wird ein Zeitraum wie 1993–2012, seit 2010 oder 01.01.2020 – 31.12.2020."
        return None, Finding.warning("period-unknown", path, f"Der Zeitraum «{text[:80]}» ist nicht lesbar.", remedy)
    return in_order(found, path)


def in_order(span: Period, path: str) -> tuple[Period | None, Finding | None]:
    """Give the period if it does not end before it starts."""
    length = min(len(span.start), len(span.end), 10)  # a year and a day compare by the year
    if span.start and span.end and span.end[:length] < span.start[:length]:
        message = f"Der Zeitraum endet vor seinem Beginn ({span.start} – {span.end})."
        return None, Finding.warning("period-reversed", path, message, "Bitte Beginn und Ende prüfen.")
    return (span, None) if span.start or span.end else (None, None)


def _span(text: str) -> Period | None:
    if value := _iso(text):
        return Period(value, value)
    if stated := {end.lower(): words for end, words in DCMI.findall(text)}:
        return _period_of(stated.get("start", ""), stated.get("end", ""))
    if match := SINCE.match(text):
        if not _iso(match[1]) and (BETWEEN.match(match[1]) or SLASH.match(match[1])):
            return _span(match[1])
        return _period_of(match[1], "")
    if match := UNTIL.match(text):
        return _period_of("", match[1])
    match = YEARS.match(text) or AND.match(text) or BETWEEN.match(text) or SLASH.match(text)
    return _period_of(match[1], match[2]) if match else None


def _period_of(start: str, end: str) -> Period | None:
    """Give the period if each end is open or can be read, and one of them is not open."""
    ends = ["" if part.strip().lower() in OPEN else _iso(part.strip()) or None for part in (start, end)]
    return Period(ends[0] or "", ends[1] or "") if None not in ends and any(ends) else None


def _iso(text: str) -> str:
    """Give the ISO form of one date; empty if it is none."""
    try:
        return _of_iso(text) or _of_swiss(text)
    except ValueError:  # 31.02.2020, 25:00, the year 0
        return ""


def _of_iso(text: str) -> str:
    if match := YEAR.match(text):
        return f"{date(int(match[1]), 1, 1):%Y}".zfill(4)
    if match := MONTH.match(text):
        return date(int(match[1]), int(match[2]), 1).isoformat()[:7]
    if match := DAY.match(text):
        return date.fromisoformat(match[1]).isoformat()
    match = MOMENT.match(text)
    return _moment(match) if match else ""


def _moment(match: re.Match[str]) -> str:
    """Python 3.10 reads neither ``Z`` nor fractions of any length; parts of a second say nothing about a dataset."""
    zone = (match[5] or "").replace("Z", "+00:00")
    if zone and ":" not in zone:
        zone = f"{zone[:3]}:{zone[3:]}"
    moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ':00'}{zone}")
    if moment.tzinfo and moment.utcoffset() == timezone.utc.utcoffset(None) and moment.time() != time(0) and (local := _local(moment)).time() == time(0):
        return local.date().isoformat()
    return moment.isoformat()


def _local(moment: datetime) -> datetime:
    """Give a moment as a conversion knows it: before June 1894 clocks in Switzerland showed local time, of which programs know nothing."""
    return moment.astimezone(ZURICH if moment.year > 1894 else CET)


def _of_swiss(text: str) -> str:
    if match := SWISS_MONTH.match(text):
        return date(int(match[2]), int(match[1]), 1).isoformat()[:7]
    if match := SWISS_DAY.match(text):
        found = date(int(match[3]), int(match[2]), int(match[1]))
        return found.isoformat() if match[4] is None else datetime.combine(found, time(int(match[4]), int(match[5]), int(match[6] or 0))).isoformat()
    if match := SLASHED.match(text):
        return _of_slashed(match)
    match = WORDS.match(text)
    if not match or match[2].lower() not in MONTHS:
        return ""
    found = date(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1] or 1))
    return found.isoformat() if match[1] else found.isoformat()[:7]


def _of_slashed(match: re.Match[str]) -> str:
    """Give «31/12/2025» and «12/31/2025»; where day and month can't be told apart, empty."""
    one, other = int(match[1]), int(match[2])
    if one <= 12 and other <= 12 and one != other:
        return ""
    found = date(int(match[3]), min(one, other), max(one, other))
    return found.isoformat() if match[4] is None else datetime.combine(found, time(int(match[4]), int(match[5]), int(match[6] or 0))).isoformat()
