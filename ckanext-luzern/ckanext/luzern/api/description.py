"""What the interface offers, read from ``operations.yaml`` and ``guide.yaml`` into values. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from luzern_schemas.document import read

FOLDER = Path(__file__).parent
ACTIONS = "/api/3/action"

Values = Mapping[str, Any]  # Any: text, number or truth value, as JSON has them


@dataclass(frozen=True)
class Parameter:
    """A part of a request. ``schema`` is JSON Schema; ``example`` may hold placeholders of a ``Sample``."""

    name: str
    text: str
    schema: Mapping[str, Any] = field(hash=False)
    example: Any
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """An action: ``example`` are the values of a request that works, ``result`` the name of the schema of what it gives, ``errors`` its other statuses."""

    name: str
    summary: str
    text: str
    parameters: tuple[Parameter, ...]
    example: Values = field(hash=False)
    result: str
    errors: tuple[int, ...] = ()

    @property
    def path(self) -> str:
        """Give the address below the site's."""
        return f"{ACTIONS}/{self.name}"


@dataclass(frozen=True)
class Group:
    """Operations that belong together."""

    key: str
    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Document:
    """An address that is no action. ``media`` are the types its answer can have, ``status`` is that of an answer to who asks rightly."""

    path: str
    id: str
    summary: str
    media: tuple[str, ...]
    parameters: tuple[Parameter, ...] = ()
    status: int = 200
    errors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Script:
    """Code to copy; ``language`` is ``sh``, ``python``, ``r`` or ``javascript``. ``file`` is what to save it as, empty where it is typed."""

    language: str
    code: str
    file: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the guide: ``text`` is Markdown, and may hold placeholders as ``scripts`` do."""

    anchor: str
    title: str
    text: str
    scripts: tuple[Script, ...] = ()


@cache
def groups() -> tuple[Group, ...]:
    """Give the actions, in the order of the page."""
    return tuple(
        Group(entry["key"], entry["title"], tuple(_operation(one) for one in entry["operations"])) for entry in read(FOLDER / "operations.yaml")["groups"]
    )


def operations() -> tuple[Operation, ...]:
    """Give every action."""
    return tuple(operation for group in groups() for operation in group.operations)


@cache
def documents() -> tuple[Document, ...]:
    """Give the addresses that are no action."""
    return tuple(_document(entry) for entry in read(FOLDER / "operations.yaml")["documents"])


@cache
def guide() -> tuple[Section, ...]:
    """Give what the page says before and after the actions."""
    return tuple(
        Section(**{**entry, "scripts": tuple(Script(**script) for script in entry.get("scripts", ()))}) for entry in read(FOLDER / "guide.yaml")["sections"]
    )


def filled(value: Any, sample: Mapping[str, str]) -> Any:
    """Put what the portal has in the place of placeholders (``$dataset`` …), in a text or in all there are in JSON; what is unknown stays as it is."""
    if isinstance(value, Mapping):
        return {key: filled(one, sample) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, sample) for one in value]
    return Template(value).safe_substitute(sample) if isinstance(value, str) else value


def _operation(entry: Mapping[str, Any]) -> Operation:
    parameters = tuple(Parameter(**one) for one in entry["parameters"])
    return Operation(**{**entry, "parameters": parameters, "errors": tuple(entry.get("errors", ()))})


def _document(entry: Mapping[str, Any]) -> Document:
    parameters = tuple(Parameter(**one) for one in entry.get("parameters", ()))
    return Document(**{**entry, "media": tuple(entry["media"]), "parameters": parameters, "errors": tuple(entry.get("errors", ()))})
