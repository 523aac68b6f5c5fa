"""Exceptions of plugins, for whoever asks to see them.

What a plugin raises may name people, so it goes to no log of a host: it is written only where
somebody at a command line asks for it, by `sds --debug`.
"""

from __future__ import annotations

import logging
import sys

__all__ = ["note_exception", "show_exceptions"]

_log = logging.getLogger("sds_core.exceptions")
_log.propagate = False
_log.disabled = True


def note_exception(what: str) -> None:
    """Show the exception that is being handled, where exceptions are shown.

    Args:
        what: what raised it, such as “plugin limits at adjust_budget”.
    """
    _log.error("the exception of %s", what, exc_info=True)


def show_exceptions() -> None:
    """Show exceptions on standard error from here on."""
    _log.disabled = False
    if not _log.handlers:
        _log.addHandler(logging.StreamHandler(sys.stderr))
