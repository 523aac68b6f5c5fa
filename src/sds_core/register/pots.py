"""Limited pots: what the database itself keeps from being over-spent, and what is said of it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from sds_core.errors import ActRefused, Fault
from sds_core.register.databases import Clash
from sds_core.register.records import Move
from sds_core.register.tables import MOVES

__all__ = ["balances", "move_pot", "refused"]

_MOST_PENCE = 10**15


def move_pot(connection: sa.Connection, move: Move, entry: int) -> None:
    """Add a move of a pot: the row carries the balance on from the last one.

    Raises:
        ActRefused: no pot can hold that much.
        Clash: the pot does not hold that much, or somebody moved it in the meantime.
    """
    last = connection.execute(
        sa.select(MOVES.c.number, MOVES.c.balance)
        .where(MOVES.c.pot == move.pot)
        .order_by(MOVES.c.number.desc())
        .limit(1)
    ).first()
    number, held = (None, None) if last is None else (last.number, last.balance)
    if abs((held or 0) + move.change) > _MOST_PENCE:
        fault = Fault(f"pot {move.pot}", "more than a pot can hold", "a smaller sum")
        raise ActRefused("the pot cannot hold that much", [fault])
    row = {
        "pot": move.pot,
        "number": 0 if number is None else number + 1,
        "balance": (held or 0) + move.change,
        "change": move.change,
        "before": number,
        "held": held,
        "entry": entry,
    }
    connection.execute(sa.insert(MOVES), row)


def balances(connection: sa.Connection) -> dict[str, int]:
    """Return the pence that each pot holds."""
    last = sa.select(MOVES.c.pot, sa.func.max(MOVES.c.number)).group_by(MOVES.c.pot)
    chosen = sa.select(MOVES.c.pot, MOVES.c.balance).where(
        sa.tuple_(MOVES.c.pot, MOVES.c.number).in_(last)
    )
    return {row.pot: row.balance for row in connection.execute(chosen)}


def refused(clash: Clash, moves: Sequence[Move]) -> ActRefused:
    """Return why the database refused a batch.

    Args:
        clash: what it said.
        moves: the moves of pots in the batch.
    """
    if "moves" in clash.constraint:
        pots = ", ".join(sorted({move.pot for move in moves}))
        mend = "Top it up, or agree a smaller sum."
        fault = Fault(f"pot {pots}", "less than is asked for", "enough", mend)
        return ActRefused("the pot does not hold that much", [fault])
    mend = "Look at the plan again, and act on its latest entry."
    fault = Fault("the plan", "another act, made in the meantime", "the one this is based on", mend)
    return ActRefused("somebody else acted first", [fault])
