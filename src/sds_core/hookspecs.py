"""The questions that the core asks of plugins, and how answers to each are combined.

A plugin's class inherits `Hooks` for the types, overrides the questions that it answers and marks
each with `hookimpl`::

    class FlatSum(Hooks):
        @override
        @hookimpl
        def allocate_budget(self, request: AllocateRequest) -> Allocation | Undetermined | None: ...

Each hook takes one request object, so a hook grows by its request class and its signature never
breaks. A plugin reads no clock, no network and no random number, and changes nothing it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

import pluggy
from attrs import frozen

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

__all__ = [
    "CASE_HOOKS",
    "HOOKS",
    "HOOK_API",
    "PROJECT",
    "Combine",
    "Hook",
    "Hooks",
    "hookimpl",
    "hookspec",
]

HOOK_API = "1"
PROJECT = "sds_core"

_F = TypeVar("_F", bound=Callable[..., Any])

hookspec = pluggy.HookspecMarker(PROJECT)
_hookimpl = pluggy.HookimplMarker(PROJECT)


def hookimpl(function: _F) -> _F:
    """Mark a method as a plugin's answer to the question of the same name."""
    return _hookimpl(function)


class Combine(StrEnum):
    """How the answers to a question become one."""

    PROVIDER = "provider"
    CHAIN = "chain"
    ALL = "all"
    NOTICE = "notice"


class Hooks:
    """The specification of every hook; plugins inherit it and override what they answer."""

    @hookspec
    def allocate_budget(self, request: AllocateRequest) -> Allocation | Undetermined | None:
        """What indicative budget does this assessment earn?

        Combined by *provider*: the one plugin that the profile names. `None` is *undetermined*.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def adjust_budget(self, request: AdjustRequest) -> Adjustment | Undetermined:
        """What is added or taken away before the person is told, and why?

        Combined as a *chain*: in the profile's order, each given the running sum. Rounding, floor
        and cap come last, in that order.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def suggest_support(self, request: SupportRequest) -> Sequence[SupportOption | Undetermined]:
        """Who could help this person plan and organise, nearest first?

        Combined from *all* plugins named; nothing here blocks anybody.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def check_conflicts(self, request: ConflictsRequest) -> Sequence[Conflict | Undetermined]:
        """What interests stand between these parties?

        Combined from *all* plugins named; the strictest severity stands.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def accredit(self, request: AccreditRequest) -> Accreditation | Undetermined | None:
        """Is each helper on the list here, on what terms, and what must the person be told?

        Combined by *provider*. Nobody needs permission to help: the person is told of an unlisted
        helper, and paying such a helper is held back only where listing is required.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def fund_help(self, request: FundRequest) -> Funding | Undetermined | None:
        """Who pays for help with planning, from which pot, up to what?

        Combined by *provider*; shares must add up to the fee, helper by helper.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def review_plan(self, request: ReviewRequest) -> Sequence[Finding | Undetermined]:
        """What must be said of this plan before sign-off?

        Combined from *all* plugins named; each finding names a published criterion.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def approve_plan(self, request: ApproveRequest) -> Sequence[Approval | Undetermined]:
        """Can the plan be agreed, and who must decide?

        Combined from *all* plugins named; the strictest verdict stands. It advises: a named person
        decides.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def review_standing(self, request: StandingRequest) -> Standing | Undetermined | None:
        """After a complaint, lapse or finding, does a helper's standing change?

        Combined by *provider*.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def check_model(self, request: ModelRequest) -> Sequence[ModelFinding | Undetermined]:
        """Is this profile itself trustworthy?

        Combined from *all* plugins named. Provisional.
        """
        raise AssertionError("a specification is never called")

    @hookspec
    def after_decision(self, request: DecisionNotice) -> None:
        """Told of a decision once it is recorded.

        A *notice*: a failure is logged and changes nothing.
        """
        raise AssertionError("a specification is never called")


@frozen
class Hook:
    """What the core knows of a question.

    Attributes:
        name: the hook's name.
        combine: how answers become one.
        answers: the types that a plugin may answer with, *undetermined* aside.
        in_journey: whether `Site.decide` asks it.
    """

    name: str
    combine: Combine
    answers: tuple[type, ...]
    in_journey: bool = True


_ALL = (
    Hook("allocate_budget", Combine.PROVIDER, (Allocation,)),
    Hook("adjust_budget", Combine.CHAIN, (Adjustment,)),
    Hook("suggest_support", Combine.ALL, (SupportOption,)),
    Hook("check_conflicts", Combine.ALL, (Conflict,)),
    Hook("accredit", Combine.PROVIDER, (Accreditation,)),
    Hook("fund_help", Combine.PROVIDER, (Funding,)),
    Hook("review_plan", Combine.ALL, (Finding,)),
    Hook("approve_plan", Combine.ALL, (Approval,)),
    Hook("review_standing", Combine.PROVIDER, (Standing,), in_journey=False),
    Hook("check_model", Combine.ALL, (ModelFinding,), in_journey=False),
    Hook("after_decision", Combine.NOTICE, (), in_journey=False),
)

HOOKS: Mapping[str, Hook] = MappingProxyType({hook.name: hook for hook in _ALL})
CASE_HOOKS: tuple[str, ...] = tuple(hook.name for hook in _ALL if hook.in_journey)
