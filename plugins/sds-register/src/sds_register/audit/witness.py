"""Checkpoints that others keep: handed over to a folder or an address, and read back from there.

Whoever can write the register's database and its keys can forge a register that verifies. They
cannot make it agree with a checkpoint that somebody else keeps. This protection is only as good as
the place where that copy is kept.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

from sds_core import Fault, InputError, RegisterDamaged, StoreFailed
from sds_core.errors import without_secrets
from sds_core.formats.files import PRIVATE, read_limited, read_stream, write_whole
from sds_register.audit.verify import verify
from sds_register.ledger.signed_notes import Checkpoint, Verifier
from sds_register.register import Register

__all__ = ["hand_over", "read_checkpoints"]

_TIMEOUT = 30
_SUFFIX = ".checkpoint"
_MAX = 100_000


def _is_address(place: str) -> bool:
    scheme, _, rest = place.partition("://")
    if rest and scheme.lower() not in ("http", "https"):
        fault = Fault(place, f"the scheme {scheme}", "https://…, http://… or a folder")
        raise InputError("nothing is handed over that way", [fault])
    return bool(rest)


def _name(checkpoint: Checkpoint) -> str:
    return f"{checkpoint.origin}-{checkpoint.size:012d}{_SUFFIX}"


def read_checkpoints(place: str, key: Verifier) -> list[tuple[str, Checkpoint]]:
    """Return the checkpoints at a place, each with what to call it.

    Args:
        place: a file, a folder, or an address.
        key: the register's public key.

    Raises:
        InputError: there is none, or one is not signed by the key.
    """
    if _is_address(place):
        return [(place, Checkpoint.open(_fetch(place), key, place))]
    path = Path(place)
    # A folder may hold those of other registers, which have other names.
    files = sorted(path.glob(f"{key.name}-*{_SUFFIX}")) if path.is_dir() else [path]
    if not files:
        fault = Fault(place, "none of this register's", f"{key.name}-….checkpoint")
        raise InputError(f"{place} holds no checkpoint", [fault])
    found = []
    for file in files:
        try:
            text = read_limited(file, _MAX).decode()
        except (OSError, UnicodeDecodeError):
            fault = Fault(str(file), "no file that can be read", "a checkpoint")
            raise InputError(f"{file} cannot be read", [fault]) from None
        found.append((str(file), Checkpoint.open(text, key, str(file))))
    return found


def _fetch(address: str) -> str:
    try:
        with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer:  # noqa: S310
            return read_stream(answer, _MAX).decode()
    except (OSError, ValueError) as error:
        fault = Fault(without_secrets(address), without_secrets(str(error)), "a checkpoint")
        raise InputError("a checkpoint cannot be read", [fault]) from None


def hand_over(register: Register, place: str | None) -> tuple[Checkpoint, str, str]:
    """Verify the register, sign a checkpoint of it, and hand the checkpoint over.

    In a folder, the register must agree with every checkpoint that is there; none is overwritten.

    Args:
        register: the register.
        place: a folder, or an address that takes it by PUT; nowhere if it is `None`.

    Returns:
        The checkpoint, the note, and where it went; empty where it went nowhere.

    Raises:
        RegisterDamaged: the register does not hold, or contradicts a checkpoint; nothing is signed.
        StoreFailed: the place did not take it.
    """
    before = []
    folder = None if place is None or _is_address(place) else Path(place)
    name = register.signer.name
    if folder is not None and place and any(folder.glob(f"{name}-*{_SUFFIX}")):
        before = read_checkpoints(place, register.signer.verifier)
    found = verify(register, before)
    if not found.holds:
        faults = [Fault(item.place, item.what, "what was recorded") for item in found.found]
        raise RegisterDamaged("the register does not hold, so nothing is signed", faults)
    checkpoint = Checkpoint(found.origin, found.size, bytes.fromhex(found.root))
    note = checkpoint.sign(register.signer)
    if folder is None:
        if place is not None:
            _put(place, note)
        return checkpoint, note, place or ""
    path = folder / _name(checkpoint)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_whole(path, note.encode(), PRIVATE)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "a folder that can be written")
        raise StoreFailed("the checkpoint could not be handed over", [fault]) from None
    return checkpoint, note, str(path)


def _put(address: str, note: str) -> None:
    request = urllib.request.Request(  # noqa: S310
        address,
        data=note.encode(),
        method="PUT",
        headers={"Content-Type": "text/plain; charset=utf-8"},
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
            return
    except (OSError, ValueError, urllib.error.HTTPError) as error:
        fault = Fault(
            without_secrets(address), without_secrets(str(error)), "an address that takes it by PUT"
        )
        raise StoreFailed("the checkpoint could not be handed over", [fault]) from None
