"""The tables of a GTFS zip, read piece by piece and up to a limit: what a zip claims about its sizes proves nothing.

Feeds come in a folder inside of the zip, with byte order marks, in Windows-1252, and without files that the reference calls required.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from luzern_harvesters.finding import Finding, Notes

START = b"PK\x03\x04"
EMPTY = b"PK\x05\x06"
REQUIRED = ("agency.txt", "routes.txt", "trips.txt", "stop_times.txt")
EITHER = (("stops.txt", "locations.geojson"), ("calendar.txt", "calendar_dates.txt"))
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)  # encrypted, unknown packing, cut off
MOST_MEMBERS = 10_000
LONGEST_LINE = 1_000_000  # characters


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
                reader = csv.reader(_lines(text))
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


def members_of(archive: zipfile.ZipFile, notes: Notes) -> dict[str, zipfile.ZipInfo]:
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


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Give the lines; one that is longer than any row comes in pieces, which the reader then refuses."""
    while line := text.readline(LONGEST_LINE):
        yield line


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
