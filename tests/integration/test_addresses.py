"""Old addresses go on answering: by identifier, and by every name a dataset has had."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from psycopg2.extensions import cursor

from integration.api import Api, Values, resource
from portal import Portal

pytestmark = pytest.mark.services


@pytest.fixture
def web(portal: Portal) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=portal.url, headers={"Cache-Control": "no-cache"}, timeout=60) as client:  # a page from memory may be a second old
        yield client


@pytest.fixture
def renamed(api: Api) -> Iterator[Values]:
    """A dataset that was called ``probe-alt`` and is called ``probe-neu``."""
    with api.dataset(name="probe-alt", resources=[resource()]) as dataset:
        yield api.result("package_patch", id=dataset["id"], name="probe-neu")


def leads_to(answer: httpx.Response, path: str) -> bool:
    return answer.status_code == 301 and httpx.URL(answer.headers["Location"]).raw_path.decode() == path


def test_a_former_name_leads_to_the_page_under_its_new_one(web: httpx.Client, renamed: Values) -> None:
    assert leads_to(web.get("/dataset/probe-alt"), "/dataset/probe-neu")
    assert leads_to(web.get("/fr/dataset/probe-alt?a=1"), "/fr/dataset/probe-neu?a=1")


@pytest.mark.parametrize("rest", [".ttl", ".xml", "/resource/{resource}"])
def test_so_do_the_addresses_below_it(web: httpx.Client, renamed: Values, rest: str) -> None:
    rest = rest.format(resource=renamed["resources"][0]["id"])

    assert leads_to(web.get(f"/dataset/probe-alt{rest}"), f"/dataset/probe-neu{rest}")


def test_every_name_it_has_had_leads_to_the_last(web: httpx.Client, api: Api, renamed: Values) -> None:
    api.result("package_patch", id=renamed["id"], name="probe-neuer")

    assert leads_to(web.get("/dataset/probe-alt"), "/dataset/probe-neuer")
    assert leads_to(web.get("/dataset/probe-neu"), "/dataset/probe-neuer")


def test_no_other_dataset_gets_a_former_name_whose_identifier_it_would_share(api: Api, renamed: Values) -> None:
    with api.dataset(title_translated={"de": "Probe alt"}) as other:
        taken = api.errors("package_patch", id=other["id"], name="probe-alt")

    assert (renamed["identifier"], other["identifier"]) == ("probe-alt", "probe-alt-2")
    assert "hat schon ein anderer Datensatz" in taken["name"][0]


def test_a_name_given_back_is_no_detour(web: httpx.Client, api: Api, renamed: Values) -> None:
    api.result("package_patch", id=renamed["id"], name="probe-alt")

    assert web.get("/dataset/probe-alt").status_code == 200
    assert leads_to(web.get("/dataset/probe-neu"), "/dataset/probe-alt")


def test_a_former_name_says_nothing_of_a_private_dataset(web: httpx.Client, api: Api, renamed: Values) -> None:
    api.result("package_patch", id=renamed["id"], private=True)

    assert web.get("/dataset/probe-alt").status_code == 404


def test_a_rename_that_is_refused_is_not_remembered(api: Api, renamed: Values, database: cursor) -> None:
    api.errors("package_patch", id=renamed["id"], name="probe neu!")

    database.execute("SELECT name FROM luzern_former_name WHERE package_id = %s", [renamed["id"]])
    assert database.fetchall() == [("probe-alt",)]


@pytest.mark.parametrize("identifier", ["probe-alt", "probe-alt@stadt-luzern"])
def test_an_identifier_leads_to_the_page_whatever_the_name_is(web: httpx.Client, renamed: Values, identifier: str) -> None:
    answer = web.get(f"/perma/{identifier}")

    assert answer.status_code == 302
    assert httpx.URL(answer.headers["Location"]).path == "/dataset/probe-neu"


def test_an_identifier_nobody_has_is_not_found(web: httpx.Client) -> None:
    assert web.get("/perma/probe-unbekannt").status_code == 404
    assert web.get("/perma/probe-unbekannt@andere").status_code == 404


def test_an_identifier_of_a_private_dataset_is_not_found(web: httpx.Client, api: Api, renamed: Values) -> None:
    api.result("package_patch", id=renamed["id"], private=True)

    assert web.get("/perma/probe-alt").status_code == 404


def test_an_identifier_of_a_deleted_dataset_is_gone(web: httpx.Client, api: Api, renamed: Values) -> None:
    api.result("package_delete", id=renamed["id"])
    answer = web.get("/perma/probe-alt")

    assert answer.status_code == 410
    assert "zurückgezogen" in answer.text


def test_an_identifier_of_a_purged_dataset_tells_why(web: httpx.Client, database: cursor) -> None:
    database.execute(
        "INSERT INTO luzern_feed_member (package_id, identifier, entered_at, left_at, reason)"
        " VALUES ('probe-weg', 'probe-weg@stadt-luzern', now(), '2026-11-20 12:00+01', 'Gelöscht.')"
    )
    answer = web.get("/perma/probe-weg")
    database.execute("DELETE FROM luzern_feed_member WHERE package_id = 'probe-weg'")

    assert answer.status_code == 410
    assert "20. November 2026" in answer.text
    assert "Gelöscht." in answer.text


def test_a_withdrawn_dataset_tells_why(web: httpx.Client, portal: Portal) -> None:
    portal.ckan("luzern", "harvest", "withdraw", "schulferien", "--reason", "Enthält Personendaten.")
    answer = web.get("/perma/schulferien")
    portal.ckan("luzern", "harvest", "restore", "schulferien")

    assert answer.status_code == 410
    assert "Grund: Enthält Personendaten." in answer.text
    assert web.get("/perma/schulferien").status_code == 302
