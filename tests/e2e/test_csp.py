"""The Content-Security-Policy in a browser: what somebody writes into a page runs nowhere, and the forms of whoever is signed in still do their work.

A refusal stands on the console, so that the fixture ``silence`` fails every test in which the browser refuses something.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.browser]

DATASET = "velozaehlstellen-tageswerte"
FORMS = [
    "/dashboard/datasets",
    "/dataset/new",
    f"/dataset/edit/{DATASET}",
    f"/dataset/{DATASET}",
    f"/dataset/resources/{DATASET}",
    f"/dataset/{DATASET}/resource/new",
    "/organization/edit/tiefbauamt",
    "/organization/member_new/tiefbauamt",
    "/group/edit/tran",
    "/user/edit/admin",
    "/user/admin/api-tokens",
    "/ckan-admin/config",
]
INTRUDERS = """() => {
  const place = document.createElement("div");
  place.innerHTML = `<img src="/nowhere.png" onerror="window.intruded = 1"><a id="trap" href="javascript:window.intruded = 2">.</a>`;
  const script = document.createElement("script");
  script.textContent = "window.intruded = 3";
  document.body.append(place, script);
  document.getElementById("trap").click();
}"""


@pytest.fixture
def editor(page: Page, portal: Portal) -> Page:
    """A page of somebody who is signed in."""
    page.set_default_timeout(10_000)
    page.goto("/user/login")
    page.locator("[name=login]").fill("admin")
    page.locator("[name=password]").fill(portal.environment["LUZERN_ADMIN_PASSWORD"])
    page.locator("main form [type=submit]").click()
    page.wait_for_url("**/dashboard/**")
    return page


@pytest.fixture
def unheard(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page whose console nobody listens to."""
    context = browser.new_context(base_url=base_url)
    yield context.new_page()
    context.close()


def test_what_is_written_into_a_page_does_not_run(unheard: Page) -> None:
    refused: list[str] = []
    unheard.on("console", lambda message: refused.append(message.text))
    unheard.goto(f"/dataset/{DATASET}")
    unheard.evaluate(INTRUDERS)
    unheard.wait_for_timeout(300)

    assert unheard.evaluate("window.intruded") is None
    assert len([text for text in refused if "Content Security Policy" in text]) >= 3


def test_forms_load_all_they_need(editor: Page) -> None:
    statuses = {path: answer.status if (answer := editor.goto(path, wait_until="load")) else 0 for path in FORMS}

    assert {path: status for path, status in statuses.items() if status != 200} == {}


def test_fields_are_added_and_taken_away(editor: Page) -> None:
    editor.goto(f"/dataset/edit/{DATASET}")
    group = editor.locator("fieldset[name=scheming-repeating-subfields]").first
    group.evaluate("field => { field.closest('details').open = true }")
    panels = group.locator(".scheming-subfield-group")
    before = panels.count()
    group.get_by_text("Hinzufügen", exact=False).click()

    expect(panels).to_have_count(before + 1)
    expect(panels.last.locator("input").first).to_be_focused()
    expect(panels.last.locator(".fields-removed-notice")).to_be_hidden()
    panels.last.locator("[name=repeating-remove]").click()
    expect(panels.last.locator(".fields-removed-notice")).to_be_visible()


def test_a_file_comes_from_a_link_or_from_the_own_computer(editor: Page) -> None:
    editor.goto(f"/dataset/{DATASET}/resource/new")
    link, upload = editor.locator("#field-resource-url"), editor.locator("#field-resource-upload")
    expect(link).to_be_hidden()
    editor.locator("#resource-link-button").click()
    expect(link).to_be_focused()
    link.fill("https://example.org/daten.csv")
    editor.locator(".btn-remove-url:visible").click()

    expect(link).to_be_hidden()
    expect(link).to_have_value("")
    with editor.expect_file_chooser() as chooser:
        editor.locator("#resource-upload-button").click()
    chooser.value.set_files({"name": "daten.csv", "mimeType": "text/csv", "buffer": b"a;b\n1;2\n"})
    expect(upload).to_be_visible()
    assert upload.evaluate("field => field.files.length") == 1


def test_a_dataset_is_deleted_only_after_asking(editor: Page) -> None:
    editor.goto(f"/dataset/edit/{DATASET}")
    editor.locator("[data-module=confirm-action]").first.click()

    expect(editor.get_by_role("dialog")).to_contain_text("löschen")
    editor.locator("#ckan-confirm-cancel").click()
    expect(editor.get_by_role("dialog")).to_be_hidden()


def test_somebody_to_add_is_looked_for_while_typing(editor: Page) -> None:
    editor.goto("/organization/member_new/tiefbauamt")
    editor.locator(".select2-selection").first.click()
    editor.locator(".select2-search__field").press_sequentially("meier")

    expect(editor.locator(".select2-results__option--highlighted")).to_have_text("meier")


def test_a_token_is_made_and_revoked(editor: Page) -> None:
    editor.goto("/user/admin/api-tokens")
    editor.locator("input[name=name]").fill("Browsertest")
    editor.locator("button[value=create]").click()
    row = editor.locator("#api-tokens-table tr", has_text="Browsertest")
    expect(row.locator("[id^=token-value]")).to_contain_text("eyJ")
    revoke = editor.locator("#revoke-tokens-button")
    expect(revoke).to_be_disabled()
    row.locator("[name=token]").check()
    expect(revoke).to_be_enabled()
    revoke.click()
    editor.locator("#ckan-confirm-yes").click()

    expect(row).to_have_count(0)


def test_a_refused_form_is_read_from_its_faults_and_each_field_says_its_own(editor: Page) -> None:
    editor.goto("/dataset/new")
    editor.locator("[name=title_translated-de]").fill("Brunnen")
    editor.locator("[name=contact-0-email]").fill("keine-adresse")
    editor.get_by_role("button", name="Datensatz anlegen").click()

    expect(editor.locator(".error-explanation")).to_be_focused()
    wrong = editor.locator("[name=contact-0-email]")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_accessible_description("«keine-adresse» ist keine E-Mail-Adresse.")
    expect(wrong).to_have_value("keine-adresse")
    expect(editor.locator("[name=title_translated-de]")).to_have_value("Brunnen")


def test_a_dataset_leads_to_the_form_for_its_next_file(editor: Page) -> None:
    editor.goto(f"/dataset/{DATASET}")
    editor.get_by_role("link", name="Datei oder Dienst hinzufügen").click()

    expect(editor.locator("[name=name_translated-de]")).to_be_visible()


def test_who_mistypes_a_password_types_the_name_once(page: Page) -> None:
    page.goto("/user/login")
    page.locator("[name=login]").fill("stadtgruen")
    page.locator("[name=password]").fill("falsch")
    page.locator("main form [type=submit]").click()

    expect(page.get_by_role("status")).to_contain_text("falsches Passwort")
    expect(page.locator("[name=login]")).to_have_value("stadtgruen")
