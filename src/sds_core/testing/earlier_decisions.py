"""Sample earlier decisions, in the variants that a plugin must be able to handle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sds_core.hookspecs import CASE_HOOKS
from sds_core.model.answers import (
    Accreditation,
    Conflict,
    Finding,
    FindingResult,
    Funding,
    FundingShare,
    Listing,
    ListingStatus,
    Severity,
)
from sds_core.model.budgets import Allocation, Line, LineKind
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Opinion, PluginVersion, Provenance, Status
from sds_core.model.money import Money
from sds_core.model.periods import Amount, Period
from sds_core.model.reasons import Evidence, Reason, Source, Undetermined

__all__ = ["decision_of", "earlier_for"]

_WHY = (Reason("An example.", "example", Source("the conformance kit"), Evidence.LOCAL_CHOICE),)
_BY = PluginVersion("example", "example", "1")
_BUDGET = Amount(Money(10_000), Period.WEEK)


def decision_of(
    question: str,
    case: Case,
    on: date,
    status: Status = Status.NOT_ASKED,
    answers: tuple[Any, ...] = (),
    amount: Amount | None = None,
) -> Decision:
    """Return a decision on a question, made for the purpose.

    Args:
        question: the question.
        case: the case.
        on: the day it is for.
        status: whether it is answered, open or not asked.
        answers: the answers, by one plugin.
        amount: the sum that it comes to.
    """
    open_ = tuple(answer for answer in answers if isinstance(answer, Undetermined))
    opinions = (Opinion(_BY, True, answers),) if answers else ()
    provenance = Provenance("example@1", "sha256:0", case.digest, "0", ())
    outcome, why = str(status), "" if answers else "An example."
    return Decision(
        question, case.id, on, status, outcome, amount, (), open_, opinions, provenance, why
    )


def _answers(case: Case, *, strict: bool) -> Iterator[tuple[str, tuple[Any, ...], Amount | None]]:
    line = Line("Base", 10_000, LineKind.BASE, "example")
    allocation = Allocation((line,), Period.WEEK, _WHY, points=27)
    yield "allocate_budget", (allocation,), _BUDGET
    yield "adjust_budget", (allocation,), _BUDGET
    severity = Severity.BLOCK if strict else Severity.DECLARE
    conflicts = [
        Conflict("EX-1", (help_.helper,), severity, _WHY, "An example.") for help_ in case.help
    ]
    yield "check_conflicts", tuple(conflicts), None
    status = ListingStatus.NOT_LISTED if strict else ListingStatus.LISTED
    listings = tuple(Listing(help_.helper, status) for help_ in case.help)
    yield "accredit", (Accreditation(listings, _WHY),) if listings else (), None
    shares = tuple(
        FundingShare(help_.helper, "example-pot", "an example", Money(1_000), strict)
        for help_ in case.help
    )
    yield "fund_help", (Funding(shares, _WHY),) if shares else (), None
    result = FindingResult.NOT_MET if strict else FindingResult.MET
    yield "review_plan", (Finding("spending", result, _WHY),), None


def earlier_for(hook: str, case: Case, on: date) -> Iterator[Mapping[str, Decision]]:
    """Yield sample earlier decisions for a question: none, not asked, answered, strict and open.

    Args:
        hook: the question; only those before it are there.
        case: the case.
        on: the day.
    """
    before = CASE_HOOKS[: CASE_HOOKS.index(hook)] if hook in CASE_HOOKS else ()
    kinds: list[Callable[[], dict[str, Decision]]] = [
        lambda: {name: decision_of(name, case, on) for name in before},
        lambda: _answered(case, on, strict=False),
        lambda: _answered(case, on, strict=True),
        lambda: {
            name: decision_of(
                name, case, on, Status.UNDETERMINED, (Undetermined("Not known yet", (name,)),)
            )
            for name in before
        },
    ]
    yield MappingProxyType({})
    for kind in kinds if before else ():
        made = {name: decision_of(name, case, on) for name in before} | kind()
        yield MappingProxyType({name: made[name] for name in before})


def _answered(case: Case, on: date, *, strict: bool) -> dict[str, Decision]:
    return {
        name: decision_of(name, case, on, Status.ANSWERED, answers, amount)
        for name, answers, amount in _answers(case, strict=strict)
        if answers
    }
