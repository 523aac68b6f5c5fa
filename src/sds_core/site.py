"""Site: the typed façade that a host uses. Immutable, and safe to share between threads.

The host authenticates people; the core trusts what it is given. Plugins run in the host's process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from attrs import field, frozen

from sds_core.cases.reader import CaseReader
from sds_core.domain.costs import engage
from sds_core.domain.payment_conditions import unlisted
from sds_core.domain.prior_decisions import Earlier, indicative, points
from sds_core.domain.who_may_not_judge import may_not_judge
from sds_core.engine.combiner import Combiner
from sds_core.engine.dispatcher import HookDispatcher
from sds_core.errors import InputError, ProfileError
from sds_core.formats.plain import freeze
from sds_core.hookspecs import CASE_HOOKS
from sds_core.model.answers import Finding
from sds_core.model.case import Case
from sds_core.model.criteria import ListingNeed
from sds_core.model.decisions import Decision, Journey
from sds_core.model.plan import Plan
from sds_core.model.reasons import Undetermined
from sds_core.model.requests import (
    AccreditRequest,
    AllocateRequest,
    ApproveRequest,
    ConflictsRequest,
    DecisionNotice,
    EventKind,
    FundRequest,
    ModelRequest,
    ReviewRequest,
    StandingRequest,
    SupportRequest,
)
from sds_core.profiles.archive import texts_of
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.profile import Profile
from sds_core.resources.kept_texts import KeptTexts

__all__ = ["Site"]

_NOTHING: Earlier = MappingProxyType({})


@frozen(eq=False, slots=False)
class Site:
    """A profile ready to decide: one configured plugin for each policy it names.

    Attributes:
        profile: the profile.
        reader: reads cases, plugins' own data included.
    """

    profile: Profile
    reader: CaseReader = field(factory=CaseReader, repr=False)
    _combiner: Combiner = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        profile = self.profile
        combiner = Combiner(HookDispatcher(profile), profile.name, profile.digest, profile.notices)
        object.__setattr__(self, "_combiner", combiner)

    @classmethod
    def load(cls, profile: str) -> Self:
        """Return a site for a profile.

        Args:
            profile: “id@version”, an id of which one version is installed, or a file's path.

        Raises:
            ProfileError: with every fault found.
        """
        return cls(load_profile(profile))

    @cached_property
    def texts(self) -> KeptTexts:
        """What the profile is made of, to be kept with decisions."""
        return texts_of(self.profile)

    def read_case(self, data: bytes, name: str = "case") -> Case:
        """Read a case in JSON.

        Raises:
            InputError: with every fault and its JSON path.
        """
        return self.reader.read(data, name)

    def _skipped(self, hook: str, case: Case, on: date) -> Decision | None:
        choice = self.profile.hooks.get(hook)
        if choice is None:
            raise ProfileError(f"profile {self.profile.name} asks nobody {hook}")
        if choice.not_asked:
            return self._combiner.not_asked(hook, case, on, choice.not_asked)
        return None

    def allocate(self, case: Case, on: date) -> Decision:
        """What indicative budget does this assessment earn?"""
        case = case.as_one
        hook = "allocate_budget"
        return self._skipped(hook, case, on) or self._combiner.combine_provider(
            hook, case, on, AllocateRequest(on, case)
        )

    def adjust(self, case: Case, on: date, allocated: Decision | None = None) -> Decision:
        """What is added or taken away before the person is told? Its lines make the whole sum.

        Args:
            case: the case.
            on: the day the decision is for.
            allocated: the decision on `allocate_budget`; it is made first if left out.
        """
        case = case.as_one
        return self._skipped("adjust_budget", case, on) or self._combiner.combine_chain(
            case, on, allocated or self.allocate(case, on)
        )

    def suggest(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Who could help this person plan and organise, nearest first?"""
        case = case.as_one
        hook = "suggest_support"
        return self._skipped(hook, case, on) or self._combiner.combine_all(
            hook, case, on, SupportRequest(on, case, earlier), None
        )

    def conflicts(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """What interests stand between these parties?"""
        case = case.as_one
        hook = "check_conflicts"
        return self._skipped(hook, case, on) or self._combiner.combine_all(
            hook, case, on, ConflictsRequest(on, case, earlier), "clear"
        )

    def accredit(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Is each helper on the list here, and what must the person be told?"""
        case = case.as_one
        hook = "accredit"
        skipped = self._skipped(hook, case, on)
        if skipped is not None:
            return skipped
        helpers = tuple(case.party(engaged.helper) for engaged in case.help)
        if not helpers:
            return self._combiner.not_asked(hook, case, on, "Nobody is engaged to help.")
        return self._combiner.combine_provider(
            hook, case, on, AccreditRequest(on, case, helpers, earlier)
        )

    def fund(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Who pays for help with planning, from which pot, up to what?"""
        case = case.as_one
        hook = "fund_help"
        skipped = self._skipped(hook, case, on)
        if skipped is not None:
            return skipped
        if not case.help:
            why = "Nobody is engaged to help, so there is nothing to pay."
            return self._combiner.not_asked(hook, case, on, why)
        if self.profile.listing is ListingNeed.REQUIRED:
            accredited = earlier.get("accredit") or self.accredit(case, on, earlier)
            barred = tuple(unlisted(accredited, case))
            if barred:
                return self._combiner.undetermined(hook, case, on, barred)
        budget = indicative(earlier)
        engaged = tuple(engage(help_, budget) for help_ in case.help)
        request = FundRequest(on, case, engaged, budget, points(earlier), earlier)
        if request.fee is None:
            unknown = next(e for e in engaged if e.fee is None)
            name = case.name(unknown.help.helper)
            cause = f"What {name} charges cannot be worked out: {unknown.why}"
            missing = (f"help.{unknown.help.helper}.fee",)
            return self._combiner.undetermined(hook, case, on, (Undetermined(cause, missing),))
        return self._combiner.combine_provider(hook, case, on, request)

    def review(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """What must be said of the plan before sign-off?"""
        case = case.as_one
        hook = "review_plan"
        skipped, plan = self._skipped(hook, case, on), _put_forward(case, on)
        if skipped is not None or plan is None:
            return skipped or self._combiner.not_asked(hook, case, on, _NO_PLAN)
        criteria = self.profile.criteria
        barred = frozenset(may_not_judge(case, on))
        request = ReviewRequest(on, case, plan, criteria, indicative(earlier), earlier, barred)

        known = {criterion.id for criterion in criteria.criteria}
        lost = tuple(
            Undetermined(
                f"A mark names {mark.criterion!r}, which is no published criterion here",
                (f"plan.marks[{place}].criterion",),
                "the reviewer",
                mark.criterion,
            )
            for place, mark in enumerate(plan.marks)
            if mark.criterion not in known
        )

        def unsaid(answers: Sequence[Any]) -> tuple[Undetermined, ...]:
            said = {a.criterion if isinstance(a, Finding) else a.rule for a in answers}
            return lost + tuple(
                Undetermined(
                    f"Nobody has said whether the plan meets “{criterion.title}”",
                    (f"plan.marks.{criterion.id}",),
                    "the reviewer",
                    criterion.id,
                )
                for criterion in criteria.criteria
                if criterion.id not in said
            )

        return self._combiner.combine_all(hook, case, on, request, "met", unsaid)

    def approve(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Can the plan be agreed, and who must decide? It advises; a named person decides."""
        case = case.as_one
        hook = "approve_plan"
        skipped, plan = self._skipped(hook, case, on), _put_forward(case, on)
        if skipped is not None or plan is None:
            return skipped or self._combiner.not_asked(hook, case, on, _NO_PLAN)
        request = ApproveRequest(
            on,
            case,
            plan,
            self.profile.criteria,
            self.profile.tiers,
            indicative(earlier),
            earlier,
        )
        return self._combiner.combine_all(hook, case, on, request, None)

    def standing(
        self,
        case: Case,
        on: date,
        helper: str,
        event: str,
        kind: EventKind = EventKind.OTHER,
    ) -> Decision:
        """After a complaint, lapse or finding, does a helper's standing change?

        Args:
            case: the case that it arose in.
            on: the day the decision is for.
            helper: id of the party.
            event: what happened, in plain words.
            kind: what kind of event it is.

        Raises:
            InputError: the helper is nobody in the case.
        """
        hook = "review_standing"
        if helper not in {party.id for party in case.parties}:
            raise InputError(f"{helper!r} is nobody in case {case.id}")
        helper, case = case.one(helper), case.as_one
        request = StandingRequest(on, case, case.party(helper), event, kind)
        return self._skipped(hook, case, on) or self._combiner.combine_provider(
            hook, case, on, request
        )

    def check_model(self, case: Case, on: date) -> Decision:
        """Is this profile itself trustworthy? Provisional.

        Args:
            case: the case in whose context the question is put; plugins see the profile only.
            on: the day the check is for.
        """
        case = case.as_one
        hook = "check_model"
        request = ModelRequest(on, freeze(dict(self.profile.effective)))
        return self._skipped(hook, case, on) or self._combiner.combine_all(
            hook, case, on, request, "sound"
        )

    def notify(self, decision: Decision) -> None:
        """Tell the plugins named at `after_decision`, once the decision is recorded."""
        self._combiner.dispatcher.notify(DecisionNotice(decision.on, decision))

    def decide(self, case: Case, on: date) -> Journey:
        """Ask every question of a case in order; later ones are told the earlier decisions.

        Args:
            case: the case.
            on: the day the decisions are for.
        """
        earlier: dict[str, Decision] = {}
        for question in CASE_HOOKS:
            earlier[question] = self.decide_question(question, case, on, earlier)
        return Journey(case.id, on, self.profile.name, tuple(earlier.values()))

    def decide_question(self, question: str, case: Case, on: date, earlier: Earlier) -> Decision:
        """Ask one question of a case, given what was decided before it.

        Args:
            question: the hook.
            case: the case.
            on: the day the decision is for.
            earlier: decisions by question; those on later questions are not looked at.
        """
        if question == "allocate_budget":
            return self.allocate(case, on)
        if question == "adjust_budget":
            return self.adjust(case, on, earlier["allocate_budget"])
        steps: dict[str, Callable[[Case, date, Earlier], Decision]] = {
            "suggest_support": self.suggest,
            "check_conflicts": self.conflicts,
            "accredit": self.accredit,
            "fund_help": self.fund,
            "review_plan": self.review,
            "approve_plan": self.approve,
        }
        before = CASE_HOOKS[: CASE_HOOKS.index(question)]
        told = MappingProxyType({name: earlier[name] for name in before})
        return steps[question](case, on, told)


_NO_PLAN = "No plan has been put forward yet."


def _put_forward(case: Case, on: date) -> Plan | None:
    plan = case.plan
    if plan is None or plan.submitted_on is None or plan.submitted_on > on:
        return None
    return plan
