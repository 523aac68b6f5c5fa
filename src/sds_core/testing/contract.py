"""The contract of hooks, run on any plugin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sds_core.checks import BadAnswer, checked
from sds_core.hookspecs import HOOKS, Combine
from sds_core.model.answers import Answer
from sds_core.model.case import Case
from sds_core.outside import watched
from sds_core.plugins import Configured, Found, Manifest, configure, faults_of
from sds_core.profiles.filecache import FileCache
from sds_core.testing.requests import example_cases, requests_for
from sds_core.wire import canonical, to_plain

__all__ = ["check_plugin"]


def _build(manifest: Manifest, settings: Mapping[str, Any], beside: Path | None) -> Configured:
    found = Found(manifest.id, "(under test)", "0", manifest)
    files = FileCache()
    configured, faults = configure(
        found,
        settings,
        lambda path: ".".join(["settings", manifest.id, *map(str, path)]),
        lambda kind, reference, name: files.load(kind, reference, beside),
    )
    assert configured is not None, f"{manifest.id} cannot be made:\n" + "\n".join(map(str, faults))
    return configured


def _answers(configured: Configured, hook: str, request: Any, name: str) -> Any:
    read: list[str] = []
    with watched(read.append):
        try:
            given = getattr(configured.plugin, hook)(request)
        except Exception as error:
            raise AssertionError(
                f"{name} raised {type(error).__name__} at {hook}: {error}; answer Undetermined "
                "where the facts do not suffice"
            ) from error
    assert not read, f"{name} at {hook} read {read[0]}; use request.on, and nothing from outside"
    if HOOKS[hook].combine is Combine.NOTICE:
        return []
    try:
        answers = checked(hook, request, given)
    except BadAnswer as error:
        raise AssertionError(f"{name} breaks the contract of {hook}: {error}") from error
    return [to_plain(answer, Answer) for answer in answers]


def check_plugin(
    manifest: Manifest,
    settings: Mapping[str, Any],
    cases: Iterable[Case] | None = None,
    beside: Path | None = None,
) -> None:
    """Run the contract of hooks on a plugin: as plain asserts, so any test runner shows them.

    It is made from its settings; its methods are plain hooks; each answer is of the right type,
    adds up and has a reason; asked again, or made anew, it answers the same; it changes nothing it
    is given and reads no clock, network or random number.

    Args:
        manifest: the plugin.
        settings: its settings, as a profile has them.
        cases: cases to ask it about; the published examples if left out.
        beside: the folder that paths in the settings are relative to.

    Raises:
        AssertionError: what the plugin breaks, with its name.
    """
    name = manifest.id
    broken = faults_of(manifest, name)
    assert not broken, f"{name}: {broken}"
    one, other = _build(manifest, settings, beside), _build(manifest, settings, beside)
    asked = 0
    for case in example_cases() if cases is None else cases:
        before = canonical(to_plain(case))
        for hook in manifest.hooks:
            for request in requests_for(hook, case):
                first = _answers(one, hook, request, name)
                assert first == _answers(one, hook, request, name), (
                    f"{name} answers {hook} differently when asked again"
                )
                assert first == _answers(other, hook, request, name), (
                    f"{name} answers {hook} differently when made anew from the same settings"
                )
                canonical(first)  # an answer that cannot be kept is no answer
                asked += 1
        assert canonical(to_plain(case)) == before, f"{name} changed the case it was given"
    assert asked, f"{name} was never asked: no case gives occasion to {', '.join(manifest.hooks)}"
