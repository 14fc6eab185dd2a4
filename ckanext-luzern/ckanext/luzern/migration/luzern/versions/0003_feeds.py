"""Keep every dataset as text for the feeds, what the feed for opendata.swiss has had, how good the datasets are, and names they had before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "luzern_0003"
down_revision = "luzern_0002"
branch_labels = None
depends_on = None

TABLES = ("luzern_fragment", "luzern_feed_member", "luzern_judgement", "luzern_link", "luzern_quality_day", "luzern_former_name")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "luzern_fragment",
        sa.Column("package_id", sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("profile", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("is_listed", sa.Boolean, nullable=False),
        sa.Column("xml", sa.Text),
        sa.Column("ttl", sa.Text),
        sa.Column("jsonld", sa.Text),
        sa.Column("nt", sa.Text),
        sa.Column("built_at", moment, nullable=False, server_default=sa.func.now()),
    )
    op.create_index("luzern_fragment_order", "luzern_fragment", ["profile", "identifier", "package_id"])
    op.create_table(
        "luzern_feed_member",
        sa.Column("package_id", sa.Text, primary_key=True),
        sa.Column("identifier", sa.Text, nullable=False),
        sa.Column("entered_at", moment, nullable=False),
        sa.Column("left_at", moment),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("approved_at", moment),
        sa.Column("approved_by", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "luzern_judgement",
        sa.Column("package_id", sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("judged_at", moment, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rejections", "violations", "warnings", "points")),
        sa.Column("dimensions", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
    )
    op.create_table(
        "luzern_link",
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("checked_at", moment),
        sa.Column("next_at", moment, nullable=False),
    )
    op.create_index("luzern_link_next", "luzern_link", ["next_at"])
    op.create_table(
        "luzern_quality_day",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("scope", sa.Text, primary_key=True),
        sa.Column("figures", JSONB, nullable=False),
    )
    op.create_table(
        "luzern_former_name",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), nullable=False),
        sa.Column("changed_at", moment, nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
