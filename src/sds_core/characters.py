"""Characters that text may not hold: controls that readers do not see, and turns of direction.

Line ends and tabs are allowed. What turns the direction of text around could make a letter read
otherwise than it was decided.
"""

from __future__ import annotations

import re

__all__ = ["CONTROLS", "forbidden", "printable", "visible"]

CONTROLS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
)
_forbidden = re.compile(f"[{CONTROLS}]")


def forbidden(text: str) -> str:
    """Return the first character of a text that it may not hold, as its code; nothing if none."""
    match = _forbidden.search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


_unprintable = re.compile(f"[{CONTROLS}\ud800-\udfff]")


def printable(text: str) -> bool:
    """Tell whether a text holds whole characters only, and none that it may not hold."""
    return _unprintable.search(text) is None


def visible(text: str) -> str:
    """Return a text with what it may not hold replaced by a mark."""
    return _unprintable.sub("\ufffd", text)
