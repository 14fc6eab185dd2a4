"""GTFS Schedule: what a feed says of itself, read out of its zip without unpacking it.

Read are ``agency``, ``feed_info``, ``calendar``, ``calendar_dates``, and of ``routes`` and ``stops`` their number; never ``stop_times``.
"""

from __future__ import annotations

import io
import zipfile

from luzern_harvesters import dates
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Agent, Period

from .feed import Feed, File, number
from .gtfs_tables import BROKEN, Tables, members_of

SMALL, LARGE = 20_000_000, 500_000_000  # bytes that are read of a table of names, of a table that is counted
KEYWORDS = ("GTFS", "Fahrplan", "öffentlicher Verkehr", "Haltestellen")
SHOWN_AGENCIES = 5
EAST, NORTH = 180.0, 90.0


def feed_of(body: bytes, url: str, name: str, identifier: str, modified: str = "") -> Feed:
    """Describe a feed.

    Raises:
        SourceMalformed: the zip is broken, or holds no GTFS.
    """
    notes = Notes()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            tables = Tables(archive, members_of(archive, notes))
            if not tables.members.keys() & {"agency.txt", "stops.txt", "routes.txt", "trips.txt"}:
                message = f"Das Archiv «{name}» enthält keinen Fahrplan in GTFS."
                raise SourceMalformed(Finding.error("gtfs-none", name, message, "Erwartet werden agency.txt, routes.txt, trips.txt …."))
            return _described(tables, notes, File("gtfs", "Fahrplan als GTFS (zip)", url, "GTFS", "application/zip", len(body)), identifier, modified)
    except BROKEN as err:
        message = f"Das Archiv «{name}» ist beschädigt oder unvollständig."
        raise SourceMalformed(Finding.error("zip-broken", name, message, "Bitte die Datei neu erstellen.")) from err


def _described(tables: Tables, notes: Notes, file: File, identifier: str, modified: str) -> Feed:
    info = next(tables.rows("feed_info.txt", SMALL, notes), {})
    agencies = [row for row in tables.rows("agency.txt", SMALL, notes) if row.get("agency_name")]
    routes = sum(1 for _ in tables.rows("routes.txt", LARGE, notes))
    stops, box = _stops(tables, notes)
    period = _period(info, tables, notes)
    names = [row["agency_name"] for row in agencies]
    publisher = info.get("feed_publisher_name") or (names[0] if len(names) == 1 else "")
    emails = filter(None, (info.get("feed_contact_email"), *(row.get("agency_email") for row in agencies)))
    email = next(emails, "")
    languages = info.get("feed_lang") or next((row["agency_lang"] for row in agencies if row.get("agency_lang")), "")
    return Feed(
        id=identifier,
        title={"de": f"Fahrplan {publisher} (GTFS)" if publisher else "Fahrplan (GTFS)"},
        description={"de": _sentences(names, routes, stops, period)},
        publisher=Agent({"de": publisher}, url=info.get("feed_publisher_url") or (agencies[0].get("agency_url", "") if len(names) == 1 else ""))
        if publisher
        else None,
        creators=tuple(Agent({"de": row["agency_name"]}, url=row.get("agency_url", "")) for row in agencies[:50]),
        contacts=(Agent({"de": publisher or names[0] if names else email}, email, info.get("feed_contact_url", "")),) if email else (),
        keywords=KEYWORDS,
        period=period,
        box=box,
        languages=() if languages.lower() == "mul" else tuple(filter(None, (languages,))),
        modified=modified,
        version=info.get("feed_version", ""),
        landing_page=info.get("feed_contact_url", "") or info.get("feed_publisher_url", ""),
        files=(file,),
        findings=tuple(notes),
    )


def _stops(tables: Tables, notes: Notes) -> tuple[int, tuple[float, ...]]:
    """Count the stops, and give the box that holds them; a stop at 0/0 is one whose place nobody knows."""
    count = 0
    west, south, east, north = EAST, NORTH, -EAST, -NORTH
    for row in tables.rows("stops.txt", LARGE, notes):
        count += 1
        try:
            longitude, latitude = float(row.get("stop_lon", "")), float(row.get("stop_lat", ""))
        except ValueError:
            continue
        if (longitude or latitude) and abs(longitude) <= EAST and abs(latitude) <= NORTH:
            west, south, east, north = min(west, longitude), min(south, latitude), max(east, longitude), max(north, latitude)
    return count, (west, south, east, north) if west <= east else ()


def _sentences(agencies: list[str], routes: int, stops: int, period: Period) -> str:
    shown = ", ".join(agencies[:SHOWN_AGENCIES]) + (f" und {number(len(agencies) - SHOWN_AGENCIES)} weiteren" if len(agencies) > SHOWN_AGENCIES else "")
    parts = [f"Soll-Fahrplan von {shown or 'nicht genannten Betrieben'} mit {number(routes)} Linien und {number(stops)} Haltepunkten, im Format GTFS."]
    ends = [".".join(reversed(end.split("-"))) for end in (period.start, period.end)]
    if all(ends):
        parts.append(f"Gültig vom {ends[0]} bis {ends[1]}.")
    return " ".join(parts)


def _period(info: dict[str, str], tables: Tables, notes: Notes) -> Period:
    """Give the validity that the feed states; an end that it leaves open is taken from the calendar."""
    start, end = (_day(info.get(key, ""), f"feed_info.txt, {key}", notes) for key in ("feed_start_date", "feed_end_date"))
    if start and end:
        return Period(start, end)
    days = [row.get(key, "") for row in tables.rows("calendar.txt", LARGE, notes) for key in ("start_date", "end_date")]
    days += [row.get("date", "") for row in _first_and_last(tables, notes)]
    known = sorted(day for day in days if day.isdecimal() and len(day) == len("20260101"))
    bounds = [_day(day, "calendar.txt", notes) for day in (known[:1] + known[-1:])] or ["", ""]
    return Period(start or bounds[0], end or bounds[-1])


def _first_and_last(tables: Tables, notes: Notes) -> list[dict[str, str]]:
    """Give the first and the last added day of ``calendar_dates``, which may have millions."""
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for row in tables.rows("calendar_dates.txt", LARGE, notes):
        day = row.get("date", "")
        if row.get("exception_type") == "1" and day.isdecimal():
            first = row if not first or day < first["date"] else first
            last = row if not last or day > last["date"] else last
    return [row for row in (first, last) if row]


def _day(text: str, path: str, notes: Notes) -> str:
    compact = f"{text[:4]}-{text[4:6]}-{text[6:]}" if text.isdecimal() and len(text) == len("20260101") else text
    return notes.keep(dates.day(compact, path))
