"""`sds register pots`."""

from __future__ import annotations

import click
from attrs import frozen

from sds_core import Money
from sds_core.cli.common.output import columns, emit, json_option
from sds_register.cli.options import open_register, register_options

__all__ = ["Pot", "Pots", "command"]


@frozen
class Pot:
    """A limited pot.

    Attributes:
        pot: its id.
        holds: what is left in it.
    """

    pot: str
    holds: Money


@frozen
class Pots:
    """The limited pots that the register keeps.

    Attributes:
        pots: the pots, in the order of their ids.
    """

    pots: tuple[Pot, ...]


@click.command("pots", epilog="Example: sds register pots")
@register_options
@json_option
def command(register: str, keys: str | None, as_json: bool) -> None:
    """Show what each limited pot holds; `sds register record` puts money in."""
    balances = open_register(register, keys).balances()
    pots = Pots(tuple(Pot(pot, Money(pence)) for pot, pence in sorted(balances.items())))

    def text() -> str:
        if not pots.pots:
            return "There are no limited pots."
        return columns([(pot.pot, pot.holds.pounds()) for pot in pots.pots])

    emit(pots, text, as_json)
