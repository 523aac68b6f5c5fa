"""A sum that falls below the one agreed before: what was found anew, and what answers each need."""

from __future__ import annotations

from collections.abc import Iterator

from sds_care_act.law import reason, unrecorded
from sds_core import (
    ApproveRequest,
    Exact,
    KnownPlan,
    Need,
    Reason,
    Undetermined,
    in_a_year,
    to_be_met,
    words_a_year,
)

__all__ = ["revised"]

_RULE = "fall-explained"


def revised(request: ApproveRequest, planned: Exact) -> Iterator[Reason | Undetermined]:
    """Yield what changed since the plan agreed before, and what of a fall nobody has explained.

    Nothing is asked of a sum that did not fall. A fall is lawful where the needs were assessed anew
    and each need whose price fell, or that is no longer met, has its reasons.

    Args:
        request: the request for `approve_plan`.
        planned: exact pence a year that the plan takes from the budget.
    """
    agreed_before = request.known.agreed
    if not agreed_before:
        yield from _before_unknown(request, planned)
        return
    before = agreed_before[-1]
    agreed = in_a_year(before.amount)
    if planned >= agreed:
        text = (
            f"The plan before, of {before.on}, took {words_a_year(agreed)}; this one takes "
            f"{words_a_year(planned)}."
        )
        yield reason(_RULE, text)
        return
    changes = list(_changes(request, before))
    if not before.needs:
        cause = (
            f"The sum falls from {words_a_year(agreed)}, of {before.on}, and what each need "
            "was priced at then is not recorded"
        )
        changes.append(unrecorded(_RULE, cause, "known.agreed"))
    yield from (change for change in changes if isinstance(change, Undetermined))
    said = [change for change in changes if isinstance(change, str)]
    text = (
        f"The sum falls from {words_a_year(agreed)}, of {before.on}, to "
        f"{words_a_year(planned)}. {' '.join(said)} A fall is lawful with a new assessment and "
        "reasons need by need, whether or not the needs themselves changed."
    )
    yield reason(_RULE, text)


def _before_unknown(request: ApproveRequest, planned: Exact) -> Iterator[Undetermined]:
    assessment = request.case.assessment
    budget = assessment.previous_budget if assessment else None
    if budget is not None and planned < in_a_year(budget):
        cause = (
            f"The sum falls from {words_a_year(in_a_year(budget))}, and what was agreed before, "
            "need by need, is not at hand to compare with"
        )
        yield unrecorded(_RULE, cause, "known.agreed")


def _changes(request: ApproveRequest, before: KnownPlan) -> Iterator[str | Undetermined]:
    """Yield what became of each need of the plan before, or what is not recorded of it."""
    assessment = request.case.assessment
    needs = {need.id: need for need in (assessment.needs if assessment else None) or ()}
    for old in before.needs:
        now, here = needs.get(old.need), f"assessment.needs.{old.need}"
        if now is None:
            cause = f"Need {old.need} was met before, and the new assessment does not name it"
            yield unrecorded(_RULE, cause, here)
            continue
        if now.found_on is None or now.found_on <= before.on:
            cause = f"Need {old.need} has not been assessed since the plan of {before.on}"
            yield unrecorded(_RULE, cause, f"{here}.found_on")
        if not to_be_met(request.case, now):
            yield _no_longer(now, here)
            continue
        price = now.priced_by_council
        if price is None or in_a_year(price.cost) >= in_a_year(old.cost):
            continue
        told = f"Need {old.need}: from {old.cost.words()} to {price.cost.words()}"
        if price.on is None or price.on <= before.on or not (price.reference or price.service):
            cause = f"{told}, and the new price has no day after the plan before, or no ground"
            yield unrecorded(_RULE, cause, f"{here}.prices")
        elif not now.why.strip():
            yield unrecorded(_RULE, f"{told}, and nobody has said why", f"{here}.why")
        else:
            yield f"{told}, {price.service or price.reference}: {now.why.strip()}"


def _no_longer(need: Need, here: str) -> str | Undetermined:
    if not need.why.strip():
        cause = f"Need {need.id} was met before and is not met now, and nobody has said why"
        return unrecorded(_RULE, cause, f"{here}.why")
    return f"Need {need.id} is not met from the budget now: {need.why.strip()}"
