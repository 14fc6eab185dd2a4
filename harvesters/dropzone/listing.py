"""The directory listing of a web server, as rows: a link each, and what stands beside it.

No standard says how a server shows a folder. Apache, nginx, lighttpd, IIS, Caddy, Jetty, Tomcat and Python's own have two things in common:
one file is one line (of a table, a list or preformatted text), and the link is right even where the name is cut off («bruecken_..>»). nginx
and Caddy also answer in JSON. Dates without a zone are taken for UTC: they tell whether a file changed, not when.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from luzern_harvesters import json_text
from luzern_harvesters.errors import SourceMalformed
from luzern_harvesters.finding import Finding

MONTHS = ("", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = r",?[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?P<zone>Z|[+-]\d{2}:\d{2})?(?:\s*(?P<half>[AP])\.?M\b)?"
SLASHES = r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"  # IIS in English
DATES = tuple(
    re.compile(rf"(?<![\w.]){date}{TIME}", re.IGNORECASE)
    for date in (
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2}|[a-z]{3})[-/](?P<day>\d{1,2})",  # Apache, lighttpd, Caddy
        r"(?P<day>\d{1,2})[-\s](?P<month>[a-z]{3})[a-z]*[-\s](?P<year>\d{4})",  # nginx, old Apache, Tomcat
        r"(?P<month>[a-z]{3})[a-z]*\s+(?P<day>\d{1,2}),\s+(?P<year>\d{4})",  # Jetty, old IIS
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})",  # IIS in German
        SLASHES,
    )
)
SIZE = re.compile(r"(?<![\w.,:/-])(?P<number>\d[\d.,'’]*)\s*(?P<unit>[KMGTP]?)(?:i?B|bytes)?(?![\w.,:/-])", re.IGNORECASE)
HEADING = re.compile(r"index of|directory listing|directory:|verzeichnis|files within|\S - /", re.IGNORECASE)
HEADINGS = {"title", "h1", "h2"}


@dataclass(frozen=True)
class Row:
    """One link. ``size`` in bytes, rounded where the listing rounds; ``modified`` in seconds since 1970; None: not told."""

    href: str
    is_folder: bool
    size: int | None = None
    modified: float | None = None
    is_link: bool = False


def read(body: bytes, media_type: str, address: str) -> tuple[Row, ...]:
    """Read a listing; links that lead elsewhere are among the rows. ``address`` is what a person knows it by.

    Raises:
        SourceMalformed: it is none, or it is cut off.
    """
    if media_type.endswith("json"):
        return tuple(_entries(json_text.parse(body, address), address))
    if b"<ListBucketResult" in body[:1000]:
        message = f"Unter «{address}» antwortet ein S3-Speicher mit seiner eigenen Liste; über http wird sie nicht gelesen."
        remedy = "Bitte als «url» s3://… angeben, und als Option «endpoint» die Adresse des Speichers, wenn es nicht der von Amazon ist."
        raise SourceMalformed(Finding.error("listing-s3", "url", message, remedy))
    page = _Page()
    page.feed(_decoded(body))
    page.close()
    if page.is_open:
        raise SourceMalformed(Finding.error("listing-cut-off", "url", f"Die Liste der Dateien unter «{address}» ist abgeschnitten."))
    rows = tuple(row for line in page.lines for row in _rows(line))
    if not HEADING.search(page.heading) and all(row.modified is None for row in rows):
        raise _none(address)
    return rows


def _none(address: str) -> SourceMalformed:
    remedy = "Bitte die Adresse prüfen und auf dem Server die Verzeichnisliste einschalten (nginx: autoindex, Apache: Options Indexes)."
    return SourceMalformed(Finding.error("listing-none", "url", f"Unter «{address}» zeigt der Server keine Liste der Dateien.", remedy))


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


@dataclass
class _Line:
    """A line's links, and its text beside them: what a link says may look like a date and be a name."""

    links: list[str] = field(default_factory=list)
    text: str = ""


class _Page(HTMLParser):
    """Cuts a page into lines."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [_Line()]
        self.heading = ""
        self.is_open = False
        self._inside: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.is_open = self.is_open or tag == "html"
        if tag in {"tr", "li", "hr"} or (tag == "br" and "tr" not in self._inside):
            self._inside.discard("a")
            self.lines.append(_Line())
        elif tag == "a" and values.get("href"):
            self.lines[-1].links.append(values["href"] or "")
        elif tag in {"td", "time"}:
            self.lines[-1].text += f" {values.get('datetime') or ''} "
        self._inside.add(tag)

    def handle_endtag(self, tag: str) -> None:
        self._inside.discard(tag)
        self.is_open = self.is_open and tag != "html"
        if tag in {"tr", "li", "pre"}:
            self.lines.append(_Line())

    def handle_data(self, data: str) -> None:
        if self._inside & HEADINGS:
            self.heading += f" {data} "
        elif "a" not in self._inside:
            first, *others = data.split("\n") if "pre" in self._inside and "tr" not in self._inside else [data]
            self.lines[-1].text += first
            self.lines += [_Line(text=text) for text in others]


def _rows(line: _Line) -> Iterator[Row]:
    """Give the row of each link of a line; an icon may be linked beside the name."""
    text = line.text.replace("\xa0", " ")
    date = min((match for pattern in DATES if (match := pattern.search(text))), key=lambda match: match.start(), default=None)
    before, after = (text[: date.start()], text[date.end() :]) if date else ("", text)
    size = SIZE.search(after) or SIZE.search(before)
    for href in dict.fromkeys(line.links):
        is_folder = href.endswith("/")
        yield Row(href, is_folder, _bytes(size) if size and not is_folder else None, _moment(date) if date else None)


def _bytes(size: re.Match[str]) -> int | None:
    """Give a size in bytes; a comma or a full stop parts thousands, except before a unit («1,2K»)."""
    unit = size["unit"].upper()
    number = re.sub(r"['’]", "", size["number"]).rstrip(".,")
    number = number.replace(",", ".") if unit else re.sub(r"[.,]", "", number)
    with suppress(ValueError):
        return round(float(number) * 1024 ** " KMGTP".index(unit or " "))
    return None


def _moment(date: re.Match[str]) -> float | None:
    year, day, hour, named = int(date["year"]), int(date["day"]), int(date["hour"]), date["month"].lower()
    month = int(named) if named.isdecimal() else MONTHS.index(named) if named in MONTHS else 0
    if date.re is DATES[-1] and (month > 12 or not date["half"]):
        month, day = day, month  # only Americans write the month first, and they write AM and PM
    if date["half"]:
        hour = hour % 12 + (12 if date["half"].upper() == "P" else 0)
    zone = (date["zone"] or "+00:00").upper().replace("Z", "+00:00")
    with suppress(ValueError, OverflowError):
        written = f"{year:04}-{month:02}-{day:02}T{hour:02}:{date['minute']}:{date['second'] or '00'}{zone}"
        return dt.datetime.fromisoformat(written).timestamp()
    return None


def _entries(found: Any, address: str) -> Iterator[Row]:  # Any: the recursive JSON value
    """Read the JSON of nginx (``type``, ``mtime``) or Caddy (``is_dir``, ``mod_time``, ``is_symlink``)."""
    if not isinstance(found, list):
        raise _none(address)
    for value in found:
        if not isinstance(value, dict) or not isinstance(value.get("name"), str):
            raise _none(address)
        is_folder = value.get("type") == "directory" or bool(value.get("is_dir"))
        href = "./" + quote(value["name"].rstrip("/"), safe="") + ("/" if is_folder else "")
        size = value.get("size")
        if value.get("type", "file") in {"file", "directory"}:
            yield Row(href, is_folder, size if isinstance(size, int) and not is_folder else None, _stated(value), bool(value.get("is_symlink")))


def _stated(value: dict[str, Any]) -> float | None:
    with suppress(TypeError, ValueError, OverflowError):
        if "mtime" in value:
            return email.utils.parsedate_to_datetime(value["mtime"]).timestamp()
        return dt.datetime.fromisoformat(f"{value.get('mod_time', '')[:19]}+00:00").timestamp()
    return None
