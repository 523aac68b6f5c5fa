"""Characters that text may not hold, and names that read alike.

An invisible character (a control, a joiner, a direction mark) could make two texts that look the
same differ, or make a letter show something other than what was decided. Line ends are allowed.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["CONTROLS", "forbidden", "look_alike", "printable", "same_name", "visible"]

# Controls, soft hyphen, joiners and other zero-width characters, turns of direction, blank fillers,
# and the tag characters. Variation selectors stay: written names in some scripts need them.
CONTROLS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
_forbidden = re.compile(f"[\t{CONTROLS}]")
_forbidden_in_files = re.compile(f"[{CONTROLS}]")


def forbidden(text: str, *, tabs: bool = False) -> str:
    """Return the code of the first forbidden character in a text; an empty text if none.

    Args:
        text: the text.
        tabs: whether tabs are allowed, as they are between the words of a file's own syntax.
    """
    match = (_forbidden_in_files if tabs else _forbidden).search(text)
    return f"U+{ord(match[0]):04X}" if match else ""


_unprintable = re.compile(f"[\t{CONTROLS}\ud800-\udfff]")


def printable(text: str) -> bool:
    """Tell whether a text holds no forbidden character and no lone surrogate."""
    return _unprintable.search(text) is None


def visible(text: str) -> str:
    """Return a text with each forbidden character replaced by U+FFFD."""
    return _unprintable.sub("\ufffd", text)


def same_name(name: str) -> str:
    """Return a name or an identifier normalised, so that two spellings of it are equal.

    Unicode's compatibility form (NFKC), case folded, without blanks at the ends or invisible
    characters.
    """
    if name.isascii() and name.isprintable():
        return name.casefold().strip()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(c for c in folded if unicodedata.category(c) not in ("Cf", "Cc")).strip()


# Letters and digits that are drawn like a Latin letter, by that letter (after Unicode Technical
# Standard 39): Cyrillic, Greek and Armenian ones, small as case folding leaves them.
_DRAWN_LIKE = {
    "a": "аα", "b": "вьβ", "c": "сϲ", "d": "ԁ", "e": "еёε", "g": "ց", "h": "нһհ", "j": "јϳյ",
    "k": "кκ", "l": "ӏіїιi1|", "m": "м", "n": "ηղո", "o": "оοօσ0", "p": "рρ", "q": "ԛզ", "s": "ѕ5",
    "t": "тτ", "u": "υսμ", "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уγ",
}  # fmt: skip
_LIKE = str.maketrans({other: own for own, others in _DRAWN_LIKE.items() for other in others})


def look_alike(name: str) -> str:
    """Return a name in a form that is equal for names that look alike.

    Accents, punctuation and blanks count for nothing. Letters of other scripts, and digits, that
    look like a Latin letter count as that letter. A match is only a reason to ask a person; it
    proves nothing.
    """
    plain = unicodedata.normalize("NFKD", same_name(name)).translate(_LIKE)
    letters = "".join(c for c in plain if c.isalnum())
    return letters.replace("rn", "m").replace("vv", "w")
