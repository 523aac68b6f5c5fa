"""The options that name a profile, and reading a case by it: shared by commands that decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from attrs import evolve

from sds_core.cases.earlier_plan import read_earlier
from sds_core.cases.known import read_known
from sds_core.cli.common.output import read_file
from sds_core.model.case import Case
from sds_core.model.known import NOTHING_KNOWN, Known
from sds_core.profiles.assemble import load_profile
from sds_core.profiles.council import load_council
from sds_core.profiles.profile import Profile
from sds_core.site import Site

__all__ = [
    "after_option",
    "known_of",
    "known_option",
    "pick_profile",
    "profile_options",
    "site_and_case",
]

F = TypeVar("F", bound=Callable[..., Any])


def profile_options(command: F) -> F:
    """Add --profile and --council to a command."""
    command = click.option(
        "--council", type=click.Path(path_type=Path), help="A council's file: its profile by date."
    )(command)
    return click.option(
        "--profile", help="A profile: id, id@version, or a file's path ending in .toml."
    )(command)


def known_option(command: F) -> F:
    """Add --known to a command."""
    return click.option(
        "--known",
        type=click.Path(path_type=Path),
        help="What the council's records say beside the case: a JSON file to the schema known-1.",
    )(command)


def after_option(command: F) -> F:
    """Add --after to a command."""
    return click.option(
        "--after",
        type=click.Path(path_type=Path),
        help="The decision before this one: what `sds decide --json` printed then.",
    )(command)


def known_of(file: Path | None, after: Path | None = None) -> Known:
    """Return what a file says is known; nothing where none is given.

    Args:
        file: what the council's records say beside the case, or `None`.
        after: the journey before this one, or `None`.

    Raises:
        InputError: it cannot be read.
    """
    known = NOTHING_KNOWN if file is None else read_known(read_file(file), str(file))
    if after is None:
        return known
    earlier = read_earlier(read_file(after), str(after))
    return evolve(known, agreed=(*(known.agreed or ()), earlier))


def pick_profile(profile: str | None, council: Path | None, on: date) -> Profile:
    """Return the profile that is meant.

    Raises:
        click.UsageError: neither or both are named.
    """
    if (profile is None) == (council is None):
        raise click.UsageError("Name one of --profile and --council.")
    if council is not None:
        return load_council(council).profile_on(on)
    return load_profile(profile or "")


def site_and_case(
    case: Path, profile: str | None, council: Path | None, on: date
) -> tuple[Site, Case]:
    """Pick the profile and read a case by it.

    Args:
        case: the case's file; “-” is standard input.
        profile: a profile, or `None`.
        council: a council's file, or `None`.
        on: the day the decisions are for.

    Raises:
        click.UsageError: neither or both of profile and council are named.
        SdsError: the case or the profile cannot be used.
    """
    site = Site(pick_profile(profile, council, on))
    return site, site.read_case(read_file(case), str(case))
