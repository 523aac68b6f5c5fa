"""Rounding, floor and referral threshold: the named, visible last steps of a budget.

A threshold takes nothing away. Above it the sum is shown whole and a person must decide. Until
version 0.2 it was called a cap; profiles that call it so are read as before.
"""

from __future__ import annotations

from attrs import frozen
from typing_extensions import override

from sds_core import (
    ADJUST_BUDGET,
    Adjustment,
    AdjustRequest,
    Amount,
    Evidence,
    Hooks,
    Line,
    LineKind,
    Manifest,
    Money,
    Period,
    Reason,
    Referral,
    Source,
    hookimpl,
    round_half_up,
    round_to,
)

__all__ = ["Limits", "LimitsSettings", "manifest"]

_PENNY = Money(1)
MOST_UNIT = 1_000  # pence; a larger unit would cut budgets rather than round them


@frozen
class LimitsSettings:
    """Settings of limits.

    Attributes:
        round_to: the unit that the sum is rounded to, halves up: "0.01", "1.00", "5.00".
        floor: the least that is told; a lower sum is raised to it.
        refer_above: the referral threshold: above it a person decides, not the formula.
        cap: the earlier name of `refer_above`.
        source: where the council publishes these steps.
    """

    round_to: Money = _PENNY
    floor: Amount | None = None
    refer_above: Amount | None = None
    cap: Amount | None = None
    source: str = "the council's published allocation rules"


class Limits(Hooks):
    """Rounds, applies the floor, and refers what is above the cap.

    Args:
        settings: the settings.

    Raises:
        ValueError: the unit of rounding is not from a penny to £10, the floor is above the referral
            threshold, or the threshold is given twice.
    """

    def __init__(self, settings: LimitsSettings) -> None:
        if not 0 < settings.round_to.pence <= MOST_UNIT:
            raise ValueError("round_to is a unit of rounding: from a penny to £10.00")
        if settings.refer_above and settings.cap:
            raise ValueError("the referral threshold is given twice, as refer_above and as cap")
        floor, cap = settings.floor, settings.refer_above or settings.cap
        key = "cap" if settings.cap else "refer_above"
        for limit in (floor, cap):
            if limit and (limit.period is Period.ONCE or limit.money.pence < 0):
                raise ValueError(
                    f"{limit.words()} is no floor or threshold: write a sum a week, a year …"
                )
        if floor and cap and floor.exactly_per(cap.period) > cap.money.pence:
            raise ValueError(f"the floor is above {key}")
        self.settings, self.threshold = settings, cap
        self.called = "cap" if settings.cap else "referral threshold"
        source = Source(settings.source)

        def reason(text: str, step: str) -> Reason:
            return Reason(text, f"settings.limits.{step}", source, Evidence.LOCAL_CHOICE)

        unit = settings.round_to.pounds()
        self.rounded = reason(f"The sum is rounded to {unit}, halves up.", "round_to")
        self.raised = reason(f"The least is {floor.words()}.", "floor") if floor else None
        self.capped = (
            reason(f"Above {cap.words()} a person decides, not the formula.", key) if cap else None
        )

    @override
    @hookimpl
    def adjust_budget(self, request: AdjustRequest) -> Adjustment:
        settings, lines = self.settings, []
        running = request.running
        reasons = [self.rounded]
        rounded = round_to(running, settings.round_to.pence)
        if rounded != running:
            label = f"Rounded to {settings.round_to.pounds()}"
            lines.append(Line(label, rounded - running, LineKind.ROUNDING, self.rounded.rule))
            running = rounded
        if settings.floor is not None and self.raised is not None:
            floor = settings.floor.exactly_per(request.period)
            if running < floor:
                label = f"Raised to the least, {settings.floor.words()}"
                lines.append(Line(label, floor - running, LineKind.FLOOR, self.raised.rule))
                reasons.append(self.raised)
                running = floor
        referral = None
        if self.threshold is not None and self.capped is not None:
            cap = round_half_up(self.threshold.exactly_per(request.period))
            if round_half_up(running) > cap:
                found = Amount(Money(round_half_up(running)), request.period)
                limit = Amount(Money(cap), request.period)
                cause = (
                    f"The formula gives {found.words()}, which is above {limit.words()}, the "
                    "most that it may decide"
                )
                referral = Referral(cause, found, limit)
                label = (
                    f"Above the {self.called} of {self.threshold.words()}: nothing is taken away"
                )
                lines.append(Line(label, 0, LineKind.CAP, self.capped.rule))
                reasons.append(self.capped)
        return Adjustment(tuple(lines), tuple(reasons), referral)


manifest = Manifest(
    id="limits",
    title="Rounding, floor and referral threshold",
    hooks=(ADJUST_BUDGET,),
    factory=Limits,
    settings=LimitsSettings,
    api="1",
)
