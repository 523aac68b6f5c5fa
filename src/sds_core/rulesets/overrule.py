"""A council's changes to another body's rule set, stated in the decisions that they affect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import evolve, field, frozen

from sds_core.errors import Fault, nearest
from sds_core.rulesets.questions import ASK_A_PERSON
from sds_core.rulesets.rule import Rule
from sds_core.rulesets.ruleset import RuleSet

__all__ = ["Overrule", "Overruling", "apply", "left_out"]


@frozen
class Overrule:
    """A change that a council's profile makes to a body's rule set.

    Attributes:
        set: the set's id.
        rule: the rule's id.
        because: why the council does so.
        answer: the answer that the rule gives here instead; if left out, the rule is dropped.
    """

    set: str = field(metadata={"id": True})
    rule: str = field(metadata={"id": True})
    because: str
    answer: str | None = None


@frozen
class Overruling:
    """What a council changed in, or did with, a body's rule set.

    Attributes:
        publisher: the body.
        set: the set as “id@version”.
        hook: the question that it answers.
        what: dropped, replaced, changed or added to.
        rule: the rule's id; empty where it is the whole set.
        text: what was done, in plain words.
        because: why, in the council's words; empty where it gave none.
        place: the line of the profile.
    """

    publisher: str
    set: str
    hook: str
    what: str
    rule: str
    text: str
    because: str
    place: str

    def words(self) -> str:
        """Return it in one sentence, as decisions carry it."""
        why = self.because.rstrip(".") if self.because else "it gave no reason"
        return f"The council overruled {self.publisher}: {self.text}. Why: {why}."


def apply(
    rules: RuleSet,
    overrules: Sequence[tuple[Overrule, str]],
    report: Callable[[Fault], None],
) -> tuple[RuleSet, tuple[Overruling, ...]]:
    """Return a set as a council uses it, and what the council changed.

    Args:
        rules: the set as published.
        overrules: the profile's changes to it, each with its place.
        report: takes each fault.
    """
    if not overrules:
        return rules, ()
    publishers = {layer.name: layer.head.publisher for layer in rules.layers()}
    changed: dict[str, Rule | None] = {}
    found: list[Overruling] = []
    for overrule, place in overrules:
        rule = rules.get(overrule.rule)
        known = [r.id for r in rules.rules]
        if rule is None:
            hint = nearest(overrule.rule, known)
            report(Fault(place, repr(overrule.rule), f"a rule of {rules.name}", hint))
            continue
        answers = rules.question.answers
        if overrule.answer is not None and overrule.answer not in answers:
            hint = nearest(overrule.answer, answers)
            report(Fault(place, repr(overrule.answer), f"an answer to {rules.head.hook}", hint))
            continue
        criterion = overrule.answer == "not_met" and not rule.written.criterion
        if overrule.answer == rule.answer or criterion:
            why = "an answer that needs a published criterion" if criterion else "the same answer"
            report(Fault(place, f"{overrule.answer!r}: {why}", "another answer"))
            continue
        if not overrule.because.strip():
            report(Fault(place, "no reason", "why the council overrules the body that set it"))
        title = rule.written.title
        if overrule.answer is None:
            text = f"the rule “{title}” ({rule.reason.rule}) does not count here"
            changed[rule.id], what = None, "dropped"
        else:
            words = rules.question.words
            was, now = words[rule.answer], words[overrule.answer]
            text = f"the rule “{title}” ({rule.reason.rule}) gives “{now}” here, not “{was}”"
            written = evolve(rule.written, otherwise=overrule.answer)
            ask = " A person must decide." if overrule.answer == ASK_A_PERSON else ""
            changed[rule.id] = evolve(rule, written=written, overruled=f"{text}.{ask}")
            what = "changed"
        # Told: whoever wrote the rule, and whoever publishes the set that it now stands in.
        for body in dict.fromkeys((publishers[rule.layer], rules.head.publisher)):
            because, question = overrule.because, rules.head.hook
            found.append(
                Overruling(body, rules.name, question, what, rule.id, text, because, place)
            )
    kept = [changed.get(rule.id, rule) for rule in rules.rules]
    notes = tuple(item.words() for item in found)
    return evolve(rules, rules=tuple(r for r in kept if r is not None), notes=notes), tuple(found)


def left_out(
    before: Mapping[str, RuleSet],
    after: Mapping[str, RuleSet],
    base: str,
    place: Callable[[str], str],
) -> list[Overruling]:
    """Return what a profile does with the sets that its base counts on: drops, replaces, adds to.

    A set that is laid on another counts for the other too.

    Args:
        before: the sets that count in the base, by “id@version”.
        after: the sets that count in the profile, likewise.
        base: the base as “id@version”.
        place: returns where the profile says otherwise of a question.
    """
    found = []

    def report(rules: RuleSet, what: str, text: str) -> None:
        head = rules.head
        at = place(head.hook)
        found.append(Overruling(head.publisher, rules.name, head.hook, what, "", text, "", at))

    kept = {(layer.name, layer.digest) for rules in after.values() for layer in rules.layers()}
    ids = {rules.head.id: rules for rules in after.values()}
    for rules in before.values():
        if (rules.name, rules.digest) in kept:
            continue
        other, title = ids.get(rules.head.id), f"“{rules.head.title}” ({rules.name})"
        if other is None:
            report(rules, "dropped", f"{title}, which {base} counts on, is left out")
        else:
            now = f"{other.name}, {other.digest[:19]}…"
            report(rules, "replaced", f"{title}, which {base} counts on, is replaced by {now}")
    known = {(layer.name, layer.digest) for rules in before.values() for layer in rules.layers()}
    for rules in after.values():
        own = {(layer.name, layer.digest) for layer in rules.layers()}
        beside = [b for b in before.values() if b.head.hook == rules.head.hook]
        if own & known or rules.head.id in {b.head.id for b in beside}:
            continue
        for other in beside:
            if (other.name, other.digest) not in kept:
                continue  # said already: it does not count here
            text = f"beside “{other.head.title}” ({other.name}) the set {rules.name} counts too"
            report(other, "added to", text)
    return found
