"""Whatever a stranger sends, the answer is a refusal that says why, never an internal error."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from ckanext.luzern.api import description
from integration.api import Api, minimal, resource
from luzern_schemas import fields

pytestmark = pytest.mark.services

GARBAGE: dict[str, Any] = {
    "number": 17,
    "huge number": 10**400,
    "truth": True,
    "null": None,
    "empty list": [],
    "empty dictionary": {},
    "list of numbers": [1, 2],
    "list of nothing": [None, {}],
    "list of lists": [["a"], [["b"]]],
    "dictionary": {"x": {"y": []}},
    "list of dictionaries": [{"x": 1}],
    "wrong languages": {"de": {"de": "x"}, "fr": ["a", 2]},
    "broken JSON": '{"de": ',
    "text": "gar kein gültiger Wert",
    "long text": "ä" * 1_000_000,
    "NUL": "a\0b",
    "half a character": "\ud800",
    "NUL inside": {"de": ["\0"]},
    "markup": "<script>alert(1)</script>",
    "address that is none": "https://[::1",
    "deep": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],
}
CORE = ("id", "name", "title", "notes", "type", "state", "private", "owner_org", "tags", "groups", "extras", "resources", "author", "maintainer_email",
        "tag_string", "plugin_data", "relationships_as_object", "metadata_modified", "unknown_field")  # fmt: skip
CORE_OF_RESOURCE = ("id", "name", "description", "url_type", "resource_type", "created", "last_modified", "cache_url", "mimetype_inner", "unknown_field")


OF_CKAN = {
    "package_search": ("q", "fq", "fq_list", "sort", "rows", "start", "facet", "facet.field", "facet.mincount", "include_drafts", "include_private", "qf"),
    "resource_search": ("query", "offset", "limit", "order_by"),
    "organization_autocomplete": ("q", "limit"),
    "tag_search": ("query", "q", "vocabulary_id", "limit", "offset"),
    "tag_show": ("id", "vocabulary_id", "include_datasets"),
    "format_autocomplete": ("q", "limit"),
    "package_delete": ("id",),
    "organization_delete": ("id",),
    "resource_delete": ("id",),
    "help_show": ("name",),
    "resource_view_list": ("id",),
    "user_show": ("id", "include_datasets"),
    "dcat_dataset_show": ("id", "format", "profiles"),
    "dcat_catalog_show": ("q", "fq", "page", "format", "modified_since", "profiles"),
    "scheming_dataset_schema_show": ("type", "expanded"),
}

DATASET = {field.name for field in fields.dataset_fields()}
RESOURCE = {field.name for field in fields.resource_fields()}
GROUP = {field.name for field in (*fields.organization_fields(), *fields.theme_fields())}
SUBFIELDS = [(field.name, part.name) for field in fields.dataset_fields() for part in field.repeating]


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_field_of_a_dataset_is_refused_or_ignored(api: Api, kind: str) -> None:
    assert _accidents(api, "package_create", {name: {**minimal(), name: GARBAGE[kind]} for name in DATASET | set(CORE)}) == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_field_of_a_resource_is_refused_or_ignored(api: Api, kind: str) -> None:
    whole = {name: {**minimal(), "resources": [{**resource(), name: GARBAGE[kind]}]} for name in RESOURCE | set(CORE_OF_RESOURCE)}

    assert _accidents(api, "package_create", whole) == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_subfield_is_refused_or_ignored(api: Api, kind: str) -> None:
    assert _accidents(api, "package_create", {f"{name}.{part}": {**minimal(), name: [{part: GARBAGE[kind]}]} for name, part in SUBFIELDS}) == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_a_change_is_refused_or_ignored(api: Api, kind: str) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        changes = {name: {"id": dataset["id"], name: GARBAGE[kind]} for name in DATASET | set(CORE) - {"id", "name", "type"}}

        assert _accidents(api, "package_patch", changes) == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_an_organisation_or_theme_is_refused_or_ignored(api: Api, kind: str) -> None:
    whole = {"title_translated": {"de": "Probe"}, "iri": "ENVI"}
    names = GROUP | {"id", "title", "description", "groups", "users", "extras"}
    groups = {name: {"name": f"probe-{name.replace('_', '-')}", **whole, name: GARBAGE[kind]} for name in names}

    assert _accidents(api, "organization_create", groups) == {}
    assert _accidents(api, "group_create", groups) == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_question_is_refused_or_answered(api: Api, kind: str) -> None:
    statuses = {
        f"{action} {name}": api.call(action, {**example, name: GARBAGE[kind]}).status_code
        for action, (example, names) in _questions(api).items()
        for name in names
    }

    assert {question: status for question, status in statuses.items() if status not in {200, 400, 403, 404, 409}} == {}


@pytest.mark.parametrize("name", ["rows", "start", "facet.mincount", "include_private", "sort"])
def test_a_parameter_left_empty_is_as_one_that_is_not_there(api: Api, name: str) -> None:
    assert api.result("package_search", **{"q": "velo", name: ""})["count"] == api.result("package_search", q="velo")["count"]


def test_a_parameter_that_is_not_of_its_kind_is_named_in_german_and_english(api: Api) -> None:
    errors = api.errors("package_search", rows=[10], include_private="vielleicht", fq_list=17)

    assert {name: errors[name] for name in ("rows", "include_private", "fq_list")} == {
        "rows": ["Erwartet wird eine ganze Zahl. / A whole number is expected."],
        "include_private": ["Erwartet wird true oder false. / True or false is expected."],
        "fq_list": ["Erwartet wird eine Liste von höchstens 100 Texten. / A list of at most 100 texts is expected."],
    }


def test_a_very_long_text_is_searched_as_its_beginning(api: Api) -> None:
    long = "velo " * 10_000

    assert api.result("package_search", q=long)["count"] > 0
    assert api.result("luzern_suggest", q=long) is not None
    assert api.result("luzern_spelling", q="velox " * 10_000) is not None


def test_a_dataset_that_is_not_stored_is_judged_whatever_it_is_called(api: Api) -> None:
    report = api.result("luzern_dataset_check", **{**minimal(), "name": "Zwei Wörter <b>", "resources": [{**resource(), "id": "so nicht"}]})

    assert [fault["rule"] for fault in report["faults"] if fault["field"] == "identifier"] == ["identifier-count"]


def _questions(api: Api) -> dict[str, tuple[dict[str, Any], tuple[str, ...]]]:
    """Give what the portal supports and further actions of CKAN, each with values that are right and the names of those to be spoilt."""
    dataset = api.result("package_search", rows=1)["results"][0]
    real = {"id": dataset["name"], "resource_id": dataset["resources"][0]["id"]}
    of_the_portal = {one.name: (real if one.name == "luzern_related" else {}, tuple(part.name for part in one.parameters)) for one in description.operations()}
    return {
        **of_the_portal,
        **{action: ({}, names) for action, names in OF_CKAN.items()},
        "package_show": (real, ("id", "use_default_schema", "include_plugin_data")),
    }


def _accidents(api: Api, action: str, calls: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Send every call and give the statuses of those that were neither done nor refused; what was made is removed."""

    def send(values: dict[str, Any]) -> int:
        answer = api.call(action, values)
        if answer.status_code == 200 and action.endswith("_create"):
            api.result(action.replace("package", "dataset").replace("_create", "_purge"), id=answer.json()["result"]["id"])
        return answer.status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = dict(zip(calls, pool.map(send, calls.values()), strict=True))
    return {name: status for name, status in statuses.items() if status not in {200, 403, 409}}
