"""Whom or what a question is about: each helper, or the plan, with the case around them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from attrs import frozen

from sds_core.domain.costs import yearly
from sds_core.domain.relationships import Links
from sds_core.model.case import Case
from sds_core.model.credentials import Credentials
from sds_core.model.known import EventKind
from sds_core.model.money import Money
from sds_core.model.parties import Party
from sds_core.model.plan import Help
from sds_core.model.requests import (
    AccreditRequest,
    ConflictsRequest,
    ReviewRequest,
    StandingRequest,
)

__all__ = ["Subject", "subjects_of"]


@frozen(slots=False, eq=False)
class Subject:
    """A helper or a plan on which conditions are evaluated.

    Attributes:
        links: the ties in the case on the day.
        helper: the helper; `None` where the plan is asked about.
        budget: the indicative budget a year, where it is decided.
        event: for standing: what kind of event it is.
    """

    links: Links
    helper: Party | None = None
    budget: Money | None = None
    event: EventKind | None = None

    @property
    def case(self) -> Case:
        """The case."""
        return self.links.case

    @property
    def asked_about(self) -> Party:
        """The helper, where conditions are evaluated on one.

        Raises:
            ValueError: they are evaluated on a plan.
        """
        if self.helper is None:
            raise ValueError(f"case {self.case.id}: no helper is asked about")
        return self.helper

    @cached_property
    def credentials(self) -> Credentials:
        """What the helper has shown; nothing recorded where there is none."""
        helper = self.helper
        return (helper.credentials if helper else None) or Credentials()

    @cached_property
    def help(self) -> Help | None:
        """The help that the helper gives in the case."""
        if self.helper is None:
            return None
        return next((h for h in self.links.case.help if h.helper == self.helper.id), None)


def subjects_of(request: Any) -> tuple[Subject, ...]:
    """Return the subjects of a request, in the order of the case.

    Args:
        request: the request of a question that rule sets may answer.

    Raises:
        TypeError: it is the request of another question.
    """
    links = Links(request.case, request.on)
    if isinstance(request, AccreditRequest):
        return tuple(Subject(links, helper) for helper in request.helpers)
    if isinstance(request, ConflictsRequest):
        return tuple(Subject(links, helper) for helper in links.planners)
    if isinstance(request, StandingRequest):
        return (Subject(links, request.helper, event=request.kind),)
    if isinstance(request, ReviewRequest):
        return (Subject(links, budget=yearly(request.budget)),)
    raise TypeError(f"no rule set answers {type(request).__name__}")
