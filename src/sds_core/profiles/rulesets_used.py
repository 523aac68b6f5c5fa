"""Which rule sets count in a profile, and in the bases that it is built on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, get_type_hints

from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import file_kind
from sds_core.profiles.effective import BaseLayer, EffectiveProfile
from sds_core.profiles.file_cache import FileCache
from sds_core.rulesets.ruleset import RuleSet

__all__ = ["changed_at", "counting_sets", "stage_sets"]


def _set_settings(
    choice: Mapping[str, Any], found: Mapping[str, InstalledPlugin]
) -> Iterator[tuple[str, str]]:
    """Yield the settings that name rule sets, of the plugins whose answers count: plugin, key."""
    for plugin in choice.get("plugins", ()):
        manifest = found[plugin].manifest if plugin in found else None
        for key, annotation in get_type_hints(manifest.settings if manifest else object).items():
            if file_kind(annotation) is RuleSet:
                yield plugin, key


def counting_sets(
    choices: Mapping[str, Mapping[str, Any]],
    found: Mapping[str, InstalledPlugin],
    sets_of: Callable[[str, str], Sequence[RuleSet]],
) -> dict[str, RuleSet]:
    """Return the rule sets whose answers count, by “id@version”: an adviser's only advise.

    Args:
        choices: who is asked each question.
        found: the installed plugins.
        sets_of: returns the sets that a setting names: given the plugin and the setting's key.
    """
    counting: dict[str, RuleSet] = {}
    for question, choice in choices.items():
        for plugin, key in _set_settings(choice, found):
            mine = (rules for rules in sets_of(plugin, key) if rules.head.hook == question)
            counting.update((rules.name, rules) for rules in mine)
    return counting


def stage_sets(
    stage: BaseLayer, found: Mapping[str, InstalledPlugin], files: FileCache
) -> dict[str, RuleSet]:
    """Return the rule sets whose answers count in a base, as published.

    Raises:
        ConfigurationError: one of them cannot be found or used.
    """

    def named(plugin: str, key: str) -> list[RuleSet]:
        value = stage.settings.get(plugin, {}).get(key, [])
        folder = stage.folders.get((plugin, key))
        references = [value] if isinstance(value, str) else value
        return [files.load(RuleSet, reference, folder) for reference in references]

    return counting_sets(stage.hooks, found, named)


def changed_at(
    effective: EffectiveProfile,
    stage: BaseLayer,
    question: str,
    found: Mapping[str, InstalledPlugin],
) -> str:
    """Return where a profile changes which sets count in a base: file, key and line."""
    choice = effective.data["hooks"].get(question, {})
    if stage.hooks.get(question) == choice:
        for setting in _set_settings(choice, found):
            return effective.place("settings", *setting)
    return effective.place("hooks", question)
