"""The tree of organisations as data: who owns datasets, and who stands under whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from luzern_schemas.document import in_all_languages, read
from luzern_schemas.errors import TreeError


@dataclass(frozen=True, slots=True)
class Organization:
    """One body. ``name`` is its address for ever; ``parent`` is a name, empty for the city and its partners.

    ``title`` and ``description`` are by language (de, fr, it, en), ``evidence`` says where its existence and place were read.
    """

    name: str
    title: Mapping[str, str] = field(hash=False)
    parent: str = ""
    abbreviation: str = ""
    former_names: tuple[str, ...] = ()
    homepage: str = ""
    description: Mapping[str, str] = field(default_factory=dict, hash=False)
    evidence: str = ""


def read_organizations(path: Path) -> tuple[Organization, ...]:
    """Read the tree, every parent before its children, so that it can be created from first to last.

    Raises:
        TreeError: an entry lacks something or says something unknown, two share a name, or a parent does not stand before its child
            (so there are no circles either).
    """
    organizations = tuple(_organization(entry, path.name) for entry in read(path)["organizations"])
    known = {""}
    for organization in organizations:
        if organization.name in known:
            raise TreeError(f"{path.name}: {organization.name} stands twice")
        if organization.parent not in known:
            raise TreeError(f"{path.name}: {organization.name} stands before its parent {organization.parent}, or has none of that name")
        known.add(organization.name)
    return organizations


def family(organizations: Iterable[Organization], name: str) -> tuple[str, ...]:
    """Give the name of an organisation and those of all below it; the organisations as they are read, every parent before its children."""
    names = {name: None}
    for one in organizations:
        if one.parent in names:
            names[one.name] = None
    return tuple(names)


def _organization(entry: Mapping[str, Any], file: str) -> Organization:
    texts = {key: MappingProxyType(in_all_languages(entry[key])) for key in ("title", "description") if key in entry}
    try:
        return Organization(**{**entry, **texts, "former_names": tuple(entry.get("former_names", ()))})
    except TypeError as err:
        raise TreeError(f"{file}: {entry.get('name')}: {err}") from err
