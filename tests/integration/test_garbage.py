"""Whatever a stranger sends, the answer is a refusal that says why, never an internal error."""

from __future__ import annotations

from typing import Any

import pytest

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


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_field_of_a_dataset_is_refused_or_ignored(api: Api, kind: str) -> None:
    names = {field.name for field in fields.dataset_fields()} | set(CORE)

    answers = {name: api.call("package_create", {**minimal(), "private": False, name: GARBAGE[kind]}) for name in sorted(names)}

    _purge(api, answers)
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code not in {200, 403, 409}} == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_field_of_a_resource_is_refused_or_ignored(api: Api, kind: str) -> None:
    names = {field.name for field in fields.resource_fields()} | set(CORE_OF_RESOURCE)

    answers = {name: api.call("package_create", {**minimal(), "resources": [{**resource(), name: GARBAGE[kind]}]}) for name in sorted(names)}

    _purge(api, answers)
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code not in {200, 409}} == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_any_subfield_is_refused_or_ignored(api: Api, kind: str) -> None:
    repeating = [(field.name, subfield.name) for field in fields.dataset_fields() for subfield in field.repeating]

    answers = {f"{name}.{part}": api.call("package_create", {**minimal(), name: [{part: GARBAGE[kind]}]}) for name, part in repeating}

    _purge(api, answers)
    assert {name: answer.status_code for name, answer in answers.items() if answer.status_code not in {200, 409}} == {}


@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_a_change_is_refused_or_ignored(api: Api, kind: str) -> None:
    names = {field.name for field in fields.dataset_fields()} | set(CORE) - {"id", "name", "type"}

    with api.dataset(resources=[resource()]) as dataset:
        answers = {name: api.call("package_patch", {"id": dataset["id"], name: GARBAGE[kind]}).status_code for name in sorted(names)}

    assert {name: status for name, status in answers.items() if status not in {200, 403, 409}} == {}


@pytest.mark.parametrize("action", ["organization_create", "group_create"])
@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_in_an_organisation_or_theme_is_refused_or_ignored(api: Api, action: str, kind: str) -> None:
    names = {field.name for field in (*fields.organization_fields(), *fields.theme_fields())} | {"id", "title", "description", "groups", "users", "extras"}
    whole = {"name": "probe-organisation", "title_translated": {"de": "Probe"}, "iri": "ENVI"}

    answers: dict[str, int] = {}
    for name in sorted(names):
        answer = api.call(action, {**whole, name: GARBAGE[kind]})
        answers[name] = answer.status_code
        if answer.status_code == 200:
            api.result(action.replace("_create", "_purge"), id=answer.json()["result"]["id"])

    assert {name: status for name, status in answers.items() if status not in {200, 403, 409}} == {}


def _purge(api: Api, answers: dict[str, Any]) -> None:
    for answer in answers.values():
        if answer.status_code == 200:
            api.result("dataset_purge", id=answer.json()["result"]["id"])
