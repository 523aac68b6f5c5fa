"""Shared by the ways of paying: free help, shares of one payer, and arguments for and against."""

from __future__ import annotations

from attrs import frozen

from sds_core import Evidence, FundingShare, FundRequest, Money, Reason, Source

__all__ = ["Argument", "free_help", "reasons_of", "shares_of_one_payer"]


@frozen
class Argument:
    """An argument for or against a way of paying; none of them is settled.

    Attributes:
        text: the argument, in words that can be read to the person.
        source: who makes it.
        place: where in the source.
    """

    text: str
    source: str
    place: str = ""


def reasons_of(rule: str, arguments: tuple[Argument, ...]) -> tuple[Reason, ...]:
    """Return arguments as reasons, each graded a contested claim.

    Args:
        rule: the plugin that pays.
        arguments: the argument for it first, then what others say.
    """
    return tuple(
        Reason(a.text, rule, Source(a.source, a.place), Evidence.CONTESTED_CLAIM) for a in arguments
    )


def shares_of_one_payer(
    request: FundRequest, pot: str, payer: str, *, from_budget: bool = False
) -> tuple[FundingShare, ...]:
    """Return every fee as one share of the same pot.

    Args:
        request: what is asked; every fee in it is known.
        pot: the pot's id.
        payer: who pays, in plain words.
        from_budget: whether it is the person's own budget.
    """
    return tuple(
        FundingShare(engaged.help.helper, pot, payer, engaged.fee, from_budget)
        for engaged in request.engaged
        if engaged.fee is not None and engaged.fee > Money(0)
    )


def free_help(request: FundRequest) -> tuple[Reason, ...]:
    """Return a reason for each helper who charges nothing."""
    return tuple(
        Reason(
            f"{request.case.name(engaged.help.helper)} charges nothing for this help.",
            f"help.{engaged.help.helper}.fee",
            Source("the agreement with the helper, as the case records it"),
            Evidence.LOCAL_CHOICE,
        )
        for engaged in request.engaged
        if engaged.fee == Money(0)
    )
