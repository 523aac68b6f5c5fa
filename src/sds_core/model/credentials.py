"""What a helper has shown: courses, checks, references, complaints.

A list left out is not recorded; an empty one says that there is nothing. What a check discloses is
never stored: only that there is something for the committee to weigh (Dowson, 2007).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

__all__ = [
    "Apprenticeship",
    "CheckLevel",
    "Course",
    "Credentials",
    "Development",
    "DisclosureCheck",
    "PastComplaint",
    "Reference",
]


@frozen
class Course:
    """A training course completed.

    Attributes:
        code: the course's code in the committee's list.
        days: how many days it took.
        assessed: whether competence was assessed, and shown.
        planning_live: whether the course came on top of Planning Live!.
        completed_on: the last day of the course.
    """

    code: str | None = None
    days: int | None = None
    assessed: bool | None = None
    planning_live: bool | None = None
    completed_on: date | None = None


class CheckLevel(StrEnum):
    """How far a check of criminal records goes."""

    BASIC = "basic"
    STANDARD = "standard"
    ENHANCED = "enhanced"


@frozen
class DisclosureCheck:
    """A check of criminal records.

    Attributes:
        level: how far it goes.
        issued: the day on its certificate.
        discloses: whether it says anything that the committee must weigh; never what.
    """

    level: CheckLevel | None = None
    issued: date | None = None
    discloses: bool | None = None


@frozen
class Reference:
    """A reference given for a helper.

    Attributes:
        given_on: the day it was given.
        on_ethics: whether it speaks to the helper's ethics.
        good: whether it speaks for the helper.
    """

    given_on: date | None = None
    on_ethics: bool | None = None
    good: bool | None = None


@frozen
class Apprenticeship:
    """A first phase of work under closer supervision.

    Attributes:
        plans: how many people were helped in it.
        complete: whether the supervisor has called it complete.
        supervisor_trained: whether the supervisor had completed the training.
        supervisor_independent: whether the supervisor is neither a provider's nor the council's.
    """

    plans: int | None = None
    complete: bool | None = None
    supervisor_trained: bool | None = None
    supervisor_independent: bool | None = None


@frozen
class Development:
    """Something done to keep learning.

    Attributes:
        done_on: the day.
        days: how many days it took.
    """

    done_on: date | None = None
    days: int | None = None


@frozen
class PastComplaint:
    """A complaint about a helper.

    Attributes:
        made_on: the day it was made.
        open: whether it is still being looked into.
        upheld: whether it was upheld; no, while it is open.
        grave: whether it concerns abuse, theft or fraud.
        redress_given: whether what was decided for the person has been done.
    """

    made_on: date | None = None
    open: bool | None = None
    upheld: bool | None = None
    grave: bool | None = None
    redress_given: bool | None = None


@frozen
class Credentials:
    """What a helper has shown to the body that keeps the list.

    Attributes:
        courses: training courses completed.
        checks: checks of criminal records.
        references: references given.
        apprenticeship: the first phase of work; `None` while it is not recorded.
        code_agreed: whether the helper has agreed to the committee's code.
        code_agreed_on: the day.
        development: what was done to keep learning.
        complaints: complaints made.
        first_listed: the first day on the list; `None` for a first application.
        renewed_on: the day of the last renewal.
        care_background: whether the helper has worked in social care.
    """

    courses: tuple[Course, ...] | None = None
    checks: tuple[DisclosureCheck, ...] | None = None
    references: tuple[Reference, ...] | None = None
    apprenticeship: Apprenticeship | None = None
    code_agreed: bool | None = None
    code_agreed_on: date | None = None
    development: tuple[Development, ...] | None = None
    complaints: tuple[PastComplaint, ...] | None = None
    first_listed: date | None = None
    renewed_on: date | None = None
    care_background: bool | None = None
