"""Many writers at once: one dense register."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sds_test_support.ledger import note

from sds_core.errors import (
    ActRefused,
)
from sds_register.audit.verify import verify
from sds_register.ledger.database import (
    ConstraintViolation,
    write_transaction,
)
from sds_register.ledger.merkle import Tree


class TestRaces:
    def test_of_two_acts_on_one_state_one_wins(self, register):
        register.append([note(thread="t", after=-1)])
        register.append([note(thread="t", after=0)])
        with pytest.raises(ActRefused, match="somebody else acted first"):
            register.append([note(thread="t", after=0)])
        with pytest.raises(ActRefused, match="somebody else acted first"):
            register.append([note(thread="t", after=-1)])
        assert register.store.count() == 2

    def test_many_acts_on_one_state_leave_one(self, register):
        register.append([note(thread="t", after=-1)])
        outcomes: list[str] = []

        def act():
            try:
                register.append([note(thread="t", after=0)])
                outcomes.append("done")
            except ActRefused:
                outcomes.append("told")

        threads = [threading.Thread(target=act) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["done", *["told"] * 11]
        assert register.store.count() == 2

    def test_a_pot_is_never_over_spent(self, register):
        register.append([note("x", ("fund", 1_000))])
        outcomes: list[str] = []

        def take():
            try:
                register.append([note("x", ("fund", -300))])
                outcomes.append("done")
            except ActRefused as refused:
                outcomes.append(refused.message)

        threads = [threading.Thread(target=take) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert outcomes.count("done") == 3
        assert outcomes.count("the pot does not hold that much") == 7
        assert register.balances() == {"fund": 100}
        assert register.store.count() == 4

    @pytest.mark.parametrize(
        "row",
        [
            "('fund', 1, 500, -500, 0, 1000, 0)",  # spends what another has spent
            "('fund', 2, 200, -500, 0, 1000, 0)",  # leaves a number out
            "('fund', 2, 900, -100, 1, 1000, 0)",  # believes in a balance that is not there
            "('fund', 2, 600, -100, 1, 600, 0)",  # does not add up
            "('fund', 2, -1, -601, 1, 600, 0)",  # spends more than there is
            "('fund', 0, 9000, 9000, NULL, NULL, 0)",  # begins the pot again
            "('fund', 3, 9000, 9000, NULL, NULL, 0)",  # begins it in the middle
        ],
    )
    def test_the_database_itself_holds_the_pot(self, register, row):
        register.append([note("x", ("fund", 1_000))])
        register.append([note("x", ("fund", -400))])
        columns = "pot, number, balance, change, before, held, entry"
        with (
            pytest.raises(ConstraintViolation),
            write_transaction(register.store.engine) as connection,
        ):
            connection.exec_driver_sql(f"INSERT INTO moves ({columns}) VALUES {row}")
        assert register.balances() == {"fund": 600}

    def test_commits_cannot_fork(self, register):
        register.append([note()])
        for row in ("(9, 0, 'x')", "(9, 5, 'x')", "(9, NULL, 'x')"):
            with (
                pytest.raises(ConstraintViolation),
                write_transaction(register.store.engine) as connection,
            ):
                connection.exec_driver_sql(
                    "INSERT INTO commits (size, first, at, root, peaks) "
                    f"SELECT v.size, v.first, v.at, c.root, c.peaks FROM commits c, "
                    f"(SELECT {row[1:-1].split(',')[0]} AS size, "
                    f"CAST({row[1:-1].split(',')[1]} AS bigint) AS first, 'x' AS at) v "
                    "WHERE c.size = 0"
                )


def test_fifty_writers_of_two_hundred_entries_leave_one_dense_register(register, urls):
    script = str(Path(__file__).with_name("writer.py"))
    writers = [subprocess.Popen([sys.executable, script, *urls, "10", "200"]) for _ in range(5)]
    assert [writer.wait(timeout=300) for writer in writers] == [0] * 5
    found = verify(register)
    assert found.holds
    assert found.size == 50 * 200
    leaves = [row.hash for row in register.store.rows()]
    assert Tree.of(leaves).root.hex() == found.root
