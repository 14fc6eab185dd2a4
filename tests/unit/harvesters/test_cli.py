from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from luzern_harvesters.cli import main

META = """titel: Brücken
beschreibung: Alle Brücken über die Reuss.
kontakt: {name: Tiefbauamt, email: ogd@luzern.example}
lizenz: terms_by
thema: TRAN
schlagworte: [Brücke]
"""


def source(folder: Path, url: str, kind: str = "dropzone") -> str:
    path = folder / "source.yaml"
    path.write_text(f"id: s\ntype: {kind}\nurl: {url}\norganization: tiefbauamt\ntitle: T\noptions: {{}}\n", encoding="utf-8")
    return str(path)


def called(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    folder = tmp_path / "ablage" / "Brücken"
    folder.mkdir(parents=True)
    (folder / "metadaten.yaml").write_text(META, encoding="utf-8")
    (folder / "bruecken.csv").write_text("name;baujahr\nReussbrücke;1877\n", encoding="utf-8")
    return tmp_path


def test_a_good_source_gives_one_line_a_record_and_a_summary(delivery: Path) -> None:
    result = called("preview", source(delivery, "file:ablage"), "--json")

    record, summary = lines(result)
    assert result.exit_code == 0
    assert record["outcome"] == "read"
    assert record["record"]["title"] == {"de": "Brücken"}
    assert record["record"]["themes"] == ["TRAN"]
    assert [(one["format"], one["licence"]) for one in record["record"]["distributions"]] == [("CSV", "terms_by")]
    assert summary["summary"]["listed"] == summary["summary"]["read"] == 1


def test_a_failed_record_makes_the_exit_code_one_and_the_others_are_read(delivery: Path) -> None:
    bad = delivery / "ablage" / "Ohne Angaben"
    bad.mkdir()
    (bad / "daten.csv").write_text("a\n1\n", encoding="utf-8")

    result = called("preview", source(delivery, "file:ablage"), "--json")

    summary = lines(result)[-1]["summary"]
    assert result.exit_code == 1
    assert (summary["read"], summary["failed"], summary["waiting"]) == (1, 1, 0)


def test_a_limit_looks_at_so_many_and_says_of_how_many(delivery: Path) -> None:
    summary = lines(called("preview", source(delivery, "file:ablage"), "--json", "--limit", "1"))[-1]["summary"]

    assert (summary["listed"], summary["previewed"]) == (1, 1)


@pytest.mark.parametrize(("kind", "code"), [("fax", 2), ("dropzone", 3)])
def test_wrong_settings_and_unreadable_sources_are_told_apart(tmp_path: Path, kind: str, code: int) -> None:
    result = called("preview", source(tmp_path, "file:gibt-es-nicht", kind), "--json")

    assert result.exit_code == code
    assert lines(result)[-1]["summary"]["error"]["message"]
    assert "Traceback" not in result.output


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "leer").mkdir()

    result = called("preview", source(tmp_path, "file:leer"))

    assert result.exit_code == 3
    assert "keine Lieferung" in result.output


def test_a_source_that_gives_less_than_it_announced_is_not_complete(tmp_path: Path) -> None:
    (tmp_path / "c.ttl").write_text("<urn:c> <http://www.w3.org/ns/dcat#dataset> <urn:nowhere> .", encoding="utf-8")

    result = called("preview", source(tmp_path, "file:c.ttl", "dcat"), "--json")

    assert (result.exit_code, lines(result)[-1]["summary"]["complete"]) == (1, False)


@pytest.mark.parametrize("url", ["file:gibt-es-nicht", "file:ablage"])
def test_every_summary_has_the_same_counts(delivery: Path, url: str) -> None:
    summary = lines(called("preview", source(delivery, url), "--json"))[-1]["summary"]

    assert {"listed", "previewed", "read", "waiting", "failed", "findings", "complete"} <= summary.keys()
    assert summary["previewed"] == summary["read"] + summary["waiting"] + summary["failed"]


def test_people_read_german(delivery: Path) -> None:
    result = called("preview", source(delivery, "file:ablage"))

    assert "1 von 1 Datensätzen angesehen: 1 gelesen, 0 warten, 0 fehlerhaft." in result.output


def test_check_asks_for_the_list_only(delivery: Path) -> None:
    assert "die Quelle nennt 1 Datensätze" in called("check", source(delivery, "file:ablage")).output


def test_types_lists_every_option_with_its_description() -> None:
    kinds = {kind["type"]: kind for kind in json.loads(called("types", "--json").output)}

    assert {"dcat", "dropzone"} <= kinds.keys()
    assert all(option["description"] for kind in kinds.values() for option in kind["options"])


def test_the_schema_knows_the_fields_and_the_options_of_each_type() -> None:
    schema = json.loads(called("types", "--schema").output)

    assert {"id", "type", "url", "organization", "title", "schedule", "contact", "options"} <= schema["properties"].keys()
    assert len(schema["allOf"]) >= 2
