"""A rule made ready to be judged, and its result in one case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import frozen

from sds_core.conditions.clauses import Clause, ClauseResult, Fact
from sds_core.conditions.evaluate import CompiledGroup, Conditions, facts_of
from sds_core.conditions.groups import Group, Quantifier, clauses_of
from sds_core.model.reasons import Reason
from sds_core.rulesets.file_format import RuleFile

__all__ = ["Rule", "RuleFormula", "RuleOutcome", "conditions_of"]


@frozen
class RuleFormula:
    """When a rule's answer is given: the rule applies, and what must be shown is not shown.

    Attributes:
        when: when it applies; `None` for always.
        need: what must be shown.
        mask: the bits of all its clauses.
    """

    when: CompiledGroup | None
    need: CompiledGroup
    mask: int

    def holds(self, true: int, known: int) -> bool | None:
        """Return whether its answer is given, or `None` where that is not known."""
        met = self.need.holds(true, known)
        if met:
            return False
        if self.when is None:
            return None if met is None else True
        applies = self.when.holds(true, known)
        if applies is False:
            return False
        return True if applies and met is False else None


def conditions_of(rules: Iterable[Rule]) -> tuple[Conditions, tuple[RuleFormula, ...]]:
    """Return rules made ready to be asked together, and each as bits."""
    taken = tuple(rules)
    conditions = Conditions(tuple(group for rule in taken for group in rule.groups))
    formulas = iter(conditions.formulas)
    found = []
    for rule in taken:
        when = None if rule.when is None else next(formulas)
        need = next(formulas)
        mask = conditions.mask_of(need) | (conditions.mask_of(when) if when else 0)
        found.append(RuleFormula(when, need, mask))
    return conditions, tuple(found)


@frozen(eq=False)
class Rule:
    """A rule with its clauses parsed against the catalogue of facts.

    Attributes:
        written: the rule as its file has it.
        when: when it applies; `None` for always.
        need: what must be shown.
        layer: the set that it comes from, as “id@version”.
        reason: what the person is told where it is not met; built once.
        overruled: how the council changed it, in plain words; empty where it did not.
        locked: whether sets laid on this one may only make it stricter.
    """

    written: RuleFile
    when: Group | None
    need: Group
    layer: str
    reason: Reason
    overruled: str = ""
    locked: bool = False

    @property
    def id(self) -> str:
        """The rule's id in the set."""
        return self.written.id

    @property
    def answer(self) -> str:
        """The answer where it is not met."""
        return self.written.otherwise

    @property
    def groups(self) -> tuple[Group, ...]:
        """When it applies, where it says so, and what must be shown."""
        return (self.need,) if self.when is None else (self.when, self.need)

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact that the rule reads, each once."""
        return facts_of(self.groups)

    def clauses(self, inner: bool = True) -> Iterator[Clause | Quantifier]:
        """Yield its clauses and quantifiers, in the order written.

        Args:
            inner: whether the clauses on items of lists are yielded too, after their quantifier.
        """
        for item in (clause for group in self.groups for clause in clauses_of(group)):
            yield item
            if inner and isinstance(item, Quantifier):
                yield from clauses_of(item.where)


@frozen
class RuleOutcome:
    """The result of one rule.

    Attributes:
        rule: the rule's id.
        applies: whether it applies; `None` where that is not known.
        met: whether what must be shown is shown; `None` where that is not known.
        fires: whether its answer is given; `None` where that is not known.
        answer: the answer that it gives where it is not met.
        seen: every clause, with the value seen.
    """

    rule: str
    applies: bool | None
    met: bool | None
    fires: bool | None
    answer: str
    seen: tuple[ClauseResult, ...]
