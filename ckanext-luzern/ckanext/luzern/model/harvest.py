"""What the portal remembers of its sources: objects (which dataset a record became), runs, and an outcome per record and run.

The identity of a harvested dataset is (source, remote id), unique here and nowhere else: the dataset's own id, name and
addresses never come from a source. All moments are aware; PostgreSQL keeps them in UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

Moment = sa.DateTime(timezone=True)


class HarvestObject(tk.BaseModel):
    """One record of a source, and the dataset it became.

    ``hash`` is the fingerprint of the record as it was last written, ``mark`` the source's change mark with what shaped the
    record then, ``content`` the digest of what it says apart from its ids (so that a renamed record is recognised), ``identifier``
    what the source calls it, and ``findings`` what was wrong with it when it was last read. ``fields`` has the fields that record
    delivered with a digest of each value, by which a person's later edit is known; ``resources`` the resource each of its
    distributions became and its fields, by the distribution's key: ``{"id": …, "fields": […]}``. So what a source no longer
    delivers goes, what a person added stays, and a resource keeps its address.

    ``state``: ``active``; ``withdrawn`` (gone from the source: it comes back with the next delivery); ``taken-down`` (by a person's
    word: only a person brings it back). ``missing_runs`` counts complete runs in a row without it, ``missing_since`` is the first.
    """

    __tablename__ = "luzern_harvest_object"

    source_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    remote_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(sa.Text)
    hash: Mapped[str] = mapped_column(sa.Text)
    mark: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[str] = mapped_column(sa.Text)
    identifier: Mapped[str] = mapped_column(sa.Text)
    fields: Mapped[dict[str, str]] = mapped_column(JSONB)
    resources: Mapped[dict[str, Any]] = mapped_column(JSONB)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(sa.Text, default="active")
    missing_runs: Mapped[int] = mapped_column(sa.Integer, default=0)
    missing_since: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class HarvestRun(tk.BaseModel):
    """One run over one source.

    ``status``: see ``harvest.outcome.Status``. ``is_complete`` says whether the listing was, ``counts`` how many records had which
    outcome, ``findings`` what is wrong with the source as a whole. ``held`` are the removals and new records that wait for a
    person's word: ``{"missing": [remote id …], "renamed": {new remote id: old one}}``; ``decision`` what the person said, ``decided_at``
    when, ``decided_by`` who. A run that died keeps ``running`` until the next one finds it.
    """

    __tablename__ = "luzern_harvest_run"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    source_id: Mapped[str] = mapped_column(sa.Text)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(sa.Text)
    is_complete: Mapped[bool] = mapped_column(sa.Boolean)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    held: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    decision: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[str] = mapped_column(sa.Text, default="")

    __table_args__ = (sa.Index("luzern_harvest_run_source", "source_id", "id"),)


class HarvestOutcome(tk.BaseModel):
    """What one run came to for one record; kept, so that a department can follow its deliveries.

    A record that was as before and without findings has no row: the run's counts tell of it. ``changes`` are the fields that
    changed, ``{"field": …, "before": …, "after": …}`` each.
    """

    __tablename__ = "luzern_harvest_outcome"

    run_id: Mapped[int] = mapped_column(sa.BigInteger, sa.ForeignKey("luzern_harvest_run.id", ondelete="CASCADE"), primary_key=True)
    remote_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    title: Mapped[str] = mapped_column(sa.Text)
    outcome: Mapped[str] = mapped_column(sa.Text)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
