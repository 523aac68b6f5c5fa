"""A proof that one entry is in the register, as a file that anybody can check without it.

The file is a C2SP tlog-proof: the entry's number, the hashes up to the root, and a signed
checkpoint. Its extra data is the entry itself, as it is stored: the payload in it stays encrypted.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from attrs import frozen

from sds_core import Fault, InputError
from sds_register.ledger.merkle import included, inclusion_proof, leaf_hash
from sds_register.ledger.records import entry_bytes
from sds_register.ledger.signed_notes import Checkpoint, Verifier
from sds_register.register import Register

__all__ = ["ProvenEntry", "check_proof", "make_proof"]

_FORMAT = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63


@frozen
class ProvenEntry:
    """The entry that a proof shows to be in a register.

    Attributes:
        entry: the entry's number.
        origin: the name of the register that it is in.
        size: the size of the register that it was proved in.
        root: the root of it, in hex.
        data: the entry as it is stored: its head, a line end, its payload.
    """

    entry: int
    origin: str
    size: int
    root: str
    data: bytes


def make_proof(register: Register, index: int) -> str:
    """Return the proof that an entry is in the register as it stands.

    Raises:
        InputError: there is no such entry.
    """
    row = register.read(index).row
    checkpoint = register.checkpoint()
    hashes = inclusion_proof(register.store.leaves(checkpoint.size), index, checkpoint.size)
    extra = base64.b64encode(entry_bytes(row.head, row.body)).decode()
    lines = [_FORMAT, f"extra {extra}", f"index {index}"]
    lines += [base64.b64encode(value).decode() for value in hashes]
    return "\n".join([*lines, "", checkpoint.sign(register.signer)])


def _bad(place: str, found: str, expected: str) -> InputError:
    return InputError(f"{place} proves nothing", [Fault(place, found, expected)])


def check_proof(text: str, key: Verifier, place: str = "the proof") -> ProvenEntry:
    """Check a proof; nothing but it and the register's public key is needed.

    Args:
        text: the proof.
        key: the register's public key.
        place: what to call the proof in errors.

    Raises:
        InputError: it is of another form, or it does not prove what it says.
    """
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _FORMAT or not blank:
        raise _bad(place, repr(lines[0][:60]), _FORMAT)
    checkpoint = Checkpoint.open(note, key, place)
    extra = lines.pop(1).removeprefix("extra ") if len(lines) > 2 else ""
    number = lines[1].removeprefix("index ") if len(lines) > 1 else ""
    short = number.isascii() and number.isdigit() and len(number) <= 18
    if not (short and str(int(number)) == number):
        raise _bad(place, repr(number[:60]), "index and the entry's number")
    try:
        data = base64.b64decode(extra, validate=True)
        hashes = [base64.b64decode(line, validate=True) for line in lines[2:]]
    except (ValueError, binascii.Error):
        raise _bad(place, "hashes that are no base64", "base64") from None
    return _checked(data, int(number), hashes, checkpoint, place)


def _checked(
    data: bytes, index: int, hashes: Sequence[bytes], checkpoint: Checkpoint, place: str
) -> ProvenEntry:
    leaf = leaf_hash(data)
    if len(hashes) > _MAX_HASHES or not included(
        leaf, index, checkpoint.size, hashes, checkpoint.root
    ):
        expected = "those of the entry that it holds"
        raise _bad(place, f"hashes that do not lead to the root of {checkpoint.size:,}", expected)
    return ProvenEntry(index, checkpoint.origin, checkpoint.size, checkpoint.root.hex(), data)
