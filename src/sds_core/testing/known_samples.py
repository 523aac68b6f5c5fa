"""Samples of what is known beside a case, in the variants that a plugin must be able to handle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sds_core.model.case import Case
from sds_core.model.known import (
    EventKind,
    Known,
    KnownConcern,
    KnownDecision,
    KnownPot,
    KnownStanding,
    ListedAs,
)
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.questions import QUESTIONS

__all__ = ["known_samples"]

_DAY = date(2026, 4, 1)


def known_samples(case: Case) -> Iterator[Known]:
    """Yield what may be known beside a case: nothing there, little, and everything.

    Args:
        case: the case.
    """
    yield Known((), (), (), ())
    amount = Amount(Money(123_45), Period.WEEK)
    decisions = tuple(KnownDecision(name, _DAY, "example", amount) for name in QUESTIONS.journey)
    for stands in ListedAs:
        yield Known(
            (KnownPot("set-aside", Money(0)), KnownPot("fund", Money(1_000_000))),
            tuple(KnownStanding(help_.helper, stands, _DAY) for help_ in case.help),
            tuple(KnownConcern(h.helper, _DAY, EventKind.COMPLAINT) for h in case.help),
            decisions,
        )
