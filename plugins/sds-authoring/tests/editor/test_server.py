"""The server behind the page: on one's own machine alone."""

from __future__ import annotations

import socket
import stat
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPConnection
from pathlib import Path

import pytest


@pytest.mark.parametrize("kept", [0.2, 0.95])
def test_a_form_that_was_cut_off_changes_nothing(server, file, kept):
    """What came of half a form could be another rule."""
    before = file.read_bytes()
    data = urllib.parse.urlencode({"version": "x", "title": "Another title", "id": "z"}).encode()
    path = urllib.parse.urlsplit(server.address).path
    with socket.create_connection(server.server_address[:2]) as line:
        host = f"127.0.0.1:{server.server_address[1]}"
        head = f"POST {path}head HTTP/1.0\r\nHost: {host}\r\nContent-Length: {len(data)}\r\n\r\n"
        line.sendall(head.encode() + data[: int(len(data) * kept)])
        line.shutdown(socket.SHUT_WR)
        answer = line.makefile("rb").read()
    assert b"400" in answer.split(b"\r\n")[0]
    assert b"cut off" in answer
    assert file.read_bytes() == before


class TestOnThisMachineAlone:
    def ask(self, server, path, method="GET", **headers):
        connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=5)
        headers.setdefault("Host", f"127.0.0.1:{server.server_address[1]}")
        body = headers.pop("body", None)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer

    def test_it_listens_on_loopback(self, server):
        assert server.server_address[0] == "127.0.0.1"

    @pytest.mark.parametrize("path", ["/", "/head", "/wrong/", "//", "/../etc/passwd"])
    def test_without_the_secret_there_is_nothing(self, server, path):
        assert self.ask(server, path).status == 404

    def test_another_host_or_origin_gets_nothing(self, server):
        path = f"/{server.secret}/"
        assert self.ask(server, path).status == 200
        assert self.ask(server, path, Host="evil.invalid").status == 404
        assert (
            self.ask(
                server, path + "head", "POST", Origin="http://evil.invalid", body="title=x"
            ).status
            == 404
        )

    def test_headers_forbid_scripts_frames_and_caching(self, server):
        headers = self.ask(server, f"/{server.secret}/").headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"

    def test_a_body_too_large_is_refused(self, server):
        assert self.ask(server, f"/{server.secret}/head", "POST", body="x" * 300_000).status == 413
        assert self.ask(server, f"/{server.secret}/head", "POST", body="a=&" * 3_000).status == 400
        assert self.ask(server, "http://[").status == 400


def test_the_command_prints_the_address_and_ends(file, tmp_path):
    import json
    import signal
    import subprocess
    import sys

    command = [
        Path(sys.executable).with_name("sds"),
        "ruleset",
        "edit",
        str(file),
        "--no-browser",
        "--json",
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What runs in the background may ignore Ctrl-C, and hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as running:
        try:
            lines = [running.stdout.readline() for _ in range(4)]
            address = json.loads("".join(lines))["address"]
            with urllib.request.urlopen(address) as answer:
                assert answer.status == 200
            running.send_signal(signal.SIGINT)
            assert running.wait(120) == 0
        finally:
            running.kill()


def test_the_editors_address_is_not_among_the_browsers_arguments(tmp_path, root, monkeypatch):
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
