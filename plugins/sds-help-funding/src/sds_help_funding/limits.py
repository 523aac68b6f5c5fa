"""What a fee is held to before anybody pays it: the needs, a percentage, and necessity."""

from __future__ import annotations

from fractions import Fraction

from attrs import Attribute, evolve

from sds_core import (
    ADJUST_BUDGET,
    Evidence,
    Exact,
    FeeBasis,
    FundRequest,
    Money,
    NotPayable,
    Reason,
    Source,
    Undetermined,
    priced_needs,
    round_half_up,
    words_a_year,
)

__all__ = [
    "above_percent",
    "finished",
    "needs_unmet",
    "not_necessary",
    "percent_reasons",
    "percentage",
]

_TOGETHER = "the person and the council together"
# Budgets at which a fee by percentage is shown beside the one that is asked for, in pounds a year.
_OTHER_BUDGETS = (5_000, 20_000, 40_000)


def percentage(_: object, attribute: Attribute[int | None], value: int | None) -> None:
    """Refuse a limit that is no percentage, for settings.

    Raises:
        ValueError: it is below 0 or above 100.
    """
    if value is not None and not 0 <= value <= 100:
        raise ValueError(f"{attribute.name} is a whole per cent from 0 to 100, not {value}")


def needs_unmet(request: FundRequest, fee: int, budget: Exact, plugin: str) -> Undetermined | None:
    """Return why a fee cannot be charged to the budget yet: what is left must meet the needs.

    Args:
        request: the request for `fund_help`.
        fee: the pence that the budget would pay for help.
        budget: exact pence a year of the budget.
        plugin: the plugin whose setting asks for it.
    """
    assessment = request.case.assessment
    rule = f"settings.{plugin}.keep_needs_met"
    if assessment is None or assessment.needs is None:
        cause = "No needs are recorded, so it is not known what must be left for them"
        return Undetermined(cause, ("assessment.needs",), "the assessor", rule)
    priced = priced_needs(request.case)
    if priced.unpriced:
        names = ", ".join(need.id for need in priced.unpriced)
        missing = tuple(f"assessment.needs.{need.id}.prices" for need in priced.unpriced)
        cause = f"The council has not priced {names}, so it is not known what must be left"
        return Undetermined(cause, missing, "the assessor", rule)
    left = budget - fee
    if left >= priced.a_year:
        return None
    cause = (
        f"The help costs {Money(fee).pounds()}. That would leave {words_a_year(left)} of the "
        f"budget, and the needs cost {words_a_year(priced.a_year)}"
    )
    return Undetermined(cause, ("help", ADJUST_BUDGET), _TOGETHER, rule)


def above_percent(request: FundRequest, most: int | None, plugin: str) -> Undetermined | None:
    """Return that a fee by percentage is above what the profile allows; `None` where none is."""
    for engaged in request.engaged:
        percent = engaged.help.fee.percent
        if most is not None and percent is not None and percent > most:
            name = request.case.name(engaged.help.helper)
            return Undetermined(
                f"{name} charges {percent}% of the budget, and at most {most}% may be charged here",
                (f"help.{engaged.help.helper}.fee",),
                _TOGETHER,
                f"settings.{plugin}.most_percent",
            )
    return None


def percent_reasons(request: FundRequest, most: int | None, plugin: str) -> tuple[Reason, ...]:
    """Return what each fee by percentage comes to at other budgets, where percentages are limited.

    The same work costs more where a person is allotted more; the figures say by how much.
    """
    found = []
    for engaged in request.engaged:
        fee = engaged.help.fee
        if most is None or fee.basis is not FeeBasis.PERCENTAGE or fee.percent is None:
            continue
        at = [
            f"{Money(round_half_up(Fraction(pounds * 100 * fee.percent, 100))).pounds()} of "
            f"{words_a_year(pounds * 100)}"
            for pounds in _OTHER_BUDGETS
        ]
        text = (
            f"{request.case.name(engaged.help.helper)} charges {fee.percent}% of the yearly "
            f"budget. The same help would cost {'; '.join(at)}."
        )
        source = Source("the fee, at other budgets")
        rule = f"settings.{plugin}.most_percent"
        found.append(Reason(text, rule, source, Evidence.LOCAL_CHOICE))
    return tuple(found)


def finished(request: FundRequest) -> tuple[FundRequest, tuple[NotPayable, ...]]:
    """Return the request without help that was finished before its day, and that help with why.

    A budget is for support to come; what was done is not charged to it (Duffy & Fulton, Should We
    Ban Brokerage?, part 2, section 5).
    """
    past = tuple(
        NotPayable(
            each.help.helper,
            f"The help was finished on {each.help.done_on}, and the budget is for support to come.",
        )
        for each in request.engaged
        if each.help.done_on is not None and each.help.done_on < request.on and each.fee != Money(0)
    )
    names = {each.helper for each in past}
    rest = tuple(each for each in request.engaged if each.help.helper not in names)
    return evolve(request, engaged=rest), past


def not_necessary(request: FundRequest, ask: str) -> Undetermined | None:
    """Return that nobody has recorded why paid help is necessary; `None` where all is recorded."""
    for engaged in request.engaged:
        if engaged.fee and engaged.fee.pence and not engaged.help.necessity.strip():
            name = request.case.name(engaged.help.helper)
            return Undetermined(
                f"{name} is to be paid for setting support up, and nobody has recorded why paid "
                "help is necessary",
                (f"help.{engaged.help.helper}.necessity",),
                ask,
                "settings.from-council.only_if_necessary",
            )
    return None
