"""`sds register record`: an act from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from attrs import evolve

from sds_core import Fault, InputError, nearest
from sds_core.cases.reader import CaseReader
from sds_core.cli.common.output import emit, json_option, read_file
from sds_core.formats.strict_json import parse_json
from sds_core.schemas.validate import CompiledSchema
from sds_register.acts.act import WORDS, Act
from sds_register.acts.plain import act_from_file
from sds_register.cli.act_text import acted_text
from sds_register.cli.options import open_register, register_options
from sds_register.published import REGISTER_SCHEMAS
from sds_register.workflow.perform import ActService

__all__ = ["command"]


def _read_act(plain: Any, name: str) -> Act:
    """Return an act from plain data; faults are told of the very kind of act that it says it is.

    Raises:
        InputError: with every fault and its JSON path.
    """
    schema = REGISTER_SCHEMAS.load("act-1")
    kinds = {word: f"Tagged{kind.__name__}" for kind, word in WORDS.items()}
    act = plain.get("act") if isinstance(plain, dict) else None
    if isinstance(act, dict) and plain.get("format") == "sds-act-1":
        said = act.get("act")
        if said not in kinds:
            hint = nearest(str(said), kinds)
            fault = Fault(f"{name}: $.act.act", repr(said)[:80], "a kind of act", hint)
            raise InputError(f"{name} is no act", [fault])
        one = {**schema["$defs"][kinds[said]], "$defs": schema["$defs"]}
        found = CompiledSchema(one).faults(act, name)
        if found:
            placed = [evolve(f, place=f.place.replace(": $", ": $.act", 1)) for f in found]
            raise InputError(f"{name} does not fit its schema", placed)
    REGISTER_SCHEMAS.check(plain, "act-1", name)
    return act_from_file(plain)


@click.command("record", epilog="Example: sds register record appeal.json")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="An idempotency key: the same act under it is recorded once.")
@register_options
@json_option
def command(file: Path, key: str | None, register: str, keys: str | None, as_json: bool) -> None:
    """Record an act from FILE (JSON to the schema act-1, or - for standard input).

    Statements, withdrawals, appeals and their outcomes, declarations, accreditation, complaints,
    rule sets and profiles put in force, accounts that belong together, holds and pots. Exit code
    6: the act may not stand; the refusal is on record.
    """
    plain: Any = parse_json(read_file(file), str(file))
    act = _read_act(plain, str(file))
    acted = ActService(open_register(register, keys, create=True), CaseReader()).perform(act, key)
    emit(acted, lambda: acted_text(acted), as_json)
