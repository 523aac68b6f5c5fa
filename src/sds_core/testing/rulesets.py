"""The check that a packaged rule set runs in its own test."""

from __future__ import annotations

from pathlib import Path

from sds_core.formats.toml import read_toml
from sds_core.rulesets.analysis import Level, analyse
from sds_core.rulesets.examples import ExampleRun, run_examples
from sds_core.rulesets.load import MAX_BYTES, read_ruleset
from sds_core.rulesets.locate import examples_folder

__all__ = ["check_ruleset"]


def check_ruleset(path: Path, at_least: int = 0) -> ExampleRun:
    """Check that a rule set loads, is sound, and answers its examples as expected.

    Args:
        path: the set's file.
        at_least: how much of it the examples must try both ways, in whole per cent.

    Returns:
        What came of the examples.

    Raises:
        RuleSetError: it cannot be used; with every fault and its place.
        AssertionError: a rule can never fire or the like, an example fails, or too little is
            tried.
    """
    rules = read_ruleset(read_toml(path, path.name, MAX_BYTES), path.parent)
    faults = [f"{r.place}: {r.text}" for r in analyse(rules) if r.level is Level.FAULT]
    assert not faults, "\n".join(faults)
    run = run_examples(rules, examples_folder(path))
    assert run.results, f"{path.name} has no examples"
    failed = [f"{r.place}: {r.name}: {p}" for r in run.results for p in r.problems]
    assert not failed, "\n".join(failed)
    untried = "\n".join(run.coverage.untried)
    assert run.percent >= at_least, f"only {run.percent} % is tried:\n{untried}"
    return run
