"""Entries, commits, texts and names; triggers that refuse change."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def append_only(table: str) -> None:
    """Refuse to change or take away a table's rows, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    """Make the tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the register is append-only'; END $$"
        )
    op.create_table(
        "entries",
        sa.Column("idx", _number, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(32)),
        sa.Column("thread", sa.String(32)),
        sa.Column("after", _number),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("idx >= 0", name="entries_from_nought"),
        sa.CheckConstraint("length(hash) = 32", name="entries_hash"),
        sa.UniqueConstraint("thread", "after", name="entries_one_after_another"),
    )
    for column in ("subject", "kind"):
        op.create_index(f"entries_by_{column}", "entries", [column])
    op.create_table(
        "commits",
        sa.Column("size", _number, primary_key=True, autoincrement=False),
        sa.Column("first", _number, sa.ForeignKey("commits.size"), unique=True),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("peaks", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("request", sa.LargeBinary, unique=True),
        sa.Column("content", sa.LargeBinary),
        sa.CheckConstraint("first IS NOT NULL OR size = 0", name="commits_from_nought"),
        sa.CheckConstraint("size > first OR size = 0", name="commits_grow"),
    )
    op.create_table(
        "texts",
        sa.Column("digest", sa.String(80), primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "names",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.String(200), nullable=False),
    )
    start = sa.table(
        "commits",
        sa.column("size", sa.Integer),
        sa.column("root", sa.LargeBinary),
        sa.column("peaks", sa.LargeBinary),
        sa.column("at", sa.String),
    )
    empty = hashlib.sha256(b"").digest()
    op.execute(start.insert().values(size=0, root=empty, peaks=b"", at=""))
    for table in ("entries", "commits", "texts", "names"):
        append_only(table)
