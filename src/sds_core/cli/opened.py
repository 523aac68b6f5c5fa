"""Which register is meant: what every command on registers shares."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sds_core.errors import ConfigurationError, Fault
from sds_core.model.dates import ZONE, day_of

if TYPE_CHECKING:
    from sds_core.register.book import Register

__all__ = [
    "DEFAULT",
    "ENTRY",
    "actor_options",
    "council_zone",
    "open_register",
    "register_options",
    "today",
]

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


def council_zone() -> str:
    """Return the council's time zone: SDS_ZONE, or the one that English councils are in."""
    return os.environ.get("SDS_ZONE") or ZONE


def today() -> date:
    """Return the day where the council is.

    Raises:
        ConfigurationError: SDS_ZONE names no time zone.
    """
    try:
        return day_of(datetime.now(UTC), council_zone())
    except ValueError as error:
        fault = Fault("SDS_ZONE", council_zone(), "a time zone", str(error))
        raise ConfigurationError("there is no such time zone", [fault]) from None


def open_register(register: str, keys: str | None, *, create: bool = False) -> Register:
    """Open the register that is meant; it is closed with the command.

    Raises:
        SdsError: it cannot be opened.
    """
    from sds_core.register.book import Register

    opened = Register.open(register, keys, create=create, zone=council_zone())
    click.get_current_context().call_on_close(opened.close)
    return opened
