"""What the pages make of the search: another spelling, marked words, datasets alike."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.services, pytest.mark.browser]


def test_a_slip_leads_to_what_was_meant_and_nothing_is_replaced_silently(page: Page) -> None:
    page.goto("/dataset/?q=Parkheuser")

    expect(page.locator("#query")).to_have_value("Parkheuser")
    expect(page.get_by_text("Meinten Sie:")).to_be_visible()
    page.get_by_role("link", name="parkhäuser", exact=True).click()
    expect(page.locator("#query")).to_have_value("parkhäuser")
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
