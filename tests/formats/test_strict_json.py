"""Strict JSON: what is refused, where it says it is, and how fast."""

from __future__ import annotations

import json

import pytest
import rfc8785
from hypothesis import given, strategies as st

from sds_core.errors import InputError
from sds_core.formats.canonical import canonical
from sds_core.formats.strict_json import MAX_BYTES, parse_json
from sds_core.model.characters import forbidden

names = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(
    lambda text: "".join(c for c in text if not forbidden(c))
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_what_is_strict_is_read_as_the_standard_library_reads_it(value):
    for ascii_only in (True, False):
        data = json.dumps(value, ensure_ascii=ascii_only).encode()
        assert parse_json(data) == value


@given(plain)
def test_canonical_json_is_rfc_8785(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(plain)
def test_canonical_json_reads_back(value):
    assert parse_json(canonical(value)) == value


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ('{"a": 1, "a": 2}', "$.a (line 1, column 10)", "twice"),
        ('{"a": {"b": 1.5}}', "$.a.b (line 1, column 13)", "the number 1.5"),
        ('{"a": [1,\n 2e5]}', "$.a[1] (line 2, column 2)", "the number 2e5"),
        ('{"a": 1e999999}', "$.a (line 1, column 7)", "1e999999"),
        ('{"a": NaN}', "$.a (line 1, column 7)", "NaN"),
        ('{"a": -Infinity}', "$.a (line 1, column 7)", "-Infinity"),
        ('{"a": 1234567890123456}', "$.a (line 1, column 7)", "16 digits"),
        ('{"a": "\\ud800"}', "$.a (line 1, column 7)", "surrogate"),
        ('{"a": "\\u202e"}', "$.a (line 1, column 7)", "U+202E"),
        ('{"a": "\\u0000"}', "$.a (line 1, column 7)", "U+0000"),
        ('{"a": "\x7f"}', "$.a (line 1, column 7)", "U+007F"),
        ('{"\\u00e9": 1}', "$['é'] (line 1, column 2)", "the name 'é'"),
        ('{"é": 1}', "$['é'] (line 1, column 2)", "the name 'é'"),
        ('{"a": 1,}', "$ (line 1, column 9)", "'}'"),
        ("[1, 2", "$[1] (line 1, column 6)", "the end of the text"),
        ("", "$ (line 1, column 1)", "the end of the text"),
        ('{"a": 01}', "$.a (line 1, column 8)", "'1}'"),
        ('{"a": "b\tc"}', "$.a (line 1, column 7)", "b\\tc"),
        ("{'a': 1}", "$ (line 1, column 2)", "'a': 1}"),
        ("[1] []", "$ (line 1, column 5)", "'[]'"),
    ],
)
def test_each_fault_is_named_with_its_place(text, place, found):
    with pytest.raises(InputError) as error:
        parse_json(text.encode(), "x.json")
    fault = error.value.faults[0]
    assert fault.place == f"x.json: {place}"
    assert found in fault.found


def test_every_fault_is_named_at_once():
    with pytest.raises(InputError) as error:
        parse_json(b'{"a": 1.5, "b": {"c": 1, "c": NaN}}')
    assert len(error.value.faults) == 3


def test_a_valid_surrogate_pair_is_a_character():
    assert parse_json(b'"\\ud83d\\ude00"') == "\U0001f600"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"[" * 40 + b"]" * 40,
        b'{"a": ' + b"9" * 500_000 + b"}",
        b'"' + b"x" * 30_000 + b'"',
        b'{"a": 1' + b"0" * 5_000 + b"}",
        b"[" + b"1.5," * 100_000 + b"1.5]",
        b"\xff\xfe{}",
        b'\xef\xbb\xbf{"a": 1}',
        b"[1, 2" + b" " * 500_000,
    ],
    ids=["nested", "nested objects", "40 levels", "digits", "long text", "long number", "floats",
         "utf-16", "bom", "cut off"],
)  # fmt: skip
def test_hostile_text_is_refused(data):
    with pytest.raises(InputError):
        parse_json(data)


_LINEAR = r"""
from sds_core.formats.strict_json import MAX_BYTES, parse_json
from sds_core.errors import InputError
def fill(head, part, tail):
    return head + part * ((MAX_BYTES - len(head) - len(tail)) // len(part)) + tail
made = {
    "quotes": fill(b'{"a":"', b'\"', b'"}'),
    "quotes in many texts": fill(b'[""', b',"' + b'\"' * 9_000 + b'"', b"]"),
    "backslashes": fill(b'{"a":"', b"\\", b'"}'),
    "open quotes": fill(b"[", b'"', b""),
    "escapes": fill(b'["', b"\u0041", b'"]'),
    "controls": fill(b'["', b"\u0000", b'"]'),
    "surrogates": fill(b'["', b"\ud800", b'"]'),
    "brackets in a text": fill(b'["', b"[", b'"]'),
    "brackets": fill(b"", b"[", b""),
    "pairs": fill(b"[[]", b",[]", b"]"),
    "names": fill(b'{"":0', b',"":0', b"}"),
    "blanks": fill(b"[1", b" ", b""),
    "digits": fill(b"[", b"9", b"]"),
    "floats": fill(b"[1.5", b",1.5", b"]"),
    "zero bytes": bytes(MAX_BYTES),
}
for name, data in made.items():
    for size in (len(data) // 4, len(data) // 2, len(data)):
        for piece in (data[:size], data[: size - 2] + data[-2:]):
            try:
                parse_json(piece)
            except InputError:
                pass
"""


def test_the_largest_hostile_texts_are_read_or_refused_in_linear_time(bounded):
    """A mebibyte of escaped quotes took two minutes once; all of these take seconds together."""
    bounded(_LINEAR, seconds=60)


def test_too_much_is_refused_before_it_is_read():
    with pytest.raises(InputError, match="too large"):
        parse_json(b" " * (MAX_BYTES + 1))


def test_brackets_in_texts_are_no_nesting():
    value = {"a": "[" * 50, "b": ["{" * 50] * 3}
    assert parse_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize("value", [1.5, {"é": 1}, 2**53, {1: 2}, {"a": {1, 2}}, float("nan")])
def test_canonical_json_refuses_what_readers_may_change(value):
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("code", ["\\t", "\\u200b", "\\u200d", "\\u00ad", "\\u034f", "\\u061c",
                                  "\\u206a", "\\ufeff", "\\u3164", "\\udb40\\udc41"])  # fmt: skip
@pytest.mark.parametrize("escaped", [True, False])
def test_what_nobody_sees_is_refused_escaped_or_not(code, escaped):
    text = f'{{"a": "x{code}y"}}'
    data = text if escaped else json.dumps(json.loads(text), ensure_ascii=False)
    if code == "\\t" and not escaped:
        data = '{"a": "x\\ty"}'
    with pytest.raises(InputError, match="nobody sees"):
        parse_json(data.encode())


@pytest.mark.parametrize(
    "name", ["Jos\u00e9", "\u0645\u062d\u0645\u062f", "\u738b\u79c0\u82f1", "\u2764\ufe0f"]
)
def test_names_in_any_script_are_read(name):
    assert parse_json(json.dumps({"a": name}).encode()) == {"a": name}
