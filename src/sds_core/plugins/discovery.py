"""The installed plugins, whole or broken, found by entry point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from attrs import frozen

from sds_core.model.decisions import PluginVersion
from sds_core.plugins.exceptions import note_exception
from sds_core.plugins.manifest import Manifest, manifest_problem

__all__ = ["GROUP", "InstalledPlugin", "discover"]

GROUP = "sds_core.plugins"


@frozen(slots=False)
class InstalledPlugin:
    """A plugin that is installed, whole or broken.

    Nothing of it is imported until its manifest is asked for.

    Attributes:
        id: the plugin's id: the entry point's name.
        distribution: the distribution that it came in.
        version: the distribution's version.
        point: where its manifest is; `None` where the manifest was given.
    """

    id: str
    distribution: str
    version: str
    _manifest: Manifest | None = None
    _broken: str = ""
    point: EntryPoint | None = None

    @property
    def stamp(self) -> PluginVersion:
        """The plugin as decisions name it."""
        return PluginVersion(self.id, self.distribution, self.version)

    @property
    def manifest(self) -> Manifest | None:
        """What it says of itself; `None` where it is broken."""
        return self._loaded[0]

    @property
    def broken(self) -> str:
        """Why it cannot be used; empty where it can."""
        return self._loaded[1]

    @cached_property
    def _loaded(self) -> tuple[Manifest | None, str]:
        if self.point is None:
            return self._manifest, self._broken
        try:
            manifest = self.point.load()
            broken = manifest_problem(manifest, self.id)
        except (Exception, SystemExit) as error:  # whatever a broken plugin does when imported
            note_exception(f"plugin {self.id}")
            return None, f"it cannot be imported: {type(error).__name__}: {error}"
        return (None, broken) if broken else (manifest, "")


def discover(points: Iterable[EntryPoint] | None = None) -> Mapping[str, InstalledPlugin]:
    """Return every installed plugin by id, broken ones included, in the order of their ids.

    None is imported: a plugin that no profile names costs nothing.

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
        distribution = point.dist.name if point.dist else "?"
        version = point.dist.version if point.dist else "?"
        first = found.get(point.name)
        if first is None:
            found[point.name] = InstalledPlugin(point.name, distribution, version, point=point)
        else:
            both = " and ".join(sorted({first.distribution, distribution}))
            why = f"two plugins have this id, from {both}; uninstall one"
            found[point.name] = InstalledPlugin(
                point.name, first.distribution, first.version, None, why
            )
    return found
