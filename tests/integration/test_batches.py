"""Batches of records: the same datasets as one by one, whoever edited them meanwhile."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan import model
from ckan.lib import plugins as lib_plugins
from ckan.lib.navl import dictization_functions as navl

from ckanext.luzern import config
from ckanext.luzern.catalog import groups, read, withdrawal
from ckanext.luzern.catalog.batch import Written, write_all
from ckanext.luzern.catalog.checking import Check
from ckanext.luzern.catalog.draft import Item, draft
from ckanext.luzern.errors import Refused, StoreError
from ckanext.luzern.feeds import store
from ckanext.luzern.harvest import run
from ckanext.luzern.logic import naming
from integration.api import Api, minimal
from integration.records import distribution, example_city, full_record, record, source
from luzern_harvesters.contract import SourceRef
from luzern_harvesters.record import Column, DatasetRecord
from luzern_harvesters.run import Outcome, Reading

pytestmark = pytest.mark.services

DIFFERENT = {"id", "name", "identifier", "metadata_created", "metadata_modified", "package_id", "created"}


@pytest.fixture
def owner(ckan: Any) -> str:
    found = groups.id_of("organization", "tiefbauamt")
    assert found
    return found


def write(records: list[DatasetRecord], owner: str, before: list[Written] | None = None, **settings: Any) -> list[Written]:
    known = [one.delivered for one in before] if before else [None for _ in records]
    with store.together():  # as a harvest does
        return write_all([Item(one, delivered, open_nothing) for one, delivered in zip(records, known, strict=True)], source(**settings), owner)


def open_nothing(path: str) -> Any:
    raise AssertionError(f"{path} has nothing to be opened")


def shown(written: Written) -> dict[str, Any]:
    return read.show([written.delivered.package_id])[0].custom


def change(written: Written, **values: Any) -> None:
    """Change a dataset as a person does."""
    context: Any = {"user": "admin", "ignore_auth": True, "defer_commit": True, "return_id_only": True}  # anything less, and CKAN commits or rolls back
    tk.get_action("package_patch")(context, {"id": written.delivered.package_id, **values})


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(part) for name, part in value.items() if name not in DIFFERENT}
    return [without_ids(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("of", [record, full_record], ids=["an ordinary record", "a record that says everything"])
def test_a_batch_writes_what_package_create_writes(ckan: Any, owner: str, of: Any) -> None:
    (written,) = write([of()], owner)
    values = draft(Item(of(), None, open_nothing), None, source(), owner).values
    context: Any = {"user": config.harvest_user(), "ignore_auth": True, "defer_commit": True, "return_id_only": True}
    one_by_one = tk.get_action("package_create")(context, values)
    first, second = read.show([written.delivered.package_id, one_by_one])
    assert without_ids(first.custom) == without_ids(second.custom)
    assert _extras(first.default) == _extras(second.default)
    assert first.package.creator_user_id == second.package.creator_user_id
    assert first.custom["organization"]["name"] == "tiefbauamt"
    assert {group["name"] for group in first.custom["groups"]} == {"envi", "soci"}


def _extras(default: dict[str, Any]) -> dict[str, str]:
    return {extra["key"]: extra["value"] for extra in default["extras"] if extra["key"] != "identifier"}


STRANGE = {
    "a field nobody knows": {"fremd": 1},
    "a list nobody knows": {"fremd": [{"a": 1}]},
    "an empty list": {"extras": [], "contact": []},
    "a text for a list of entries": {"publisher": "Stadt"},
    "a subfield nobody knows": {"contact": [{"email": "ogd@example.org", "fremd": 1}]},
    "languages of a form": {"remarks_translated-de": "Text", "title_translated-fr": "Titre"},
    "no description": {"notes_translated": {}},
    "an extra": {"extras": [{"key": "a", "value": "b"}]},
    "a resource with something nobody knows": {"resources": [{"url": "https://example.org", "license": "terms_by", "fremd": {"a": 1}, "leer": []}]},
    "a resource without terms of use": {"resources": [{"url": "https://example.org"}]},
}


@pytest.mark.parametrize("values", STRANGE.values(), ids=STRANGE)
def test_the_prepared_check_says_what_navl_says(ckan: Any, values: dict[str, Any]) -> None:
    """With a schema of CKAN's making, so that nothing here is known to the check beforehand."""
    plugin = lib_plugins.lookup_package_plugin("dataset")
    schema = plugin.create_package_schema()
    package = {"type": "dataset", "name": "probe-der-pruefung", "identifier": "probe-der-pruefung", **minimal()}
    context: Any = {"user": config.harvest_user(), "ignore_auth": True, "session": ckan}
    lib_plugins.plugin_validate(plugin, context, deepcopy(package), schema, "package_create")  # scheming puts its validators in
    package |= values
    assert _said(Check(schema), package, context) == _said(tk.navl_validate, package, schema, context)


def _said(check: Any, package: dict[str, Any], *others: Any) -> Any:
    try:
        return check(deepcopy(package), *others)
    except navl.DataError as err:
        return err.error


def test_the_ids_of_the_resources_are_told(ckan: Any, owner: str) -> None:
    (written,) = write([record()], owner)
    assert {resource["id"] for resource in shown(written)["resources"]} == {part["id"] for part in written.delivered.resources.values()}


def test_the_number_of_statements_does_not_grow_with_the_batch(ckan: Any, owner: str, statements: list[str]) -> None:
    write([record()], owner)
    statements.clear()
    write([record(str(number), title={"de": f"Wenige {number}"}) for number in range(3)], owner)
    few = len(statements)
    statements.clear()
    write([record(str(number), title={"de": f"Viele {number}"}) for number in range(30)], owner)
    assert len(statements) == few


def test_committing_a_batch_asks_nothing_of_each_dataset(api: Api, ckan: Any, owner: str, statements: list[str]) -> None:
    written = write([record(str(number), title={"de": f"Bleibende {number}"}) for number in range(5)], owner)
    statements.clear()
    ckan.commit()
    sent = list(statements)
    for one in written:
        api.result("dataset_purge", id=one.delivered.package_id)
    assert not sent


def test_records_of_one_title_get_names_of_their_own(ckan: Any, owner: str) -> None:
    names = [shown(one)["name"] for one in write([record("a"), record("b"), record("c", title={"de": "Bäume der Probe 2"})], owner)]
    assert names == ["baeume-der-probe", "baeume-der-probe-2", "baeume-der-probe-2-2"]
    assert shown(write([record("d")], owner)[0])["name"] == "baeume-der-probe-3"


def test_a_record_is_not_refused_for_its_chart(ckan: Any, owner: str) -> None:
    (written,) = write([record(columns=(Column("Jahr"),), distributions=(distribution("csv", chart_x="Jahr", chart_y="Menge"),))], owner)

    assert shown(written)["resources"][0]["chart_y"] == "Menge"


def test_a_name_is_the_identifier(ckan: Any, owner: str) -> None:
    dataset = shown(write([record()], owner)[0])
    assert dataset["identifier"] == dataset["name"]


def test_every_refused_record_is_named_and_none_is_written(ckan: Any, owner: str) -> None:
    before = ckan.query(model.Package).count()
    with pytest.raises(Refused) as refused:
        write([record("a"), record("b", description={}), record("c"), record("d", distributions=(distribution("x", licence=""),))], owner)
    assert {position: list(cause.messages) for position, cause in refused.value.causes.items() if isinstance(cause, StoreError)} == {
        1: ["notes_translated"],
        3: ["resources"],
    }
    assert ckan.query(model.Package).count() == before


def test_a_changed_record_that_is_refused_is_named(ckan: Any, owner: str) -> None:
    written = write([record("a"), record("b")], owner)
    with pytest.raises(Refused) as refused:
        write([record("a", frequency="DAILY"), record("b", description={})], owner, written)
    assert list(refused.value.causes) == [1]


def test_the_example_city_delivered_again_is_no_conflict(ckan: Any, owner: str) -> None:
    for city_source, records in example_city():
        first = write_all([Item(one, None, open_file) for one, open_file in records], city_source, owner)
        again = [Item(one, written.delivered, open_file) for (one, open_file), written in zip(records, first, strict=True)]
        second = write_all(again, city_source, owner)
        assert not [finding for written in second for finding in written.findings]
        assert [written.delivered for written in second] == [written.delivered for written in first]


def test_a_record_that_says_everything_delivered_again_changes_nothing(ckan: Any, owner: str) -> None:
    first = write([full_record()], owner)
    before = shown(first[0])
    (second,) = write([full_record()], owner, first)
    assert second == first[0]
    assert shown(second) == before


def test_a_persons_change_is_overwritten_and_told(ckan: Any, owner: str) -> None:
    first = write([record()], owner)
    change(first[0], notes_translated={"de": "Von Hand."}, frequency="monatlich")
    (second,) = write([record(version="2")], owner, first)
    assert {(finding.code, finding.path) for finding in second.findings} == {("edit-overwritten", "notes_translated"), ("edit-overwritten", "frequency")}
    assert "«Beschreibung»" in next(finding.message for finding in second.findings if finding.path == "notes_translated")
    assert shown(second)["notes_translated"] == {"de": "Was gezählt wird, und wo."}
    assert not write([record()], owner, [second])[0].findings


def test_a_persons_change_stays_where_the_source_says_so(ckan: Any, owner: str) -> None:
    first = write([record()], owner)
    change(first[0], notes_translated={"de": "Von Hand."})
    second = write([record(version="2")], owner, first, conflicts="person")
    third = write([record(version="3")], owner, second, conflicts="person")
    for (written,) in (second, third):
        assert [(finding.code, finding.path) for finding in written.findings] == [("edit-kept", "notes_translated")]
    assert shown(third[0])["notes_translated"] == {"de": "Von Hand."}
    assert shown(third[0])["version"] == "3"


def test_a_person_who_agrees_with_the_source_is_no_conflict(ckan: Any, owner: str) -> None:
    first = write([record()], owner)
    change(first[0], notes_translated={"de": "Neu."})
    assert not write([record(description={"de": "Neu."})], owner, first)[0].findings


def test_a_change_in_a_distribution_is_told_with_its_name(ckan: Any, owner: str) -> None:
    first = write([record()], owner)
    resources = shown(first[0])["resources"]
    resources[1]["name_translated"] = {"de": "Umbenannt"}
    change(first[0], resources=resources)
    (second,) = write([record(version="2")], owner, first)
    assert [(finding.code, finding.path) for finding in second.findings] == [("edit-overwritten", "resources[1].name_translated")]
    assert "der Distribution «Datei b»" in second.findings[0].message


def test_what_a_person_added_stays_and_what_the_source_drops_goes(ckan: Any, owner: str) -> None:
    first = write([record(version="1")], owner)
    change(first[0], update_promise="Bis Ende März", resources=[*shown(first[0])["resources"], {"url": "https://example.org/hand.pdf", "license": "terms_by"}])
    (second,) = write([record(distributions=(distribution("b"),))], owner, first)
    dataset = shown(second)
    assert not second.findings
    assert dataset["update_promise"] == "Bis Ende März"
    assert "version" not in dataset
    assert [resource["url"] for resource in dataset["resources"]] == ["https://example.org/b.csv", "https://example.org/hand.pdf"]


def test_a_distribution_keeps_its_address(ckan: Any, owner: str) -> None:
    first = write([record()], owner)
    (second,) = write([record(distributions=(distribution("b", url="https://example.org/neu.csv"), distribution("a")))], owner, first)
    assert {key: part["id"] for key, part in second.delivered.resources.items()} == {key: part["id"] for key, part in first[0].delivered.resources.items()}


def test_new_and_known_records_stand_in_one_batch(ckan: Any, owner: str) -> None:
    first = write([record("a")], owner)

    items = [
        Item(record("b"), None, open_nothing),
        Item(record("a", themes=("TECH",)), first[0].delivered, open_nothing),
        Item(record("c"), None, open_nothing),
    ]
    written = write_all(items, source(), owner)
    assert written[1].delivered.package_id == first[0].delivered.package_id
    assert [[group["name"] for group in shown(one)["groups"]] for one in written][1] == ["tech"]
    assert len({one.delivered.package_id for one in written}) == 3


def test_a_withdrawn_dataset_comes_back_as_it_was(ckan: Any, owner: str) -> None:
    (written,) = write([record()], owner)
    before = shown(written)
    withdrawal.withdraw(written.delivered.package_id)
    gone = shown(written)
    withdrawal.restore(written.delivered.package_id)
    assert (gone["state"], gone["groups"]) == ("deleted", [])
    assert shown(written) == before


def test_many_datasets_of_one_title_find_free_names(ckan: Any, owner: str, statements: list[str]) -> None:
    write([record(str(number)) for number in range(40)], owner)
    statements.clear()
    assert naming.free_names(["Bäume der Probe", "Bäume der Probe", "Nie dagewesen"]) == ["baeume-der-probe-41", "baeume-der-probe-42", "nie-dagewesen"]
    assert len(statements) <= 6


@pytest.mark.parametrize(
    ("parts", "sizes"),
    [({}, [200, 100]), ({"file": "a.csv"}, [100, 100, 100]), ({"file": "a.csv", "byte_size": 1 << 28}, [2] * 150)],
    ids=["two hundred records", "two hundred files to copy", "a gigabyte to copy"],
)
def test_a_batch_holds_no_more_than(parts: dict[str, Any], sizes: list[int]) -> None:
    described = record(distributions=(distribution("a", **parts), distribution("b", **parts)))
    readings = [Reading(SourceRef(str(number), ""), Outcome.READ, described, ()) for number in range(300)]
    assert [len(batch) for batch in run._batches(readings)] == sizes
