"""The feed while the catalogue changes: every crawl is complete, and a moment that was."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from integration.api import Api, minimal, resource
from integration.feed_server import FEED, datasets, identifiers
from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("open_feed")]

CRAWLS = 200
SOURCES = ("example-ewl", "example-volksschule", "example-finanzverwaltung")


@contextmanager
def meanwhile(*works: Callable[[], object]) -> Iterator[None]:
    """Do each work over and over until the block is left; what goes wrong in one fails the test."""
    over = threading.Event()

    def repeat(work: Callable[[], object]) -> None:
        while not over.is_set():
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(repeat, work) for work in works]
        try:
            yield
        finally:
            over.set()
    for one in running:
        one.result()


def test_two_hundred_crawls_are_complete_while_harvests_and_edits_run(portal: Portal, api: Api) -> None:
    before = identifiers(httpx.get(f"{portal.url}{FEED}").text)
    name = api.result("package_list")[0]
    edits = iter(range(1_000_000))

    def harvest() -> None:
        portal.ckan("luzern", "harvest", "run", *SOURCES, check=False)

    def edit() -> None:
        api.result("package_patch", id=name, remarks={"de": f"Bearbeitung {next(edits)}"})

    def come_and_go() -> None:
        created = api.result("package_create", **{**minimal(), "title_translated": {"de": "Kommt und geht"}, "resources": [resource()]})
        api.result("package_delete", id=created["id"])
        api.result("dataset_purge", id=created["id"])

    with meanwhile(harvest, edit, come_and_go), ThreadPoolExecutor(4) as crawlers:
        answers = list(crawlers.map(lambda _: httpx.get(f"{portal.url}{FEED}", timeout=60), range(CRAWLS)))

    assert Counter(answer.status_code for answer in answers) == {200: CRAWLS}
    for answer in answers:
        found = identifiers(answer.text)
        assert answer.text.rstrip().endswith("</rdf:RDF>")
        assert sorted(set(found)) == found
        assert set(before) <= set(found)
        assert {one.partition("@")[0].rstrip("0123456789-") for one in set(found) - set(before)} <= {"kommt-und-geht"}


def test_pages_are_complete_too_while_datasets_change(portal: Portal, api: Api) -> None:
    name = api.result("package_list")[-1]
    count = len(datasets(httpx.get(f"{portal.url}/catalog.nt").text))
    edits = iter(range(1_000_000))

    def edit() -> None:
        api.result("package_patch", id=name, remarks={"de": f"Seite {next(edits)}"})

    with meanwhile(edit):
        found = [len(datasets(httpx.get(f"{portal.url}/catalog.nt?page=1", timeout=60).text)) for _ in range(20)]

    assert set(found) == {min(count, 100)}
