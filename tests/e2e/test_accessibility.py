"""Every page can be read by everyone: rules of WCAG 2.2 AA, one column on a phone, one heading, one main part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from e2e.conftest import Violations, told

pytestmark = [pytest.mark.services, pytest.mark.browser]

DATASET = "/dataset/velozaehlstellen-tageswerte"
PAGES = [
    "/",
    "/dataset/",
    "/dataset/?q=velo&groups=tran&res_format=CSV",
    "/dataset/?q=qwertzuiop&groups=tran",
    DATASET,
    "/dataset/sammelstellen-und-oekihoefe",
    "/group/",
    "/group/tran",
    "/organization/",
    "/organization/baudirektion",
    "/organization/tiefbauamt",
    "/about",
    "/terms",
    "/privacy",
    "/accessibility",
    "/developers",
    "/harvest",
    "/harvest/example-tiefbauamt",
    "/quality",
    "/feeds",
    "/user/login",
    "/user/reset",
    "/gibt-es-nicht",
    f"/fr{DATASET}",
    "/en/dataset/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everyone(page: Page, path: str, axe: Callable[[], Violations]) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(path)

    assert told(axe()) == []
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.locator("html").get_attribute("lang") == (path[1:3] if path[:4] in ("/fr/", "/en/") else "de")
    assert page.title().endswith("Offene Daten der Stadt Luzern")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} is wider than {width} pixels"
    assert told(axe()) == []


def test_a_file_has_a_page_for_everyone(page: Page, axe: Callable[[], Violations]) -> None:
    page.goto(DATASET)
    page.locator("#files h3 a").first.click()

    assert "/resource/" in page.url
    assert told(axe()) == []


@pytest.mark.parametrize("path", ["/", "/dataset/?groups=tran", DATASET, "/harvest"])
def test_a_page_can_be_read_in_the_dark(page: Page, path: str, axe: Callable[[], Violations]) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(path)

    assert told(axe()) == []


def test_open_filters_are_for_everyone(page: Page, axe: Callable[[], Violations]) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/dataset/")
    page.get_by_text("Filtern", exact=True).click()

    assert page.get_by_role("navigation", name="Filter").is_visible()
    assert told(axe()) == []


def test_axe_really_looks(page: Page, axe: Callable[[], Violations]) -> None:
    page.goto("/about")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert [one["id"] for one in axe()] == ["image-alt"]
