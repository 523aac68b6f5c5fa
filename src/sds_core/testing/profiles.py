"""Whether a profile that can be loaded can also decide: what loading alone does not show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import fields

from sds_core.errors import Fault
from sds_core.model.budgets import Adjustment
from sds_core.plugins.contract import LAST_STEPS
from sds_core.profiles.profile import Profile
from sds_core.questions import ADJUST_BUDGET
from sds_core.rulesets.ruleset import RuleSet
from sds_core.site import Site
from sds_core.testing.requests import example_cases, requests_for

__all__ = ["faults_in_use"]


def faults_in_use(profile: Profile, on: date) -> list[Fault]:
    """Return what is wrong with a profile that only shows when it is used.

    A rule set decides nothing if its plugin is not asked the set's question. The profile is also
    tried on the published example cases: a table that its plugin cannot read, or an adjustment that
    comes after rounding, floor and cap, fails on the first case.

    Args:
        profile: the profile.
        on: the day to decide on.
    """
    return [*_unused(profile), *_late(profile, on), *_tried(profile, on)]


def _unused(profile: Profile) -> Iterator[Fault]:
    for plugin, configured in profile.plugins.items():
        asked = {name for name, c in profile.choices.items() if plugin in (*c.plugins, *c.advisers)}
        settings: Any = type(configured.settings)
        for setting in fields(settings):
            value = getattr(configured.settings, setting.name)
            for rules in value if isinstance(value, tuple) else (value,):
                if isinstance(rules, RuleSet) and rules.head.hook not in asked:
                    question = rules.head.hook
                    yield Fault(
                        profile.origin.place("settings", plugin, setting.name),
                        f"{rules.name}, a set on {question}, which is not put to {plugin} here",
                        "sets on questions that it answers",
                        f"Name {plugin} at hooks.{question}, or leave the set out.",
                    )


def _late(profile: Profile, on: date) -> Iterator[Fault]:
    """Yield adjustments that come after one that rounds, or holds to a floor or a cap."""
    last, by = 0, ""
    for plugin in profile.choices[ADJUST_BUDGET].plugins:
        steps = set(_steps(profile.plugins[plugin].plugin, on))
        if steps and min(steps) < last:
            yield Fault(
                profile.origin.place("hooks", ADJUST_BUDGET),
                f"{plugin} after {by}, which rounds or holds to a floor or a cap",
                "rounding, floor and cap last",
                f'Put {plugin} before {by}: {{ add = ["{plugin}"], before = "{by}" }}.',
            )
        if steps and max(steps) > last:
            last, by = max(steps), plugin


def _steps(plugin: Any, on: date) -> Iterator[int]:
    """Yield which of the last steps a plugin takes on some sums; 0 for any other."""
    for case in example_cases():
        for request in requests_for(ADJUST_BUDGET, case, on):
            try:
                answer = plugin.adjust_budget(request)
            except Exception:  # said where the profile is tried
                return
            if isinstance(answer, Adjustment):
                yield from (LAST_STEPS.get(line.kind, 0) for line in answer.lines)


def _tried(profile: Profile, on: date) -> Iterator[Fault]:
    site = Site(profile)
    seen: set[tuple[str, str]] = set()
    for case in example_cases():
        for decision in site.decide(case, on).decisions:
            for opinion in decision.opinions:
                plugin = opinion.given_by.plugin
                if opinion.error is None or (decision.question, plugin) in seen:
                    continue
                seen.add((decision.question, plugin))
                yield Fault(
                    profile.origin.place("hooks", decision.question),
                    f"{plugin} fails on the example {case.id}: {opinion.error}",
                    "an answer",
                    "Look at its settings, and at the order of the list.",
                )
