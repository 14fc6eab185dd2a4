"""Write docs/reference/ from the code (options, commands, harvesters, interface, schema, vocabularies), and docs/reliability.md from the tests of faults.

What the code declares is not told a second time by hand; a test compares the committed pages with what this makes.

    python docs/generate.py [PAGE …]
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from ckanext.luzern.api import description
from luzern_harvesters.registry import harvester_types
from luzern_harvesters.source import Source
from luzern_schemas import vocabulary

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
DECLARATION = ROOT / "ckanext-luzern/ckanext/luzern/config_declaration.yaml"
COMMANDS = {"luzern-harvest": "luzern_harvesters.cli:main", "ckan luzern": "ckanext.luzern.cli:luzern"}
SCHEMAS = {"dataset": "Datensatz", "organization": "Organisation", "theme": "Thema"}
NEEDED = "**needed**"
SHOWN_TERMS = 400  # a longer vocabulary is described, not printed

Lines = Iterator[str]


def options() -> Lines:
    """Give every setting of the extension, from its declaration."""
    yield from _heading("Options", "The settings of `ckanext.luzern`, as `config_declaration.yaml` declares them. Each has one reader in `config.py`.")
    for group in yaml.safe_load(DECLARATION.read_text(encoding="utf-8"))["groups"]:
        yield from (f"## {group['annotation']}", "")
        rows = (
            (_code(o["key"]), o.get("type", "string"), NEEDED if o.get("required") else _code(o.get("default", "")), o["description"]) for o in group["options"]
        )
        yield from _table(("Option", "Type", "Default", "Meaning"), rows)


def commands() -> Lines:
    """Give every command, from click."""
    yield from _heading("Commands", "`luzern-harvest` needs no CKAN. `ckan luzern` runs in the portal: `make ckan ARGS='luzern …'`.")
    for name, place in COMMANDS.items():
        for path, command in _subcommands(name, _load(place)):
            yield from (f"## {path}", "", _clean(command.help), "")
            yield from (f"```\n{path} {' '.join(command.collect_usage_pieces(click.Context(command)))}\n```", "")
            rows = ((_code(", ".join(p.opts)), _clean(p.help)) for p in command.params if isinstance(p, click.Option))
            yield from _table(("Option", "Meaning"), rows)


def harvesters() -> Lines:
    """Give the settings every source has, then each harvester type with its own."""
    yield from _heading(
        "Harvesters", "A source is one file in `config/harvest/`; `type` names one of the harvesters below, `options` holds the settings of that type."
    )
    yield from ("## Every source", "")
    yield from _fields(Source)
    for name, harvester in harvester_types().items():
        yield from (f"## {name}: {harvester.title}", "", _clean(harvester.__doc__), "")
        yield from _fields(harvester.options_model)


def interface() -> Lines:
    """Give every action and document that the portal supports for programs, from what makes `/api-docs` and its OpenAPI document."""
    yield from _heading(
        "Interface",
        "What the portal supports for programs. The portal itself explains it at `/api-docs`, with code that runs and real answers, and as OpenAPI 3.1 at "
        "`/api-docs/openapi.json`; all three come from `ckanext-luzern/ckanext/luzern/api/`.",
    )
    for group in description.groups():
        yield from (f"## {group.title}", "")
        rows = ((_code(o.name), o.summary, ", ".join(_code(one.name) for one in o.parameters), ", ".join(map(str, o.errors))) for o in group.operations)
        yield from _table(("Action", "What for", "Parameters", "Errors"), rows)
    yield from ("## Documents", "")
    yield from _table(
        ("Address", "What it is", "Parameters"), ((_code(d.path), d.summary, ", ".join(_code(p.name) for p in d.parameters)) for d in description.documents())
    )


def schema() -> Lines:
    """Give every field of the metadata, in the order of the form."""
    yield from _heading("Schema", "The fields of a dataset, its resources, an organisation and a theme, from `schemas/*.yaml`.")
    for name, title in SCHEMAS.items():
        document = yaml.safe_load((ROOT / "schemas" / f"{name}.yaml").read_text(encoding="utf-8"))
        for part, subtitle in (("dataset_fields", ""), ("fields", ""), ("resource_fields", " – Ressource")):
            if document.get(part):
                yield from (f"## {title}{subtitle}", "")
                yield from _table(("Field", "Label", "Needed", "Help"), (_schema_row(field) for field in document[part]))


def vocabularies() -> Lines:
    """Give every controlled vocabulary with its terms."""
    yield from _heading(
        "Vocabularies",
        "The terms the portal knows, from `schemas/vocabularies/`. What a source says is looked up by code, IRI, label in any language and alias.",
    )
    for name in vocabulary.NAMES:
        known = vocabulary.load(name)
        terms = list(known)
        yield from (f"## {name}", "", f"{len(terms)} terms of {_link(known.scheme)}.", "")
        if len(terms) <= SHOWN_TERMS:
            rows = ((_code(t.code), t.label.get("de", ""), _link(t.iri), ", ".join(t.aliases)) for t in terms)
            yield from _table(("Code", "Deutsch", "IRI", "Also understood"), rows)


def reliability() -> Lines:
    """Give every fault that the portal is tested with, from the tests."""
    from faults import fault  # noqa: PLC0415  the tests are on the path where a page is made, not where this module is read

    yield from _heading(
        "Reliability",
        "What goes wrong at the sources and in the house, and what comes of it. Each row is a test in `tests/faults/`: `make test` runs them all, "
        "`.venv/bin/pytest tests/faults -k NAME` one. The seconds are when the test gives up, a limit and no measurement.",
    )
    for module in fault.modules():
        yield from (f"## {_clean(module.__doc__).rstrip('.')}", "")
        rows = ((one.what, one.outcome, f"{one.seconds} s", _code(name)) for name, one in fault.tests(module) if one)
        yield from _table(("What goes wrong", "What comes of it", "Limit", "Test"), rows)


PAGES: dict[str, Callable[[], Lines]] = {page.__name__: page for page in (options, commands, harvesters, interface, schema, vocabularies, reliability)}


def place(page: str) -> Path:
    """Say where a page is committed."""
    return DOCS / f"{page}.md" if page == reliability.__name__ else DOCS / "reference" / f"{page}.md"


def rendered(page: str) -> str:
    """Give one page as it is committed."""
    return "\n".join(PAGES[page]()).rstrip() + "\n"


def _heading(title: str, text: str) -> Lines:
    yield from (f"# {title}", "", text, "", "<!-- Made by `make docs`; change the code, not this page. -->", "")


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Lines:
    """Give a Markdown table; nothing where there are no rows."""
    body = [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    if body:
        yield from (f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *body, "")


def _fields(model: type[BaseModel]) -> Lines:
    rows = ((_code(name), _type_name(field), _default(field), field.description or "") for name, field in model.model_fields.items())
    yield from _table(("Setting", "Type", "Default", "Meaning"), rows)


def _schema_row(field: Mapping[str, Any]) -> tuple[str, ...]:
    return _code(field["field_name"]), _german(field.get("label", "")), "yes" if field.get("required") else "", _german(field.get("help_text", ""))


def _subcommands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _subcommands(f"{path} {name}", command.commands[name])
    else:
        yield path, command


def _load(place: str) -> click.Command:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


def _type_name(field: FieldInfo) -> str:
    return getattr(field.annotation, "__name__", str(field.annotation)).replace("typing.", "")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return NEEDED
    value = field.default if field.default is not PydanticUndefined else field.get_default(call_default_factory=True, validated_data={})
    return _code(str(value)) if value not in ("", None, (), {}) and not isinstance(value, BaseModel) else ""


def _german(value: Any) -> str:  # Any: scheming takes a text or texts by language
    return value.get("de", "") if isinstance(value, dict) else str(value)


def _clean(text: str | None) -> str:
    """Join wrapped lines, keep paragraphs; the double quotes of docstrings become Markdown's."""
    return "\n\n".join(" ".join(part.split()) for part in (text or "").replace("\b", "").replace("``", "`").split("\n\n"))


def _cell(value: str) -> str:
    return _clean(value).replace("\n\n", "<br>").replace("|", "\\|")


def _code(value: object) -> str:
    return f"`{value}`" if value not in ("", None) else ""


def _link(iri: str) -> str:
    return f"<{iri}>" if iri else ""


if __name__ == "__main__":
    sys.path.append(str(ROOT / "tests"))
    for chosen in sys.argv[1:] or PAGES:
        place(chosen).write_text(rendered(chosen), encoding="utf-8")
