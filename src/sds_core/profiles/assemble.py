"""Turning an effective profile into one that can decide: all that it names is found and checked.

Every fault is reported at once, with its file, key path, line and the nearest name that is valid.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from attrs import evolve

from sds_core.errors import ConfigurationError, Fault, ProfileError, nearest
from sds_core.formats.canonical import canonical, digest
from sds_core.formats.plain import freeze, thaw
from sds_core.formats.records import from_plain
from sds_core.model.criteria import AlsoDecides, EligibilityNeed, ListingNeed
from sds_core.plugins.configure import ConfiguredPlugin, configure
from sds_core.plugins.discovery import InstalledPlugin, discover
from sds_core.profiles.criteria import read_criteria, read_tiers
from sds_core.profiles.effective import EffectiveProfile, load_effective
from sds_core.profiles.file_cache import FileCache
from sds_core.profiles.file_format import Letter
from sds_core.profiles.profile import Choice, Profile
from sds_core.profiles.rulesets_used import changed_at, counting_sets, stage_sets
from sds_core.questions import ACCREDIT, QUESTIONS, Combine, Question, Questions
from sds_core.resources.snapshot import NotingResolver
from sds_core.rulesets.overrule import Overrule, Overruling, apply, left_out
from sds_core.rulesets.ruleset import RuleSet
from sds_core.tables.table import Table

__all__ = ["assemble", "load_profile"]


class _Assembler:
    def __init__(
        self,
        effective: EffectiveProfile,
        found: Mapping[str, InstalledPlugin],
        files: FileCache,
        questions: Questions,
    ) -> None:
        self.effective, self.found, self.files = effective, found, files
        self.questions = questions
        self.data: dict[str, Any] = thaw(effective.data)
        self.faults: list[Fault] = list(effective.faults)
        self.digests: dict[str, dict[str, str]] = {}
        self.tables: dict[str, Table] = {}
        self.overrulings: list[Overruling] = []
        self.applied: set[int] = set()

    def fault(self, path: tuple[str | int, ...], found: str, expected: str, hint: str = "") -> None:
        self.faults.append(Fault(self.effective.place(*path), found, expected, hint))

    def version(self) -> int:
        """Return the version of the questions that the profile is written for; 1 if left out."""
        stated: int = self.data.get("questions") or 1
        if stated > self.questions.version:
            self.fault(
                ("questions",),
                f"version {stated} of the questions",
                f"at most {self.questions.version}, the version of this core",
                "Install a newer sds-core, or write the profile for this version.",
            )
        return stated

    def choices(self) -> dict[str, Choice]:
        choices: dict[str, Choice] = {}
        stated = self.version()
        for name in self.data["hooks"]:
            if name not in self.questions:
                hint = nearest(name, self.questions)
                self.fault(("hooks", name), "no such question", "a question", hint)
        for name, question in self.questions.items():
            choice = self.data["hooks"].get(name)
            if choice is None:
                if question.in_journey and question.since > stated:
                    choices[name] = Choice(not_asked=_newer(question, stated))
                elif question.in_journey and name not in self.effective.unread:
                    self.fault(
                        ("hooks",),
                        f"no entry for {name}",
                        "one for every question of a case",
                        f'If it is not asked, say why: {name} = {{ not_asked = "…" }}.',
                    )
                continue
            if "not_asked" in choice:
                if not choice["not_asked"].strip():
                    self.fault(("hooks", name), "an empty “not_asked”", "why it is not asked")
                choices[name] = Choice(not_asked=choice["not_asked"])
                continue
            self.choice(name, question.combine, choice)
            choices[name] = Choice(tuple(choice["plugins"]), tuple(choice["advisers"]))
        return choices

    def choice(self, name: str, combine: Combine, choice: Mapping[str, Any]) -> None:
        plugins, advisers = choice["plugins"], choice["advisers"]
        path = ("hooks", name)
        if combine is Combine.PROVIDER and (choice["listed"] or len(plugins) != 1):
            self.fault(
                path,
                f"the list {plugins}",
                "one plugin: its answer stands",
                f'Write {name} = {{ provider = "…", advisers = ["…"] }} to hear others too.',
            )
        if combine is not Combine.PROVIDER and not choice["listed"]:
            self.fault(path, "a single plugin", "a list of plugins in brackets")
        if not plugins:
            self.fault(path, "an empty list", "at least one plugin, or “not_asked” and why")
        if len({*plugins, *advisers}) < len(plugins) + len(advisers):
            self.fault(path, "a plugin named twice", "each plugin once")
        for plugin in (*plugins, *advisers):
            found = self.found.get(plugin)
            if found is None:
                answering = [
                    f.id for f in self.found.values() if f.manifest and name in f.manifest.hooks
                ]
                self.fault(
                    path,
                    f"the plugin {plugin!r}, which is not installed",
                    "an installed plugin",
                    f"Install the package that has it. {nearest(plugin, answering)}",
                )
            elif found.manifest is None:
                hint = f"Reinstall or repair {found.distribution}."
                what = f"the plugin {plugin!r}, which is broken: {found.broken}"
                self.fault(path, what, "a plugin that works", hint)
            elif name not in found.manifest.hooks:
                answers = ", ".join(found.manifest.hooks)
                self.fault(
                    path, f"the plugin {plugin!r}", f"one for {name}", f"It answers {answers}."
                )

    def plugins(self, choices: Mapping[str, Choice]) -> dict[str, ConfiguredPlugin]:
        named = {p for c in choices.values() for p in (*c.plugins, *c.advisers)}
        known = {*self.found, *self.effective.once_named}
        for plugin in self.data["settings"]:
            if plugin not in known:
                hint = nearest(plugin, known)
                self.fault(("settings", plugin), "settings of no known plugin", "a plugin's", hint)
        made: dict[str, ConfiguredPlugin] = {}
        for plugin in sorted(named & set(self.found)):
            settings = self.data["settings"].get(plugin, {})

            def place(path: tuple[str | int, ...], plugin: str = plugin) -> str:
                return self.effective.place("settings", plugin, *path)

            def load(kind: type, reference: str, name: str, plugin: str = plugin) -> object:
                # A path is relative to the file that wrote this very setting.
                folder = self.effective.origin(("settings", plugin, name)).folder
                return self.file(kind, reference, folder)

            if self.found[plugin].manifest is None:
                continue  # reported with its question
            configured, faults = configure(
                self.found[plugin], settings, place, load, self.questions
            )
            self.faults += faults
            if configured is not None:
                made[plugin] = configured
        return made

    def file(self, kind: type, reference: str, folder: Path) -> object:
        loaded = self.files.load(kind, reference, folder)
        self.keep(reference, loaded.digests)
        if isinstance(loaded, Table):
            same = self.tables.setdefault(loaded.rule, loaded)
            if same is not loaded:
                fault = Fault(
                    reference, f"a second table called {loaded.rule}", "a name of its own"
                )
                raise ProfileError("two tables have one name", [fault])
        return self.as_used(loaded) if isinstance(loaded, RuleSet) else loaded

    def as_used(self, rules: RuleSet) -> RuleSet:
        """Return a rule set with what the profile overrules in it."""
        mine = []
        for index, plain in enumerate(self.data.get("overrule", ())):
            if plain["set"] == rules.head.id:
                place = self.effective.place("overrule", index)
                mine.append((from_plain(plain, Overrule), place))
                self.applied.add(index)
        used, found = apply(rules, mine, self.faults.append)
        self.overrulings += found
        return used

    def overruled(self, made: Mapping[str, ConfiguredPlugin]) -> dict[str, RuleSet]:
        """Note which of its bases' sets the profile drops or replaces; return those that count."""
        for index, plain in enumerate(self.data.get("overrule", ())):
            if index not in self.applied:
                path = ("overrule", index, "set")
                self.fault(path, repr(plain["set"]), "a rule set that the profile names")

        def used(plugin: str, key: str) -> list[RuleSet]:
            value = getattr(made[plugin].settings, key) if plugin in made else ()
            return [value] if isinstance(value, RuleSet) else list(value or ())

        counting = counting_sets(self.data["hooks"], self.found, used)
        for stage in self.effective.stages:
            try:
                before = stage_sets(stage, self.found, self.files)
            except ConfigurationError as error:
                self.faults += error.faults
                continue
            place = partial(changed_at, self.effective, stage, found=self.found)
            self.overrulings += left_out(before, counting, stage.name, place)
        return counting

    def keep(self, reference: str, digests: Mapping[str, str]) -> None:
        """Keep a file's digests by its reference; one reference cannot mean two files."""
        if self.digests.setdefault(reference, dict(digests)) != dict(digests):
            fault = Fault(reference, "one name for two files, in two folders", "a name for each")
            raise ProfileError("two files have one name", [fault])

    def assemble(self) -> Profile:
        choices = self.choices()
        plugins = self.plugins(choices)
        criteria = read_criteria(self.effective, self.faults.append, self.keep, self.files.files)
        tiers = read_tiers(self.effective, self.faults.append)
        rulesets = self.overruled(plugins)
        roles = [tier.role for tier in tiers]
        other_ground = tuple((self.data.get("criteria") or {}).get("other_ground", ()))
        for role in other_ground:
            if role not in roles:
                hint = nearest(role, roles)
                self.fault(("criteria", "other_ground"), repr(role), "a tier's role", hint)
        listing = ListingNeed(self.data.get("listing", ListingNeed.TOLD))
        accredit = choices.get(ACCREDIT)
        if listing is ListingNeed.REQUIRED and accredit is not None and accredit.not_asked:
            expected = f"somebody at hooks.{ACCREDIT}"
            self.fault(("listing",), "“required”, and nobody asked", expected)
        name = f"{self.data['id']}@{self.data['version']}"
        if self.faults or criteria is None:
            raise ProfileError(f"profile {name} cannot be used", self.faults)
        letter = from_plain(self.data["letter"], Letter)
        hooks = {
            name: {k: v for k, v in choice.items() if k != "listed"}
            for name, choice in self.data["hooks"].items()
        }
        # The bases are left out: a profile decides the same whether it has bases or not.
        # So are settings of plugins that it does not name: no decision depends on them.
        own = {key: value for key, value in self.data.items() if key != "bases"}
        settings = {p: self.data["settings"].get(p, {}) for p in sorted(plugins)}
        effective = {**own, "hooks": hooks, "settings": settings, "files": self.digests}
        return Profile(
            self.data["id"],
            self.data["version"],
            self.data["title"],
            self.data["summary"],
            choices,
            tiers,
            criteria,
            letter,
            plugins,
            self.tables,
            freeze(effective),
            digest(canonical(effective)),
            self.effective,
            tuple(rulesets[name] for name in sorted(rulesets)),
            tuple(self.overrulings),
            listing,
            EligibilityNeed(self.data.get("eligibility", EligibilityNeed.NOT_ASKED)),
            may_also_decide=frozenset(map(AlsoDecides, self.data.get("may_also_decide", ()))),
            questions=self.questions,
            other_ground=other_ground,
            written_for=self.data.get("questions") or 1,
        )


def _newer(question: Question, stated: int) -> str:
    return (
        f"The profile is written for version {stated} of the questions, and this one came with "
        f"version {question.since}."
    )


def assemble(
    effective: EffectiveProfile,
    found: Mapping[str, InstalledPlugin] | None = None,
    files: FileCache | None = None,
    questions: Questions = QUESTIONS,
) -> Profile:
    """Find and prove everything that an effective profile names.

    Args:
        effective: the profile with its bases.
        found: the installed plugins; discovered if left out.
        files: files loaded already, and what finds others; the profile then keeps no sources, and
            its decisions cannot be kept.
        questions: the questions that are asked.

    Raises:
        ProfileError: with every fault found.
    """
    installed = discover() if found is None else found
    if files is not None:
        return _Assembler(effective, installed, files, questions).assemble()
    noting = NotingResolver()
    profile = _Assembler(effective, installed, FileCache(noting), questions).assemble()
    return evolve(profile, sources=noting.noted)


def load_profile(
    reference: str, beside: Path | None = None, questions: Questions = QUESTIONS
) -> Profile:
    """Load a profile that can decide.

    Args:
        reference: “id@version”, an id of which one version is installed, or the path of a file.
        beside: the folder that a path is relative to.
        questions: the questions that are asked.

    Raises:
        ProfileError: with every fault found.
    """
    return assemble(load_effective(reference, beside), questions=questions)
