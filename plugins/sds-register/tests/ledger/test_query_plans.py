"""Every query of an act, a journey and a list uses an index, on a register that is filled."""

from __future__ import annotations

import secrets
from datetime import date

import pytest
import sqlalchemy as sa
from attrs import evolve

from sds_core.formats.canonical import canonical, digest
from sds_core.model.money import Money
from sds_core.site import Site
from sds_register.acts.other_acts import AccountLink, Erasure, Hold, HowLinked, PotChange, Release
from sds_register.acts.plan_acts import Actor, Appeal, Declaration, Statement
from sds_register.audit.subject_record import subject_record
from sds_register.ledger.database import write_transaction
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import MOVES
from sds_register.workflow.waiting_list import waiting

ON = date(2026, 10, 5)
CLERK = Actor("c1", "P-99", "Cleo Clerk", "clerk")
TABLES = ("entries", "commits", "texts", "moves", "keys", "identities")
KINDS = ("decision",) * 8 + ("case", "person", "submission", "sign_off")


def fill(register, journeys=500):
    """Fill a register as journeys and sign-offs would, and tell the databases how large it is."""
    rows = []
    register.key_store.people(f"filler-{i}" for i in range(journeys * 8))
    for i in range(journeys):
        subject, thread = secrets.token_hex(16), secrets.token_hex(16)
        tip = None
        for kind in KINDS:
            at = len(rows)
            after = -1 if kind == "submission" else tip if kind == "sign_off" else None
            own = None if kind == "decision" else thread
            head = {"kind": kind, "subject": subject, "on": "2026-09-01", "by": subject}
            head |= {"same": thread, "plan": thread, "input": thread, "profile": thread}
            head |= {"thread": own} if own else {}
            head |= {"after": after} if after is not None else {}
            rows.append(StoredEntry(0, kind, subject, own, after, canonical(head), b"x" * 200))
            tip = at if after is not None else tip
        texts = {digest(b"%d" % i): b"%d" % i}
        stamp = f"2026-09-01T09:00:00.{i:06d}Z"
        register.store.append(rows[-len(KINDS) :], stamp, texts=texts)
    with write_transaction(register.store.engine) as connection:
        for number in range(journeys * 2):
            row = {"pot": f"filler-{number % 9}", "number": 0, "balance": 1, "change": 1}
            row |= {"before": None, "held": None, "entry": number}
            if number >= 9:
                at = number // 9
                row |= {"number": at, "balance": at + 1, "before": at - 1, "held": at}
            connection.execute(sa.insert(MOVES), row)
    for engine in (register.store.engine, register.key_store._engine):
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("ANALYZE")


@pytest.fixture
def asked(register):
    """Return every SELECT that is put to either database from now on, with its parameters."""
    fill(register)
    found = []

    def keep(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().upper().startswith("SELECT"):
            found.append((connection.engine, statement, parameters))

    engines = (register.store.engine, register.key_store._engine)
    for engine in engines:
        sa.event.listen(engine, "before_cursor_execute", keep)
    yield found
    for engine in engines:
        sa.event.remove(engine, "before_cursor_execute", keep)


def plan_of(engine, statement, parameters):
    """Return how a database goes about a query, one step a line."""
    verb = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with engine.connect() as connection:
        if verb == "EXPLAIN":  # as on a server with SSDs; a filled register is larger than this one
            connection.exec_driver_sql("SET LOCAL random_page_cost = 1.1")
            connection.exec_driver_sql("SET LOCAL seq_page_cost = 2")
        rows = connection.exec_driver_sql(f"{verb} {statement}", parameters).all()
    return [str(row[-1] if len(row) > 1 else row[0]) for row in rows]


def scans(lines):
    """Return the steps that go through a whole table."""
    found = []
    for line in lines:
        words = line.replace("->", " ").split()
        plain = [w for w in words if w.strip('"') in TABLES]
        if words[:1] == ["SCAN"] and "USING" not in words and plain:
            found.append(line)
        if words[:3] == ["Seq", "Scan", "on"] and plain:
            found.append(line)
    return found


def test_no_query_of_acts_and_journeys_goes_through_a_table(register, asked, read_case, accepts):
    site = Site.load("independent-broker@1.0")
    act = lambda what: register.sign_off(site, what)  # noqa: E731
    act(PotChange(ON, CLERK, "set-aside", Money(90_000), "The year's money"))
    plan = register.record(site, read_case(site, "ben"), date(2026, 10, 1), "key").plan
    register.record(site, read_case(site, "ben"), date(2026, 10, 1))
    act(AccountLink(ON, CLERK, "x", HowLinked.ACTS_FOR, "EX-BEN/broker"))
    act(Declaration(ON, CLERK, "An interest.", plan))
    said = act(Statement(ON, CLERK, plan, "Words."))
    done = act(evolve(accepts(said.entry, ON), answer="Yes."))
    act(Appeal(ON, CLERK, done.entry, "Why."))
    hold = act(Hold(ON, CLERK, "P-99", "A court."))
    act(Release(ON, CLERK, "P-99", hold.entry, "Over."))
    assert waiting(register, date(2026, 11, 1)).plans
    register.balances()
    act(Erasure(ON, CLERK, "EX-BEN/p", "Asked."))
    assert len(asked) > 60
    bad = {
        (statement, line)
        for engine, statement, parameters in asked
        if "ORDER BY size DESC LIMIT 1" not in statement  # the last row, by its number
        for line in scans(plan_of(engine, statement, parameters))
    }
    assert not bad


MEANT = [
    ("a plan's own acts", "entries.thread =", ("entries_one_after_another", "autoindex_entries")),
    (
        "what the ledger reads on",
        "entries.kind IN",
        ("entries_by_kind", "entries_pkey", "PRIMARY KEY"),
    ),
    ("what waits", "NOT EXISTS", ("entries_put_forward", "entries_by_kind")),
    ("what was done since", "commits.at >=", ("commits_by_at",)),
    ("who is known by a name", "identities.digest IN", ("identities_pkey", "autoindex_identities")),
    ("a pot's last move", "moves.pot =", ("moves_pkey", "autoindex_moves", "moves_one_after")),
]


def test_a_query_uses_the_index_that_is_meant_for_it(register, asked, read_case, accepts):
    site = Site.load("independent-broker@1.0")
    register.sign_off(site, PotChange(ON, CLERK, "set-aside", Money(90_000), "Money"))
    plan = register.record(site, read_case(site, "ben"), date(2026, 10, 1)).plan
    waiting(register, date(2026, 10, 2))
    register.sign_off(site, accepts(plan, ON))
    for what, part, indices in MEANT:
        of_it = [q for q in asked if part in q[1]]
        assert of_it, what
        for engine, statement, parameters in of_it:
            lines = plan_of(engine, statement, parameters)
            assert any(name in line for line in lines for name in indices), (what, lines)


def test_reading_everything_of_somebody_is_the_one_that_reads_all(register, read_case):
    """`subject` looks at every entry, as whoever asks is owed every mention; its cost is linear."""
    site = Site.load("independent-broker@1.0")
    register.record(site, read_case(site, "ben"), date(2026, 10, 1))
    assert subject_record(register, "EX-BEN/p").size == register.store.count()
