"""The contract of hooks, run on any plugin."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
from attrs import evolve

from sds_core.errors import AnswerError
from sds_core.formats.canonical import canonical, digest
from sds_core.formats.plain import freeze
from sds_core.formats.records import to_plain
from sds_core.model.answers import Answer
from sds_core.model.case import Case
from sds_core.plugins.ambient_reads import watch_ambient_reads
from sds_core.plugins.configure import ConfiguredPlugin, configure
from sds_core.plugins.contract import validate_answers
from sds_core.plugins.discovery import InstalledPlugin
from sds_core.plugins.manifest import Manifest, manifest_problem
from sds_core.profiles.file_cache import FileCache
from sds_core.questions import AFTER_DECISION, QUESTIONS, Combine, Question, Questions
from sds_core.testing.known_samples import known_samples
from sds_core.testing.new_process import SEEDS, address_of, answers_elsewhere
from sds_core.testing.requests import DAYS, example_cases, requests_for, variants
from sds_core.testing.samples import samples_of

__all__ = ["NothingAnswered", "check_plugin", "digests"]


def _build(
    manifest: Manifest,
    settings: Mapping[str, object],
    beside: Path | None,
    questions: Questions = QUESTIONS,
) -> ConfiguredPlugin:
    found = InstalledPlugin(manifest.id, "(under test)", "0", manifest)
    files = FileCache()
    configured, faults = configure(
        found,
        settings,
        lambda path: ".".join(["settings", manifest.id, *map(str, path)]),
        lambda kind, reference, name: files.load(kind, reference, beside),
        questions,
    )
    assert configured is not None, f"{manifest.id} cannot be made:\n" + "\n".join(map(str, faults))
    return configured


def _answers(configured: ConfiguredPlugin, declared: Question, request: Any, name: str) -> Any:
    question = declared.name
    read: list[str] = []
    with watch_ambient_reads(read.append):
        try:
            given = getattr(configured.plugin, question)(request)
        except (Exception, SystemExit) as error:
            raise AssertionError(
                f"{name} raised {type(error).__name__} at {question}: {error}; answer Undetermined "
                "where the facts do not suffice"
            ) from error
    assert not read, (
        f"{name} at {question} read {read[0]}; use request.on, and nothing from outside"
    )
    if declared.combine is Combine.NOTICE:
        return []
    try:
        answers = validate_answers(declared, request, given)
    except AnswerError as error:
        raise AssertionError(f"{name} breaks the contract of {question}: {error}") from error
    return [to_plain(answer, Answer) for answer in answers]


class NothingAnswered(UserWarning):
    """A plugin answered only *undetermined* or nothing, so little of it was tested."""


def _cases(manifest: Manifest, given: Iterable[Case] | None) -> list[Case]:
    """Return the cases to ask about, with the plugin's own data where it takes any."""
    cases = list(example_cases() if given is None else given)
    if manifest.extension is None:
        return cases
    more = []
    for sample in samples_of(manifest.extension):
        extensions = freeze({manifest.id: sample})
        more += [evolve(case, extensions={**case.extensions, **extensions}) for case in cases[:2]]
    return [*cases, *more]


def _asked(
    manifest: Manifest, cases: Sequence[Case], questions: Questions = QUESTIONS
) -> Iterator[tuple[Question, str, object]]:
    """Yield each request with its question, and a name for it that holds in every process."""
    for case in cases:
        for what, seen in variants(case):
            for on in DAYS:
                for name in manifest.hooks:
                    requests = requests_for(name, seen, on, questions)
                    told = _with_known(manifest, seen, requests)
                    for number, request in enumerate(told):
                        said = f"{name} on {case.id}{what}, {on}, {number}"
                        yield questions[name], said, request


def _with_known(manifest: Manifest, case: Case, requests: Iterator[Any]) -> Iterator[object]:
    """Yield requests, and each again with what is known where the plugin reads any of it."""
    parts = frozenset(manifest.known)
    samples = [known.only(parts) for known in known_samples(case)] if parts else []
    for request in requests:
        yield request
        if attrs.fields_dict(type(request)).get("known"):
            yield from (evolve(request, known=known) for known in samples)


def digests(
    manifest: Manifest, settings: Mapping[str, object], beside: Path | None, cases: Sequence[Case]
) -> dict[str, str]:
    """Return the SHA-256 of every answer of a plugin, by what was asked."""
    made = _build(manifest, settings, beside)
    return {
        name: digest(canonical(_answers(made, question, request, manifest.id)))
        for question, name, request in _asked(manifest, cases)
    }


def _questions_of(request: object, manifest: Manifest, questions: Questions) -> list[Question]:
    asked = [questions[name] for name in manifest.hooks]
    found = [question for question in asked if question.request is type(request)]
    assert found, f"{manifest.id} is not asked with {type(request).__name__}"
    return found


def check_plugin(
    manifest: Manifest,
    settings: Mapping[str, object],
    cases: Iterable[Case] | None = None,
    beside: Path | None = None,
    *,
    requests: Iterable[Any] = (),
    questions: Questions = QUESTIONS,
) -> None:
    """Check a plugin against the contract of hooks, by plain asserts that any test runner shows.

    It is made from its settings; its methods are plain hooks; each answer is of the right type,
    adds up and has a reason; asked again, made anew, or asked in a new process with another hash
    order and the cases in another order, it answers the same; it changes nothing it is given and
    reads no clock, network, random number, file or variable of the environment.

    It is asked on several days, with several helpers of every role, after decisions that were never
    made, went well, went badly and are open, with data of its own where it takes any, and with what
    is known where it reads any. A warning
    is given where it answered nothing but *undetermined*: then give cases and requests of your own
    in which it answers.

    Args:
        manifest: the plugin.
        settings: its settings, as a profile has them.
        cases: cases to ask it about; the published examples if left out.
        beside: the folder that paths in the settings are relative to.
        requests: requests of your own, put to it beside.
        questions: the questions that it may answer.

    Raises:
        AssertionError: what the plugin breaks, with its name.
    """
    name = manifest.id
    broken = manifest_problem(manifest, name, questions)
    assert not broken, f"{name}: {broken}"
    one = _build(manifest, settings, beside, questions)
    other = _build(manifest, settings, beside, questions)
    chosen = _cases(manifest, cases)
    own = [
        (question, f"a request of your own at {question.name}", request)
        for request in requests
        for question in _questions_of(request, manifest, questions)
    ]
    made: dict[str, str] = {}
    said, asked = False, 0
    for question, what, request in (*_asked(manifest, chosen, questions), *own):
        before = _state(request)
        first = _answers(one, question, request, name)
        assert first == _answers(one, question, request, name), (
            f"{name} answers {question.name} differently when asked again"
        )
        assert first == _answers(other, question, request, name), (
            f"{name} answers {question.name} differently when made anew from the same settings"
        )
        assert _state(request) == before, f"{name} changed the request or the case it was given"
        made[what] = digest(canonical(first))  # an answer that cannot be kept is no answer
        said = said or any(answer["answer"] != "undetermined" for answer in first)
        asked += 1
    assert asked, f"{name} was never asked: no case gives occasion to {', '.join(manifest.hooks)}"
    if not said and set(manifest.hooks) != {AFTER_DECISION}:
        warnings.warn(
            f"{name} never answered: every answer was undetermined or empty. Give check_plugin "
            "cases= or requests= in which it does.",
            NothingAnswered,
            stacklevel=2,
        )
    if questions is QUESTIONS:  # a new process knows no others
        _elsewhere(manifest, settings, beside, chosen, made)


def _state(request: Any) -> object:
    """Return the contents of a request in a form in which any change can be detected."""
    plain = {field.name: getattr(request, field.name) for field in attrs.fields(type(request))}
    case = plain.pop("case", None)
    return repr(plain), None if case is None else canonical(to_plain(case))


def _elsewhere(
    manifest: Manifest,
    settings: Mapping[str, object],
    beside: Path | None,
    cases: Sequence[Case],
    made: Mapping[str, str],
) -> None:
    """Compare answers with those of new processes, where they can find the plugin."""
    address = address_of(manifest)
    kept = [case for case in cases if case.source and not case.extensions]
    if not address or not kept:
        return
    for seed, found in zip(SEEDS, answers_elsewhere(address, settings, beside, kept), strict=True):
        for what, own in found.items():
            assert made.get(what, own) == own, (
                f"{manifest.id} answers {what} differently in a new process (hash seed {seed}, "
                "the cases in another order): it keeps something from case to case, or its answer "
                "hangs on the order of a set"
            )
