"""A feed as it is fetched: every page, and what is wrong with the transport."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ckanext.luzern.errors import FeedUnreadable
from ckanext.luzern.quality import document
from ckanext.luzern.quality.check import FeedReport, check_feed
from contract.web import Site, serve
from feeds.packages import minimal
from luzern_harvesters.http import Client
from unit.quality.feeds import FULL, SUFFIX, feed, rules_of

NEXT = "<hydra:first>"
RDF = "application/rdf+xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as site:
        yield site


def fetched(url: str) -> FeedReport:
    client = Client(private_addresses=True)
    try:
        return check_feed(document.from_web(url, client), suffix=SUFFIX)
    finally:
        client.close()


def page(number: int, following: str) -> str:
    """One of two pages, each with a dataset."""
    text = feed(minimal(number)).replace("/feeds/opendata-swiss.xml", f"/{number}").replace('integer">1</hydra:totalItems>', 'integer">2</hydra:totalItems>')
    return text.replace(NEXT, f"<hydra:next>{following}</hydra:next>{NEXT}") if following else text


def test_every_page_is_read(site: Site) -> None:
    site.put("/2", page(2, ""), Content_Type=RDF)
    report = fetched(site.put("/1", page(1, "{{base}}/2"), Content_Type=RDF))
    assert [each.dataset for each in report.datasets] == ["datensatz-1@stadt-luzern", "datensatz-2@stadt-luzern"]
    assert rules_of(report) == set()


def test_a_dataset_on_two_pages_is_told(site: Site) -> None:
    site.put("/2", page(1, ""), Content_Type=RDF)
    assert ("rejected", "repeated") in rules_of(fetched(site.put("/1", page(1, "{{base}}/2"), Content_Type=RDF)))


def test_pages_in_a_circle_are_told(site: Site) -> None:
    assert ("rejected", "not-followed") in rules_of(fetched(site.put("/1", page(1, "{{base}}/1"), Content_Type=RDF)))


def test_another_media_type_than_asked_for_is_told(site: Site) -> None:
    assert rules_of(fetched(site.put("/1", feed(minimal()), Content_Type="text/html"))) == {("warning", "content-type")}


@pytest.mark.parametrize("status", [404, 403])
def test_a_feed_that_does_not_answer_is_not_readable(site: Site, status: int) -> None:
    with pytest.raises(FeedUnreadable):
        fetched(site.put("/1", "weg", status))


def test_a_file_is_read_in_the_syntax_of_its_name(tmp_path: Path) -> None:
    file = tmp_path / "feed.ttl"
    file.write_text(feed(minimal(), profile=FULL, syntax="ttl"), encoding="utf-8")
    assert rules_of(check_feed(document.from_file(file), suffix=SUFFIX)) == set()


@pytest.mark.parametrize("content", ["", "<html>", "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>Bau & Umwelt</rdf:RDF>"])
def test_a_file_that_is_no_rdf_is_not_readable(tmp_path: Path, content: str) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(FeedUnreadable):
        document.from_file(file)


def test_a_file_that_is_not_there_is_not_readable(tmp_path: Path) -> None:
    with pytest.raises(FeedUnreadable, match=r"feed\.xml"):
        document.from_file(tmp_path / "feed.xml")
