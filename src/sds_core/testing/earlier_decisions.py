"""Sample earlier decisions, in the variants that a plugin must be able to handle."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from sds_core.model.answers import (
    Accreditation,
    Answer,
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
from sds_core.questions import (
    ACCREDIT,
    ADJUST_BUDGET,
    ALLOCATE_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    FUND_HELP,
    QUESTIONS,
    REVIEW_PLAN,
    SUGGEST_SUPPORT,
    Questions,
)

__all__ = ["ANSWERS", "decision_of", "earlier_for"]

_WHY = (Reason("An example.", "example", Source("the conformance kit"), Evidence.LOCAL_CHOICE),)
_BY = PluginVersion("example", "example", "1")
_BUDGET = Amount(Money(10_000), Period.WEEK)


def decision_of(
    question: str,
    case: Case,
    on: date,
    status: Status = Status.NOT_ASKED,
    answers: tuple[Answer, ...] = (),
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


Sampled = tuple[tuple[Answer, ...], Amount | None]


def _allocation(case: Case, strict: bool) -> Sampled:
    line = Line("Base", 10_000, LineKind.BASE, "example")
    return (Allocation((line,), Period.WEEK, _WHY, points=27),), _BUDGET


def _conflicts(case: Case, strict: bool) -> Sampled:
    severity = Severity.BLOCK if strict else Severity.DECLARE
    found = [Conflict("EX-1", (h.helper,), severity, _WHY, "An example.") for h in case.help]
    return tuple(found), None


def _accreditation(case: Case, strict: bool) -> Sampled:
    status = ListingStatus.NOT_LISTED if strict else ListingStatus.LISTED
    listings = tuple(Listing(help_.helper, status) for help_ in case.help)
    return ((Accreditation(listings, _WHY),) if listings else ()), None


def _funding(case: Case, strict: bool) -> Sampled:
    shares = tuple(
        FundingShare(help_.helper, "example-pot", "an example", Money(1_000), strict)
        for help_ in case.help
    )
    return ((Funding(shares, _WHY),) if shares else ()), None


def _finding(case: Case, strict: bool) -> Sampled:
    result = FindingResult.NOT_MET if strict else FindingResult.MET
    return (Finding("spending", result, _WHY),), None


def _not_answered(case: Case, strict: bool) -> Sampled:
    """Return nothing: the sample decision is that the question was not asked."""
    return (), None


# Sample answers to every question of a journey, mild or strict; none where it was not asked.
ANSWERS: Mapping[str, Callable[[Case, bool], Sampled]] = {
    ALLOCATE_BUDGET: _allocation,
    ADJUST_BUDGET: _allocation,
    SUGGEST_SUPPORT: _not_answered,
    CHECK_CONFLICTS: _conflicts,
    ACCREDIT: _accreditation,
    FUND_HELP: _funding,
    REVIEW_PLAN: _finding,
    APPROVE_PLAN: _not_answered,
}


def earlier_for(
    question: str, case: Case, on: date, questions: Questions = QUESTIONS
) -> Iterator[Mapping[str, Decision]]:
    """Yield sample earlier decisions for a question: none, not asked, answered, strict and open.

    Args:
        question: the question; only those before it are there.
        case: the case.
        on: the day.
        questions: the questions that are asked.
    """
    before = questions.before(question)
    kinds: list[Callable[[str], Decision]] = [
        lambda name: decision_of(name, case, on),
        lambda name: _answered(name, case, on, strict=False),
        lambda name: _answered(name, case, on, strict=True),
        lambda name: decision_of(
            name, case, on, Status.UNDETERMINED, (Undetermined("Not known yet", (name,)),)
        ),
    ]
    yield MappingProxyType({})
    for kind in kinds if before else ():
        yield MappingProxyType({name: kind(name) for name in before})


def _answered(question: str, case: Case, on: date, *, strict: bool) -> Decision:
    answers, amount = ANSWERS[question](case, strict)
    if not answers:
        return decision_of(question, case, on)
    return decision_of(question, case, on, Status.ANSWERED, answers, amount)
