"""The state of an installation, reported even where parts of it are broken."""

from __future__ import annotations

import platform
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from attrs import frozen

from sds_core import __version__
from sds_core.cli.check import Check
from sds_core.cli.plugin_checks import plugin_checks
from sds_core.cli.requirements import requirement_checks
from sds_core.errors import ConfigurationError, SdsError
from sds_core.hookspecs import HOOK_API
from sds_core.plugins.addons import addons, load_attribute
from sds_core.plugins.discovery import InstalledPlugin, discover
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.profiles.file_cache import FileCache
from sds_core.profiles.file_format import installed
from sds_core.resources.packages import data_packages
from sds_core.rulesets.fetched import load_fetched, publishers
from sds_core.schemas.published import CORE_SCHEMAS, SchemaFolder

__all__ = [
    "Health",
    "PluginItem",
    "PluginList",
    "examine",
    "list_plugins",
    "schema_folders",
]


@frozen
class PluginItem:
    """An installed plugin.

    Attributes:
        plugin: the plugin's id.
        title: the policy that it answers with; empty where it is broken.
        distribution: the distribution that it came in.
        version: the distribution's version.
        hooks: the questions that it answers.
        used_by: the installed profiles that name it.
        broken: why it cannot be used; empty where it can.
    """

    plugin: str
    title: str
    distribution: str
    version: str
    hooks: tuple[str, ...]
    used_by: tuple[str, ...]
    broken: str


@frozen
class PluginList:
    """The installed plugins.

    Attributes:
        plugins: the plugins, in the order of their ids.
    """

    plugins: tuple[PluginItem, ...]


@frozen
class Health:
    """The state of an installation.

    Attributes:
        works: whether everything works.
        checks: what was looked at.
    """

    works: bool
    checks: tuple[Check, ...]


def _users() -> dict[str, list[str]]:
    """Return the installed profiles that name each plugin; unreadable ones are left out."""
    users: dict[str, list[str]] = {}
    for profile_id, number, _, _ in installed():
        name = f"{profile_id}@{number}"
        try:
            hooks = load_effective(name).data["hooks"]
        except SdsError:
            continue  # sds doctor says what is wrong with it
        named = {
            plugin
            for choice in hooks.values()
            for plugin in (*choice.get("plugins", ()), *choice.get("advisers", ()))
        }
        for plugin in named:
            users.setdefault(plugin, []).append(name)
    return users


def _item(found: InstalledPlugin, users: dict[str, list[str]]) -> PluginItem:
    manifest = found.manifest
    return PluginItem(
        found.id,
        manifest.title if manifest else "",
        found.distribution,
        found.version,
        manifest.hooks if manifest else (),
        tuple(users.get(found.id, ())),
        found.broken,
    )


def list_plugins() -> PluginList:
    """Return every plugin that is installed, or that an installed profile names, with its users."""
    users, found = _users(), discover()
    missing = {
        name: InstalledPlugin(
            name, "", "", None, "it is not installed: install the package that has it"
        )
        for name in users
        if name not in found
    }
    everyone = sorted({**found, **missing}.values(), key=lambda plugin: plugin.id)
    return PluginList(tuple(_item(plugin, users) for plugin in everyone))


def _fetched(name: str, on: date) -> Check:
    """Return the state of a publisher's fetched sets; an expired publication is not a fault."""
    try:
        fetched = load_fetched(name)
    except SdsError as error:
        return Check(f"fetched {name}", False, error.message)
    if fetched is None:
        return Check(f"fetched {name}", False, "nothing is kept")
    damaged = fetched.damaged()
    said = [f"changed since they were accepted: {', '.join(damaged)}"] if damaged else []
    said += fetched.published.notices(on)
    sets = ", ".join(f"{set_id}@{version}" for set_id, version, _ in fetched.sets())
    said.append(f"{sets}, until {fetched.expires}, from {fetched.source}")
    return Check(f"fetched {name}", not damaged and not fetched.refused, "; ".join(said))


def schema_folders() -> list[SchemaFolder]:
    """Return the schemas of the core and of every add-on that publishes some.

    An add-on whose schemas cannot be found is left out; `sds doctor` names it.
    """
    found = [CORE_SCHEMAS]
    for addon in addons():
        if addon.schemas:
            with suppress(ConfigurationError):
                found.append(SchemaFolder(addon.schemas))
    return found


def _addons(on: date) -> Iterator[Check]:
    """Yield the state of each installed add-on, and the results of its own checks."""
    for addon in addons():
        from_ = f"{addon.distribution} {addon.version}"
        yield Check(f"addon {addon.name}", not addon.broken, addon.broken or from_)
        try:
            if addon.schemas:
                SchemaFolder(addon.schemas)
            if addon.demo:
                load_attribute(addon.demo)
            yield from load_attribute(addon.checks)(on) if addon.checks else ()
        except Exception as error:  # a check that fails is a finding
            yield Check(f"addon {addon.name}", False, f"{type(error).__name__}: {error}")


def _distributions() -> set[str]:
    """Return the names of the distributions that make up the installation."""
    names = {addon.distribution for addon in addons()}
    names |= {plugin.distribution for plugin in discover().values()}
    names |= {package.distribution for package in data_packages().values()}
    return {"sds-core", *names} - {"?"}


def examine(on: date) -> Health:
    """Check everything that a site is built from; a fault does not stop the other checks.

    Args:
        on: the day, for what expires.
    """
    checks = [
        Check("sds-core", True, f"{__version__}, hooks version {HOOK_API}"),
        Check("python", sys.version_info >= (3, 11), platform.python_version()),
    ]
    checks += requirement_checks(_distributions())
    checks += _addons(on)
    count = 0
    for schemas in schema_folders():
        count += len(schemas.names)
        for name in schemas.names:
            try:
                schemas.compile(name)
            except Exception as error:  # a broken schema is a finding
                checks.append(Check(f"schema {name}", False, str(error)))
    checks.append(Check("schemas", True, f"{count} published"))
    found = discover()
    for package in data_packages().values():
        from_ = f"{package.distribution} {package.version}"
        checks.append(Check(f"data {package.name}", not package.broken, package.broken or from_))
    files, made_by = FileCache(), defaultdict[str, list[str]](list)
    for profile_id, number, _, _ in installed():
        name = f"{profile_id}@{number}"
        try:
            profile = assemble(load_effective(name), found, files)
            checks.append(Check(f"profile {name}", True, profile.digest))
            for plugin in profile.plugins:
                made_by[plugin].append(name)
        except SdsError as error:
            detail = "; ".join(map(str, error.faults)) or error.message
            checks.append(Check(f"profile {name}", False, detail))
        except Exception as error:  # a defect is a finding too
            checks.append(Check(f"profile {name}", False, f"{type(error).__name__}: {error}"))
    checks += plugin_checks(found, made_by)
    checks += [_fetched(name, on) for name in publishers()]
    return Health(all(check.works for check in checks), tuple(checks))
