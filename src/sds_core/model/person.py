"""What is recorded of the person beside the assessment; `None` is not recorded, never “no”."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import field, frozen

from sds_core.model.marks import FIGURE, PARTY
from sds_core.model.periods import Amount

__all__ = [
    "Advocacy",
    "Capacity",
    "CaseSubject",
    "Charge",
    "Concern",
    "ConcernKind",
    "Residence",
    "Stage",
]


class CaseSubject(StrEnum):
    """Whose assessment, plan and budget a case is about."""

    ADULT = "adult"
    CARER = "carer"

    @property
    def words(self) -> str:
        """The subject as words in a sentence."""
        return {"adult": "an adult with needs", "carer": "a carer"}[self.value]


class Stage(StrEnum):
    """A stage of the journey at which somebody may need to be represented."""

    ASSESSMENT = "assessment"
    PLANNING = "planning"
    REVIEW = "review"
    SAFEGUARDING = "safeguarding"


@frozen
class Advocacy:
    """Whether the person needs help to be involved at a stage, and who gives it.

    Attributes:
        stage: the stage.
        needed: whether the person would have substantial difficulty in being involved.
        supporter: id of somebody unpaid who can support the person, where there is one.
        advocate: id of the independent advocate, where there is one.
        why: what was considered, in words.
    """

    stage: Stage
    needed: bool | None = None
    supporter: str | None = field(default=None, metadata=PARTY)
    advocate: str | None = field(default=None, metadata=PARTY)
    why: str = ""


@frozen
class Capacity:
    """Whether the person can make one decision, as somebody found on a day.

    Attributes:
        decision: the decision, in plain words.
        able: whether the person can make it.
        by: id of the party who found so.
        on: the day.
        best_interests: who decides instead and how, where the person cannot.
    """

    decision: str
    able: bool | None = None
    by: str | None = field(default=None, metadata=PARTY)
    on: date | None = None
    best_interests: str = ""


class ConcernKind(StrEnum):
    """What somebody is worried about."""

    ABUSE_OR_NEGLECT = "abuse_or_neglect"
    PRESSURE = "pressure"
    MONEY = "money"
    OTHER = "other"


@frozen
class Concern:
    """A concern that somebody raised.

    Attributes:
        kind: what it is about.
        about: ids of the parties whom it concerns, other than the person.
        by: id of the party who raised it; `None` where that is held back or not recorded.
        on: the day that it was raised.
        open: whether it is still looked into.
        text: the concern in words.
    """

    kind: ConcernKind
    about: tuple[str, ...] = field(default=(), metadata={**PARTY, "most": 50})
    by: str | None = field(default=None, metadata=PARTY)
    on: date | None = None
    open: bool | None = None
    text: str = ""


@frozen
class Charge:
    """What the person pays towards the support, as the council's financial assessment says.

    It is supplied and never computed here.

    Attributes:
        assessed: whether the financial assessment is done.
        amount: what the person pays; `None` until it is assessed.
        told_by: the day by which the person is told, where it is not assessed.
        told_on: the day that the person was told, where it is.
        arranging: what the person pays for the arranging itself, beside the support.
        above_limit_and_asked: whether the person's means are above the limit, and they asked the
            council all the same.
    """

    assessed: bool
    amount: Amount | None = field(default=None, metadata=FIGURE)
    told_by: date | None = None
    told_on: date | None = None
    arranging: Amount | None = field(default=None, metadata=FIGURE)
    above_limit_and_asked: bool | None = None


@frozen
class Residence:
    """Which council the person lives in the area of.

    Attributes:
        council: the council's name.
        since: the day from which.
        disputed: whether councils dispute it.
    """

    council: str
    since: date | None = None
    disputed: bool | None = None
