"""Two models on the same cases: who gains and loses, what it costs, and the cause of each change.

A cause is found by trying: each difference between the profiles is made alone, and what then
changes is its doing. Where none does it alone, each is left out of the whole in turn; what then
stays as it was needed that difference too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import evolve, field, frozen

from sds_core.casefile import CaseReader
from sds_core.caseload.comparison import (
    CaseChange,
    Cause,
    Change,
    Comparison,
    PotTotal,
    Totals,
)
from sds_core.caseload.essence import essence, outcome_words, rules_of
from sds_core.earlier import indicative
from sds_core.errors import ProfileError
from sds_core.model.answers import Funding
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey, Status
from sds_core.model.money import Money, round_half_up
from sds_core.model.periods import Period
from sds_core.plugins import Found, discover
from sds_core.profiles.diff import Difference, differences, units, vary
from sds_core.profiles.filecache import FileCache
from sds_core.profiles.load import Profile, assemble
from sds_core.site import Site

__all__ = ["compare"]


def _yearly(journey: Journey) -> Money | None:
    amount = indicative({d.question: d for d in journey.decisions})
    if amount is None:
        return None
    return Money(round_half_up(amount.exactly_per(Period.YEAR)))


def _plugins(decision: Decision) -> tuple[str, ...]:
    return tuple(opinion.given_by.plugin for opinion in decision.opinions)


@frozen(eq=False)
class _Variants:
    """Sites between two profiles, each made once: the first with some differences of the second."""

    first: Profile
    second: Profile
    on: date
    found: Mapping[str, Found]
    files: FileCache
    reader: CaseReader
    groups: list[tuple[str, ...]]
    sites: dict[Any, Site | None] = field(factory=dict)

    def site(self, start: str, group: tuple[str, ...]) -> Site | None:
        """Return the first with a group of differences, or the second without it, if it works."""
        key = (start, group)
        if key not in self.sites:
            ends = (self.first.origin, self.second.origin)
            base, other = ends if start == "first" else ends[::-1]
            try:
                profile = assemble(vary(base, other, group), self.found, self.files)
                self.sites[key] = Site(profile, self.reader)
            except ProfileError:  # the difference does not stand alone
                self.sites[key] = None
        return self.sites[key]


def _that_work(variants: _Variants) -> list[tuple[str, ...]]:
    """Return the groups of differences, settings of one plugin together where none works alone.

    A table and the way it is read, say, make sense only together.
    """
    groups: list[tuple[str, ...]] = []
    together: dict[str, tuple[str, ...]] = {}
    for group in variants.groups:
        works = variants.site("first", group) or variants.site("second", group)
        plugin = group[0].split(".")[1] if group[0].startswith("settings.") else ""
        if works or not plugin:
            groups.append(group)
        else:
            together[plugin] = (*together.get(plugin, ()), *group)
    return [*groups, *together.values()]


def _direct(group: tuple[str, ...], question: str, profiles: Sequence[Profile]) -> bool:
    """Tell whether a group of differences works at a question itself."""
    asked = {
        plugin
        for profile in profiles
        for choice in [profile.hooks.get(question)]
        if choice
        for plugin in (*choice.plugins, *choice.advisers)
    }
    for key in group:
        head, _, rest = key.partition(".")
        if head == "hooks" and rest == question:
            return True
        if head == "settings" and rest.split(".")[0] in asked:
            return True
        if head == "criteria" and question == "review_plan":
            return True
        if head == "tier" and question == "approve_plan":
            return True
    return False


class _Tracer:
    def __init__(self, variants: _Variants, found: Sequence[Difference]) -> None:
        self.variants = variants
        self.groups = _that_work(variants)
        self.by_key = {difference.key: difference for difference in found}

    def cause(self, group: tuple[str, ...], question: str, jointly: bool) -> Cause:
        found = [self.by_key[key] for key in group if key in self.by_key]
        # A hook brings the settings of its plugin along; naming the hook says it all.
        named = found[:1] if group[0].startswith("hooks.") else found
        words = "; ".join(difference.words() for difference in named)
        profiles = (self.variants.first, self.variants.second)
        consequence = not _direct(group, question, profiles)
        return Cause(group[0], words, named[0].place, consequence, jointly)

    def trace(self, case: Case, one: Journey, other: Journey, changed: list[str]) -> dict[str, Any]:
        """Return the causes of each changed decision of a case."""
        found = self._doing("first", case, one, changed)
        open_ = [question for question in changed if not found[question]]
        return found | self._doing("second", case, other, open_)

    def _doing(
        self, start: str, case: Case, journey: Journey, questions: list[str]
    ) -> dict[str, tuple[Cause, ...]]:
        """Return what makes each decision another than in a journey, each group tried alone."""
        found: dict[str, list[Cause]] = {question: [] for question in questions}
        before = {question: essence(journey[question]) for question in questions}
        for group in self.groups if questions else []:
            site = self.variants.site(start, group)
            if site is None:
                continue
            varied = site.decide(case, self.variants.on)
            for question in questions:
                if essence(varied[question]) != before[question]:
                    found[question].append(self.cause(group, question, start == "second"))
        return {question: tuple(causes) for question, causes in found.items()}


def _pots(journeys: Iterable[Journey]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for journey in journeys:
        for funding in journey["fund_help"].answers(Funding):
            for share in funding.shares:
                totals[share.pot] = totals.get(share.pot, 0) + share.money.pence
    return totals


def _totals(cases: Sequence[CaseChange], pairs: Sequence[tuple[Journey, Journey]]) -> Totals:
    both = [(c.before, c.after) for c in cases if c.before is not None and c.after is not None]
    before, after = _pots(p[0] for p in pairs), _pots(p[1] for p in pairs)

    def newly(index: int) -> int:
        return sum(
            any(
                pair[index][d.question].status is Status.UNDETERMINED
                and pair[1 - index][d.question].status is not Status.UNDETERMINED
                for d in pair[index].decisions
            )
            for pair in pairs
        )

    return Totals(
        len(cases),
        sum(bool(case.changes) for case in cases),
        sum(a > b for b, a in both),
        sum(a < b for b, a in both),
        newly(1),
        newly(0),
        Money(sum(b.pence for b, _ in both)),
        Money(sum(a.pence for _, a in both)),
        tuple(
            PotTotal(pot, Money(before.get(pot, 0)), Money(after.get(pot, 0)))
            for pot in sorted({*before, *after})
        ),
    )


def _case_change(case: Case, one: Journey, other: Journey) -> CaseChange:
    changes = tuple(
        Change(
            decision.question,
            outcome_words(decision, case),
            outcome_words(other[decision.question], case),
            rules_of(decision),
            rules_of(other[decision.question]),
            _plugins(decision),
            _plugins(other[decision.question]),
        )
        for decision in one.decisions
        if essence(decision) != essence(other[decision.question])
    )
    name = case.name(case.person)
    return CaseChange(case.id, name, _yearly(one), _yearly(other), changes)


def compare(
    cases: Sequence[Case],
    first: Profile,
    second: Profile,
    on: date,
    progress: Callable[[], None] = lambda: None,
) -> Comparison:
    """Decide every case by both models and trace each change to its cause.

    Args:
        cases: the cases.
        first: the model before.
        second: the model after.
        on: the day that the decisions are for.
        progress: called once for each case.
    """
    found = differences(first, second)
    one = Site(first)
    other = Site(second, one.reader)
    installed = discover()
    groups = units(first, second)
    variants = _Variants(first, second, on, installed, FileCache(), one.reader, groups)
    tracer = _Tracer(variants, found)
    pairs: list[tuple[Journey, Journey]] = []
    results: list[CaseChange] = []
    for case in cases:
        pair = (one.decide(case, on), other.decide(case, on))
        pairs.append(pair)
        result = _case_change(case, *pair)
        if result.changes:
            causes = tracer.trace(case, *pair, [change.question for change in result.changes])
            result = evolve(
                result,
                changes=tuple(
                    evolve(change, causes=causes[change.question]) for change in result.changes
                ),
            )
        results.append(result)
        progress()
    ordered = sorted(results, key=lambda c: (not c.changes, c.case))
    return Comparison(
        first.name,
        second.name,
        first.title,
        second.title,
        first.digest,
        second.digest,
        on,
        tuple(found),
        _totals(results, pairs),
        tuple(ordered),
    )
