from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source

KEY = "geheim-4711"
PATH = f"/zaehler?ort=Luzern&api_key={KEY}"
JSON = {"Content-Type": "application/json"}
COUNTERS = {
    "success": True,
    "data": [
        {"name": "Kapellbrücke", "counter": 12, "ISO_time": "2026-11-20T10:00:00+01:00"},
        {"name": "Löwenplatz", "counter": "7", "ISO_time": "2026-11-20T10:00:00+01:00"},
    ],
}
COMMON = {"theme": ["TRAN"], "keywords": ["Frequenzen"], "frequency": "stündlich", "licence": "terms_by", "rows": "data || @"}


def dataset(name: str, title: str) -> dict[str, object]:
    columns = {"ort": "name", "anzahl": {"value": "counter", "data_type": "integer", "unit": "Personen"}}
    return {"id": name, "title": title, "description": "Was gezählt wird, und wo.", "columns": columns, "time": "ISO_time"}


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put(PATH, json.dumps(COUNTERS), Content_Type="application/json")
        yield running


@pytest.fixture
def source(site: Site) -> Source:
    options = {**COMMON, "query": {"api_key": KEY}, "datasets": [dataset("frequenzen", "Frequenzen"), dataset("zaehler", "Zähler")]}
    contact = {"name": "Digital", "email": "digital@luzern.example"}
    return Source.model_validate(
        {
            "id": "zaehler",
            "type": "json",
            "url": f"{site.url}/zaehler?ort=Luzern",
            "organization": "digital",
            "title": "Zähler",
            "private_addresses": True,
            "contact": contact,
            "options": options,
        }
    )


class TestJson(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site, source: Source) -> Delivery:
        whole = json.dumps(COUNTERS).encode()

        def answers(answer: Answer) -> None:
            site.answers[PATH] = answer

        return Delivery(
            source,
            2,
            "Zähler",
            secret=KEY,
            spoil={
                "empty": lambda: answers(Answer(b"", headers=JSON)),
                "cut off": lambda: answers(Answer(whole[:-40], headers=JSON)),
                "shorter than announced": lambda: answers(Answer(whole, headers={**JSON, "Content-Length": str(len(whole) + 10), "Connection": "close"})),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "an error with status 200": lambda: answers(Answer(b'{"success": false, "message": "Invalid API key"}', headers=JSON)),
                "not a number": lambda: answers(Answer(b'{"data": [{"counter": NaN}]}', headers=JSON)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
            },
        )
