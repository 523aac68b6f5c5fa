"""Help with planning is paid by the council; set-up is never charged to the person."""

from __future__ import annotations

from attrs import field, frozen
from typing_extensions import override

from sds_core import FUND_HELP, Funding, FundRequest, Hooks, Manifest, Money, Undetermined, hookimpl
from sds_help_funding.limits import (
    above_percent,
    not_necessary,
    percent_reasons,
    percentage,
)
from sds_help_funding.shares import Argument, free_help, reasons_of, shares_of_one_payer

__all__ = ["FromCouncil", "FromCouncilSettings", "manifest"]

_BECAUSE = Argument(
    "The council pays for setting support up; the person's budget is for support to come.",
    "Duffy & Fulton, Should We Ban Brokerage?",
    "part 2, section 5",
)
_OTHERS = Argument(
    "Others hold that the person should be the helper's customer, and pay from their own budget.",
    "NDT report",
    "as reported in Community Care",
)


@frozen
class FromCouncilSettings:
    """Settings of from-council.

    Attributes:
        up_to: the most that the council pays for one person's help without asking; without limit
            if left out.
        ask: who decides above it.
        because: the argument for it.
        others_say: what others say.
        only_if_necessary: whether paid help is paid for only where somebody has recorded why it is
            necessary.
        most_percent: the most that a fee by percentage may be; as the case has it if left out.
    """

    up_to: Money | None = None
    ask: str = "the commissioning lead"
    because: Argument = _BECAUSE
    others_say: Argument = _OTHERS
    only_if_necessary: bool = False
    most_percent: int | None = field(default=None, validator=percentage)


class FromCouncil(Hooks):
    """Charges the council.

    Args:
        settings: the settings.
    """

    def __init__(self, settings: FromCouncilSettings) -> None:
        self.settings = settings
        self.reasons = reasons_of("from-council", (settings.because, settings.others_say))

    @override
    @hookimpl
    def fund_help(self, request: FundRequest) -> Funding | Undetermined | None:
        settings = self.settings
        if not request.engaged:
            return Funding((), self.reasons, settings.up_to)
        high = above_percent(request, settings.most_percent, "from-council")
        if high is not None:
            return high
        if settings.only_if_necessary:
            unsaid = not_necessary(request, settings.ask)
            if unsaid is not None:
                return unsaid
        shares = shares_of_one_payer(request, "council-funds", "the council")
        total = sum(share.money.pence for share in shares)
        up_to = settings.up_to
        if up_to is not None and total > up_to.pence:
            return Undetermined(
                f"The help costs {Money(total).pounds()}; the council pays up to "
                f"{up_to.pounds()} without asking",
                ("help",),
                settings.ask,
                "settings.from-council.up_to",
            )
        shown = percent_reasons(request, settings.most_percent, "from-council")
        why = (*(self.reasons if shares else ()), *shown, *free_help(request))
        return Funding(shares, why, up_to)


manifest = Manifest(
    id="from-council",
    title="Help with planning is paid by the council",
    hooks=(FUND_HELP,),
    factory=FromCouncil,
    settings=FromCouncilSettings,
    api="1",
)
