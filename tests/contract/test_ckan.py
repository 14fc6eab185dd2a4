from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source

KEY = "geheim-4711"
JSON = {"Content-Type": "application/json"}


def package(number: int, title: str) -> dict[str, Any]:
    return {
        "id": f"00000000-0000-0000-0000-00000000000{number}",
        "name": f"datensatz-{number}",
        "title": title,
        "notes": "Was gezählt wird, und wo.",
        "state": "active",
        "private": False,
        "type": "dataset",
        "license_id": "cc-by",
        "maintainer": "Stelle",
        "maintainer_email": "daten@partner.example",
        "metadata_created": "2024-01-01T08:00:00.000000",
        "metadata_modified": f"2026-01-0{number}T08:00:00.000000",
        "organization": {"name": "partner", "title": "Partner"},
        "groups": [{"name": "tran"}],
        "tags": [{"name": "velo", "display_name": "Velo"}],
        "resources": [{"id": f"r{number}", "url": f"https://partner.example/{number}.csv", "format": "CSV", "name": "Tabelle"}],
    }


def page(start: int) -> str:
    return f"/api/3/action/package_search?sort=id+asc&rows=2&start={start}"


def answer(*packages: dict[str, Any], count: int = 3) -> str:
    return json.dumps({"success": True, "result": {"count": count, "results": packages}})


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put(page(0), answer(package(1, "Velozählstellen"), package(2, "Brücken über die Reuss")), Content_Type="application/json")
        running.put(page(2), answer(package(3, "Bäume")), Content_Type="application/json")
        yield running


@pytest.fixture
def source(site: Site) -> Source:
    options = {"page_size": 2, "token": KEY}
    return Source(id="partner", type="ckan", url=f"{site.url}/", organization="stadtgruen", title="Partner", private_addresses=True, options=options)


class TestCkan(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site, source: Source) -> Delivery:
        whole = answer(package(1, "Velozählstellen"), package(2, "Brücken über die Reuss")).encode()

        def answers(answer: Answer) -> None:
            site.answers[page(0)] = answer

        return Delivery(
            source,
            3,
            "Brücken über die Reuss",
            secret=KEY,
            spoil={
                "empty": lambda: answers(Answer(b"", headers=JSON)),
                "cut off": lambda: answers(Answer(whole[:-40], headers=JSON)),
                "shorter than announced": lambda: answers(Answer(whole, headers={**JSON, "Content-Length": str(len(whole) + 10), "Connection": "close"})),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "forbidden": lambda: answers(Answer(b"<html>Forbidden</html>", 403)),
                "an error with status 200": lambda: answers(Answer(b'{"success": false, "error": {"message": "Zugriff verweigert"}}', headers=JSON)),
                "another API": lambda: answers(Answer(b'{"datasets": []}', headers=JSON)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
            },
        )
