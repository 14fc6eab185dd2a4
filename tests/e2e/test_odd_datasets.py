"""Datasets as they should not be, but are: a page still tells what there is, and nothing breaks out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Violations, told
from integration.api import Api, resource

pytestmark = [pytest.mark.services, pytest.mark.browser]

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsentwurf und weitere Strassenlärmsanierungsprogrammauswertungen " * 3
NEEDED = {"contact": [{"name_translated": {"de": "Fachstelle"}, "email": "ogd@example.org"}], "owner_org": "tiefbauamt"}
ODD: dict[str, dict[str, Any]] = {
    "bare": {"title_translated": {"de": "Nur ein Titel"}, "notes_translated": {"de": "–"}},
    "long": {
        "title_translated": {"de": LONG.strip()},
        "notes_translated": {"de": f"{LONG * 8}\n\nhttps://example.org/{'a' * 300}"},
        "tags_translated": {"de": [f"Schlagwort {'lang' * 10} {number}" for number in range(60)]},
        "columns": [{"name": f"SPALTE_{'X' * 60}_{number}", "label_translated": {"de": LONG[:120]}} for number in range(40)],
        "resources": [resource(name_translated={"de": LONG.strip()}, description_translated={"de": LONG})],
    },
    "many": {
        "title_translated": {"de": "Dreihundert Dateien"},
        "notes_translated": {"de": "Eine Datei je Tag."},
        "resources": [resource(url=f"https://example.org/{number}.csv", name_translated={"de": f"Tag {number}"}) for number in range(300)],
    },
    "french": {  # but for what DCAT-AP CH wants in German
        "title_translated": {"de": "Auf Deutsch nur der Titel"},
        "notes_translated": {"de": "Und dieser Satz.", "fr": "Une description en français."},
        "data_quality": {"fr": "Relevé à la main."},
        "resources": [resource(name_translated={"fr": "Le fichier"})],
    },
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_dataset_has_a_page_for_everyone(page: Page, api: Api, axe: Callable[[], Violations], pictures: Path, kind: str) -> None:
    with api.dataset(**NEEDED, **ODD[kind]) as dataset:
        page.goto(f"/dataset/{dataset['name']}")
        expect(page.locator("h1")).not_to_be_empty()
        for pixels in (1280, 320):
            page.set_viewport_size({"width": pixels, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= pixels
            assert told(axe()) == []
            page.screenshot(path=pictures / f"odd-{kind}-{pixels}.png", full_page=True)
        if kind == "french":
            expect(page.locator("#files h3 [lang=fr]")).to_have_text("Le fichier")
        if kind == "many":
            expect(page.get_by_role("link", name="Tag 250", exact=True)).to_be_hidden()
            page.get_by_text("Mehr anzeigen (280)").click()
            expect(page.get_by_role("link", name="Tag 250", exact=True)).to_be_visible()


def test_an_odd_dataset_stands_among_the_hits(page: Page, api: Api, pictures: Path) -> None:
    with api.dataset(**NEEDED, **ODD["long"]):
        page.set_viewport_size({"width": 320, "height": 900})
        page.goto("/dataset/?q=Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsentwurf")

        expect(page.locator(".rows h3").first).to_contain_text("Donaudampfschifffahrt")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.screenshot(path=pictures / "odd-long-hit-320.png", full_page=True)
