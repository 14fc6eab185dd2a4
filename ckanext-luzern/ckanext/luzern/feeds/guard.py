"""What left the feed for opendata.swiss, and whether it may: there, whatever is absent is deleted with its address and subscriptions.

Each dataset the feed has had is remembered. Leaving has a reason that the database tells: deleted, private, kept back by its department. A
dataset that is gone without one, or more departures in a day than a person would make, close the feed until somebody says that it is so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects.postgresql import insert as insert_or_update
from sqlalchemy.engine import Connection

from ckanext.luzern.catalog.visibility import PUBLIC
from ckanext.luzern.errors import FeedUnavailable
from ckanext.luzern.feeds.profile import OPENDATA_SWISS
from ckanext.luzern.model import FeedMember, Fragment, HarvestObject
from luzern_harvesters import wording

LARGEST_NUMBER = 20
LARGEST_SHARE = 0.10
DAY = timedelta(days=1)
DELETED = "Der Datensatz wurde gelöscht."
PRIVATE = "Der Datensatz ist nicht mehr öffentlich."
DRAFT = "Der Datensatz ist wieder ein Entwurf."
KEPT_BACK = "Die Dienstabteilung gibt den Datensatz nicht mehr an opendata.swiss."
VIA_GEOCAT = "Der Datensatz gelangt über geocat.ch zu opendata.swiss."
UNUSABLE = "Der Datensatz hat keine Kennung mehr, die opendata.swiss nimmt."
VANISHED = "Der Datensatz ist ohne Angabe eines Grundes aus der Datenbank verschwunden."


@dataclass(frozen=True)
class Departure:
    """A dataset that is about to leave; ``reason`` is German."""

    package_id: str
    identifier: str
    reason: str
    has_vanished: bool = False


@dataclass(frozen=True)
class Standing:
    """How the feed stands: its members, those about to leave, and how many left within a day without a person's word."""

    members: int
    leaving: tuple[Departure, ...]
    left_today: int

    @property
    def allowed(self) -> int:
        """Give how many may leave within a day: a tenth, or the number a person would remove, but not more than half of a small feed."""
        before = self.members + self.left_today
        return max(int(LARGEST_SHARE * before), min(LARGEST_NUMBER, before // 2))

    @property
    def objection(self) -> str:
        """Say why the feed can't be shown without a person's word (German); empty where it can."""
        vanished = [one.identifier for one in self.leaving if one.has_vanished]
        if vanished:
            gone = wording.count(len(vanished), "Datensatz ist", "Datensätze sind")
            return f"{gone} ohne Angabe eines Grundes verschwunden ({', '.join(vanished[:5])}{' …' if len(vanished) > 5 else ''})."
        departures = len(self.leaving) + self.left_today
        would_leave = wording.count(departures, "Datensatz würde", "Datensätze würden")
        return f"{would_leave} innert eines Tages entfernt, ohne Rückfrage dürfen es {self.allowed} sein." if departures > self.allowed else ""


@dataclass(frozen=True)
class State(Standing):
    """The same, with how many datasets the feed shows, how many lack their fragment, and when it changed last (aware)."""

    listed: int
    missing: int
    changed: datetime | None

    @property
    def objection(self) -> str:
        """Say why the feed is not shown (German); empty where it is."""
        if self.missing:
            return undescribed(self.missing)
        return super().objection or ("" if self.listed else "Kein Datensatz ist für opendata.swiss bestimmt.")


def undescribed(missing: int) -> str:
    """Say why no document is shown while fragments are missing (German)."""
    return f"{wording.count(missing, 'Datensatz ist', 'Datensätze sind')} noch nicht beschrieben."


def check(connection: Connection) -> None:
    """Look whether the feed may be shown as the database has it.

    Raises:
        FeedUnavailable: not without a person's word.
    """
    if objection := standing(connection).objection:
        raise FeedUnavailable(f"{objection} Zu bestätigen mit «ckan luzern feed approve».")


def state(connection: Connection) -> State:
    """Say how the feed is, for people: as ``standing``, with what it would show."""
    package = model.Package
    of_feed = (Fragment.package_id == package.id) & (Fragment.profile == OPENDATA_SWISS.name)
    is_missing = Fragment.package_id.is_(None)
    changed = sa.select(sa.func.max(Fragment.built_at)).where(Fragment.profile == OPENDATA_SWISS.name).scalar_subquery()
    counts = (sa.func.count().filter(Fragment.is_listed).label("listed"), sa.func.count().filter(is_missing).label("missing"), changed.label("changed"))
    found = connection.execute(sa.select(*counts).select_from(package).outerjoin(Fragment, of_feed).where(*PUBLIC)).one()
    now = standing(connection)
    return State(now.members, now.leaving, now.left_today, found.listed, found.missing, found.changed)


def standing(connection: Connection) -> Standing:
    """Compare the members with what the database would show."""
    package = model.Package
    count = sa.func.count
    a_day_ago = datetime.now(timezone.utc) - DAY
    unasked = FeedMember.left_at.is_not(None) & (FeedMember.left_at > a_day_ago) & FeedMember.approved_at.is_(None)
    counts = connection.execute(sa.select(count().filter(FeedMember.left_at.is_(None)).label("members"), count().filter(unasked).label("left"))).one()
    columns = (FeedMember.package_id, FeedMember.identifier, package.id.label("row"), package.state, package.private, package.extras, HarvestObject.reason)
    gone = sa.select(*columns).outerjoin(package, package.id == FeedMember.package_id).outerjoin(HarvestObject, HarvestObject.package_id == package.id)
    gone = gone.where(FeedMember.left_at.is_(None), FeedMember.package_id.not_in(_listed())).order_by(FeedMember.identifier)
    return Standing(counts.members, tuple(map(_departure, connection.execute(gone))), counts.left)


def note() -> int:
    """Remember who has entered, and who has left where that needs nobody's word; commit, and give how many did. What a duty does every minute."""
    connection = model.Session.connection()
    entered = _enter()
    now = standing(connection)
    left = () if now.objection else now.leaving
    _leave(left)
    model.Session.commit()
    return entered + len(left)


def approve(by: str) -> tuple[Departure, ...]:
    """Let go whoever is about to leave, and agree to those that left today; commit, and give the former. ``by`` is whose word it is."""
    leaving = standing(model.Session.connection()).leaving
    word = {"approved_at": datetime.now(timezone.utc), "approved_by": by}
    _leave(leaving)
    agreed = sa.update(FeedMember).where(FeedMember.left_at > datetime.now(timezone.utc) - DAY, FeedMember.approved_at.is_(None))
    model.Session.execute(agreed.values(word), execution_options={"synchronize_session": False})
    model.Session.commit()
    return leaving


def _listed() -> sa.Select[tuple[str]]:
    """Select the datasets that the feed shows."""
    of_feed = (Fragment.package_id == model.Package.id) & (Fragment.profile == OPENDATA_SWISS.name) & Fragment.is_listed
    return sa.select(model.Package.id).join(Fragment, of_feed).where(*PUBLIC)


def _departure(row: Any) -> Departure:
    return Departure(row.package_id, row.identifier, _reason(row), has_vanished=row.row is None)


def _reason(row: Any) -> str:
    extras = row.extras or {}
    if row.row is None:
        return VANISHED
    if row.state == "deleted":
        return row.reason or DELETED
    if row.state != "active":
        return DRAFT
    if row.private:
        return PRIVATE
    if str(extras.get("via_geocat", "")).lower() == "true":
        return VIA_GEOCAT
    return KEPT_BACK if str(extras.get("opendata_swiss", "")).lower() == "false" else UNUSABLE


def _enter() -> int:
    """Note new members and those that came back; a member costs nothing."""
    there = sa.select(FeedMember.package_id).where(FeedMember.left_at.is_(None))
    new = _listed().with_only_columns(model.Package.id, Fragment.identifier).where(model.Package.id.not_in(there))
    rows = [{"package_id": row.id, "identifier": row.identifier, "entered_at": datetime.now(timezone.utc)} for row in model.Session.execute(new)]
    if rows:
        insert = insert_or_update(FeedMember)
        again = {"identifier": insert.excluded.identifier, "entered_at": insert.excluded.entered_at, "left_at": None, "reason": "", "approved_at": None}
        model.Session.execute(insert.on_conflict_do_update(index_elements=["package_id"], set_={**again, "approved_by": ""}), rows)
    return len(rows)


def _leave(departures: tuple[Departure, ...]) -> None:
    if departures:
        now = datetime.now(timezone.utc)
        rows = [{"package_id": one.package_id, "left_at": now, "reason": one.reason} for one in departures]
        model.Session.execute(sa.update(FeedMember), rows)
