"""What `sds profile` prints, as records."""

from __future__ import annotations

from attrs import frozen

from sds_core.errors import Fault
from sds_core.model.answers import ModelFindingLevel
from sds_core.model.criteria import CriteriaSet, Tier
from sds_core.profiles.diff import Difference
from sds_core.rulesets.overrule import Overruling
from sds_core.testing.model_findings import FoundInModel

__all__ = [
    "FileView",
    "HookView",
    "ProfileCheck",
    "ProfileChecks",
    "ProfileDiff",
    "ProfileExport",
    "ProfileItem",
    "ProfileList",
    "ProfileView",
]


@frozen
class ProfileItem:
    """An installed profile.

    Attributes:
        profile: the profile as “id@version”.
        title: the model in plain words; empty where it cannot be loaded.
        file: the file.
        works: whether it can be loaded.
    """

    profile: str
    title: str
    file: str
    works: bool


@frozen
class ProfileList:
    """The installed profiles.

    Attributes:
        profiles: the profiles, in the order of their packages.
    """

    profiles: tuple[ProfileItem, ...]


@frozen
class HookView:
    """Who is asked a question.

    Attributes:
        hook: the question.
        plugins: plugins whose answers count.
        advisers: plugins whose answers are only shown.
        not_asked: why it is not asked; empty where it is.
        place: where the profile says so.
    """

    hook: str
    plugins: tuple[str, ...]
    advisers: tuple[str, ...]
    not_asked: str
    place: str


@frozen
class FileView:
    """A file that shapes decisions.

    Attributes:
        reference: how the profile names it.
        file: the file's name.
        digest: SHA-256 of its bytes.
    """

    reference: str
    file: str
    digest: str


@frozen
class ProfileView:
    """An effective profile: bases laid under it.

    Attributes:
        profile: the profile as “id@version”.
        title: the model in plain words.
        summary: what it stands for.
        source: where it is argued for.
        bases: the profiles that it is based on, nearest first.
        digest: SHA-256 of the effective profile.
        hooks: who is asked each question.
        tiers: the approval tiers, from the nearest up.
        criteria: the published criteria.
        files: every file that it names, by digest.
    """

    profile: str
    title: str
    summary: str
    source: str
    bases: tuple[str, ...]
    digest: str
    hooks: tuple[HookView, ...]
    tiers: tuple[Tier, ...]
    criteria: CriteriaSet
    files: tuple[FileView, ...]


@frozen
class ProfileCheck:
    """Whether a profile can decide.

    Attributes:
        profile: the profile as it was named.
        works: whether it can.
        digest: SHA-256 of the effective profile; empty where it cannot.
        faults: everything that is wrong.
        notes: what is worth knowing and not wrong.
        overrulings: where the council overrules the bodies that publish rule sets.
        findings: what was found on the model itself.
    """

    profile: str
    works: bool
    digest: str
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    overrulings: tuple[Overruling, ...] = ()
    findings: tuple[FoundInModel, ...] = ()

    @property
    def at_fault(self) -> bool:
        """Whether it cannot decide, or a finding on the model is a fault."""
        grave = (found.level is ModelFindingLevel.FAULT for found in self.findings)
        return not self.works or any(grave)


@frozen
class ProfileChecks:
    """Whether profiles can decide.

    Attributes:
        checks: one for each profile.
    """

    checks: tuple[ProfileCheck, ...]


@frozen
class ProfileDiff:
    """What two profiles hold differently, by meaning.

    Attributes:
        first: the first profile as “id@version”.
        second: the second.
        differences: the keys that differ.
    """

    first: str
    second: str
    differences: tuple[Difference, ...]


@frozen
class ProfileExport:
    """A profile as one file that stands alone.

    Attributes:
        profile: the profile as “id@version”.
        digest: SHA-256 of the effective profile.
        toml: the file.
    """

    profile: str
    digest: str
    toml: str
