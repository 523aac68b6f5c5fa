"""Whether a plan can be agreed, and at which tier: by amount, setting, date and findings.

It advises; a named person decides. A reason is asked for in writing where a court would ask for
one: *R (Savva) v Kensington and Chelsea* [2010] EWCA Civ 1209, *KM v Cambridgeshire* [2012] UKSC
23, and the Care and Support Statutory Guidance at 11.24.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from typing_extensions import override

from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import (
    Approval,
    Conflict,
    Evidence,
    Finding,
    FindingResult,
    Reason,
    Severity,
    Source,
    Undetermined,
    Verdict,
)
from sds_core.model.decisions import Status
from sds_core.model.money import Exact, Money, round_half_up
from sds_core.model.periods import Amount, Period
from sds_core.model.plan import FundingSource, Plan
from sds_core.model.policy import Tier, TierLimit
from sds_core.model.requests import ApproveRequest
from sds_core.plugins import Manifest

__all__ = ["ApprovalSettings", "ApprovalTier", "manifest", "yearly_total"]

_GUIDANCE = Source("Care and Support Statutory Guidance", "11.24")
_SAVVA = "R (Savva) v Kensington and Chelsea [2010] EWCA Civ 1209"
_KM = "KM v Cambridgeshire [2012] UKSC 23"


@frozen
class ApprovalSettings:
    """Settings of approval-tier.

    Attributes:
        escalate_above_indicative: whether a plan that costs more than the indicative budget goes
            one tier up.
    """

    escalate_above_indicative: bool = True


def yearly_total(plan: Plan) -> Exact | tuple[str, ...]:
    """Return the exact pence that a plan takes from the budget in a year, one-off costs once.

    Returns:
        The sum, or the ids of the lines that have no price yet.
    """
    lines = [line for line in plan.lines if line.source is FundingSource.BUDGET]
    unpriced = tuple(line.id for line in lines if line.cost is None)
    if unpriced:
        return unpriced
    total: Exact = 0
    for line in lines:
        if line.cost is not None:
            once = line.cost.period is Period.ONCE
            total += line.cost.money.pence if once else line.cost.exactly_per(Period.YEAR)
    return total


def _a_year(pence: Exact) -> str:
    return Amount(Money(round_half_up(pence)), Period.YEAR).words()


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
        total = yearly_total(request.plan)
        if isinstance(total, tuple):
            cause = f"The plan has lines without a price: {', '.join(total)}"
            missing = tuple(f"plan.lines.{line}.cost" for line in total)
            return [Undetermined(cause, missing, "whoever wrote the plan")]
        tier = self._tier(request, total)
        if isinstance(tier, Undetermined):
            return [tier]
        index, reasons = tier
        answers: list[Approval | Undetermined] = []
        needs_reason = self._needs_reason(request, total)
        if request.budget is None:
            cause = "The indicative budget is not decided, so the plan cannot be compared with it"
            answers.append(Undetermined(cause, ("adjust_budget",), request.tiers[index].title))
        elif self.settings.escalate_above_indicative and total > request.budget.exactly_per(
            Period.YEAR
        ):
            index = min(index + 1, len(request.tiers) - 1)
            reasons.append(
                Reason(
                    f"The plan costs {_a_year(total)}, more than the indicative "
                    f"{_a_year(request.budget.exactly_per(Period.YEAR))}, so it goes one tier up.",
                    "settings.approval-tier.escalate_above_indicative",
                    Source(
                        "Lincolnshire adults' procedures", "Signing off a care and support plan"
                    ),
                    Evidence.LOCAL_CHOICE,
                )
            )
        verdict = Verdict.REFER if index else Verdict.AGREE
        blocked = self._blocked(request)
        if blocked:
            verdict = Verdict.REFER
            reasons += blocked
        unmet, open_ = self._findings(request)
        answers += open_
        criteria: tuple[str, ...] = ()
        if unmet:
            criteria = tuple(finding.criterion for finding in unmet)
            verdict = Verdict.RETURN
            if all(self._never_alone(request, criterion) for criterion in criteria):
                verdict = Verdict.REFER
                reasons.append(
                    Reason(
                        f"Only {', '.join(criteria)} is not met, and that alone never sends a "
                        "plan back: a person must look at it.",
                        "criteria.never_alone",
                        _GUIDANCE,
                        Evidence.GUIDANCE,
                    )
                )
            reasons += [reason for finding in unmet for reason in finding.reasons]
        decider = request.tiers[index]
        answers.append(Approval(verdict, decider.id, tuple(reasons), criteria, needs_reason))
        return answers

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
    def _never_alone(request: ApproveRequest, criterion_id: str) -> bool:
        criterion = request.criteria.get(criterion_id)
        return criterion is not None and criterion.never_alone

    @staticmethod
    def _blocked(request: ApproveRequest) -> list[Reason]:
        conflicts = request.earlier.get("check_conflicts")
        if conflicts is None:
            return []
        return [
            reason
            for conflict in conflicts.answers(Conflict)
            if conflict.severity is Severity.BLOCK
            for reason in conflict.reasons
        ]

    @staticmethod
    def _findings(request: ApproveRequest) -> tuple[list[Finding], list[Undetermined]]:
        review = request.earlier.get("review_plan")
        if review is None or review.status is Status.NOT_ASKED:
            return [], []
        unmet = [f for f in review.answers(Finding) if f.result is FindingResult.NOT_MET]
        open_ = [Undetermined(u.cause, u.missing, u.ask, u.rule) for u in review.undetermined]
        return unmet, open_

    @staticmethod
    def _needs_reason(request: ApproveRequest, total: Exact) -> tuple[str, ...]:
        needs: list[str] = []
        if request.budget is not None:
            indicative = request.budget.exactly_per(Period.YEAR)
            if total != indicative:
                needs.append(
                    f"The plan costs {_a_year(total)}; the indicative budget is "
                    f"{_a_year(indicative)} ({_SAVVA})."
                )
        assessment = request.case.assessment
        if assessment is None:
            return tuple(needs)
        previous = assessment.previous_budget
        if assessment.needs_rose and previous is not None:
            before = previous.exactly_per(Period.YEAR)
            if total <= before:
                needs.append(
                    f"Needs rose, and the plan costs no more than before, {_a_year(before)} "
                    f"({_SAVVA})."
                )
        unmet = [need for need in assessment.needs if need.eligible and need.unmet]
        priced = [need.priced_cost for need in unmet if need.priced_cost is not None]
        enough = sum(
            (cost.exactly_per(Period.YEAR) for cost in priced if cost.period is not Period.ONCE),
            start=sum(c.money.pence for c in priced if c.period is Period.ONCE),
        )
        if total < enough:
            needs.append(
                f"The eligible unmet needs are priced at {_a_year(enough)}, and the plan costs "
                f"{_a_year(total)} ({_KM}; guidance 11.24)."
            )
        if len(priced) < len(unmet):
            needs.append(
                f"{len(unmet) - len(priced)} eligible unmet needs have no price, so it is not "
                f"shown that the sum is enough ({_KM}; guidance 11.24)."
            )
        return tuple(needs)


def _tier_reason(
    request: ApproveRequest, tier: Tier, limit: TierLimit | None, total: Exact
) -> Reason:
    source = Source(tier.source or "the council's scheme of approval")
    if limit is None:
        text = f"{tier.title} may decide any sum; the plan costs {_a_year(total)}."
    else:
        where = f" in the {limit.setting} setting" if limit.setting else ""
        text = (
            f"{tier.title} may decide up to {limit.amount.words()}{where} from "
            f"{limit.from_date}; the plan costs {_a_year(total)}."
        )
        if limit.note:
            text += f" {limit.note}"
    return Reason(text, f"tier.{tier.id}", source, Evidence.LOCAL_CHOICE)


manifest = Manifest(
    id="approval-tier",
    title="Which tier may agree a plan, and what it must give reasons for",
    hooks=("approve_plan",),
    factory=ApprovalTier,
    settings=ApprovalSettings,
)
