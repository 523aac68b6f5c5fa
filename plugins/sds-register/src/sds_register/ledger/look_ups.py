"""Looking up kinds and plans by the indices alone, however many entries there are."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from sds_register.ledger.database import read_transaction
from sds_register.ledger.schema import COMMITS, ENTRIES

__all__ = ["kinds_there", "open_threads", "threads_since"]

# A plan waits where no act follows. Indices alone answer this; SQLite must be told which.
_OPEN_THREADS = (
    "SELECT e.thread FROM entries e {indexed}"
    "WHERE e.kind IN ('submission', 'statement', 'appeal', 'appeal_outcome') "
    "AND NOT EXISTS (SELECT 1 FROM entries n WHERE n.thread = e.thread AND n.after = e.idx)"
)
# The kinds there are, by the index on them: one look-up for each kind, however many entries.
_KINDS = (
    "WITH RECURSIVE k(kind) AS (SELECT min(kind) FROM entries UNION ALL "
    "SELECT (SELECT min(kind) FROM entries WHERE kind > k.kind) FROM k WHERE k.kind IS NOT NULL) "
    "SELECT kind FROM k WHERE kind IS NOT NULL"
)


def kinds_there(engine: sa.Engine) -> list[str]:
    """Return the kinds of the entries that there are, in order."""
    with read_transaction(engine) as connection:
        return [row[0] for row in connection.exec_driver_sql(_KINDS)]


def open_threads(engine: sa.Engine, others: Collection[str] = ()) -> list[str]:
    """Return the threads whose latest act may leave a plan waiting.

    Args:
        engine: the database.
        others: further kinds of entries that may follow an act without closing the plan.
    """
    postgres = engine.dialect.name == "postgresql"
    query = _OPEN_THREADS.format(indexed="" if postgres else "INDEXED BY entries_put_forward ")
    later = ENTRIES.alias("later")
    follows = (later.c.thread == ENTRIES.c.thread) & (later.c.after == ENTRIES.c.idx)
    latest = sa.select(ENTRIES.c.thread).where(
        ENTRIES.c.kind.in_(list(others)),
        ENTRIES.c.after.is_not(None),
        ~sa.exists().where(follows),
    )
    with read_transaction(engine) as connection:
        found = [row[0] for row in connection.exec_driver_sql(query)]
        return found + (list(connection.scalars(latest)) if others else [])


def threads_since(engine: sa.Engine, day: str) -> list[str]:
    """Return the threads with acts that were recorded on a day or later.

    Args:
        engine: the database.
        day: the day in UTC, as year-month-day.
    """
    since = sa.select(COMMITS.c.first).where(COMMITS.c.at >= day).order_by(COMMITS.c.at)
    with read_transaction(engine) as connection:
        first = connection.scalar(since.limit(1))
        if first is None:
            return []
        later = (ENTRIES.c.idx >= first, ENTRIES.c.after.is_not(None))
        return list(dict.fromkeys(connection.scalars(sa.select(ENTRIES.c.thread).where(*later))))
