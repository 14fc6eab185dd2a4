"""The index and its outbox: the documents CKAN would make, nothing lost, nothing old."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
import httpx
import psycopg2
import pytest
from ckan import model
from ckan.lib import search

from ckanext.luzern.catalog import read, withdrawal
from ckanext.luzern.errors import IndexUnavailable
from ckanext.luzern.search import consistency, documents, outbox, solr
from integration.api import Api
from integration.records import full_package
from portal import Portal, free_port

pytestmark = pytest.mark.services

OF_SOLR = {"_version_", "indexed_ts"}


@pytest.fixture
def dataset(api: Api, ckan: Any) -> Iterator[str]:
    """Give the id of a dataset that is there for one test, indexed by CKAN."""
    with api.dataset(**full_package()) as created:
        search.rebuild(created["id"])
        yield created["id"]
        ckan.rollback()  # or nobody could purge it


@pytest.fixture
def no_solr(ckan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, "solr_url", f"http://127.0.0.1:{free_port()}/solr/ckan")


def in_index(portal: Portal, package_id: str, fq: str = "*:*") -> dict[str, Any]:
    """Give what Solr has stored of a dataset, the JSON of CKAN's own copies as values."""
    values = {"q": f'id:"{package_id}"', "fq": fq, "fl": "*", "wt": "json"}
    found = httpx.get(f"{portal.solr_url}/select", params=values).json()["response"]["docs"]
    assert len(found) <= 1
    stored = {name: value for name, value in (found[0] if found else {}).items() if name not in OF_SOLR}
    return {name: json.loads(value) if name in {"data_dict", "validated_data_dict"} else value for name, value in stored.items()}


def waiting(database: Any) -> list[str]:
    database.execute("SELECT package_id FROM luzern_outbox ORDER BY id")
    return [row[0] for row in database.fetchall()]


def drained(*package_ids: str) -> int:
    outbox.put(package_ids)
    model.Session.commit()
    return outbox.drain()


def test_every_dataset_of_the_city_is_indexed_as_ckan_indexes_it(portal: Portal, ckan: Any) -> None:
    ids = [row.id for row in ckan.query(model.Package.id).filter_by(state="active")]
    for package_id in ids:
        search.rebuild(package_id)
    by_ckan = {package_id: in_index(portal, package_id) for package_id in ids}
    assert drained(*ids) == len(ids) > 10
    assert {package_id: in_index(portal, package_id) for package_id in ids} == by_ckan


def test_a_dataset_with_every_field_is_indexed_as_ckan_indexes_it(portal: Portal, dataset: str) -> None:
    by_ckan = in_index(portal, dataset)
    assert by_ckan["title"]
    assert drained(dataset) == 1
    assert in_index(portal, dataset) == by_ckan


def test_a_private_dataset_is_shown_to_its_organisation_alone(portal: Portal, api: Api, ckan: Any) -> None:
    with api.dataset(private=True) as created:
        search.rebuild(created["id"])
        by_ckan = in_index(portal, created["id"])
        drained(created["id"])
        assert in_index(portal, created["id"]) == by_ckan
        assert in_index(portal, created["id"], f'permission_labels:"member-{created["owner_org"]}"') == by_ckan
        assert in_index(portal, created["id"], "permission_labels:public") == {}


def test_two_hundred_datasets_are_one_request_and_one_transaction(ckan: Any, statements: list[str]) -> None:
    ids = [row.id for row in ckan.query(model.Package.id).filter_by(state="active")]
    outbox.put(ids * 3)
    ckan.commit()
    statements.clear()
    assert outbox.drain() == len(ids)
    assert len(statements) <= 12
    assert outbox.drain() == 0


def test_a_withdrawn_dataset_leaves_the_index_and_comes_back(portal: Portal, dataset: str) -> None:
    before = in_index(portal, dataset)
    withdrawal.withdraw(dataset)
    drained(dataset)
    assert in_index(portal, dataset) == {}
    withdrawal.restore(dataset)
    drained(dataset)
    assert in_index(portal, dataset) == before


def test_what_is_rolled_back_is_never_told(ckan: Any, database: Any, dataset: str) -> None:
    outbox.put([dataset])
    ckan.rollback()
    assert waiting(database) == []


def test_an_index_that_is_away_loses_nothing(database: Any, dataset: str, no_solr: None) -> None:
    outbox.put([dataset])
    model.Session.commit()
    with pytest.raises(IndexUnavailable):
        outbox.drain()
    assert waiting(database) == [dataset]
    database.execute("DELETE FROM luzern_outbox")


def test_a_document_solr_refuses_keeps_no_other_out(portal: Portal, dataset: str) -> None:
    (shown,) = read.show([dataset])
    good = {**documents.document(shown), "title": "Neuer Titel"}
    solr.update([{"id": "ohne-schluessel"}, good], [])
    assert in_index(portal, dataset)["title"] == "Neuer Titel"
    assert in_index(portal, "ohne-schluessel") == {}


def test_while_another_tells_an_older_state_the_newer_one_waits(portal: Portal, database: Any, dataset: str) -> None:
    outbox.put([dataset])
    model.Session.commit()
    with psycopg2.connect(portal.dsn) as connection, connection.cursor() as other:
        other.execute("SELECT id FROM luzern_outbox WHERE package_id = %s FOR UPDATE", [dataset])
        assert drained(dataset) == 0
        assert waiting(database) == [dataset, dataset]
        other.execute("DELETE FROM luzern_outbox WHERE id = (SELECT min(id) FROM luzern_outbox WHERE package_id = %s)", [dataset])
    connection.close()
    assert outbox.drain() == 1
    assert waiting(database) == []


def test_what_the_index_lacks_has_too_much_or_has_old_is_found_and_mended(portal: Portal, api: Api, ckan: Any) -> None:
    assert not consistency.check()
    with api.dataset() as lost, api.dataset() as old:
        (shown,) = read.show([old["id"]])
        document = documents.document(shown)
        surplus = {**document, "id": "0", "index_id": documents.index_id("0")}
        solr.update([{**document, "metadata_modified": "2020-01-01T00:00:00Z"}, surplus], [documents.index_id(lost["id"])])
        found = consistency.check()
        assert (found.missing, found.surplus, found.outdated) == ((lost["id"],), ("0",), (old["id"],))
        assert consistency.repair(found) == 3
        assert not consistency.check()
        ckan.rollback()


def test_the_command_tells_and_mends(portal: Portal, api: Api, ckan: Any) -> None:
    with api.dataset() as lost:
        solr.update([], [documents.index_id(lost["id"])])
        told = portal.ckan("luzern", "index", "check", "--json", check=False)
        assert (told.returncode, json.loads(told.stdout)["missing"]) == (1, [lost["id"]])
        mended = portal.ckan("luzern", "index", "check", "--repair")
        assert "Der Suche neu gemeldet: 1" in mended.stdout
        assert "Fehlen in der Suche: 0" in portal.ckan("luzern", "index", "check").stdout
