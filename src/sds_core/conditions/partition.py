"""A line of whole numbers cut into pieces, each knowing which conditions hold there.

Every kind of value lies on such a line, so rows of tables and clauses of rules are found in one
way.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

__all__ = ["Partition", "Ranges", "partition"]

Ranges = tuple[tuple[int, int], ...]


@frozen
class Partition:
    """A line of values, cut where conditions begin and end.

    Attributes:
        bits: the bits of all conditions on this line.
        starts: where each piece starts.
        masks: the bits of the conditions that hold in each piece.
    """

    bits: int
    starts: tuple[int, ...]
    masks: tuple[int, ...]


def partition(low: int, high: int, column: Iterable[tuple[int, Ranges]]) -> Partition:
    """Cut a line of values where conditions begin and end.

    Args:
        low: the first position.
        high: the last position.
        column: for each condition: its bit, and the positions at which it holds.
    """
    toggles: dict[int, int] = {low: 0}
    bits = 0
    for bit, ranges in column:
        bits |= bit
        for first, last in ranges:
            toggles[first] = toggles.get(first, 0) ^ bit
            toggles[last + 1] = toggles.get(last + 1, 0) ^ bit
    toggles.pop(high + 1, None)
    starts = tuple(sorted(toggles))
    masks, mask = [], 0
    for start in starts:
        mask ^= toggles[start]
        masks.append(mask)
    return Partition(bits, starts, tuple(masks))
