"""What can go wrong, as one tree of exceptions.

::

    SdsError
    ├── InputError            a case, a document or a value that cannot be read     (exit 3)
    ├── ConfigurationError    something a site is built from is wrong               (exit 5)
    │   ├── ProfileError      a profile, a council file, a criteria or tier set
    │   ├── TableError        a decision table or a clause
    │   ├── RuleSetError      a rule set, its layers, or a publication of it
    │   └── PluginError       a plugin is missing, broken or not what it says
    ├── AnswerError           a plugin's answer breaks the contract                 (exit 5)
    ├── ActRefused            an act that nobody may perform as asked               (exit 6)
    └── RegisterError         the register cannot be read or written                (exit 7)
        ├── StoreFailed       its database failed: what was asked was not recorded
        ├── RegisterDamaged   what it holds is not what was recorded
        └── Erased            the key to an entry has been destroyed

Errors that come from a file carry every fault found, not only the first: each names the place,
what was found, what was expected and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from attrs import field, frozen

__all__ = [
    "ActRefused",
    "AnswerError",
    "ConfigurationError",
    "Erased",
    "Fault",
    "InputError",
    "PluginError",
    "ProfileError",
    "RegisterDamaged",
    "RegisterError",
    "RuleSetError",
    "SdsError",
    "StoreFailed",
    "TableError",
    "nearest",
    "without_secrets",
]


# What stands before an @ in an address may be a password.
_BEFORE_AT = re.compile(r"(?<=[/:])[^/\s]*@|[?&](?:password|sslpassword|passfile)=[^&\s]*")
MAX_HINTS = 300
MAX_SHOWN = 400


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def without_secrets(address: str) -> str:
    """Return an address that may be shown: without the account and password that it may hold."""
    return _BEFORE_AT.sub("…@", address)


@frozen
class Fault:
    """One thing that is wrong, and what to do about it.

    Attributes:
        place: the file, and the JSON path, key path, row or line in it.
        found: what stands there.
        expected: what should stand there.
        hint: what to do about it; may be empty where `expected` says it all.
    """

    place: str = field(converter=_short)
    found: str = field(converter=_short)
    expected: str = field(converter=_short)
    hint: str = field(default="", converter=_short)

    def __str__(self) -> str:
        text = f"{self.place}: found {self.found}"
        if self.expected:
            text += f"; expected {self.expected}"
        return f"{text}. {self.hint}" if self.hint else text


class SdsError(Exception):
    """Anything this library raises on purpose.

    Args:
        message: one sentence that says what could not be done.
        faults: every fault behind it, in the order found.
    """

    exit_code = 1

    def __init__(self, message: str, faults: Iterable[Fault] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults: tuple[Fault, ...] = tuple(faults)

    def __str__(self) -> str:
        return "\n".join([self.message, *(f"  - {fault}" for fault in self.faults)])


class InputError(SdsError):
    """A case, a document or a value that cannot be read."""

    exit_code = 3


class ConfigurationError(SdsError):
    """Something a site is built from is wrong: nothing is decided until it is put right."""

    exit_code = 5


class ProfileError(ConfigurationError):
    """A profile, a council file, or the criteria and tiers they name, cannot be used."""


class TableError(ConfigurationError):
    """A decision table or a clause cannot be used."""


class RuleSetError(ConfigurationError):
    """A rule set, the layers it is made of, or a publication of it, cannot be used."""


class PluginError(ConfigurationError):
    """A plugin is missing, broken at load, or does not match its manifest."""


class AnswerError(SdsError):
    """A plugin gave an answer that breaks the contract of its question."""

    exit_code = 5


class ActRefused(SdsError):
    """An act that nobody may perform as it was asked for."""

    exit_code = 6


class RegisterError(SdsError):
    """The register cannot be read or written."""

    exit_code = 7


class StoreFailed(RegisterError):
    """The register's database failed, or cannot be reached: what was asked was not recorded."""


class RegisterDamaged(RegisterError):
    """What the register holds is not what was recorded. It is read from then on, never written."""


class Erased(RegisterError):
    """The key to an entry has been destroyed, so nobody can read it again."""


def nearest(name: str, known: Sequence[str] | Iterable[str]) -> str:
    """Return a hint naming what `name` was probably meant to be, for the end of an error.

    Args:
        name: the name that is not known.
        known: the names that are.
    """
    names = sorted(set(known))
    if len(names) > MAX_HINTS:  # looking through thousands for each fault would take minutes
        return ""
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"Did you mean “{close[0]}”?"
    if not names:
        return "There are none to choose from."
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"Choose from: {shown}."
