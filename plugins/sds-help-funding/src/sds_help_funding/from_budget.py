"""Help with planning is paid from the person's own budget."""

from __future__ import annotations

from attrs import frozen
from typing_extensions import override

from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import Evidence, Funding, Reason, Source, Undetermined
from sds_core.model.money import Money
from sds_core.model.periods import Period
from sds_core.model.requests import FundRequest
from sds_core.plugins import Manifest
from sds_help_funding.shares import free_help, shares_of_one_payer

__all__ = ["FromBudget", "FromBudgetSettings", "manifest"]

_FOR = Reason(
    "Help with planning is paid from the person's own budget, so that the person is the customer.",
    "from-budget",
    Source("NDT report, in Community Care news", "“directly from people's individual budgets”"),
    Evidence.CONTESTED_CLAIM,
)
_AGAINST = Reason(
    "Others hold that this discourages people from getting help that they need.",
    "from-budget",
    Source("Dowson, Independent Support Brokers (2007)", "Payment of brokers"),
    Evidence.CONTESTED_CLAIM,
)


@frozen
class FromBudgetSettings:
    """Settings of from-budget.

    Attributes:
        up_to: the most that may be taken from the budget for help; without limit if left out.
    """

    up_to: Money | None = None


class FromBudget(Hooks):
    """Charges the person's budget.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: FromBudgetSettings) -> None:
        self.up_to = settings.up_to

    @override
    @hookimpl
    def fund_help(self, request: FundRequest) -> Funding | Undetermined | None:
        shares = shares_of_one_payer(request, "personal-budget", "the person, from their budget")
        if not shares:
            return Funding((), free_help(request) or (_FOR,))
        if request.budget is None:
            return Undetermined(
                "Help is paid from the person's budget, and that is not decided yet",
                ("adjust_budget",),
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
        return Funding(shares, (_FOR, _AGAINST, *free_help(request)), self.up_to)


manifest = Manifest(
    id="from-budget",
    title="Help with planning is paid from the person’s budget",
    hooks=("fund_help",),
    factory=FromBudget,
    settings=FromBudgetSettings,
)
