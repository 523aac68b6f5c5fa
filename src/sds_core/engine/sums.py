"""Lines of a sum as they are shown: they add up to the penny."""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm

from sds_core.model.budgets import Line
from sds_core.model.decisions import ShownLine
from sds_core.model.money import Exact, Money

__all__ = ["show_lines"]


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
