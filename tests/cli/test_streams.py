"""The command line on machines as they are: encodings, pipes, disks, colours, secrets, endless input."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from sds_test_support.processes import DECIDE, run

from sds_core.formats.files import read_limited, write_whole


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
            ["compare", "/dev/zero", *DECIDE[2:], "--profile", "community-support@1.0"],
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
