"""`sds profile`: list, show, check, compare and export profiles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sds_core.cli.opened import today
from sds_core.cli.output import (
    DateType,
    columns,
    emit,
    json_option,
    json_text,
    make_folder,
    wrap,
    write_file,
)
from sds_core.cli.profile_records import (
    FileView,
    HookView,
    ProfileCheck,
    ProfileChecks,
    ProfileDiff,
    ProfileExport,
    ProfileItem,
    ProfileList,
    ProfileView,
)
from sds_core.errors import Fault, ProfileError
from sds_core.hookspecs import CASE_HOOKS
from sds_core.profiles.diff import differences
from sds_core.profiles.events import overruling_events
from sds_core.profiles.export import export_profile
from sds_core.profiles.files import installed
from sds_core.profiles.load import Profile, load_profile
from sds_core.soundness import faults_in_use

__all__ = ["command"]


def check_profile(reference: str, on: date | None = None) -> tuple[ProfileCheck, Profile | None]:
    """Return whether a profile can decide and everything wrong with it; and it, where it can."""
    try:
        profile = load_profile(reference)
    except ProfileError as error:
        faults = error.faults or (Fault(reference, error.message, "a profile that works"),)
        return ProfileCheck(reference, False, "", faults, ()), None
    notes = (*profile.origin.taken, *_notes(profile), *_due(profile, on))
    found = tuple(faults_in_use(profile, on or today()))
    check = ProfileCheck(profile.name, not found, profile.digest, found, notes, profile.overrulings)
    return check, profile


def _due(profile: Profile, on: date | None) -> list[str]:
    """Return whose review is overdue on a day, and which publications have expired."""
    hooks = {rules.head.hook: None for rules in profile.rulesets} if on else {}
    said = {item.words() for item in profile.overrulings}
    return [n for hook in hooks if on for n in profile.notices(hook, on) if n not in said]


def _notes(profile: Profile) -> list[str]:
    notes = [
        f"table {table.rule} is illustrative: no council has published it"
        for table in profile.tables.values()
        if table.illustrative
    ]
    notes += [
        f"{hook} is not asked: {profile.hooks[hook].not_asked}"
        for hook in CASE_HOOKS
        if profile.hooks[hook].not_asked
    ]
    return notes


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
    return "\n".join(out)


@click.group(name="profile")
def command() -> None:
    """List, show, check, compare and export profiles."""


@command.command("list", epilog="Example: sds profile list")
@json_option
def list_(as_json: bool) -> None:
    """List the installed profiles."""
    items = []
    for profile_id, version, _, name in installed():
        try:
            title, works = load_profile(f"{profile_id}@{version}").title, True
        except ProfileError:
            title, works = "", False
        items.append(ProfileItem(f"{profile_id}@{version}", title, name, works))
    listed = ProfileList(tuple(items))

    def text() -> str:
        rows = [(i.profile, i.title if i.works else "broken: sds profile check") for i in items]
        return columns(rows) or "No profile is installed. Install a package that has some."

    emit(listed, text, as_json)


@command.command(epilog="Example: sds profile show independent-broker")
@click.argument("profile")
@json_option
def show(profile: str, as_json: bool) -> None:
    """Show PROFILE with all its bases laid under it."""
    loaded = load_profile(profile)
    view = ProfileView(
        loaded.name,
        loaded.title,
        loaded.summary,
        loaded.origin.data["source"],
        tuple(loaded.origin.data["bases"]),
        loaded.digest,
        tuple(
            HookView(
                hook,
                choice.plugins,
                choice.advisers,
                choice.not_asked,
                loaded.origin.place("hooks", hook),
            )
            for hook, choice in loaded.hooks.items()
        ),
        loaded.tiers,
        loaded.criteria,
        tuple(
            FileView(reference, file, digest)
            for reference, digests in sorted(loaded.effective["files"].items())
            for file, digest in sorted(digests.items())
        ),
    )
    emit(view, lambda: _view_text(view), as_json)


def _view_text(view: ProfileView) -> str:
    out = [click.style(f"{view.title} ({view.profile})", bold=True), wrap(view.summary, "  ", "  ")]
    if view.source:
        out.append(wrap(f"Source: {view.source}", "  ", "  "))
    if view.bases:
        out.append(f"  Based on: {', '.join(view.bases)}")
    out += [f"  Digest: {view.digest}", "", "Who is asked"]
    rows = []
    for hook in view.hooks:
        said = ", ".join(hook.plugins) or f"not asked: {hook.not_asked}"
        advisers = f"; advisers {', '.join(hook.advisers)}" if hook.advisers else ""
        rows.append((hook.hook, f"{said}{advisers} — {hook.place}"))
    out += [columns(rows), "", "Who may agree a plan"]
    for tier in view.tiers:
        limits = "; ".join(
            f"up to {limit.amount.words()} from {limit.from_date}"
            + (f" ({limit.setting})" if limit.setting else "")
            for limit in tier.limits
        )
        out.append(wrap(f"{tier.title}: {limits or 'any sum'}", "      ", "  - "))
    out += ["", f"Published criteria: {view.criteria.title} ({view.criteria.source})"]
    out += [f"  - {c.id}: {c.title} [{c.kind}]" for c in view.criteria.criteria]
    out += ["", "Files"]
    out.append(columns([(f"{f.reference}", f.file, f.digest) for f in view.files]))
    return "\n".join(out)


@command.command(epilog="Example: sds profile check policies/exampleshire.toml")
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
def check(
    ctx: click.Context,
    profiles: tuple[str, ...],
    on: date | None,
    events: Path | None,
    as_json: bool,
) -> None:
    """Check PROFILES (all that are installed, if none is named): every fault at once.

    A profile that overrules a body's rule set works, and it is said. Exit code 5 says that one of
    them cannot decide.
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
    ctx.exit(0 if all(c.works for c in checks.checks) else ProfileError.exit_code)


@command.command(epilog="Example: sds profile diff independent-broker community-support")
@click.argument("first")
@click.argument("second")
@json_option
def diff(first: str, second: str, as_json: bool) -> None:
    """Show what FIRST and SECOND hold differently, by meaning."""
    one, other = load_profile(first), load_profile(second)
    found = ProfileDiff(one.name, other.name, tuple(differences(one, other)))

    def text() -> str:
        out = [f"{found.first} → {found.second}"]
        for item in found.differences:
            out.append(wrap(item.sentence(), "      ", "  - "))
        return "\n".join(out if found.differences else [*out, "  no difference"])

    emit(found, text, as_json)


@command.command(epilog="Example: sds profile export community-support --out mine.toml")
@click.argument("profile")
@click.option("--out", type=click.Path(path_type=Path), help="Write it to a file.")
@json_option
def export(profile: str, out: Path | None, as_json: bool) -> None:
    """Export PROFILE as one file that stands alone, bases laid under it."""
    loaded = load_profile(profile)
    exported = ProfileExport(loaded.name, loaded.digest, export_profile(loaded))
    if out is not None:
        write_file(out, exported.toml)
    emit(exported, lambda: f"Written to {out}." if out else exported.toml, as_json)


@command.command("on", epilog="Example: sds profile on council.toml 2026-10-01")
@click.argument("council", type=click.Path(path_type=Path))
@click.argument("day", type=DateType(), metavar="DATE")
@json_option
def on_day(council: Path, day: date, as_json: bool) -> None:
    """Say which profile a COUNCIL's file puts in force on DATE."""
    from sds_core.profiles.council import load_council

    profile = load_council(council).profile_on(day)
    item = ProfileItem(profile.name, profile.title, str(council), True)
    emit(item, lambda: f"{profile.name}  {profile.title}", as_json)
