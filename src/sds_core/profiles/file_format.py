"""Profile files: their shape, and finding one by “id@version” or by path."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from attrs import Factory, field, frozen

from sds_core.errors import ConfigurationError, Fault, InputError, ProfileError, nearest
from sds_core.formats.toml import TomlFile, read_toml
from sds_core.model.criteria import AlsoDecides, EligibilityNeed, Grounds, ListingNeed, Tier
from sds_core.resources.packages import data_packages
from sds_core.rulesets.overrule import Overrule
from sds_core.schemas.published import check_document

__all__ = ["CriteriaChoice", "Letter", "ProfileFile", "installed", "read_profile"]


@frozen
class CriteriaChoice:
    """Which published set of criteria a plan is looked at by.

    Attributes:
        set: the set: “package:name”, or the path of its file.
        also: further sets, whose criteria follow.
        grounds: which criteria can send a plan back: “any”, or only those that have “published” a
            ground for it; “any” if left out.
        other_ground: roles, as the tiers name them, that may decide against a plan by a stated
            ground outside the list; none if left out.
    """

    set: str
    also: tuple[str, ...] = ()
    grounds: Grounds | None = None
    other_ground: tuple[str, ...] = ()


@frozen
class Letter:
    """What letters say beside the decisions.

    Attributes:
        council: the council's name.
        contact: whom to ask, and how.
        look_again: how to ask for a decision to be looked at again, by whom and by when.
        open_within: by when an open decision is made, in plain words.
        help_deciding: how the council itself helps a person to decide, whoever else helps.
        refused_by: a named person, or a post, to whom anybody who is refused can go.
    """

    council: str = "The council"
    contact: str = "the person who sent you this letter"
    look_again: str = "Tell the person who sent you this letter, in any way that suits you."
    open_within: str = "as soon as the missing facts are known"
    help_deciding: str = ""
    refused_by: str = ""


@frozen
class ProfileFile:
    """A profile as people write it.

    Attributes:
        id: the profile's id.
        title: the regulatory model in plain words.
        version: the profile's version.
        summary: what it stands for, in a sentence or two.
        source: where the model is argued for.
        based_on: the profile that this one changes, exactly: “id@version”, or
            “file.toml@version” for a file beside this one.
        unset: key paths of the base that are removed, such as “settings.contingency.percent”.
        hooks: for each question: the plugin (a provider), a list of plugins, a table with
            “provider” and “advisers”, or a table with “not_asked” and why.
        settings: settings by plugin id.
        tier: the approval tiers, from the nearest up; replaces the base's whole list.
        criteria: the published criteria.
        letter: what letters say beside the decisions.
        overrule: changes to rules that a body has published; each is reported wherever it counts.
        listing: what follows for a helper who is not on the list; “told” if left out.
        eligibility: whether a budget waits until it is “recorded” which needs are met and on what
            ground, or is “not_asked”; “not_asked” if left out.
        helpers_listed: how many helpers are on the list here, which may bring reviews forward.
        may_also_decide: whether whoever assessed the person, or reviewed the plan, may also decide
            about it: “assessor”, “reviewer”; neither if left out.
        questions: the version of the questions that it is written for; 1 if left out. A question
            of a later version that it does not name is not asked.
    """

    id: str = field(metadata={"id": True})
    title: str
    version: str = field(metadata={"id": True})
    summary: str = ""
    source: str = ""
    based_on: str | None = None
    unset: tuple[str, ...] = ()
    hooks: Mapping[str, Any] = Factory(dict)
    settings: Mapping[str, Mapping[str, Any]] = Factory(dict)
    tier: tuple[Tier, ...] | None = None
    criteria: CriteriaChoice | None = None
    letter: Letter | None = None
    overrule: tuple[Overrule, ...] = ()
    listing: ListingNeed | None = None
    eligibility: EligibilityNeed | None = None
    helpers_listed: int | None = None
    may_also_decide: tuple[AlsoDecides, ...] | None = None
    questions: int | None = field(
        default=None, metadata={"shape": {"type": "integer", "minimum": 1}}
    )


@cache
def installed() -> tuple[tuple[str, str, Path, str], ...]:
    """Return each profile in the installed data packages: id, version, file, name for errors.

    They are looked through once in a process. Files that cannot be read are left out here; naming
    one reports what is wrong with it.
    """
    found = []
    for package in data_packages().values():
        if package.folder is None:
            continue
        for path in sorted((package.folder / "profiles").glob("*.toml")):
            name = f"{package.name}/profiles/{path.name}"
            try:
                data = read_toml(path, name).data
            except ConfigurationError:
                continue
            found.append(
                (str(data.get("id", path.stem)), str(data.get("version", "?")), path, name)
            )
    return tuple(found)


def read_profile(reference: str, beside: Path | None = None) -> tuple[TomlFile, Path]:
    """Read a profile file and check its shape.

    Args:
        reference: “id@version”, an id of which one version is installed, or the path of a file.
        beside: the folder that a path is relative to; the working directory if left out.

    Returns:
        The file's data, and the folder that paths in it are relative to.

    Raises:
        ProfileError: it cannot be found, is not unique, or does not fit its schema.
    """
    file_name, at, wanted_version = reference.partition(".toml@")
    if reference.endswith(".toml") or at:
        path = (beside or Path()) / (f"{file_name}.toml" if at else reference)
        name = str(path)
    else:
        wanted, _, version = reference.partition("@")
        known = installed()
        matches = [p for p in known if p[0] == wanted and version in ("", p[1])]
        if not matches:
            names = [f"{p[0]}@{p[1]}" for p in known]
            beside_it = f"{wanted}.toml"
            hint = nearest(reference, names)
            if beside_it in {p.name for p in (beside or Path()).glob("*.toml")}:
                hint = f"For the file beside it, write “{beside_it}{reference[len(wanted) :]}”."
            fault = Fault(
                reference,
                "no installed profile of that name",
                "one",
                hint,
            )
            raise ProfileError(f"profile {reference} cannot be found", [fault])
        if len(matches) > 1:
            names = [f"{p[0]}@{p[1]} in {p[3]}" for p in matches]
            fault = Fault(reference, f"{len(matches)} profiles: {', '.join(names)}", "one")
            raise ProfileError(f"profile {reference} is not unique; name its version", [fault])
        path, name = matches[0][2], matches[0][3]
    try:
        file = read_toml(path, name)
        if "in_force" in file.data:
            fault = Fault(name, "a council's file", "a profile", "Give it by --council.")
            raise ProfileError(f"{name} is no profile", [fault])
        check_document(file.plain, "profile-1", name)
        if at and file.data["version"] != wanted_version:
            fault = Fault(file.place(["version"]), file.data["version"], wanted_version)
            raise ProfileError(f"profile {name} is of another version", [fault])
    except InputError as error:
        faults = [file.fault(fault) for fault in error.faults]
        raise ProfileError(f"profile {name} cannot be used", faults) from None
    except ProfileError:
        raise
    except ConfigurationError as error:
        raise ProfileError(error.message, error.faults) from None
    return file, path.parent
