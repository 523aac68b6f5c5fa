"""How things are timed, and the ratios at the end of the run. A timing never fails the suite."""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

import pytest

TURN = 0.02  # seconds of processor time that a turn lasts, whatever it calls


def _number(call: Callable[[], Any]) -> int:
    """Return how many calls make a turn."""
    number = 1
    while True:
        start = process_time()
        for _ in range(number):
            call()
        taken = process_time() - start
        if taken >= TURN / 4:
            return max(1, round(number * TURN / taken))
        number *= 4


def _turn(call: Callable[[], Any], number: int) -> float:
    start = process_time()
    for _ in range(number):
        call()
    return (process_time() - start) / number


@pytest.fixture(scope="session")
def times() -> Callable[..., float]:
    """Return a function that says how many times longer one call takes than another.

    By processor time, in turns of equal length, one after the other: a busy neighbour slows both.
    """

    def compare(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int = 15) -> float:
        one, other = _number(ours), _number(theirs)
        return median(_turn(ours, one) / _turn(theirs, other) for _ in range(rounds))

    return compare


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the ratios that the benchmarks kept."""
    kept = [
        line
        for name, module in sys.modules.items()
        if name.endswith(
            ("test_growth", "test_ratios", "test_register", "test_rulesets", "test_startup")
        )
        for line in getattr(module, "RATIOS", [])
    ]
    if kept:
        terminalreporter.section("ratios to plain Python in this run")
        for line in kept:
            terminalreporter.write_line(line)
