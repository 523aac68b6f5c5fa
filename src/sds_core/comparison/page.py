"""A comparison as one page that prints: figures, a plot of gains and losses, every change."""

from __future__ import annotations

from attrs import frozen

from sds_core.comparison.records import Comparison
from sds_core.explain.html import environment
from sds_core.model.money import Money
from sds_core.questions import QUESTIONS, Questions

__all__ = ["comparison_html"]

MOST_BARS = 60
_HALF = 240


@frozen
class Bar:
    """One bar of the plot.

    Attributes:
        label: the case's id.
        delta: pounds a year, signed, as people write them.
        x: where the bar begins.
        width: how long it is.
        gain: whether the budget grows.
    """

    label: str
    delta: str
    x: int
    width: int
    gain: bool


def _bars(comparison: Comparison) -> tuple[list[Bar], int]:
    """Return the bars that are drawn, and how many budgets change."""
    deltas = [
        (case.case, case.after.pence - case.before.pence)
        for case in comparison.cases
        if case.before is not None and case.after is not None and case.before != case.after
    ]
    changed = len(deltas)
    deltas.sort(key=lambda item: (-item[1], item[0]))
    if len(deltas) > MOST_BARS:
        deltas = deltas[: MOST_BARS // 2] + deltas[-MOST_BARS // 2 :]
    most = max((abs(delta) for _, delta in deltas), default=1)
    bars = []
    for label, delta in deltas:
        width = max(1, abs(delta) * _HALF // most)
        x = _HALF if delta > 0 else _HALF - width
        bars.append(Bar(label, Money(delta).signed(), x, width, delta > 0))
    return bars, changed


def comparison_html(comparison: Comparison, questions: Questions = QUESTIONS) -> str:
    """Return a comparison as one HTML page without scripts or anything fetched.

    Args:
        comparison: the comparison.
        questions: the questions that were asked.
    """
    totals = comparison.totals
    bars, changed = _bars(comparison)
    return (
        environment()
        .get_template("comparison.html")
        .render(
            c=comparison,
            bars=bars,
            changed=changed,
            half=_HALF,
            questions=questions,
            delta=(totals.budgets_after - totals.budgets_before).signed(),
        )
    )
