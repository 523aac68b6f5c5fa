"""Keys of people, the names they go by, and the register's own secrets."""

import sqlalchemy as sa
from alembic import op

revision = "k0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "keys",
        sa.Column("subject", sa.String(32), primary_key=True),
        sa.Column("key", sa.LargeBinary),
        sa.CheckConstraint("key IS NULL OR length(key) = 32", name="keys_length"),
    )
    op.create_table(
        "identities",
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("subject", sa.String(32), sa.ForeignKey("keys.subject"), nullable=False),
    )
    op.create_index("identities_by_subject", "identities", ["subject"])
