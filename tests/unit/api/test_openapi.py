"""The description of the interface is OpenAPI, whole, and says what luzern_schemas says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from ckanext.luzern.api import description
from ckanext.luzern.api.openapi import openapi
from ckanext.luzern.api.schemas import schemas
from ckanext.luzern.api.snippets import snippets
from luzern_schemas import fields

SAMPLE = {"dataset": "velonetz", "identifier": "velonetz", "file": "123", "organization": "tiefbauamt", "theme": "tran", "table": "123"}


def test_it_is_openapi_3_1() -> None:
    document = openapi("https://daten.example-luzern.ch", "Offene Daten", "ogd@example.org", SAMPLE)

    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["servers"] == [{"url": "https://daten.example-luzern.ch"}]


def test_every_example_speaks_of_what_the_portal_has() -> None:
    document = openapi("https://daten.example-luzern.ch", "Offene Daten", "", SAMPLE)

    assert "$dataset" in json.dumps(openapi("https://daten.example-luzern.ch", "", "", {}))
    assert [name for name in SAMPLE if f"${name}" in json.dumps(document)] == []


@pytest.mark.parametrize(("name", "declared"), [("Dataset", fields.dataset_fields()), ("Resource", fields.resource_fields())])
def test_every_field_of_the_schema_is_described(name: str, declared: tuple[fields.Field, ...]) -> None:
    described = schemas()[name]["properties"]

    assert [field.name for field in declared if field.name not in described] == []
    assert described["language"]["type"] == "array"


def test_terms_of_use_are_the_four() -> None:
    assert len([value for value in schemas()["Resource"]["properties"]["license"]["enum"] if value]) == 4


def test_every_action_has_what_a_reader_needs() -> None:
    operations = description.operations()

    assert len({operation.name for operation in operations}) == len(operations) >= 12
    assert [operation.name for operation in operations if not (operation.summary and operation.text)] == []
    assert [operation.name for operation in operations if operation.result not in schemas()] == []
    for operation in operations:
        needed = {parameter.name for parameter in operation.parameters if parameter.required}
        assert needed <= operation.example.keys() <= {parameter.name for parameter in operation.parameters}, operation.name


def test_code_survives_quotes_blanks_and_umlauts() -> None:
    scripts = {
        script.language: script.code for script in snippets("https://x.example/api", {"q": 'l\'été "Züri"', "facet.field": '["a"]', "all": True, "rows": 2})
    }

    assert scripts["sh"].count("--data-urlencode") == 4
    assert "'q=l'\"'\"'été \"Züri\"'" in scripts["sh"]
    assert "'all': True" in scripts["python"]
    compile(scripts["python"], "snippet", "exec")
    assert 'facet.field = "[\\"a\\"]"' in scripts["r"]
    assert '"all": true' in scripts["javascript"]


def test_the_guide_knows_what_it_speaks_of() -> None:
    known = {"site": "https://x.example", **SAMPLE}
    texts = [description.filled(text, known) for section in description.guide() for text in (section.text, *(script.code for script in section.scripts))]

    assert [text for text in texts if any(f"${name}" in text for name in known)] == []


def test_the_limits_it_tells_are_those_of_the_server_in_front() -> None:
    server = (Path(__file__).resolve().parents[3] / "docker/nginx/portal.conf.template").read_text(encoding="utf-8")
    told = " ".join(next(section.text for section in description.guide() if section.anchor == "pages").split())

    assert "Ten requests a second from one address are welcome, forty at once" in told
    assert "zone=api:10m   rate=10r/s" in server
    assert "zone=api burst=40 nodelay" in server
