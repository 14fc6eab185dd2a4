"""A harvest from the folder of a department to the catalogue: what is written, what is kept, what is told."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import psycopg2
import pytest
import yaml
from psycopg2.extensions import cursor

from integration.api import Api
from portal import Portal

pytestmark = pytest.mark.services

SOURCE = "probe-ablage"


@dataclass(frozen=True)
class Dropzone:
    """A department's folder, and the portal that is told to harvest it and nothing else."""

    folder: Path
    portal: Portal
    sources: Path

    def deliver(self, name: str, *, data: str = "a;b\n1;2\n", **metadata: Any) -> None:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "daten.csv").write_text(data, encoding="utf-8")
        described = {"titel": name, "beschreibung": "Eine Lieferung für Tests.", "nutzungsbedingungen": "terms_by", "thema": "Umwelt", **metadata}
        (folder / "metadaten.yaml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")

    def configure(self, **settings: Any) -> None:
        values = {
            "id": SOURCE,
            "type": "dropzone",
            "url": self.folder.as_uri(),
            "organization": "tiefbauamt",
            "title": "Probe",
            "options": {"settle_seconds": 0},
        }
        values |= {"contact": {"name": "Tiefbauamt", "email": "tiefbauamt@example.org"}, **settings}
        (self.sources / f"{values['id']}.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")

    def harvest(self, *arguments: str) -> tuple[int, str]:
        """Run `harvest run` over this source; give exit code and what was said."""
        done = self.command("run", *(arguments or (SOURCE,)))
        return done.returncode, done.stdout + done.stderr

    def status(self) -> dict[str, Any]:
        return json.loads(self.command("status", SOURCE, "--json").stdout)

    def command(self, *arguments: str) -> Any:
        environment = {**self.portal.environment, "CKAN_INI": str(self.sources / "ckan.ini")}
        return Portal(self.portal.url, self.portal.state, environment).ckan("luzern", "harvest", *arguments, check=False)


@pytest.fixture
def dropzone(portal: Portal, tmp_path: Path, api: Api) -> Iterator[Dropzone]:
    sources = tmp_path / "sources"
    sources.mkdir()
    ini = (portal.state / "ckan.ini").read_text(encoding="utf-8")
    lines = [line for line in ini.splitlines() if not line.startswith("luzern.harvest.sources")]
    lines.insert(lines.index("[app:main]") + 1, f"luzern.harvest.sources = {sources}")
    (sources / "ckan.ini").write_text("\n".join(lines), encoding="utf-8")
    zone = Dropzone(tmp_path / "ablage", portal, sources)
    zone.folder.mkdir()
    zone.configure()
    yield zone
    with psycopg2.connect(portal.dsn) as connection, connection.cursor() as rows:
        rows.execute("SELECT package_id FROM luzern_harvest_object WHERE source_id = %s", [SOURCE])
        ids = [row[0] for row in rows.fetchall()]
        rows.execute("DELETE FROM luzern_harvest_run WHERE source_id = %s", [SOURCE])
    for package_id in ids:
        api.result("dataset_purge", id=package_id)


def dataset(api: Api, title: str) -> dict[str, Any]:
    (found,) = [one for one in api.result("package_search", q=f'title:"{title}"', rows=10)["results"] if one["title"] == title]
    return api.result("package_show", id=found["id"])


def test_a_delivery_becomes_a_dataset_with_its_file(dropzone: Dropzone, api: Api) -> None:
    dropzone.configure(example=True)
    dropzone.deliver("Probe Brücken")

    code, _ = dropzone.harvest()

    found = dataset(api, "Probe Brücken")
    (resource,) = found["resources"]
    assert code == 0
    assert (found["name"], found["identifier"], found["organization"]["name"]) == ("probe-bruecken", "probe-bruecken", "tiefbauamt")
    assert found["contact"] == [{"name_translated": {"de": "Tiefbauamt"}, "email": "tiefbauamt@example.org"}]
    assert [group["name"] for group in found["groups"]] == ["envi"]
    assert found["is_example"] is True
    assert found["remarks"]["de"].startswith("Beispieldaten")
    assert found["issued"]
    assert not found.get("modified")
    assert httpx.get(resource["url"]).text == "a;b\n1;2\n"


def test_a_second_harvest_writes_nothing(dropzone: Dropzone, database: cursor) -> None:
    dropzone.deliver("Probe Ruhe")
    dropzone.harvest()
    before = _state(dropzone.portal, database)

    code, said = dropzone.harvest()

    assert code == 0
    assert "1 unverändert" in said
    assert _state(dropzone.portal, database) == before


def test_a_change_of_the_settings_reaches_datasets_whose_files_did_not_change(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe Zuständigkeit")
    dropzone.harvest()
    dropzone.configure(contact={"name": "Stadtplanung", "email": "stadtplanung@example.org"}, example=True)

    _, said = dropzone.harvest()

    found = dataset(api, "Probe Zuständigkeit")
    assert "1 geändert" in said
    assert found["contact"][0]["email"] == "stadtplanung@example.org"
    assert found["is_example"] is True


def test_a_file_of_the_same_size_and_date_with_other_content_is_a_change(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe Datum", data="a;b\n1;2\n")
    file = dropzone.folder / "Probe Datum" / "daten.csv"
    dropzone.harvest()
    times = (file.stat().st_atime_ns, file.stat().st_mtime_ns)
    file.write_text("a;b\n1;3\n", encoding="utf-8")
    os.utime(file, ns=times)

    dropzone.harvest()

    assert httpx.get(dataset(api, "Probe Datum")["resources"][0]["url"]).text == "a;b\n1;3\n"


def test_a_harvest_that_died_before_the_index_knew_is_made_good_by_the_next(dropzone: Dropzone, api: Api, database: cursor) -> None:
    dropzone.deliver("Probe Absturz")
    dropzone.harvest()
    before = dataset(api, "Probe Absturz")
    # What is left when the process dies between the dataset's commit and the index: a row in the outbox, and no document.
    database.execute("INSERT INTO luzern_outbox (package_id) VALUES (%s)", [before["id"]])
    httpx.post(f"{dropzone.portal.solr_url}/update?commit=true", json={"delete": {"query": f"id:{before['id']}"}}).raise_for_status()

    _, said = dropzone.harvest()

    assert "1 unverändert" in said
    assert dataset(api, "Probe Absturz") == before


def test_a_dry_run_writes_nothing_at_all(dropzone: Dropzone, database: cursor) -> None:
    dropzone.deliver("Probe Trockenlauf")
    before = _state(dropzone.portal, database)

    code, said = dropzone.harvest(SOURCE, "--dry-run")

    assert code == 0
    assert "1 neu" in said
    assert _state(dropzone.portal, database) == before
    database.execute("SELECT count(*) FROM luzern_harvest_run WHERE source_id = %s", [SOURCE])
    assert database.fetchone() == (0,)


def test_a_change_reaches_the_dataset_and_its_address_stays(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe Wandel", beschreibung="Erst so.")
    dropzone.harvest()
    before = dataset(api, "Probe Wandel")
    dropzone.deliver("Probe Wandel", titel="Probe Wandlung", beschreibung="Dann so.", data="a;b\n3;4\n")

    dropzone.harvest()

    after = dataset(api, "Probe Wandlung")
    assert (after["id"], after["name"], after["resources"][0]["id"]) == (before["id"], before["name"], before["resources"][0]["id"])
    assert after["notes_translated"] == {"de": "Dann so."}
    assert after["issued"] == before["issued"]
    assert after["modified"]
    assert httpx.get(after["resources"][0]["url"]).text == "a;b\n3;4\n"


def test_a_better_description_is_no_change_of_the_data(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe Beschrieb", beschreibung="Kurz.")
    dropzone.harvest()
    dropzone.deliver("Probe Beschrieb", beschreibung="Etwas länger.")

    dropzone.harvest()

    found = dataset(api, "Probe Beschrieb")
    assert found["notes"] == "Etwas länger."
    assert not found.get("modified")


def test_what_a_person_added_stays_and_what_the_source_dropped_goes(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe Hand", bemerkungen="Von der Quelle.", version="1")
    dropzone.harvest()
    before = dataset(api, "Probe Hand")
    link = {"url": "https://example.org/karte", "license": "terms_by", "name_translated": {"de": "Karte"}}
    api.result("package_patch", id=before["id"], data_quality={"de": "Von Hand."}, resources=[*before["resources"], link])
    dropzone.deliver("Probe Hand", data="a;b\n5;6\n")

    dropzone.harvest()

    after = dataset(api, "Probe Hand")
    assert after["data_quality"] == {"de": "Von Hand."}
    assert "remarks" not in after
    assert [resource["url"] for resource in after["resources"]][-1] == "https://example.org/karte"
    assert len(after["resources"]) == 2


def test_a_bad_delivery_is_named_and_costs_no_other(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe gut")
    dropzone.deliver("Probe schlecht", nutzungsbedingungen="nur für uns")

    code, _ = dropzone.harvest()

    (bad,) = [record for record in dropzone.status()["records"] if record["outcome"] == "failed"]
    assert code == 1
    assert dataset(api, "Probe gut")
    assert bad["title"] == "Probe schlecht"
    assert any("Nutzungsbedingung" in finding["message"] for finding in bad["findings"])
    assert "Probe schlecht" in dropzone.command("status", SOURCE).stdout


def test_what_is_missing_in_a_delivery_is_counted_and_kept(dropzone: Dropzone, api: Api) -> None:
    dropzone.deliver("Probe bleibt")
    dropzone.deliver("Probe verschwindet")
    dropzone.harvest()
    shutil.rmtree(dropzone.folder / "Probe verschwindet")

    code, said = dropzone.harvest()

    assert code == 0
    assert "1 fehlt in der Lieferung" in said
    assert dataset(api, "Probe verschwindet")["state"] == "active"


def test_a_source_that_is_away_does_not_stop_the_others(dropzone: Dropzone, api: Api) -> None:
    dropzone.configure(id="probe-weg", url=(dropzone.folder / "gibt-es-nicht").as_uri())
    dropzone.deliver("Probe daneben")

    code, _ = dropzone.harvest("probe-weg", SOURCE)

    with psycopg2.connect(dropzone.portal.dsn) as connection, connection.cursor() as rows:
        rows.execute("DELETE FROM luzern_harvest_run WHERE source_id = 'probe-weg' RETURNING status")
        assert rows.fetchall() == [("failed",)]
    assert code == 3
    assert dataset(api, "Probe daneben")


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"organization": "gibt-es-nicht"}, "Die Organisation «gibt-es-nicht»"), ({"type": "brieftaube"}, "«brieftaube»"), ({"options": {"x": 1}}, "options.x")],
)
def test_wrong_settings_are_named(dropzone: Dropzone, settings: dict[str, Any], message: str) -> None:
    dropzone.configure(**settings)

    code, said = dropzone.harvest()

    assert code == 2
    assert message in said


def test_an_unknown_source_is_named(dropzone: Dropzone) -> None:
    code, said = dropzone.harvest("gibt-es-nicht")

    assert code == 2
    assert "«gibt-es-nicht»" in said


def test_what_is_switched_off_is_skipped_even_if_nobody_knows_its_type(dropzone: Dropzone) -> None:
    dropzone.configure(id="probe-aus", type="brieftaube", enabled=False)
    dropzone.deliver("Probe an")

    code, said = dropzone.harvest("--all")

    assert code == 0
    assert "probe-aus" not in said
    assert "probe-aus" in dropzone.command("list").stdout


def test_two_runs_over_one_source_do_not_meet(dropzone: Dropzone, portal: Portal) -> None:
    """The lock is the session's: it goes when its holder does."""
    key = int.from_bytes(sha256(f"luzern-harvest {SOURCE}".encode()).digest()[:8], "big", signed=True)
    dropzone.deliver("Probe Sperre")
    holder = psycopg2.connect(portal.dsn)
    with holder.cursor() as rows:
        rows.execute("SELECT pg_advisory_lock(%s)", [key])

    _, held = dropzone.harvest()
    holder.close()
    _, free = dropzone.harvest()

    assert "von einem anderen Prozess" in held
    assert "1 neu" in free


def test_faults_are_still_told_after_an_unchanged_run(dropzone: Dropzone) -> None:
    dropzone.deliver("Probe Warnung", aktualisierung="ab und zu mal")
    dropzone.harvest()
    first = dropzone.status()["records"][0]["findings"]

    dropzone.harvest()

    assert first
    assert dropzone.status()["records"][0]["findings"] == first


def test_status_knows_every_source_of_the_example_city(portal: Portal) -> None:
    lines = portal.ckan("luzern", "harvest", "status", "--json").stdout.splitlines()
    sources = {values["source"]: values for values in map(json.loads, lines)}

    assert len(sources) >= 15
    assert all(values["status"] in {"complete", "findings"} for name, values in sources.items() if name.startswith("example-"))
    assert sum(values["counts"].get("failed", 0) for values in sources.values()) >= 3


def _state(portal: Portal, database: cursor) -> Any:
    """Sum up what a harvest could have touched: row versions of packages and their parts, and the index."""
    database.execute("SELECT p.xmin::text, p.id FROM package p ORDER BY id")
    packages = database.fetchall()
    database.execute("SELECT r.xmin::text, r.id FROM resource r ORDER BY id")
    resources = database.fetchall()
    database.execute("SELECT m.xmin::text, m.id FROM member m ORDER BY id")
    index = httpx.get(f"{portal.solr_url}/admin/luke", params={"numTerms": 0, "wt": "json"}).json()["index"]
    return packages, resources, database.fetchall(), index["version"]
