"""What the ways of paying share: who is free, and one payer for the rest."""

from __future__ import annotations

from sds_core.model.answers import Evidence, FundingShare, Reason, Source
from sds_core.model.money import Money
from sds_core.model.requests import FundRequest

__all__ = ["free_help", "shares_of_one_payer"]


def shares_of_one_payer(request: FundRequest, pot: str, payer: str) -> tuple[FundingShare, ...]:
    """Return every fee as one share of the same pot.

    Args:
        request: what is asked; every fee in it is known.
        pot: the pot's id.
        payer: who pays, in plain words.
    """
    return tuple(
        FundingShare(engaged.help.helper, pot, payer, engaged.fee)
        for engaged in request.engaged
        if engaged.fee is not None and engaged.fee > Money(0)
    )


def free_help(request: FundRequest) -> tuple[Reason, ...]:
    """Return a reason for each helper who charges nothing."""
    return tuple(
        Reason(
            f"{request.case.name(engaged.help.helper)} charges nothing for this help.",
            f"help.{engaged.help.helper}.fee",
            Source("Duffy & Fulton, Should We Ban Brokerage?", "part 2, section 5"),
            Evidence.CONTESTED_CLAIM,
        )
        for engaged in request.engaged
        if engaged.fee == Money(0)
    )
