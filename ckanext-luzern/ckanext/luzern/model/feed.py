"""What the feeds are made of: every dataset as text, built when it changes; and which datasets the feed for opendata.swiss has had."""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

Moment = sa.DateTime(timezone=True)


class Fragment(tk.BaseModel):
    """One dataset in one profile, as text in each syntax that the profile has; written in the transaction that writes the dataset.

    ``version`` says by which mapping, settings and vocabularies it was built: another one than today's is rebuilt in the background
    and served meanwhile. ``digest`` changes when any of the texts does. ``is_listed`` says whether the dataset belongs in the
    profile's feed if it is public; whether it is public stands in CKAN's own table alone.
    """

    __tablename__ = "luzern_fragment"

    package_id: Mapped[str] = mapped_column(sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True)
    profile: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    version: Mapped[str] = mapped_column(sa.Text)
    digest: Mapped[str] = mapped_column(sa.Text)
    identifier: Mapped[str] = mapped_column(sa.Text)
    is_listed: Mapped[bool] = mapped_column(sa.Boolean)
    xml: Mapped[str | None] = mapped_column(sa.Text)
    ttl: Mapped[str | None] = mapped_column(sa.Text)
    jsonld: Mapped[str | None] = mapped_column(sa.Text)
    nt: Mapped[str | None] = mapped_column(sa.Text)
    built_at: Mapped[datetime] = mapped_column(Moment, server_default=sa.func.now())

    __table_args__ = (sa.Index("luzern_fragment_order", "profile", "identifier", "package_id"),)


class FeedMember(tk.BaseModel):
    """A dataset the feed for opendata.swiss has had. No foreign key: what is gone for good has to be noticed too.

    ``left_at`` and ``reason`` (German) say when and why it is no longer there; ``approved_by`` who said that it may leave, where the
    number of departures of a day needed a person's word.
    """

    __tablename__ = "luzern_feed_member"

    package_id: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    identifier: Mapped[str] = mapped_column(sa.Text)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    approved_by: Mapped[str] = mapped_column(sa.Text, default="")
