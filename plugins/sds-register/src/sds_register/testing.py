"""The steps of tests in YAML: what is recorded and done in a register made for the test alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sds_core import NOTHING_KNOWN, ActRefused, Fault, InputError, parse_date, to_plain
from sds_core.testing.steps import Setting, StepOutcome
from sds_register.acts.versions import ACT
from sds_register.register import Register
from sds_register.workflow.act_files import read_act

__all__ = ["run_steps"]

# The fields of acts that hold the number of an entry: “step 2” stands for what step 2 recorded.
_ENTRIES = ("plan", "hold", "link")


def run_steps(
    setting: Setting, steps: Sequence[Mapping[str, object]], place: str
) -> Iterator[StepOutcome]:
    """Run the steps of a test in order, and yield what came of each.

    The register's clock stands at noon of the last day that a step names.

    Args:
        setting: what the steps begin with.
        steps: the steps, as plain data whose shape the core has checked.
        place: where they are written, for errors.

    Raises:
        InputError: a step cannot be read, or refers to nothing.
    """
    days = [setting.on, *(_day(step, setting, place, i) for i, step in enumerate(steps))]
    moment = datetime.combine(max(days), time(12), UTC)
    with tempfile.TemporaryDirectory(prefix="sds-test-") as folder:
        register = Register.open(f"{folder}/register.db", clock=lambda: moment)
        try:
            yield from _Run(register, setting, place).steps(steps)
        finally:
            register.close()


def _day(step: Mapping[str, object], setting: Setting, place: str, index: int) -> date:
    said = (step.get("record") or {}) if "record" in step else step["act"]
    if not isinstance(said, dict) or "on" not in said:
        return setting.on
    try:
        return parse_date(str(said["on"]))
    except ValueError as error:
        fault = Fault(f"{place}[{index}].on", str(error), "a date")
        raise InputError("a step has no day", [fault]) from None


class _Run:
    def __init__(self, register: Register, setting: Setting, place: str) -> None:
        self.register, self.setting, self.place = register, setting, place
        self.entries: list[int | None] = []

    def steps(self, steps: Sequence[Mapping[str, Any]]) -> Iterator[StepOutcome]:
        for index, step in enumerate(steps):
            here = f"{self.place}[{index}]"
            if "record" in step:
                yield self.record(step["record"] or {}, _day(step, self.setting, self.place, index))
            else:
                yield self.act(step["act"], here)

    def record(self, said: Mapping[str, object], on: date) -> StepOutcome:
        setting = self.setting
        known = None if setting.known == NOTHING_KNOWN else setting.known
        recorded = self.register.record(setting.site, setting.case, on, known=known)
        self.entries.append(recorded.plan if recorded.plan is not None else recorded.first)
        return StepOutcome(journey=recorded.journey)

    def act(self, said: object, place: str) -> StepOutcome:
        plain = {"format": ACT.mark, "act": self.with_numbers(said, place)}
        act = read_act(plain, place)
        try:
            acted = self.register.sign_off(self.setting.site, act)
        except ActRefused as refused:
            self.entries.append(None)
            return StepOutcome(refused=tuple(map(str, refused.faults)) or (refused.message,))
        self.entries.append(acted.entry)
        plain = {"kind": acted.kind, **(to_plain(acted.judged) if acted.judged else {})}
        return StepOutcome(recorded=plain)

    def with_numbers(self, said: object, place: str) -> object:
        """Return an act with the numbers of entries in the place of “step N”."""
        if not isinstance(said, dict):
            return said
        return {
            name: self.number(value, f"{place}.act.{name}") if name in _ENTRIES else value
            for name, value in said.items()
        }

    def number(self, value: object, place: str) -> object:
        words = str(value).split()
        if len(words) != 2 or words[0] != "step" or not words[1].isdecimal():
            return value
        step = int(words[1])
        entry = self.entries[step - 1] if 0 < step <= len(self.entries) else None
        if entry is None:
            expected = f"a step from 1 to {len(self.entries)} that recorded something"
            raise InputError("a step refers to nothing", [Fault(place, repr(value), expected)])
        return entry
