"""Pages of running text come from files, in the reader's language where there is one."""

from __future__ import annotations

from pathlib import Path
from string import Template

import pytest

pytest.importorskip("markdown", reason="Markdown comes with CKAN")

from ckanext.luzern.presenters import content_page

PAGES = Path(__file__).resolve().parents[3] / "config" / "pages"
NAMES = sorted(file.stem for file in (PAGES / "de").glob("*.md"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "de").mkdir()
    (tmp_path / "de" / "about.md").write_text("# Über uns\nSchreiben Sie ${contact}.\n\n${barriers}\n", encoding="utf-8")
    (tmp_path / "known-barriers.yaml").write_text("barriers:\n  - {since: 2026-11-23, text: {de: Karten}}\n", encoding="utf-8")
    return tmp_path


def test_the_first_line_is_the_title_and_values_are_put_in(folder: Path) -> None:
    page = content_page.read(folder, "about", "de", {"contact": "<a@example.org>"})

    assert page
    assert page.title == "Über uns"
    assert "a@example.org" not in page.title
    assert "Karten (bekannt seit dem 23. November 2026)" in page.body
    assert "mailto:" in page.body or "&#109;" in page.body


def test_a_page_that_is_not_translated_comes_in_german_and_says_so(folder: Path) -> None:
    page = content_page.read(folder, "about", "fr", {})

    assert page
    assert page.lang == "de"


def test_there_is_no_page_without_a_file(folder: Path) -> None:
    assert content_page.read(folder, "gibt-es-nicht", "de", {}) is None


@pytest.mark.parametrize("language", ["de", "fr", "it", "en"])
def test_every_page_of_the_city_is_there_in_every_language(language: str) -> None:
    assert sorted(file.stem for file in (PAGES / language).glob("*.md")) == NAMES


@pytest.mark.parametrize("file", sorted(PAGES.glob("*/*.md")), ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_page_asks_only_for_values_there_are(file: Path) -> None:
    Template(file.read_text(encoding="utf-8")).substitute(contact="", site="", barriers="")
