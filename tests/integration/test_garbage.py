"""Whatever a stranger sends, the answer is a refusal that says why, never an internal error."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
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
