"""Where a publication is read from: a folder, or an address, in a bounded time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
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
    """Gives up on a fetch that takes longer than a whole one may.

    Args:
        inner: what fetches.
    """

    def __init__(self, inner: FetcherInterface) -> None:
        self.inner, self.until = inner, monotonic() + DEADLINE

    def _fetch(self, url: str) -> Iterator[bytes]:
        return self._chunks(self.inner.fetch(url), url)

    def _chunks(self, chunks: Iterator[bytes], url: str) -> Iterator[bytes]:
        for chunk in chunks:
            if monotonic() > self.until:
                raise SlowRetrievalError(f"{url} takes too long")
            yield chunk
