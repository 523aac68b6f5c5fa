"""Pots: what a limited fund holds after each move."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "moves",
        sa.Column("pot", sa.String(64), primary_key=True),
        sa.Column("number", _number, primary_key=True, autoincrement=False),
        sa.Column("balance", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Column("before", _number),
        sa.Column("held", sa.BigInteger),
        sa.Column("entry", _number, sa.ForeignKey("entries.idx"), nullable=False),
        sa.UniqueConstraint("pot", "number", name="moves_one_after_another"),
        sa.ForeignKeyConstraint(
            ["pot", "before", "held"],
            ["moves.pot", "moves.number", "moves.balance"],
            name="moves_on",
        ),
        sa.CheckConstraint("balance >= 0", name="moves_never_below_nothing"),
        sa.CheckConstraint("balance = coalesce(held, 0) + change", name="moves_add_up"),
        sa.CheckConstraint(
            "(number = 0 AND before IS NULL AND held IS NULL)"
            " OR (number > 0 AND before IS NOT NULL AND held IS NOT NULL AND number = before + 1)",
            name="moves_follow",
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER moves_no_{verb.lower()} BEFORE {verb} ON moves "
                "BEGIN SELECT RAISE(ABORT, 'the register is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER moves_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON moves "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
