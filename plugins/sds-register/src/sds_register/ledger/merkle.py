"""A Merkle tree over entries, as RFC 9162 hashes it: roots, inclusion and consistency proofs.

Nothing here holds the whole tree. A tree that grows keeps at most 64 hashes, and proofs are made
in one pass over the leaves' hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from attrs import define, field

__all__ = [
    "EMPTY_ROOT",
    "HASH_SIZE",
    "Tree",
    "consistency_proof",
    "consistent",
    "included",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
]

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Range = tuple[int, int]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 over a zero byte and the entry's bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node: SHA-256 over a one byte and its two children's hashes."""
    return sha256(b"\x01" + left + right).digest()


@define
class Tree:
    """A tree that grows, as its size and the roots of the full subtrees that it is made of.

    Attributes:
        size: how many leaves there are.
        peaks: the roots of the full subtrees, the largest first: one for each bit set in `size`.
    """

    size: int = 0
    peaks: list[bytes] = field(factory=list)

    @classmethod
    def of(cls, leaves: Iterable[bytes]) -> Tree:
        """Return the tree over some leaves' hashes."""
        tree = cls()
        tree.extend(leaves)
        return tree

    @classmethod
    def unpack(cls, size: int, data: bytes) -> Tree:
        """Return the tree whose peaks were written one after another.

        Raises:
            ValueError: they are not as many as the size asks for.
        """
        if size < 0 or len(data) != HASH_SIZE * size.bit_count():
            raise ValueError(f"{len(data)} bytes of hashes for a tree of {size}")
        return cls(size, [data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)])

    def pack(self) -> bytes:
        """Return the peaks, one after another."""
        return b"".join(self.peaks)

    def add(self, leaf: bytes) -> None:
        """Add a leaf by its hash."""
        peaks, size = self.peaks, self.size
        while size & 1:
            leaf = sha256(b"\x01" + peaks.pop() + leaf).digest()
            size >>= 1
        peaks.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add leaves by their hashes, in order."""
        for leaf in leaves:
            self.add(leaf)

    @property
    def root(self) -> bytes:
        """The root's hash."""
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def _split(count: int) -> int:
    """Return the largest power of two below a number above one."""
    return 1 << (count - 1).bit_length() - 1


def _roots(leaves: Iterable[bytes], ranges: Sequence[Range]) -> dict[Range, bytes]:
    """Return the roots over ranges of leaves that do not overlap, in one pass."""
    found: dict[Range, bytes] = {}
    waiting = sorted(ranges)
    tree = Tree()
    for index, leaf in enumerate(leaves):
        if not waiting:
            break
        first, end = waiting[0]
        if index >= first:
            tree.add(leaf)
        if index + 1 == end:
            found[waiting.pop(0)] = tree.root
            tree = Tree()
    if waiting:
        raise ValueError("fewer leaves than the tree has")
    return found


def _path(index: int, first: int, end: int) -> list[Range]:
    """Return the ranges whose roots prove a leaf, from the leaf's sibling up."""
    if end - first == 1:
        return []
    middle = first + _split(end - first)
    if index < middle:
        return [*_path(index, first, middle), (middle, end)]
    return [*_path(index, middle, end), (first, middle)]


def inclusion_proof(leaves: Iterable[bytes], index: int, size: int) -> tuple[bytes, ...]:
    """Return the hashes that prove a leaf to be in a tree (RFC 9162, 2.1.3.1).

    Args:
        leaves: the hashes of the tree's leaves, in order.
        index: the leaf, from 0.
        size: the size of the tree.

    Raises:
        ValueError: the tree has no such leaf, or there are fewer leaves.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    ranges = _path(index, 0, size)
    roots = _roots(leaves, ranges)
    return tuple([roots[r] for r in ranges])


def _between(old: int, first: int, end: int, whole: bool) -> list[Range]:
    if old == end:
        return [] if whole else [(first, end)]
    middle = first + _split(end - first)
    if old <= middle:
        return [*_between(old, first, middle, whole), (middle, end)]
    return [*_between(old, middle, end, False), (first, middle)]


def consistency_proof(leaves: Iterable[bytes], old: int, size: int) -> tuple[bytes, ...]:
    """Return the hashes that prove a tree to be the start of a larger one (RFC 9162, 2.1.4.1).

    Args:
        leaves: the hashes of the larger tree's leaves, in order.
        old: the size of the smaller tree.
        size: the size of the larger one.

    Raises:
        ValueError: the smaller is the larger, or there are fewer leaves.
    """
    if not 0 <= old <= size:
        raise ValueError(f"a tree of {old} is no start of one of {size}")
    if old in (0, size):
        return ()
    ranges = _between(old, 0, size, True)
    roots = _roots(leaves, ranges)
    return tuple([roots[r] for r in ranges])


def _hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows a leaf to be in a tree (RFC 9162, 2.1.3.2).

    Args:
        leaf: the leaf's hash.
        index: the leaf, from 0.
        size: the size of the tree.
        proof: the hashes of the proof.
        root: the tree's root.
    """
    if not 0 <= index < size or not _hashes(leaf, root, *proof):
        return False
    here, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(sibling, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def consistent(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Tell whether a proof shows one tree to be the start of another (RFC 9162, 2.1.4.2).

    Args:
        old: the size of the smaller tree.
        size: the size of the larger one.
        proof: the hashes of the proof.
        old_root: the smaller tree's root.
        root: the larger tree's root.
    """
    if not 0 <= old <= size or not _hashes(old_root, root, *proof):
        return False
    if old == 0:  # the empty tree starts every tree, and has one root
        starts = size > 0 or root == EMPTY_ROOT
        return not proof and old_root == EMPTY_ROOT and starts
    if old == size:
        return not proof and old_root == root
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    here, last = old - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    small = large = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            small, large = node_hash(sibling, small), node_hash(sibling, large)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            large = node_hash(large, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and small == old_root and large == root
