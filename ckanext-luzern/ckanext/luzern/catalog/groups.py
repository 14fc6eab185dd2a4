"""Organisations and themes: CKAN groups that follow the configuration.

The tree is CKAN's own (docs/adr/0006): an organisation is a member of its parent, so that rights cascade and its page knows it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model
from sqlalchemy.orm import aliased

from ckanext.luzern import config
from ckanext.luzern.catalog import associations
from ckanext.luzern.catalog.associations import Pair
from luzern_schemas.organizations import Organization
from luzern_schemas.themes import Theme
from luzern_schemas.vocabulary import load

Values = Mapping[str, Any]  # Any: fields of a group as its CKAN action takes them

NOUNS = {"organization": "Organisation", "group": "Thema"}


def from_organization(entry: Organization) -> Values:
    """Give the fields of an organisation; empty ones are left out."""
    values = {
        "title_translated": dict(entry.title),
        "description_translated": dict(entry.description),
        "abbreviation": entry.abbreviation,
        "former_names": list(entry.former_names),
        "homepage": entry.homepage,
    }
    return {"name": entry.name, "parent": entry.parent, **{field: value for field, value in values.items() if value}}


def from_theme(entry: Theme) -> Values:
    """Give the fields of a theme."""
    values = {
        "title_translated": dict(entry.title),
        "description_translated": dict(entry.description),
        "iri": entry.term.iri,
        "swiss_themes": [term.code for term in entry.swiss],
    }
    return {"name": entry.name, "parent": "", **{field: value for field, value in values.items() if value}}


def synchronise(kind: str, wanted: Iterable[Values]) -> list[str]:
    """Create what is missing, change what differs, in the order given; one German line per change.

    ``kind`` is ``organization`` or ``group``. One query finds what differs, so that nothing to do costs next to nothing.
    """
    existing = _existing(kind)
    changes = []
    for values in wanted:
        known = existing.get(values["name"])
        if known is None:
            _act(f"{kind}_create", _call_values(values))
            changes.append(f"{NOUNS[kind]} {values['name']} angelegt.")
        elif _differs(values, known):
            _act(f"{kind}_patch", {"id": values["name"], "state": "active", **_call_values(values)})
            changes.append(f"{NOUNS[kind]} {values['name']} geändert.")
    return changes


def follow_themes(package: model.Package) -> None:
    """Make a dataset a member of its themes' groups and of no others, in the transaction that writes it.

    Not by CKAN's ``groups``: it adds a dataset only to groups whose member the writer is, and a department's editor is none of a theme's.
    """
    waiting = _waiting.get()
    if waiting is None:
        _follow([package])
    else:
        waiting.append(package)


@contextmanager
def together() -> Iterator[None]:
    """Let the datasets written inside follow their themes at the end, all with the same few statements."""
    token = _waiting.set([])
    try:
        yield
        _follow(_waiting.get() or [])
    finally:
        _waiting.reset(token)


_waiting: ContextVar[list[model.Package] | None] = ContextVar("datasets that wait for their themes", default=None)


def _follow(packages: Sequence[model.Package]) -> None:
    wanted = {package.id: _themes(package) for package in packages}
    names = {name for one in wanted.values() for name in one}
    groups = {group.name: group.id for group in model.Session.query(model.Group).filter(model.Group.name.in_(names), ~model.Group.is_organization)}
    pairs = ((package_id, groups[name]) for package_id, themes in wanted.items() for name in sorted(themes & groups.keys()))
    _settle(wanted, pairs, "public", model.member_table.c.capacity != "organization")


def follow_owners(packages: Iterable[model.Package]) -> None:
    """Make datasets members of the organisation that owns them and of no other, as ``package_owner_org_update`` does.

    Unlike there, a dataset that comes back to an organisation is its member again.
    """
    owners = {package.id: package.owner_org for package in packages}
    pairs = ((package_id, owner) for package_id, owner in owners.items() if owner)
    _settle(owners, pairs, "organization", model.member_table.c.capacity == "organization")


def _settle(package_ids: Collection[str], wanted: Iterable[Pair], capacity: str, of_kind: sa.ColumnElement[bool]) -> None:
    member = model.member_table.c
    among = member.table_id.in_(package_ids) & (member.table_name == "package") & of_kind
    missing = associations.settle(model.member_table, ("table_id", "group_id"), among, wanted).missing
    add_members((*pair, capacity) for pair in missing)


def add_members(memberships: Iterable[tuple[str, str, str]]) -> None:
    """Make datasets members of groups: (dataset's id, group's id, capacity), as rows of the table.

    Not as objects: before a commit, CKAN reads the dataset of each one for plugins that want to know what changed.
    """
    columns = ("table_id", "group_id", "capacity")
    if rows := [{**dict(zip(columns, one, strict=True)), "table_name": "package", "state": "active"} for one in memberships]:
        model.Session.execute(sa.insert(model.member_table), rows)


def _themes(package: model.Package) -> set[str]:
    """Name the groups of a dataset's themes."""
    themes = filter(None, map(load("theme").find, _stored((package.extras or {}).get("theme")) or ()))
    return {theme.code.lower() for theme in themes}


def id_of(kind: str, name: str) -> str | None:
    """Give the id of an active organisation or theme."""
    group = model.Group.get(name)
    return group.id if group and group.state == "active" and group.is_organization == (kind == "organization") else None


def _existing(kind: str) -> dict[str, dict[str, Any]]:
    """Give every group of the kind as it lies in the database, deleted ones too: fields by name, with parent and state."""
    parent, member = aliased(model.Group), aliased(model.Member)
    query = (
        model.Session.query(model.Group, parent.name)
        .outerjoin(member, (member.group_id == model.Group.id) & (member.table_name == "group") & (member.state == "active"))
        .outerjoin(parent, (parent.id == member.table_id) & (parent.state == "active"))
        .filter(model.Group.is_organization == (kind == "organization"))
    )
    return {group.name: {**(group.extras or {}), "state": group.state, "parent": parent_name or ""} for group, parent_name in query}


def _differs(values: Values, known: Mapping[str, Any]) -> bool:
    if known["state"] != "active" or known["parent"] != values["parent"]:
        return True
    return any(_stored(known.get(field)) != value for field, value in values.items() if field not in {"name", "parent"})


def _stored(text: str | None) -> Any:
    """Give a stored extra as the value it stands for."""
    return json.loads(text) if text and text[0] in "{[" else text


def _call_values(values: Values) -> dict[str, Any]:
    parent = values["parent"]
    fields = {field: value for field, value in values.items() if field != "parent"}
    return {**fields, "groups": [{"name": parent, "capacity": "public"}] if parent else []}


def _act(action: str, values: dict[str, Any]) -> None:
    tk.get_action(action)({"user": config.harvest_user(), "ignore_auth": True}, values)
