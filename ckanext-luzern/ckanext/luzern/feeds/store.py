"""The fragments in the database: every dataset as text, written in the transaction that writes the dataset.

Who writes a fragment holds the dataset's row, and its organisation's against changes: two writers of the same dataset wait for each
other, and so the text is always that of the row that was committed last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql

from ckanext.luzern.catalog import read
from ckanext.luzern.feeds import fragment
from ckanext.luzern.feeds.fragment import Built
from ckanext.luzern.feeds.profile import PROFILES, SYNTAXES
from ckanext.luzern.feeds.settings import FeedSettings, from_config
from ckanext.luzern.model import Fragment

LIMIT = 200  # datasets in one statement
REPLACED = ("version", "digest", "identifier", "is_listed", *SYNTAXES)

_waiting: ContextVar[dict[str, None] | None] = ContextVar("datasets that wait for their fragments, in order", default=None)


def write(package_ids: Iterable[str]) -> None:
    """Describe datasets anew, in the caller's transaction; inside ``together``, at its end."""
    waiting = _waiting.get()
    if waiting is None:
        _write(list(dict.fromkeys(package_ids)))
    else:
        waiting.update(dict.fromkeys(package_ids))


@contextmanager
def together() -> Iterator[None]:
    """Let the datasets written inside get their fragments at the end, with a few statements for all of them."""
    waiting: dict[str, None] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    _write(list(waiting))


def outdate(organization_id: str) -> None:
    """Let the datasets of an organisation be described anew in the background; until then they say what they said. The caller commits."""
    model.Session.flush()  # the organisation's row first: it is what writers of fragments wait for
    of_organization = sa.select(model.Package.id).where(model.Package.owner_org == organization_id)
    _execute(sa.update(Fragment).where(Fragment.package_id.in_(of_organization)).values(version=""))


def leave(package_id: str) -> None:
    """Note when a dataset left the documents it stood in, so that they count as changed since. The caller commits."""
    _execute(sa.update(Fragment).where(Fragment.package_id == package_id).values(built_at=sa.func.clock_timestamp()))


def outdated(settings: FeedSettings) -> list[str]:
    """Give the ids of the datasets that lack a fragment, or have one of another mapping, other settings, an organisation's former name."""
    current = sa.select(Fragment.package_id).where(Fragment.version == fragment.version(settings), Fragment.profile.in_(_names()))
    complete = current.group_by(Fragment.package_id).having(sa.func.count() == len(PROFILES))
    return list(model.Session.scalars(_described().where(model.Package.id.not_in(complete))))


def missing() -> list[str]:
    """Give the ids of the datasets that lack a fragment of any version."""
    there = sa.select(Fragment.package_id).where(Fragment.profile.in_(_names())).group_by(Fragment.package_id)
    return list(model.Session.scalars(_described().where(model.Package.id.not_in(there.having(sa.func.count() == len(PROFILES))))))


def everything() -> list[str]:
    """Give the ids of all datasets that have fragments, or should."""
    return list(model.Session.scalars(_described()))


def rewrite(package_ids: Sequence[str]) -> int:
    """Describe datasets anew and commit; give how many. One that is being written at this moment gets its fragment from its writer."""
    free = sa.select(model.Package.id).where(model.Package.id.in_(package_ids)).order_by(model.Package.id).with_for_update(key_share=True, skip_locked=True)
    ids = list(model.Session.scalars(free))
    _write(ids)
    model.Session.commit()
    return len(ids)


def _described() -> sa.Select[tuple[str]]:
    """Deleted ones are described again when they come back."""
    return sa.select(model.Package.id).where(model.Package.type == "dataset", model.Package.state != model.State.DELETED).order_by(model.Package.id)


def _names() -> list[str]:
    return [profile.name for profile in PROFILES]


def _write(package_ids: Sequence[str]) -> None:
    settings = from_config()
    version = fragment.version(settings)
    for start in range(0, len(package_ids), LIMIT):
        ids = package_ids[start : start + LIMIT]
        model.Session.flush()
        _hold(ids)
        rows = [
            _row(shown.package.id, version, built)
            for shown in read.show(ids)
            if shown.package.type == "dataset"
            for built in fragment.build(shown.custom, settings)
        ]
        _put(rows)


def _hold(ids: Sequence[str]) -> None:
    package, group = model.Package, model.Group
    model.Session.execute(sa.select(package.id).where(package.id.in_(ids)).order_by(package.id).with_for_update(key_share=True))
    owners = sa.select(package.owner_org).where(package.id.in_(ids))
    model.Session.execute(sa.select(group.id).where(group.id.in_(owners)).order_by(group.id).with_for_update(read=True))


def _row(package_id: str, version: str, built: Built) -> dict[str, Any]:
    texts = {syntax: built.texts.get(syntax) for syntax in SYNTAXES}
    own = {"profile": built.profile, "identifier": built.identifier, "is_listed": built.is_listed, "digest": built.digest}
    return {"package_id": package_id, "version": version, **own, **texts}


def _put(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    insert = postgresql.insert(Fragment)
    replaced = {column: insert.excluded[column] for column in REPLACED}
    now = sa.func.clock_timestamp()  # not the transaction's beginning: a harvest's may lie minutes back
    statement = insert.on_conflict_do_update(index_elements=["package_id", "profile"], set_={**replaced, "built_at": now})
    model.Session.execute(statement, rows, execution_options={"render_nulls": True})  # so that one statement takes them all


def _execute(statement: Any) -> None:
    model.Session.execute(statement, execution_options={"synchronize_session": False})
