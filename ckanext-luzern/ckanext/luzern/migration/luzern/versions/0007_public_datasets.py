"""Index what decides whether everybody may see a dataset: whoever asks it of all of them need not pass by their descriptions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "luzern_0007"
down_revision = "luzern_0006"
branch_labels = None
depends_on = None

INDEX = "luzern_public_datasets"


def upgrade() -> None:
    beside = ["type", "state", "private", "metadata_modified"]
    op.create_index(INDEX, "package", ["id"], postgresql_include=beside, postgresql_where=sa.text("type = 'dataset'"))


def downgrade() -> None:
    op.drop_index(INDEX, "package")
