"""The law that the rules rest on: each provision with its version and how far it was verified."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import cattrs
from attrs import frozen

from sds_core import Evidence, Reason, Source, Undetermined

__all__ = [
    "LawRule",
    "Provision",
    "RuleKind",
    "Verified",
    "load_law",
    "provisions",
    "reason",
    "rules",
    "unrecorded",
]


class ProvisionKind(StrEnum):
    """What kind of authority a provision is."""

    LAW = "law"
    GUIDANCE = "guidance"
    CASE = "case"
    DECISION = "decision"


class Verified(StrEnum):
    """What was read of a provision: the text itself, a commentary on it, or nothing anew."""

    TEXT = "text"
    COMMENTARY = "commentary"
    MEMORY = "memory"


class RuleKind(StrEnum):
    """Whether a rule is asked for by law, or is this project's own way of keeping to it."""

    LAW = "law"
    PROJECT = "project"


_EVIDENCE = {
    ProvisionKind.LAW: Evidence.LAW,
    ProvisionKind.CASE: Evidence.LAW,
    ProvisionKind.GUIDANCE: Evidence.GUIDANCE,
    ProvisionKind.DECISION: Evidence.GUIDANCE,
}


@frozen
class Provision:
    """A provision of an act, of regulations or of guidance, or a decision.

    Attributes:
        id: its identifier here.
        title: the document, as it is cited.
        place: where in it.
        kind: what kind of authority it is.
        requires: what it requires, in our own words.
        version: since when it is in force, or which version was seen.
        verified: what was read of it.
        confidence: how sure we are of `requires`: high, medium or low.
        seen: where it was read.
        caution: what to know before relying on it.
    """

    id: str
    title: str
    place: str
    kind: ProvisionKind
    requires: str
    version: str
    verified: Verified
    confidence: str
    seen: tuple[str, ...] = ()
    caution: str = ""

    @property
    def source(self) -> Source:
        """The provision as a source of reasons."""
        return Source(self.title, self.place)

    @property
    def evidence(self) -> Evidence:
        """The kind of authority, as reasons say it."""
        return _EVIDENCE[self.kind]


@frozen
class LawRule:
    """A rule that this distribution holds decisions to.

    Attributes:
        id: its identifier; reasons give it as “care-act#id”.
        does: what it does, in plain words.
        provisions: the provisions that it rests on, the first among them cited in reasons.
        kind: whether the law asks for it, or it is the project's own.
    """

    id: str
    does: str
    provisions: tuple[str, ...]
    kind: RuleKind = RuleKind.LAW

    @property
    def name(self) -> str:
        """The rule as reasons name it."""
        return f"care-act#{self.id}"


def _read(name: str) -> Mapping[str, Any]:
    text = (files("sds_care_act.data") / name).read_text("utf-8")
    return tomllib.loads(text)


@cache
def provisions() -> Mapping[str, Provision]:
    """Return every provision by its identifier."""
    found = cattrs.structure(_read("law.toml")["provision"], tuple[Provision, ...])
    return MappingProxyType({each.id: each for each in found})


@cache
def rules() -> Mapping[str, LawRule]:
    """Return every rule by its identifier."""
    found = cattrs.structure(_read("rules.toml")["rule"], tuple[LawRule, ...])
    return MappingProxyType({each.id: each for each in found})


def load_law() -> None:
    """Read the law before a plugin is asked: while it answers it reads nothing from outside."""
    rules()
    provisions()


def unrecorded(rule: str, cause: str, path: str) -> Undetermined:
    """Return that a rule stops at what is not recorded; the assessor is asked.

    Args:
        rule: the rule's identifier.
        cause: why, in words that can be read to the person.
        path: what is missing, by its path in the case.
    """
    return Undetermined(cause, (path,), "the assessor", rules()[rule].name)


def reason(rule: str, text: str, provision: str = "") -> Reason:
    """Return a reason that gives a rule of this distribution.

    Args:
        rule: the rule's identifier.
        text: the reason, in words that can be read to the person.
        provision: the provision that is cited; the rule's first if left out.
    """
    given = rules()[rule]
    cited = provisions()[provision or given.provisions[0]]
    own = given.kind is RuleKind.PROJECT
    evidence = Evidence.LOCAL_CHOICE if own else cited.evidence
    return Reason(text, given.name, cited.source, evidence)
