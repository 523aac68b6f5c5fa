"""Detects what a plugin reads from outside: clock, random numbers, network, files, environment."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["watch_ambient_reads"]

_CLOCK = {"today", "now", "utcnow"}
_FILES = {"open", "stat", "lstat", "listdir", "scandir", "access", "readlink", "getcwd"}
_ENVIRONMENT = {"_Environ.__getitem__", "_Environ.__iter__", "_Environ.__len__"}
_IMPORTING = ("importlib._bootstrap", "importlib._bootstrap_external", "linecache", "logging")


def _forbidden(function: object) -> str:
    """Return what a built-in reads from outside, or nothing."""
    name, owner = getattr(function, "__name__", ""), getattr(function, "__self__", None)
    module = getattr(function, "__module__", None) or type(owner).__module__
    if name in _CLOCK and getattr(owner, "__module__", "") == "datetime":
        return f"the clock ({name})"
    if module == "time" and name != "sleep":
        return f"the clock (time.{name})"
    if type(owner).__module__ in ("random", "_random") or name in ("urandom", "getrandom"):
        return f"a random number ({name})"
    if name in _FILES and module in ("io", "_io", "posix", "nt"):
        return f"a file ({name})"
    network = {module, type(owner).__module__} & {"socket", "_socket"}
    return f"the network ({name})" if network else ""


@contextmanager
def watch_ambient_reads(say: Callable[[str], None]) -> Iterator[None]:
    """Watch what built-ins are called, and say which of them read from outside."""
    before, collecting = sys.getprofile(), gc.isenabled()
    gc.disable()  # callbacks run by the garbage collector are not the plugin's calls

    def watch(frame: FrameType, event: str, argument: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "c_call" and not module.startswith(_IMPORTING):
            what = _forbidden(argument)
            if what:
                say(f"{what}, in {frame.f_code.co_qualname}")
        elif event == "call" and module == "os" and frame.f_code.co_qualname in _ENVIRONMENT:
            caller = frame.f_back
            where = caller.f_code.co_qualname if caller else "?"
            say(f"the environment ({frame.f_code.co_name}), in {where}")

    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()
