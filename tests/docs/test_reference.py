"""docs/reference/ and docs/reliability.md say what the code declares, and everything declared says what it is."""

from __future__ import annotations

import importlib.util

import click
import generate
import pytest
import yaml

from faults import fault
from luzern_harvesters.registry import harvester_types
from luzern_harvesters.source import Source

without_ckan = importlib.util.find_spec("ckan") is None


def every_command() -> list[tuple[str, click.Command]]:
    return [found for name, place in generate.COMMANDS.items() for found in generate._subcommands(name, generate._load(place))]


@pytest.mark.parametrize("chapter", generate.PAGES)
def test_the_committed_page_is_what_the_code_declares(chapter: str) -> None:
    if chapter == "commands" and without_ckan:
        pytest.skip("CKAN is not installed: its commands can't be read")

    assert generate.place(chapter).read_text(encoding="utf-8") == generate.rendered(chapter), "run `make docs`"


def test_every_option_says_what_it_means() -> None:
    groups = yaml.safe_load(generate.DECLARATION.read_text(encoding="utf-8"))["groups"]

    assert [option["key"] for group in groups for option in group["options"] if not option.get("description")] == []


@pytest.mark.skipif(without_ckan, reason="CKAN is not installed: its commands can't be read")
def test_every_command_and_every_option_of_it_has_help() -> None:
    silent = [path for path, command in every_command() if not command.help]
    silent += [
        f"{path} {option.name}" for path, command in every_command() for option in command.params if isinstance(option, click.Option) and not option.help
    ]

    assert silent == []


def test_every_setting_of_a_source_is_described() -> None:
    models = [Source, *(harvester.options_model for harvester in harvester_types().values())]

    assert [f"{model.__name__}.{name}" for model in models for name, field in model.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("schema", generate.SCHEMAS)
def test_every_field_has_a_german_name_and_help(schema: str) -> None:
    document = yaml.safe_load((generate.ROOT / "schemas" / f"{schema}.yaml").read_text(encoding="utf-8"))
    fields = [field for part in ("dataset_fields", "resource_fields", "fields") for field in document.get(part, [])]

    silent = [field["field_name"] for field in fields if not (generate._german(field.get("label")) and generate._german(field.get("help_text")))]
    assert silent == []


def test_every_test_of_a_fault_is_a_row_of_the_table() -> None:
    found = [(name, row) for module in fault.modules() for name, row in fault.tests(module)]

    assert [name for name, row in found if row is None] == []
    assert len({name for name, _ in found}) == len(found), "a row is named by its test"
    assert len(found) >= 60
