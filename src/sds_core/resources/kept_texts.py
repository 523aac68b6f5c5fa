"""The texts that a profile is made of, by their digests."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from attrs import frozen

__all__ = ["KeptTexts", "digests_listed"]


@frozen
class KeptTexts:
    """What a profile is made of.

    Attributes:
        digest: SHA-256 of the list of it all, by which it is found again.
        bodies: every text by its SHA-256, the list among them.
    """

    digest: str
    bodies: Mapping[str, bytes]


def digests_listed(body: bytes) -> list[str]:
    """Return the SHA-256 of every text that a list of a profile's texts names."""
    plain = orjson.loads(body)
    return [plain["profile"], *(own for item in plain["files"] for _, own in item["files"])]
