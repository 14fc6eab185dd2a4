"""A department's own people, who are no sysadmins: what they may write, and that it comes out whole."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from integration.api import Api, minimal, resource
from portal import Portal

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def department(portal: Portal, api: Api) -> Iterator[Api]:
    """Give the API as an editor of the Tiefbauamt sees it."""
    name = f"probe-{secrets.token_hex(4)}"  # a deleted user keeps its name
    api.result("user_create", name=name, email=f"{name}@example.org", password=secrets.token_urlsafe(16))
    api.result("organization_member_create", id="tiefbauamt", username=name, role="editor")
    editor = Api(portal)
    editor.client.headers["Authorization"] = portal.ckan("user", "token", "add", name, "tests", "-q").stdout.split()[-1]
    yield editor
    api.result("user_delete", id=name)


def test_a_dataset_of_an_editor_stands_under_its_themes(department: Api, api: Api) -> None:
    values = {**minimal(), "theme": ["ENVI", "SOCI"], "tags_translated": {"de": ["Probe"]}, "resources": [resource()]}
    made = department.result("package_create", **values)
    try:
        assert {group["name"] for group in made["groups"]} == {"envi", "soci"}
        assert made["id"] in {one["id"] for one in api.result("package_search", fq="groups:soci", rows=200)["results"]}

        changed = department.result("package_patch", id=made["id"], theme=["ENVI", "TRAN"])
        assert {group["name"] for group in changed["groups"]} == {"envi", "tran"}

        emptied = department.result("package_patch", id=made["id"], theme=[], tags_translated={})
        assert (emptied["groups"], emptied["tags"]) == ([], [])
    finally:
        api.result("dataset_purge", id=made["id"])


def test_an_editor_writes_for_no_other_department(department: Api) -> None:
    answer = department.call("package_create", {**minimal(), "owner_org": "stadtplanung"})

    assert answer.status_code in {403, 409}


def test_a_visitor_writes_nothing(portal: Portal) -> None:
    visitor = Api(portal)
    del visitor.client.headers["Authorization"]

    assert visitor.call("package_create", minimal()).status_code == 403
