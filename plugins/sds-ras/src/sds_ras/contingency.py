"""Contingency: an explicit line for what cannot be foreseen. It adds; it never takes away.

A percentage cut off everybody's allocation to force cheaper plans is what Dowson (2007) condemns,
so a negative percentage is refused.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen, validators
from typing_extensions import override

from sds_core import (
    ADJUST_BUDGET,
    Adjustment,
    AdjustRequest,
    Evidence,
    Hooks,
    Line,
    LineKind,
    Manifest,
    Reason,
    Source,
    hookimpl,
)

__all__ = ["Contingency", "ContingencySettings", "manifest"]


@frozen
class ContingencySettings:
    """Settings of contingency.

    Attributes:
        percent: whole per cent of the sum so far that is added: 0 to 100.
        source: where the council publishes it.
    """

    percent: int = field(validator=[validators.ge(0), validators.le(100)])
    source: str = "the council's published contingency"


class Contingency(Hooks):
    """Adds a percentage for what cannot be foreseen.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: ContingencySettings) -> None:
        self.settings = settings

    @override
    @hookimpl
    def adjust_budget(self, request: AdjustRequest) -> Adjustment:
        percent = self.settings.percent
        rule = "settings.contingency.percent"
        reason = Reason(
            f"{percent}% is added for what cannot be foreseen.",
            rule,
            Source(self.settings.source),
            Evidence.LOCAL_CHOICE,
        )
        if not percent:
            return Adjustment((), (reason,))
        line = Line(
            f"Contingency, {percent}%",
            request.running * Fraction(percent, 100),
            LineKind.ADD,
            rule,
        )
        return Adjustment((line,), (reason,))


manifest = Manifest(
    id="contingency",
    title="A percentage for what cannot be foreseen",
    hooks=(ADJUST_BUDGET,),
    factory=Contingency,
    settings=ContingencySettings,
    api="1",
)
