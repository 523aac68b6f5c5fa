"""Site: the typed façade that a host uses. Immutable, and safe to share between threads.

The host authenticates people; the core trusts what it is given. Plugins run in the host's process.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property, partial
from types import MappingProxyType
from typing import Self, cast

from attrs import evolve, field, frozen

from sds_core.cases.known import known_of_case
from sds_core.cases.reader import CaseReader
from sds_core.domain.prior_decisions import Earlier
from sds_core.engine.combiner import Combiner
from sds_core.engine.dispatcher import Dispatcher
from sds_core.engine.steps import STEPS, Asking, HeldBack, NoNeedToAsk
from sds_core.errors import Fault, InputError, ProfileError, nearest
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey
from sds_core.model.known import NOTHING_KNOWN, EventKind, Known
from sds_core.model.requests import AdjustRequest, DecisionNotice, ModelRequest, StandingRequest
from sds_core.profiles.archive import texts_of
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.profile import Profile
from sds_core.questions import (
    ACCREDIT,
    ADJUST_BUDGET,
    ALLOCATE_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    CHECK_MODEL,
    FUND_HELP,
    QUESTIONS,
    REVIEW_PLAN,
    REVIEW_STANDING,
    SUGGEST_SUPPORT,
    Combine,
    Question,
    Questions,
)
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
        combiner = Combiner(Dispatcher(profile), profile.name, profile.digest, profile.notices)
        object.__setattr__(self, "_combiner", combiner)

    @classmethod
    def load(cls, profile: str, questions: Questions = QUESTIONS) -> Self:
        """Return a site for a profile.

        Args:
            profile: “id@version”, an id of which one version is installed, or a file's path.
            questions: the questions that are asked.

        Raises:
            ProfileError: with every fault found.
        """
        return cls(load_profile(profile, questions=questions))

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

    def ask(
        self,
        question: str,
        case: Case,
        on: date,
        earlier: Earlier = _NOTHING,
        known: Known = NOTHING_KNOWN,
    ) -> Decision:
        """Ask one question of a journey, given what was decided before it.

        Args:
            question: the question.
            case: the case.
            on: the day the decision is for.
            earlier: decisions by question. Those on later questions are not looked at; one that
                this question cannot do without is made first if left out.
            known: what the council's records say beside the case; plugins are given the parts that
                they read.

        Raises:
            InputError: it is no question of a journey.
            ProfileError: the profile does not say who is asked.
        """
        questions = self.profile.questions
        if question not in questions.journey:
            hint = nearest(question, questions.journey)
            fault = Fault(question, "no question of a journey", "one", hint)
            raise InputError(f"{question!r} cannot be asked of a case", [fault])
        known = known_of_case(known, case, questions)
        case, declared, step = case.as_one, questions[question], STEPS[question]
        asking = self._asking(case, on, _NOTHING, known)
        skipped = self._skipped(declared, asking)
        if skipped is not None:
            return skipped
        told = self._told(declared, case, on, earlier, known)
        asking = evolve(asking, earlier=told)
        request = step.request(asking)
        if isinstance(request, HeldBack):
            return self._combiner.undetermined(declared, asking, request.undetermined)
        if isinstance(request, NoNeedToAsk):
            return self._combiner.not_asked(declared, asking, request.why)
        if declared.combine is Combine.CHAIN:
            started = told[declared.made_first[0]].opinions[0].given_by.plugin
            return self._combiner.combine_chain(
                declared, asking, cast("AdjustRequest", request), started
            )
        unsaid = partial(step.unsaid, asking)
        return self._combiner.combine(declared, asking, request, unsaid, step.sum)

    def _asking(self, case: Case, on: date, earlier: Earlier, known: Known) -> Asking:
        return Asking(self.profile, case, on, earlier, known.only(self.profile.known_parts))

    def _skipped(self, question: Question, asking: Asking) -> Decision | None:
        """Return the decision where the profile, or the case, says that nobody is asked."""
        choice = self.profile.choices.get(question.name)
        if choice is None:
            raise ProfileError(f"profile {self.profile.name} asks nobody {question.name}")
        if choice.not_asked:
            return self._combiner.not_asked(question, asking, choice.not_asked)
        for reason in question.not_asked:
            if reason.until is not None and self.profile.written_for > reason.until:
                continue
            if reason.of(asking.case, asking.on):
                return self._combiner.not_asked(question, asking, reason.why)
        return None

    def _told(
        self, question: Question, case: Case, on: date, earlier: Earlier, known: Known
    ) -> Earlier:
        """Return the decisions before a question, those that it cannot do without made first."""
        before = self.profile.questions.before(question.name)
        told = {name: earlier[name] for name in before if name in earlier}
        for name in question.made_first:
            if name not in told:
                told[name] = self.ask(name, case, on, MappingProxyType(dict(told)), known)
        return MappingProxyType(told)

    def allocate(self, case: Case, on: date) -> Decision:
        """What indicative budget does this assessment earn?"""
        return self.ask(ALLOCATE_BUDGET, case, on)

    def adjust(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """What is added or taken away before the person is told? Its lines make the whole sum."""
        return self.ask(ADJUST_BUDGET, case, on, earlier)

    def suggest(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Who could help this person plan and organise, nearest first?"""
        return self.ask(SUGGEST_SUPPORT, case, on, earlier)

    def conflicts(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """What interests stand between these parties?"""
        return self.ask(CHECK_CONFLICTS, case, on, earlier)

    def accredit(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Is each helper on the list here, and what must the person be told?"""
        return self.ask(ACCREDIT, case, on, earlier)

    def fund(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Who pays for help with planning, from which pot, up to what?"""
        return self.ask(FUND_HELP, case, on, earlier)

    def review(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """What must be said of the plan before sign-off?"""
        return self.ask(REVIEW_PLAN, case, on, earlier)

    def approve(self, case: Case, on: date, earlier: Earlier = _NOTHING) -> Decision:
        """Can the plan be agreed, and who must decide? It advises; a named person decides."""
        return self.ask(APPROVE_PLAN, case, on, earlier)

    def standing(
        self,
        case: Case,
        on: date,
        helper: str,
        event: str,
        kind: EventKind = EventKind.OTHER,
        known: Known = NOTHING_KNOWN,
    ) -> Decision:
        """After a complaint, lapse or finding, does a helper's standing change?

        Args:
            case: the case that it arose in.
            on: the day the decision is for.
            helper: id of the party.
            event: what happened, in plain words.
            kind: what kind of event it is.
            known: what the council's records say beside the case.

        Raises:
            InputError: the helper is nobody in the case.
        """
        if helper not in {party.id for party in case.parties}:
            raise InputError(f"{helper!r} is nobody in case {case.id}")
        known = known_of_case(known, case, self.profile.questions)
        helper, case = case.one(helper), case.as_one
        asking = self._asking(case, on, _NOTHING, known)
        request = StandingRequest(on, case, case.party(helper), event, kind, asking.known)
        return self._outside(REVIEW_STANDING, asking, request)

    def check_model(self, case: Case, on: date) -> Decision:
        """Is this profile itself trustworthy? Provisional.

        Args:
            case: the case in whose context the question is put; plugins see the profile only.
            on: the day the check is for.
        """
        request = ModelRequest(on, self.profile.effective)
        asking = self._asking(case.as_one, on, _NOTHING, NOTHING_KNOWN)
        return self._outside(CHECK_MODEL, asking, request)

    def _outside(self, question: str, asking: Asking, request: object) -> Decision:
        """Ask a question that is not part of a journey."""
        declared = self.profile.questions[question]
        return self._skipped(declared, asking) or self._combiner.combine(declared, asking, request)

    def notify(self, decision: Decision) -> None:
        """Tell the plugins named at `after_decision`, once the decision is recorded."""
        self._combiner.dispatcher.notify(DecisionNotice(decision.on, decision))

    def decide(self, case: Case, on: date, known: Known = NOTHING_KNOWN) -> Journey:
        """Ask every question of a case in order; later ones are told the earlier decisions.

        Args:
            case: the case.
            on: the day the decisions are for.
            known: what the council's records say beside the case: pots, standing, concerns and
                earlier decisions. A register fills it; a host without one passes what it has.
        """
        earlier: dict[str, Decision] = {}
        for question in self.profile.questions.journey:
            earlier[question] = self.ask(question, case, on, earlier, known)
        return Journey(case.id, on, self.profile.name, tuple(earlier.values()))
