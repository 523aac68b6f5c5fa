"""Signed notes and checkpoints, in the formats of C2SP: signed-note and tlog-checkpoint.

A checkpoint says how large the register's tree is and what its root is. A register that is changed
afterwards cannot agree with a checkpoint that somebody else keeps.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Self

from attrs import field, frozen
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sds_core import Fault, InputError
from sds_register.ledger.merkle import HASH_SIZE

__all__ = ["Checkpoint", "Signer", "Verifier", "open_note", "sign_note"]

_ED25519 = b"\x01"
_DASH = "— "
_MAX_SIGNATURES = 100
_MAX_NOTE = 1_000_000


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bad(place: str, found: str, expected: str, hint: str = "") -> InputError:
    return InputError(f"{place} cannot be used", [Fault(place, found, expected, hint)])


def _good_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


@frozen
class Verifier:
    """A public key that notes are checked by.

    Attributes:
        name: the key's name.
        public: the Ed25519 public key, 32 bytes.
    """

    name: str
    public: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str, place: str = "the key") -> Self:
        """Read a key in the form “name+id+base64”.

        Raises:
            InputError: it is of another form, or its id is not its own.
        """
        name, _, rest = text.strip().partition("+")
        stamp, _, encoded = rest.partition("+")
        try:
            data = _decode(encoded)
        except (ValueError, binascii.Error):
            data = b""
        if not _good_name(name) or len(data) != 33 or data[:1] != _ED25519:
            raise _bad(place, repr(text[:80]), "a key like “name+0a1b2c3d+AbC…”")
        if stamp != _key_id(name, data[1:]).hex():
            raise _bad(place, f"the id {stamp!r}", _key_id(name, data[1:]).hex())
        return cls(name, data[1:])

    def __str__(self) -> str:
        stamp = _key_id(self.name, self.public).hex()
        return f"{self.name}+{stamp}+{_encode(_ED25519 + self.public)}"


@frozen
class Signer:
    """A private key that notes are signed with.

    Attributes:
        name: the key's name; no blanks, no “+”.
        seed: the Ed25519 private key, 32 bytes.
    """

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> Verifier:
        """The public key."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Verifier(self.name, key.public_key().public_bytes_raw())

    def line(self, text: str) -> str:
        """Return the line that signs a text."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        signature = key.sign(text.encode())
        stamp = _key_id(self.name, key.public_key().public_bytes_raw())
        return f"{_DASH}{self.name} {_encode(stamp + signature)}\n"


def sign_note(text: str, signer: Signer) -> str:
    """Return a text with the signature of one key.

    Args:
        text: lines, the last one ended, none of control characters.
        signer: the key.

    Raises:
        ValueError: the text or the key's name is not of the form.
    """
    if not text.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in text):
        raise ValueError("a note is lines of text, the last one ended")
    if not _good_name(signer.name):
        raise ValueError(f"a key cannot be called {signer.name!r}")
    return f"{text}\n{signer.line(text)}"


def _signature(line: str, place: str) -> tuple[str, bytes]:
    """Return the name in a line that signs, and what follows it."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        data = _decode(encoded)
    except (ValueError, binascii.Error):
        data = b""
    if not line.startswith(_DASH) or not space or not _good_name(name) or len(data) < 5:
        raise _bad(place, repr(line[:80]), "a signature like “— name base64”")
    return name, data


def open_note(note: str, verifier: Verifier, place: str = "the note") -> str:
    """Return the text of a note that a key has signed.

    Signatures of other keys are passed over; a wrong one of this key refuses the note.

    Args:
        note: the note.
        verifier: the key that must have signed it.
        place: what to call the note in errors.

    Raises:
        InputError: the note is of another form, or not signed by the key, or not as it was signed.
    """
    text, blank, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = signatures.split("\n")
    if (
        not blank
        or not signatures
        or len(note) > _MAX_NOTE
        or len(lines) - 1 > _MAX_SIGNATURES
        or any(ord(c) < 32 and c != "\n" for c in note)
    ):
        raise _bad(place, "no signed note", "text, a blank line and signatures")
    if lines.pop() != "":
        raise _bad(place, "a signature that does not end its line", "whole lines")
    read = [_signature(line, place) for line in lines]  # one that is none refuses the whole note
    mine = _key_id(verifier.name, verifier.public)
    for name, data in read:
        if name == verifier.name and data[:4] == mine:
            try:
                Ed25519PublicKey.from_public_bytes(verifier.public).verify(data[4:], text.encode())
            except InvalidSignature:
                hint = "It was changed after it was signed, or signed by somebody else."
                raise _bad(place, f"a wrong signature of {name}", "its own", hint) from None
            return text
    names = ", ".join(name for name, _ in read)
    raise _bad(place, f"signatures of {names}", f"one of the key {verifier}")


@frozen
class Checkpoint:
    """How large a register is, and its root.

    Attributes:
        origin: the register's own name.
        size: how many entries it has.
        root: the root's hash, 32 bytes.
    """

    origin: str
    size: int
    root: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{_encode(self.root)}\n"

    @classmethod
    def parse(cls, text: str, place: str = "the checkpoint") -> Self:
        """Read the lines of a checkpoint; lines after the third are passed over.

        Raises:
            InputError: they are of another form.
        """
        lines = text.split("\n")
        try:
            origin, size, root = lines[0], lines[1], _decode(lines[2])
            fine = bool(origin) and size.isascii() and size.isdigit() and len(size) <= 18
            fine = fine and str(int(size)) == size
        except (IndexError, ValueError, binascii.Error):
            fine = False
        if not fine or len(root) != HASH_SIZE:
            raise _bad(place, repr(text[:120]), "a name, a size and a root, a line each")
        return cls(origin, int(size), root)

    def sign(self, signer: Signer) -> str:
        """Return the checkpoint as a signed note."""
        return sign_note(self.text, signer)

    @classmethod
    def open(cls, note: str, verifier: Verifier, place: str = "the checkpoint") -> Self:
        """Read a checkpoint that a key has signed.

        Raises:
            InputError: it is of another form, or not signed by the key.
        """
        return cls.parse(open_note(note, verifier, place), place)
