"""A tabular dataset in Croissant 1.0: files, and the table with its columns."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ckanext.luzern.feeds import croissant
from feeds.packages import SETTINGS, maximal, minimal, resource

COLUMNS = [
    {"name": "Budget CHF", "label_translated": {"de": "Budget"}, "data_type": "decimal", "unit": "CHF"},
    {"name": "jahr", "data_type": "integer"},
    {"name": "stand", "data_type": "Datum"},
]


def described(**fields: Any) -> dict[str, Any]:
    return croissant.dataset(
        minimal(resources=[resource(1, format="CSV", hash="A" * 64), resource(2, format="JSON")], columns=COLUMNS, **fields), SETTINGS, "de"
    )


def test_it_has_what_croissant_requires() -> None:
    found = described()

    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert {"name", "description", "license", "url", "creator", "datePublished", "version", "citeAs"} <= set(found)
    assert {one["@type"] for one in (*found["creator"], *found["publisher"])} == {"sc:Organization"}


def test_each_file_has_address_type_and_checksum() -> None:
    table, other = described()["distribution"]

    assert (table["@type"], table["contentUrl"], table["encodingFormat"], table["sha256"]) == (
        "cr:FileObject",
        "https://example-luzern.ch/bev.csv",
        "text/csv",
        "a" * 64,
    )
    assert other["encodingFormat"] == "application/json"


def test_the_columns_are_fields_of_the_first_table() -> None:
    (table,) = described()["recordSet"]

    assert [(field["name"], field["dataType"], field["source"]["extract"]) for field in table["field"]] == [
        ("Budget CHF", "sc:Float", {"column": "Budget CHF"}),
        ("jahr", "sc:Integer", {"column": "jahr"}),
        ("stand", "sc:Text", {"column": "stand"}),
    ]
    assert table["field"][0]["description"] == "Budget. CHF"


def test_ids_hold_no_blanks_and_are_unique() -> None:
    found = described()
    ids = [one["@id"] for one in (*found["distribution"], *found["recordSet"], *found["recordSet"][0]["field"])]

    assert len(ids) == len(set(ids))
    assert not any(re.search(r"\s", one) for one in ids)


def test_without_columns_the_files_alone_are_described() -> None:
    found = croissant.dataset(minimal(resources=[resource(format="CSV")]), SETTINGS, "de")

    assert found["recordSet"] == []
    assert len(found["distribution"]) == 1


@pytest.mark.parametrize(("stated", "version"), [("2.1", "2.1.0"), ("1.2.3", "1.2.3"), ("Herbst", "2026.11.20"), ("", "2026.11.20")])
def test_the_version_is_a_semantic_one(stated: str, version: str) -> None:
    assert described(version=stated)["version"] == version


@pytest.mark.parametrize(("form", "is_table"), [("CSV", True), ("TSV", True), ("PDF", False), ("WMS_SRVC", False), ("", False)])
def test_only_tables_are_worth_it(form: str, is_table: bool) -> None:
    assert croissant.is_tabular(minimal(resources=[resource(format=form)])) is is_table


def test_the_citation_names_who_made_it() -> None:
    assert croissant.dataset(maximal(), SETTINGS, "de")["citeAs"].startswith(
        "LUSTAT Statistik Luzern, Einwohnerdienste (2026): Wohnbevölkerung. Stadt Luzern. "
    )
