"""Whether it is recorded which needs are met and on what ground, where a profile asks for it.

A budget then waits for that record: where no need is to be met there is no budget, and no least sum
either. Help that is urgent, given by a power, after care in hospital or carried on from another
council waits for none of it; other needs of the same case do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sds_core.model.assessment import Assessment
from sds_core.model.case import Case
from sds_core.model.needs import NOT_THE_COUNCILS, Need, NeedBasis
from sds_core.model.reasons import Undetermined

__all__ = ["NOTHING_TO_MEET", "nothing_to_meet", "unrecorded"]

NOTHING_TO_MEET = (
    "The council is to meet no need: there is none that it must meet, and none is met on another "
    "ground. The findings, and advice, are in writing."
)
_WAITS_FOR_NOTHING = (
    NeedBasis.POWER,
    NeedBasis.URGENT,
    NeedBasis.AFTERCARE,
    NeedBasis.CONTINUITY,
)
_ASSESSOR = "the assessor"


def _not_found(needs: tuple[Need, ...], on: date) -> Iterator[tuple[str, str]]:
    """Yield what is not recorded of a finding, in words, and its path."""
    for need in needs:
        here = f"assessment.needs.{need.id}"
        if need.found_by is None:
            yield f"who found whether need {need.id} is eligible", f"{here}.found_by"
        if need.found_on is None or need.found_on > on:
            yield f"when it was found whether need {need.id} is eligible", f"{here}.found_on"
        if not need.why.strip():
            yield f"the reasons of the finding on need {need.id}", f"{here}.why"


def unrecorded(case: Case, on: date) -> tuple[Undetermined, ...]:
    """Return what must be recorded before a budget is worked out; empty where nothing must.

    Args:
        case: the case.
        on: the day of the decision.
    """
    assessment = case.assessment
    if assessment is None or assessment.needs is None:
        cause = "Nobody has recorded the needs, so it is not known whether there is one to meet"
        return (Undetermined(cause, ("assessment.needs",), _ASSESSOR, "eligibility"),)
    waiting = tuple(need for need in assessment.needs if need.basis not in _WAITS_FOR_NOTHING)
    if assessment.needs and not waiting:
        return ()
    open_ = [*_not_found(waiting, on), *_not_given(assessment, on)]
    return tuple(
        Undetermined(f"It is not recorded: {what}", (path,), _ASSESSOR, "eligibility")
        for what, path in open_
    )


def _not_given(assessment: Assessment, on: date) -> Iterator[tuple[str, str]]:
    if assessment.record_given_on is None or assessment.record_given_on > on:
        what = "when the person was given the findings and their reasons in writing"
        yield what, "assessment.record_given_on"
    needs = assessment.needs or ()
    unmet = [n for n in needs if not n.eligible or n.basis in NOT_THE_COUNCILS]
    if (unmet or not needs) and not assessment.advice.strip():
        what = "what the person was told of needs that the council does not meet"
        yield what, "assessment.advice"


def nothing_to_meet(case: Case) -> bool:
    """Tell whether the needs are recorded, and none of them is to be met by the council.

    An eligible need that somebody else meets now is still one that the council must see met.
    """
    needs = case.assessment.needs if case.assessment else None
    return needs is not None and not any(
        (need.eligible and need.basis not in NOT_THE_COUNCILS) or need.basis in _WAITS_FOR_NOTHING
        for need in needs
    )
