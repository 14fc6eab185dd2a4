"""The tags of many datasets, with a handful of statements.

Not by relations of the model: each dataset would make it look through all others with the same tag.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa
from ckan import model

from ckanext.luzern.catalog import associations
from ckanext.luzern.logic import naming

Wanted = Mapping[str, Collection[str]]
"""The tags of each dataset: ids to names."""


def add(wanted: Wanted) -> None:
    """Give new datasets their tags; missing ones are made."""
    known = _ids({name for names in wanted.values() for name in names})
    _insert((package_id, known[name]) for package_id, names in wanted.items() for name in dict.fromkeys(names))


def replace(wanted: Wanted) -> frozenset[str]:
    """Give datasets these tags and no others; tell the ids of the datasets in which that changes anything."""
    ids = _ids({name for names in wanted.values() for name in names})
    pairs = ((package_id, ids[name]) for package_id, names in wanted.items() for name in names)
    among = model.package_tag_table.c.package_id.in_(wanted)
    settled = associations.settle(model.package_tag_table, ("package_id", "tag_id"), among, pairs)
    _insert(settled.missing)
    return settled.changed


def _ids(names: Collection[str]) -> dict[str, str]:
    """Give the id of each tag; those that are missing are made, by one transaction at a time: two harvests may miss the same."""
    known = _known(names)
    if known.keys() < set(names):
        naming.wait_for_others()
        known = _known(names)
        new = {name: str(uuid.uuid4()) for name in sorted(set(names) - known.keys())}
        if new:
            model.Session.execute(sa.insert(model.tag_table), [{"id": tag_id, "name": name} for name, tag_id in new.items()])
        known |= new
    return known


def _known(names: Collection[str]) -> dict[str, str]:
    query = sa.select(model.Tag.name, model.Tag.id).where(model.Tag.name.in_(names), model.Tag.vocabulary_id.is_(None))
    return {row.name: row.id for row in model.Session.execute(query)} if names else {}


def _insert(pairs: Iterable[tuple[str, str]]) -> None:
    if rows := [{"package_id": package_id, "tag_id": tag_id, "state": "active"} for package_id, tag_id in pairs]:
        model.Session.execute(sa.insert(model.package_tag_table), rows)
