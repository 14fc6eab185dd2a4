"""Previews of uploaded files, as they were worked out when the file was stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class KeptPreview(tk.BaseModel):
    """The preview of a resource.

    ``mark`` sums up what it was made of; another one of the resource means that it is to be made anew. ``content`` is a ``preview.content.Preview``
    without its places, which stand in ``places`` as GeoJSON: pages read the one, the map asks for the other.
    """

    __tablename__ = "luzern_preview"

    resource_id: Mapped[str] = mapped_column(sa.Text, sa.ForeignKey("resource.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[str] = mapped_column(sa.Text)
    built_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    places: Mapped[str] = mapped_column(sa.Text)
