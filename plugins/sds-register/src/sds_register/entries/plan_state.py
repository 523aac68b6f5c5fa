"""Where a plan stands: waiting, decided, withdrawn or appealed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

__all__ = ["PlanStage", "PlanState"]


class PlanStage(StrEnum):
    """Where a plan stands."""

    WAITING = "waiting"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"


@frozen
class PlanState:
    """The state of a plan, without the plan's content.

    Attributes:
        thread: the thread of its entries.
        tip: the number of its latest act, which the next must be based on.
        stage: where it stands.
        submission: the number of the entry with which the decisions on it were last recorded.
        on: the day of its latest act.
        plan: a digest of the plan itself, made with the person's key.
        input: a digest of the case that it was decided on, made with the person's key.
        profile: SHA-256 of the profile that it was decided by.
        since: the day from which it waits, where it does.
        decided: the numbers of the sign-offs on this very plan.
        overturned: the numbers of those that an appeal has overturned, until it is decided again.
        appeal: the number of the appeal that is pending; `None` where none is.
        statements: the numbers of the person's statements that nobody has answered yet.
    """

    thread: str
    tip: int
    stage: PlanStage
    submission: int
    on: date
    plan: str
    input: str
    profile: str
    since: date
    decided: tuple[int, ...] = ()
    overturned: tuple[int, ...] = ()
    appeal: int | None = None
    statements: tuple[int, ...] = ()
