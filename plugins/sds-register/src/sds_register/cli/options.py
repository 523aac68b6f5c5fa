"""Which register is meant: what every command on registers shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sds_register.register import Register
from sds_core.cli.common.today import council_zone

__all__ = ["DEFAULT", "ENTRY", "actor_options", "open_register", "register_options"]

DEFAULT = "sds-register.db"
ENTRY = click.IntRange(0, 2**53)

F = TypeVar("F", bound=Callable[..., Any])


def register_options(command: F) -> F:
    """Add --register and --keys to a command."""
    command = click.option(
        "--keys",
        envvar="SDS_REGISTER_KEYS",
        metavar="URL",
        help="Where the keys are kept; beside the register's file if left out.",
    )(command)
    return click.option(
        "--register",
        envvar="SDS_REGISTER",
        metavar="URL",
        default=DEFAULT,
        show_default=True,
        help="The register: a file, sqlite:///FILE or postgresql://…",
    )(command)


def actor_options(command: F) -> F:
    """Add who acts to a command."""
    for option in (
        click.option("--acts-for", multiple=True, metavar="ID", help="On whose behalf, by id."),
        click.option("--role", required=True, help="The role in which they act."),
        click.option("--name", required=True, help="Their name."),
        click.option("--person", required=True, metavar="ID", help="The human being's council_id."),
        click.option("--account", required=True, metavar="ID", help="Their account."),
    ):
        command = option(command)
    return command


def open_register(register: str, keys: str | None, *, create: bool = False) -> Register:
    """Open the register that is meant; it is closed with the command.

    Raises:
        SdsError: it cannot be opened.
    """
    from sds_register.register import Register

    opened = Register.open(register, keys, create=create, zone=council_zone())
    click.get_current_context().call_on_close(opened.close)
    return opened
