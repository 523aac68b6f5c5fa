"""Keys to sign with: Ed25519, each officer's own, the private half locked with a passphrase.

Private halves are kept in OpenSSH's format, whose bcrypt makes guessing passphrases slow; public
halves in JSON, to be handed to whoever prepares a publication.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import frozen
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.metadata import Metadata, Root

from sds_core import Fault, RuleSetError
from sds_core.formats.files import read_limited
from sds_core.model.characters import visible

__all__ = [
    "NAME_FIELD",
    "PublicKey",
    "chain",
    "check_keys",
    "is_locked",
    "load_signer",
    "make_key",
    "names_of",
    "read_public",
    "signer_of",
]

ROUNDS = 64
_MOST = 65_536
FORMAT = "sds-key-1"
NAME_FIELD = "x-sds-name"


@frozen
class PublicKey:
    """The public half of a key.

    Attributes:
        name: whose key it is: the name of the key's file.
        key: the key as The Update Framework has it.
    """

    name: str
    key: Key

    @property
    def id(self) -> str:
        """The key's id: SHA-256 of its canonical form."""
        return str(self.key.keyid)

    def text(self) -> str:
        """Return the public half as the text of a file."""
        plain = {"format": FORMAT, "name": self.name, "public": self.key.keyval["public"]}
        return json.dumps(plain, indent=2) + "\n"


def make_key(name: str, folder: Path, passphrase: bytes | None) -> tuple[PublicKey, Path, Path]:
    """Make a key pair and write both halves: `NAME.key` and `NAME.pub`.

    Args:
        name: whose key it is.
        folder: where the files go.
        passphrase: locks the private half; `None` leaves it open.

    Raises:
        RuleSetError: one of the files is there already; nothing is overwritten.
    """
    private, public = folder / f"{name}.key", folder / f"{name}.pub"
    for path in (private, public):
        if path.exists():
            fault = Fault(str(path), "a file already there", "a new name")
            raise RuleSetError(f"{path} is not overwritten", [fault])
    key = Ed25519PrivateKey.generate()
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        builder = serialization.PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(ROUNDS)
        how = builder.build(passphrase)
    data = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, how)
    made = PublicKey(name, CryptoSigner(key).public_key)
    try:
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        public.write_text(made.text(), encoding="utf-8")
    except OSError as error:
        fault = Fault(str(folder), str(error.strerror), "a folder that can be written")
        raise RuleSetError("the key cannot be written", [fault]) from None
    return made, private, public


def load_signer(path: Path, passphrase: bytes | None) -> CryptoSigner:
    """Return a signer from the private half of a key.

    Raises:
        RuleSetError: it cannot be read, or the passphrase is wrong.
    """
    try:
        key = serialization.load_ssh_private_key(read_limited(path, _MOST), passphrase)
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "the private half of a key")
        raise RuleSetError(f"{path} cannot be read", [fault]) from None
    except (ValueError, TypeError) as error:
        hint = "Check the passphrase, and that this is the .key file, not the .pub one."
        fault = Fault(str(path), str(error), "a key that its passphrase opens", hint)
        raise RuleSetError(f"{path} cannot be opened", [fault]) from None
    if not isinstance(key, Ed25519PrivateKey):
        fault = Fault(str(path), "a key of another kind", "an Ed25519 key")
        raise RuleSetError(f"{path} cannot be used", [fault])
    return CryptoSigner(key)


def is_locked(path: Path) -> bool:
    """Tell whether the private half of a key asks for a passphrase."""
    try:
        serialization.load_ssh_private_key(read_limited(path, _MOST), None)
    except (TypeError, ValueError):
        return True
    except OSError as error:
        fault = Fault(str(path), str(error.strerror), "the private half of a key")
        raise RuleSetError(f"{path} cannot be read", [fault]) from None
    return False


def signer_of(path: Path, passphrase: bytes | None) -> tuple[CryptoSigner, PublicKey]:
    """Return a signer with its public half, named after the file."""
    signer = load_signer(path, passphrase)
    return signer, PublicKey(path.stem, signer.public_key)


def read_public(path: Path) -> PublicKey:
    """Read the public half of a key.

    Raises:
        RuleSetError: it is no such file.
    """
    try:
        plain: Any = json.loads(read_limited(path, _MOST))
        if plain["format"] != FORMAT or set(plain) != {"format", "name", "public"}:
            raise ValueError("another format")
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(plain["public"]))
        return PublicKey(str(plain["name"]), SSlibKey.from_crypto(public))
    except (OSError, ValueError, KeyError, TypeError) as error:
        fault = Fault(str(path), str(error), "the public half of a key: a .pub file")
        raise RuleSetError(f"{path} cannot be used", [fault]) from None


def check_keys(root: Root) -> None:
    """Refuse a root in which one key could count twice; the framework does not check this.

    Raises:
        RuleSetError: a role lists one key under two ids, a key of another kind, or a threshold
            that its keys cannot reach.
    """
    for name, role in root.roles.items():
        seen: set[bytes] = set()
        for key_id in role.keyids:
            try:
                key = root.get_key(key_id)
                raw = bytes.fromhex(key.keyval["public"])
                own = SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(raw)).keyid
            except (ValueError, KeyError) as error:
                raise _untrusted(name, f"a key that cannot be read: {error}") from None
            if (key.keytype, key.scheme) != ("ed25519", "ed25519") or own != key_id:
                raise _untrusted(name, f"the key {key_id[:12]}… under an id that is not its own")
            seen.add(raw)
        if name == "root" and (
            sorted(role.keyids) != sorted(root.roles["targets"].keyids)
            or role.threshold != root.roles["targets"].threshold
        ):
            raise _untrusted(name, "other officers than those who sign the list of files")
        if len(seen) < len(role.keyids) or not 1 <= role.threshold <= len(seen):
            found = f"{len(seen)} keys and a threshold of {role.threshold}"
            raise _untrusted(name, found)


def chain(roots: Sequence[Metadata[Root]]) -> Root:
    """Return the newest of a line of roots, each agreed by the one before it.

    Args:
        roots: version 1 and every one after it.

    Raises:
        RuleSetError: one is missing, is not agreed by enough officers, or counts a key twice.
    """
    before: Root | None = None
    for number, metadata in enumerate(roots, 1):
        root = metadata.signed
        check_keys(root)
        try:
            found = root.get_root_verification_result(
                before, metadata.signed_bytes, metadata.signatures
            )
        except ValueError:
            found = None
        if root.version != number or not found:
            raise _untrusted(f"version {number}", "a change that too few officers agreed")
        before = root
    if before is None:
        raise _untrusted("version 1", "no root")
    return before


def names_of(root: Root) -> dict[str, str]:
    """Return the officers' names by their keys' ids, as the root itself signs them."""
    return {
        key_id: visible(str(root.keys[key_id].unrecognized_fields.get(NAME_FIELD) or key_id[:12]))
        for key_id in root.roles["targets"].keyids
    }


def _untrusted(role: str, found: str) -> RuleSetError:
    fault = Fault(f"root.json: {role}", found, "each key once, as many as the threshold asks for")
    return RuleSetError("the publication's keys cannot be trusted", [fault])
