"""`sds decide`: a case in, explained decisions out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sds_core.caseload.essence import outcome_words
from sds_core.cli.chosen import profile_options, site_and_case
from sds_core.cli.opened import open_register, register_options
from sds_core.cli.output import (
    UNDETERMINED,
    emit,
    json_option,
    on_option,
    wrap,
)
from sds_core.explain.words import QUESTIONS
from sds_core.model.case import Case
from sds_core.model.decisions import Decision, Journey
from sds_core.profiles.load import Profile

if TYPE_CHECKING:
    from sds_core.register.journeys import Recorded

__all__ = ["command", "journey_text"]


def _decision_text(decision: Decision, case: Case) -> list[str]:
    title = QUESTIONS[decision.question]
    out = ["", click.style(title, bold=True) + f"  [{decision.question}]"]
    out.append(wrap(outcome_words(decision, case), "    ", "  → "))
    for line in decision.lines:
        out.append(f"      {line.money.pounds():>12}  {line.label}  [{line.rule}]")
    for given in decision.reasons:
        reason = given.reason
        text = f"{reason.text} ({reason.source}; {reason.evidence}; {given.plugin})"
        out.append(wrap(text, "      ", "    - "))
    for missing in decision.undetermined:
        out.append(wrap(f"{missing.cause}. Ask: {missing.ask}.", "      ", "    ? "))
    out += [wrap(notice, "      ", "    ! ") for notice in decision.notices]
    for opinion in decision.opinions:
        if not opinion.counts:
            said = "failed" if opinion.error else f"{len(opinion.answers)} answers, not counted"
            out.append(f"    (adviser {opinion.given_by.plugin}: {said})")
    return out


def recorded_text(kept: Recorded) -> str:
    """Return where a journey stands in the register, for a terminal."""
    numbers = f"{kept.decisions[0]} to {kept.decisions[-1]}"
    before = "was recorded before, as" if kept.repeated else "is recorded as"
    out = [f"The journey {before} entries {numbers}. Root {kept.root} over {kept.size:,} entries."]
    if kept.why:
        out.append(f"Nothing new waits for a person: {kept.why}.")
    if kept.plan is not None:
        out.append(f"The plan waits for a person: sds sign-off {kept.plan} …")
    return "\n".join(out)


def journey_text(journey: Journey, case: Case, profile: Profile) -> str:
    """Return a journey for a terminal."""
    out = [
        click.style(f"{case.name(case.person)} ({case.id})", bold=True)
        + f" on {journey.on}, by {profile.title} ({profile.name})"
    ]
    for decision in journey.decisions:
        out += _decision_text(decision, case)
    stamps = {s: None for d in journey.decisions for s in d.provenance.plugins}
    out += ["", f"Rules {profile.digest}", f"Case  {case.digest}"]
    asked = ", ".join(sorted(f"{s.plugin} {s.version}" for s in stamps))
    out.append(wrap(f"Asked: {asked}", "       "))
    return "\n".join(out)


@click.command(epilog="Example: sds decide case.json --profile community-support --on 2026-10-01")
@click.argument("case", type=click.Path(path_type=Path))
@profile_options
@on_option
@click.option("--record", is_flag=True, help="Keep every decision in the register.")
@click.option("--key", help="With --record: an idempotency key, so that a retry records nothing.")
@register_options
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    case: Path,
    profile: str | None,
    council: Path | None,
    on: date,
    record: bool,
    key: str | None,
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Decide CASE (a JSON file, or - for standard input) under a profile.

    Exit code 4 says that a decision is still open. With --record, the register is made where there
    is none, and JSON is of the schema recorded-1.
    """
    site, read = site_and_case(case, profile, council, on)
    kept: Recorded | None = None
    if record:
        kept = site.record(open_register(register, keys, create=True), read, on, key)
    elif key is not None:
        raise click.UsageError("--key is for --record.")
    journey = site.decide(read, on) if kept is None else kept.journey

    def text() -> str:
        told = journey_text(journey, read, site.profile)
        return told if kept is None else f"{told}\n\n{recorded_text(kept)}"

    emit(journey if kept is None else kept, text, as_json)
    ctx.exit(UNDETERMINED if journey.undetermined else 0)
