"""What is written by hand holds: links lead somewhere, named paths exist, nothing public goes unmentioned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from arch.source import PORTAL, ROOT, files, python_files

PAGES = sorted(path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if "node_modules" not in path.parts)
HAND_WRITTEN = [page for page in PAGES if page.parent.name != "reference"]
MADE_ON_THE_MACHINE = ("var/", ".venv/", "node_modules/", "docker/.env")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", PAGES, ids=name)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))

    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", HAND_WRITTEN, ids=name)
def test_every_path_that_is_named_exists(document: Path) -> None:
    """A path is what stands in code quotes and starts with one of our folders; ``<…>`` and ``*`` stand for what the reader fills in."""
    folders = "|".join(sorted({file.path.parts[0] for file in files() if len(file.path.parts) > 1}))
    named = re.findall(rf"`((?:{folders})/[^`\s]*)`", document.read_text(encoding="utf-8"))

    fixed = [path.split("<")[0].split("{")[0].split("*")[0].split(":")[0] for path in named if not path.startswith(MADE_ON_THE_MACHINE)]
    assert [path for path in fixed if not (ROOT / path).exists() and not (ROOT / path).parent.is_dir()] == []
    assert [path for path, whole in zip(fixed, named, strict=False) if path == whole and not (ROOT / path).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = text("docs/README.md")
    pages = [str(page.relative_to(ROOT / "docs")) for page in PAGES if ROOT / "docs" in page.parents]

    assert [page for page in pages if page != "README.md" and f"({page})" not in index] == []


def test_the_map_of_the_code_shows_every_folder() -> None:
    map_of_the_code = text("README.md").partition("## Map of the code")[2].partition("\n## ")[0]
    committed = [file.path for file in files()]
    folders = {path.parts[0] for path in committed if len(path.parts) > 1 and not path.parts[0].startswith(".")} - {"typings"}
    inside = {path.relative_to(PORTAL).parts[0] for path in committed if PORTAL in path.parents and len(path.relative_to(PORTAL).parts) > 1}

    assert [folder for folder in sorted(folders | inside) if f"{folder}/" not in map_of_the_code] == []


def test_every_make_target_is_described() -> None:
    targets = re.findall(r"^([a-z][a-z-]*):", text("Makefile"), re.MULTILINE)
    described = text("README.md") + text("docs/operations.md") + text("CONTRIBUTING.md")

    assert [target for target in targets if f"make {target}" not in described] == []


def test_every_environment_variable_is_described() -> None:
    read = {match for file in python_files() for match in re.findall(r"\"(LUZERN_[A-Z_]+)\"", file.text)}

    assert [variable for variable in sorted(read) if variable not in text("docs/operations.md")] == []


def test_every_feed_is_described() -> None:
    served = {match for file in python_files() for match in re.findall(r"[\"'](/feeds/[\w.<>:-]+)[\"']", file.text)}

    assert [feed for feed in sorted(served) if feed not in "".join(page.read_text(encoding="utf-8") for page in HAND_WRITTEN)] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/adr").glob("[0-9]*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5
