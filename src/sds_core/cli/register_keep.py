"""`sds register record`, `replay` and `upgrade`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Any, get_args

import click
from attrs import evolve, frozen

from sds_core import schemas
from sds_core.casefile import CaseReader
from sds_core.cli.opened import ENTRY, open_register, register_options
from sds_core.cli.output import UNDETERMINED, emit, json_option, progress, read_file, wrap
from sds_core.errors import Fault, InputError, nearest
from sds_core.model.acts import Act, ActFile
from sds_core.model.money import Money
from sds_core.parsing import parse_json
from sds_core.register.acting import Acted, Desk
from sds_core.register.book import keys_of, prepare
from sds_core.register.databases import connect, place_of
from sds_core.register.grants import grant
from sds_core.register.versions import upgrade, version_of
from sds_core.replay import Replayed, replay, starts
from sds_core.wire import from_plain, tag_of

__all__ = ["Replay", "Upgraded", "acted_text", "commands"]


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


@frozen
class Upgraded:
    """The versions of a register's tables.

    Attributes:
        register: the version of the register's tables before, and now.
        keys: the version of the keys' tables before, and now.
        granted: the role that was given what writers need; empty where none was.
    """

    register: tuple[str | None, str | None]
    keys: tuple[str | None, str | None]
    granted: str


def acted_text(acted: Acted) -> str:
    """Return what became of an act, for a terminal."""
    before = "was recorded before, as" if acted.repeated else "is recorded as"
    out = [f"The {acted.kind.replace('_', ' ')} {before} entry {acted.entry}."]
    if acted.judged is not None:
        if acted.judged.agreed is not None:
            out.append(f"Agreed: {acted.judged.agreed.words()}, by {acted.judged.tier}.")
        out += [wrap(f"Its reason answers: {text}", "  ") for text in acted.judged.reasons_asked]
        takes = acted.judged.takes.items()
        out += [f"Taken from {pot}: {Money(pence).pounds()}" for pot, pence in takes]
    out.append(f"Root {acted.root} over {acted.size:,} entries")
    return "\n".join(out)


def _read_act(plain: Any, name: str) -> Act:
    """Return an act from plain data; faults are told of the very kind of act that it says it is.

    Raises:
        InputError: with every fault and its JSON path.
    """
    schema = schemas.load_schema("act-1")
    kinds = {tag_of(kind): f"Tagged{kind.__name__}" for kind in get_args(Act)}
    act = plain.get("act") if isinstance(plain, dict) else None
    if isinstance(act, dict) and plain.get("format") == "sds-act-1":
        said = act.get("act")
        if said not in kinds:
            hint = nearest(str(said), kinds)
            fault = Fault(f"{name}: $.act.act", repr(said)[:80], "a kind of act", hint)
            raise InputError(f"{name} is no act", [fault])
        one = {**schema["$defs"][kinds[said]], "$defs": schema["$defs"]}
        found = schemas.CompiledSchema(one).faults(act, name)
        if found:
            placed = [evolve(f, place=f.place.replace(": $", ": $.act", 1)) for f in found]
            raise InputError(f"{name} does not fit its schema", placed)
    schemas.check(plain, "act-1", name)
    return from_plain(plain, ActFile).act


@click.command("record", epilog="Example: sds register record appeal.json")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="An idempotency key: the same act under it is recorded once.")
@register_options
@json_option
def record_command(
    file: Path, key: str | None, register: str, keys: str | None, as_json: bool
) -> None:
    """Record an act from FILE (JSON to the schema act-1, or - for standard input).

    Statements, withdrawals, appeals and their outcomes, declarations, accreditation, complaints,
    rule sets and profiles put in force, accounts that belong together, holds and pots. Exit code
    6: the act may not stand; the refusal is on record.
    """
    plain: Any = parse_json(read_file(file), str(file))
    act = _read_act(plain, str(file))
    acted = Desk(open_register(register, keys, create=True), CaseReader()).perform(act, key)
    emit(acted, lambda: acted_text(acted), as_json)


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
def replay_command(
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


@click.command("upgrade", epilog="Example: sds register upgrade --grant sds_writer")
@click.option("--grant", "role", help="On PostgreSQL: a role that may read and add, nothing else.")
@register_options
@json_option
def upgrade_command(role: str | None, register: str, keys: str | None, as_json: bool) -> None:
    """Bring the tables to the newest version: all of the way, or not at all."""
    with ExitStack() as opened:
        held = connect(keys_of(register, keys))
        opened.callback(held.dispose)
        engine = connect(register)
        opened.callback(engine.dispose)
        before = version_of(held), version_of(engine)
        if None in before:
            prepare(engine, held, create=True)
        upgrade(held, "keys")
        upgrade(engine, "register")
        if role:
            grant(engine, held, role)
        done = Upgraded((before[1], version_of(engine)), (before[0], version_of(held)), role or "")

    def text() -> str:
        out = [
            f"{place_of(one)}: {was or 'new'} → {now}"
            for one, (was, now) in ((engine, done.register), (held, done.keys))
        ]
        return "\n".join(out + ([f"{role} may read and add."] if role else []))

    emit(done, text, as_json)


commands = {"record": record_command, "replay": replay_command, "upgrade": upgrade_command}
