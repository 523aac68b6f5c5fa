"""A rule set in plain English, for a terminal or as a page."""

from __future__ import annotations

import click

from sds_core.cli.common.output import wrap
from sds_core.explain.html import environment
from sds_core.explain.ruleset import RuleSetView, RuleView
from sds_core.rulesets.english import Sentence

__all__ = ["ruleset_html", "ruleset_text"]


def ruleset_html(view: RuleSetView) -> str:
    """Return a set as one HTML page without scripts or anything fetched."""
    return environment().get_template("ruleset.html").render(view=view)


def sentence_lines(said: Sentence, head: str) -> list[str]:
    out = []
    for depth, text in said.lines():
        first = f"     {head}" if depth == 0 else "     " + "  " * depth + "- "
        out.append(wrap(text, " " * (7 + 2 * depth), first))
    return out


def _rule_text(number: int, rule: RuleView) -> list[str]:
    out = ["", wrap(f"{number}. {rule.title}", "   ")]
    if rule.applies is not None:
        out += sentence_lines(rule.applies, "Applies when: ")
    out += sentence_lines(rule.asks, "Asks for: ")
    out.append(wrap(f"If not: {rule.otherwise}.", "       ", "     "))
    out.append(wrap(f"The person is told: “{rule.because}”", "       ", "     "))
    out.append(wrap(f"From: {rule.source} — {rule.evidence}", "       ", "     "))
    out.append(wrap(f"Layer: {rule.layer}, rule “{rule.rule}”", "       ", "     "))
    out += [wrap(f"Note: {note}", "       ", "     ") for note in rule.notes]
    return out


def ruleset_text(view: RuleSetView) -> str:
    """Return a set as plain text that can be read out."""
    out = [click.style(view.title, bold=True)]
    out.append(wrap(f"{view.publisher}, {view.set}, in force {view.in_force}."))
    out += [wrap(view.summary)] if view.summary else []
    out += [wrap(f"! {warning}", "  ") for warning in view.warnings]
    out += ["", wrap(view.question)]
    out.append(wrap(f"Where a person must decide: {view.ask}."))
    if view.tell:
        out.append(wrap(f"People are told: “{view.tell}”"))
    for number, rule in enumerate(view.rules, 1):
        out += _rule_text(number, rule)
    if view.layers or view.dropped:
        out += ["", "How it is built"]
        out += [wrap(text, "    ", "  - ") for text in view.layers]
        out += [wrap(f"left out: {text}", "    ", "  - ") for text in view.dropped]
    out += ["", wrap(f"Burden: {view.burden_line}"), wrap(f"Review: {view.review}")]
    out += [wrap(f"Agreed: {view.minute}")] if view.minute else []
    return "\n".join([*out, f"Fingerprint: {view.digest}"])
