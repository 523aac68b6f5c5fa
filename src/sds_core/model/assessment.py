"""What an assessment found: scored answers, needs, carers, strengths and circumstances."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from sds_core.model.marks import FIGURE, PARTY
from sds_core.model.needs import Carer, Need
from sds_core.model.periods import Amount

__all__ = [
    "Assessment",
    "Circumstances",
    "GivenAnswer",
    "Points",
    "Resource",
    "ScoredAnswer",
    "SetSum",
    "Strength",
    "WhoseAnswer",
]


class WhoseAnswer(StrEnum):
    """Whose answer to a scored question is used."""

    OWN = "own"
    ASSESSOR = "assessor"
    AGREED = "agreed"


@frozen
class GivenAnswer:
    """One answer and who gave it.

    Attributes:
        choice: the code of the answer in the questionnaire's closed list.
        by: id of the party who gave it.
    """

    choice: str
    by: str = field(metadata=PARTY)


@frozen
class ScoredAnswer:
    """The answers to one scored question; the person's own and the assessor's are both kept.

    Attributes:
        question: the question's code in the questionnaire.
        own: the person's own answer.
        assessor: the assessor's answer.
        agreed: the answer both settled on, where they did.
    """

    question: str
    own: GivenAnswer | None = None
    assessor: GivenAnswer | None = None
    agreed: GivenAnswer | None = None

    def of(self, whose: WhoseAnswer) -> GivenAnswer | None:
        """Return the answer of one of the three, if it was given."""
        if whose is WhoseAnswer.OWN:
            return self.own
        return self.assessor if whose is WhoseAnswer.ASSESSOR else self.agreed


@frozen
class Points:
    """A total scored outside this software, on the council's own questionnaire.

    Attributes:
        questionnaire: the questionnaire's name.
        own: points by the person's own answers.
        assessor: points by the assessor's answers.
        agreed: points by the answers both settled on.
    """

    questionnaire: str
    own: int | None = field(default=None, metadata=FIGURE)
    assessor: int | None = field(default=None, metadata=FIGURE)
    agreed: int | None = field(default=None, metadata=FIGURE)

    def of(self, whose: WhoseAnswer) -> int | None:
        """Return the points of one of the three, if they were given."""
        if whose is WhoseAnswer.OWN:
            return self.own
        return self.assessor if whose is WhoseAnswer.ASSESSOR else self.agreed


class Resource(StrEnum):
    """The four resources that a life with support draws on (Duffy & Fulton, figure 2)."""

    PERSONAL_CAPACITIES = "personal_capacities"
    COMMUNITY_RESOURCES = "community_resources"
    ECONOMIC_ASSETS = "economic_assets"
    SUPPORTS_AND_SERVICES = "supports_and_services"


@frozen
class Strength:
    """A strength or resource that the person has.

    Attributes:
        resource: which of the four kinds.
        text: in plain words.
    """

    resource: Resource
    text: str


@frozen
class Circumstances:
    """Facts that bear on who could help; `None` means that nobody has asked yet.

    Attributes:
        has_circle: whether family, friends or allies stand around the person.
        impaired_intellectual_functioning: whether the person needs help to decide and to assert
            their rights.
        in_crisis: whether the person is in crisis.
        abused: whether the person is being abused or is at risk of it.
        cut_off: whether the person is cut off from ordinary help.
    """

    has_circle: bool | None = None
    impaired_intellectual_functioning: bool | None = None
    in_crisis: bool | None = None
    abused: bool | None = None
    cut_off: bool | None = None


@frozen
class SetSum:
    """The sum that a person set in the place of the formula's.

    Attributes:
        amount: the sum.
        by: id of the party who set it.
        on: the day.
        why: the reason.
    """

    amount: Amount = field(metadata=FIGURE)
    by: str = field(metadata=PARTY)
    on: date
    why: str


@frozen
class Assessment:
    """An assessment of needs: a document of the draft national standard, and fields of our own.

    Attributes:
        document: a PUB05 CareNeedsAssessment, kept as it came.
        answers: answers to scored questions, one entry a question.
        points: a total scored outside, where the council's questionnaire is not held here.
        needs: the needs identified; an empty list says that there are none, `None` that nobody
            recorded them.
        carers: unpaid carers; an empty list says that there are none, `None` that nobody asked.
        strengths: strengths and resources.
        circumstances: facts that bear on who could help.
        previous_budget: the budget agreed before this assessment, where there was one.
        needs_rose: whether the needs are greater than at the last assessment.
        record_given_on: the day that the person was given the findings and reasons in writing.
        advice: what the person was told of meeting or reducing needs that are not met, and of
            preventing or delaying others.
        set_sum: the sum that a person set in the place of the formula's.
    """

    document: Mapping[str, Any] | None = field(
        default=None, metadata={"schema": "pub05-assessment"}
    )
    answers: tuple[ScoredAnswer, ...] = field(default=(), metadata={"most": 300})
    points: Points | None = None
    needs: tuple[Need, ...] | None = field(default=None, metadata={"most": 200})
    carers: tuple[Carer, ...] | None = field(default=None, metadata={"most": 50})
    strengths: tuple[Strength, ...] = field(default=(), metadata={"most": 200})
    circumstances: Circumstances = Circumstances()
    previous_budget: Amount | None = field(default=None, metadata=FIGURE)
    needs_rose: bool | None = None
    record_given_on: date | None = None
    advice: str = ""
    set_sum: SetSum | None = None
