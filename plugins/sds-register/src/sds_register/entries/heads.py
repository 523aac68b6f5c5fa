"""What the heads of entries say: the part that is stored in the clear, and names nobody.

A head is written and read by its class. Beside these fields every head has the entry's kind, the
moment it was recorded, its subject, its thread and the act that it follows, where it has them.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from sds_register.acts.other_acts import HowLinked

__all__ = [
    "ActHead",
    "CaseHead",
    "DecisionHead",
    "DeclarationHead",
    "ErasureHead",
    "Head",
    "HoldHead",
    "KnownHead",
    "LinkEndHead",
    "LinkHead",
    "PlanActHead",
    "ReleaseHead",
    "SubmissionHead",
]


@frozen
class Head:
    """A head that says nothing more."""


@frozen
class CaseHead(Head):
    """The head of a case.

    Attributes:
        same: a digest of the case, made with the person's key.
    """

    same: str


@frozen
class DecisionHead(Head):
    """The head of a decision.

    Attributes:
        question: the question.
        on: the day that it is for.
        profile: SHA-256 of the effective profile.
        texts: SHA-256 of the list of the texts that shaped it.
        input: a digest of the case that it was decided on.
        of: the thread of the case.
        known: a digest of what was known beside the case; left out where nothing was.
    """

    question: str
    on: date
    profile: str
    texts: str
    input: str
    of: str
    known: str | None = None


@frozen
class KnownHead(Head):
    """The head of what was known beside a case.

    Attributes:
        same: a digest of it, made with the person's key.
    """

    same: str


@frozen
class SubmissionHead(Head):
    """The head of a plan put forward.

    Attributes:
        on: the day that it was put forward.
        plan: a digest of the plan.
        input: a digest of the case that it was decided on.
        profile: SHA-256 of the effective profile.
        open: whether somebody has yet to decide.
        again: whether the same plan was decided again while it waits.
    """

    on: date
    plan: str
    input: str
    profile: str
    open: bool = True
    again: bool | None = None


@frozen
class ActHead(Head):
    """The head of an act.

    Attributes:
        on: the day.
        by: who did it, by pseudonymous subject.
    """

    on: date
    by: str


@frozen
class PlanActHead(ActHead):
    """The head of an act on a plan.

    Attributes:
        open: whether somebody has yet to decide about the plan.
    """

    open: bool = False


@frozen
class DeclarationHead(ActHead):
    """The head of a declaration of interest.

    Attributes:
        recused: whether they take no part from then on.
        concerns: the thread of the plan that it concerns; every plan if left out.
    """

    recused: bool = False
    concerns: str | None = None


@frozen
class LinkHead(Head):
    """The head of a link between two identifiers.

    Attributes:
        other: the other, by pseudonymous subject.
        how: the same person, or acting for the other.
        by: who said so.
        on: the day, where somebody recorded it as an act.
        until: the last day of it; it goes on if left out.
    """

    other: str
    how: HowLinked
    by: str
    on: date | None = None
    until: date | None = None


@frozen
class LinkEndHead(ActHead):
    """The head of the end of a link.

    Attributes:
        ends: the number of the link's entry.
    """

    ends: int


@frozen
class HoldHead(ActHead):
    """The head of a hold.

    Attributes:
        until: the last day of it; it goes on if left out.
    """

    until: date | None = None


@frozen
class ReleaseHead(ActHead):
    """The head of a release.

    Attributes:
        hold: the number of the hold's entry.
    """

    hold: int


@frozen
class ErasureHead(ActHead):
    """The head of an erasure.

    Attributes:
        erases: who is erased, by pseudonymous subjects.
    """

    erases: tuple[str, ...] = ()
