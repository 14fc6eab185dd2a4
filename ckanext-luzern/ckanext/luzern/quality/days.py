"""The trend: the figures of every day, for the whole and for each organisation."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from ckan import model
from sqlalchemy.dialects import postgresql

from ckanext.luzern.model import QualityDay

from .overview import WHOLE, Figures, figures

ZURICH = ZoneInfo("Europe/Zurich")


def today() -> date:
    """Give the day it is in Lucerne."""
    return datetime.now(ZURICH).date()


def note(day: date | None = None) -> None:
    """Write today's figures, over those noted before on the same day; a day on which there is no dataset has none."""
    day = day or today()
    rows = [{"day": day, "scope": scope, "figures": asdict(one)} for scope, one in figures(day).items() if one.datasets]
    model.Session.execute(sa.delete(QualityDay).where(QualityDay.day == day))
    if rows:
        insert = postgresql.insert(QualityDay).values(rows)
        model.Session.execute(insert.on_conflict_do_update(index_elements=["day", "scope"], set_={"figures": insert.excluded.figures}))
    model.Session.commit()


def history(scope: str = WHOLE, days: int = 365, until: date | None = None) -> list[tuple[date, Figures]]:
    """Give the figures of the last days, the oldest first; days on which nothing was noted are left out."""
    last = until or today()
    shown = QualityDay.day.between(last - timedelta(days=days - 1), last)
    query = sa.select(QualityDay.day, QualityDay.figures).where(QualityDay.scope == scope, shown).order_by(QualityDay.day)
    return [(row.day, Figures(**row.figures)) for row in model.Session.execute(query)]


def every() -> list[tuple[date, str, Figures]]:
    """Give everything that was noted, by day and organisation."""
    query = sa.select(QualityDay.day, QualityDay.scope, QualityDay.figures).order_by(QualityDay.day, QualityDay.scope)
    return [(row.day, row.scope, Figures(**row.figures)) for row in model.Session.execute(query)]
