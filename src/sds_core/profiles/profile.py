"""A profile that can decide: who is asked each question, with everything that they need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import field, frozen

from sds_core.formats.plain import read_only
from sds_core.model.criteria import AlsoDecides, CriteriaSet, EligibilityNeed, ListingNeed, Tier
from sds_core.plugins.configure import ConfiguredPlugin
from sds_core.profiles.effective import EffectiveProfile
from sds_core.profiles.file_format import Letter
from sds_core.questions import ACCREDIT, QUESTIONS, Questions
from sds_core.resources.snapshot import SnapshotFile
from sds_core.rulesets.overrule import Overruling
from sds_core.rulesets.ruleset import RuleSet
from sds_core.tables.table import Table

__all__ = ["Choice", "Profile"]


@frozen
class Choice:
    """Who is asked a question.

    Attributes:
        plugins: ids of the plugins whose answers count, in order.
        advisers: ids of plugins whose answers are only shown.
        not_asked: why the question is not asked; empty where it is.
    """

    plugins: tuple[str, ...] = ()
    advisers: tuple[str, ...] = ()
    not_asked: str = ""


@frozen(eq=False)
class Profile:
    """A complete regulatory model, ready to decide by.

    Attributes:
        id: the profile's id.
        version: the profile's version.
        title: the model in plain words.
        summary: what it stands for.
        choices: who is asked each question.
        tiers: the approval tiers, from the nearest up.
        criteria: the published criteria.
        letter: what letters say beside the decisions.
        plugins: the configured plugins by id.
        tables: the tables that settings name, by “id@version”.
        effective: the profile as plain data, every file that it names by digest.
        digest: SHA-256 of `effective` in canonical JSON.
        origin: the profile with its bases, for finding where a key was written.
        rulesets: the rule sets whose answers count.
        overrulings: where the council overrules the bodies that publish rule sets.
        listing: what follows for a helper who is not on the list.
        eligibility: whether a budget waits until it is recorded which needs are met.
        sources: every file that it is made of, as it was read.
        may_also_decide: who of those that had a part in a plan may also decide about it.
        questions: the questions that are asked.
        other_ground: roles that may decide against a plan by a ground outside the criteria.
        written_for: the version of the questions that it is written for.
    """

    id: str
    version: str
    title: str
    summary: str
    choices: Mapping[str, Choice] = field(converter=read_only)
    tiers: tuple[Tier, ...]
    criteria: CriteriaSet
    letter: Letter
    plugins: Mapping[str, ConfiguredPlugin] = field(converter=read_only, repr=False)
    tables: Mapping[str, Table] = field(converter=read_only, repr=False)
    effective: Mapping[str, Any] = field(repr=False)
    digest: str
    origin: EffectiveProfile = field(repr=False)
    rulesets: tuple[RuleSet, ...] = field(default=(), repr=False)
    overrulings: tuple[Overruling, ...] = ()
    listing: ListingNeed = ListingNeed.TOLD
    eligibility: EligibilityNeed = EligibilityNeed.NOT_ASKED
    sources: tuple[SnapshotFile, ...] = field(default=(), repr=False)
    may_also_decide: frozenset[AlsoDecides] = frozenset()
    questions: Questions = field(default=QUESTIONS, repr=False)
    other_ground: tuple[str, ...] = ()
    written_for: int = 1

    @property
    def name(self) -> str:
        """The profile as “id@version”."""
        return f"{self.id}@{self.version}"

    @property
    def known_parts(self) -> frozenset[str]:
        """The parts of what is known that its plugins read."""
        manifests = (configured.found.manifest for configured in self.plugins.values())
        return frozenset(part for manifest in manifests if manifest for part in manifest.known)

    def notices(self, question: str, on: date) -> tuple[str, ...]:
        """Return notices on the rules behind a question: overrulings, overdue reviews and the like.

        Args:
            question: the question.
            on: the day of the decision.
        """
        if not self.rulesets and not self.overrulings:
            return ()
        listed = self.effective.get("helpers_listed")
        declared = self.questions[question]
        behind = {question, *declared.rests_on}
        if self.listing is ListingNeed.REQUIRED and declared.rests_on_listing:
            behind.add(ACCREDIT)
        found = [item.words() for item in self.overrulings if item.hook in behind]
        for rules in self.rulesets:
            if rules.head.hook not in behind or not rules.in_force_on(on):
                continue
            for layer in rules.layers():
                found.append(layer.overdue(on, listed))
                found += layer.published.notices(on) if layer.published else ()
                if not layer.in_force_on(on):
                    found.append(f"{layer.name}, on which {rules.name} is laid, is not in force")
        return tuple(dict.fromkeys(text for text in found if text))
