"""Where a publication is read from: a folder, or an address, in a bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic

from tuf.api.exceptions import DownloadHTTPError, SlowRetrievalError
from tuf.ngclient import FetcherInterface

__all__ = ["DEADLINE", "FolderFetcher", "InTime"]

DEADLINE = 120  # seconds for a whole fetch
CHUNK = 65_536


class FolderFetcher(FetcherInterface):
    """Reads a publication from a folder, and nothing outside it.

    Args:
        folder: the publisher's folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def _fetch(self, url: str) -> Iterator[bytes]:
        path = (self.folder / url.removeprefix("folder:/").lstrip("/")).resolve()
        if not path.is_relative_to(self.folder) or not path.is_file():
            raise DownloadHTTPError(f"there is no {url}", 404)
        return self._chunks(path)

    @staticmethod
    def _chunks(path: Path) -> Iterator[bytes]:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk


class InTime(FetcherInterface):
    """A fetcher that gives up when the deadline for the whole fetch has passed.

    The inner fetcher runs in a thread, since it blocks until a whole piece has arrived: a server
    that sends a byte a second would block it for days. Once abandoned, the thread ends at its next
    piece.

    Args:
        inner: what fetches.
    """

    def __init__(self, inner: FetcherInterface) -> None:
        self.inner, self.until = inner, monotonic() + DEADLINE

    def _fetch(self, url: str) -> Iterator[bytes]:
        pieces: Queue[bytes | BaseException | None] = Queue(maxsize=4)
        ended = Event()

        def read() -> None:
            last: BaseException | None = None
            try:
                for piece in self.inner.fetch(url):
                    if ended.is_set():
                        return
                    pieces.put(piece)
            except BaseException as error:  # told to whoever waits
                last = error
            if not ended.is_set():
                pieces.put(last)

        Thread(target=read, name="sds-fetch", daemon=True).start()
        return self._pieces(pieces, ended, url)

    def _pieces(
        self, pieces: Queue[bytes | BaseException | None], ended: Event, url: str
    ) -> Iterator[bytes]:
        try:
            while True:
                try:
                    piece = pieces.get(timeout=max(0.0, self.until - monotonic()))
                except Empty:
                    raise SlowRetrievalError(f"{url} takes too long") from None
                if piece is None:
                    return
                if isinstance(piece, BaseException):
                    raise piece
                yield piece
        finally:
            ended.set()
            with suppress(Empty):  # let go of a reader that waits for room
                while True:
                    pieces.get_nowait()
