"""The questions that the core asks of plugins: each declared once, as data.

Whatever the core does with a question reads it here: its place in the journey, how answers become
one, what they may be, when it is not asked, and the words for people. What only code can do (making
a request, checking an answer) is a handler in the layer that does it, kept by the question's name;
a test fails where a handler is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from sds_core.model.answers import (
    Accreditation,
    Approval,
    Conflict,
    Finding,
    Funding,
    ModelFinding,
    Standing,
    SupportOption,
)
from sds_core.model.budgets import Adjustment, Allocation
from sds_core.model.case import Case
from sds_core.model.requests import (
    AccreditRequest,
    AdjustRequest,
    AllocateRequest,
    ApproveRequest,
    ConflictsRequest,
    DecisionNotice,
    FundRequest,
    ModelRequest,
    ReviewRequest,
    StandingRequest,
    SupportRequest,
)

__all__ = [
    "ACCREDIT",
    "ADJUST_BUDGET",
    "AFTER_DECISION",
    "ALLOCATE_BUDGET",
    "APPROVE_PLAN",
    "CHECK_CONFLICTS",
    "CHECK_MODEL",
    "FUND_HELP",
    "QUESTIONS",
    "REVIEW_PLAN",
    "REVIEW_STANDING",
    "SUGGEST_SUPPORT",
    "Combine",
    "NotAsked",
    "Question",
    "Questions",
]

ALLOCATE_BUDGET = "allocate_budget"
ADJUST_BUDGET = "adjust_budget"
SUGGEST_SUPPORT = "suggest_support"
CHECK_CONFLICTS = "check_conflicts"
ACCREDIT = "accredit"
FUND_HELP = "fund_help"
REVIEW_PLAN = "review_plan"
APPROVE_PLAN = "approve_plan"
REVIEW_STANDING = "review_standing"
CHECK_MODEL = "check_model"
AFTER_DECISION = "after_decision"


class Combine(StrEnum):
    """How the answers to a question become one."""

    PROVIDER = "provider"
    CHAIN = "chain"
    ALL = "all"
    NOTICE = "notice"


@frozen(eq=False)
class NotAsked:
    """When a question is not asked of a case.

    Attributes:
        of: tells whether it is not asked of a case on a day.
        why: the reason, in plain words.
        until: the last version of the questions at which that holds; always if left out. A profile
            that is written for a later version has the question asked all the same.
    """

    of: Callable[[Case, date], bool]
    why: str
    until: int | None = None


@frozen(eq=False)
class Question:
    """What the core knows of a question.

    Attributes:
        name: the question's name, which is also that of the plugins' method.
        words: the question in plain words.
        title: what it decides, in a few words.
        combine: how answers become one.
        request: the class of what a plugin is asked.
        answers: the types that a plugin may answer with, *undetermined* aside.
        in_journey: whether `Site.decide` asks it, in the order of the declarations.
        since: the version of the questions that it came with. A profile that states an older
            version and does not name it does not ask it.
        not_asked: when it is not asked of a case.
        verdict: the attribute of an answer that ranks it; the strictest stands. Empty where answers
            have no rank.
        outcome: the outcome where answers have no rank.
        none: the outcome where every plugin was asked and found nothing; `None` where that leaves
            the question open.
        made_first: earlier questions without whose decisions it cannot be asked.
        rests_on: earlier questions whose notices are shown with it.
        rests_on_listing: whether it rests on `accredit` too where the profile requires listing.
        shaped_by: keys of a profile that shape its answer, beside `hooks` and `settings`.
        rules_may_answer: whether a rule set may answer it.
    """

    name: str
    words: str
    title: str
    combine: Combine
    request: type
    answers: tuple[type, ...] = ()
    in_journey: bool = field(default=True, kw_only=True)
    since: int = field(default=1, kw_only=True)
    not_asked: tuple[NotAsked, ...] = field(default=(), kw_only=True)
    verdict: str = field(default="", kw_only=True)
    outcome: str = field(default="", kw_only=True)
    none: str | None = field(default=None, kw_only=True)
    made_first: tuple[str, ...] = field(default=(), kw_only=True)
    rests_on: tuple[str, ...] = field(default=(), kw_only=True)
    rests_on_listing: bool = field(default=False, kw_only=True)
    shaped_by: tuple[str, ...] = field(default=(), kw_only=True)
    rules_may_answer: bool = field(default=False, kw_only=True)


@frozen(eq=False, slots=False)
class Questions(Mapping[str, Question]):
    """Questions by their names, in the order in which they are asked.

    Attributes:
        declared: the declarations.
    """

    declared: tuple[Question, ...]

    @cached_property
    def _by_name(self) -> Mapping[str, Question]:
        return MappingProxyType({question.name: question for question in self.declared})

    def __getitem__(self, name: str) -> Question:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    @cached_property
    def journey(self) -> tuple[str, ...]:
        """The names of the questions that are asked of a case, in order."""
        return tuple(question.name for question in self.declared if question.in_journey)

    @cached_property
    def version(self) -> int:
        """The version of the questions: that of the newest among them, or of the newest change."""
        asked_since = (
            reason.until + 1
            for question in self.declared
            for reason in question.not_asked
            if reason.until is not None
        )
        return max((*(question.since for question in self.declared), *asked_since))

    def before(self, name: str) -> tuple[str, ...]:
        """Return the questions of a journey that come before one; none for one outside it."""
        journey = self.journey
        return journey[: journey.index(name)] if name in journey else ()

    def words(self, name: str) -> str:
        """Return a question in plain words; its name where a later version declares it."""
        question = self.get(name)
        return question.words if question else name


def _nobody_helps(case: Case, on: date) -> bool:
    return not case.help


def _no_plan(case: Case, on: date) -> bool:
    return case.plan is None or case.plan.submitted_on is None or case.plan.submitted_on > on


_NO_PLAN = NotAsked(_no_plan, "No plan has been put forward yet.")

QUESTIONS = Questions(
    (
        Question(
            ALLOCATE_BUDGET,
            "What budget does the assessment earn?",
            "budget earned",
            Combine.PROVIDER,
            AllocateRequest,
            (Allocation,),
            outcome="allocated",
        ),
        Question(
            ADJUST_BUDGET,
            "What is added or taken away?",
            "indicative budget",
            Combine.CHAIN,
            AdjustRequest,
            (Adjustment,),
            outcome="adjusted",
            made_first=(ALLOCATE_BUDGET,),
        ),
        Question(
            SUGGEST_SUPPORT,
            "Who could help with planning?",
            "help, nearest first",
            Combine.ALL,
            SupportRequest,
            (SupportOption,),
            outcome="offered",
        ),
        Question(
            CHECK_CONFLICTS,
            "Do interests stand in the way?",
            "interests",
            Combine.ALL,
            ConflictsRequest,
            (Conflict,),
            verdict="severity",
            none="clear",
            rules_may_answer=True,
        ),
        Question(
            ACCREDIT,
            "Is the helper on a list?",
            "listing",
            Combine.PROVIDER,
            AccreditRequest,
            (Accreditation,),
            not_asked=(NotAsked(_nobody_helps, "Nobody is engaged to help."),),
            verdict="strictest",
            rules_may_answer=True,
        ),
        Question(
            FUND_HELP,
            "Who pays for help with planning?",
            "who pays the helper",
            Combine.PROVIDER,
            FundRequest,
            (Funding,),
            not_asked=(
                # Since version 2 the terms are told before anybody is engaged.
                NotAsked(
                    _nobody_helps, "Nobody is engaged to help, so there is nothing to pay.", until=1
                ),
            ),
            outcome="funded",
            made_first=(ACCREDIT,),
            rests_on_listing=True,
        ),
        Question(
            REVIEW_PLAN,
            "What must be said of the plan?",
            "findings on the plan",
            Combine.ALL,
            ReviewRequest,
            (Finding,),
            not_asked=(_NO_PLAN,),
            verdict="result",
            none="met",
            shaped_by=("criteria",),
            rules_may_answer=True,
        ),
        Question(
            APPROVE_PLAN,
            "Can the plan be agreed, and by whom?",
            "the plan",
            Combine.ALL,
            ApproveRequest,
            (Approval,),
            not_asked=(_NO_PLAN,),
            verdict="verdict",
            rests_on=(CHECK_CONFLICTS, REVIEW_PLAN),
            rests_on_listing=True,
            shaped_by=("tier",),
        ),
        Question(
            REVIEW_STANDING,
            "Does a helper's standing change?",
            "standing",
            Combine.PROVIDER,
            StandingRequest,
            (Standing,),
            in_journey=False,
            verdict="verdict",
            rules_may_answer=True,
        ),
        Question(
            CHECK_MODEL,
            "Is the model itself trustworthy?",
            "the model",
            Combine.ALL,
            ModelRequest,
            (ModelFinding,),
            in_journey=False,
            verdict="level",
            none="sound",
        ),
        Question(
            AFTER_DECISION,
            "Who is told of a decision?",
            "notices",
            Combine.NOTICE,
            DecisionNotice,
            in_journey=False,
        ),
    )
)
