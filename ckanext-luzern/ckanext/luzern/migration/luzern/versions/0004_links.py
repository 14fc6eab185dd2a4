"""Remember which dataset has which links, and by when newer data is promised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "luzern_0004"
down_revision = "luzern_0003"
branch_labels = None
depends_on = None

USE = "luzern_link_use"


def upgrade() -> None:
    op.add_column("luzern_judgement", sa.Column("due_at", sa.Date))
    op.create_table(
        USE,
        sa.Column("package_id", sa.Text, sa.ForeignKey("package.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("url", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
    )
    op.create_index("luzern_link_use_url", USE, ["url"])


def downgrade() -> None:
    op.drop_table(USE)
    op.drop_column("luzern_judgement", "due_at")
