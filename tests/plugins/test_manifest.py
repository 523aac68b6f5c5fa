"""Plugins that would break the contract of hooks are refused when they are made."""

from __future__ import annotations

import pytest
from sds_test_support.made_plugins import (
    Empty,
)

from sds_core.errors import PluginError
from sds_core.hookspecs import Hooks, hookimpl
from sds_core.plugins.configure import build
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import Manifest


def bad_class(**members):
    def init(self, settings):
        pass

    return type("Bad", (Hooks,), {"__init__": init, **members})


def _unmarked(self, request):
    return None


def _generator(self, request):
    yield None


def _default(self, request=None):
    return None


def _extra(self, request, more):
    return None


def _other_name(self, asked):
    return None


async def _async(self, request):
    return None


@pytest.mark.parametrize(
    ("member", "says"),
    [
        (_unmarked, "no @hookimpl"),
        (hookimpl(_async), "async or a generator"),
        (hookimpl(_generator), "async or a generator"),
        (hookimpl(_default), "must take one argument"),
        (hookimpl(_extra), "must take one argument"),
        (hookimpl(_other_name), "must take one argument"),
    ],
)
def test_traps_are_refused_when_a_plugin_is_made(member, says):
    cls = bad_class(allocate_budget=member)
    found = InstalledPlugin(
        "bad", "d", "1", Manifest("bad", "Bad", ("allocate_budget",), cls, Empty, api="1")
    )
    with pytest.raises(PluginError, match=says):
        build(found, Empty(), "here")


@pytest.mark.parametrize("option", ["wrapper", "hookwrapper", "tryfirst", "trylast"])
def test_pluggys_ways_of_jumping_the_queue_are_refused(option):
    import pluggy

    def method(self, request):
        return None

    marked = pluggy.HookimplMarker("sds_core")(method, **{option: True})
    cls = bad_class(allocate_budget=marked)
    found = InstalledPlugin(
        "bad", "d", "1", Manifest("bad", "Bad", ("allocate_budget",), cls, Empty, api="1")
    )
    with pytest.raises(PluginError, match=option):
        build(found, Empty(), "here")


def test_a_manifest_must_say_what_the_class_answers():
    cls = bad_class(allocate_budget=hookimpl(lambda self, request: None))
    found = InstalledPlugin(
        "bad", "d", "1", Manifest("bad", "Bad", ("fund_help",), cls, Empty, api="1")
    )
    with pytest.raises(PluginError, match="its manifest says"):
        build(found, Empty(), "here")
