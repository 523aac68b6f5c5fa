"""Limited pots: what the database itself keeps from being over-spent, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from sds_core import ActRefused, Fault, RegisterDamaged
from sds_register.ledger.database import ConstraintViolation
from sds_register.ledger.records import Move
from sds_register.ledger.schema import MOVES

__all__ = ["balances", "move_pot", "refused"]

_MOST_PENCE = 10**15


def move_pot(connection: sa.Connection, move: Move, entry: int, first: int) -> None:
    """Add a move of a pot: the row carries the balance on from the last one.

    Args:
        connection: the database.
        move: the move.
        entry: the number of its entry.
        first: the number of the first entry of its batch.

    Raises:
        ActRefused: no pot can hold that much.
        RegisterDamaged: the last move belongs to no entry.
        ConstraintViolation: the pot does not hold that much, or somebody moved it meanwhile.
    """
    last = connection.execute(
        sa.select(MOVES.c.number, MOVES.c.balance, MOVES.c.entry)
        .where(MOVES.c.pot == move.pot)
        .order_by(MOVES.c.number.desc())
        .limit(1)
    ).first()
    number, held = (None, None) if last is None else (last.number, last.balance)
    if last is not None and not 0 <= last.entry < entry:
        found = f"a move by entry {last.entry}, of {first} there are"
        fault = Fault(f"pot {move.pot}", found, "moves by entries", "Run sds register verify.")
        raise RegisterDamaged("the register is damaged: nothing is added to it", [fault])
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


def balances(connection: sa.Connection, size: int, pots: Iterable[str]) -> dict[str, int]:
    """Return the pence that some pots hold by their moves, those of later entries left out.

    Args:
        connection: the database.
        size: one more than the number of the last entry that counts.
        pots: the pots; one that nothing ever moved is left out.
    """
    found = {}
    for pot in pots:
        last = (
            sa.select(MOVES.c.balance)
            .where(MOVES.c.pot == pot, MOVES.c.entry < size)
            .order_by(MOVES.c.number.desc())
            .limit(1)
        )
        held = connection.execute(last).scalar()
        if held is not None:
            found[pot] = int(held)
    return found


def refused(clash: ConstraintViolation, moves: Sequence[Move]) -> ActRefused:
    """Return why the database refused a batch.

    Args:
        clash: what it said.
        moves: the moves of pots in the batch.
    """
    if "moves" in clash.constraint:
        pots = ", ".join(sorted({move.pot for move in moves}))
        hint = "Top it up, or agree a smaller sum."
        fault = Fault(f"pot {pots}", "less than is asked for", "enough", hint)
        return ActRefused("the pot does not hold that much", [fault])
    hint = "Look at the plan again, and act on its latest entry."
    fault = Fault("the plan", "another act, made in the meantime", "the one this is based on", hint)
    return ActRefused("somebody else acted first", [fault])
