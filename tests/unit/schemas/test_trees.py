"""Organisations and themes as data: the tree holds together, and the readers name what is wrong with a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from luzern_schemas.document import LANGUAGES
from luzern_schemas.errors import TreeError
from luzern_schemas.organizations import Organization, family, read_organizations
from luzern_schemas.themes import read_themes
from luzern_schemas.vocabulary import fold, load

CONFIG = Path(__file__).parents[3] / "config"


@pytest.fixture(scope="module")
def organizations() -> dict[str, Organization]:
    return {organization.name: organization for organization in read_organizations(CONFIG / "organizations.yaml")}


def written(tmp_path: Path, *entries: str) -> Path:
    path = tmp_path / "organizations.yaml"
    path.write_text("organizations:\n" + "".join(f"- {entry}\n" for entry in entries), encoding="utf-8")
    return path


def test_a_family_is_an_organisation_with_all_below_it_and_nobody_else(organizations: dict[str, Organization]) -> None:
    assert set(family(organizations.values(), "tiefbauamt")) == {"tiefbauamt", "strasseninspektorat"}
    assert {"stadt-luzern", "umwelt-und-mobilitaetsdirektion", "tiefbauamt", "strasseninspektorat"} <= set(family(organizations.values(), "stadt-luzern"))
    assert family(organizations.values(), "gibt-es-nicht") == ("gibt-es-nicht",)


def test_the_city_has_five_direktionen_and_the_stadtkanzlei(organizations: dict[str, Organization]) -> None:
    children = {organization.name for organization in organizations.values() if organization.parent == "stadt-luzern"}

    assert children == {
        "stadtkanzlei",
        "bildungsdirektion",
        "finanzdirektion",
        "baudirektion",
        "umwelt-und-mobilitaetsdirektion",
        "sozial-und-sicherheitsdirektion",
    }


def test_every_organization_says_its_name_in_every_language_and_where_it_was_read(organizations: dict[str, Organization]) -> None:
    for organization in organizations.values():
        assert list(organization.title) == list(LANGUAGES), organization.name
        assert organization.evidence, organization.name
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", organization.name)


def test_no_two_organizations_answer_to_the_same_name(organizations: dict[str, Organization]) -> None:
    names = [fold(name) for each in organizations.values() for name in {each.title["de"], *each.former_names}]

    assert len(names) == len(set(names))


def test_every_source_belongs_to_an_organization(organizations: dict[str, Organization]) -> None:
    sources = [yaml.safe_load(path.read_text("utf-8")) for path in CONFIG.rglob("harvest/*.yaml")]

    assert sources
    assert {source["organization"] for source in sources} <= set(organizations)


def test_an_organization_before_its_parent_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="tiefbauamt stands before its parent umd"):
        read_organizations(written(tmp_path, "{name: tiefbauamt, parent: umd, title: Tiefbauamt}", "{name: umd, title: UMD}"))


def test_an_organization_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match="umd stands twice"):
        read_organizations(written(tmp_path, "{name: umd, title: UMD}", "{name: umd, title: UMD}"))


def test_a_misspelt_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match=r"umd.*homepge"):
        read_organizations(written(tmp_path, "{name: umd, title: UMD, homepge: x}"))


def test_a_missing_title_is_named(tmp_path: Path) -> None:
    with pytest.raises(TreeError, match=r"umd.*title"):
        read_organizations(written(tmp_path, "{name: umd}"))


def test_the_themes_are_the_eu_themes_with_every_swiss_theme_under_one_of_them() -> None:
    themes = read_themes(CONFIG / "themes.yaml")

    assert {theme.term for theme in themes} == set(load("theme"))
    assert {term.code for theme in themes for term in theme.swiss} == {term.code for term in load("theme-swiss")}
    for theme in themes:
        assert theme.name == theme.term.code.lower()
        assert list(theme.title) == list(theme.description) == list(LANGUAGES)


def test_a_theme_left_out_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "themes.yaml"
    path.write_text("themes:\n- {code: ENVI, description: Umwelt}\n", encoding="utf-8")

    with pytest.raises(TreeError, match=r"themes\.yaml"):
        read_themes(path)
