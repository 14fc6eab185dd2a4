"""Web folders: what belongs to the tree, and what only looks like it."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from contract.web import Site, serve
from luzern_harvesters.dropzone import DropzoneHarvester
from luzern_harvesters.errors import SourceError
from luzern_harvesters.run import Outcome, Reading, read
from luzern_harvesters.source import Source
from unit.harvesters.dropzone.folders import YAML

OLD = "12-Jul-2020 14:23"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def source(url: str, **options: object) -> Source:
    values = {"id": "ablage", "type": "dropzone", "url": url, "organization": "tiefbauamt", "title": "Ablage", "private_addresses": True}
    return Source.model_validate({**values, "options": {"settle_seconds": 0, **options}})


def listed(site: Site, path: str, *links: str, date: str = OLD) -> None:
    """Show a folder as nginx does."""
    lines = "".join(f'<a href="{link}">…</a>   {date}   6\n' for link in links)
    site.put(path, f"<html><title>Index of {path}</title><body><pre>{lines}</pre></body></html>", Content_Type="text/html")


def delivered(site: Site, path: str, *more: str) -> None:
    """Show a folder with a delivery in it."""
    listed(site, path, "metadaten.yaml", "daten.csv", *more)
    site.put(f"{path}metadaten.yaml", YAML)
    site.put(f"{path}daten.csv", "a\n1\n")


def readings(wanted: Source) -> list[Reading]:
    with DropzoneHarvester(wanted) as harvester:
        return list(read(harvester, harvester.list().refs))


def keys(reading: Reading) -> list[str]:
    assert reading.record is not None
    return [one.key for one in reading.record.distributions]


def test_only_what_lies_below_belongs_to_the_folder(site: Site) -> None:
    other = site.url.replace("127.0.0.1", "localhost")
    outside = ("../", "/", "/geheim/", f"{other}/ablage/a/fremd.csv", "../geheim.csv", "x/../../../geheim.csv", "%2e%2e/geheim.csv", "..%2fgeheim.csv")
    listed(site, "/ablage/", "a/", "../", "/ablage/a/", f"{site.url}/ablage/a/", "javascript:alert(1)", "http://[", "#oben")
    delivered(site, "/ablage/a/", *outside, "?C=N;O=D", "daten.csv?sort=1", ".", "./", "", "unter/tief.csv")

    (reading,) = readings(source(f"{site.url}/ablage"))

    assert (reading.ref.remote_id, keys(reading)) == ("a", ["daten.csv"])
    assert not [path for path, _ in site.asked if "geheim" in path or "?" in path]


def test_names_are_read_however_the_server_writes_them(site: Site) -> None:
    decomposed = quote(unicodedata.normalize("NFD", "Brücken"))
    old = "stra%DFe.csv"  # Windows-1252
    listed(site, "/ablage/", f"{decomposed}/")
    delivered(site, f"/ablage/{decomposed}/", old, "50%25%20%231.csv")
    for name in (old, "50%25%20%231.csv"):
        site.put(f"/ablage/{decomposed}/{name}", "a\n1\n")

    (reading,) = readings(source(f"{site.url}/ablage/"))

    assert (reading.outcome, reading.ref.remote_id) == (Outcome.READ, "Brücken")
    assert sorted(keys(reading)) == ["50% #1.csv", "daten.csv", "straße.csv"]
    assert reading.record is not None
    assert f"{site.url}/ablage/{decomposed}/{old}" in {one.url for one in reading.record.distributions}


def test_a_redirect_moves_the_root_and_leads_no_file_or_folder_out(site: Site) -> None:
    site.put("/alt/", status=301, Location="/ablage/")
    listed(site, "/ablage/", "a/", "b/")
    delivered(site, "/ablage/a/")
    site.put("/ablage/a/daten.csv", status=302, Location="/geheim.csv")
    site.put("/geheim.csv", "geheim\n")
    site.put("/ablage/b/", status=302, Location="/geheim/")
    delivered(site, "/geheim/")

    with DropzoneHarvester(source(f"{site.url}/alt/")) as harvester:
        listing = harvester.list()
        (reading,) = read(harvester, listing.refs)

    assert [finding.code for finding in listing.findings] == ["folder-unreadable"]
    assert not listing.complete
    assert (reading.outcome, [finding.code for finding in reading.findings]) == (Outcome.FAILED, ["file-unreadable"])


def test_dates_and_sizes_of_the_listing_save_questions(site: Site) -> None:
    listed(site, "/ablage/", "a/")
    delivered(site, "/ablage/a/")

    def mark() -> str:
        with DropzoneHarvester(source(f"{site.url}/ablage/")) as harvester:
            (ref,) = harvester.list().refs
            return ref.mark

    first = mark()
    assert [path for path, _ in site.asked if path.endswith(".csv")] == []
    assert mark() == first
    listed(site, "/ablage/a/", "metadaten.yaml", "daten.csv", date="12-Jul-2020 14:24")
    assert mark() != first


def test_a_fresh_file_is_known_by_its_content_where_its_headers_say_nothing(site: Site) -> None:
    listed(site, "/ablage/", "a/")
    delivered(site, "/ablage/a/")
    listed(site, "/ablage/a/", "metadaten.yaml", "daten.csv", date=time.strftime("%d-%b-%Y %H:%M", time.gmtime()))

    def mark() -> str:
        with DropzoneHarvester(source(f"{site.url}/ablage/")) as harvester:
            (ref,) = harvester.list().refs
            return ref.mark

    first = mark()
    assert mark() == first
    site.put("/ablage/a/daten.csv", "a\n2\n")
    assert mark() != first


def test_a_forbidden_file_costs_its_own_delivery_only(site: Site) -> None:
    listed(site, "/ablage/", "a/", "b/")
    delivered(site, "/ablage/a/")
    delivered(site, "/ablage/b/")
    site.put("/ablage/b/daten.csv", status=403)

    assert [one.outcome for one in readings(source(f"{site.url}/ablage/"))] == [Outcome.READ, Outcome.FAILED]


def test_a_file_that_is_too_large_is_called_so(site: Site) -> None:
    listed(site, "/ablage/", "a/")
    delivered(site, "/ablage/a/")
    site.put("/ablage/a/daten.csv", "a\n" * 300)

    (reading,) = readings(source(f"{site.url}/ablage/", max_file_bytes=400))

    assert "file-too-large" in [finding.code for finding in reading.findings]


def test_a_tree_without_end_is_bounded(site: Site) -> None:
    for depth in range(20):
        listed(site, "/ablage/" + "a/" * depth, "a/", "b/", "c/")

    with DropzoneHarvester(source(f"{site.url}/ablage/", max_files=100)) as harvester:
        listing = harvester.list()

    assert not listing.complete
    assert len(site.asked) < 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("<html><body>Bitte anmelden</body></html>", 200, "listing-none"),
        ("<html><title>Index of /</title><pre>", 200, "listing-cut-off"),
        ("", 403, "login-refused"),
        ("", 404, "http-404"),
        ("<html><title>Index of /</title></html>", 200, "folder-empty"),
    ],
)
def test_an_address_that_shows_no_folder_is_told(site: Site, body: str, status: int, code: str) -> None:
    site.put("/ablage/", body, status=status)

    with DropzoneHarvester(source(f"{site.url}/ablage/")) as harvester, pytest.raises(SourceError) as caught:
        harvester.list()

    assert caught.value.finding.code == code
