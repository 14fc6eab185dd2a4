"""`ckan luzern init`: what the configuration says is there, and a second call writes nothing."""

from __future__ import annotations

import pytest
from psycopg2.extensions import cursor

from integration.api import Api
from luzern_schemas.organizations import read_organizations
from luzern_schemas.themes import read_themes
from portal import ROOT, Portal

pytestmark = pytest.mark.services


def test_every_organisation_and_theme_of_the_configuration_is_there(api: Api) -> None:
    organizations = {entry.name for entry in read_organizations(ROOT / "config" / "organizations.yaml")}
    themes = {entry.name for entry in read_themes(ROOT / "config" / "themes.yaml")}

    assert set(api.result("organization_list")) == organizations
    assert set(api.result("group_list")) == themes


def test_a_second_call_writes_nothing(portal: Portal, database: cursor) -> None:
    def written() -> object:
        database.execute("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname IN ('group', 'member', 'user')")
        return database.fetchone()

    before = written()

    assert "nichts zu ändern" in portal.ckan("luzern", "init").stdout
    assert written() == before


def test_what_was_changed_is_put_right_and_what_a_person_added_stays(portal: Portal, api: Api) -> None:
    api.result("organization_patch", id="tiefbauamt", title_translated={"de": "Verschrieben"}, email="tiefbauamt@example.org", groups=[])

    said = portal.ckan("luzern", "init").stdout

    organization = api.result("organization_show", id="tiefbauamt")
    assert "Organisation tiefbauamt geändert." in said
    assert organization["title"] == "Tiefbauamt"
    assert organization["email"] == "tiefbauamt@example.org"
    assert [parent["name"] for parent in organization["groups"]] == ["umwelt-und-mobilitaetsdirektion"]


def test_the_harvesters_user_exists_and_nobody_knows_its_password(api: Api) -> None:
    user = api.result("user_show", id="luzern-harvest")

    assert user["sysadmin"] is True
