"""What differs between two profiles, by meaning: not by the order of keys, not by comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from sds_core.formats.plain import thaw
from sds_core.profiles.effective import WHOLE, EffectiveProfile
from sds_core.profiles.profile import Profile

__all__ = ["Difference", "differences", "units", "vary"]

_ABSENT = "(absent)"
SHORT = 100


@frozen
class Difference:
    """One key that two profiles hold differently.

    Attributes:
        key: the key path, such as “hooks.fund_help”.
        before: its value in the first profile, in words.
        after: its value in the second profile, in words.
        place: where the second profile (or, if it lacks the key, the first) says so.
        matters: whether decisions can depend on it.
    """

    key: str
    before: str
    after: str
    place: str
    matters: bool

    def words(self) -> str:
        """Return the difference on one line, long values shortened."""
        return f"{self.key}: {_short(self.before)} → {_short(self.after)}"

    def sentence(self) -> str:
        """Return the difference with its place, saying so where decisions do not depend on it."""
        idle = "" if self.matters else " (decisions do not depend on it)"
        return f"{self.words()}{idle} — {self.place}"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _choice_words(choice: Any) -> str:
    if choice is None:
        return _ABSENT
    if "not_asked" in choice:
        return f"not asked ({choice['not_asked']})"
    text = ", ".join(choice["plugins"])
    return f"{text}; advisers {', '.join(choice['advisers'])}" if choice["advisers"] else text


def _words(value: object) -> str:
    if value is None:
        return _ABSENT
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k} = {_words(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_words(item) for item in value) + "]"
    return str(value)


def _named(data: Mapping[str, Any]) -> set[str]:
    return {
        plugin
        for choice in data["hooks"].values()
        for plugin in (*choice.get("plugins", ()), *choice.get("advisers", ()))
    }


def _file_words(files: Mapping[str, Any], reference: object) -> str:
    digests = files.get(reference) if isinstance(reference, str) else None
    return ", ".join(f"{n} {d[:19]}…" for n, d in sorted(digests.items())) if digests else ""


def _keys(a: Mapping[str, object], b: Mapping[str, object]) -> Iterator[str]:
    return iter(sorted({*a, *b}))


def differences(first: Profile, second: Profile) -> list[Difference]:
    """Return what two profiles hold differently, who is asked first.

    A setting that names a file differs also where the file's bytes do.

    Args:
        first: the profile before.
        second: the profile after.
    """
    a, b = first.effective, second.effective
    found: list[Difference] = []

    def add(path: tuple[str, ...], before: str, after: str, matters: bool = True) -> None:
        holder = second.origin if path in second.origin.origins else first.origin
        found.append(Difference(".".join(path), before, after, holder.place(*path), matters))

    for question in _keys(a["hooks"], b["hooks"]):
        one, other = a["hooks"].get(question), b["hooks"].get(question)
        if one != other:
            add(("hooks", question), _choice_words(one), _choice_words(other))
    used = _named(a) | _named(b)
    for plugin in _keys(a["settings"], b["settings"]):
        mine, theirs = a["settings"].get(plugin, {}), b["settings"].get(plugin, {})
        for name in _keys(mine, theirs):
            path = ("settings", plugin, name)
            one, other = mine.get(name), theirs.get(name)
            if one != other:
                add(path, _words(one), _words(other), plugin in used)
            else:
                before, after = _file_words(a["files"], one), _file_words(b["files"], other)
                if before != after:
                    add(path, f"{one} ({before})", f"{other} ({after})", plugin in used)
    for name in WHOLE:
        if a.get(name) != b.get(name):
            add((name,), _words(a.get(name)), _words(b.get(name)))
    for name in _keys(a["letter"], b["letter"]):
        if a["letter"].get(name) != b["letter"].get(name):
            one, other = a["letter"].get(name), b["letter"].get(name)
            add(("letter", name), _words(one), _words(other), matters=False)
    return found


def units(first: Profile, second: Profile) -> list[tuple[str, ...]]:
    """Return the smallest changes that can each be made alone, as groups of key paths.

    A change of who is asked takes the settings of the plugins that it brings in along with it.
    """
    a, b = first.origin.data, second.origin.data
    keys = [d.key for d in differences(first, second) if d.matters]
    groups: list[tuple[str, ...]] = []
    taken: set[str] = set()
    already = _named(a)
    for key in keys:
        if not key.startswith("hooks."):
            continue
        choice = b["hooks"].get(key.removeprefix("hooks."), {})
        brought = {*choice.get("plugins", ()), *choice.get("advisers", ())} - already
        along = [k for k in keys if k.startswith("settings.") and k.split(".")[1] in brought]
        groups.append((key, *along))
        taken.update(along)
    left_out = already - _named(b)
    for key in keys:
        if key.startswith("hooks.") or key in taken:
            continue
        if key.startswith("settings.") and key.split(".")[1] in left_out:
            continue  # the plugin is not asked any more: its settings cannot matter
        groups.append((key,))
    return groups


def vary(
    first: EffectiveProfile, second: EffectiveProfile, keys: tuple[str, ...]
) -> EffectiveProfile:
    """Return the first profile with some keys as the second has them."""
    data: dict[str, object] = thaw(first.data)
    origins = dict(first.origins)
    for key in keys:
        path = tuple(key.split(".", 2)) if key.startswith("settings.") else tuple(key.split("."))
        source: Any = second.data
        for step in path:
            source = source.get(step) if isinstance(source, Mapping) else None
        target: Any = data
        for step in path[:-1]:
            target = target.setdefault(step, {})
        if source is None:
            target.pop(path[-1], None)
            origins.pop(path, None)
            continue
        target[path[-1]] = thaw(source)
        origins[path] = second.origin(path)
        if path[0] == "settings":
            origins.setdefault(path[:2], second.origin(path))
    return EffectiveProfile(
        data, origins, first.once_named | second.once_named, stages=first.stages
    )
