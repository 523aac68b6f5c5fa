"""Sums: their lines as they are shown, which add up to the penny, and what answers come to."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from attrs import frozen

from sds_core.model.answers import Answer, Funding
from sds_core.model.assessment import SetSum
from sds_core.model.budgets import Allocation, Line, LineKind
from sds_core.model.case import Case
from sds_core.model.decisions import ShownLine
from sds_core.model.money import Exact, Money
from sds_core.model.periods import Amount, Period

__all__ = ["NO_SUM", "Sum", "of_allocation", "of_funding", "show_lines", "with_set_sum"]


@frozen
class Sum:
    """What a decision comes to in money.

    Attributes:
        amount: the sum; `None` where the question has none.
        lines: the lines that add up to it.
    """

    amount: Amount | None = None
    lines: tuple[ShownLine, ...] = ()


NO_SUM = Sum()


def of_allocation(answers: Sequence[Answer], plugin: str) -> Sum:
    """Return the sum of an allocation.

    Args:
        answers: the allocation, alone.
        plugin: id of the plugin that gave it.
    """
    (answer,) = (a for a in answers if isinstance(a, Allocation))
    lines, total = show_lines([(line, plugin) for line in answer.lines])
    return Sum(Amount(Money(total), answer.period), lines)


def of_funding(answers: Sequence[Answer], plugin: str) -> Sum:
    """Return what is paid for help, once.

    Args:
        answers: the funding, alone.
        plugin: id of the plugin that gave it.
    """
    (answer,) = (a for a in answers if isinstance(a, Funding))
    total = sum(share.money.pence for share in answer.shares)
    return Sum(Amount(Money(total), Period.ONCE))


def with_set_sum(found: Sum, given: SetSum, case: Case) -> Sum:
    """Return a sum with a last line that makes it the one that a person set.

    Args:
        found: the sum that was referred.
        given: the sum that the person set.
        case: the case.
    """
    assert found.amount is not None  # noqa: S101  a referred sum has an amount
    amount = given.amount.per(found.amount.period)
    more = Money(amount.money.pence - found.amount.money.pence)
    label = f"Set at {amount.words()} by {case.name(given.by)} on {given.on}: {given.why}"
    line = ShownLine(label, LineKind.SET, more, None, "assessment.set_sum", "")
    return Sum(amount, (*found.lines, line))


def _exact(pence: Exact) -> str | None:
    return None if pence.denominator == 1 else str(pence)


def show_lines(given: Sequence[tuple[Line, str]]) -> tuple[tuple[ShownLine, ...], int]:
    """Return lines as shown, and their total in pence.

    Each shown line is the difference of rounded running totals, so lines add up to the penny.

    Args:
        given: lines and the ids of the plugins that gave them, in order.
    """
    # Over one denominator the running totals are whole numbers, which add many times faster.
    bottom = lcm(*[line.pence.denominator for line, _ in given])
    running, shown, before = 0, [], 0
    for line, plugin in given:
        running += line.pence.numerator * (bottom // line.pence.denominator)
        after = (2 * abs(running) + bottom) // (2 * bottom)
        if running < 0:
            after = -after
        money = Money(after - before)
        shown.append(ShownLine(line.label, line.kind, money, _exact(line.pence), line.rule, plugin))
        before = after
    return tuple(shown), before
