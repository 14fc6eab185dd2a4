"""What a reader sees of a file before downloading it: table, map and chart, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from ckanext.luzern import helpers
from e2e.conftest import Violations, told
from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.browser]

TREES = "/dataset/baumkataster-auszug"
TEMPERATURES = "/dataset/umweltsensoren-lufttemperatur"


@pytest.fixture(scope="module", autouse=True)
def made(portal: Portal) -> None:
    portal.ckan("luzern", "preview", "build")


@pytest.fixture
def trees(page: Page) -> Page:
    page.goto(TREES)
    page.locator("#files h3 a").first.click()
    return page


@pytest.fixture
def drawn(trees: Page) -> Page:
    if not helpers.luzern_has_map():
        pytest.skip("the library that draws maps is not installed (.ci/libraries, as make start does)")
    trees.get_by_role("button", name="Karte anzeigen").click()
    trees.locator("[data-drawn]").wait_for(timeout=60_000)
    return trees


def test_the_dataset_shows_the_beginning_of_its_main_file(page: Page) -> None:
    page.goto(TEMPERATURES)
    table = page.locator("#preview table")

    expect(table.locator("tbody tr")).to_have_count(5)
    expect(table.locator("thead th").nth(3)).to_contain_text("Lufttemperatur")
    expect(table.locator("caption")).to_contain_text("Die ersten 5 von 2’010 Zeilen")
    expect(page.locator("#preview")).to_contain_text("Beispieldaten")


def test_the_dataset_shows_the_map_and_the_chart_of_its_main_file(page: Page) -> None:
    page.goto(TREES)
    expect(page.get_by_role("button", name="Karte anzeigen")).to_be_visible(visible=helpers.luzern_has_map())

    page.goto(TEMPERATURES)
    expect(page.locator("#preview").get_by_role("img")).to_be_visible()


def test_a_file_without_a_preview_says_why(page: Page) -> None:
    page.goto("/dataset/sammelstellen-und-oekihoefe")
    page.locator("#files h3 a", has_text="Web Map Service").click()

    expect(page.locator("#preview")).to_contain_text("Dies ist ein Dienst")


def test_the_table_is_there_without_scripts(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto(TREES)
    page.locator("#files h3 a").first.click()

    expect(page.locator("#preview tbody tr")).to_have_count(50)
    expect(page.get_by_role("button", name="Karte anzeigen")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_file_with_its_map_is_for_everyone(drawn: Page, axe: Callable[[], Violations], width: int) -> None:
    drawn.set_viewport_size({"width": width, "height": 900})

    assert told(axe()) == []
    assert drawn.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_for_everyone(page: Page, axe: Callable[[], Violations], scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(TEMPERATURES)
    page.locator("#files h3 a").first.click()

    expect(page.get_by_role("img", name="Lufttemperatur (°C) – Zeitpunkt")).to_be_visible()
    expect(page.locator(".chart .drawing-wide .name")).to_have_text(["Bahnhof", "Mühlenplatz", "Helvetiaplatz", "Allmend", "Rotsee", "Littau Dorf"])
    assert told(axe()) == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_a_chart_can_be_read_on_a_phone(page: Page, axe: Callable[[], Violations], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(TEMPERATURES)
    page.locator("#files h3 a").first.click()
    drawing = page.get_by_role("img", name="Lufttemperatur (°C) – Zeitpunkt")
    letters, cut = drawing.evaluate(
        """svg => {
          const frame = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll("text")];
          const isOutside = text => { const box = text.getBoundingClientRect(); return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom; };
          return [parseFloat(getComputedStyle(svg).fontSize) * svg.getScreenCTM().a, texts.filter(isOutside).map(text => text.textContent)];
        }"""
    )

    assert letters >= 12
    assert cut == []
    expect(drawing.locator(".across").first).to_have_text("23.3.26")
    expect(drawing.locator("desc")).to_contain_text("zwischen 1 und 16.3")
    assert told(axe()) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_map_asks_no_other_host(page: Page, base_url: str, request: pytest.FixtureRequest) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    request.getfixturevalue("drawn")

    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {urlsplit(base_url).netloc}
    assert any("maplibre-gl.js" in url for url in asked)


def test_nothing_of_the_map_is_loaded_before_it_is_asked_for(page: Page, request: pytest.FixtureRequest) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    request.getfixturevalue("trees")

    assert not any("maplibre" in url or url.endswith("preview.json") for url in asked)


def test_the_map_is_there_for_the_keyboard(trees: Page) -> None:
    if not helpers.luzern_has_map():
        pytest.skip("the library that draws maps is not installed (.ci/libraries, as make start does)")
    trees.get_by_role("button", name="Karte anzeigen").focus()
    trees.keyboard.press("Enter")
    canvas = trees.get_by_role("region", name="Karte: Bäume (LV95)")
    canvas.wait_for(timeout=60_000)

    expect(canvas).to_be_focused()
    trees.keyboard.press("Tab")
    expect(trees.get_by_role("button", name="Vergrössern")).to_be_focused()


def test_a_map_that_cannot_be_drawn_leaves_the_table(trees: Page) -> None:
    trees.route("**/preview.json", lambda route: route.fulfill(json={"type": "FeatureCollection"}))
    trees.get_by_role("button", name="Karte anzeigen").click()

    expect(trees.locator(".map [role=status]")).to_have_text("Die Karte lässt sich hier nicht zeigen; die Tabelle zeigt den Anfang, die Datei hat alles.")
    expect(trees.locator("#preview tbody tr")).to_have_count(50)
