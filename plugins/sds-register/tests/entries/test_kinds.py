"""Kinds of entries: the register's own, those that a distribution adds, and those it took away."""

from __future__ import annotations

import json
from datetime import date
from importlib.metadata import EntryPoint
from typing import get_args

import attrs
import pytest
from attrs import evolve, frozen
from click.testing import CliRunner
from sds_test_support.sign_off import CLERK, HEAD, ON

from sds_register.acts.act import WORDS, Act
from sds_register.acts.plan_acts import Appeal, Outcome, SignOff, Withdrawal
from sds_register.audit.dossier import dossier
from sds_register.audit.subject_record import subject_record
from sds_register.audit.verify import verify
from sds_register.cli.group import command as register_group
from sds_register.entries.entry import Draft, Entry, EntryKind
from sds_register.entries.heads import Head
from sds_register.entries.kinds import ACT_KINDS, OWN_KINDS, EntryKinds, kinds_of
from sds_register.entries.plan_state import PlanStage
from sds_register.register import Register
from sds_register.workflow.plans import plan_state
from sds_register.workflow.waiting_list import waiting


def test_every_act_has_its_kind_and_its_word():
    assert set(ACT_KINDS) == set(get_args(Act)) == set(WORDS)
    for act, kind in ACT_KINDS.items():
        assert kind.word == WORDS[act]
    words = [kind.word for kind in OWN_KINDS]
    assert len(set(words)) == len(words)
    assert all(len(word) <= 32 for word in words)


# --- A kind that a distribution adds


@frozen
class VisitHead(Head):
    """The head of a visit to the person."""

    on: date
    visits: int


def pause(state, entry):
    """Put a plan back, as a distribution's kind may."""
    return evolve(state, stage=PlanStage.WITHDRAWN, on=entry.on)


VISIT = EntryKind("visit", "a visit to the person", VisitHead, read=lambda p: json.loads(p)["text"])
PAUSE = EntryKind("pause", "a plan that rests", VisitHead, on_plan=pause)
GIFT = EntryKind("gift", "a gift to a pot", VisitHead, moves_pots=True)
MORE = EntryKinds([VISIT, PAUSE, GIFT])


@pytest.fixture
def clock():
    from datetime import UTC, datetime

    return lambda: datetime(2027, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def both(urls, clock):
    """Return one register opened twice: with the distribution installed, and without."""
    with_it = Register.open(*urls, clock=clock, kinds=MORE)
    without = Register.open(*urls, clock=clock, kinds=EntryKinds())
    yield with_it, without
    with_it.close()
    without.close()


def foreign(register, thread, after, kind=VISIT, **more):
    """Record an entry of a foreign kind about the person of a plan, and return its number."""
    about = register.key_store.find(["EX-BEN/p"])["EX-BEN/p"]
    head = VisitHead(date(2026, 10, 2), 1)
    draft = Draft(kind, b'{"text":"a visit"}', about, thread, after, head, **more)
    return register.append([draft]).size - 1


@pytest.fixture
def waits(both, site, read_case):
    """Return the two registers, and a plan that waits with a foreign entry after it."""
    with_it, without = both
    with_it.record(site, read_case(site, "ben"), date(2026, 10, 1))
    (plan,) = waiting(with_it, ON).plans
    thread = with_it.read(plan.entry).row.thread
    return with_it, without, thread, foreign(with_it, thread, plan.entry)


def test_an_unknown_kind_leaves_a_plan_as_it_stands(waits, site):
    with_it, without, thread, entry = waits
    for register in (with_it, without):
        state = plan_state(register, thread)
        assert (state.stage, state.tip) == (PlanStage.WAITING, entry)
        assert state.on == date(2026, 9, 22)  # that of the plan, not of the visit
        (plan,) = waiting(register, ON).plans
        assert (plan.entry, plan.stage) == (entry, PlanStage.WAITING)
    # The next act follows it, and the plan is decided by a person.
    accept = SignOff(
        ON,
        HEAD,
        entry,
        Outcome.ACCEPT,
        ("the plan", "the reviewer's marks"),
        "The kitchen tools are needed once.",
        no_statement="Asked on the telephone; none was made.",
        not_any_of=("p", "broker"),
    )
    done = without.sign_off(site, accept)
    after = foreign(with_it, thread, done.entry)
    for register in (with_it, without):
        state = plan_state(register, thread)
        assert (state.stage, state.tip, state.on) == (PlanStage.DECIDED, after, ON)
        assert state.decided == (done.entry,)


def test_an_unknown_kind_leaves_what_was_decided_as_it_stands(waits, site):
    with_it, without, thread, entry = waits
    done = without.sign_off(site, Withdrawal(ON, CLERK, entry, "He wants to think."))
    after = foreign(with_it, thread, done.entry)
    for register in (with_it, without):
        state = plan_state(register, thread)
        assert (state.stage, state.tip) == (PlanStage.WITHDRAWN, after)
        assert waiting(register, ON).plans == ()


def test_a_known_kind_may_change_how_a_plan_stands(waits):
    with_it, without, thread, entry = waits
    foreign(with_it, thread, entry, PAUSE)
    assert plan_state(with_it, thread).stage is PlanStage.WITHDRAWN
    assert plan_state(without, thread).stage is PlanStage.WAITING


def test_its_entries_are_read_by_its_class(waits):
    with_it, without, _, entry = waits
    known, unknown = with_it.read(entry), without.read(entry)
    assert (known.kind, known.content) == (VISIT, "a visit")
    assert known.head_as(VisitHead).visits == 1
    assert not unknown.kind.known
    assert (unknown.kind.word, unknown.content) == ("visit", {"text": "a visit"})


def test_pots_are_counted_whatever_moved_them(both):
    with_it, without = both
    about = with_it.key_store.people(["P-1"])["P-1"]
    head = VisitHead(date(2026, 10, 2), 1)
    with_it.append([Draft(GIFT, b"{}", about, head=head, moves=(("fund", 12_345),))])
    assert with_it.balances() == without.balances() == {"fund": 12_345}
    with pytest.raises(ValueError, match="visit moves no pot"):
        with_it.append([Draft(VISIT, b"{}", about, head=head, moves=(("fund", 1),))])


def test_a_register_with_foreign_kinds_verifies_lists_and_tells(waits):
    _, without, _, entry = waits
    report = verify(without)
    assert report.holds, report.found
    told = dossier(without, entry)
    assert [act.kind for act in told.acts] == ["submission", "visit"]
    disclosed = subject_record(without, "EX-BEN/p")
    assert "visit" in [item.kind for item in disclosed.entries]


def test_a_register_with_foreign_kinds_at_the_command_line(tmp_path, site, read_case, clock):
    where = f"{tmp_path}/register.db"
    made = Register.open(where, clock=clock, kinds=MORE)
    made.record(site, read_case(site, "ben"), date(2026, 10, 1))
    (plan,) = waiting(made, ON).plans
    entry = foreign(made, made.read(plan.entry).row.thread, plan.entry)
    made.close()

    def run(*arguments):
        done = CliRunner().invoke(register_group, [*arguments, "--register", where])
        assert done.exit_code == 0, done.output
        return done.output

    assert "visit" in run("log", "--kind", "visit")
    assert f"Entry {entry}: visit" in run("show", str(entry))
    assert "EX-BEN" in run("waiting", "--on", "2026-10-05")
    run("verify")
    exported = tmp_path / "all.jsonl"
    run("export", "--out", str(exported))
    lines = [json.loads(line) for line in exported.read_text("utf-8").splitlines()]
    assert json.loads(lines[entry]["head"])["kind"] == "visit"


def test_a_head_that_says_too_little_is_damage(both):
    from sds_core import RegisterDamaged

    with_it, _ = both
    about = with_it.key_store.people(["P-1"])["P-1"]
    with_it.append([Draft(VISIT, b"{}", about)])
    with pytest.raises(RegisterDamaged, match="cannot be read") as damaged:
        with_it.read(with_it.store.count() - 1).head_as(VisitHead)
    assert "the head of a visit to the person" in str(damaged.value.faults[0])


def test_what_is_written_is_what_the_head_of_the_kind_says(waits):
    with_it, _, _, _ = waits
    common = {"v", "kind", "at", "subject", "thread", "after", "moves", "request"}
    for entry in with_it.entries(list(with_it.store.rows())):
        fields = {field.name for field in attrs.fields(entry.kind.head)}
        assert set(entry.head) - common <= fields, entry.kind.word
        assert isinstance(entry.head_as(entry.kind.head), entry.kind.head)
        assert isinstance(entry, Entry)


def test_a_broken_distribution_adds_nothing_and_is_named():
    def point(name, value):
        return EntryPoint(name, value, "sds_register.entry_kinds")

    here = "sds_register.entries.kinds"
    kinds = kinds_of(
        [
            point("decision", f"{here}:HOLD"),
            point("gone", "no_such_package:KIND"),
            point("text", f"{here}:GROUP"),
            point("other", f"{here}:HOLD"),
        ]
    )
    assert len(kinds.known()) == len(OWN_KINDS)
    why = {broken.word: broken.why for broken in kinds.broken}
    assert why["decision"] == "another kind of entries has this word already"
    assert "No module named 'no_such_package'" in why["gone"]
    assert "it gives str, not an EntryKind" in why["text"]
    assert "its word is 'hold', the entry point's name is 'other'" in why["other"]
    with pytest.raises(ValueError, match="two kinds of entries have the word 'visit'"):
        EntryKinds([VISIT, VISIT])


def test_an_appeal_follows_a_foreign_entry(waits, site):
    with_it, without, thread, entry = waits
    from sds_core import ActRefused

    with pytest.raises(ActRefused):  # nothing was decided yet, whatever the foreign entry says
        without.sign_off(site, Appeal(ON, CLERK, entry, "It is late."))
    assert plan_state(with_it, thread).stage is PlanStage.WAITING


def test_the_reference_names_every_kind():
    from pathlib import Path

    page = Path(__file__).resolve().parents[4] / "docs" / "reference-register.md"
    text = page.read_text("utf-8").split("Kinds:")[1].split("###")[0]
    assert not [kind.word for kind in OWN_KINDS if f"`{kind.word}`" not in text]
