"""Keep the texts of the fragments beside their rows, so that what a document is can be told without passing by every text of every dataset."""

from __future__ import annotations

from alembic import op

revision = "luzern_0005"
down_revision = "luzern_0004"
branch_labels = None
depends_on = None

TABLE = "luzern_fragment"

# Unpacked several times faster than PostgreSQL's own method; a server built without it goes on with that.
LZ4 = f"""
DO $$ BEGIN
    {"".join(f"ALTER TABLE {TABLE} ALTER COLUMN {syntax} SET COMPRESSION lz4;" for syntax in ("xml", "ttl", "jsonld", "nt"))}
EXCEPTION WHEN feature_not_supported OR invalid_parameter_value THEN NULL;
END $$
"""


def upgrade() -> None:
    op.execute(f"ALTER TABLE {TABLE} SET (toast_tuple_target = 512)")  # bytes: more than a row has without its texts, less than one of them
    op.execute(LZ4)


def downgrade() -> None:
    op.execute(f"ALTER TABLE {TABLE} RESET (toast_tuple_target)")
