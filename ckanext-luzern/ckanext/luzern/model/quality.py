"""What the portal knows of the quality of its datasets: the last judgement of each, its links, and a row per day for the trend."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

Moment = sa.DateTime(timezone=True)


class Judgement(tk.BaseModel):
    """The last judgement of a dataset.

    ``digest`` is the one of the fragment that was judged; empty where it has to be judged again, since a link of it has changed its mind.
    ``findings`` are the faults of the check, field by field; ``points`` the MQA's, of 405; ``dimensions`` the points by dimension,
    ``{"findability": …}``. ``due_at`` is the day by which newer data is promised, None where nothing is.
    """

    __tablename__ = "luzern_judgement"

    package_id: Mapped[str] = mapped_column(sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(sa.Text)
    judged_at: Mapped[datetime] = mapped_column(Moment)
    rejections: Mapped[int] = mapped_column(sa.Integer)
    violations: Mapped[int] = mapped_column(sa.Integer)
    warnings: Mapped[int] = mapped_column(sa.Integer)
    points: Mapped[int] = mapped_column(sa.Integer)
    dimensions: Mapped[dict[str, int]] = mapped_column(JSONB)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    due_at: Mapped[date | None] = mapped_column(sa.Date)


class Link(tk.BaseModel):
    """An address in the metadata, and how it answered last. ``status`` is HTTP's; 0 where no answer came, and ``reason`` says why (German).

    ``failures`` counts in a row; after each the next try is later (``next_at``).
    """

    __tablename__ = "luzern_link"

    url: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    status: Mapped[int] = mapped_column(sa.Integer)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    failures: Mapped[int] = mapped_column(sa.Integer, default=0)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (sa.Index("luzern_link_next", "next_at"),)


class LinkUse(tk.BaseModel):
    """An address that a dataset's metadata holds. ``kind`` says what for: ``download``, ``access`` or ``page``."""

    __tablename__ = "luzern_link_use"

    package_id: Mapped[str] = mapped_column(sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True)
    url: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    kind: Mapped[str] = mapped_column(sa.Text, primary_key=True)

    __table_args__ = (sa.Index("luzern_link_use_url", "url"),)


class QualityDay(tk.BaseModel):
    """The quality of a day, for the whole (``scope`` is empty) or of an organisation (its name)."""

    __tablename__ = "luzern_quality_day"

    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    scope: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
