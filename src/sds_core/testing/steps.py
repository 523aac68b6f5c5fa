"""Steps of a test that record and act: run by the add-on that keeps a register.

An add-on says in its constant `STEPS` where its function is: given a `Setting` and the steps, it
yields what came of each. What is expected of a step is checked here, whoever runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from sds_core.errors import Fault, InputError, nearest
from sds_core.model.case import Case
from sds_core.model.decisions import Journey
from sds_core.model.known import Known
from sds_core.plugins.addons import addons, load_attribute
from sds_core.site import Site
from sds_core.testing.expectations import check_expect, mismatched

__all__ = ["Setting", "StepOutcome", "run_steps"]

_STEP_KEYS = ("record", "act", "expect")
_RECORD_KEYS = ("on",)
_EXPECTABLE = ("refused", "recorded")


@frozen
class Setting:
    """What the steps of a test begin with.

    Attributes:
        site: the site that decides.
        case: the case.
        on: the day, where a step gives no other.
        known: what the council's records say beside the case; as the register says where nothing
            is given.
    """

    site: Site
    case: Case
    on: date
    known: Known


@frozen
class StepOutcome:
    """What came of a step.

    Attributes:
        recorded: what was recorded of an act, as plain data; `None` where it was refused.
        refused: every fault for which an act was refused, in words.
        journey: the decisions that were recorded, for a step that records a case.
    """

    recorded: Mapping[str, Any] | None = None
    refused: tuple[str, ...] = ()
    journey: Journey | None = None


Runner = Callable[[Setting, Sequence[Mapping[str, Any]], str], Iterator[StepOutcome]]


def _runner(place: str) -> Runner:
    """Return the function of an installed add-on that runs steps.

    Raises:
        InputError: none is installed.
    """
    for addon in addons():
        if addon.steps and not addon.broken:
            run: Runner = load_attribute(addon.steps)
            return run
    fault = Fault(place, "steps, and no add-on that runs any", "one", "Install sds-register.")
    raise InputError("steps cannot be run", [fault])


def _check(steps: object, questions: Sequence[str], place: str) -> None:
    """Refuse steps that cannot be read.

    Raises:
        InputError: with every fault.
    """
    faults: list[Fault] = []
    if not isinstance(steps, list) or not steps:
        raise InputError("steps cannot be read", [Fault(place, repr(steps), "a list of steps")])
    for index, step in enumerate(steps):
        here = f"{place}[{index}]"
        if not isinstance(step, dict) or ("record" in step) == ("act" in step):
            faults.append(Fault(here, repr(step), "record or act, and what is expected"))
            continue
        wrong = [name for name in step if name not in _STEP_KEYS]
        inside = step.get("record") or {}
        wrong += [n for n in inside if n not in _RECORD_KEYS] if isinstance(inside, dict) else []
        for name in wrong:
            hint = nearest(str(name), (*_STEP_KEYS, *_RECORD_KEYS))
            faults.append(Fault(f"{here}.{name}", "a name that is not known", "", hint))
        expect = step.get("expect")
        if "record" in step and expect is not None:
            try:
                check_expect(expect, questions, f"{here}.expect")
            except InputError as error:
                faults += error.faults
        elif "act" in step:
            faults += _expect_faults(expect, f"{here}.expect")
    if faults:
        raise InputError("steps cannot be read", faults)


def _expect_faults(expect: object, place: str) -> Iterator[Fault]:
    if not isinstance(expect, dict) or len(expect) != 1 or set(expect) - set(_EXPECTABLE):
        yield Fault(place, repr(expect), "refused, with its words; or recorded, with what was")


def run_steps(setting: Setting, steps: Any, place: str) -> Iterator[Fault]:
    """Run the steps of a test, and yield what did not come of each as it was expected.

    Args:
        setting: what they begin with.
        steps: the steps, as plain data.
        place: where they are written, for errors.

    Raises:
        InputError: a step cannot be read, or there is no add-on to run it.
    """
    _check(steps, setting.site.profile.questions.journey, place)
    outcomes = _runner(place)(setting, steps, place)
    for index, (step, outcome) in enumerate(zip(steps, outcomes, strict=True)):
        here = f"{place}[{index}]"
        if outcome.journey is not None:
            yield from _of_record(step.get("expect") or {}, outcome.journey, setting.case, here)
        else:
            yield from _of_act(step["expect"], outcome, here)


def _of_record(
    expect: Mapping[str, Any], journey: Journey, case: Case, place: str
) -> Iterator[Fault]:
    for question, wanted in expect.items():
        for what, expected, got in mismatched(journey[question], case, wanted):
            yield Fault(f"{place}.expect.{question}.{what}", str(got), str(expected))


def _of_act(expect: Mapping[str, Any], outcome: StepOutcome, place: str) -> Iterator[Fault]:
    said = "; ".join(outcome.refused)
    if "refused" in expect:
        wanted = expect["refused"]
        for words in [wanted] if isinstance(wanted, str) else wanted:
            if outcome.recorded is not None:
                yield Fault(f"{place}.expect.refused", "an act that was recorded", f"“{words}”")
            elif words not in said:
                yield Fault(f"{place}.expect.refused", said, f"“{words}”")
    elif outcome.recorded is None:
        yield Fault(f"{place}.expect.recorded", f"refused: {said}", "an act that is recorded")
    else:
        for name, value in (expect["recorded"] or {}).items():
            got = outcome.recorded.get(name)
            if got != value:
                yield Fault(f"{place}.expect.recorded.{name}", str(got), str(value))
