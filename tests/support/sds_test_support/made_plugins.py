"""Plugins made for a test, and a site that asks them."""

from __future__ import annotations

from datetime import date

from attrs import evolve, frozen

from sds_core.formats.plain import thaw
from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.budgets import Line, LineKind
from sds_core.model.reasons import Evidence, Reason, Source
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import Manifest
from sds_core.profiles.assemble import assemble
from sds_core.profiles.effective import load_effective
from sds_core.questions import QUESTIONS
from sds_core.site import Site

ON = date(2026, 10, 1)
WHY = (Reason("Because.", "rule", Source("a test"), Evidence.LOCAL_CHOICE),)


@frozen
class Empty:
    """No settings."""


def plugin(hook, answer, id_="made"):
    """Return a plugin that answers a hook with what a function returns."""

    def method(self, request):
        return answer(request)

    method.__name__ = hook
    cls = type("Made", (Hooks,), {hook: hookimpl(method), "__init__": lambda self, settings: None})
    return InstalledPlugin(
        id_, "made-dist", "1.2", Manifest(id_, "Made", (hook,), cls, Empty, api="1")
    )


def changed(effective, change):
    """Return an effective profile whose data a function has changed."""
    data = thaw(effective.data)
    change(data)
    return evolve(effective, data=data)


def site(*plugins, hooks, base="community-support@1.0", questions=QUESTIONS):
    """Return a site whose profile has some questions answered by made plugins."""
    from sds_core.plugins.discovery import discover

    effective = changed(load_effective(base), lambda data: data["hooks"].update(hooks))
    found = {**discover(), **{p.id: p for p in plugins}}
    return Site(assemble(effective, found, questions=questions))


def seat(*names, advisers=()):
    return {"plugins": list(names), "advisers": list(advisers), "listed": len(names) != 1}


def listed(*names):
    return {"plugins": list(names), "advisers": [], "listed": True}


def case_of(made, name="ben"):
    from sds_core.schemas.published import load_example

    return made.reader.from_document(load_example(f"case-{name}"))


def base_line(pence):
    return Line("Base", pence, LineKind.BASE, "rule")
