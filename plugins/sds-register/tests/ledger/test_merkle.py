"""The tree, against a naive one that follows RFC 9162 word by word, and against what is false."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, strategies as st

from sds_register.ledger.merkle import (
    EMPTY_ROOT,
    Tree,
    consistency_proof,
    consistent,
    included,
    inclusion_proof,
    leaf_hash,
    node_hash,
)

sizes = st.integers(min_value=1, max_value=130)


def leaves(count: int, salt: bytes = b"") -> list[bytes]:
    return [leaf_hash(salt + bytes([i % 256, i // 256])) for i in range(count)]


def naive(hashes: list[bytes]) -> bytes:
    """The root by definition: split at the largest power of two below the size."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return sha256(b"\x01" + naive(hashes[:k]) + naive(hashes[k:])).digest()


def test_the_hashes_are_those_of_the_standard():
    """RFC 6962's and RFC 9162's prefixes; the roots are those that Go's sumdb tests publish."""
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert leaf_hash(b"a") != sha256(b"a").digest()
    assert node_hash(b"a", b"b") == sha256(b"\x01ab").digest()


@given(st.integers(min_value=0, max_value=300))
def test_a_growing_tree_has_the_root_of_the_definition(count):
    hashes = leaves(count)
    tree = Tree.of(hashes)
    assert tree.root == naive(hashes)
    assert Tree.unpack(tree.size, tree.pack()).root == tree.root


@given(sizes, st.data())
def test_an_inclusion_proof_proves_its_leaf_and_no_other(size, data):
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    hashes = leaves(size)
    root, proof = naive(hashes), inclusion_proof(hashes, index, size)
    assert included(hashes[index], index, size, proof, root)
    other = data.draw(st.integers(min_value=0, max_value=size - 1))
    if other != index:
        assert not included(hashes[index], other, size, proof, root)
        assert not included(hashes[other], index, size, proof, root)
    assert not included(hashes[index], index, size, (*proof, EMPTY_ROOT), root)
    if proof:
        assert not included(hashes[index], index, size, proof[:-1], root)
        assert not included(hashes[index], index, size, (proof[0] + b"\0", *proof[1:]), root)
    assert not included(hashes[index], size, size, proof, root)
    assert not included(hashes[index], -1, size, proof, root)


@given(sizes, st.data())
def test_a_consistency_proof_proves_a_start_and_nothing_else(size, data):
    old = data.draw(st.integers(min_value=0, max_value=size))
    hashes = leaves(size)
    before, after = naive(hashes[:old]), naive(hashes)
    proof = consistency_proof(hashes, old, size)
    assert consistent(old, size, proof, before, after)
    other = naive(leaves(size, b"x"))
    assert not consistent(old, size, proof, before, other) or old == 0  # it starts every tree
    assert not consistent(old, size, (*proof, EMPTY_ROOT), before, after)
    assert not consistent(size + 1, size, proof, before, after)
    if 0 < old < size:
        assert not consistent(old, size, proof, after, before)  # swapped roots
        assert not consistent(old, size, proof, naive(leaves(old, b"x")), after)
        assert not consistent(old, size, proof[:-1], before, after)
        assert not consistent(old, size, [p + b"\0" for p in proof], before, after)


def test_the_empty_tree_has_one_root():
    garbage = b"\x07" * 32
    assert consistent(0, 0, (), EMPTY_ROOT, EMPTY_ROOT)
    assert not consistent(0, 0, (), garbage, garbage)
    assert not consistent(0, 0, (), EMPTY_ROOT, garbage)
    assert not consistent(0, 5, (), garbage, naive(leaves(5)))
    assert not consistent(0, 5, (EMPTY_ROOT,), EMPTY_ROOT, naive(leaves(5)))
    assert consistent(0, 5, (), EMPTY_ROOT, naive(leaves(5)))
    assert not included(garbage, 0, 0, (), EMPTY_ROOT)


def test_a_tree_cannot_be_made_of_other_peaks_than_its_size_has():
    for size, count in ((1, 0), (3, 1), (4, 2), (0, 1)):
        with pytest.raises(ValueError, match="bytes of hashes"):
            Tree.unpack(size, b"\0" * 32 * count)


def test_fewer_leaves_than_the_tree_has_make_no_proof():
    with pytest.raises(ValueError, match="fewer"):
        inclusion_proof(leaves(4), 1, 8)
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(leaves(4), 4, 4)
    with pytest.raises(ValueError, match="no start"):
        consistency_proof(leaves(4), 5, 4)
