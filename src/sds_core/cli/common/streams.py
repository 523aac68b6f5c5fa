"""Standard output on any machine: other encodings, closed pipes, full disks, JSON output."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

__all__ = ["not_written", "only_json", "output", "prepare_streams"]

_kept: list[TextIO] = []

NOT_WRITTEN = 3
_PLAIN = {
    "→": "->", "–": "-", "—": "-", "−": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'",
    "≤": "<=", "≥": ">=", "×": "x", "·": ".", "█": "#", "│": "|", "├": "|", "└": "`", "─": "-",
    "£": "GBP ", "\u00a0": " ",
}  # fmt: skip


def _in_plain(error: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks by characters that every encoding has."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in missing), error.end


def prepare_streams() -> None:
    """Let standard output and error write any text, whatever their encoding."""
    codecs.register_error("sds-plain", _in_plain)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with suppress(OSError, ValueError):  # one that is closed, or no file at all
                reconfigure(errors="sds-plain")


@contextmanager
def only_json() -> Iterator[None]:
    """Keep standard output for a command's JSON: what a plugin prints goes to standard error."""
    held = sys.stdout
    _kept.append(held)
    sys.stdout = sys.stderr
    try:
        yield
    finally:
        sys.stdout = held
        _kept.pop()


def output() -> TextIO:
    """Return where a command writes its result."""
    return _kept[-1] if _kept else sys.stdout


def not_written(error: OSError) -> int:
    """Say that standard output could not be written, and return the exit code.

    The reader of a pipe may close it at any time: that is not a failure, and nothing is printed.
    """
    closed = error.errno in (errno.EPIPE, errno.EINVAL)
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())  # so that Python does not write the rest again on exit
    if not closed:
        sys.stderr.write(f"Error: the output, or a file, cannot be written: {error.strerror}\n")
    return 141 if closed else NOT_WRITTEN
