"""Signed notes and checkpoints: the published example, and notes that were tampered with."""

from __future__ import annotations

import pytest

from sds_core.errors import InputError
from sds_register.ledger.signed_notes import Checkpoint, Signer, Verifier, open_note, sign_note

# The example that the format's own documentation gives.
KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
NOTE = (
    "This is an example message.\n"
    "\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKu"
    "wHjG1Yu72IneyaQM=\n"
)
SIGNER = Signer("example.com/register", bytes(range(32)))
CHECKPOINT = Checkpoint("example.com/register", 109_482, b"\x0a" * 32)


def test_the_published_example_opens():
    key = Verifier.parse(KEY)
    assert open_note(NOTE, key) == "This is an example message.\n"
    assert str(key) == KEY


def test_a_checkpoint_comes_back():
    note = CHECKPOINT.sign(SIGNER)
    assert note.startswith("example.com/register\n109482\n")
    assert Checkpoint.open(note, SIGNER.verifier) == CHECKPOINT
    assert Checkpoint.open(note, Verifier.parse(str(SIGNER.verifier))) == CHECKPOINT


def test_signatures_of_others_and_lines_beside_are_passed_over():
    other = Signer("example.com/witness", b"\x01" * 32)
    text = f"{CHECKPOINT.text}more\n"
    note = sign_note(text, SIGNER) + other.line(text)
    assert Checkpoint.open(note, SIGNER.verifier) == CHECKPOINT
    assert Checkpoint.open(note, other.verifier) == CHECKPOINT


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda n: n.replace("109482", "109481"), "wrong signature"),
        (
            lambda n: n.replace("example.com/register\n1", "example.com/registry\n1"),
            "wrong signature",
        ),
        (lambda n: n + "x", "does not end"),
        (lambda n: n + "\n", "no signed note"),
        (lambda n: n.replace("\n\n", "\n"), "no signed note"),
        (lambda n: n.replace("— ", "-- "), "a signature like"),
        (lambda n: n.replace("\n109482", "\r\n109482"), "no signed note"),
        (lambda n: n[:-6] + "\n", "signature"),
        (lambda n: "", "no signed note"),
        (lambda n: n + "— x notbase64\n", "a signature like"),
    ],
)
def test_a_note_that_was_changed_is_refused(change, what):
    with pytest.raises(InputError, match=what):
        Checkpoint.open(change(CHECKPOINT.sign(SIGNER)), SIGNER.verifier)


def test_a_note_of_another_key_is_refused():
    same_name = Signer(SIGNER.name, b"\x02" * 32)
    with pytest.raises(InputError, match="one of the key"):
        Checkpoint.open(CHECKPOINT.sign(same_name), SIGNER.verifier)


@pytest.mark.parametrize(
    "text", ["", "a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n٣\nAAAA\n", "a\n1\nAAAA\n"]
)
def test_other_lines_are_no_checkpoint(text):
    with pytest.raises(InputError):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "key", ["", "x", KEY.replace("530d903a", "530d903b"), KEY[:-4], KEY.replace("foo+", "f o+")]
)
def test_other_texts_are_no_key(key):
    with pytest.raises(InputError):
        Verifier.parse(key)


@pytest.mark.parametrize("text", ["no end", "tab\there\n", ""])
def test_what_is_no_lines_is_not_signed(text):
    with pytest.raises(ValueError, match="lines of text"):
        sign_note(text, SIGNER)
    with pytest.raises(ValueError, match="cannot be called"):
        sign_note("fine\n", Signer("a name", SIGNER.seed))
