"""The conformance kit finds what breaks the contract: each thing that it says it looks for."""

from __future__ import annotations

import importlib
import os
import random
import secrets
import socket
import time
import uuid
from datetime import date, datetime
from pathlib import Path

import pytest
from attrs import frozen

from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import Conflict, Funding, FundingShare
from sds_core.model.budgets import Allocation, Line, LineKind
from sds_core.model.money import Money
from sds_core.model.parties import Role
from sds_core.model.periods import Period
from sds_core.model.reasons import Evidence, Reason, Source, Undetermined
from sds_core.model.requests import AdjustRequest, AllocateRequest
from sds_core.plugins.manifest import Manifest
from sds_core.testing.plugins import NothingAnswered, check_plugin

ON = date(2026, 10, 1)


@frozen
class Nothing:
    """No settings."""


def made(answer, hooks=("allocate_budget",)):
    """Return the manifest of a plugin that answers `allocate_budget` with what a function returns."""

    class Made(Hooks):
        def __init__(self, settings):
            self.asked = 0

        @hookimpl
        def allocate_budget(self, request):
            self.asked += 1
            return answer(self, request)

    return Manifest("made", "Made", hooks, Made, Nothing, api="1")


def test_a_plugin_that_keeps_the_contract_passes():
    check_plugin(made(lambda self, request: sum_of(request.on.year)), {})


def test_a_plugin_that_never_answers_is_said():
    with pytest.warns(NothingAnswered, match="never answered"):
        check_plugin(made(lambda self, request: Undetermined("Not known")), {})


def sum_of(pence):
    line = Line("Base", pence, LineKind.BASE, "rule")
    why = Reason("Because.", "rule", Source("a test"), Evidence.LOCAL_CHOICE)
    return Allocation((line,), Period.WEEK, (why,))


class TestWhatIsVaried:
    """A fault that only shows on one path is found, because the path is taken."""

    def funding(self, answer):
        class Made(Hooks):
            def __init__(self, settings):
                pass

            @hookimpl
            def fund_help(self, request):
                return answer(request)

        return Manifest("made", "Made", ("fund_help",), Made, Nothing, api="1")

    def right(self, request, more=0):
        shares = tuple(
            FundingShare(e.help.helper, "pot", "somebody", Money(e.fee.pence + more))
            for e in request.engaged
            if e.fee.pence
        )
        why = Reason("Because.", "rule", Source("a test"), Evidence.LOCAL_CHOICE)
        return Funding(shares, (why,))

    def test_what_adds_up_everywhere_passes(self):
        check_plugin(self.funding(self.right), {})

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda r: len(r.engaged) > 3,  # with several helpers
            lambda r: r.on == date(2028, 2, 29),  # on a leap day
            lambda r: bool(r.earlier) and r.earlier["accredit"].outcome == "undetermined",
            lambda r: any(c.severity == "block" for d in r.earlier.values() for c in d.answers(Conflict)),
            lambda r: r.budget is None,
            lambda r: any(r.case.party(h.helper).holds(Role.PEER) for h in r.case.help),
        ],
    )  # fmt: skip
    def test_a_sum_that_does_not_add_up_on_one_path_is_found(self, wrong):
        plugin = self.funding(lambda r: self.right(r, 1 if wrong(r) else 0))
        with pytest.raises(AssertionError, match="the shares for"):
            check_plugin(plugin, {})

    def test_data_of_its_own_is_made_from_its_class(self):
        seen = []

        @frozen
        class Own:
            hours: int
            note: str | None = None

        class Made(Hooks):
            def __init__(self, settings):
                pass

            @hookimpl
            def allocate_budget(self, request):
                seen.append(request.case.extensions.get("made"))
                return sum_of(1)

        check_plugin(
            Manifest("made", "Made", ("allocate_budget",), Made, Nothing, extension=Own, api="1"),
            {},
        )
        assert {"hours": 1} in seen
        assert {"hours": 1, "note": "example"} in seen

    def test_requests_of_the_authors_own_are_put_to_it(self, community, example):
        case = community.reader.from_document(example("ben"))
        asked = []
        plugin = made(lambda self, request: asked.append(request) or sum_of(1))
        own = AllocateRequest(date(1999, 1, 1), case)
        check_plugin(plugin, {}, requests=[own])
        assert own in asked
        with pytest.raises(AssertionError, match="is not asked with"):
            check_plugin(plugin, {}, requests=[AdjustRequest(ON, case, 1, Period.WEEK, ())])


ELSEWHERE = """
from attrs import frozen
from sds_core import (
    Allocation, Evidence, Hooks, Line, LineKind, Manifest, Period, Reason, Source, hookimpl
)
SEEN = set()
class Odd(Hooks):
    def __init__(self, settings):
        pass
    @hookimpl
    def allocate_budget(self, request):
        pence = {pence}
        line = Line("Base", pence, LineKind.BASE, "rule")
        why = Reason("Because.", "rule", Source("a test"), Evidence.LOCAL_CHOICE)
        return Allocation((line,), Period.WEEK, (why,))
manifest = Manifest("odd", "Odd", ("allocate_budget",), Odd, api="1")
"""


class TestElsewhere:
    """Asked again in new processes, with other hash seeds and the cases in another order."""

    def plugin(self, tmp_path, monkeypatch, pence):
        name = f"odd_{abs(hash(pence)) % 10**8}"
        (tmp_path / f"{name}.py").write_text(ELSEWHERE.format(pence=pence), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        return importlib.import_module(name).manifest

    def test_the_same_everywhere_passes(self, tmp_path, monkeypatch):
        check_plugin(self.plugin(tmp_path, monkeypatch, "len(request.case.id)"), {})

    def test_bytes_that_hang_on_hash_order_are_found(self, tmp_path, monkeypatch):
        odd = "hash(request.case.id) % 1000 if hash(request.case.id) > 0 else 1001"
        with pytest.raises(AssertionError, match="new process"):
            check_plugin(self.plugin(tmp_path, monkeypatch, odd), {})

    def test_state_kept_from_case_to_case_is_found(self, tmp_path, monkeypatch):
        odd = "SEEN.add(request.case.id) or len(SEEN)"
        with pytest.raises(AssertionError, match=r"new process|asked again"):
            check_plugin(self.plugin(tmp_path, monkeypatch, odd), {})


def test_a_request_that_was_changed_is_found(community, example):
    def change(self, request):
        object.__setattr__(request, "on", date(2030, 1, 1))
        return sum_of(1)

    with pytest.raises(AssertionError, match="changed the request"):
        check_plugin(made(change), {})

    def deeper(self, request):
        object.__setattr__(request.case.parties[0], "name", "Somebody Else")
        return sum_of(1)

    with pytest.raises(AssertionError, match="changed the request"):
        check_plugin(made(deeper), {})


@pytest.mark.parametrize(
    ("read", "what"),
    [
        (date.today, "the clock"),
        (datetime.now, "the clock"),
        (time.time, "the clock"),
        (time.monotonic, "the clock"),
        (random.random, "a random number"),
        (lambda: random.choice("ab"), "a random number"),
        (uuid.uuid4, "a random number"),
        (lambda: secrets.token_hex(2), "a random number"),
        (socket.gethostname, "the network"),
        (lambda: socket.getaddrinfo("localhost", 1), "the network"),
        (lambda: socket.socket().close(), "the network"),
        (lambda: open(__file__).close(), "a file"),  # noqa: PTH123
        (lambda: Path(__file__).read_text("utf-8"), "a file"),
        (lambda: Path(__file__).exists(), "a file"),
        (lambda: os.listdir(), "a file"),  # noqa: PTH208
        (lambda: os.environ.get("HOME"), "the environment"),
        (lambda: os.getenv("HOME"), "the environment"),
        (lambda: dict(os.environ), "the environment"),
    ],
)
def test_what_is_read_from_outside_is_found(read, what):
    def answer(self, request):
        read()
        return Undetermined("Not known")

    with pytest.raises(AssertionError, match=f"made at allocate_budget read {what}"):
        check_plugin(made(answer), {})


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda self, request: 5, "int, not Allocation"),
        (lambda self, request: Undetermined(" "), "no cause"),
        (lambda self, request: 1 / 0, "raised ZeroDivisionError"),
        (lambda self, request: Undetermined(f"Asked {self.asked} times"), "asked again"),
        (lambda self, request: Undetermined(f"I am {id(self)}"), "made anew"),
    ],
)
def test_what_breaks_the_contract_is_found(answer, says):
    with pytest.raises(AssertionError, match=says):
        check_plugin(made(answer), {})


def test_a_manifest_that_does_not_fit_is_found():
    answer = made(lambda self, request: Undetermined("x"), hooks=("fund_help",))
    with pytest.raises(AssertionError, match="its manifest says it answers fund_help"):
        check_plugin(answer, {})
    with pytest.raises(AssertionError, match="a name that is not known"):
        check_plugin(made(lambda self, request: Undetermined("x")), {"sum": "1.00"})
