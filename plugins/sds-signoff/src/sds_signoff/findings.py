"""Findings on a plan against the published criteria, from marks and stated facts only.

Code judges no criterion that needs a person's judgement: a named reviewer marks whether a plan is
“effective”; it is never worked out from free text.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen
from typing_extensions import override

from sds_core import (
    REVIEW_PLAN,
    Criterion,
    CriterionKind,
    Evidence,
    Finding,
    FindingResult,
    FundingSource,
    Hooks,
    Manifest,
    Plan,
    Reason,
    ReviewRequest,
    Source,
    Undetermined,
    hookimpl,
)

__all__ = ["CriteriaFindings", "FindingsSettings", "manifest"]

COSTS_ITEMISED = "costs_itemised"


@frozen
class FindingsSettings:
    """Settings of criteria-findings.

    Attributes:
        ask: who is asked for a judgement that is missing.
        why_not_met: whether a mark “not met” counts only with the reviewer's why.
    """

    ask: str = "the reviewer"
    why_not_met: bool = False


def _stated(plan: Plan, fact: str) -> bool | None:
    """Return a fact about the plan: worked out from its lines where possible, else as stated."""
    if fact == COSTS_ITEMISED:
        lines = [line for line in plan.lines if line.source is FundingSource.BUDGET]
        if not lines:  # nothing to itemise: only whoever wrote the plan can say
            return plan.stated.get(fact)
        return all(line.cost is not None for line in lines)
    return plan.stated.get(fact)


class CriteriaFindings(Hooks):
    """Says of each published criterion whether it is met.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: FindingsSettings) -> None:
        self.ask, self.why_not_met = settings.ask, settings.why_not_met

    @override
    @hookimpl
    def review_plan(self, request: ReviewRequest) -> Sequence[Finding | Undetermined]:
        found: list[Finding | Undetermined] = []
        for criterion in request.criteria.criteria:
            source = Source(criterion.source or request.criteria.source)
            try:
                grade = Evidence(criterion.evidence or request.criteria.evidence)
            except ValueError:
                grade = Evidence.LOCAL_CHOICE
            if criterion.kind is CriterionKind.FACT:
                found.append(self._fact(request, criterion, source, grade))
            elif criterion.kind is CriterionKind.JUDGEMENT:
                found.append(self._judgement(request, criterion, source, grade))
        return found

    @staticmethod
    def _fact(
        request: ReviewRequest, criterion: Criterion, source: Source, grade: Evidence
    ) -> Finding | Undetermined:
        holds = _stated(request.plan, criterion.fact)
        if holds is None:
            return Undetermined(
                f"The plan does not say whether “{criterion.title}” is answered",
                (f"plan.stated.{criterion.fact}",),
                "whoever wrote the plan",
                criterion.id,
            )
        text = f"“{criterion.title}”: {'answered' if holds else 'not answered'} in the plan."
        if not holds and criterion.return_if:
            text += f" A plan goes back if it {criterion.return_if}."
        result = FindingResult.MET if holds else FindingResult.NOT_MET
        return Finding(criterion.id, result, (Reason(text, criterion.id, source, grade),))

    def _judgement(
        self, request: ReviewRequest, criterion: Criterion, source: Source, grade: Evidence
    ) -> Finding | Undetermined:
        marks = [
            mark
            for mark in request.plan.marks
            if mark.criterion == criterion.id
            and (request.plan.submitted_on or request.on) <= mark.on <= request.on
        ]
        valid = [mark for mark in marks if mark.by not in request.barred]
        if not valid:
            cause = f"Nobody has judged whether the plan meets “{criterion.title}”"
            if marks:
                names = " and ".join(sorted({request.case.name(mark.by) for mark in marks}))
                cause = (
                    f"“{criterion.title}” was marked by {names}, who may not judge this plan: "
                    "nobody does who wrote it, helps with it, is paid by it or stands near those "
                    "who do; somebody else must judge"
                )
            missing = (f"plan.marks.{criterion.id}",)
            return Undetermined(cause, missing, self.ask, criterion.id)
        last = max(mark.on for mark in valid)
        latest = [mark for mark in valid if mark.on == last]
        if len({mark.met for mark in latest}) > 1:
            names = " and ".join(sorted(request.case.name(mark.by) for mark in latest))
            return Undetermined(
                f"{names} judged “{criterion.title}” differently on {last}",
                (f"plan.marks.{criterion.id}",),
                self.ask,
                criterion.id,
            )
        mark = latest[0]
        if self.why_not_met and not mark.met and not mark.why.strip():
            return Undetermined(
                f"{request.case.name(mark.by)} marked “{criterion.title}” as not met, and did not "
                "say why",
                (f"plan.marks.{criterion.id}",),
                self.ask,
                criterion.id,
            )
        verdict = "met" if mark.met else "not met"
        text = (
            f"“{criterion.title}”: {verdict}, as {request.case.name(mark.by)} judged on {mark.on}."
        )
        if mark.why:
            text += f" {mark.why}"
        result = FindingResult.MET if mark.met else FindingResult.NOT_MET
        return Finding(criterion.id, result, (Reason(text, criterion.id, source, grade),), mark.by)


manifest = Manifest(
    id="criteria-findings",
    title="Findings against the published criteria",
    hooks=(REVIEW_PLAN,),
    factory=CriteriaFindings,
    settings=FindingsSettings,
    api="1",
)
