"""What the index has yet to learn: one row per changed dataset, written in the dataset's own transaction.

Whoever drains it tells the index and removes the row; so a process that dies, or an index that is away, loses no change.
"""

from __future__ import annotations

from datetime import datetime

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column


class OutboxEntry(tk.BaseModel):
    """One dataset that changed. No foreign key: a dataset that is gone for good has to leave the index too."""

    __tablename__ = "luzern_outbox"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    package_id: Mapped[str] = mapped_column(sa.Text)
    added_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
