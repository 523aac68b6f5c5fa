"""What is done about a person apart from a plan: urgent help, written reasons, a revision."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from sds_register.acts.plan_acts import Actor

__all__ = ["Revision", "UrgentHelp", "WrittenReasons"]


@frozen
class UrgentHelp:
    """Help that is given at once, before anything is found or decided.

    Attributes:
        on: the day.
        by: who decides.
        person: the council's identifier for whom it concerns.
        need: the need that looks urgent, in plain words.
        help: the help that is given.
        from_date: the day from which.
        review_on: the day by which it is looked at again.
        reason: why it cannot wait.
    """

    on: date
    by: Actor
    person: str
    need: str
    help: str
    from_date: date
    review_on: date
    reason: str


@frozen
class WrittenReasons:
    """The written reasons for needs that the council does not meet, with advice.

    Attributes:
        on: the day that the person was given them.
        by: who decides.
        person: the council's identifier for whom it concerns.
        not_met: the needs that are not met, each in plain words.
        reason: why they are not met.
        advice: what can be done to meet or reduce them now, and to prevent or delay more.
    """

    on: date
    by: Actor
    person: str
    not_met: tuple[str, ...]
    reason: str
    advice: str


@frozen
class Revision:
    """A plan begins to be revised: something changed, or somebody asked.

    Attributes:
        on: the day.
        by: who records it.
        person: the council's identifier for whom it concerns.
        reason: what changed, or what was asked for.
        asked_by_person: whether the person, or somebody for them, asked for it.
        next_step: what happens next: a new assessment, a talk, another plan.
        continues: what support goes on meanwhile.
    """

    on: date
    by: Actor
    person: str
    reason: str
    asked_by_person: bool
    next_step: str
    continues: str
