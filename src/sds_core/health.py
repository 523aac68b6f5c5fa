"""The state of an installation, told whatever is broken."""

from __future__ import annotations

import platform
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from attrs import frozen

from sds_core import __version__, schemas
from sds_core.documents import data_packages
from sds_core.errors import SdsError
from sds_core.hookspecs import HOOK_API
from sds_core.plugins import Found, discover
from sds_core.profiles.effective import load_effective
from sds_core.profiles.filecache import FileCache
from sds_core.profiles.files import installed
from sds_core.profiles.load import assemble
from sds_core.register.databases import journal_words
from sds_core.rulesets.store import load_fetched, publishers

__all__ = ["Check", "Health", "PluginItem", "PluginList", "examine", "list_plugins"]


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
class Check:
    """One thing that was looked at.

    Attributes:
        name: what.
        works: whether it works.
        detail: what was found.
    """

    name: str
    works: bool
    detail: str


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
    """Return the installed profiles that name each plugin, broken profiles included."""
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


def _item(found: Found, users: dict[str, list[str]]) -> PluginItem:
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
        name: Found(name, "", "", None, "it is not installed: install the package that has it")
        for name in users
        if name not in found
    }
    everyone = sorted({**found, **missing}.values(), key=lambda plugin: plugin.id)
    return PluginList(tuple(_item(plugin, users) for plugin in everyone))


def _requirement(name: str, needed: bool) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, not needed, "not installed" + ("" if needed else " (optional)"))


def _fetched(name: str, on: date) -> Check:
    """Return how a publisher's fetched sets stand; an expired publication is no fault."""
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


def examine(on: date) -> Health:
    """Look at everything that a site is built from, and stop at nothing.

    Args:
        on: the day, for what expires.
    """
    checks = [
        Check("sds-core", True, f"{__version__}, hooks version {HOOK_API}"),
        Check("python", sys.version_info >= (3, 11), platform.python_version()),
        *(
            _requirement(name, True)
            for name in ("pluggy", "attrs", "cattrs", "click", "jsonschema", "jinja2")
        ),
        _requirement("jsonschema-rs", False),
        _requirement("numpy", False),
        _requirement("openpyxl", False),
        _requirement("tuf", False),
        _requirement("sqlalchemy", True),
        _requirement("alembic", True),
        _requirement("cryptography", True),
        _requirement("psycopg", False),
        _requirement("weasyprint", False),
        Check("sqlite", True, journal_words()),
    ]
    for name in schemas.names():
        try:
            schemas.compile_schema(name)
        except Exception as error:  # a broken schema is a finding
            checks.append(Check(f"schema {name}", False, str(error)))
    checks.append(Check("schemas", True, f"{len(schemas.names())} published"))
    found = discover()
    for plugin in found.values():
        from_ = f"{plugin.distribution} {plugin.version}"
        checks.append(Check(f"plugin {plugin.id}", not plugin.broken, plugin.broken or from_))
    for package in data_packages().values():
        from_ = f"{package.distribution} {package.version}"
        checks.append(Check(f"data {package.name}", not package.broken, package.broken or from_))
    files = FileCache()
    for profile_id, number, _, _ in installed():
        name = f"{profile_id}@{number}"
        try:
            profile = assemble(load_effective(name), found, files)
            checks.append(Check(f"profile {name}", True, profile.digest))
        except SdsError as error:
            detail = "; ".join(map(str, error.faults)) or error.message
            checks.append(Check(f"profile {name}", False, detail))
        except Exception as error:  # a defect is a finding too
            checks.append(Check(f"profile {name}", False, f"{type(error).__name__}: {error}"))
    checks += [_fetched(name, on) for name in publishers()]
    return Health(all(check.works for check in checks), tuple(checks))
