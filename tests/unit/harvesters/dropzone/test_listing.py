"""The ways in which web servers list a folder."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from luzern_harvesters.dropzone.listing import Row, read
from luzern_harvesters.errors import SourceMalformed

RECORDED = Path(__file__).parents[5] / "shared" / "sources" / "waf-listings"


def at(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> float:
    return dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.timezone.utc).timestamp()


def files(page: str, media_type: str = "text/html") -> list[tuple[str, int | None, float | None]]:
    return [
        (row.href.removeprefix("./"), row.size, row.modified) for row in read(page.encode(), media_type, "Ablage") if not row.is_folder and "?" not in row.href
    ]


MINUTE, SECOND = at(2026, 7, 12, 14, 23), at(2026, 7, 12, 14, 23, 5)
PRE = "<html><head><title>Index of /a</title></head><body><h1>Index of /a</h1><pre>{}</pre></body></html>"
TABLE = "<html><head><title>Index of /a</title></head><body><table>{}</table></body></html>"
IIS = '<html><head><title>host - /a/</title></head><body><H1>host - /a/</H1><pre><A HREF="/">[To Parent Directory]</A><br><br>{}</pre></body></html>'


@pytest.mark.parametrize(
    ("page", "size", "modified"),
    [
        pytest.param(PRE.format('<a href="x.csv">x.csv</a>      12-Jul-2026 14:23      46123\n'), 46123, MINUTE, id="nginx"),
        pytest.param(
            PRE.format('<img> <a href="x.csv">2025-01-01 10:00 9K</a>  2026-07-12 14:23   35K  Stand 2025\n<hr>'), 35 * 1024, MINUTE, id="Apache, text"
        ),
        pytest.param(
            PRE.format('<a href="y/">y/</a>  12-Jul-2026 14:23  -\n<a href="x.csv">x..&gt;</a>  12-Jul-2026 14:23  1.5M'), 3 << 19, MINUTE, id="Apache, cut"
        ),
        pytest.param(
            TABLE.format('<tr><td><img></td><td><a href="x.csv">x</a></td><td>2026-07-12 14:23  </td><td> 35K</td><td>&nbsp;</td></tr>'),
            35 * 1024,
            MINUTE,
            id="Apache, table",
        ),
        pytest.param(
            TABLE.format('<tr><td><a href="x.csv">x</a></td><td>2026-Jul-12 14:23:05</td><td>1.2K</td><td>text/csv</td></tr>'), 1229, SECOND, id="lighttpd"
        ),
        pytest.param(
            TABLE.format(
                '<tr class="file"><td><a href="./x.csv"><span>x</span></a></td><td>1.2 KiB</td>'
                '<td><time datetime="2026-07-12T14:23:05Z">07/12/2026 02:23:05 PM +00:00</time></td></tr>'
            ),
            1229,
            SECOND,
            id="Caddy",
        ),
        pytest.param(
            TABLE.format('<tr><td><a href="x.csv">x&nbsp;</a></td><td>Jul 12, 2026, 2:23:05 PM&nbsp;</td><td>1,234 bytes</td></tr>'), 1234, SECOND, id="Jetty"
        ),
        pytest.param(TABLE.format('<tr><td><a href="x.csv">x</a></td><td>1.2 KB</td><td>Sun, 12 Jul 2026 14:23:05 GMT</td></tr>'), 1229, SECOND, id="Tomcat"),
        pytest.param(IIS.format(' 7/12/2026  2:23 PM         1234 <A HREF="x.csv">x.csv</A><br>'), 1234, MINUTE, id="IIS"),
        pytest.param(IIS.format('Sunday, July 12, 2026  2:23 PM   1234 <A HREF="x.csv">x.csv</A><br>'), 1234, MINUTE, id="old IIS"),
        pytest.param(IIS.format('12.07.2026     14:23         1234 <A HREF="x.csv">x.csv</A><br>'), 1234, MINUTE, id="IIS in German"),
        pytest.param(IIS.format('12/07/2026     14:23         1234 <A HREF="x.csv">x.csv</A><br>'), 1234, MINUTE, id="IIS in Britain"),
        pytest.param("<html><title>Directory listing for /a/</title><body><ul><li><a href='x.csv'>x.csv</a></li></ul></body></html>", None, None, id="Python"),
    ],
)
def test_every_servers_listing_is_read(page: str, size: int | None, modified: float | None) -> None:
    assert files(page) == [("x.csv", size, modified)]


@pytest.mark.parametrize(
    ("half", "hour"),
    [("12:05 AM", 0), ("12:05 PM", 12), ("1:05 PM", 13)],
)
def test_noon_and_midnight_are_told_apart(half: str, hour: int) -> None:
    ((_, _, modified),) = files(IIS.format(f' 7/12/2026  {half}   1 <A HREF="x.csv">x</A><br>'))

    assert modified == at(2026, 7, 12, hour, 5)


def test_a_date_that_there_is_not_is_none() -> None:
    assert files(PRE.format('<a href="x.csv">x</a>  31-Feb-2026 14:23  1\n')) == [("x.csv", 1, None)]


@pytest.mark.parametrize(
    "document",
    [
        '[{"name":"B äche","type":"directory","mtime":"Sun, 12 Jul 2026 14:23:05 GMT"},{"name":"x.csv","type":"file","mtime":"Sun, 12 Jul 2026 14:23:05 GMT","size":7}]',
        (
            '[{"name":"B äche/","is_dir":true,"url":"./B/","mod_time":"2026-07-12T14:23:05.123Z","size":4096},'
            '{"name":"x.csv","is_dir":false,"mod_time":"2026-07-12T14:23:05.9Z","size":7}]'
        ),
    ],
)
def test_json_listings_are_read(document: str) -> None:
    assert read(document.encode(), "application/json", "Ablage") == (
        Row("./B%20%C3%A4che/", True, None, SECOND),
        Row("./x.csv", False, 7, SECOND),
    )


@pytest.mark.parametrize(
    ("document", "media_type", "code"),
    [
        ('<html><body><h1>Anmelden</h1><a href="konto">Konto</a></body></html>', "text/html", "listing-none"),
        ("", "text/html", "listing-none"),
        (
            '<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name></ListBucketResult>',
            "text/xml",
            "listing-s3",
        ),
        ('<html><title>Index of /</title><pre><a href="x.csv">x</a> 12-Jul-2026 14:23 1\n', "text/html", "listing-cut-off"),
        ('{"error": "no"}', "application/json", "listing-none"),
        ("[1]", "application/json", "listing-none"),
        ('[{"name": "x.csv"', "application/json", "json-broken"),
    ],
)
def test_what_is_no_listing_is_told(document: str, media_type: str, code: str) -> None:
    with pytest.raises(SourceMalformed) as caught:
        read(document.encode(), media_type, "Ablage")

    assert caught.value.finding.code == code


def test_recorded_listings_are_read(subtests: pytest.Subtests) -> None:
    if not RECORDED.is_dir():
        pytest.skip("the recorded documents are not beside the repository")
    for path in RECORDED.glob("*.html"):
        with subtests.test(path.name):
            found = [row for row in files(path.read_text()) if row[0].endswith(".xml")]
            assert len(found) == 2
            assert all(size and modified for _, size, modified in found)
