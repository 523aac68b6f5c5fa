"""The installed plugins, whole or broken, found by entry point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import Distribution, EntryPoint, entry_points
from types import MappingProxyType

from attrs import frozen

from sds_core.model.decisions import PluginVersion
from sds_core.plugins.manifest import Manifest, manifest_problem

__all__ = ["GROUP", "InstalledPlugin", "discover"]

GROUP = "sds_core.plugins"


@frozen
class InstalledPlugin:
    """A plugin that is installed, whole or broken.

    Attributes:
        id: the plugin's id: the entry point's name.
        distribution: the distribution that it came in.
        version: the distribution's version.
        manifest: what it says of itself; `None` where it is broken.
        broken: why it cannot be used; empty where it can.
    """

    id: str
    distribution: str
    version: str
    manifest: Manifest | None
    broken: str = ""

    @property
    def stamp(self) -> PluginVersion:
        """The plugin as decisions name it."""
        return PluginVersion(self.id, self.distribution, self.version)


def _load(point: EntryPoint, distribution: Distribution | None) -> InstalledPlugin:
    name = distribution.name if distribution else "?"
    version = distribution.version if distribution else "?"
    try:
        manifest = point.load()
        broken = manifest_problem(manifest, point.name)
    except (Exception, SystemExit) as error:  # whatever a broken plugin does when it is imported
        manifest, broken = None, f"it cannot be imported: {type(error).__name__}: {error}"
    return InstalledPlugin(point.name, name, version, None if broken else manifest, broken)


def discover(points: Iterable[EntryPoint] | None = None) -> Mapping[str, InstalledPlugin]:
    """Return every installed plugin by id, broken ones included, in the order of their ids.

    Args:
        points: the entry points to look at; those installed if left out, which are looked at once
            in a process.
    """
    return _installed() if points is None else _discover(points)


@cache
def _installed() -> Mapping[str, InstalledPlugin]:
    return MappingProxyType(_discover(entry_points(group=GROUP)))


def _discover(points: Iterable[EntryPoint]) -> dict[str, InstalledPlugin]:
    found: dict[str, InstalledPlugin] = {}
    for point in sorted(points, key=lambda p: (p.name, p.value)):
        plugin = _load(point, point.dist)
        if point.name in found:
            first = found[point.name]
            both = sorted({first.distribution, plugin.distribution})
            why = f"two plugins have this id, from {' and '.join(both)}; uninstall one"
            found[point.name] = InstalledPlugin(
                point.name, first.distribution, first.version, None, why
            )
        else:
            found[point.name] = plugin
    return found
