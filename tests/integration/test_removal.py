"""What becomes of datasets whose record is gone, and what only a person may decide."""

from __future__ import annotations

import json
import re
import shutil
from typing import Any

import httpx
import pytest
from psycopg2.extensions import cursor

from integration.api import Api
from integration.test_harvest import SOURCE, Dropzone, dataset, dropzone  # noqa: F401  the fixture

pytestmark = pytest.mark.services

AT_ONCE = {"grace_days": 0, "runs": 2}


def deliver_many(dropzone: Dropzone, count: int) -> None:  # noqa: F811
    for number in range(count):
        dropzone.deliver(f"Probe Reihe {number:02}")


def record(dropzone: Dropzone, title: str) -> dict[str, Any]:  # noqa: F811
    (found,) = [one for one in dropzone.status()["records"] if one["title"] == title]
    return found


def is_public(dropzone: Dropzone, name: str) -> bool:  # noqa: F811
    return httpx.get(f"{dropzone.portal.url}/api/3/action/package_show", params={"id": name}).status_code == 200


def test_an_empty_folder_removes_nothing(dropzone: Dropzone, api: Api) -> None:  # noqa: F811
    deliver_many(dropzone, 3)
    dropzone.harvest()
    for folder in dropzone.folder.iterdir():
        shutil.rmtree(folder)

    dropzone.harvest()

    assert dropzone.status()["status"] == "failed"
    assert all(is_public(dropzone, f"probe-reihe-{number:02}") for number in range(3))


def test_one_of_many_is_withdrawn_after_two_runs_and_comes_back_under_its_address(dropzone: Dropzone, api: Api) -> None:  # noqa: F811
    dropzone.configure(removal=AT_ONCE)
    deliver_many(dropzone, 11)
    dropzone.harvest()
    before = dataset(api, "Probe Reihe 04")
    shutil.rmtree(dropzone.folder / "Probe Reihe 04")

    dropzone.harvest()
    after_one = record(dropzone, "Probe Reihe 04")["outcome"], is_public(dropzone, before["name"])
    dropzone.harvest()
    after_two = record(dropzone, "Probe Reihe 04")["outcome"], is_public(dropzone, before["name"])
    found = api.result("package_search", q='title:"Probe Reihe 04"')["count"]
    dropzone.deliver("Probe Reihe 04")
    dropzone.harvest()

    assert (after_one, after_two, found) == (("missing", True), ("withdrawn", False), 0)
    assert record(dropzone, "Probe Reihe 04")["outcome"] == "restored"
    again = dataset(api, "Probe Reihe 04")
    assert (again["id"], again["name"], again["resources"][0]["id"]) == (before["id"], before["name"], before["resources"][0]["id"])
    assert [group["name"] for group in again["groups"]] == ["envi"]


def test_within_its_grace_a_missing_dataset_stays(dropzone: Dropzone) -> None:  # noqa: F811
    deliver_many(dropzone, 11)
    dropzone.harvest()
    shutil.rmtree(dropzone.folder / "Probe Reihe 07")

    for _ in range(3):
        dropzone.harvest()

    assert record(dropzone, "Probe Reihe 07")["outcome"] == "missing"
    assert is_public(dropzone, "probe-reihe-07")


def test_too_many_at_once_are_held_until_a_person_says_so(dropzone: Dropzone) -> None:  # noqa: F811
    dropzone.configure(removal=AT_ONCE)
    deliver_many(dropzone, 4)
    dropzone.harvest()
    shutil.rmtree(dropzone.folder / "Probe Reihe 01")
    shutil.rmtree(dropzone.folder / "Probe Reihe 02")
    dropzone.harvest()
    dropzone.harvest()
    _, said = dropzone.harvest()
    held = dropzone.status()

    done = dropzone.command("approve", SOURCE, "--json")
    again = dropzone.command("approve", SOURCE)

    assert held["status"] == "held"
    assert held["counts"] == {"unchanged": 2, "missing": 2}
    assert "fehlen 2 von 4" in said
    assert json.loads(done.stdout)["withdrawn"] == ["Probe Reihe 01", "Probe Reihe 02"]
    assert not is_public(dropzone, "probe-reihe-01")
    assert is_public(dropzone, "probe-reihe-03")
    assert again.returncode == 1
    assert "nichts zu bestätigen" in again.stderr


def test_a_renamed_record_waits_and_keeps_its_address_once_a_person_says_so(dropzone: Dropzone, api: Api) -> None:  # noqa: F811
    deliver_many(dropzone, 2)
    dropzone.harvest()
    before = dataset(api, "Probe Reihe 00")
    (dropzone.folder / "Probe Reihe 00").rename(dropzone.folder / "Neuer Name")

    dropzone.harvest()
    held = {one["remote_id"]: one["outcome"] for one in dropzone.status()["records"]}
    dropzone.command("approve", SOURCE)
    dropzone.harvest()

    assert {"Neuer Name": "held", "Probe Reihe 00": "missing"}.items() <= held.items()
    assert api.result("package_search", q='title:"Probe Reihe 00"')["count"] == 1
    assert dataset(api, "Probe Reihe 00")["id"] == before["id"]
    assert dropzone.status()["counts"] == {"unchanged": 1, "updated": 1}


def test_a_take_down_is_immediate_and_outlives_deliveries_until_a_person_restores(dropzone: Dropzone, api: Api, database: cursor) -> None:  # noqa: F811
    dropzone.deliver("Probe heikel")
    dropzone.harvest()
    before = dataset(api, "Probe heikel")

    done = dropzone.command("withdraw", "probe-heikel", "--reason", "Enthält Personendaten.")
    dropzone.deliver("Probe heikel", data="a;b\n9;9\n")
    dropzone.harvest()
    database.execute("SELECT state, reason FROM luzern_harvest_object WHERE source_id = %s", [SOURCE])
    kept = database.fetchone()
    gone = is_public(dropzone, "probe-heikel"), dropzone.status()["counts"]
    dropzone.command("restore", "probe-heikel")

    assert done.returncode == 0
    assert kept == ("taken-down", "Enthält Personendaten.")
    assert gone == (False, {"taken-down": 1})
    assert dataset(api, "Probe heikel")["id"] == before["id"]


def test_a_trial_shows_what_would_change_field_by_field(dropzone: Dropzone) -> None:  # noqa: F811
    dropzone.deliver("Probe Feld", beschreibung="Erst so.")
    dropzone.harvest()
    dropzone.deliver("Probe Feld", beschreibung="Dann so.")

    _, said = dropzone.harvest(SOURCE, "--dry-run")

    assert "«Erst so.» → «Dann so.»" in said
    assert "1 geändert" in said


def test_a_run_shows_later_what_it_changed(dropzone: Dropzone) -> None:  # noqa: F811
    dropzone.deliver("Probe Verlauf", beschreibung="Erst so.")
    dropzone.harvest()
    dropzone.deliver("Probe Verlauf", beschreibung="Dann so.")
    dropzone.harvest()

    newest, oldest = [json.loads(line) for line in dropzone.command("history", SOURCE, "--json").stdout.splitlines()]
    shown = json.loads(dropzone.command("show", str(newest["run"]), "--json").stdout)

    assert (oldest["counts"], newest["counts"]) == ({"created": 1}, {"updated": 1})
    assert {"field": "notes_translated", "before": "Erst so.", "after": "Dann so."} in shown["records"][0]["changes"]
    assert dropzone.command("show", "999999999").returncode == 1


def test_two_sources_of_one_dataset_are_said_and_not_merged(dropzone: Dropzone, api: Api, database: cursor) -> None:  # noqa: F811
    dropzone.deliver("Probe doppelt")
    dropzone.harvest()
    dropzone.configure(id="probe-zwei")

    dropzone.harvest("probe-zwei")

    database.execute("SELECT package_id, findings::text FROM luzern_harvest_object WHERE source_id = 'probe-zwei'")
    ((package_id, findings),) = database.fetchall()
    api.result("dataset_purge", id=package_id)
    database.execute("DELETE FROM luzern_harvest_run WHERE source_id = 'probe-zwei'")
    assert "record-elsewhere" in findings
    assert SOURCE in findings


def test_the_address_of_a_withdrawn_dataset_says_why_and_where_to_go_on(dropzone: Dropzone, api: Api) -> None:  # noqa: F811
    dropzone.deliver("Probe weg")
    dropzone.harvest()
    before = dataset(api, "Probe weg")
    page, resource = f"/dataset/{before['name']}", f"/dataset/{before['name']}/resource/{before['resources'][0]['id']}"
    file = before["resources"][0]["url"].removeprefix(dropzone.portal.url)
    addresses = (page, f"/dataset/{before['id']}", resource, file, f"{page}.ttl", f"{page}.xml")
    visitor = httpx.Client(base_url=dropzone.portal.url, timeout=60)

    dropzone.command("withdraw", before["name"], "--reason", "Enthält Personendaten.")
    gone = {address: visitor.get(address) for address in addresses}
    asked_for_rdf = visitor.get(page, headers={"Accept": "text/turtle"})
    others = visitor.get("/dataset/gibt-es-nicht").status_code, visitor.get("/api/3/action/package_show", params={"id": before["name"]}).status_code
    dropzone.command("restore", before["name"])
    again = {address: visitor.get(address, follow_redirects=True).status_code for address in addresses}

    assert {address: answer.status_code for address, answer in gone.items()} == dict.fromkeys(addresses, 410)
    assert asked_for_rdf.status_code == 410
    for words in ("Probe weg", "Enthält Personendaten.", "zurückgezogen", "/organization/tiefbauamt", "q=Probe+weg", "/luzern/theme.css"):
        assert words in gone[page].text
    assert re.search(r"am \d{1,2}\. \w+ \d{4} zurückgezogen", gone[page].text)
    assert others in {(404, 403), (404, 404)}
    assert again == dict.fromkeys(addresses, 200)
