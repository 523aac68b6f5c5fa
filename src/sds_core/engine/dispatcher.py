"""Asking a question: each plugin in the profile's order, each answer kept with who gave it.

pluggy marks, validates and registers the methods; they are called here, from its public list of
implementations. Its own calls stop at the first plugin that raises, and choose between two answers
by the order of installation.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import pluggy
from attrs import fields, frozen

from sds_core.errors import AnswerError, Fault, PluginError
from sds_core.hookspecs import PROJECT, hookspec
from sds_core.model.characters import visible
from sds_core.model.decisions import Opinion, PluginVersion
from sds_core.model.reasons import Undetermined
from sds_core.model.requests import DecisionNotice
from sds_core.plugins.contract import validate_answers
from sds_core.plugins.exceptions import note_exception
from sds_core.profiles.profile import Profile
from sds_core.questions import AFTER_DECISION

__all__ = ["Asked", "Dispatcher"]

_log = logging.getLogger("sds_core")
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")  # differs from run to run, and says nothing


def _spoken(error: BaseException) -> str:
    """Return an exception's text, without characters that cannot be printed or stored."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # even saying so failed
        return type(error).__name__
    return visible(text)[:2_000]


@cache
def _reader(request: Any) -> Callable[[object], object]:
    """Return a function from a request to what its fields hold."""
    return attrgetter(*(field.name for field in fields(request)))


def _specification() -> Callable[[object, object], None]:
    """Return a new method that tells pluggy of a question: it takes one request."""

    @hookspec
    def specification(self: object, request: object) -> None:
        """Stand for a question; it is never called."""

    return specification


@frozen
class Asked:
    """Who is asked a question: a plugin's method.

    Attributes:
        stamp: the plugin, its distribution and version.
        answer: its method.
        counts: whether its answer counts; an adviser's is only shown.
    """

    stamp: PluginVersion
    answer: Callable[[Any], Any]
    counts: bool


class Dispatcher:
    """The plugins of a profile, bound to the questions that it puts to them.

    Args:
        profile: the profile.

    Raises:
        PluginError: pluggy finds a method that does not fit its question.
    """

    def __init__(self, profile: Profile) -> None:
        self._questions = profile.questions
        manager = pluggy.PluginManager(PROJECT)
        specifications = {name: _specification() for name in profile.questions}
        manager.add_hookspecs(type("Specifications", (), specifications))
        for plugin_id in sorted(profile.plugins):
            try:
                manager.register(profile.plugins[plugin_id].plugin, name=plugin_id)
            except pluggy.PluginValidationError as error:
                fault = Fault(plugin_id, str(error), "methods that fit their hooks")
                raise PluginError(f"plugin {plugin_id} breaks the contract", [fault]) from None
        self._asked: dict[str, tuple[Asked, ...]] = {}
        self._stamps: dict[str, tuple[PluginVersion, ...]] = {}
        for name in profile.questions:
            choice = profile.choices.get(name)
            methods = {
                impl.plugin_name: impl.function
                for impl in getattr(manager.hook, name).get_hookimpls()
            }
            self._asked[name] = tuple(
                Asked(profile.plugins[p].found.stamp, methods[p], counts)
                for names, counts in (
                    (choice.plugins if choice else (), True),
                    (choice.advisers if choice else (), False),
                )
                for p in names
            )
            # A later question is told the earlier decisions, so their plugins shape it too.
            before = profile.questions.before(name)
            shaping = {asked.stamp for each in (*before, name) for asked in self._asked[each]}
            self._stamps[name] = tuple(sorted(shaping, key=lambda s: s.plugin))

    def asked(self, question: str) -> tuple[Asked, ...]:
        """Return who is asked a question, in the profile's order, advisers last."""
        return self._asked[question]

    def stamps(self, question: str) -> tuple[PluginVersion, ...]:
        """Return who is asked a question or one before it, in the order of their ids."""
        return self._stamps[question]

    def ask_one(self, question: str, asked: Asked, request: object) -> Opinion:
        """Ask one plugin. An exception or a broken contract is kept as the opinion's error."""
        kind: object = type(request)
        read = _reader(kind)
        before = read(request)
        try:
            given = validate_answers(self._questions[question], request, asked.answer(request))
            if read(request) != before:  # the very same objects are equal at once
                raise AnswerError("it changed the request that it was given")
            return Opinion(asked.stamp, asked.counts, given)
        except AnswerError as error:
            problem = f"the answer breaks the contract of {question}: {error}"
        except (Exception, SystemExit) as error:  # contained, and shown with the plugin's name
            problem = _spoken(error)
            note_exception(f"plugin {asked.stamp.plugin} at {question}")
        problem = _ADDRESS.sub("", problem)
        _log.warning("plugin %s failed at %s", asked.stamp.plugin, question)
        return Opinion(asked.stamp, asked.counts, (), problem)

    def ask(self, question: str, request: object) -> tuple[Opinion, ...]:
        """Ask everybody who is bound to a question, even when one fails."""
        return tuple([self.ask_one(question, asked, request) for asked in self._asked[question]])

    def notify(self, notice: DecisionNotice) -> None:
        """Tell those bound to `after_decision`; a failure is logged and changes nothing."""
        for asked in self._asked[AFTER_DECISION]:
            try:
                asked.answer(notice)
            except (Exception, SystemExit):  # a notice changes nothing
                _log.warning("plugin %s failed at %s", asked.stamp.plugin, AFTER_DECISION)
                note_exception(f"plugin {asked.stamp.plugin} at {AFTER_DECISION}")


def failure(opinion: Opinion, question: str) -> Undetermined:
    """Return what a failed opinion means for the decision; the error stays with the opinion."""
    return Undetermined(
        f"The rules that answer this question failed ({opinion.given_by.plugin})",
        (),
        "the council's system administrator",
        f"hooks.{question}",
    )
