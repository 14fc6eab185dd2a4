"""What leaves the feed for opendata.swiss leaves it for a reason, and many at once only when a person says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from psycopg2.extensions import cursor

from integration.api import Api, resource
from integration.feed_server import FEED, identifiers
from portal import Portal

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("open_feed")]

GHOST = "00000000-0000-4000-8000-00000000dead"


@pytest.fixture
def guard(ckan: Any) -> Any:
    """The guard in this process, everybody noted."""
    from ckanext.luzern.feeds import guard  # noqa: PLC0415  only a configured portal has a CKAN to import

    guard.note()
    return guard


@pytest.fixture
def hidden(database: cursor) -> Iterator[list[str]]:
    """Twenty-one datasets that are suddenly not listed."""
    database.execute("SELECT package_id FROM luzern_feed_member WHERE left_at IS NULL ORDER BY identifier LIMIT 21")
    ids = [row[0] for row in database.fetchall()]
    database.execute("UPDATE luzern_fragment SET is_listed = false WHERE profile = 'opendata-swiss' AND package_id = ANY(%s)", [ids])
    yield ids
    database.execute("UPDATE luzern_fragment SET is_listed = true WHERE profile = 'opendata-swiss' AND package_id = ANY(%s)", [ids])
    database.execute("UPDATE luzern_feed_member SET left_at = NULL, reason = '', approved_at = NULL, approved_by = '' WHERE package_id = ANY(%s)", [ids])


def feed(portal: Portal) -> httpx.Response:
    return httpx.get(f"{portal.url}{FEED}", timeout=60)


def member(database: cursor, package_id: str) -> tuple[bool, str, str] | None:
    database.execute("SELECT left_at IS NULL, reason, approved_by FROM luzern_feed_member WHERE package_id = %s", [package_id])
    return database.fetchone()


def status(portal: Portal) -> dict[str, Any]:
    return json.loads(portal.ckan("luzern", "feed", "status", "--json", check=False).stdout)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"private": True}, "nicht mehr öffentlich"),
        ({"opendata_swiss": False}, "gibt den Datensatz nicht mehr"),
        ({"via_geocat": True}, "über geocat.ch"),
        ({"state": "deleted"}, "wurde gelöscht"),
    ],
)
def test_a_dataset_enters_and_leaves_with_the_reason(guard: Any, api: Api, database: cursor, change: dict[str, Any], reason: str) -> None:
    with api.dataset(resources=[resource()]) as dataset:
        guard.note()
        entered = member(database, dataset["id"])
        api.result("package_patch", id=dataset["id"], **change)
        guard.note()
        left = member(database, dataset["id"])

    assert entered == (True, "", "")
    assert left is not None
    assert not left[0]
    assert reason in left[1]


def test_one_that_comes_back_is_a_member_again(guard: Any, api: Api, database: cursor) -> None:
    with api.dataset() as dataset:
        guard.note()
        api.result("package_patch", id=dataset["id"], private=True)
        guard.note()
        api.result("package_patch", id=dataset["id"], private=False)
        guard.note()

        assert member(database, dataset["id"]) == (True, "", "")


def test_a_purged_dataset_left_by_a_persons_hand(guard: Any, api: Api, database: cursor, portal: Portal) -> None:
    with api.dataset() as dataset:
        guard.note()
    left = member(database, dataset["id"])

    assert left is not None
    assert not left[0]
    assert "endgültig gelöscht" in left[1]
    assert feed(portal).status_code == 200


def test_noting_again_writes_nothing(guard: Any, statements: list[str]) -> None:
    guard.note()
    statements.clear()

    assert guard.note() == 0
    assert not [one for one in statements if one.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_dataset_that_vanished_closes_the_feed_until_a_person_agrees(guard: Any, portal: Portal, database: cursor) -> None:
    database.execute("INSERT INTO luzern_feed_member (package_id, identifier, entered_at) VALUES (%s, 'verschwunden@stadt-luzern', now())", [GHOST])
    try:
        guard.note()
        closed, told = feed(portal), status(portal)
        agreed = portal.ckan("luzern", "feed", "approve", "--by", "Fachstelle Daten").stdout
        opened, left = feed(portal), member(database, GHOST)
    finally:
        database.execute("DELETE FROM luzern_feed_member WHERE package_id = %s", [GHOST])

    assert (closed.status_code, opened.status_code) == (503, 200)
    assert "verschwunden@stadt-luzern" in closed.text
    assert int(closed.headers["Retry-After"]) > 0
    assert not told["is_open"]
    assert "verschwunden@stadt-luzern" in agreed
    assert left == (False, "Der Datensatz ist ohne Angabe eines Grundes aus der Datenbank verschwunden.", "Fachstelle Daten")


def test_many_departures_at_once_wait_for_a_persons_word(guard: Any, portal: Portal, database: cursor, hidden: list[str]) -> None:
    guard.note()
    closed, told = feed(portal), status(portal)
    others = httpx.get(f"{portal.url}/catalog.ttl").status_code
    portal.ckan("luzern", "feed", "approve", "--by", "Fachstelle Daten")
    opened = feed(portal)

    assert (closed.status_code, others) == (503, 200)
    assert "feed approve" in closed.text
    assert len(told["leaving"]) == len(hidden) == 21
    assert opened.status_code == 200
    assert len(identifiers(opened.text)) == told["members"] - 21
    assert member(database, hidden[0]) == (False, "Der Datensatz hat keine Kennung mehr, die opendata.swiss nimmt.", "Fachstelle Daten")


def test_departures_of_one_day_add_up(guard: Any, portal: Portal, database: cursor, hidden: list[str]) -> None:
    listed = "UPDATE luzern_fragment SET is_listed = %s WHERE profile = 'opendata-swiss' AND package_id = ANY(%s)"
    database.execute(listed, [True, hidden[15:]])
    first = guard.note(), feed(portal).status_code
    database.execute(listed, [False, hidden[15:]])
    second = guard.note(), feed(portal).status_code

    assert first == (15, 200)
    assert second == (0, 503)


def test_closed_because_of_departures_it_opens_when_they_are_back(guard: Any, portal: Portal, database: cursor, hidden: list[str]) -> None:
    closed = feed(portal).status_code
    database.execute("UPDATE luzern_fragment SET is_listed = true WHERE profile = 'opendata-swiss' AND package_id = ANY(%s)", [hidden])

    assert (closed, feed(portal).status_code) == (503, 200)


def test_status_says_it_in_words(guard: Any, portal: Portal) -> None:
    said = portal.ckan("luzern", "feed", "status")

    assert said.returncode == 0
    assert "Der Feed wird ausgegeben." in said.stdout


@pytest.mark.parametrize(
    ("members", "leaving", "needs_a_word"),
    [(8, 4, False), (8, 5, True), (20, 19, True), (63, 20, False), (63, 21, True), (1000, 100, False), (1000, 101, True)],
)
def test_a_large_part_of_a_feed_needs_a_persons_word_however_small_it_is(guard: Any, members: int, leaving: int, needs_a_word: bool) -> None:
    departures = tuple(guard.Departure(str(number), f"{number}@stadt-luzern", guard.DELETED) for number in range(leaving))

    assert bool(guard.Standing(members, departures, left_today=0).objection) is needs_a_word
