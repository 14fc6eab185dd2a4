"""What the pages make of the search: another spelling, marked words, datasets alike, suggestions while typing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.conftest import Violations, told

pytestmark = [pytest.mark.services, pytest.mark.browser]


def test_a_slip_leads_to_what_was_meant_after_good_hits_and_nothing_is_replaced_silently(page: Page) -> None:
    page.goto("/dataset/?q=Parkheuser")

    expect(page.locator("#query")).to_have_value("Parkheuser")
    expect(page.locator(".rows ~ p", has_text="Meinten Sie:")).to_be_visible()
    page.get_by_role("link", name="Parkhäuser", exact=True).click()
    expect(page.locator("#query")).to_have_value("Parkhäuser")
    expect(page.locator(".rows h3").first).to_contain_text("Parkhäuser")
    expect(page.get_by_text("Meinten Sie:")).to_have_count(0)


def test_a_slip_within_a_theme_leads_to_what_is_in_the_theme(page: Page) -> None:
    page.goto("/group/envi?q=baumkatasterr")
    page.get_by_role("link", name="baumkataster", exact=True).click()

    expect(page).to_have_url("/group/envi?q=baumkataster")
    expect(page.get_by_role("link", name="Baumkataster (Auszug)")).to_be_visible()


def test_the_words_that_were_found_are_marked(page: Page) -> None:
    page.goto("/dataset/?q=velo")
    expect(page.locator(".rows h3 mark").first).to_contain_text("Velo")
    expect(page.locator(".rows p mark").first).to_be_visible()

    page.goto("/dataset/")
    expect(page.locator("mark")).to_have_count(0)


def test_a_dataset_leads_to_others_alike(page: Page) -> None:
    page.goto("/dataset/velozaehlstellen-tageswerte")
    links = page.locator("#related a")

    assert 1 <= links.count() <= 5
    expect(links.filter(has_text="Velozählstellen Tageswerte")).to_have_count(0)
    links.first.click()
    expect(page.locator("h1")).to_be_visible()


@pytest.fixture
def field(page: Page) -> Locator:
    page.goto("/")
    return page.get_by_role("combobox", name="Was suchen Sie?")


def type_and_wait(field: Locator, text: str) -> Locator:
    field.press_sequentially(text)
    options = field.page.get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def test_a_suggestion_is_chosen_with_the_keyboard(page: Page, field: Locator) -> None:
    options = type_and_wait(field, "um")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="Vorschläge")).to_have_text(f"{options.count()} Vorschläge")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))

    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", str(options.first.get_attribute("id")))
    expect(field).to_be_focused()
    field.press("ArrowUp")
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(options.first).to_have_text("Umwelt Thema")
    field.press("Enter")

    expect(page).to_have_url("/group/envi")


def test_enter_searches_what_was_typed_as_long_as_nothing_is_chosen(page: Page, field: Locator) -> None:
    type_and_wait(field, "um")
    field.press("Enter")

    expect(page).to_have_url("/dataset/?q=um")


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page, field: Locator) -> None:
    options = type_and_wait(field, "um")
    field.press("Escape")

    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("um")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_leaving_the_field_closes_the_suggestions(page: Page, field: Locator) -> None:
    options = type_and_wait(field, "um")
    field.press("Tab")

    expect(options).to_have_count(0)


def test_a_suggestion_is_a_link_to_click_in_the_readers_language(page: Page) -> None:
    page.goto("/fr/dataset/")
    type_and_wait(page.locator("#query"), "enviro").filter(has_text="Thème").click()

    expect(page).to_have_url("/fr/group/envi")


def test_that_there_are_no_suggestions_is_said(page: Page, field: Locator) -> None:
    field.press_sequentially("xyzzy")

    expect(page.get_by_role("status").filter(has_text="Keine Vorschläge")).to_have_count(1)
    expect(field).to_have_attribute("aria-expanded", "false")


def test_open_suggestions_have_no_barriers(field: Locator, axe: Callable[[], Violations]) -> None:
    type_and_wait(field, "um")
    field.press("ArrowDown")

    assert told(axe()) == []
