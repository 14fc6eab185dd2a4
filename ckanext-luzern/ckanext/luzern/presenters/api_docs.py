"""What the page about the interface prints: the guide, then every action with code to copy and its answer. Reads and writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ckanext.luzern.api import description
from ckanext.luzern.api.description import Operation, Script, Values
from ckanext.luzern.api.openapi import PLACES
from ckanext.luzern.api.snippets import curl, snippets
from ckanext.luzern.presenters import content_page

PATH = "/api-docs"
LANGUAGES = {"sh": "curl", "python": "Python", "r": "R", "javascript": "JavaScript"}

Answer = Callable[[Operation, Values], str]


@dataclass(frozen=True)
class Code:
    """Something to copy; ``anchor`` names it on the page."""

    anchor: str
    language: str
    text: str
    file: str = ""


@dataclass(frozen=True)
class ParameterLine:
    """A line of the table; ``limits`` is what a value must be, in a few words."""

    name: str
    text: str
    limits: str
    required: bool


@dataclass(frozen=True)
class Action:
    """An action; ``text`` is HTML. Where the portal has nothing to ask it for, there is no code, and where there was none to get, no answer."""

    name: str
    summary: str
    text: str
    parameters: tuple[ParameterLine, ...]
    codes: tuple[Code, ...]
    answer: str


@dataclass(frozen=True)
class Group:
    """Actions under a heading."""

    key: str
    title: str
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Chapter:
    """A part of the guide; ``text`` is HTML."""

    anchor: str
    title: str
    text: str
    codes: tuple[Code, ...]


@dataclass(frozen=True)
class Line:
    """An address that is no action, and a command to fetch it."""

    path: str
    summary: str
    parameters: tuple[ParameterLine, ...]
    code: Code


@dataclass(frozen=True)
class Page:
    """The whole page."""

    chapters: tuple[Chapter, ...]
    groups: tuple[Group, ...]
    documents: tuple[Line, ...]


def page(site: str, sample: Mapping[str, str], answer: Answer) -> Page:
    """Put the page together; ``answer`` asks the portal, ``sample`` says for what."""
    known = {"site": site, **{name: value for name, value in sample.items() if value}}
    groups = (Group(one.key, one.title, tuple(_action(site, operation, known, answer) for operation in one.operations)) for one in description.groups())
    return Page(
        tuple(_chapter(section, known) for section in description.guide()), tuple(groups), tuple(_line(site, one, known) for one in description.documents())
    )


def _chapter(section: description.Section, known: Mapping[str, str]) -> Chapter:
    codes = tuple(
        _code(f"{section.anchor}-{number}", replace(script, code=description.filled(script.code, known))) for number, script in enumerate(section.scripts, 1)
    )
    return Chapter(section.anchor, section.title, content_page.html(description.filled(section.text, known), section.title), codes)


def _action(site: str, operation: Operation, known: Mapping[str, str], answer: Answer) -> Action:
    values = description.filled(operation.example, known)
    is_known = not any(str(value).startswith("$") for value in values.values())
    codes = tuple(_code(f"{operation.name}-{script.language}", script) for script in snippets(site + operation.path, values)) if is_known else ()
    text = content_page.html(operation.text, operation.name)
    return Action(operation.name, operation.summary, text, _parameters(operation.parameters), codes, answer(operation, values) if is_known else "")


def _line(site: str, document: description.Document, known: Mapping[str, str]) -> Line:
    places = {name: description.filled(place["example"], known) for name, place in PLACES.items()}
    follows = " -o /dev/null -w '%{redirect_url}\\n'" if document.status == 302 else ""
    command = curl(site + document.path.format_map(places), {}).replace("curl -sSG", f"curl -sS --compressed{follows}", 1)
    return Line(document.path, document.summary, _parameters(document.parameters), Code(f"{document.id}-curl", "curl", command))


def _parameters(parameters: tuple[description.Parameter, ...]) -> tuple[ParameterLine, ...]:
    return tuple(ParameterLine(one.name, content_page.html(one.text, one.name), _limits(one.schema), one.required) for one in parameters)


def _limits(schema: Mapping[str, Any]) -> str:
    """Say what JSON Schema says: the type, its bounds, what stands for nothing."""
    low, high, usual = schema.get("minimum"), schema.get("maximum"), schema.get("default")
    bounds = f" {low} to {high}" if low is not None and high is not None else f" from {low}" if low is not None else ""
    return f"{schema['type']}{bounds}" + (f", else {str(usual).lower() if isinstance(usual, bool) else usual}" if usual is not None else "")


def _code(anchor: str, script: Script) -> Code:
    return Code(anchor, LANGUAGES[script.language], script.code, script.file)
