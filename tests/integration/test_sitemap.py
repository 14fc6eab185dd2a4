"""What search engines are told: every public page once, and what to leave alone."""

from __future__ import annotations

import urllib.robotparser
from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from integration.api import Api, resource
from portal import Portal

pytestmark = pytest.mark.services

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(url: str) -> list[str]:
    answer = httpx.get(url, timeout=60)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert "Set-Cookie" not in answer.headers
    return [str(loc.text) for loc in ET.fromstring(answer.content).iter(f"{SITEMAP}loc")]


def every_page(portal: Portal) -> list[str]:
    return [page for part in addresses(f"{portal.url}/sitemap.xml") for page in addresses(part)]


def test_the_sitemap_has_every_public_dataset_organisation_and_theme_once(portal: Portal, api: Api) -> None:
    pages = every_page(portal)
    names = api.result("package_list")

    assert len(pages) == len(set(pages))
    assert {f"{portal.url}/dataset/{name}" for name in names} <= set(pages)
    assert {f"{portal.url}/organization/{name}" for name in api.result("organization_list")} <= set(pages)
    assert {f"{portal.url}/group/{name}" for name in api.result("group_list")} <= set(pages)


def test_every_fixed_page_of_the_sitemap_answers(portal: Portal) -> None:
    fixed = [page for page in addresses(f"{portal.url}/sitemap/pages.xml") if page.count("/") <= 4 and "/organization/" not in page and "/group/" not in page]

    assert {page: httpx.get(page, timeout=60).status_code for page in fixed} == dict.fromkeys(fixed, 200)


def test_private_datasets_and_drafts_are_not_in_it(portal: Portal, api: Api) -> None:
    with api.dataset(name="probe-privat", private=True, resources=[resource()]), api.dataset(name="probe-entwurf", state="draft"):
        pages = every_page(portal)

    assert [page for page in pages if "/dataset/probe-" in page] == []


def test_a_change_shows_in_the_sitemap_and_its_mark(portal: Portal, api: Api) -> None:
    with api.dataset(name="probe-karte", resources=[resource()]) as dataset:
        before = httpx.get(f"{portal.url}/sitemap/1.xml")
        again = httpx.get(f"{portal.url}/sitemap/1.xml", headers={"If-None-Match": before.headers["ETag"]})
        api.result("package_patch", id=dataset["id"], metadata_modified="2026-11-30T08:00:00")
        after = httpx.get(f"{portal.url}/sitemap/1.xml", headers={"If-None-Match": before.headers["ETag"]})

    assert again.status_code == 304
    assert after.status_code == 200
    assert "/dataset/probe-karte</loc><lastmod>2026-11-30T08:00:00Z</lastmod>" in after.text


@pytest.mark.parametrize("number", ["0", "99999", "x"])
def test_a_sitemap_that_is_none_is_not_found(portal: Portal, number: str) -> None:
    assert httpx.get(f"{portal.url}/sitemap/{number}.xml").status_code == 404


@pytest.fixture(scope="module")
def robots(portal: Portal) -> Any:
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(httpx.get(f"{portal.url}/robots.txt").text.splitlines())
    return parser


def test_robots_txt_names_the_sitemap_and_lets_crawlers_read_the_datasets(portal: Portal, robots: Any) -> None:
    assert robots.site_maps() == [f"{portal.url}/sitemap.xml"]
    assert robots.can_fetch("*", f"{portal.url}/dataset/schulferien")
    assert robots.can_fetch("*", f"{portal.url}/catalog.ttl")
    assert not robots.can_fetch("*", f"{portal.url}/api/3/action/package_search")


@pytest.mark.parametrize("path", ["/dataset/?tags=velo", "/fr/dataset/?q=x", "/dataset?page=2", "/organization/tiefbauamt?tags=velo", "/it/group/tran?page=2"])
def test_pages_of_facets_are_kept_from_crawlers(portal: Portal, path: str) -> None:
    """The standard library's parser knows no ``*``, which RFC 9309 has."""
    lines = [line.removeprefix("Disallow: ") for line in httpx.get(f"{portal.url}/robots.txt").text.splitlines() if line.startswith("Disallow: ")]

    assert any(_matches(line, path) for line in lines)
    assert not any(_matches(line, path.partition("?")[0]) for line in lines)


def _matches(rule: str, path: str) -> bool:
    position = 0
    for number, part in enumerate(rule.split("*")):
        found = path.find(part, position)
        if found < 0 or (number == 0 and found):
            return False
        position = found + len(part)
    return True
