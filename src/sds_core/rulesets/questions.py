"""The questions that a rule set may answer, and the answers to each; none is a sum of money."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from sds_core.facts.catalogue import CATALOGUES, Catalogue
from sds_core.questions import ACCREDIT, CHECK_CONFLICTS, REVIEW_PLAN, REVIEW_STANDING

__all__ = ["ASK_A_PERSON", "RULE_QUESTIONS", "UNDETERMINED", "RuleQuestion"]

ASK_A_PERSON = "ask"
UNDETERMINED = "undetermined"


@frozen(eq=False)
class RuleQuestion:
    """A question that rule sets may answer.

    Attributes:
        question: the question.
        about: whom or what each answer is about.
        best: the answer where every rule is met.
        answers: what a rule may answer where it is not met, from the mildest to the strictest;
            “ask” requires a person.
        words: each answer in plain words.
    """

    question: str
    about: str
    best: str
    answers: tuple[str, ...]
    words: Mapping[str, str]

    @property
    def catalogue(self) -> Catalogue:
        """The facts that its rules may use."""
        return CATALOGUES[self.question]

    def rank(self, answer: str) -> int:
        """Return an answer's place from the mildest, the best being 0."""
        return 0 if answer == self.best else self.answers.index(answer) + 1

    def answer_of(self, rank: int) -> str:
        """Return the answer of a rank."""
        return self.answers[rank - 1] if rank else self.best


_ALL = (
    RuleQuestion(
        ACCREDIT,
        "the helper",
        "listed",
        ("provisional", ASK_A_PERSON, "not_listed"),
        {
            "listed": "on the list",
            "provisional": "on the list provisionally",
            ASK_A_PERSON: "a person must decide",
            "not_listed": "not on the list",
            UNDETERMINED: "not decided yet",
        },
    ),
    RuleQuestion(
        REVIEW_STANDING,
        "the helper",
        "keep",
        ("warn", "suspend", ASK_A_PERSON, "revoke"),
        {
            "keep": "keeps their place on the list",
            "warn": "keeps their place, with a warning",
            "suspend": "suspended from the list",
            ASK_A_PERSON: "a person must decide",
            "revoke": "taken off the list",
            UNDETERMINED: "not decided yet",
        },
    ),
    RuleQuestion(
        REVIEW_PLAN,
        "the plan",
        "met",
        (ASK_A_PERSON, "not_met"),
        {
            "met": "nothing stands against the plan",
            ASK_A_PERSON: "a person must decide",
            "not_met": "a published criterion is not met",
            UNDETERMINED: "not decided yet",
        },
    ),
    RuleQuestion(
        CHECK_CONFLICTS,
        "the helper",
        "clear",
        ("declare", "safeguard", ASK_A_PERSON, "block"),
        {
            "clear": "no interest stands in the way",
            "declare": "an interest must be declared",
            "safeguard": "a safeguard is needed",
            ASK_A_PERSON: "a person must decide",
            "block": "an interest stands in the way",
            UNDETERMINED: "not decided yet",
        },
    ),
)
RULE_QUESTIONS: Mapping[str, RuleQuestion] = MappingProxyType({q.question: q for q in _ALL})
