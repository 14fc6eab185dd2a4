"""The recipes are followed to the letter: their code runs, their files are read."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from arch.source import ROOT
from luzern_harvesters.contract import Harvester, RawDocument
from luzern_harvesters.errors import RecordError, SourceUnreachable
from luzern_harvesters.source import Source, read_source
from luzern_schemas import vocabulary


def block(recipe: str, language: str) -> str:
    """Give the first block of code in that language."""
    found = re.search(rf"^( *)```{language}\n(.*?)^\1```", (ROOT / "docs/recipes" / recipe).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found, f"{recipe} shows no {language}"
    return textwrap.dedent(found[2])


@pytest.fixture
def link_register(tmp_path: Path) -> Harvester:
    module: dict[str, Any] = {"__name__": "link_register"}
    exec(compile(block("add-a-harvester.md", "python"), "docs/recipes/add-a-harvester.md", "exec"), module)
    register = tmp_path / "register.txt"
    register.write_text("a;Velozählung;https://example.org/a.csv\nb;zu kurz\n", encoding="utf-8")
    settings = {"id": "register", "type": "link-register", "url": register.as_uri(), "organization": "tiefbauamt", "title": "Register"}
    source = Source.model_validate({**settings, "contact": {"email": "ogd@example.org"}, "options": {"licence": "terms_by"}})
    return module["LinkRegister"](source)


def test_the_harvester_of_the_recipe_reads_records(link_register: Harvester) -> None:
    listing = link_register.list()
    raw = link_register.fetch(listing.refs[0])

    assert [ref.remote_id for ref in listing.refs] == ["a", "b"]
    assert isinstance(raw, RawDocument)
    record = link_register.map(raw)
    assert record.title == {"de": "Velozählung"}
    assert (record.distributions[0].url, record.distributions[0].licence) == ("https://example.org/a.csv", "terms_by")


def test_the_harvester_of_the_recipe_names_a_bad_line_and_a_missing_file(link_register: Harvester, tmp_path: Path) -> None:
    raw = link_register.fetch(link_register.list().refs[1])
    (tmp_path / "register.txt").unlink()

    assert isinstance(raw, RawDocument)
    with pytest.raises(RecordError, match="drei Teile"):
        link_register.map(raw)
    with pytest.raises(SourceUnreachable):
        link_register.list()


def test_the_source_file_of_the_recipe_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "source.yaml"
    path.write_text(block("add-a-source.md", "yaml"), encoding="utf-8")

    assert read_source(path).type == "dropzone"


def test_the_term_of_the_recipe_is_one_of_the_vocabulary() -> None:
    (entry,) = yaml.safe_load(block("add-a-vocabulary-term.md", "yaml"))
    term = vocabulary.load("frequency")[entry["code"]]

    assert term.label["de"] == entry["label"]["de"]
    assert all(vocabulary.load("frequency").find(alias) is term for aliases in entry["aliases"].values() for alias in aliases)
