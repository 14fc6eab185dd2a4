from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source

JSON = {"Content-Type": "application/json"}
KEY = "geheim-4711"
NAMES = {"see_velo": "Seevelo Luzern", "bruegg": "Brüggvelo"}


def gbfs(data: dict[str, Any]) -> str:
    return json.dumps({"last_updated": "2026-11-23T08:00:00+01:00", "ttl": 60, "version": "3.0", "data": data}, ensure_ascii=False)


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        versions = {name: [{"version": "3.0", "url": f"{running.url}/{name}/gbfs.json"}] for name in NAMES}
        put(running, "/manifest.json", {"datasets": [{"system_id": name, "versions": found} for name, found in versions.items()]})
        for name, title in NAMES.items():
            feeds = [{"name": one, "url": f"{running.url}/{name}/{one}.json"} for one in ("system_information", "station_status")]
            put(running, f"/{name}/gbfs.json", {"feeds": feeds})
            put(running, f"/{name}/station_status.json", {"stations": []})
            text = [{"text": title, "language": "de"}]
            contact = {"feed_contact_email": "feed@velo.example", "license_id": "CC-BY-4.0", "timezone": "Europe/Zurich"}
            put(running, f"/{name}/system_information.json", {"system_id": name, "name": text, "languages": ["de"], **contact})
        yield running


def put(site: Site, path: str, data: dict[str, Any]) -> None:
    site.put(f"{path}?api_key={KEY}", gbfs(data), Content_Type="application/json")


class TestMobility(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site) -> Delivery:
        settings = {"id": "velo", "type": "mobility", "url": f"{site.url}/manifest.json", "organization": "tiefbauamt", "title": "Veloverleih"}
        source = Source.model_validate({**settings, "private_addresses": True, "options": {"query": {"api_key": KEY}}})
        whole = gbfs({"datasets": []}).encode()

        def answers(answer: Answer) -> None:
            site.answers[f"/manifest.json?api_key={KEY}"] = answer

        return Delivery(
            source,
            len(NAMES),
            "Brüggvelo – Sharing-Angebot in Echtzeit (GBFS)",
            secret=KEY,
            spoil={
                "empty": lambda: answers(Answer(b"", headers=JSON)),
                "cut off": lambda: answers(Answer(whole[:-10], headers=JSON)),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "an error with status 200": lambda: answers(Answer(b'{"error": "Schluessel abgelaufen"}', headers=JSON)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
                "another part of the system": lambda: answers(Answer(gbfs({"stations": []}).encode(), headers=JSON)),
                "a broken zip": lambda: answers(Answer(b"PK\x03\x04 and then nothing", headers={"Content-Type": "application/zip"})),
            },
        )
