"""People find, narrow, read and download: with the keyboard alone, and without scripts."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

pytestmark = [pytest.mark.services, pytest.mark.browser]

DATASET = "/dataset/velozaehlstellen-tageswerte"
BUDGET = 100_000  # bytes of HTML, CSS and JavaScript, compressed


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Iterator[Page]:
    """A browser that runs no scripts."""
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.innerText.trim()")


def test_the_first_key_leads_past_the_head_of_the_page(page: Page) -> None:
    page.goto(DATASET)
    page.keyboard.press("Tab")

    assert focused(page) == "Zum Inhalt springen"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("width", [1280, 320])
def test_a_search_is_narrowed_with_the_keyboard(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/dataset/")
    page.locator("#query").focus()
    wanted = "Filtern" if width == 320 else "Verkehr"
    for _ in range(5):
        page.keyboard.press("Tab")
        if focused(page).startswith(wanted):
            break
    page.keyboard.press("Enter")
    if width == 320:
        page.keyboard.press("Tab")
        assert focused(page).startswith("Verkehr")
        page.keyboard.press("Enter")

    expect(page.locator(".chips .chip")).to_have_text("Verkehr entfernen")
    assert urlsplit(page.url).query == "groups=tran"


def test_one_leafs_through_the_hits_with_the_keyboard(page: Page) -> None:
    page.goto("/dataset/")
    page.locator(".pager a", has_text="2").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator(".pager [aria-current]")).to_have_text("Seite 2")
    assert urlsplit(page.url).query == "page=2"


def test_another_language_is_chosen_with_the_keyboard(page: Page) -> None:
    page.goto(DATASET)
    page.get_by_role("navigation", name="Sprache").get_by_role("link", name="IT").focus()
    page.keyboard.press("Enter")

    expect(page.locator("html")).to_have_attribute("lang", "it")
    assert urlsplit(page.url).path == f"/it{DATASET}"


def test_where_the_focus_is_can_be_seen(page: Page) -> None:
    page.goto("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", focused(page)


def test_without_scripts_one_searches_narrows_and_downloads(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_label("Was suchen Sie?").fill("velo")
    plain.get_by_role("button", name="Suchen").click()
    plain.locator(".facet a", has_text="Verkehr").click()
    expect(plain.get_by_role("status").last).to_contain_text("Datens")
    plain.get_by_role("link", name="Velozählstellen Tageswerte").click()
    address = plain.locator(".download .btn").get_attribute("href")

    assert address
    answer = plain.request.get(address)
    assert answer.ok
    assert answer.body().count(b"\n") > 300


def test_without_scripts_one_reads_in_another_language(plain: Page) -> None:
    plain.goto(DATASET)
    plain.get_by_role("link", name="FR", exact=True).click()

    assert urlsplit(plain.url).path == f"/fr{DATASET}"
    expect(plain.locator("h1")).to_have_text("Comptages de vélos par jour")


def test_content_in_another_language_is_marked(page: Page) -> None:
    page.goto(f"/fr{DATASET}")

    expect(page.locator("#files h3 [lang=de]").first).to_have_text("Tageswerte 2025")


def test_a_state_of_the_search_has_an_address(page: Page) -> None:
    page.goto("/dataset/?vocab_frequency=ANNUAL&vocab_licence=terms_by")

    expect(page.locator(".chips .chip")).to_have_text(["jährlich entfernen", "Freie Nutzung. Quellenangabe ist Pflicht. entfernen"])
    expect(page.get_by_role("link", name="Velozählstellen Tageswerte")).to_have_count(0)
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex, follow"


def test_nothing_found_is_not_the_end(page: Page) -> None:
    page.goto("/dataset/?q=velo&groups=tran&organization=volksschule")

    expect(page.get_by_role("status").last).to_have_text("0 Datensätze")
    page.get_by_role("link", name="ohne «Volksschule»").click()
    expect(page.get_by_role("link", name="Velozählstellen Tageswerte")).to_be_visible()


def test_a_citation_is_copied_and_that_is_said(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(DATASET)
    button = page.get_by_role("button", name="Zitierweise kopieren")
    button.focus()
    page.keyboard.press("Enter")

    expect(button.locator("+ [role=status]")).to_have_text("Kopiert")
    expect(button).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()").endswith(DATASET)


@pytest.mark.parametrize("path", ["/", "/dataset/", DATASET, "/organization/", "/harvest"])
def test_a_page_is_light_and_asks_nobody_else(page: Page, base_url: str, path: str) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  Playwright cannot mark a built-in method
    page.goto(path, wait_until="networkidle")

    assert {urlsplit(answer.url).netloc for answer in answers} == {urlsplit(base_url).netloc}
    assert sum(len(gzip.compress(answer.body())) for answer in answers) <= BUDGET
    assert page.context.cookies() == []


def test_a_page_looked_at_again_looks_the_same(page: Page) -> None:
    for _ in range(3):  # the browser asks whether what it keeps still holds
        page.goto("/about")

        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        assert page.evaluate("document.styleSheets.length") == 1


def test_every_way_at_the_foot_leads_somewhere(page: Page) -> None:
    page.goto("/")
    links = page.locator(".site-footer a, .site-header a")
    addresses = {str(links.nth(number).get_attribute("href")) for number in range(links.count())}

    assert {address: status for address in addresses if (status := page.request.get(address).status) != 200} == {}
