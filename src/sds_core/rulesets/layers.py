"""Layers: an area's rule set laid on a baseline, in one of two declared ways.

“local-decides”: the baseline guides and the local body determines (Dowson, 2007).
“tighten-only”: the area may only make rules stricter, unless the baseline's rule allows loosening.
It meets the concern about widely differing local rules (Henwood); no source proposes it.
"""

from __future__ import annotations

from types import MappingProxyType

from attrs import evolve

from sds_core.errors import Fault, RuleSetError, nearest
from sds_core.rulesets.rule import Rule
from sds_core.rulesets.ruleset import RuleSet
from sds_core.rulesets.strictness import StrictnessChange, compare_rules

__all__ = ["LOCAL_DECIDES", "TIGHTEN_ONLY", "lay"]

LOCAL_DECIDES = "local-decides"
TIGHTEN_ONLY = "tighten-only"


def lay(area: RuleSet, base: RuleSet) -> RuleSet:
    """Return an area's set with its baseline laid under it.

    A rule with the id of a baseline's replaces it; others add to it; `drop` leaves rules out.

    Args:
        area: the area's set, its own rules only.
        base: the baseline, itself laid on its own.

    Raises:
        RuleSetError: the baseline does not allow it; with every fault and its place.
    """
    faults: list[Fault] = []

    def fault(path: tuple[str | int, ...], found: str, expected: str, hint: str = "") -> None:
        faults.append(Fault(area.file.place(path), found, expected, hint))

    if area.head.hook != base.head.hook:
        fault(("hook",), area.head.hook, f"{base.head.hook}, which {base.name} answers")
        raise RuleSetError(f"rule set {area.file.name} cannot be laid on {base.name}", faults)
    layering = base.head.layering
    if layering is None:
        hint = "Ask its publisher to declare [layering], or copy no rules and stand alone."
        fault(("based_on",), f"{base.name}, which declares no way of layering", "one", hint)
    tighten = layering is not None and layering.how == TIGHTEN_ONLY
    # A locked rule stays locked in every layer above; only its own publisher may allow loosening.
    known = {
        rule.id: evolve(rule, locked=rule.locked or (tighten and not rule.written.may_loosen))
        for rule in base.rules
    }
    locked = any(rule.locked for rule in known.values())
    wider = set(base.head.roles) - set(area.head.roles) if area.head.roles else set()
    if locked and (wider or (area.head.roles and not base.head.roles)):
        expected = f"at least {', '.join(base.head.roles) or 'every helper'}, as {base.name} has it"
        fault(("roles",), ", ".join(area.head.roles), expected)
    for use in area.head.table:
        mine, theirs = area.tables[use.id], base.tables.get(use.id)
        if theirs is not None and theirs.digests != mine.digests:
            fault(
                ("table",), f"the name {use.id!r} for another table than the baseline's", "its own"
            )
    dropped: dict[str, Rule] = {}
    for i, drop in enumerate(area.head.drop):
        rule = known.get(drop.rule)
        if rule is None:
            fault(("drop", i, "rule"), repr(drop.rule), "the baseline's", nearest(drop.rule, known))
        elif rule.locked:
            fault(("drop", i, "rule"), *_no_leave(drop.rule, base))
        else:
            dropped[drop.rule] = rule
    own = {rule.id: rule for rule in area.rules}
    for index, rule in enumerate(area.rules):
        before = known.get(rule.id)
        if rule.id in dropped:
            fault(("rule", index, "id"), f"{rule.id!r}, which is also dropped", "one of the two")
        elif before is not None and before.locked:
            difference = compare_rules(before, rule, area.question, area.head.in_force.from_date)
            same_criterion = before.written.criterion == rule.written.criterion
            proved = difference.change in (StrictnessChange.SAME, StrictnessChange.STRICTER)
            if proved and same_criterion:
                own[rule.id] = evolve(rule, locked=True)
                continue
            found, expected, hint = _no_leave(rule.id, base)
            if difference.looser is not None:
                found += f": it answers less strictly where {difference.looser.words()}"
            if difference.change is StrictnessChange.UNPROVED:
                found += ", which cannot be shown to be as strict"
            fault(("rule", index), found, expected, hint)
    if faults:
        raise RuleSetError(f"rule set {area.file.name} cannot be laid on {base.name}", faults)
    merged = [own.get(name, rule) for name, rule in known.items() if name not in dropped]
    merged += [rule for rule in area.rules if rule.id not in known]
    return RuleSet(
        area.head,
        tuple(merged),
        MappingProxyType({**base.tables, **area.tables}),
        area.file,
        MappingProxyType({**base.digests, **area.digests}),
        base,
        tuple(dropped.values()),
    )


def _no_leave(rule: str, base: RuleSet) -> tuple[str, str, str]:
    return (
        f"the rule {rule!r} loosened",
        f"{base.name} to give leave by name: it is tighten-only",
        f"Ask {base.head.publisher} to set may_loosen on {rule!r}, or keep the rule as strict.",
    )
