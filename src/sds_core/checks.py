"""What the core itself holds every answer to, whichever plugin gave it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from sds_core.hookspecs import HOOKS, Combine
from sds_core.model.answers import (
    Adjustment,
    Allocation,
    Approval,
    Conflict,
    Finding,
    Funding,
    Line,
    LineKind,
    Reason,
    Undetermined,
)
from sds_core.model.money import Money
from sds_core.model.requests import AdjustRequest, ApproveRequest, FundRequest, ReviewRequest

__all__ = ["BadAnswer", "checked"]

_STEPS = {LineKind.ROUNDING: 1, LineKind.FLOOR: 2, LineKind.CAP: 3}


class BadAnswer(Exception):
    """An answer that breaks the contract of its hook; the text says how."""


def _need(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BadAnswer(otherwise)


def _lines(lines: Any, before: Sequence[Line] = ()) -> bool:
    """Check lines one by one, and return whether any of them takes away."""
    _need(type(lines) is tuple, "its lines are not a tuple")
    step, takes_away = 0, False
    for line in before:
        if line.kind in _STEPS:
            step = max(step, _STEPS[line.kind])
    for line in lines:
        if type(line) is not Line or type(line.pence) not in (int, Fraction):
            raise BadAnswer(f"the line {line!r} is not a Line of exact pence")
        kind = line.kind
        here = _STEPS.get(kind, 0)
        if here < step:
            raise BadAnswer(
                f"the line “{line.label}” ({kind.value}) comes too late: rounding, floor and cap "
                "come last, in that order"
            )
        if kind is LineKind.REDUCE and line.pence > 0:
            raise BadAnswer(f"the line “{line.label}” is a reduction that adds")
        if kind is LineKind.ADD and line.pence < 0:
            raise BadAnswer(f"the line “{line.label}” is an addition that takes away")
        step = here
        takes_away = takes_away or line.pence.numerator < 0
    return takes_away


def _allocation(answer: Allocation) -> None:
    _need(
        bool(answer.lines) and all(line.kind is LineKind.BASE for line in answer.lines),
        "an allocation is made of base lines, at least one",
    )
    if _lines(answer.lines):
        total = sum(line.pence for line in answer.lines)
        _need(total >= 0, "its lines add up to less than nothing")


def _adjustment(answer: Adjustment, request: AdjustRequest) -> None:
    if _lines(answer.lines, request.lines):
        total = request.running + sum(line.pence for line in answer.lines)
        _need(total >= 0, "it takes the sum below nothing")
    _need(
        not any(line.kind is LineKind.BASE for line in answer.lines),
        "an adjustment has no base lines",
    )
    if answer.referral is not None:
        uncapped = answer.referral.uncapped
        _need(
            uncapped.period is request.period and uncapped.money > answer.referral.limit.money,
            "it refers a sum that is not above the limit, or for another period",
        )


def _funding(answer: Funding, request: FundRequest) -> None:
    shares: dict[str, int] = {}
    for share in answer.shares:
        _need(isinstance(share.money, Money) and share.money.pence >= 0, "a share is negative")
        shares[share.helper] = shares.get(share.helper, 0) + share.money.pence
    for engaged in request.engaged:
        paid = shares.pop(engaged.help.helper, 0)
        _need(
            engaged.fee is not None,
            f"it pays a fee that is not known: {engaged.why}",
        )
        fee = engaged.fee.pence if engaged.fee else 0
        _need(
            paid == fee,
            f"the shares for {engaged.help.helper} make {Money(paid)}, the fee is {Money(fee)}",
        )
    _need(not shares, f"it pays {', '.join(sorted(shares))}, who charges nothing here")


def _one(answer: Any, request: Any) -> None:
    if isinstance(answer, Undetermined):
        _need(bool(answer.cause.strip()), "an undetermined answer has no cause")
        return
    reasons = answer.reasons
    _need(
        isinstance(reasons, tuple) and bool(reasons) and all(type(r) is Reason for r in reasons),
        "the answer has no reason",
    )
    _need(all(reason.text.strip() and reason.rule for reason in reasons), "a reason is empty")
    if isinstance(answer, Allocation):
        _allocation(answer)
    elif isinstance(answer, Adjustment):
        _adjustment(answer, request)
    elif isinstance(answer, Funding):
        _funding(answer, request)
    elif isinstance(answer, Finding) and isinstance(request, ReviewRequest):
        _need(
            request.criteria.get(answer.criterion) is not None,
            f"the finding names {answer.criterion!r}, which is no published criterion here",
        )
    elif isinstance(answer, Approval) and isinstance(request, ApproveRequest):
        known = {tier.id for tier in request.tiers}
        _need(answer.tier in known, f"it names the tier {answer.tier!r}, which is not one")
        for criterion in answer.criteria:
            _need(
                request.criteria.get(criterion) is not None,
                f"it names the criterion {criterion!r}, which is not published here",
            )
    elif isinstance(answer, Conflict):
        case = request.case
        unknown = set(answer.parties) - {party.id for party in case.parties}
        _need(not unknown, f"it names parties who are not in the case: {sorted(unknown)}")


def checked(hook: str, request: Any, given: Any) -> tuple[Any, ...]:
    """Return a plugin's answers as a tuple, or refuse them.

    Args:
        hook: the question.
        request: what was asked.
        given: what the plugin returned.

    Raises:
        BadAnswer: an answer is of the wrong type, does not add up, or has no reason.
    """
    spec = HOOKS[hook]
    if spec.combine is Combine.ALL:
        _need(
            isinstance(given, (list, tuple)),
            f"it gave {type(given).__name__}, not a list of answers",
        )
        answers = tuple(given)
    elif given is None:
        _need(spec.combine is Combine.PROVIDER, "it gave no answer")
        return ()
    else:
        answers = (given,)
    for answer in answers:
        _need(
            isinstance(answer, (*spec.answers, Undetermined)),
            f"it gave {type(answer).__name__}, not {spec.answers[0].__name__}",
        )
        _one(answer, request)
    return answers
