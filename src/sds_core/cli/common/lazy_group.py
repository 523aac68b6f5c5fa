"""A group of commands that are imported when they are asked for, those of add-ons among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from sds_core.plugins.addons import FIRST_PARTY, commands_below, load_attribute

__all__ = ["LazyGroup"]


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for.

    Args:
        lazy: for each command: what it does, and “module:attribute” of it.
        words: the words that lead to the group, such as “ruleset”; empty for `sds` itself.
        **options: what a group takes.
    """

    def __init__(
        self, *args: Any, lazy: Mapping[str, tuple[str, str]], words: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.lazy = {**commands_below(words), **lazy}
        self.order = [*lazy, *(name for name in self.lazy if name not in lazy)]
        self.words = words

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of the help."""
        return self.order

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, or `None` if there is none of that name.

        Raises:
            ConfigurationError: the module that holds it cannot be imported.
        """
        if cmd_name not in self.lazy:
            return None
        place = self.lazy[cmd_name][1]
        try:
            command = load_attribute(place)
        except (ImportError, AttributeError) as error:
            from sds_core.errors import ConfigurationError, Fault

            hint = "Install the package that brings it again: sds doctor names it."
            fault = Fault(place, f"{type(error).__name__}: {error}", "a command", hint)
            words = f"{ctx.command_path} {cmd_name}"
            raise ConfigurationError(f"{words} cannot be loaded", [fault]) from error
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve a command.

        Raises:
            click.UsageError: no command has that name; the message names the package that has it,
                or the nearest name.
        """
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            package = FIRST_PARTY.get(f"{self.words} {args[0]}".strip())
            if package:
                raise click.UsageError(
                    f"{ctx.command_path} {args[0]} comes with {package}, which is not installed: "
                    f"python -m pip install {package}",
                    ctx,
                )
            from sds_core.errors import nearest

            raise click.UsageError(
                f"No such command: {args[0]}. {nearest(args[0], self.order)}", ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands into the help without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self.lazy[name][0]) for name in self.order])
