"""How plans were decided, tier by tier: agreed or not, against the advice, on which grounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from sds_core import from_plain
from sds_register.acts.plan_acts import Outcome, SignOff
from sds_register.entries.entry_store import EntryStore
from sds_register.entries.kinds import SIGN_OFF
from sds_register.ledger.schema import ENTRIES
from sds_register.workflow.submitted_plan import SignOffResult

__all__ = ["DecisionCounts", "TierCounts", "counts"]

_PAGE = 500


@frozen
class TierCounts:
    """How plans were decided at one tier.

    Attributes:
        tier: id of the tier.
        decided: how many sign-offs.
        accepted: of these, how many agreed the plan as it stood.
        amended: how many agreed another sum.
        returned: how many sent the plan back.
        refused: how many refused it.
        departed: how many went against the advice of the rules.
        other_ground: how many rested on a ground outside the published criteria.
        below_price: how many agreed less than the needs were priced at, each need answered.
        by_panel: how many were changed by a panel, which is to check plans and not to change them.
    """

    tier: str
    decided: int = 0
    accepted: int = 0
    amended: int = 0
    returned: int = 0
    refused: int = 0
    departed: int = 0
    other_ground: int = 0
    below_price: int = 0
    by_panel: int = 0


@frozen
class DecisionCounts:
    """How plans were decided in a time.

    Attributes:
        since: the first day that counts; from the beginning if left out.
        until: the last day that counts.
        tiers: the tiers at which something was decided, in the order of their ids.
        unreadable: how many sign-offs can no longer be read, because the person was erased.
    """

    since: date | None
    until: date
    tiers: tuple[TierCounts, ...]
    unreadable: int


def _signed_off(
    register: EntryStore, since: date | None, until: date
) -> Iterator[tuple[SignOff, SignOffResult] | None]:
    """Yield each sign-off of the days with its result; `None` for one that cannot be read."""
    numbers = [e.index for e in register.headers(ENTRIES.c.kind == SIGN_OFF.word)]
    for start in range(0, len(numbers), _PAGE):
        rows = register.store.select(ENTRIES.c.idx.in_(numbers[start : start + _PAGE]))
        for entry in register.entries(rows, names=False):
            if entry.on > until or (since is not None and entry.on < since):
                continue
            if entry.payload is None:
                yield None
                continue
            yield entry.content, from_plain(entry.data["judged"], SignOffResult)


def counts(register: EntryStore, since: date | None, until: date) -> DecisionCounts:
    """Return how plans were decided, tier by tier. It costs what was signed off.

    Args:
        register: the register.
        since: the first day that counts; from the beginning if `None`.
        until: the last day that counts.
    """
    found: dict[str, dict[str, int]] = {}
    unreadable = 0
    for signed in _signed_off(register, since, until):
        if signed is None:
            unreadable += 1
            continue
        act, judged = signed
        tier = found.setdefault(judged.tier, {})
        outcome = {
            Outcome.ACCEPT: "accepted",
            Outcome.AMEND: "amended",
            Outcome.RETURN: "returned",
            Outcome.REFUSE: "refused",
        }[act.outcome]
        for name, holds in (
            ("decided", True),
            (outcome, True),
            ("departed", judged.departs),
            ("other_ground", judged.other_ground),
            ("below_price", bool(act.shortfalls)),
            ("by_panel", act.outcome is Outcome.AMEND and bool(act.panel.strip())),
        ):
            tier[name] = tier.get(name, 0) + holds
    tiers = tuple(TierCounts(tier, **numbers) for tier, numbers in sorted(found.items()))
    return DecisionCounts(since, until, tiers, unreadable)
