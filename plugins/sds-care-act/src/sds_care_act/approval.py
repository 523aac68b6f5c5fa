"""What the law asks of a plan's sum, and of whoever decides about it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from sds_care_act.costing import costed, in_words, not_priced
from sds_care_act.law import provisions, reason, unrecorded
from sds_care_act.revision import revised
from sds_core import (
    Amount,
    Approval,
    ApproveRequest,
    Exact,
    HeldTo,
    HowSumsDiffer,
    Period,
    PricedNeeds,
    Reason,
    ToRecord,
    Undetermined,
    Verdict,
    budget_parts,
    fees_from_budget,
    highest_of_others,
    in_a_year,
    priced_needs,
    sums_compared,
    words_a_year,
    yearly_total,
)

__all__ = ["CareActSettings", "approve"]

_CITED = {
    HowSumsDiffer.FROM_INDICATIVE: "CASE-SAVVA",
    HowSumsDiffer.FLAT_THOUGH_NEEDS_ROSE: "CASE-SAVVA",
    HowSumsDiffer.BELOW_THE_PRICE: "CASE-P",
    HowSumsDiffer.NO_PRICE: "CASE-KM",
}

_COURT = "In this case a court found a cut without such answers unlawful."


def _held_to(priced: PricedNeeds) -> tuple[HeldTo, ...]:
    found = []
    for need in priced.needs:
        price, others = need.priced_by_council, highest_of_others(need)
        dearer = others if price is None or _dearer(others, price.cost) else None
        found.append(HeldTo(need.id, price.cost if price else None, costed(price), dearer))
    return tuple(found)


def _dearer(other: Amount | None, own: Amount) -> bool:
    return other is not None and in_a_year(other) > in_a_year(own)


def _explained(request: ApproveRequest, priced: PricedNeeds, planned: Exact) -> Reason:
    lines = [
        f"{line.what}, {cost.words()}"
        for line in request.plan.lines
        for cost in budget_parts(line)
        if cost is not None
    ]
    needs = in_words(priced.needs) or "no need is to be met from it"
    text = (
        f"How the sum is made: the council prices the needs at {words_a_year(priced.a_year)} "
        f"({needs}). The plan takes {words_a_year(planned)} from the budget: "
        f"{'; '.join(lines) or 'nothing'}."
    )
    return reason("explained-sum", text)


def _below(priced: PricedNeeds, held_to: Sequence[HeldTo], planned: Exact) -> list[Reason]:
    """Return what follows where the plan's sum is below the council's price, or another's."""
    found = []
    if planned < priced.a_year:
        text = (
            f"The plan takes {words_a_year(planned)} from the budget, and the council prices the "
            f"needs at {words_a_year(priced.a_year)}: each need that the sum falls short of must "
            "be answered. Cost decides between ways that each meet a need, never whether it is met."
        )
        found += [
            reason("sufficient-final", text),
            reason("sufficient-final", _COURT, "CASE-P"),
        ]
    highest = (each.others or each.cost for each in held_to)
    others = sum(in_a_year(cost) for cost in highest if cost is not None)
    dear = [each.need for each in held_to if each.others and not each.costed]
    if dear and planned < others:
        text = (
            f"Somebody else prices {', '.join(dear)} higher than the council, and the council has "
            "not recorded its own costing: the service, how much of it, and its rate."
        )
        found.append(reason("own-costing", text))
    return found


@frozen
class CareActSettings:
    """Settings of care-act.

    Attributes:
        later_budget: what the council promises of later budgets to somebody who takes less, beyond
            what the law says; nothing if left out.
        later_budget_adopted: where and on which day the council adopted that promise.
    """

    later_budget: str = ""
    later_budget_adopted: str = ""


def _thrift(request: ApproveRequest, planned: Exact, settings: CareActSettings) -> list[Reason]:
    budget = request.budget
    if budget is None or planned >= budget.exactly_per(Period.YEAR):
        return []
    text = (
        "The plan takes less than the indicative budget. Taking less does not by itself lower a "
        "later budget. Whoever decides gives a reason for the difference, unless you or your "
        "advocate record that it is your wish."
    )
    found = [reason("less-by-wish", text)]
    if settings.later_budget:
        promise = f"{settings.later_budget} (adopted: {settings.later_budget_adopted})"
        found.append(reason("less-by-wish", promise, "PL-COUGHLAN"))
    return found


def approve(
    request: ApproveRequest, settings: CareActSettings
) -> Sequence[Approval | Undetermined]:
    """Return what the law asks of a plan that was put forward.

    Args:
        request: the request for `approve_plan`.
        settings: the settings.
    """
    planned = yearly_total(request.plan)
    assessment = request.case.assessment
    priced = priced_needs(request.case)
    held_to, to_record = _held_to(priced), tuple(ToRecord)
    open_ = not_priced(priced, "sufficient-final")
    if assessment is None or assessment.needs is None:
        cause = "No needs are recorded, so it is not shown that the sum is enough"
        open_.append(unrecorded("sufficient-final", cause, "assessment.needs"))
    if isinstance(planned, tuple):
        # Another plugin says which line has no price; whoever decides is held to the rest.
        text = "The plan has lines without a price, so it is not shown that the sum is enough."
        why = (reason("sufficient-final", text),)
        return [Approval(Verdict.REFER, "", why, (), (), held_to, to_record), *open_]
    short = _below(priced, held_to, planned)
    falls = list(revised(request, planned))
    open_ += [each for each in falls if isinstance(each, Undetermined)]
    reasons = [_explained(request, priced, planned), *short, *_thrift(request, planned, settings)]
    reasons += [each for each in falls if isinstance(each, Reason)]
    fees = fees_from_budget(request.earlier)
    compared = sums_compared(planned + fees, request.budget, assessment, fees=fees)
    asked = tuple(f"{each.text} ({provisions()[_CITED[each.how]].source})." for each in compared)
    approval = Approval(
        Verdict.REFER if short else Verdict.AGREE,
        "",
        tuple(reasons),
        (),
        asked,
        held_to,
        to_record,
    )
    return [approval, *open_]
