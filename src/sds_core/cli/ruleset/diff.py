"""`sds ruleset diff`."""

from __future__ import annotations

import click

from sds_core.cli.common.output import emit, json_option, wrap
from sds_core.cli.ruleset.same_question import same_question
from sds_core.explain.ruleset_changes import diff_sets
from sds_core.rulesets.locate import examples_folder, open_ruleset

__all__ = ["command"]


_COLOURS = {"stricter": "red", "looser": "green", "new": "red", "gone": "green"}


@click.command("diff", epilog="Example: sds ruleset diff brokers-1.0.toml brokers-1.1.toml")
@click.argument("first")
@click.argument("second")
@json_option
def command(first: str, second: str, as_json: bool) -> None:
    """Say what became stricter, looser, new or gone from FIRST to SECOND.

    Every example of either is judged by both, and those whose answer changes are shown.
    """
    (one, one_path), (other, other_path) = open_ruleset(first), open_ruleset(second)
    same_question([one, other])
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
