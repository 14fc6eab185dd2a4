"""Remember which dataset a source's record became, the runs, and what they came to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "luzern_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "luzern_harvest_object",
        sa.Column("source_id", sa.Text, primary_key=True),
        sa.Column("remote_id", sa.Text, primary_key=True),
        sa.Column("package_id", sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("mark", sa.Text, nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("resources", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("first_seen_at", moment, nullable=False),
        sa.Column("last_seen_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
    )
    op.create_table(
        "luzern_harvest_run",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("source_id", sa.Text, nullable=False),
        sa.Column("started_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("is_complete", sa.Boolean, nullable=False),
        sa.Column("counts", JSONB, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
    )
    op.create_index("luzern_harvest_run_source", "luzern_harvest_run", ["source_id", "id"])
    op.create_table(
        "luzern_harvest_outcome",
        sa.Column("run_id", sa.BigInteger, sa.ForeignKey("luzern_harvest_run.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("remote_id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("luzern_harvest_outcome")
    op.drop_table("luzern_harvest_run")
    op.drop_table("luzern_harvest_object")
