"""Which rule sets count in a profile, and in the bases that it is built on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_type_hints

from sds_core.plugins import Found, file_kind
from sds_core.profiles.effective import Stage
from sds_core.profiles.filecache import FileCache
from sds_core.rulesets.model import RuleSet

__all__ = ["counting_sets", "stage_sets"]


def counting_sets(
    hooks: Mapping[str, Any],
    found: Mapping[str, Found],
    sets_of: Callable[[str, str], Sequence[RuleSet]],
) -> dict[str, RuleSet]:
    """Return the rule sets whose answers count, by “id@version”: an adviser's only advise.

    Args:
        hooks: who is asked each question.
        found: the installed plugins.
        sets_of: returns the sets that a setting names: given the plugin and the setting's key.
    """
    counting: dict[str, RuleSet] = {}
    for hook, choice in hooks.items():
        for plugin in choice.get("plugins", ()):
            manifest = found[plugin].manifest if plugin in found else None
            for key, annotation in get_type_hints(
                manifest.settings if manifest else object
            ).items():
                if file_kind(annotation) is RuleSet:
                    mine = (rules for rules in sets_of(plugin, key) if rules.head.hook == hook)
                    counting.update((rules.name, rules) for rules in mine)
    return counting


def stage_sets(stage: Stage, found: Mapping[str, Found], files: FileCache) -> dict[str, RuleSet]:
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
