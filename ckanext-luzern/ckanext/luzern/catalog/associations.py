"""Association rows of datasets (tags, groups, owners): CKAN keeps one that is no longer true as deleted, and takes it up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from ckan import model

Pair = tuple[str, str]
"""A dataset's id, and that of what it is associated with."""


@dataclass(frozen=True)
class Settled:
    """What is still ``missing`` after the rows were settled, and the ids of the datasets in which something changes."""

    missing: tuple[Pair, ...]
    changed: frozenset[str]


def settle(table: sa.Table, columns: Pair, among: sa.ColumnElement[bool], wanted: Iterable[Pair]) -> Settled:
    """Make rows active where they are wanted and deleted where not, with three statements at most, however many datasets.

    ``columns`` are the names of those of a pair, ``among`` says which rows it is about. Of two rows that say the same, one stays.
    """
    column: Any = table.c
    query = sa.select(column.id, *(column[name] for name in columns), column.state).where(among)
    missing = dict.fromkeys(wanted)
    switched, changed = {"active": list[str](), "deleted": list[str]()}, set[str]()
    for row_id, dataset_id, other_id, state in model.Session.execute(query.order_by(column.state)):  # the active one first
        due = "active" if (dataset_id, other_id) in missing else "deleted"
        missing.pop((dataset_id, other_id), None)
        if state != due:
            switched[due].append(row_id)
            changed.add(dataset_id)
    for state, ids in switched.items():
        if ids:
            model.Session.execute(sa.update(table).where(column.id.in_(ids)).values(state=state))
    return Settled(tuple(missing), frozenset(changed | {dataset_id for dataset_id, _ in missing}))
