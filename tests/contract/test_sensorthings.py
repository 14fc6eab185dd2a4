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
EXPAND = "$expand=Locations,Datastreams($expand=ObservedProperty,Sensor)"
FIRST = f"/v1.1/Things?$count=true&$top=2&{EXPAND}"
SECOND = f"/v1.1/Things?$count=true&$top=2&$skip=2&{EXPAND}"


def thing(number: int, name: str) -> dict[str, Any]:
    return {
        "@iot.id": number,
        "@iot.selfLink": f"http://inner.example/v1.1/Things({number})",
        "name": name,
        "description": "Ein Sensor der Stadt.",
        "Locations": [{"@iot.id": number, "name": "Altstadt", "location": {"type": "Point", "coordinates": [8.307, 47.051]}}],
        "Datastreams": [
            {
                "@iot.id": number,
                "name": "Temperatur",
                "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
                "unitOfMeasurement": {"name": "Grad Celsius", "symbol": "°C", "definition": "ucum:Cel"},
                "phenomenonTime": "2025-01-01T00:00:00Z/2026-11-20T10:00:00Z",
                "ObservedProperty": {"@iot.id": 1, "name": "Lufttemperatur"},
            }
        ],
    }


def page(*things: dict[str, Any], link: str = "") -> str:
    return json.dumps({"@iot.count": 3, "value": things, **({"@iot.nextLink": link} if link else {})})


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        root = {"value": [{"name": "Things", "url": "http://inner.example/v1.1/Things"}]}
        running.put("/v1.1", json.dumps(root), Content_Type="application/json")
        running.put(FIRST, page(thing(1, "Löwenplatz"), thing(2, "Mühlenplatz"), link="http://inner.example" + SECOND), Content_Type="application/json")
        running.put(SECOND, page(thing(3, "Seebrücke")), Content_Type="application/json")
        yield running


@pytest.fixture
def source(site: Site) -> Source:
    return Source.model_validate(
        {
            "id": "sensoren",
            "type": "sensorthings",
            "url": f"{site.url}/v1.1",
            "organization": "digital",
            "title": "Sensoren",
            "private_addresses": True,
            "contact": {"name": "Digital", "email": "digital@luzern.example"},
            "options": {"licence": "terms_by", "theme": ["ENVI"], "page_size": 2, "headers": {"Authorization": f"Bearer {KEY}"}},
        }
    )


class TestSensorThings(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site, source: Source) -> Delivery:
        whole = page(thing(1, "Löwenplatz"), thing(2, "Mühlenplatz")).encode()

        def answers(answer: Answer) -> None:
            site.answers[FIRST] = answer
            site.answers["/v1.1/Things?$count=true&$top=2"] = answer

        return Delivery(
            source,
            3,
            "Mühlenplatz",
            secret=KEY,
            spoil={
                "empty": lambda: answers(Answer(b"", headers=JSON)),
                "cut off": lambda: answers(Answer(whole[:-40], headers=JSON)),
                "shorter than announced": lambda: answers(Answer(whole, headers={**JSON, "Content-Length": str(len(whole) + 10), "Connection": "close"})),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "an error with status 200": lambda: answers(Answer(b'{"code": 500, "type": "error", "message": "kaputt"}', headers=JSON)),
                "another API": lambda: answers(Answer(b'{"value": [{"a": 1}]}', headers=JSON)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
            },
        )
