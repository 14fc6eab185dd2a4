"""What a person saves is judged: what would harm the feed is refused, with a sentence that says what to choose; the rest is advice."""

from __future__ import annotations

import json
from typing import Any

import psycopg2
import pytest

from integration.api import Api, Editor, Values, minimal, resource
from portal import Portal

pytestmark = pytest.mark.services

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
REFUSED: dict[str, tuple[Values, tuple[str | int, ...], tuple[str, ...]]] = {
    "a Creative Commons licence as terms of use": ({"resources": [resource(license=CC_BY)]}, ("resources", 0, "license"), ("terms_open", "terms_by_ask")),
    "resources under different terms": (
        {"resources": [resource(license="terms_open"), resource(license="terms_by")]},
        ("resources", 1, "license"),
        ("dieselbe Nutzungsbedingung",),
    ),
    "an identifier in capitals": ({"name": "Probe-Gross", "identifier": "Probe-Gross"}, ("identifier",), ("a–z, 0–9",)),
    "a standard by its name alone": ({"conforms_to": ["eCH-0200"]}, ("conforms_to",), ("https://…",)),
    "a resource's standard by its name alone": ({"resources": [resource(conforms_to=["eCH-0200"])]}, ("resources", 0, "conforms_to"), ("https://…",)),
    "a theme that is none": ({"theme": ["Bevölkerung und so"]}, ("theme",), ("theme",)),
    "a contact without an address": ({"contact": [{"name_translated": {"de": "Fachstelle"}}]}, ("contact", 0, "email"), ("fehlt",)),
}


@pytest.mark.parametrize(("fields", "place", "words"), REFUSED.values(), ids=REFUSED)
def test_what_opendata_swiss_refuses_is_refused_with_what_to_choose(api: Api, fields: Values, place: tuple[str | int, ...], words: tuple[str, ...]) -> None:
    found: Any = api.errors("package_create", **{**minimal(), **fields})
    for step in place:
        found = found[step]
    assert [word for word in words if word not in " ".join(found)] == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"license": CC_BY}, "gehört nicht zu den Nutzungsbedingungen"),
        ({"license": "http://dcat-ap.ch/vocabulary/licenses/terms_open"}, "dieselbe Nutzungsbedingung"),
        ({"license": "http://dcat-ap.ch/vocabulary/licenses/terms_by", "conforms_to": "eCH-0200"}, "keine vollständige Adresse"),
    ],
)
def test_the_form_of_a_resource_says_so_too(api: Api, editor: Editor, fields: Values, words: str) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        sent = {"id": "", "url": "https://example.org/b.csv", "name_translated-de": "Datei", "format": "CSV", "save": "go-dataset-complete", **fields}
        page = editor.post(f"/dataset/{dataset['name']}/resource/new", sent)
        assert words in page.text
        assert len(api.result("package_show", id=dataset["id"])["resources"]) == 1


def test_the_form_of_a_dataset_says_so_too(api: Api, editor: Editor) -> None:
    owner = api.result("organization_show", id="tiefbauamt")["id"]
    fields = {"title_translated-de": "Probe", "notes_translated-de": "Probe", "contact-0-name_translated-de": "Stelle", "contact-0-email": "ogd@example.org"}
    sent = {**fields, "owner_org": owner, "conforms_to": "eCH-0200", "name": "Probe-GROSS", "private": "False", "save": "", "_ckan_phase": "dataset_new_1"}
    page = editor.post("/dataset/new", sent)
    assert "keine vollständige Adresse" in page.text
    assert "nur a–z, 0–9 und Bindestriche" in page.text


def test_a_person_can_save_no_dataset_with_a_fault_that_no_validator_looked_at(api: Api, database: psycopg2.extensions.cursor) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        give_licence(database, dataset, CC_BY)
        found = api.errors("package_patch", id=dataset["id"], remarks={"de": "Neu"})
        assert "terms_by_ask" in found["resources"][0]["license"][0]
        assert not api.result("package_show", id=dataset["id"]).get("remarks")
        database.execute("SELECT count(*) FROM luzern_fragment WHERE package_id = %s AND xml LIKE %s", (dataset["id"], "%creativecommons%"))
        assert database.fetchone() == (0,)


def test_a_harvest_is_not_refused(api: Api, database: psycopg2.extensions.cursor, ckan: Any) -> None:
    import ckan.plugins.toolkit as tk  # noqa: PLC0415  only a configured portal has a CKAN to import

    with api.dataset(resources=[resource()]) as dataset:
        give_licence(database, dataset, CC_BY)
        tk.get_action("package_patch")({"user": tk.config["luzern.harvest.user"], "ignore_auth": True}, {"id": dataset["id"], "remarks": {"de": "Neu"}})
        assert api.result("package_show", id=dataset["id"])["remarks"] == {"de": "Neu"}


def test_a_dataset_without_resources_and_a_draft_are_not_refused(api: Api) -> None:
    for state in ("active", "draft"):
        with api.dataset(state=state) as dataset:
            assert dataset["state"] == state


def test_a_stored_dataset_is_judged_by_its_id(api: Api) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        report = api.result("luzern_dataset_check", id=dataset["name"])
        assert report["dataset"] == f"{dataset['identifier']}@stadt-luzern"
        assert report["is_sound"]
        assert report["points"]["total"] < 405
        assert {"severity", "rule", "field", "text", "remedy", "clause", "points"} == set(report["faults"][0])


def test_a_dataset_is_judged_before_it_is_stored(api: Api) -> None:
    report = api.result("luzern_dataset_check", **minimal(), resources=[resource(license=CC_BY), resource(conforms_to=["eCH-0200"])])
    assert not report["is_sound"]
    assert {"resources[0].license", "resources[1].conforms_to"} <= {fault["field"] for fault in report["faults"]}
    assert api.result("package_search", q=f"title:{json.dumps(minimal()['title_translated']['de'])}")["count"] == 0


def test_a_stranger_has_what_is_not_stored_not_judged(portal: Portal, api: Api) -> None:
    answer = api.client.post("/api/3/action/luzern_dataset_check", json=minimal(), headers={"Authorization": ""})
    assert answer.status_code == 403


@pytest.mark.parametrize("value", [None, 0, True, "x", [], ["x", 1], {"de": 1}, [{"uri": 1}], [[["x"]]]], ids=repr)
def test_a_dataset_full_of_nonsense_is_judged_or_refused(api: Api, value: object) -> None:
    nonsense = {part: {field["field_name"]: value for field in fields if field["field_name"] != "resources"} for part, fields in schema(api).items()}
    for package in ({**minimal(), **nonsense["dataset_fields"]}, {**minimal(), "resources": [nonsense["resource_fields"]]}):
        answer = api.call("luzern_dataset_check", package)
        assert answer.status_code in {200, 409}, answer.text[:500]


def test_an_editor_sees_on_the_page_what_would_raise_the_points_and_a_visitor_does_not(api: Api, editor: Editor, portal: Portal) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        page = editor.client.get(f"/dataset/{dataset['name']}").text
        assert "von 405 Punkten" in page
        assert "Nennen Sie einige Wörter, nach denen jemand suchen würde." in page
        assert "von 405 Punkten" not in api.client.get(f"/dataset/{dataset['name']}", headers={"Authorization": ""}).text


def give_licence(database: psycopg2.extensions.cursor, dataset: Values, licence: str) -> None:
    """Write a licence past everything that looks at one, as data from before a rule has it."""
    database.execute("UPDATE resource SET extras = jsonb_set(extras::jsonb, '{license}', to_jsonb(%s::text)) WHERE package_id = %s", (licence, dataset["id"]))


def schema(api: Api) -> dict[str, list[Values]]:
    found = api.result("scheming_dataset_schema_show", type="dataset")
    return {part: found[part] for part in ("dataset_fields", "resource_fields")}
