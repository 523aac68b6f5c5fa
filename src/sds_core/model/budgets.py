"""Answers about the budget: what an assessment earns, and what is added or taken away."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from sds_core.model.money import Exact, Money
from sds_core.model.periods import Amount, Period
from sds_core.model.reasons import Reason

__all__ = ["Adjustment", "Allocation", "Contribution", "Line", "LineKind", "Referral"]


class LineKind(Enum):
    """The kind of a line in a sum; rounding, floor and cap come last, in this order.

    “set” is the core's own: the difference to the sum that a person set.
    """

    BASE = "base"
    ADD = "add"
    REDUCE = "reduce"
    ROUNDING = "rounding"
    FLOOR = "floor"
    CAP = "cap"
    SET = "set"


@frozen
class Line:
    """One line of the sum that makes a budget.

    Attributes:
        label: what it is, in plain words.
        pence: the exact pence it adds (or takes away, if negative).
        kind: what kind of line it is.
        rule: the table row or setting behind it.
    """

    label: str
    pence: Exact
    kind: LineKind
    rule: str


# What one answer brought to the total: the question's code, the answer's code, the points.
Contribution = tuple[str, str, int]


@frozen
class Allocation:
    """An answer to `allocate_budget`: the indicative budget that an assessment earns.

    Attributes:
        lines: the lines that add up to it, exact.
        period: the period the sum is for.
        reasons: why.
        points: the points scored, where it goes by points.
        rows: the table rows used, as “table@version#row”.
        contributions: what each answer brought: the question's code, the answer's, the points.
        next_points: the points at which the next band begins, where there is one.
        next_amount: the sum at that band, before adjustments.
    """

    lines: tuple[Line, ...]
    period: Period
    reasons: tuple[Reason, ...]
    points: int | None = None
    rows: tuple[str, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    next_points: int | None = None
    next_amount: Money | None = None


@frozen
class Referral:
    """A sum that a person must decide, because it was held to another and is not as it should be.

    Attributes:
        cause: which sum it is held to, in words that can be read to the person.
        found: the sum.
        held_to: what it is held to: the most that the formula may decide, or what the needs cost.
    """

    cause: str
    found: Amount
    held_to: Amount


@frozen
class Adjustment:
    """An answer to `adjust_budget`: lines added to the running sum.

    Attributes:
        lines: the lines, exact; none where nothing is to be adjusted.
        reasons: why, also where nothing is adjusted.
        referral: set where the sum is not as it should be, and a person must decide.
        least: the least that a person may set, where the sum is referred by whichever step.
    """

    lines: tuple[Line, ...]
    reasons: tuple[Reason, ...]
    referral: Referral | None = None
    least: Amount | None = None
