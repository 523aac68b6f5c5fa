"""The editor's web server: on loopback only, for whoever has the address that was printed.

Every address begins with a secret that only the terminal showed, so other programs and web pages
on the same machine cannot reach it by guessing. There are no scripts; everything is a form.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from sds_authoring.editor.actions import Actions, Answer
from sds_authoring.editor.changes import Editing

__all__ = ["EditServer", "serve"]

MAX_BODY = 262_144
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class EditServer(ThreadingHTTPServer):
    """Serves the pages of one editing session on 127.0.0.1.

    Args:
        path: the rule set's file.
        port: the port; any free one if 0.
    """

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, path: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.secret = secrets.token_urlsafe(18)
        self.actions = Actions(Editing(path), f"/{self.secret}")
        self.lock = Lock()

    @property
    def address(self) -> str:
        """The address to open in a browser."""
        return f"http://127.0.0.1:{self.server_address[1]}/{self.secret}/"


class _Handler(BaseHTTPRequestHandler):
    server: EditServer
    protocol_version = "HTTP/1.0"
    timeout: ClassVar[int] = 30

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's name
        """Say nothing: addresses hold the secret."""

    def do_GET(self) -> None:
        """Answer a request for a page."""
        self._answer(lambda path, query: self.server.actions.get(path, query))

    def do_POST(self) -> None:
        """Answer a form that was sent."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or len(length) > 9 or int(length) > MAX_BODY:
            self._send(Answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The form is too large."))
            return
        try:
            data = self.rfile.read(int(length))
        except OSError:  # it came too slowly, or the line broke
            data = b""
        if len(data) < int(length):
            self._send(Answer(HTTPStatus.BAD_REQUEST, "The form was cut off: nothing is changed."))
            return
        body = data.decode("utf-8", "replace")
        try:
            fields = parse_qs(body, keep_blank_values=True, max_num_fields=2_000)
        except ValueError:
            self._send(Answer(HTTPStatus.BAD_REQUEST, "That is no form of these pages."))
            return
        self._answer(lambda path, _: self.server.actions.post(path, fields))

    def _answer(self, act: Callable[[str, Mapping[str, list[str]]], Answer]) -> None:
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self._send(Answer(HTTPStatus.BAD_REQUEST, "That is no address."))
            return
        prefix = f"/{self.server.secret}/"
        origin = self.headers.get("Origin")
        here = f"127.0.0.1:{self.server.server_address[1]}"
        allowed = secrets.compare_digest(parts.path[: len(prefix)].encode(), prefix.encode())
        if self.headers.get("Host") != here or origin not in (None, "null", f"http://{here}"):
            allowed = False
        if not allowed:
            self._send(Answer(HTTPStatus.NOT_FOUND, "There is nothing here."))
            return
        with self.server.lock:
            self._send(act(parts.path[len(prefix) :], parse_qs(parts.query)))

    def _send(self, answer: Answer) -> None:
        data = answer.body.encode("utf-8")
        self.send_response(answer.status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def serve(path: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve the pages until the program is stopped.

    Args:
        path: the rule set's file.
        port: the port; any free one if 0.
        ready: is told the address.
    """
    with EditServer(path, port) as server:
        ready(server.address)
        server.serve_forever(poll_interval=0.2)
