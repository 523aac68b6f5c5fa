"""Indices by which what waits is found, whatever has been decided before."""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"

_OPEN = "kind IN ('submission', 'statement', 'appeal', 'appeal_outcome')"


def upgrade() -> None:
    """Make the indices."""
    op.create_index(
        "entries_put_forward",
        "entries",
        ["thread", "idx"],
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    )
    op.create_index("commits_by_at", "commits", ["at", "first"])
