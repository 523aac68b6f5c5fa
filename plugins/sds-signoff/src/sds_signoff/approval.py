"""Whether a plan can be agreed, and at which tier: by amount, setting, date and findings.

It advises; a named person decides. A reason is asked for in writing where a court would ask for
one: see `sds_core.domain.sums_compared`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from typing_extensions import override

from sds_core import (
    ADJUST_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    FUND_HELP,
    REVIEW_PLAN,
    Amount,
    Approval,
    ApproveRequest,
    Conflict,
    Evidence,
    Exact,
    Finding,
    FindingResult,
    Hooks,
    HowSumsDiffer,
    Manifest,
    Money,
    Period,
    Reason,
    Severity,
    Source,
    Status,
    Tier,
    TierLimit,
    Undetermined,
    Verdict,
    fees_from_budget,
    hookimpl,
    sums_compared,
    words_a_year,
    yearly_total,
)

__all__ = ["ApprovalSettings", "ApprovalTier", "manifest"]

_PLAN = Source("the plan and who pays for help with it")
_GUIDANCE = Source("Care and Support Statutory Guidance", "11.24")
_SAVVA = "R (Savva) v Kensington and Chelsea [2010] EWCA Civ 1209"
_KM = "KM v Cambridgeshire [2012] UKSC 23; guidance 11.24"
_AUTHORITIES = {
    HowSumsDiffer.FROM_INDICATIVE: _SAVVA,
    HowSumsDiffer.FLAT_THOUGH_NEEDS_ROSE: _SAVVA,
    HowSumsDiffer.BELOW_THE_PRICE: _KM,
    HowSumsDiffer.NO_PRICE: _KM,
}


@frozen
class ApprovalSettings:
    """Settings of approval-tier.

    Attributes:
        escalate_above_indicative: whether a plan that costs more than the indicative budget goes
            one tier up.
        tolerance: by how much more a plan may cost before it does.
        ask_reasons: whether a written reason is asked for where the sums differ; no, where another
            plugin asks for it.
        wait_for_payer: whether the advice waits until it is decided who pays for help with
            planning.
    """

    escalate_above_indicative: bool = True
    tolerance: Amount | None = None
    ask_reasons: bool = True
    wait_for_payer: bool = True


def _still_open(request: ApproveRequest, *, wait_for_payer: bool) -> list[Undetermined]:
    """Return what earlier decisions leave open and a plan cannot be agreed without."""
    payer = (FUND_HELP,) if wait_for_payer else ()
    found = [
        missing
        for question in (CHECK_CONFLICTS, *payer, REVIEW_PLAN)
        for decision in [request.earlier.get(question)]
        if decision is not None
        for missing in decision.undetermined
    ]
    if request.budget is None:
        cause = "The indicative budget is not decided, so the plan cannot be compared with it"
        adjusted = request.earlier.get(ADJUST_BUDGET)
        if adjusted is not None and adjusted.status is Status.NOT_ASKED:
            cause = f"There is no budget that the plan could be paid from: {adjusted.why}"
        found.append(Undetermined(cause, (ADJUST_BUDGET,), "care manager", ADJUST_BUDGET))
    return found


def _unmet(request: ApproveRequest) -> list[Finding]:
    review = request.earlier.get(REVIEW_PLAN)
    findings: list[Finding] = list(review.answers(Finding)) if review else []
    return [finding for finding in findings if finding.result is FindingResult.NOT_MET]


class ApprovalTier(Hooks):
    """Finds the tier that may decide, and what it must give a written reason for.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: ApprovalSettings) -> None:
        self.settings = settings

    @override
    @hookimpl
    def approve_plan(self, request: ApproveRequest) -> Sequence[Approval | Undetermined]:
        planned = yearly_total(request.plan)
        if isinstance(planned, tuple):
            cause = f"The plan has lines without a price: {', '.join(planned)}"
            missing = tuple(f"plan.lines.{line}.cost" for line in planned)
            return [Undetermined(cause, missing, "whoever wrote the plan")]
        fees = fees_from_budget(request.earlier)
        total = planned + fees
        tier = self._tier(request, total)
        if isinstance(tier, Undetermined):
            return [tier]
        index, reasons = tier
        if fees:
            text = (
                f"That counts {Money(fees).pounds()} for help with planning, paid from the budget."
            )
            reasons.append(Reason(text, FUND_HELP, _PLAN, Evidence.LOCAL_CHOICE))
        waits = _still_open(request, wait_for_payer=self.settings.wait_for_payer)
        open_ = [*waits, *self._unknown_needs(request)]
        if request.budget is not None:
            index = self._escalated(request, total, index, reasons)
        verdict = Verdict.REFER if index or open_ else Verdict.AGREE
        interests = self._interests(request)
        if interests:
            verdict = Verdict.REFER
            reasons += interests
        unmet = _unmet(request)
        criteria = tuple(finding.criterion for finding in unmet)
        if unmet and not any(self._carries(request, criterion) for criterion in criteria):
            verdict = Verdict.REFER
            text = (
                f"Only {', '.join(criteria)} is not met, and that alone never sends a plan back: "
                "a person must look at it."
            )
            rule = "criteria.never_alone"
            reasons.append(Reason(text, rule, _GUIDANCE, Evidence.GUIDANCE))
        elif unmet:
            verdict = Verdict.RETURN
        reasons += [reason for finding in unmet for reason in finding.reasons]
        needs_reason = self._reasons_asked(request, total, fees)
        decider = request.tiers[index].id
        approval = Approval(verdict, decider, tuple(reasons), criteria, needs_reason)
        return [approval, *open_]

    def _escalated(
        self, request: ApproveRequest, total: Exact, index: int, reasons: list[Reason]
    ) -> int:
        """Return the tier one up where the plan costs more than the indicative budget."""
        indicative = request.budget.exactly_per(Period.YEAR) if request.budget else total
        last = len(request.tiers) - 1
        more = self.settings.tolerance
        limit = indicative + (more.exactly_per(Period.YEAR) if more else 0)
        if not self.settings.escalate_above_indicative or total <= limit or index == last:
            return index
        text = (
            f"The plan costs {words_a_year(total)}, more than the indicative "
            f"{words_a_year(indicative)}, so "
            "it goes one tier up."
        )
        rule = "settings.approval-tier.escalate_above_indicative"
        source = Source("Lincolnshire adults' procedures", "Signing off a care and support plan")
        reasons.append(Reason(text, rule, source, Evidence.LOCAL_CHOICE))
        return index + 1

    @staticmethod
    def _tier(request: ApproveRequest, total: Exact) -> tuple[int, list[Reason]] | Undetermined:
        for index, tier in enumerate(request.tiers):
            limit = tier.limit_on(request.on, request.plan.setting)
            if limit is None and tier.limits:
                return Undetermined(
                    f"No limit of {tier.title} is in force on {request.on} for support in the "
                    f"{request.plan.setting} setting",
                    (),
                    request.tiers[-1].title,
                    f"tier.{tier.id}",
                )
            if limit is None or total <= limit.amount.exactly_per(Period.YEAR):
                return index, [_tier_reason(request, tier, limit, total)]
        return Undetermined("No tier may decide a sum of this size", (), "the council")

    @staticmethod
    def _carries(request: ApproveRequest, criterion_id: str) -> bool:
        criterion = request.criteria.get(criterion_id)
        return criterion is None or request.criteria.carries(criterion)

    def _reasons_asked(self, request: ApproveRequest, total: Exact, fees: int) -> tuple[str, ...]:
        if not self.settings.ask_reasons:
            return ()
        compared = sums_compared(total, request.budget, request.case.assessment, fees=fees)
        return tuple(f"{each.text} ({_AUTHORITIES[each.how]})." for each in compared)

    @staticmethod
    def _interests(request: ApproveRequest) -> list[Reason]:
        """Return the conflicts that must be settled or safeguarded before the plan is agreed."""
        conflicts = request.earlier.get(CHECK_CONFLICTS)
        if conflicts is None:
            return []
        return [
            reason
            for conflict in conflicts.answers(Conflict)
            if conflict.severity in (Severity.SAFEGUARD, Severity.BLOCK)
            for reason in conflict.reasons
        ]

    @staticmethod
    def _unknown_needs(request: ApproveRequest) -> list[Undetermined]:
        """Return what is not recorded, and without which nobody can say that the sum is enough."""
        assessment = request.case.assessment
        open_: list[Undetermined] = []
        if assessment is None or assessment.needs is None:
            cause = "No needs are recorded, so it is not shown that the sum is enough"
            open_.append(Undetermined(cause, ("assessment.needs",), "the assessor", "needs"))
            return open_
        before, rose = assessment.previous_budget, assessment.needs_rose
        if before is not None and rose is None:
            cause = "Nobody has recorded whether needs rose since the last budget"
            open_.append(Undetermined(cause, ("assessment.needs_rose",), "the assessor", "needs"))
        if rose and before is None:
            cause = "Needs rose, and the budget before is not recorded"
            missing = ("assessment.previous_budget",)
            open_.append(Undetermined(cause, missing, "the assessor", "needs"))
        return open_


def _tier_reason(
    request: ApproveRequest, tier: Tier, limit: TierLimit | None, total: Exact
) -> Reason:
    source = Source(tier.source or "the council's scheme of approval")
    if limit is None:
        text = f"{tier.title} may decide any sum; the plan costs {words_a_year(total)}."
    else:
        where = f" in the {limit.setting} setting" if limit.setting else ""
        text = (
            f"{tier.title} may decide up to {limit.amount.words()}{where} from "
            f"{limit.from_date}; the plan costs {words_a_year(total)}."
        )
        if limit.note:
            text += f" {limit.note}"
    return Reason(text, f"tier.{tier.id}", source, Evidence.LOCAL_CHOICE)


manifest = Manifest(
    id="approval-tier",
    title="Which tier may agree a plan, and what it must give reasons for",
    hooks=(APPROVE_PLAN,),
    factory=ApprovalTier,
    settings=ApprovalSettings,
    api="1",
)
