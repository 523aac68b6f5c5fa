"""Help with planning is paid by the council; set-up is never charged to the person."""

from __future__ import annotations

from attrs import frozen
from typing_extensions import override

from sds_core import FUND_HELP, Funding, FundRequest, Hooks, Manifest, Money, Undetermined, hookimpl
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
    """

    up_to: Money | None = None
    ask: str = "the commissioning lead"
    because: Argument = _BECAUSE
    others_say: Argument = _OTHERS


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
        shares = shares_of_one_payer(request, "council-funds", "the council")
        total = sum(share.money.pence for share in shares)
        up_to = self.settings.up_to
        if up_to is not None and total > up_to.pence:
            return Undetermined(
                f"The help costs {Money(total).pounds()}; the council pays up to "
                f"{up_to.pounds()} without asking",
                ("help",),
                self.settings.ask,
                "settings.from-council.up_to",
            )
        return Funding(shares, (*(self.reasons if shares else ()), *free_help(request)), up_to)


manifest = Manifest(
    id="from-council",
    title="Help with planning is paid by the council",
    hooks=(FUND_HELP,),
    factory=FromCouncil,
    settings=FromCouncilSettings,
    api="1",
)
