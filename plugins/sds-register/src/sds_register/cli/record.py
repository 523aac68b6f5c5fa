"""`sds register record`: an act from a file."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cases.reader import CaseReader
from sds_core.cli.common.output import emit, json_option, read_file
from sds_core.formats.strict_json import parse_json
from sds_register.cli.act_text import acted_text
from sds_register.cli.options import open_register, register_options
from sds_register.workflow.act_files import read_act
from sds_register.workflow.perform import ActService

__all__ = ["command"]


@click.command("record", epilog="Example: sds register record appeal.json")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="An idempotency key: the same act under it is recorded once.")
@register_options
@json_option
def command(file: Path, key: str | None, register: str, keys: str | None, as_json: bool) -> None:
    """Record an act from FILE (JSON to the schema act-2, or - for standard input).

    Statements, withdrawals, appeals and their outcomes, declarations, accreditation, complaints,
    rule sets and profiles put in force, accounts that belong together, holds and pots. Exit code
    6: the act may not stand; the refusal is on record.
    """
    plain: object = parse_json(read_file(file), str(file))
    act = read_act(plain, str(file))
    acted = ActService(open_register(register, keys, create=True), CaseReader()).perform(act, key)
    emit(acted, lambda: acted_text(acted), as_json)
