"""The tables of a register and of its keys. Rows are added, never changed or taken away.

The migrations make them; a test holds the two equal.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

__all__ = ["COMMITS", "ENTRIES", "IDENTITIES", "KEYS", "MOVES", "NAMES", "SECRETS", "TEXTS"]

register = MetaData()
keys = MetaData()

# A BIGINT primary key is no row id in SQLite.
_number = BigInteger().with_variant(Integer, "sqlite")

ENTRIES = Table(
    "entries",
    register,
    Column("idx", _number, primary_key=True, autoincrement=False),
    Column("kind", String(32), nullable=False),
    Column("subject", String(32)),
    Column("thread", String(32)),
    Column("after", _number),
    Column("head", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    CheckConstraint("idx >= 0", name="entries_from_nought"),
    CheckConstraint("length(hash) = 32", name="entries_hash"),
    # At most one act follows each act: of two based on the same state, one is refused.
    UniqueConstraint("thread", "after", name="entries_one_after_another"),
)
Index("entries_by_subject", ENTRIES.c.subject)
Index("entries_by_kind", ENTRIES.c.kind)
# The acts after which a plan waits, unless another act follows.
OPENS = text("kind IN ('submission', 'statement', 'appeal', 'appeal_outcome')")
Index(
    "entries_put_forward",
    ENTRIES.c.thread,
    ENTRIES.c.idx,
    sqlite_where=OPENS,
    postgresql_where=OPENS,
)

COMMITS = Table(
    "commits",
    register,
    Column("size", _number, primary_key=True, autoincrement=False),
    # Each begins where another ended, and no two at the same place.
    Column("first", _number, ForeignKey("commits.size"), unique=True),
    Column("root", LargeBinary, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    Column("at", String(32), nullable=False),
    Column("request", LargeBinary, unique=True),
    Column("content", LargeBinary),
    CheckConstraint("first IS NOT NULL OR size = 0", name="commits_from_nought"),
    CheckConstraint("size > first OR size = 0", name="commits_grow"),
)

Index("commits_by_at", COMMITS.c.at, COMMITS.c.first)

TEXTS = Table(
    "texts",
    register,
    Column("digest", String(80), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

NAMES = Table(
    "names",
    register,
    Column("name", String(32), primary_key=True),
    Column("value", String(200), nullable=False),
)

# What a pot holds after each move. The balance is carried from row to row by the foreign key, so
# that no writer can spend what another has spent, whatever either believes.
MOVES = Table(
    "moves",
    register,
    Column("pot", String(64), primary_key=True),
    Column("number", _number, primary_key=True, autoincrement=False),
    Column("balance", BigInteger, primary_key=True, autoincrement=False),
    Column("change", BigInteger, nullable=False),
    Column("before", _number),
    Column("held", BigInteger),
    Column("entry", _number, ForeignKey("entries.idx"), nullable=False),
    UniqueConstraint("pot", "number", name="moves_one_after_another"),
    ForeignKeyConstraint(
        ["pot", "before", "held"], ["moves.pot", "moves.number", "moves.balance"], name="moves_on"
    ),
    CheckConstraint("balance >= 0", name="moves_never_below_nothing"),
    CheckConstraint("balance = coalesce(held, 0) + change", name="moves_add_up"),
    CheckConstraint(
        "(number = 0 AND before IS NULL AND held IS NULL)"
        " OR (number > 0 AND before IS NOT NULL AND held IS NOT NULL AND number = before + 1)",
        name="moves_follow",
    ),
)

SECRETS = Table(
    "secrets",
    keys,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# One row for each human being; the key is emptied when they are erased.
KEYS = Table(
    "keys",
    keys,
    Column("subject", String(32), primary_key=True),
    Column("key", LargeBinary),
    CheckConstraint("key IS NULL OR length(key) = 32", name="keys_length"),
)

# By what names a human being is known, as keyed digests; removed when they are erased.
IDENTITIES = Table(
    "identities",
    keys,
    Column("digest", LargeBinary, primary_key=True),
    Column("subject", String(32), ForeignKey("keys.subject"), nullable=False),
)
Index("identities_by_subject", IDENTITIES.c.subject)
