from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from contract.harvester import Delivery, HarvesterContract
from contract.web import Answer, Site, serve
from luzern_harvesters.source import Source

JSON = {"Content-Type": "application/json"}
TABLES = "/api/v2/tables?lang=de"
LABELS = {"T1": "Wohnbevölkerung nach Quartier und Jahr", "T2": "Geburten nach Jahr", "T3": "Leerwohnungen nach Zimmerzahl und Jahr"}


def listed(*names: str, page: int, pages: int) -> str:
    tables = [{"id": name, "label": LABELS[name], "description": "", "updated": "2026-03-01T08:00:00Z", "variableNames": ["Jahr"]} for name in names]
    return json.dumps({"language": "de", "tables": tables, "page": {"pageNumber": page, "pageSize": 2, "totalElements": len(LABELS), "totalPages": pages}})


def metadata(name: str) -> str:
    years = {"label": "Jahr", "category": {"index": {"2024": 0, "2025": 1}, "label": {"2024": "2024", "2025": "2025"}}}
    contents = {"label": "Inhalt", "category": {"index": {"n": 0}, "label": {"n": "Anzahl"}, "unit": {"n": {"base": "Personen", "decimals": 0}}}}
    return json.dumps(
        {
            "version": "2.0",
            "class": "dataset",
            "label": LABELS[name],
            "source": "Statistikstelle der Stadt",
            "updated": "2026-03-01T08:00:00Z",
            "id": ["Jahr", "ContentsCode"],
            "size": [2, 1],
            "role": {"time": ["Jahr"], "metric": ["ContentsCode"]},
            "dimension": {"Jahr": years, "ContentsCode": contents},
            "extension": {"px": {"tableid": name, "language": "de"}, "contact": [{"name": "Statistikstelle", "mail": "statistik@luzern.example"}]},
            "value": [],
        }
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        running.put(TABLES, listed("T1", "T2", page=1, pages=2), Content_Type="application/json")
        running.put("/api/v2/tables?lang=de&pageNumber=2", listed("T3", page=2, pages=2), Content_Type="application/json")
        for name in LABELS:
            running.put(f"/api/v2/tables/{name}/metadata?lang=de", metadata(name), Content_Type="application/json")
        yield running


class TestStatistics(HarvesterContract):
    @pytest.fixture
    def delivery(self, site: Site) -> Delivery:
        whole = listed("T1", "T2", page=1, pages=2).encode()
        settings = {"id": "statistik", "type": "statistics", "url": site.url + TABLES, "organization": "digital", "title": "Statistik"}
        source = Source.model_validate({**settings, "private_addresses": True, "options": {"licence": "terms_by", "theme": ["SOCI"]}})

        def answers(answer: Answer) -> None:
            site.answers[TABLES] = answer

        return Delivery(
            source,
            len(LABELS),
            LABELS["T1"],
            spoil={
                "empty": lambda: answers(Answer(b"", headers=JSON)),
                "cut off": lambda: answers(Answer(whole[:-40], headers=JSON)),
                "shorter than announced": lambda: answers(Answer(whole, headers={**JSON, "Content-Length": str(len(whole) + 10), "Connection": "close"})),
                "server error": lambda: answers(Answer(b"oops", 500)),
                "an error with status 200": lambda: answers(Answer(b'{"error": {"code": 503, "message": "Wartung"}}', headers=JSON)),
                "a web page": lambda: answers(Answer(b"<!DOCTYPE html><html><body>Bitte anmelden</body></html>", headers={"Content-Type": "text/html"})),
                "something else": lambda: answers(Answer(b'{"name": "Kein Verzeichnis"}', headers=JSON)),
            },
        )
