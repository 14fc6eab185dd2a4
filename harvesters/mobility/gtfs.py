"""GTFS Schedule: what a feed says of itself, read out of its zip without unpacking it.

Read are ``agency``, ``feed_info``, ``calendar``, ``calendar_dates``, and of ``routes`` and ``stops`` their number; never ``stop_times``.
Each is read piece by piece up to a limit: what a zip claims about its sizes proves nothing. Feeds come in a folder inside of the zip, with
byte order marks, in Windows-1252, and without files that the reference calls required.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from luzern_harvesters import dates
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding, Notes
from luzern_harvesters.record import Agent, Period

from .feed import Feed, File, number

START = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
REQUIRED = ("agency.txt", "routes.txt", "trips.txt", "stop_times.txt")
EITHER = (("stops.txt", "locations.geojson"), ("calendar.txt", "calendar_dates.txt"))
SMALL, LARGE = 20_000_000, 1_000_000_000  # bytes that are read of a table of names, of a table that is counted
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)  # encrypted, unknown packing, cut off
KEYWORDS = ("GTFS", "Fahrplan", "öffentlicher Verkehr", "Haltestellen")
SHOWN_AGENCIES = 5
MOST_MEMBERS = 10_000


@dataclass(frozen=True)
class Tables:
    """The tables of a feed: where each lies in the zip."""

    archive: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]

    def rows(self, name: str, limit: int, notes: Notes) -> Iterator[dict[str, str]]:
        """Give the rows of a table; nothing if it is missing. A table that is broken or too large ends early, with a finding."""
        info = self.members.get(name)
        if info is None:
            return
        try:
            with self.archive.open(info) as packed:
                text = io.TextIOWrapper(io.BufferedReader(_Limited(packed, limit)), _encoding(self.archive, info), "replace", newline="")
                reader = csv.reader(text)
                header = [cell.strip().lstrip("\ufeff").lower() for cell in next(reader, [])]
                for cells in reader:
                    if cells:
                        yield dict(zip(header, (cell.strip() for cell in cells), strict=False))
        except _TooLargeError:
            notes.append(
                Finding.warning("gtfs-table-large", name, f"Die Tabelle «{name}» ist grösser als {limit // 1_000_000} MB; der Rest wurde nicht gelesen.")
            )
        except (*BROKEN, csv.Error):
            notes.append(
                Finding.warning("gtfs-table-broken", name, f"Die Tabelle «{name}» ist beschädigt oder nicht lesbar.", "Bitte das Archiv neu erstellen.")
            )


def is_zip(body: bytes) -> bool:
    """Tell whether a document is a zip."""
    return body.startswith((START, EMPTY))


def feed_of(body: bytes, url: str, name: str, identifier: str, modified: str = "") -> Feed:
    """Describe a feed.

    Raises:
        SourceMalformed: the zip is broken, or holds no GTFS.
    """
    notes = Notes()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            tables = Tables(archive, _members(archive, notes))
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
    routes, stops = (sum(1 for _ in tables.rows(table, LARGE, notes)) for table in ("routes.txt", "stops.txt"))
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
        languages=() if languages.lower() == "mul" else tuple(filter(None, (languages,))),
        modified=modified,
        version=info.get("feed_version", ""),
        landing_page=info.get("feed_contact_url", "") or info.get("feed_publisher_url", ""),
        files=(file,),
        findings=tuple(notes),
    )


def _sentences(agencies: list[str], routes: int, stops: int, period: Period) -> str:
    shown = ", ".join(agencies[:SHOWN_AGENCIES]) + (f" und {number(len(agencies) - SHOWN_AGENCIES)} weiteren" if len(agencies) > SHOWN_AGENCIES else "")
    parts = [f"Soll-Fahrplan von {shown or 'nicht genannten Betrieben'} mit {number(routes)} Linien und {number(stops)} Haltepunkten, im Format GTFS."]
    ends = [".".join(reversed(end.split("-"))) for end in (period.start, period.end)]
    if all(ends):
        parts.append(f"Gültig vom {ends[0]} bis {ends[1]}.")
    return " ".join(parts)


def _members(archive: zipfile.ZipFile, notes: Notes) -> dict[str, zipfile.ZipInfo]:
    """Find the tables by name, the least deep of each; say which required ones are missing."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in sorted(archive.infolist()[:MOST_MEMBERS], key=lambda one: one.filename.count("/")):
        folder, _, name = info.filename.rpartition("/")
        if not info.is_dir() and "__MACOSX" not in folder and not name.startswith("."):
            found.setdefault(name.lower(), info)
    tables = {name: info for name, info in found.items() if name.endswith((".txt", ".geojson"))}
    if any("/" in info.filename for name, info in tables.items() if name in REQUIRED):
        notes.append(Finding.info("gtfs-nested", "zip", "Die Tabellen liegen in einem Ordner des Archivs; GTFS verlangt sie zuoberst."))
    missing = [name for name in REQUIRED if name not in tables]
    missing += [" oder ".join(names) for names in EITHER if not any(name in tables for name in names)]
    if tables and missing:
        notes.append(Finding.warning("gtfs-table-missing", "zip", f"Im Archiv fehlt: {', '.join(missing)}.", "GTFS verlangt diese Tabellen."))
    return tables


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


def _encoding(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    """UTF-8 is the rule; Windows-1252 is what a table is in whose first million bytes are not UTF-8."""
    with archive.open(info) as packed:
        head = packed.read(1_000_000)
    try:
        io.TextIOWrapper(io.BytesIO(head[: head.rfind(b"\n") + 1] or head), "utf-8").read()
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


class _TooLargeError(Exception):
    """More came out of the zip than is read."""


class _Limited(io.RawIOBase):
    """A packed file that ends with an error after so many bytes."""

    def __init__(self, packed: IO[bytes], limit: int) -> None:
        super().__init__()
        self._packed = packed
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # the base class takes any writable buffer
        part = self._packed.read(len(buffer))
        self._left -= len(part)
        if self._left < 0:
            raise _TooLargeError
        buffer[: len(part)] = part
        return len(part)
