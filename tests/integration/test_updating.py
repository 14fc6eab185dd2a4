"""Changed datasets written many at once: the same rows, to the letter, that ``package_update`` leaves behind."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan import model

from ckanext.luzern import config
from ckanext.luzern.catalog import groups, read
from ckanext.luzern.catalog.batch import Written, write_all
from ckanext.luzern.catalog.draft import Delivered, Item, draft
from ckanext.luzern.errors import Refused, StoreError
from ckanext.luzern.feeds import store
from integration.api import Api
from integration.records import distribution, full_record, record, source
from luzern_harvesters.record import DatasetRecord

pytestmark = pytest.mark.services

TIMES = {"metadata_created", "metadata_modified", "last_modified", "created"}
OWN = {"id", "name", "package_id", "table_id"}  # differ between two datasets
TABLES = {
    "package": "SELECT * FROM package WHERE id = :id",
    "resource": "SELECT * FROM resource WHERE package_id = :id ORDER BY state, position, url",
    "tags": "SELECT tag.name, package_tag.state FROM package_tag JOIN tag ON tag.id = tag_id WHERE package_id = :id ORDER BY tag.name",
    "members": 'SELECT "group".name, member.* FROM member JOIN "group" ON "group".id = group_id WHERE table_id = :id ORDER BY "group".name',
    "collaborators": "SELECT capacity FROM package_member WHERE package_id = :id",
    "relationships": "SELECT type, comment, state FROM package_relationship WHERE subject_package_id = :id OR object_package_id = :id ORDER BY type",
}

A, B, C = (distribution(key) for key in "abc")
CHANGES: dict[str, dict[str, Any]] = {
    "nothing": {},
    "the title": {"title": {"de": "Bäume der Probe, neu", "fr": "Arbres"}},
    "tags": {"keywords": {"de": ("Kataster", "Allee"), "fr": ("allée",)}},
    "no tags": {"keywords": {}},
    "themes": {"themes": ("TECH", "ENVI")},
    "extras": {"version": "2", "frequency": "MONTHLY", "remarks": {"de": "Neu."}, "issued": ""},
    "a repeating field": {"temporal": (), "spatial": (), "contacts": full_record().contacts},
    "a resource more": {"distributions": (A, B, C)},
    "a resource less": {"distributions": (B,)},
    "no resource left": {"distributions": ()},
    "a changed resource": {"distributions": (A, distribution("b", url="https://example.org/neu.csv", byte_size=7))},
    "another order": {"distributions": (B, A)},
    "another order, one changed, one new, one gone": {"distributions": (C, distribution("b", title={"de": "Umbenannt"}))},
    "everything": {**{name: getattr(full_record(), name) for name in ("languages", "columns", "publisher", "relations", "spatial")}, "distributions": (C, A)},
}


@pytest.fixture
def owner(ckan: Any) -> str:
    found = groups.id_of("organization", "tiefbauamt")
    assert found
    return found


def write(records: list[DatasetRecord], owner: str, before: list[Written] | None = None) -> list[Written]:
    known = [one.delivered for one in before] if before else [None for _ in records]
    with store.together():  # as a harvest does
        return write_all([Item(one, delivered, open_nothing) for one, delivered in zip(records, known, strict=True)], source(), owner)


def open_nothing(path: str) -> Any:
    raise AssertionError(f"{path} has nothing to be opened")


def shown(written: Written) -> dict[str, Any]:
    return read.show([written.delivered.package_id])[0].custom


def by_ckan(written: Written, changed: DatasetRecord, owner: str) -> Written:
    """Bring a dataset to the same values with CKAN's own action, and tell what was delivered as a batch does."""
    before = shown(written)
    one = draft(Item(changed, written.delivered, open_nothing), before, source(), owner)
    context: Any = {"user": config.harvest_user(), "ignore_auth": True, "defer_commit": True, "return_id_only": True}
    tk.get_action("package_update")(context, {**deepcopy(one.values), "id": before["id"]})
    while nested := model.Session().get_nested_transaction():
        nested.commit()  # the action leaves its savepoint open when it gives the id alone
    ids = [resource["id"] for resource in shown(written)["resources"]]
    resources = {part.key: {"id": id_, "fields": dict.fromkeys(part.delivered, "")} for part, id_ in zip(one.resources, ids, strict=True)}
    return replace(written, delivered=Delivered(before["id"], dict.fromkeys(one.delivered, ""), resources))


def rows(package_id: str, since: datetime) -> dict[str, list[dict[str, Any]]]:
    """Give every row of a dataset; of times, whether they are later than ``since``."""
    model.Session.flush()
    found = {name: model.Session.execute(sa.text(query), {"id": package_id}).mappings().all() for name, query in TABLES.items()}
    return {name: [_comparable(row, since) for row in those] for name, those in found.items()}


def _comparable(row: Any, since: datetime) -> dict[str, Any]:
    values = {name: value is not None and value > since if name in TIMES else value for name, value in row.items() if name not in OWN}
    return {**values, "extras": {name: value for name, value in _parsed(row.get("extras")).items() if name != "identifier"}}


def _parsed(extras: Any) -> dict[str, Any]:
    """Resources keep theirs as text."""
    return json.loads(extras) if isinstance(extras, str) else extras or {}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_batch_leaves_the_rows_that_package_update_leaves(ckan: Any, owner: str, change: dict[str, Any]) -> None:
    """Changed twice, so that what the first change took away comes back, or goes for good."""
    first, second = write([record("a"), record("b")], owner)
    for values in (change, CHANGES["another order"], {}, change):
        since = datetime.now(timezone.utc).replace(tzinfo=None)
        (first,) = write([record("a", **values)], owner, [first])
        second = by_ckan(second, record("b", **values), owner)
        assert rows(first.delivered.package_id, since) == rows(second.delivered.package_id, since)


def test_what_belongs_to_people_is_left_alone(ckan: Any, owner: str) -> None:
    """Collaborators, relationships, and a resource and a theme of somebody else's making."""
    first = write([record("a"), record("b")], owner)
    one, other = (written.delivered.package_id for written in first)
    person = model.User.by_name("admin")
    assert person
    ckan.add(model.PackageMember(package_id=one, user_id=person.id, capacity="editor", modified=datetime.now(timezone.utc)))
    ckan.add(model.PackageRelationship(subject=model.Package.get(one), object=model.Package.get(other), type="links_to", comment="von Hand"))
    ckan.flush()
    write([record("a", version="2"), record("b", version="2")], owner, first)
    found = rows(one, datetime.now(timezone.utc).replace(tzinfo=None))
    assert [row["capacity"] for row in found["collaborators"]] == ["editor"]
    assert [(row["type"], row["state"]) for row in found["relationships"]] == [("links_to", "active")]


def test_a_dataset_belongs_to_the_organisation_of_its_source(ckan: Any, owner: str) -> None:
    """Also to one that it belonged to before, where ``package_update`` leaves it without."""
    new = groups.id_of("organization", "stadtkanzlei")
    assert new
    written = write([record("a")], owner)
    for organization, name in ((new, "stadtkanzlei"), (owner, "tiefbauamt")):
        written = write([record("a")], organization, written)
        active = [row["name"] for row in members(written[0]) if (row["capacity"], row["state"]) == ("organization", "active")]
        assert (shown(written[0])["organization"]["name"], active) == (name, [name])


def members(written: Written) -> list[Any]:
    query = sa.text('SELECT "group".name, member.state, member.capacity FROM member JOIN "group" ON "group".id = group_id WHERE table_id = :id')
    return list(model.Session.execute(query, {"id": written.delivered.package_id}).mappings())


def test_a_distribution_more_gets_the_id_that_is_told(ckan: Any, owner: str) -> None:
    first = write([record()], owner)
    (second,) = write([record(distributions=(C, A, B))], owner, first)
    assert [resource["id"] for resource in shown(second)["resources"]] == [second.delivered.resources[key]["id"] for key in "cab"]


def test_only_what_changed_gets_another_date(ckan: Any, owner: str) -> None:
    first = write([record("a"), record("b")], owner)
    before = [shown(one) for one in first]
    after = [shown(one) for one in write([record("a"), record("b", distributions=(A, distribution("b", byte_size=9)))], owner, first)]
    dates = [[one["metadata_modified"], *(resource["metadata_modified"] for resource in one["resources"])] for one in (*before, *after)]
    assert dates[2] == dates[0]
    assert [new > old for old, new in zip(dates[1], dates[3], strict=True)] == [True, False, True]


def test_the_number_of_statements_does_not_grow_with_the_changed_datasets(ckan: Any, owner: str, statements: list[str]) -> None:
    """Each changes in another way, so that no two have the same columns to be written."""
    counts = []
    for times in (1, 5):
        changes = list(CHANGES.values()) * times
        first = write([record(str(number), title={"de": f"Probe {times} {number}"}) for number in range(len(changes))], owner)
        records = [record(str(number), **{"title": {"de": f"Probe {times} {number}"}, **change}) for number, change in enumerate(changes)]
        statements.clear()
        write(records, owner, first)
        counts.append(len(statements))
    assert counts[1] <= counts[0] < 50


def test_every_refused_change_is_named_where_it_stands(ckan: Any, owner: str) -> None:
    first = write([record("a"), record("b"), record("c")], owner)
    wrong = distribution("b", url="javascript:alert(1)")
    with pytest.raises(Refused) as refused:
        write([record("a", description={}), record("b", version="2"), record("c", distributions=(A, wrong))], owner, first)
    messages = {position: cause.messages for position, cause in refused.value.causes.items() if isinstance(cause, StoreError)}
    assert (list(messages), list(messages[0]), [list(one) for one in messages[2]["resources"]]) == ([0, 2], ["notes_translated"], [[], ["url"]])


def test_committing_changes_asks_nothing_of_each_dataset(api: Api, ckan: Any, owner: str, statements: list[str]) -> None:
    changes = [change for name, change in CHANGES.items() if name != "nothing"]
    first = write([record(str(number), title={"de": f"Bleibende {number}"}) for number in range(len(changes))], owner)
    ckan.commit()
    write([record(str(number), **{"title": {"de": f"Bleibende {number}"}, **change}) for number, change in enumerate(changes)], owner, first)
    statements.clear()
    ckan.commit()
    sent = list(statements)
    for one in first:
        api.result("dataset_purge", id=one.delivered.package_id)
    assert not sent
