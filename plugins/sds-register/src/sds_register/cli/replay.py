"""`sds register replay`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core.cli.common.output import UNDETERMINED, emit, json_option, progress, wrap
from sds_register.audit.replay import Replayed, replay, starts
from sds_register.cli.options import ENTRY, open_register, register_options

__all__ = ["Replay", "command"]


@frozen
class Replay:
    """What came of making decisions again.

    Attributes:
        same: how many came to the very same bytes.
        differ: how many came to others.
        not_made: how many could not be made again.
        decisions: what came of each that is not the same, or of each that was asked for.
        versions: the versions recorded that are others than those it was tried with.
    """

    same: int
    differ: int
    not_made: int
    decisions: tuple[Replayed, ...]
    versions: tuple[str, ...] = ()


def _replay_text(found: Replay) -> str:
    out = []
    for item in found.decisions:
        if item.same:
            words = (
                "the very same bytes, but for versions" if item.versions else "the very same bytes"
            )
            out.append(f"  {item.entry}  {item.question}: {words}")
        elif item.same is None:
            out.append(
                wrap(f"{item.entry}  {item.question}: not made again: {item.why}", "      ", "  ")
            )
        else:
            out.append(click.style(f"  {item.entry}  {item.question}: differs", fg="red"))
            for d in item.differences:
                text = f"{d.path} by {d.plugin}: {d.recorded or 'nothing'} → {d.again or 'nothing'}"
                out.append(wrap(text, "        ", "      - "))
    reads = sorted({what for item in found.decisions for what in item.reads})
    out += [wrap(f"A plugin read {what}", "    ", "  ! ") for what in reads]
    out += [wrap(f"Recorded with {what}", "    ", "  ! ") for what in found.versions]
    out.append(f"{found.same} the same, {found.differ} differ, {found.not_made} not made again.")
    return "\n".join(out)


@click.command("replay", epilog="Example: sds register replay 4 5")
@click.argument("entries", nargs=-1, type=ENTRY)
@click.option(
    "--installed",
    is_flag=True,
    help="Try what other versions decided with those installed; versions are not compared.",
)
@register_options
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    entries: tuple[int, ...],
    installed: bool,
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Make decisions again from what the register keeps: ENTRIES, or every one.

    Exit code 1: a decision differs, and the plugin to blame is named, or one read the clock, a
    random number or the network. Exit code 4: a version that one names is not installed, or it
    can no longer be read.
    """
    opened = open_register(register, keys)
    wanted = list(entries) or None
    with progress(len(starts(opened, wanted)), "Replaying", as_json) as bar:
        every = list(replay(opened, wanted, lambda: bar.update(1), installed=installed))
    same = sum(item.same is True for item in every)
    gone = sum(item.same is None for item in every)
    shown = [item for item in every if wanted is not None or not item.same or item.reads]
    others = tuple(sorted({what for item in every for what in item.versions}))
    found = Replay(same, len(every) - same - gone, gone, tuple(shown), others)
    emit(found, lambda: _replay_text(found), as_json)
    reads = any(item.reads for item in every)
    ctx.exit(1 if found.differ or reads else UNDETERMINED if gone else 0)
