"""The conformance kit finds what breaks the contract: each thing that it says it looks for."""

from __future__ import annotations

import random
import secrets
import socket
import time
import uuid
from datetime import date, datetime

import pytest
from attrs import frozen

from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import Undetermined
from sds_core.plugins import Manifest
from sds_core.testing import check_plugin


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

    return Manifest("made", "Made", hooks, Made, Nothing)


def test_a_plugin_that_keeps_the_contract_passes():
    check_plugin(made(lambda self, request: Undetermined(f"Not known on {request.on}")), {})


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
