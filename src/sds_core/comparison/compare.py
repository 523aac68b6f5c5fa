"""Two models on the same cases: who gains and loses, what it costs, and the cause of each change.

Causes are found by experiment: each difference between the profiles is applied alone to the first
profile, and is a cause of whatever then changes. Where none alone changes a decision, each is left
out of the second profile in turn, and is a joint cause of whatever then changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from attrs import Factory, evolve, mutable

from sds_core.cases.reader import CaseReader
from sds_core.comparison.records import (
    CaseChange,
    Cause,
    Change,
    Comparison,
    OpenCause,
    PotTotal,
    Totals,
)
from sds_core.domain.prior_decisions import indicative
from sds_core.errors import ProfileError
from sds_core.explain.summary import essence, outcome_words, rules_of
from sds_core.model.answers import Funding
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey, Status
from sds_core.model.known import NOTHING_KNOWN, Known
from sds_core.model.money import Money, round_half_up
from sds_core.model.periods import Period
from sds_core.plugins.discovery import discover
from sds_core.profiles.assemble import assemble
from sds_core.profiles.diff import Difference, differences, units, vary
from sds_core.profiles.file_cache import FileCache
from sds_core.profiles.profile import Profile
from sds_core.questions import ADJUST_BUDGET, ALLOCATE_BUDGET, FUND_HELP
from sds_core.site import Site

__all__ = ["compare"]

_MOST_CAUSES = 10


def _yearly(journey: Journey) -> Money | None:
    amount = indicative({d.question: d for d in journey.decisions})
    if amount is None:
        return None
    return Money(round_half_up(amount.exactly_per(Period.YEAR)))


def _plugins(decision: Decision) -> tuple[str, ...]:
    return tuple(opinion.given_by.plugin for opinion in decision.opinions)


class _Variants:
    """Sites between two profiles, each made once: the first with some differences of the second."""

    def __init__(self, first: Profile, second: Profile, on: date, reader: CaseReader) -> None:
        self.first, self.second, self.on, self.reader = first, second, on, reader
        self.groups = units(first, second)
        self._found, self._files = discover(), FileCache()
        self._sites: dict[tuple[str, tuple[str, ...]], Site | None] = {}

    def site(self, start: str, group: tuple[str, ...]) -> Site | None:
        """Return the site of the first with a group of differences, or of the second without it.

        It is `None` where such a profile is not valid.
        """
        key = (start, group)
        if key not in self._sites:
            ends = (self.first.origin, self.second.origin)
            base, other = ends if start == "first" else ends[::-1]
            try:
                profile = assemble(
                    vary(base, other, group), self._found, self._files, self.first.questions
                )
                self._sites[key] = Site(profile, self.reader)
            except ProfileError:  # the profile is not valid with this difference alone
                self._sites[key] = None
        return self._sites[key]


def _that_work(variants: _Variants) -> list[tuple[str, ...]]:
    """Return the groups of differences, settings of one plugin together where none works alone.

    For example, a table and the setting that says how to read it are valid only together.
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
    """Tell whether a group of differences affects a question itself, not through an earlier one."""
    asked = {
        plugin
        for profile in profiles
        for choice in [profile.choices.get(question)]
        if choice
        for plugin in (*choice.plugins, *choice.advisers)
    }
    for key in group:
        head, _, rest = key.partition(".")
        if head == "hooks" and rest == question:
            return True
        if head == "settings" and rest.split(".")[0] in asked:
            return True
        if head in profiles[0].questions[question].shaped_by:
            return True
    return False


class _Tracer:
    def __init__(self, variants: _Variants, found: Sequence[Difference]) -> None:
        self.variants = variants
        self.groups = _that_work(variants)
        self.by_key = {difference.key: difference for difference in found}
        self._causes: dict[tuple[tuple[str, ...], str, bool], Cause] = {}

    def cause(self, group: tuple[str, ...], question: str, jointly: bool) -> Cause:
        """Return a cause: one record, however many cases it changes."""
        key = (group, question, jointly)
        if key not in self._causes:
            self._causes[key] = self._cause(*key)
        return self._causes[key]

    def _cause(self, group: tuple[str, ...], question: str, jointly: bool) -> Cause:
        found = [self.by_key[key] for key in group if key in self.by_key]
        # A change of who is asked includes the settings of the plugin, so it alone is named.
        named = found[:1] if group[0].startswith("hooks.") else found
        words = "; ".join(difference.words() for difference in named)
        profiles = (self.variants.first, self.variants.second)
        consequence = not _direct(group, question, profiles)
        return Cause(group[0], words, named[0].place, consequence, jointly)

    def trace(
        self, case: Case, known: Known, one: Journey, other: Journey, changed: list[str]
    ) -> dict[str, tuple[Cause, ...]]:
        """Return the causes of each changed decision of a case."""
        found = self._doing("first", case, known, one, changed)
        open_ = [question for question in changed if not found[question]]
        return found | self._doing("second", case, known, other, open_)

    def _doing(
        self, start: str, case: Case, known: Known, journey: Journey, questions: list[str]
    ) -> dict[str, tuple[Cause, ...]]:
        """Return the causes of change in each decision of a journey, each group tried alone."""
        found: dict[str, list[Cause]] = {question: [] for question in questions}
        before = {question: essence(journey[question]) for question in questions}
        for group in self.groups if questions else []:
            site = self.variants.site(start, group)
            if site is None:
                continue
            varied = site.decide(case, self.variants.on, known)
            for question in questions:
                if essence(varied[question]) != before[question]:
                    found[question].append(self.cause(group, question, start == "second"))
        return {question: tuple(causes) for question, causes in found.items()}


@mutable
class _Sums:
    """The figures of a comparison, added up as it goes: no journey is kept."""

    cases: int = 0
    changed: int = 0
    gain: int = 0
    lose: int = 0
    newly_open: int = 0
    newly_decided: int = 0
    undecided: int = 0
    before: int = 0
    after: int = 0
    pots_before: Counter[str] = Factory(Counter)
    pots_after: Counter[str] = Factory(Counter)
    because: Counter[str] = Factory(Counter)

    def add(self, change: CaseChange, one: Journey, other: Journey) -> None:
        """Add one case."""
        self.cases += 1
        self.changed += bool(change.changes)
        if change.before is not None and change.after is not None:
            self.gain += change.after > change.before
            self.lose += change.after < change.before
            self.before += change.before.pence
            self.after += change.after.pence
        self.newly_open += _opens(one, other)
        self.newly_decided += _opens(other, one)
        causes = {cause for journey in (one, other) for cause in _why_no_budget(journey)}
        self.undecided += bool(causes)
        self.because.update(causes)
        _add_pots(self.pots_before, one)
        _add_pots(self.pots_after, other)

    def totals(self) -> Totals:
        """Return the figures."""
        pots = sorted({*self.pots_before, *self.pots_after})
        return Totals(
            self.cases,
            self.changed,
            self.gain,
            self.lose,
            self.newly_open,
            self.newly_decided,
            Money(self.before),
            Money(self.after),
            tuple(
                PotTotal(pot, Money(self.pots_before[pot]), Money(self.pots_after[pot]))
                for pot in pots
            ),
            self.undecided,
            tuple(
                OpenCause(cause, cases)
                for cause, cases in sorted(self.because.items(), key=lambda c: (-c[1], c[0]))
            )[:_MOST_CAUSES],
        )


def _opens(one: Journey, other: Journey) -> bool:
    """Tell whether the second leaves a decision open that the first makes."""
    return any(
        decision.status is Status.UNDETERMINED
        and one[decision.question].status is not Status.UNDETERMINED
        for decision in other.decisions
    )


def _why_no_budget(journey: Journey) -> Iterator[str]:
    """Yield why the indicative budget of a case is not decided; nothing where it is."""
    for question in (ALLOCATE_BUDGET, ADJUST_BUDGET):
        decision = journey[question]
        if decision.status is Status.UNDETERMINED:
            yield from (missing.cause for missing in decision.undetermined)
            return


def _add_pots(totals: Counter[str], journey: Journey) -> None:
    for funding in journey[FUND_HELP].answers(Funding):
        for share in funding.shares:
            totals[share.pot] += share.money.pence


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
    cases: Iterable[Case],
    first: Profile,
    second: Profile,
    on: date,
    progress: Callable[[], None] = lambda: None,
    known: Callable[[Case], Known] = lambda case: NOTHING_KNOWN,
) -> Comparison:
    """Decide every case by both models and trace each change to its cause.

    Args:
        cases: the cases; none is kept, so memory use grows only with the changes found.
        first: the model before.
        second: the model after.
        on: the day that the decisions are for.
        progress: called once for each case.
        known: returns what the council's records say beside a case.
    """
    found = differences(first, second)
    one = Site(first)
    other = Site(second, one.reader)
    variants = _Variants(first, second, on, one.reader)
    tracer = _Tracer(variants, found)
    sums = _Sums()
    results: list[CaseChange] = []
    for case in cases:
        told = known(case)
        pair = (one.decide(case, on, told), other.decide(case, on, told))
        result = _case_change(case, *pair)
        sums.add(result, *pair)
        if result.changes:
            causes = tracer.trace(case, told, *pair, [change.question for change in result.changes])
            result = evolve(
                result,
                changes=tuple(
                    evolve(change, causes=causes[change.question]) for change in result.changes
                ),
            )
            results.append(result)
        progress()
    return Comparison(
        first.name,
        second.name,
        first.title,
        second.title,
        first.digest,
        second.digest,
        on,
        tuple(found),
        sums.totals(),
        tuple(sorted(results, key=lambda change: change.case)),
    )
