"""Records that look like one the portal knows under another name: reported, never merged without a person's word.

A new record that says what a missing one of the same source said has most likely been renamed: it is held, because otherwise its
dataset would get a new address and the old one would be withdrawn. One that another source delivers already is written, and said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.harvest.journal import ACTIVE
from ckanext.luzern.model import HarvestObject
from luzern_harvesters.finding import Finding

PLACEHOLDERS = {"", "todo", "tbd", "n/a", "na", "none", "null", "xxx", "unknown", "unbekannt", "id", "test", "0", "1", "-"}


@dataclass(frozen=True)
class Look:
    """By what a new record may be known already: what it says, and what its source calls it."""

    remote_id: str
    content: str
    identifier: str

    @property
    def is_named(self) -> bool:
        """Whether the identifier names anything: people copy a template and leave «TODO» in it."""
        return self.identifier.strip().lower() not in PLACEHOLDERS


@dataclass(frozen=True)
class Alike:
    """What new records look like: old remote id by new one, and a finding by remote id."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, Finding] = field(default_factory=dict)


def compare(source_id: str, looks: Collection[Look], missing: Collection[str]) -> Alike:
    """Look for records that new ones are like; at most two queries."""
    renamed = _renamed(source_id, looks, missing) if missing else {}
    return Alike(renamed, _elsewhere(source_id, [look for look in looks if look.remote_id not in renamed]))


def _renamed(source_id: str, looks: Collection[Look], missing: Collection[str]) -> dict[str, str]:
    found = sa.select(HarvestObject.content, HarvestObject.remote_id).filter_by(source_id=source_id, state=ACTIVE).where(HarvestObject.remote_id.in_(missing))
    contents = [look.content for look in looks if look.content]
    rows = model.Session.execute(found.where(HarvestObject.content.in_(contents)).order_by(HarvestObject.remote_id)).all() if contents else []
    old = {row.content: row.remote_id for row in rows}
    return {look.remote_id: old.pop(look.content) for look in looks if look.content in old}


def _elsewhere(source_id: str, looks: Collection[Look]) -> dict[str, Finding]:
    contents = [look.content for look in looks if look.content]
    identifiers = [look.identifier for look in looks if look.is_named]
    if not contents and not identifiers:
        return {}
    columns = sa.select(HarvestObject.source_id, HarvestObject.title, HarvestObject.content, HarvestObject.identifier)
    alike = HarvestObject.content.in_(contents) | HarvestObject.identifier.in_(identifiers)
    rows = model.Session.execute(columns.where(HarvestObject.source_id != source_id, HarvestObject.state == ACTIVE, alike)).all()
    by_content, by_identifier = {row.content: row for row in rows}, {row.identifier: row for row in rows}
    found = {}
    for look in looks:
        row = by_content.get(look.content) if look.content else None
        row = row or (by_identifier.get(look.identifier) if look.is_named else None)
        if row:
            message = (
                f"Diesen Datensatz liefert anscheinend schon die Quelle «{row.source_id}» («{row.title}»). Er wird nicht zusammengelegt und steht nun zweimal."
            )
            found[look.remote_id] = Finding.warning("record-elsewhere", "", message, "Bitte klären, welche Quelle ihn liefert, und die andere bereinigen.")
    return found
