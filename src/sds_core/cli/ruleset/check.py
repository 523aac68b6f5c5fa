"""`sds ruleset check`: whether sets are sound."""

from __future__ import annotations

from datetime import date

import click
from attrs import frozen

from sds_core.cli.common.output import DateType, emit, json_option, wrap
from sds_core.errors import ConfigurationError, Fault, RuleSetError
from sds_core.rulesets.analysis import Diagnostic, Level, analyse, uncovered
from sds_core.rulesets.examples import (
    read_examples,
)
from sds_core.rulesets.locate import examples_folder, open_ruleset
from sds_core.rulesets.ruleset import RuleSet

__all__ = ["RuleSetCheck", "RuleSetChecks", "command"]


@frozen
class RuleSetCheck:
    """Whether a rule set is sound.

    Attributes:
        set: the set as it was named.
        works: whether it is: no fault, neither in its text nor in what it means.
        rules: how many rules it has, its baseline's among them.
        clauses: how many clauses.
        faults: what is wrong with its text.
        remarks: what is wrong, or worth a look, in what it means.
    """

    set: str
    works: bool
    rules: int
    clauses: int
    faults: tuple[Fault, ...]
    remarks: tuple[Diagnostic, ...]


@frozen
class RuleSetChecks:
    """Whether rule sets are sound, alone and as versions of one another.

    Attributes:
        checks: one for each set.
        remarks: days that no version of a set covers, or that two do.
    """

    checks: tuple[RuleSetCheck, ...]
    remarks: tuple[Diagnostic, ...]


def _check(name: str, versions: list[RuleSet], on: date | None) -> RuleSetCheck:
    try:
        rules, path = open_ruleset(name)
    except ConfigurationError as error:
        faults = error.faults or (Fault(name, error.message, "a rule set"),)
        return RuleSetCheck(name, False, 0, 0, faults, ())
    try:
        read_examples(rules, examples_folder(path))
    except ConfigurationError as error:
        return RuleSetCheck(name, False, len(rules.rules), 0, error.faults, ())
    versions.append(rules)
    remarks = list(analyse(rules))
    for layer in rules.layers():
        overdue = layer.overdue(on) if on else ""
        if overdue:
            remarks.append(Diagnostic(Level.WARNING, layer.file.name, f"{overdue}."))
    clauses = sum(1 for rule in rules.rules for _ in rule.clauses())
    works = not any(remark.level is Level.FAULT for remark in remarks)
    return RuleSetCheck(name, works, len(rules.rules), clauses, (), tuple(remarks))


_COLOURS = {Level.FAULT: "red", Level.WARNING: "yellow", Level.NOTE: "blue"}


def _remark(remark: Diagnostic) -> str:
    level = click.style(remark.level, fg=_COLOURS[remark.level])
    return wrap(f"{remark.place}: {remark.text}", "           ", f"         - {level}: ")


@click.command("check", epilog="Example: sds ruleset check brokers.toml")
@click.argument("sets", nargs=-1, required=True)
@click.option(
    "--on", type=DateType(), metavar="DATE", help="Also say whose review is overdue on this day."
)
@json_option
@click.pass_context
def command(ctx: click.Context, sets: tuple[str, ...], on: date | None, as_json: bool) -> None:
    """Check SETS: every clause read, and what the rules mean proved before any case comes.

    Several versions of one set are checked for days that none of them covers. Exit code 5 says
    that something is wrong.
    """
    versions: list[RuleSet] = []
    checks = RuleSetChecks(tuple(_check(name, versions, on) for name in sets), uncovered(versions))

    def text() -> str:
        out = []
        for item in checks.checks:
            if item.works:
                size = f"{item.rules} rules, {item.clauses} clauses"
                out.append(click.style("sound  ", fg="green") + f"{item.set}  {size}")
            else:
                out.append(click.style("broken ", fg="red") + item.set)
            out += [wrap(str(fault), "           ", "         - ") for fault in item.faults]
            out += map(_remark, item.remarks)
        return "\n".join([*out, *map(_remark, checks.remarks)])

    emit(checks, text, as_json)
    works = all(item.works for item in checks.checks) and not checks.remarks
    ctx.exit(0 if works else RuleSetError.exit_code)
