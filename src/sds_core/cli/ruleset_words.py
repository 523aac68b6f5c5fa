"""`sds ruleset explain | diff | compare`: sets in plain English, alone and beside one another."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.output import emit, json_option, wrap, write_file
from sds_core.errors import Fault, InputError
from sds_core.explain.render import environment
from sds_core.explain.ruleset import RuleSetView, RuleView, view_of
from sds_core.explain.ruleset_changes import RuleSetComparison, compare_sets, diff_sets
from sds_core.rulesets.english import Said
from sds_core.rulesets.model import RuleSet
from sds_core.rulesets.open import examples_folder, open_ruleset

__all__ = ["commands", "ruleset_html", "ruleset_text"]


def ruleset_html(view: RuleSetView) -> str:
    """Return a set as one HTML page without scripts or anything fetched."""
    return environment().get_template("ruleset.html").render(view=view)


def _said(said: Said, head: str) -> list[str]:
    out = []
    for depth, text in said.lines():
        first = f"     {head}" if depth == 0 else "     " + "  " * depth + "- "
        out.append(wrap(text, " " * (7 + 2 * depth), first))
    return out


def _rule_text(number: int, rule: RuleView) -> list[str]:
    out = ["", wrap(f"{number}. {rule.title}", "   ")]
    if rule.applies is not None:
        out += _said(rule.applies, "Applies when: ")
    out += _said(rule.asks, "Asks for: ")
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


@click.command(epilog="Example: sds ruleset explain brokers.toml --html brokers.html")
@click.argument("set_", metavar="SET")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page to read out and print.")
@json_option
def explain(set_: str, html: Path | None, as_json: bool) -> None:
    """Write SET in plain English: every rule, its source and grade, and what the set asks for."""
    view = view_of(open_ruleset(set_)[0])
    if html is not None:
        write_file(html, ruleset_html(view))
    emit(view, lambda: f"Written to {html}." if html else ruleset_text(view), as_json)


def _same_question(sets: list[RuleSet]) -> None:
    hooks = {rules.head.hook for rules in sets}
    if len(hooks) > 1:
        fault = Fault("SETS", f"the questions {', '.join(sorted(hooks))}", "one question")
        raise InputError("sets on different questions cannot be compared", [fault])


_COLOURS = {"stricter": "red", "looser": "green", "new": "red", "gone": "green"}


@click.command(epilog="Example: sds ruleset diff brokers-1.0.toml brokers-1.1.toml")
@click.argument("first")
@click.argument("second")
@json_option
def diff(first: str, second: str, as_json: bool) -> None:
    """Say what became stricter, looser, new or gone from FIRST to SECOND.

    Every example of either is judged by both, and those whose answer changes are shown.
    """
    (one, one_path), (other, other_path) = open_ruleset(first), open_ruleset(second)
    _same_question([one, other])
    found = diff_sets(one, other, (examples_folder(one_path), examples_folder(other_path)))

    def text() -> str:
        out = [f"{found.first} → {found.second}"]
        for item in found.rules:
            change = click.style(item.change, fg=_COLOURS.get(item.change, "yellow"))
            out.append(wrap(f"{item.title} ({item.rule}): {item.text}", "    ", f"  {change}: "))
        out += [wrap(text, "    ", "  head: ") for text in found.head]
        if not found.rules and not found.head:
            out.append("  no difference")
        out.append(
            f"Of {found.examples_tried} examples, {len(found.examples)} are answered otherwise."
        )
        out += [
            wrap(f"{item.name}: {item.before} → {item.after}", "    ", "  - ")
            for item in found.examples
        ]
        return "\n".join(out)

    emit(found, text, as_json)


def _comparison_text(view: RuleSetComparison) -> str:
    out = []
    for number, compared in enumerate(view.sets, 1):
        out.append(
            wrap(f"{number}. {compared.title} ({compared.set}), {compared.publisher}", "   ")
        )
    for rule in view.rules:
        out += ["", click.style(wrap(f"{rule.title} ({rule.rule})"), bold=True)]
        for number, cell in enumerate(rule.cells, 1):
            out.append(wrap(cell or "no such rule", "     ", f"  {number}. "))
    out.append("")
    for number, compared in enumerate(view.sets, 1):
        out.append(wrap(f"Burden of {number}: {compared.burden}", "  "))
    return "\n".join(out)


@click.command(epilog="Example: sds ruleset compare ours.toml theirs.toml --html side-by-side.html")
@click.argument("sets", nargs=-1, required=True)
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with a table.")
@json_option
def compare(sets: tuple[str, ...], html: Path | None, as_json: bool) -> None:
    """Lay SETS of several councils or bodies side by side, rule by rule."""
    loaded = [open_ruleset(name)[0] for name in sets]
    _same_question(loaded)
    view = compare_sets(loaded)
    if html is not None:
        write_file(html, environment().get_template("rulesets.html").render(view=view))
    emit(view, lambda: f"Written to {html}." if html else _comparison_text(view), as_json)


commands = {"explain": explain, "diff": diff, "compare": compare}
