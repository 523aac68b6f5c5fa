"""Shows the ratios at the end of the run."""

from __future__ import annotations

import sys

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the ratios that the benchmarks kept."""
    kept = [
        line
        for name, module in sys.modules.items()
        if name.endswith(("test_ratios", "test_register", "test_rulesets", "test_startup"))
        for line in getattr(module, "RATIOS", [])
    ]
    if kept:
        terminalreporter.section("ratios to plain Python in this run")
        for line in kept:
            terminalreporter.write_line(line)
