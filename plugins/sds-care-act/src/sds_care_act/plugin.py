"""English law: budgets and plans held to the Care Act 2014, its guidance and decided cases."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import override

from sds_care_act.approval import CareActSettings, approve
from sds_care_act.costing import in_words, not_priced
from sds_care_act.findings import review
from sds_care_act.law import load_law, reason, unrecorded
from sds_care_act.model_check import check
from sds_core import (
    ADJUST_BUDGET,
    APPROVE_PLAN,
    CHECK_MODEL,
    REVIEW_PLAN,
    Adjustment,
    AdjustRequest,
    Amount,
    Approval,
    ApproveRequest,
    Finding,
    Hooks,
    Manifest,
    ModelFinding,
    ModelRequest,
    Money,
    Period,
    Referral,
    ReviewRequest,
    Undetermined,
    hookimpl,
    priced_needs,
    round_half_up,
)

__all__ = ["CareAct", "manifest"]

_SUFFICIENT = "sufficient-indicative"


class CareAct(Hooks):
    """Holds an indicative budget, a plan and a model to the law. It takes nothing from any sum.

    Args:
        settings: the settings.

    Raises:
        ValueError: a promise of later budgets does not say where the council adopted it.
    """

    def __init__(self, settings: CareActSettings) -> None:
        if bool(settings.later_budget.strip()) != bool(settings.later_budget_adopted.strip()):
            raise ValueError(
                "later_budget and later_budget_adopted come together: a promise of later budgets "
                "says where and on which day the council adopted it"
            )
        self.settings = settings
        load_law()

    @override
    @hookimpl
    def adjust_budget(self, request: AdjustRequest) -> Adjustment | Undetermined:
        assessment = request.case.assessment
        if assessment is None or assessment.needs is None:
            cause = "No needs are recorded, so it is not shown that the sum is enough"
            return unrecorded(_SUFFICIENT, cause, "assessment.needs")
        priced = priced_needs(request.case)
        missing = not_priced(priced, _SUFFICIENT)
        if missing:
            return missing[0]
        period = request.period
        exact = priced.a_year * period.weeks() / Period.YEAR.weeks()
        price = Amount(Money(round_half_up(exact)), period)
        found = Amount(Money(round_half_up(request.running)), period)
        said = f"the council prices the needs to be met at {price.words()}"
        if found.money >= price.money:  # as they are told, to the penny
            why = f"{said[0].upper()}{said[1:]}, and the sum is not below that."
            return Adjustment((), (reason(_SUFFICIENT, why),), least=price)
        cause = f"The sum is {found.words()}, and {said} ({in_words(priced.needs)})"
        why = f"{cause}. Where the sum is lower, a person must set one that is enough."
        return Adjustment((), (reason(_SUFFICIENT, why),), Referral(cause, found, price), price)

    @override
    @hookimpl
    def review_plan(self, request: ReviewRequest) -> Sequence[Finding | Undetermined]:
        return review(request)

    @override
    @hookimpl
    def approve_plan(self, request: ApproveRequest) -> Sequence[Approval | Undetermined]:
        return approve(request, self.settings)

    @override
    @hookimpl
    def check_model(self, request: ModelRequest) -> Sequence[ModelFinding | Undetermined]:
        return check(request.profile)


manifest = Manifest(
    id="care-act",
    title="Budgets and plans held to the Care Act 2014, its guidance and decided cases",
    hooks=(ADJUST_BUDGET, REVIEW_PLAN, APPROVE_PLAN, CHECK_MODEL),
    factory=CareAct,
    settings=CareActSettings,
    api="1",
    known=("agreed",),
)
