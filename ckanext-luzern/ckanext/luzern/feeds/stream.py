"""Documents read from one snapshot of the database: what they are is known before the first byte, and memory stays flat.

A document is its head and the fragments of its datasets, in the order of their identifiers. ``outline`` says what it is: its entity tag,
its length, when it changed. While the database has seen no write, an outline stays true, so each process keeps what it has worked out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cache
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from ckan import model
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from ckanext.luzern.catalog import state
from ckanext.luzern.catalog.visibility import PUBLIC
from ckanext.luzern.errors import FeedUnavailable
from ckanext.luzern.feeds import document, fragment, guard
from ckanext.luzern.feeds.document import Page
from ckanext.luzern.feeds.profile import OPENDATA_SWISS, Profile
from ckanext.luzern.feeds.settings import FeedSettings
from ckanext.luzern.model import Fragment

ITEMS_PER_PAGE = 100
CHUNK = 100  # datasets read at once: one or two megabytes
KEPT_OUTLINES = 200
AWAY = "Die Datenbank ist nicht erreichbar."


@dataclass(frozen=True)
class Wanted:
    """A document somebody asks for: every dataset, or those of a page, or those changed since. ``path`` is its address below the site's."""

    path: str
    profile: Profile
    syntax: str
    page: int | None = None
    modified_since: datetime | None = None

    def address(self, settings: FeedSettings, page: int | None) -> str:
        """Give the document's address, or that of another page of it."""
        given = {"profiles": self.profile.name if self.profile.is_european else "", "modified_since": self.modified_since and self.modified_since.isoformat()}
        query = urlencode({name: value for name, value in {**given, "page": page}.items() if value})
        return f"{settings.site}{self.path}{'?' if query else ''}{query}"


@dataclass(frozen=True)
class Single:
    """One dataset's document: ``tag`` as an outline's, ``modified`` is aware. CKAN knows who may see one that is not public."""

    package_id: str
    is_public: bool
    tag: str
    modified: datetime
    text: str


@dataclass(frozen=True)
class Outline:
    """What a document is: ``tag`` changes when any byte of it does; ``length`` is in bytes; ``count`` its datasets; ``modified`` is aware."""

    tag: str
    length: int
    count: int
    modified: datetime | None
    head: str


_outlines: dict[tuple[Wanted, str], tuple[str, Outline]] = {}


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Give a connection of its own whose every answer is of the same moment.

    Raises:
        FeedUnavailable: the database is away.
    """
    try:
        connection = model.Session.get_bind().engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    except DBAPIError as err:
        raise FeedUnavailable(AWAY) from err
    try:
        yield connection
    except DBAPIError as err:
        raise FeedUnavailable(AWAY) from err
    finally:
        connection.close()


def outline(connection: Connection, wanted: Wanted, settings: FeedSettings) -> Outline | None:
    """Say what a document is; None where there is no such page.

    Raises:
        FeedUnavailable: it would not be complete; the message says why, in German.
    """
    seen = state.seen_by(connection)
    key = (wanted, fragment.version(settings))
    kept = _outlines.get(key)
    if kept and kept[0] == seen:
        return kept[1]
    made = _outline(connection, wanted, settings)
    if made:
        if len(_outlines) >= KEPT_OUTLINES:
            _outlines.clear()
        _outlines[key] = (seen, made)
    return made


def parts(connection: Connection, wanted: Wanted, outline: Outline) -> Iterator[bytes]:
    """Give the document piece by piece; the first piece needs no question to the database."""
    between = document.between(wanted.syntax)
    yield (document.start(wanted.syntax) + outline.head).encode()
    texts = connection.execution_options(stream_results=True, yield_per=CHUNK).scalars(_texts(wanted))
    for some in texts.partitions():
        yield (between + between.join(some)).encode()
    yield document.end(wanted.syntax).encode()


def single(connection: Connection, name: str, profile: Profile, syntax: str, settings: FeedSettings) -> Single | None:
    """Give the document of the dataset with this name or id; None where there is none, or it was deleted.

    Raises:
        FeedUnavailable: it has not been described yet.
    """
    row = connection.execute(_single(syntax), {"wanted": name, "of": profile.name}).first()
    if row is None:
        return None
    if row.text is None:
        raise FeedUnavailable("Dieser Datensatz ist noch nicht beschrieben.")
    start, end = document.start(syntax), document.end(syntax)
    whole = f"{start}{document.publisher(profile, syntax, settings)}{document.between(syntax)}{row.text}{end}"
    tag = hashlib.sha256(f"{row.digest} {syntax} {fragment.version(settings)}".encode()).hexdigest()[:32]
    return Single(row.id, row.state == "active" and not row.private, tag, row.built_at, whole)


@cache
def _single(syntax: str) -> sa.Select[Any]:
    """Select a dataset and its fragment; put together once, because that takes as long as the answer."""
    package, wanted = model.Package, sa.bindparam("wanted")
    columns = (package.id, package.state, package.private, Fragment.digest, Fragment.built_at, getattr(Fragment, syntax).label("text"))
    of_profile = (Fragment.package_id == package.id) & (Fragment.profile == sa.bindparam("of"))
    query = sa.select(*columns).outerjoin(Fragment, of_profile).where(package.type == "dataset", package.state != "deleted")
    return query.where(sa.or_(package.name == wanted, package.id == wanted))


def _outline(connection: Connection, wanted: Wanted, settings: FeedSettings) -> Outline | None:
    whole = connection.execute(_summary(wanted)).one()
    if whole.missing:
        raise FeedUnavailable(guard.undescribed(whole.missing))
    if wanted.profile == OPENDATA_SWISS:
        guard.check(connection)
        if not whole.total:
            raise FeedUnavailable("Kein Datensatz ist für opendata.swiss bestimmt.")
    last = max(1, -(-whole.total // ITEMS_PER_PAGE))
    if wanted.page and wanted.page > last:
        return None
    here = connection.execute(_of_page(wanted)).one() if wanted.page else whole
    head = document.head(wanted.profile, wanted.syntax, settings, _page(wanted, settings, whole, last))
    ends = len((document.start(wanted.syntax) + head + document.end(wanted.syntax)).encode())
    length = ends + (here.length or 0) + here.total * len(document.between(wanted.syntax).encode())
    tag = hashlib.sha256(f"{wanted.syntax} {head} {here.digest}".encode()).hexdigest()[:32]
    return Outline(tag, length, here.total, whole.changed, head)


def _page(wanted: Wanted, settings: FeedSettings, whole: Any, last: int) -> Page:
    modified = f"{whole.modified:%Y-%m-%dT%H:%M:%SZ}" if whole.modified else ""
    here = wanted.address(settings, wanted.page)
    if not wanted.page:
        return Page(here, whole.total, modified, items_per_page=whole.total, first=here, last=here)
    previous = wanted.address(settings, wanted.page - 1) if wanted.page > 1 else ""
    following = wanted.address(settings, wanted.page + 1) if wanted.page < last else ""
    first, end = wanted.address(settings, 1), wanted.address(settings, last)
    return Page(here, whole.total, modified, ITEMS_PER_PAGE, first, previous, following, end)


def _shown(wanted: Wanted) -> sa.ColumnElement[bool]:
    since = wanted.modified_since and wanted.modified_since.astimezone(timezone.utc).replace(tzinfo=None)  # as CKAN keeps it
    return sa.and_(*PUBLIC, *([model.Package.metadata_modified >= since] if since else []))


def _of(wanted: Wanted) -> sa.ColumnElement[bool]:
    return (Fragment.package_id == model.Package.id) & (Fragment.profile == wanted.profile.name)


def _summary(wanted: Wanted) -> sa.Select[Any]:
    """Look at every dataset once. ``missing`` is what keeps a document from being complete; ``changed`` counts departures too."""
    package, listed = model.Package, sa.and_(_shown(wanted), Fragment.is_listed)
    columns = (
        *_figures(Fragment.digest, getattr(Fragment, wanted.syntax), listed),
        sa.func.count().filter(sa.and_(*PUBLIC, Fragment.package_id.is_(None))).label("missing"),
        sa.func.max(package.metadata_modified).filter(listed).label("modified"),
        sa.func.max(Fragment.built_at).label("changed"),
    )
    return sa.select(*columns).select_from(package).outerjoin(Fragment, _of(wanted)).where(package.type == "dataset")


def _of_page(wanted: Wanted) -> sa.Select[Any]:
    here = _listed(wanted, Fragment.digest, getattr(Fragment, wanted.syntax).label("text")).subquery()
    return sa.select(*_figures(here.c.digest, here.c.text, sa.true()))


def _figures(digest: Any, text: Any, which: sa.ColumnElement[bool]) -> tuple[Any, ...]:
    """Count fragments and their bytes, and give two digests for all: their order follows from what they are and needs no place in them."""
    digests = (sa.func.bit_xor(sa.func.hashtextextended(digest, seed)).filter(which) for seed in (0, 1))
    return (
        sa.func.count().filter(which).label("total"),
        sa.func.sum(sa.func.octet_length(text)).filter(which).label("length"),
        sa.func.concat_ws(" ", *digests).label("digest"),
    )


def _listed(wanted: Wanted, *columns: Any) -> sa.Select[Any]:
    """Select from the fragments of the document, in their order."""
    query = sa.select(*columns).select_from(Fragment).join(model.Package, _of(wanted)).where(Fragment.is_listed, _shown(wanted))
    query = query.order_by(Fragment.identifier, Fragment.package_id)
    return query.limit(ITEMS_PER_PAGE).offset((wanted.page - 1) * ITEMS_PER_PAGE) if wanted.page else query


def _texts(wanted: Wanted) -> sa.Select[Any]:
    return _listed(wanted, getattr(Fragment, wanted.syntax))
