"""The methods by which plugins answer questions, typed: pluggy's specification of them.

What the core knows of each question is declared in `sds_core.questions`. A plugin's class inherits
`Hooks` for the types, overrides the questions that it answers and marks each with `hookimpl`::

    class FlatSum(Hooks):
        @override
        @hookimpl
        def allocate_budget(self, request: AllocateRequest) -> Allocation | Undetermined | None: ...

Each method takes one request object, so a question grows by its request class and the signature
never breaks. A plugin reads no clock, no network and no random number, and changes nothing that it
is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pluggy

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
from sds_core.model.reasons import Undetermined
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

__all__ = ["HOOK_API", "PROJECT", "Hooks", "hookimpl", "hookspec"]

HOOK_API = "1"
PROJECT = "sds_core"

_F = TypeVar("_F", bound=Callable[..., Any])

hookspec = pluggy.HookspecMarker(PROJECT)
_hookimpl = pluggy.HookimplMarker(PROJECT)


def hookimpl(function: _F) -> _F:
    """Mark a method as a plugin's answer to the question of the same name."""
    return _hookimpl(function)


class Hooks:
    """A method for every question; plugins inherit them and override what they answer."""

    def allocate_budget(self, request: AllocateRequest) -> Allocation | Undetermined | None:
        """What indicative budget does this assessment earn?

        Combined by *provider*: the one plugin that the profile names. `None` is *undetermined*.
        """
        raise AssertionError("a specification is never called")

    def adjust_budget(self, request: AdjustRequest) -> Adjustment | Undetermined:
        """What is added or taken away before the person is told, and why?

        Combined as a *chain*: in the profile's order, each given the running sum. Rounding, floor
        and cap come last, in that order.
        """
        raise AssertionError("a specification is never called")

    def suggest_support(self, request: SupportRequest) -> Sequence[SupportOption | Undetermined]:
        """Who could help this person plan and organise, nearest first?

        Combined from *all* plugins named; nothing here blocks anybody.
        """
        raise AssertionError("a specification is never called")

    def check_conflicts(self, request: ConflictsRequest) -> Sequence[Conflict | Undetermined]:
        """What interests stand between these parties?

        Combined from *all* plugins named; the strictest severity stands.
        """
        raise AssertionError("a specification is never called")

    def accredit(self, request: AccreditRequest) -> Accreditation | Undetermined | None:
        """Is each helper on the list here, on what terms, and what must the person be told?

        Combined by *provider*. Nobody needs permission to help: the person is told of an unlisted
        helper, and paying such a helper is held back only where listing is required.
        """
        raise AssertionError("a specification is never called")

    def fund_help(self, request: FundRequest) -> Funding | Undetermined | None:
        """Who pays for help with planning, from which pot, up to what?

        Combined by *provider*; shares must add up to the fee, helper by helper.
        """
        raise AssertionError("a specification is never called")

    def review_plan(self, request: ReviewRequest) -> Sequence[Finding | Undetermined]:
        """What must be said of this plan before sign-off?

        Combined from *all* plugins named; each finding names a published criterion.
        """
        raise AssertionError("a specification is never called")

    def approve_plan(self, request: ApproveRequest) -> Sequence[Approval | Undetermined]:
        """Can the plan be agreed, and who must decide?

        Combined from *all* plugins named; the strictest verdict stands. It advises: a named person
        decides.
        """
        raise AssertionError("a specification is never called")

    def review_standing(self, request: StandingRequest) -> Standing | Undetermined | None:
        """After a complaint, lapse or finding, does a helper's standing change?

        Combined by *provider*.
        """
        raise AssertionError("a specification is never called")

    def check_model(self, request: ModelRequest) -> Sequence[ModelFinding | Undetermined]:
        """Is this profile itself trustworthy?

        Combined from *all* plugins named. Provisional.
        """
        raise AssertionError("a specification is never called")

    def after_decision(self, request: DecisionNotice) -> None:
        """Told of a decision once it is recorded.

        A *notice*: a failure is logged and changes nothing.
        """
        raise AssertionError("a specification is never called")
