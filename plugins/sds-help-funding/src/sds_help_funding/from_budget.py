"""Help with planning is paid from the person's own budget."""

from __future__ import annotations

from attrs import field, frozen
from typing_extensions import override

from sds_core import (
    ADJUST_BUDGET,
    FUND_HELP,
    Funding,
    FundRequest,
    Hooks,
    Manifest,
    Money,
    Period,
    Undetermined,
    hookimpl,
)
from sds_help_funding.limits import (
    above_percent,
    finished,
    needs_unmet,
    percent_reasons,
    percentage,
)
from sds_help_funding.shares import Argument, free_help, reasons_of, shares_of_one_payer

__all__ = ["FromBudget", "FromBudgetSettings", "manifest"]

_BECAUSE = Argument(
    "Help with planning is paid from the person's own budget, so that the person is the customer.",
    "NDT report",
    "as reported in Community Care",
)
_OTHERS = Argument(
    "Others hold that this discourages people from getting help that they need.",
    "Dowson, Independent Support Brokers (2007)",
    "Payment of brokers",
)


@frozen
class FromBudgetSettings:
    """Settings of from-budget.

    Attributes:
        up_to: the most that may be taken from the budget for help; without limit if left out.
        because: the argument for it.
        others_say: what others say.
        keep_needs_met: whether a fee is charged only where what is left of the budget still meets
            the needs, as the council prices them.
        most_percent: the most that a fee by percentage may be; as the case has it if left out.
        no_past_setup: whether help that was finished before the day of the decision is not payable
            from the budget, which is for support to come.
    """

    up_to: Money | None = None
    because: Argument = _BECAUSE
    others_say: Argument = _OTHERS
    keep_needs_met: bool = False
    most_percent: int | None = field(default=None, validator=percentage)
    no_past_setup: bool = False


class FromBudget(Hooks):
    """Charges the person's budget.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: FromBudgetSettings) -> None:
        self.settings, self.up_to = settings, settings.up_to
        self.reasons = reasons_of("from-budget", (settings.because, settings.others_say))

    @override
    @hookimpl
    def fund_help(self, request: FundRequest) -> Funding | Undetermined | None:
        if not request.engaged:
            return Funding((), self.reasons, self.up_to)
        high = above_percent(request, self.settings.most_percent, "from-budget")
        if high is not None:
            return high
        request, past = finished(request) if self.settings.no_past_setup else (request, ())
        if past and not request.engaged:
            return Funding((), self.reasons, None, past)
        payer = "the person, from their budget"
        shares = shares_of_one_payer(request, "personal-budget", payer, from_budget=True)
        if not shares:
            return Funding((), free_help(request), None, past)
        if request.budget is None:
            return Undetermined(
                "Help is paid from the person's budget, and that is not decided yet",
                (ADJUST_BUDGET,),
            )
        total = sum(share.money.pence for share in shares)
        if self.up_to is not None and total > self.up_to.pence:
            return Undetermined(
                f"The help costs {Money(total).pounds()}; at most {self.up_to.pounds()} may be "
                "taken from the budget for it",
                ("help",),
                "the person and the council together",
                "settings.from-budget.up_to",
            )
        yearly = request.budget.exactly_per(Period.YEAR)
        if total > yearly:
            return Undetermined(
                f"The help costs {Money(total).pounds()}, which is more than the budget of a year",
                ("help",),
                "the person and the council together",
            )
        if self.settings.keep_needs_met:
            short = needs_unmet(request, total, yearly, "from-budget")
            if short is not None:
                return short
        shown = percent_reasons(request, self.settings.most_percent, "from-budget")
        return Funding(shares, (*self.reasons, *shown, *free_help(request)), self.up_to, past)


manifest = Manifest(
    id="from-budget",
    title="Help with planning is paid from the person’s budget",
    hooks=(FUND_HELP,),
    factory=FromBudget,
    settings=FromBudgetSettings,
    api="1",
)
