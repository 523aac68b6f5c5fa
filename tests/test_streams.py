"""The command line on machines as they are: encodings, pipes, disks, colours, secrets, endless input."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sds_core.errors import ConfigurationError, without_secrets
from sds_core.formats.files import read_limited, write_whole
from sds_core.site import Site
from sds_register.acts.other_acts import Complaint
from sds_register.acts.plan_acts import Actor
from sds_register.register import Register

SDS = [str(Path(sys.executable).with_name("sds"))]
DECIDE = ["decide", "case.json", "--profile", "independent-broker", "--on", "2026-10-01"]


@pytest.fixture
def place(tmp_path, root):
    case = root / "schemas" / "examples" / "case-ben.json"
    (tmp_path / "case.json").write_bytes(case.read_bytes())
    return tmp_path


def run(place, *arguments, out=subprocess.PIPE, given=None, **env):
    return subprocess.run(
        [*SDS, *arguments],
        cwd=place,
        stdout=out,
        stderr=subprocess.PIPE,
        stdin=given,
        env={**os.environ, "PYTHONWARNINGS": "ignore", **env},
        check=False,
    )


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp437"])
    def test_text_is_written_in_any_encoding(self, place, encoding):
        done = run(place, *DECIDE, PYTHONIOENCODING=encoding)
        assert done.returncode == 0, done.stderr
        assert "-> allocated" in done.stdout.decode(encoding)

    def test_where_there_is_no_encoding_text_is_unicode(self, place):
        done = run(place, *DECIDE, PYTHONIOENCODING="ascii")
        assert done.returncode == 0, done.stderr
        assert "→ allocated" in done.stdout.decode()

    @pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
    def test_json_is_the_same_data_in_any_encoding(self, place, encoding):
        done = run(place, *DECIDE, "--json", PYTHONIOENCODING=encoding)
        plain = json.loads(done.stdout.decode(encoding))
        assert plain == json.loads(run(place, *DECIDE, "--json").stdout)
        assert "£" in json.dumps(plain, ensure_ascii=False)

    def test_an_error_is_written_in_any_encoding_too(self, place):
        done = run(place, "decide", "nöne→.json", *DECIDE[2:], PYTHONIOENCODING="ascii")
        assert done.returncode == 3
        assert b"defect" not in done.stderr

    def test_what_an_error_quotes_writes_nothing_on_the_terminal(self, place):
        done = run(place, "decide", "\x1b[2J\u202eevil.json", *DECIDE[2:])
        assert done.returncode == 3
        assert b"\x1b" not in done.stderr
        assert "\u202e" not in done.stderr.decode()
        assert b"evil.json" in done.stderr

    @pytest.mark.parametrize("env", [{"LC_ALL": "C"}, {"TZ": "Asia/Kolkata"}])
    def test_the_machines_language_and_zone_change_nothing(self, place, env):
        assert run(place, *DECIDE, "--json", **env).stdout == run(place, *DECIDE, "--json").stdout


class TestPipesAndDisks:
    def test_a_reader_that_goes_away_is_no_failure_to_speak_of(self, place):
        read, write = os.pipe()
        os.close(read)
        done = run(place, *DECIDE, out=write)
        os.close(write)
        assert done.returncode == 141
        assert done.stderr == b""

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
    def test_a_full_disk_is_said(self, place):
        with Path("/dev/full").open("wb") as full:
            done = run(place, *DECIDE, out=full)
        assert done.returncode == 3
        assert b"cannot be written: No space left" in done.stderr
        assert b"Traceback" not in done.stderr

    @pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
    @pytest.mark.parametrize(
        "arguments",
        [
            ["decide", "/dev/zero", *DECIDE[2:]],
            ["decide", "-", *DECIDE[2:]],
            ["compare", "/dev/zero", *DECIDE[2:], "--profile", "community-support"],
            ["test", "/dev/zero"],
            ["table", "show", "/dev/zero"],
            ["ruleset", "check", "/dev/zero"],
            ["register", "record", "/dev/zero"],
            ["register", "check-proof", "/dev/zero", "--key", "x"],
        ],
        ids=lambda a: " ".join(a[:2]),
    )
    def test_an_endless_stream_is_cut_off(self, place, arguments, bounded):
        with Path("/dev/zero").open("rb") as zero:
            done = run(place, *arguments, given=zero)
        assert done.returncode in (1, 2, 3, 5)
        assert b"Traceback" not in done.stderr

    @pytest.mark.skipif(not Path("/proc").is_dir(), reason="no folder here that nobody can write")
    def test_a_data_folder_that_cannot_be_used_is_named(self, place):
        fetch = ["ruleset", "fetch", str(place), "--as", "them", "--trust", "sha256:0"]
        done = run(place, *fetch, SDS_HOME="/proc/nowhere")
        assert done.returncode == 5
        assert b"/proc/nowhere" in done.stderr
        assert b"defect" not in done.stderr


class TestShells:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion_is_offered(self, place, shell):
        done = run(place, _SDS_COMPLETE=f"{shell}_source")
        assert done.returncode == 0
        assert b"_SDS_COMPLETE" in done.stdout

    def test_completion_completes(self, place):
        done = run(place, _SDS_COMPLETE="bash_complete", COMP_WORDS="sds de", COMP_CWORD="1")
        assert b"decide" in done.stdout
        assert b"defect" not in done.stderr

    @pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_no_color_is_heeded(self, place, env, coloured):
        pty = pytest.importorskip("pty")
        ours, theirs = pty.openpty()
        done = run(place, *DECIDE, out=theirs, **{"TERM": "xterm", **env})
        os.close(theirs)
        seen = b""
        while True:
            try:
                piece = os.read(ours, 65_536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
        assert done.returncode == 0
        assert (b"\x1b[" in seen) is coloured


class TestSecrets:
    @pytest.mark.parametrize(
        "address",
        [
            "postgresql://me:SECRET@localhost:1/db",
            "postgresql://me:SECRET@localhost:x/db",
            "postgres:/me:SECRET@h/db",
            "mysql://me:SECRET@h/db",
            "postgresql://h/db?password=SECRET",
            "sqlite://me:SECRET@h/db",
            "me:SECRET@host/db",
        ],
    )
    def test_a_password_in_an_address_is_never_printed(self, place, address):
        keys = "postgresql://me:SECRET@localhost:1/k"
        for extra in ((), ("--json",)):
            done = run(
                place, "register", "log", *extra, SDS_REGISTER=address, SDS_REGISTER_KEYS=keys
            )
            assert done.returncode in (3, 5, 7)
            assert b"SECRET" not in done.stdout + done.stderr

    def test_a_folder_with_an_at_sign_is_a_folder(self, tmp_path):
        (tmp_path / "a@b").mkdir()
        Register.open(f"{tmp_path}/a@b/register.db").close()
        assert without_secrets("https://a:b@host/x") == "https://…@host/x"

    @pytest.mark.skipif(sys.platform == "win32", reason="no modes of files there")
    def test_files_that_tell_of_people_are_for_their_owner_alone(self, place):
        where = ["--register", "r.db"]
        assert run(place, "register", *DECIDE, *where).returncode == 0
        commands = [
            ["explain", *DECIDE[1:], "--html", "letter.html"],
            ["compare", *DECIDE[1:], "--profile", "community-support", "--html", "swap.html"],
            ["register", "dossier", "5", "--out", "dossier.html", *where],
            ["register", "subject", "EX-BEN/p", "--out", "theirs", *where],
            ["register", "checkpoint", "--to", "copies", *where],
            ["register", "prove", "5", "--out", "p.tlog-proof", *where],
            ["register", "export", "--out", "all.jsonl", *where],
            ["demo", "--out", "shown"],
        ]
        for command in commands:
            done = run(place, *command)
            assert done.returncode in (0, 4), (command, done.stderr)
        kept = [p for p in place.rglob("*") if p.is_file() and p.name != "case.json"]
        assert len(kept) > 15
        wide = [p.name for p in kept if stat.S_IMODE(p.stat().st_mode) & 0o077]
        assert wide == []

    def test_the_editors_address_is_not_among_the_browsers_arguments(
        self, tmp_path, root, monkeypatch
    ):
        import click

        from sds_authoring.cli.edit import command as edit

        source = root / "plugins/sds-oversight/src/sds_oversight/rulesets/national-baseline.toml"
        (tmp_path / "a.toml").write_bytes(source.read_bytes())
        opened = []

        def launch(url):
            opened.append((url, Path(url).read_text("utf-8")))
            mode = Path(url).parent.stat().st_mode
            assert not stat.S_IMODE(mode) & 0o077

        monkeypatch.setattr(click, "launch", launch)
        monkeypatch.setattr(
            "sds_authoring.editor.server.serve",
            lambda file, port, ready: ready("http://127.0.0.1:1/S3CRET/"),
        )
        monkeypatch.setattr(sys, "argv", ["sds"])
        edit.main([str(tmp_path / "a.toml")], standalone_mode=False)
        ((url, page),) = opened
        assert "S3CRET" not in url
        assert "http://127.0.0.1:1/S3CRET/" in page


class TestTheDay:
    def act(self, register, on):
        who = Actor("c1", "P-99", "Cleo Clerk", "clerk")
        return register.sign_off(
            Site.load("independent-broker@1.0"), Complaint(on, who, "B-1", "Late.")
        )

    def test_the_day_is_the_councils(self, tmp_path):
        """At half past midnight in London in summer it is still yesterday in UTC."""

        def clock():
            return datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

        register = Register.open(f"{tmp_path}/r.db", clock=clock)
        assert self.act(register, date(2026, 7, 2)).entry >= 0
        register.close()
        register = Register.open(f"{tmp_path}/r.db", clock=clock, zone="Atlantic/Azores")
        assert register.today() == date(2026, 7, 1)
        register.close()

    def test_a_zone_that_is_none_is_refused(self, tmp_path, place):
        with pytest.raises(ConfigurationError, match="no such time zone"):
            Register.open(f"{tmp_path}/r.db", zone="Europe/Londn")
        done = run(place, "register", *DECIDE, SDS_ZONE="Europe/Londn")
        assert done.returncode == 5
        assert b"Europe/Londn" in done.stderr


class TestFiles:
    def test_a_file_is_read_up_to_its_limit(self, tmp_path):
        (tmp_path / "f").write_bytes(b"12345")
        assert read_limited(tmp_path / "f", 5) == b"12345"
        with pytest.raises(OSError, match="more than 4 bytes"):
            read_limited(tmp_path / "f", 4)

    def test_a_file_is_written_whole_or_not_at_all(self, tmp_path):
        (tmp_path / "f").write_bytes(b"old")
        (tmp_path / "f").chmod(0o640)
        write_whole(tmp_path / "f", b"new")
        assert (tmp_path / "f").read_bytes() == b"new"
        assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o640
        write_whole(tmp_path / "f", b"mine", 0o600)
        assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == 0o600
        assert [p.name for p in tmp_path.iterdir()] == ["f"]
