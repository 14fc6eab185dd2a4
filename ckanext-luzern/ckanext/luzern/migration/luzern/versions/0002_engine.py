"""Remember what is missing, withdrawn, held and decided; what the index has yet to learn; and digests of what a source delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "luzern_0002"
down_revision = "luzern_0001"
branch_labels = None
depends_on = None

OBJECT, RUN, OUTCOME = "luzern_harvest_object", "luzern_harvest_run", "luzern_harvest_outcome"
NAMES_TO_DIGESTS = "UPDATE luzern_harvest_object SET fields = COALESCE((SELECT jsonb_object_agg(name, '') FROM jsonb_array_elements_text(fields) name), '{}')"
DIGESTS_TO_NAMES = "UPDATE luzern_harvest_object SET fields = COALESCE((SELECT jsonb_agg(name) FROM jsonb_object_keys(fields) name), '[]')"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "luzern_outbox",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("package_id", sa.Text, nullable=False),
        sa.Column("added_at", moment, nullable=False, server_default=sa.func.now()),
    )
    for column in (
        sa.Column("content", sa.Text, nullable=False, server_default=""),
        sa.Column("identifier", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False, server_default="active"),
        sa.Column("missing_runs", sa.Integer, nullable=False, server_default="0"),
        sa.Column("missing_since", moment),
        sa.Column("withdrawn_at", moment),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
    ):
        op.add_column(OBJECT, column)
    op.execute(NAMES_TO_DIGESTS)
    op.drop_column(OBJECT, "last_seen_at")
    op.create_index("luzern_harvest_object_content", OBJECT, ["content"])
    op.create_index("luzern_harvest_object_identifier", OBJECT, ["identifier"])
    op.add_column(RUN, sa.Column("held", JSONB, nullable=False, server_default="{}"))
    op.add_column(RUN, sa.Column("decision", sa.Text, nullable=False, server_default=""))
    op.add_column(RUN, sa.Column("decided_at", moment))
    op.add_column(RUN, sa.Column("decided_by", sa.Text, nullable=False, server_default=""))
    op.add_column(OUTCOME, sa.Column("changes", JSONB, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column(OUTCOME, "changes")
    for column in ("decided_by", "decided_at", "decision", "held"):
        op.drop_column(RUN, column)
    op.drop_index("luzern_harvest_object_identifier", OBJECT)
    op.drop_index("luzern_harvest_object_content", OBJECT)
    op.add_column(OBJECT, sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()))
    op.execute(DIGESTS_TO_NAMES)
    for column in ("reason", "withdrawn_at", "missing_since", "missing_runs", "state", "identifier", "content"):
        op.drop_column(OBJECT, column)
    op.drop_table("luzern_outbox")
