"""The effective profile: a profile merged with all its bases, and where each key was written.

Choices and tier lists replace the base's, settings and letter texts merge by key, and `unset`
removes.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sds_core.errors import Fault, ProfileError, nearest
from sds_core.formats.plain import frozen_mapping, read_only
from sds_core.formats.toml import TomlFile
from sds_core.profiles.file_format import read_profile

__all__ = ["WHOLE", "BaseLayer", "EffectiveProfile", "Origin", "load_effective"]

MAX_BASES = 16
# Keys that are unset and compared as a whole. They replace the base's value; “overrule” adds to it.
WHOLE = (
    "criteria", "tier", "overrule", "listing", "eligibility", "helpers_listed", "may_also_decide",
    "questions",
)  # fmt: skip
Key = tuple[str, ...]


@frozen
class Origin:
    """Where a key of the effective profile was written.

    Attributes:
        file: the file.
        folder: the folder that paths in the file are relative to.
    """

    file: TomlFile
    folder: Path

    def place(self, path: tuple[str | int, ...]) -> str:
        """Return “file: key.path (line n)”."""
        return self.file.place(path)


@frozen(eq=False)
class BaseLayer:
    """A base as merged so far, before the next file is merged with it.

    Attributes:
        name: the base as “id@version”.
        hooks: who is asked each question.
        settings: settings by plugin id.
        folders: for each setting, by plugin and key: the folder that paths in it are relative to.
    """

    name: str
    hooks: Mapping[str, Any] = field(converter=frozen_mapping)
    settings: Mapping[str, Any] = field(converter=frozen_mapping)
    folders: Mapping[tuple[str, str], Path] = field(converter=read_only)


@frozen(eq=False)
class EffectiveProfile:
    """A profile with all its bases laid under it.

    Attributes:
        data: plain data: id, title, version, summary, source, bases, hooks, settings, tier,
            criteria, letter.
        origins: where each key was written, by key path.
        once_named: plugins that the profile or one of its bases names at any question.
        faults: faults found while the files were merged.
        unread: questions whose choice could not be read or applied.
        stages: the profile's bases, from the lowest up, each as merged so far.
        taken: the plugins that were removed from the bases' lists, in words.
    """

    data: Mapping[str, Any] = field(converter=frozen_mapping)
    origins: Mapping[Key, Origin] = field(converter=read_only, repr=False)
    once_named: frozenset[str] = field(default=frozenset(), repr=False)
    faults: tuple[Fault, ...] = field(default=(), repr=False)
    unread: frozenset[str] = field(default=frozenset(), repr=False)
    stages: tuple[BaseLayer, ...] = field(default=(), repr=False)
    taken: tuple[str, ...] = field(default=(), repr=False)

    def origin(self, key: Key) -> Origin:
        """Return where a key, or the closest one around it, was written."""
        for length in range(len(key), -1, -1):
            if key[:length] in self.origins:
                return self.origins[key[:length]]
        raise KeyError(key)

    def place(self, *path: str | int) -> str:
        """Return “file: key.path (line n)” for a key path."""
        key = tuple(str(step) for step in path)
        return self.origin(key).place(path)


def normal_choice(choice: Any) -> dict[str, Any] | None:
    """Return a choice in one form, or `None` where it is of no form.

    Returns:
        Either “not_asked” alone; or “plugins”, “advisers” and “listed” (whether the plugins were
        written as a list); or “add”, “remove” and “before”, a change of the base's list.
    """
    if isinstance(choice, str):
        return {"plugins": [choice], "advisers": [], "listed": False}
    if isinstance(choice, list) and all(isinstance(item, str) for item in choice):
        return {"plugins": list(choice), "advisers": [], "listed": True}
    if not isinstance(choice, dict):
        return None
    if set(choice) <= {"add", "remove", "before"} and {"add", "remove"} & set(choice):
        lists = [choice.get(name, []) for name in ("add", "remove")]
        texts = all(
            isinstance(given, list) and all(isinstance(i, str) for i in given) for given in lists
        )
        before = choice.get("before")
        if not texts or not isinstance(before, str | None):
            return None
        return {"add": list(lists[0]), "remove": list(lists[1]), "before": before}
    if set(choice) == {"not_asked"} and isinstance(choice["not_asked"], str):
        return {"not_asked": choice["not_asked"]}
    advisers = choice.get("advisers", [])
    if (
        set(choice) <= {"provider", "advisers"}
        and isinstance(choice.get("provider"), str)
        and isinstance(advisers, list)
        and all(isinstance(item, str) for item in advisers)
    ):
        return {"plugins": [choice["provider"]], "advisers": list(advisers), "listed": False}
    return None


class _Merge:
    def __init__(self) -> None:
        self.data: dict[str, Any] = {"hooks": {}, "settings": {}, "letter": {}, "bases": []}
        self.origins: dict[Key, Origin] = {}
        self.faults: list[Fault] = []
        self.named: set[str] = set()
        self.unread: set[str] = set()
        self.taken: list[str] = []

    def put(self, key: Key, value: Any, origin: Origin) -> None:
        target = self.data
        for step in key[:-1]:
            target = target.setdefault(step, {})
        target[key[-1]] = deepcopy(value)
        self.origins[key] = origin

    def unset(self, dotted: str, origin: Origin, index: int) -> None:
        key = tuple(dotted.split("."))
        head = key[0]
        if not (
            (head in ("hooks", "letter") and len(key) == 2)
            or (head == "settings" and len(key) >= 2)
            or dotted in WHOLE
        ):
            expected = f"hooks.QUESTION, settings.PLUGIN.KEY, letter.KEY, {', '.join(WHOLE)}"
            self.faults.append(Fault(origin.place(("unset", index)), repr(dotted), expected))
            return
        target: Any = self.data
        for step in key[:-1]:
            target = target.get(step) if isinstance(target, dict) else None
        if not isinstance(target, dict) or key[-1] not in target:
            known = [".".join(k) for k in self.origins]
            self.faults.append(
                Fault(
                    origin.place(("unset", index)),
                    f"{dotted!r}, which the base does not have",
                    "a key of the base",
                    nearest(dotted, known),
                )
            )
            return
        del target[key[-1]]
        for old in [k for k in self.origins if k[: len(key)] == key]:
            del self.origins[old]

    def changed(
        self, question: str, change: dict[str, Any], origin: Origin
    ) -> dict[str, Any] | None:
        """Return the base's list with plugins added and removed, or report why it cannot be."""
        base = self.data["hooks"].get(question, {})
        place = origin.place(("hooks", question))
        if not base.get("listed"):
            expected = "a base that gives a list here; write the whole choice instead"
            self.faults.append(
                Fault(place, "a change of a list that the base does not have", expected)
            )
            self.unread.add(question)
            return None
        plugins: list[str] = list(base["plugins"])
        for name in change["remove"]:
            if name in plugins:
                plugins.remove(name)
            else:
                hint = nearest(name, plugins)
                self.faults.append(Fault(place, f"remove {name!r}", "one of the base's list", hint))
        twice = [name for name in change["add"] if name in plugins]
        for name in twice:
            self.faults.append(Fault(place, f"add {name!r}", "one that is not in the list already"))
        before = change["before"]
        if before is not None and before not in plugins:
            hint = nearest(before, plugins)
            self.faults.append(Fault(place, f"before {before!r}", "one of the list", hint))
            before = None
        at = len(plugins) if before is None else plugins.index(before)
        plugins[at:at] = [name for name in change["add"] if name not in twice]
        for name in change["remove"]:
            self.taken.append(f"hooks.{question}: {name} is removed — {place}")
        return {**base, "plugins": plugins}

    def took_away(self, question: str, choice: dict[str, Any], origin: Origin) -> None:
        """Note which plugins of the base's list a new choice leaves out."""
        base = self.data["hooks"].get(question, {})
        if base.get("listed"):
            gone = [name for name in base["plugins"] if name not in choice.get("plugins", ())]
            if gone:
                place = origin.place(("hooks", question))
                self.taken.append(
                    f"hooks.{question}: the new choice leaves out {', '.join(gone)}, which the "
                    f"base asks; to keep them, write {{ add = […] }} — {place}"
                )

    def lay(self, file: TomlFile, folder: Path) -> None:
        origin, data = Origin(file, folder), file.plain
        self.origins[()] = origin
        for index, dotted in enumerate(data.get("unset", [])):
            self.unset(dotted, origin, index)
        for name in ("id", "title", "version"):
            self.put((name,), data[name], origin)
        for name in ("summary", "source"):
            self.put((name,), data.get(name, ""), origin)
        for question, choice in data.get("hooks", {}).items():
            normal = normal_choice(choice)
            if normal is None:
                self.faults.append(
                    Fault(
                        origin.place(("hooks", question)),
                        repr(choice),
                        "a plugin, a list of plugins, { add = […], remove = […], before = … }, "
                        "{ provider = …, advisers = […] } or { not_asked = “why” }",
                    )
                )
                self.unread.add(question)
                continue
            if "add" in normal:
                normal = self.changed(question, normal, origin)
                if normal is None:
                    continue
            else:
                self.took_away(question, normal, origin)
            self.named.update(normal.get("plugins", ()), normal.get("advisers", ()))
            self.put(("hooks", question), normal, origin)
        for plugin, settings in data.get("settings", {}).items():
            self.data["settings"].setdefault(plugin, {})
            self.origins.setdefault(("settings", plugin), origin)
            for name, value in settings.items():
                self.put(("settings", plugin, name), value, origin)
        for name, value in (data.get("letter") or {}).items():
            self.put(("letter", name), value, origin)
        for name in WHOLE:
            if name != "overrule" and data.get(name) is not None:  # those add up
                self.put((name,), data[name], origin)
        for overrule in data.get("overrule", []):
            at = len(self.data.setdefault("overrule", []))
            self.data["overrule"].append(overrule)
            self.origins[("overrule", str(at))] = origin

    def stage(self) -> BaseLayer:
        """Return what has been laid so far, as a base of what comes next."""
        folders = {
            (key[1], key[2]): origin.folder
            for key, origin in self.origins.items()
            if key[0:1] == ("settings",) and len(key) == 3
        }
        name = f"{self.data['id']}@{self.data['version']}"
        return BaseLayer(name, self.data["hooks"], self.data["settings"], folders)


def load_effective(reference: str, beside: Path | None = None) -> EffectiveProfile:
    """Load a profile and lay it on its bases.

    Args:
        reference: “id@version”, an id of which one version is installed, or the path of a file.
        beside: the folder that a path is relative to.

    Raises:
        ProfileError: a file cannot be found or read, a base is not named exactly, or the bases
            form a cycle. Every other fault is in the result's `faults`.
    """
    chain: list[tuple[TomlFile, Path]] = []
    seen: list[str] = []
    while True:
        file, folder = read_profile(reference, beside)
        name = f"{file.data['id']}@{file.data['version']}"
        if name in seen or len(seen) >= MAX_BASES:
            circle = " → ".join([*seen, name])
            fault = Fault(file.place(["based_on"]), f"the circle {circle}", "bases that end")
            raise ProfileError(f"profile {seen[0]} is based on itself", [fault])
        seen.append(name)
        chain.append((file, folder))
        base = file.data.get("based_on")
        if not base:
            break
        if not base.rpartition("@")[0] or not base.rpartition("@")[2]:
            expected = "an exact version, “id@version” or “file.toml@version”"
            fault = Fault(file.place(["based_on"]), repr(base), expected)
            raise ProfileError(f"profile {name} does not name its base exactly", [fault])
        reference, beside = base, folder
    merge = _Merge()
    stages = []
    for file, folder in reversed(chain):
        merge.lay(file, folder)
        stages.append(merge.stage())
    merge.data["bases"] = seen[1:]
    return EffectiveProfile(
        merge.data,
        merge.origins,
        frozenset(merge.named),
        tuple(merge.faults),
        frozenset(merge.unread),
        tuple(stages[:-1]),
        tuple(merge.taken),
    )
