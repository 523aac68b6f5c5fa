"""`sds register upgrade`."""

from __future__ import annotations

from contextlib import ExitStack

import click
from attrs import frozen

from sds_core.cli.common.output import emit, json_option
from sds_register.cli.options import register_options
from sds_register.entries.opening import keys_of, prepare
from sds_register.ledger.database import connect, place_of
from sds_register.ledger.grants import grant
from sds_register.ledger.migrate import upgrade, version_of

__all__ = ["Upgraded", "command"]


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


@click.command("upgrade", epilog="Example: sds register upgrade --grant sds_writer")
@click.option("--grant", "role", help="On PostgreSQL: a role that may read and add, nothing else.")
@register_options
@json_option
def command(role: str | None, register: str, keys: str | None, as_json: bool) -> None:
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
