"""`sds sign-off`: a named person accepts, amends, returns or refuses a plan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from attrs import evolve

from sds_core import Amount, Money, Period
from sds_core.cases.reader import CaseReader
from sds_core.cli.common.output import emit, json_option, on_option, read_file
from sds_core.cli.common.profile_options import pick_profile
from sds_core.formats.strict_json import parse_json
from sds_register.acts.plain import act_to_plain
from sds_register.acts.plan_acts import Actor, Outcome, SignOff
from sds_register.acts.versions import ACT
from sds_register.cli.act_text import acted_text
from sds_register.cli.options import ENTRY, actor_options, open_register, register_options
from sds_register.workflow.act_files import read_act
from sds_register.workflow.perform import ActService

__all__ = ["command"]


def _amount(text: str | None, per: str) -> Amount | None:
    if text is None:
        return None
    try:
        return Amount(Money.parse(text), Period(per))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--amount") from None


@click.command(
    "command",
    epilog="Example: sds sign-off 12 --outcome accept --on 2026-10-05 --account hh1 --person P-88 "
    '--name "Hana Head" --role head_of_service --considered "the plan" --reason "…" '
    '--no-statement "asked by phone, made none"',
)
@click.argument("plan", metavar="ENTRY", type=ENTRY)
@click.option("--outcome", required=True, type=click.Choice([str(o) for o in Outcome]))
@on_option
@actor_options
@click.option("--considered", multiple=True, help="What was looked at and weighed; repeatable.")
@click.option("--reason", default="", help="Why, in writing, wherever a court would ask for it.")
@click.option("--amount", metavar="POUNDS", help="For amend: the sum agreed, like 170.45.")
@click.option(
    "--per",
    type=click.Choice([str(p) for p in Period if p is not Period.ONCE]),
    default=str(Period.WEEK),
    show_default=True,
    help="The period of the sum.",
)
@click.option("--criterion", multiple=True, metavar="ID", help="For return or refuse; repeatable.")
@click.option("--answer", default="", help="The answer to the person's own statement.")
@click.option("--no-statement", default="", help="How they were asked for one, if they made none.")
@click.option(
    "--not-any-of", multiple=True, metavar="ID", help="A party you declare not to be; repeatable."
)
@click.option("--other-ground", default="", help="A ground outside the published criteria.")
@click.option("--step", multiple=True, help="A step taken to agree with the person; repeatable.")
@click.option("--person-says", default="", help="What the person answered.")
@click.option("--next-step", default="", help="What happens next.")
@click.option("--continues", default="", help="What support goes on meanwhile.")
@click.option("--panel", default="", help="The panel that looked at the plan, where one did.")
@click.option(
    "--shortfalls",
    type=click.Path(path_type=Path),
    help="A JSON file with a list: the answer for each need that the sum falls short of.",
)
@click.option("--profile", help="The profile that asks; the plan's own if left out.")
@click.option(
    "--council", type=click.Path(path_type=Path), help="A council's file: its profile by date."
)
@click.option("--key", help="An idempotency key: the same act under it is recorded once.")
@register_options
@json_option
def command(
    plan: int,
    outcome: str,
    on: date,
    account: str,
    person: str,
    name: str,
    role: str,
    acts_for: tuple[str, ...],
    considered: tuple[str, ...],
    reason: str,
    amount: str | None,
    per: str,
    criterion: tuple[str, ...],
    answer: str,
    no_statement: str,
    not_any_of: tuple[str, ...],
    other_ground: str,
    step: tuple[str, ...],
    person_says: str,
    next_step: str,
    continues: str,
    panel: str,
    shortfalls: Path | None,
    profile: str | None,
    council: Path | None,
    key: str | None,
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Decide about the plan of which ENTRY is the latest entry, as a named person.

    Exit code 6: the act may not stand, with every reason; the refusal is on record.
    """
    chosen = pick_profile(profile, council, on) if profile or council else None
    act = SignOff(
        on,
        Actor(account, person, name, role, acts_for),
        plan,
        Outcome(outcome),
        considered,
        reason,
        _amount(amount, per),
        criterion,
        answer,
        no_statement,
        not_any_of,
        (),
        other_ground,
        step,
        person_says,
        next_step,
        continues,
        panel,
    )
    if shortfalls is not None:
        answers = parse_json(read_file(shortfalls), str(shortfalls))
        plain = {**act_to_plain(act), "shortfalls": answers}
        read = read_act({"format": ACT.mark, "act": plain}, str(shortfalls))
        act = evolve(act, shortfalls=read.shortfalls if isinstance(read, SignOff) else ())
    acted = ActService(open_register(register, keys), CaseReader(), chosen).perform(act, key)
    emit(acted, lambda: acted_text(acted), as_json)
