"""A rule set made ready to judge: every rule is asked, and the strictest answer stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, partial

from attrs import field, frozen

from sds_core.conditions.evaluate import Conditions, Evaluation
from sds_core.conditions.groups import GroupKind
from sds_core.conditions.solver import SearchBudgetExceeded, Space
from sds_core.formats.plain import read_only
from sds_core.formats.toml import TomlFile
from sds_core.rulesets.file_format import RuleSetFile
from sds_core.rulesets.questions import ASK_A_PERSON, RULE_QUESTIONS, UNDETERMINED, RuleQuestion
from sds_core.rulesets.rule import Rule, RuleFormula, RuleOutcome, conditions_of
from sds_core.tables.table import Table

__all__ = ["Judgement", "Published", "RuleSet"]


@frozen
class Published:
    """How a fetched set was published, and why the last attempt to fetch it again was refused.

    Attributes:
        publisher: the publisher's name in the store of fetched sets.
        expires: the last day on which the publication is valid.
        refused: why the last attempt to fetch it again was refused; empty where it was not.
    """

    publisher: str
    expires: date
    refused: str = ""

    def notices(self, on: date) -> tuple[str, ...]:
        """Return what must be known of the publication on a day."""
        found = []
        if on > self.expires:
            found.append(
                f"The publication by {self.publisher} expired on {self.expires}: its rules stay in "
                "force until it is fetched again"
            )
        if self.refused:
            found.append(
                f"The last fetch from {self.publisher} was refused ({self.refused}): the last good "
                "rules stay in force"
            )
        return tuple(found)


@frozen(eq=False)
class Judgement:
    """The result of judging one subject by a rule set.

    Attributes:
        rules: the set.
        asked: what was seen.
        verdict: the answer that stands, “ask” where a rule requires a person, or “undetermined”.
        fired: places of the rules that are not met.
        open: places of the rules that are not settled.
        missing: the facts that would settle it; empty where it is settled.
    """

    rules: RuleSet
    asked: Evaluation
    verdict: str
    fired: tuple[int, ...]
    open: tuple[int, ...]
    missing: tuple[str, ...] = ()

    @property
    def unmet(self) -> tuple[Rule, ...]:
        """The rules that are not met."""
        return tuple(self.rules.rules[i] for i in self.fired)

    @property
    def deciding(self) -> tuple[Rule, ...]:
        """The rules behind the answer: those not met, or open ones of which at least one fails.

        Where every value of a missing fact leads to one answer, but by different rules, no single
        rule is settled, and yet the answer stands.
        """
        rules = self.rules.rules
        if any(rules[i].answer == self.verdict for i in self.fired):
            return self.unmet
        between = [i for i in self.open if rules[i].answer == self.verdict]
        return tuple(rules[i] for i in sorted({*self.fired, *between}))

    @property
    def undecided(self) -> bool:
        """Whether a person must decide, or a fact is missing."""
        return self.verdict in (ASK_A_PERSON, UNDETERMINED)

    @cached_property
    def outcomes(self) -> tuple[RuleOutcome, ...]:
        """The result of each rule, in the order of the set."""
        return tuple(self._outcome(i) for i in range(len(self.rules.rules)))

    def _outcome(self, place: int) -> RuleOutcome:
        rules, true, known = self.rules, self.asked.true, self.asked.known
        fires, rule = rules.formulas[place], rules.rules[place]
        return RuleOutcome(
            rule.id,
            True if fires.when is None else fires.when.holds(true, known),
            fires.need.holds(true, known),
            fires.holds(true, known),
            rule.answer,
            rules.conditions.seen(self.asked, fires.mask),
        )


@frozen(eq=False)
class RuleSet:
    """A rule set, checked and indexed, with its baseline where it has one.

    Attributes:
        head: the set as its file has it.
        rules: its rules, the baseline's among them.
        tables: the tables that it names, by the name that its facts begin with.
        file: the file, for places in errors.
        digests: SHA-256 of every file that it is made of, by name.
        base: the baseline that it is laid on.
        dropped: rules of the baseline that it leaves out.
        notes: what a council changed in it, in plain words.
        published: how it was published, where it was fetched from its publisher.
        conditions: the rules made ready to be asked.
        formulas: each rule as bits.
    """

    head: RuleSetFile
    rules: tuple[Rule, ...]
    tables: Mapping[str, Table]
    file: TomlFile = field(repr=False)
    digests: Mapping[str, str] = field(converter=read_only, repr=False)
    base: RuleSet | None = field(default=None, repr=False)
    dropped: tuple[Rule, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    published: Published | None = None
    conditions: Conditions = field(init=False, repr=False)
    formulas: tuple[RuleFormula, ...] = field(init=False, repr=False)
    _ranks: tuple[int, ...] = field(init=False, repr=False)
    _plain: tuple[int, ...] = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        conditions, formulas = conditions_of(self.rules)
        object.__setattr__(self, "conditions", conditions)
        object.__setattr__(self, "formulas", formulas)
        # Most rules always apply and ask for all of some clauses: those are settled by two ANDs.
        plain = (
            f.mask if f.when is None and f.need.how is GroupKind.ALL and not f.need.groups else 0
            for f in formulas
        )
        object.__setattr__(self, "_plain", tuple(plain))
        ranks = tuple(self.question.rank(rule.answer) for rule in self.rules)
        object.__setattr__(self, "_ranks", ranks)

    @property
    def name(self) -> str:
        """The set as “id@version”."""
        return f"{self.head.id}@{self.head.version}"

    @property
    def question(self) -> RuleQuestion:
        """The question that it answers."""
        return RULE_QUESTIONS[self.head.hook]

    @property
    def digest(self) -> str:
        """SHA-256 of the set's own file."""
        return self.digests[self.file.name]

    def get(self, rule_id: str) -> Rule | None:
        """Return a rule by id, or `None` if the set has none such."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def layers(self) -> Iterator[RuleSet]:
        """Yield the set and every baseline under it, the nearest first."""
        current: RuleSet | None = self
        while current is not None:
            yield current
            current = current.base

    def in_force_on(self, on: date) -> bool:
        """Tell whether this version counts on a day."""
        start, until = self.head.in_force.from_date, self.head.in_force.until
        return start <= on and (until is None or on <= until)

    def overdue(self, on: date, listed: int | None = None) -> str:
        """Return why the set's review is overdue, in plain words; nothing where it is not.

        Args:
            on: the day.
            listed: how many helpers are on the list, where that is known.
        """
        review = self.head.review
        over = review.when_listed_over
        if on > review.by:
            return f"The review of “{self.head.title}” ({self.name}) was due by {review.by}"
        if over is not None and listed is not None and listed > over:
            return (
                f"The review of “{self.head.title}” ({self.name}) is due: {listed} helpers are "
                f"listed, more than {over}"
            )
        return ""

    def judge(self, subject: object, on: date) -> Judgement:
        """Ask every rule of one subject; the strictest answer stands.

        Where a fact is missing, the answer still stands if no value of that fact could change it;
        otherwise the answer is undetermined and names the fact.

        Args:
            subject: a helper or a plan in its case, or facts given.
            on: the day of the decision.
        """
        asked = self.conditions.ask(subject, on)
        true, known = asked.true, asked.known
        fired, unsettled, worst = [], [], 0
        failed, unknown = known & ~true, ~known
        for place, mask in enumerate(self._plain):
            if mask:
                holds = True if mask & failed else None if mask & unknown else False
            else:
                holds = self.formulas[place].holds(true, known)
            if holds is None:
                unsettled.append(place)
            elif holds:
                fired.append(place)
                worst = max(worst, self._ranks[place])
        matter = [place for place in unsettled if self._ranks[place] > worst]
        if matter:
            possible = self._possible(asked, on, worst, matter)
            if len(possible) == 1:
                worst, matter = possible.pop(), []
        question = self.question
        verdict = UNDETERMINED if matter else question.answer_of(worst)
        return Judgement(
            self, asked, verdict, tuple(fired), tuple(unsettled), self._missing(asked, matter)
        )

    def _missing(self, asked: Evaluation, matter: list[int]) -> tuple[str, ...]:
        conditions, names = self.conditions, {}
        for place in matter:
            mask = self.formulas[place].mask & ~asked.known
            for seen in conditions.seen(asked, mask):
                names.update(dict.fromkeys(seen.missing))
        return tuple(names)

    def _possible(self, asked: Evaluation, on: date, worst: int, matter: list[int]) -> set[int]:
        """Return the rank of every answer that some value of the missing facts would give."""
        known = {i: place for i, place in enumerate(asked.places) if place is not None}
        rules = [(self._ranks[place], self.formulas[place]) for place in matter]
        ranks = {worst, *(rank for rank, _ in rules)}

        def gives(wanted: int, true: int, seen: int) -> bool | None:
            """Tell whether the strictest answer given has the rank wanted."""
            found = [
                (rank, formula.holds(true & ~asked.known | asked.true, seen | asked.known))
                for rank, formula in rules
                if rank >= wanted
            ]
            if any(holds for rank, holds in found if rank > wanted):
                return False
            same = [holds for rank, holds in found if rank == wanted]
            here = wanted == worst or True in same or (None if None in same else False)
            stricter_open = any(holds is None for rank, holds in found if rank > wanted)
            return None if here and stricter_open else here

        try:
            space = Space(self.conditions, on, known)
            return {rank for rank in ranks if space.find(partial(gives, rank))}
        except SearchBudgetExceeded:
            return ranks
