"""`sds profile check`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from sds_core.cli.common.output import (
    DateType,
    emit,
    json_option,
    json_text,
    make_folder,
    wrap,
    write_file,
)
from sds_core.cli.common.today import today
from sds_core.cli.profile.records import (
    ProfileCheck,
    ProfileChecks,
)
from sds_core.errors import Fault, ProfileError
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.events import overruling_events
from sds_core.profiles.file_format import installed
from sds_core.profiles.profile import Profile
from sds_core.testing.model_findings import model_findings
from sds_core.testing.profiles import faults_in_use

__all__ = ["command"]


def check_profile(reference: str, on: date | None = None) -> tuple[ProfileCheck, Profile | None]:
    """Return the check of a profile, and the profile itself; `None` where it cannot be loaded."""
    try:
        profile = load_profile(reference)
    except ProfileError as error:
        faults = error.faults or (Fault(reference, error.message, "a profile that works"),)
        return ProfileCheck(reference, False, "", faults, ()), None
    notes = (*profile.origin.taken, *_notes(profile), *_due(profile, on))
    found = tuple(faults_in_use(profile, on or today()))
    findings = () if found else model_findings(profile, on or today())
    over = profile.overrulings
    check = ProfileCheck(profile.name, not found, profile.digest, found, notes, over, findings)
    return check, profile


def _due(profile: Profile, on: date | None) -> list[str]:
    """Return whose review is overdue on a day, and which publications have expired."""
    asked = {rules.head.hook: None for rules in profile.rulesets} if on else {}
    said = {item.words() for item in profile.overrulings}
    return [n for name in asked if on for n in profile.notices(name, on) if n not in said]


def _notes(profile: Profile) -> list[str]:
    notes = [
        f"table {table.rule} is illustrative: no council has published it"
        for table in profile.tables.values()
        if table.illustrative
    ]
    notes += [
        f"{question} is not asked: {profile.choices[question].not_asked}"
        for question in profile.questions.journey
        if profile.choices[question].not_asked
    ]
    notes += _sources_of_the_base(profile)
    origin = profile.origin
    base = origin.origin(("letter", "council"))
    if origin.data["bases"] and base is not origin.origin(()):
        notes.append(
            f"letters are headed “{profile.letter.council}”, as the base says: "
            f"{origin.place('letter', 'council')}. Say your own under [letter]."
        )
    return notes


def _sources_of_the_base(profile: Profile) -> Iterator[str]:
    """Yield each setting that the profile changes, while its reasons cite the base's source."""
    origin = profile.origin
    if not origin.data["bases"]:
        return
    own = origin.origin(()).file
    for plugin, settings in profile.effective["settings"].items():
        if "source" not in settings or origin.origin(("settings", plugin, "source")).file is own:
            continue
        changed = [k for k in settings if origin.origin(("settings", plugin, k)).file is own]
        if changed:
            yield (
                f"settings.{plugin}.{changed[0]} is your own, and reasons cite the base's source "
                f"for it, “{settings['source']}”: say yours in settings.{plugin}.source"
            )


def _check_text(check: ProfileCheck) -> str:
    if check.works:
        out = [click.style("works  ", fg="green") + f"{check.profile}  {check.digest}"]
    else:
        out = [click.style("broken ", fg="red") + check.profile]
    out += [wrap(str(fault), "           ", "         - ") for fault in check.faults]
    out += [wrap(note, "           ", "         · ") for note in check.notes]
    for item in check.overrulings:
        text = f"{click.style('overruled', fg='yellow')}: {item.words()} — {item.place}"
        out.append(wrap(text, "           ", "         ! "))
    for each in check.findings:
        level = click.style(each.level, fg="red" if each.level == "fault" else "yellow")
        text = f"{level}: {each.text} ({each.source}) — {each.place}"
        out.append(wrap(text, "           ", "         ! "))
    return "\n".join(out)


@click.command("check", epilog="Example: sds profile check policies/exampleshire.toml")
@click.argument("profiles", nargs=-1)
@click.option(
    "--on", type=DateType(), metavar="DATE", help="Also say which reviews are overdue on this day."
)
@click.option(
    "--events",
    type=click.Path(path_type=Path),
    help="Write a notice for each publisher whose rule set is overruled into a folder.",
)
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    profiles: tuple[str, ...],
    on: date | None,
    events: Path | None,
    as_json: bool,
) -> None:
    """Check PROFILES (all that are installed, if none is named): every fault at once.

    A profile that overrules a body's rule set works, and it is said. What the profile's own plugins
    find on the model is said too. Exit code 5 says that one of them cannot decide, or that a
    finding is a fault.
    """
    names = profiles or tuple(f"{p[0]}@{p[1]}" for p in installed())
    found = [check_profile(name, on) for name in names]
    checks = ProfileChecks(tuple(check for check, _ in found))
    if events is not None:
        make_folder(events)
        for profile in (profile for _, profile in found if profile is not None):
            for event in overruling_events(profile):
                number = len(list(events.glob("*.json"))) + 1
                name = f"{profile.id}-{profile.version}-{event.set.replace('@', '-')}-{number}.json"
                write_file(events / name, json_text(event))
    emit(checks, lambda: "\n".join(map(_check_text, checks.checks)), as_json)
    ctx.exit(ProfileError.exit_code if any(c.at_fault for c in checks.checks) else 0)
