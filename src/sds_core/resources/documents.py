"""Loading documents: TOML files of a plugin's own shape."""

from __future__ import annotations

from pathlib import Path

from sds_core.formats.canonical import digest
from sds_core.formats.toml import read_toml
from sds_core.resources.references import Document
from sds_core.resources.resolver import INSTALLED, Resolver

__all__ = ["load_document"]


def load_document(
    reference: str,
    beside: Path | None,
    kind: str = "documents",
    files: Resolver = INSTALLED,
) -> Document:
    """Load a document by reference.

    Args:
        reference: “package:name”, or a path.
        beside: the folder that a path is relative to; `None` refuses paths.
        kind: the folder in a data package.
        files: finds files.

    Raises:
        ConfigurationError: it cannot be found or read.
    """
    path, name = files.find(reference, kind, beside)
    file = read_toml(path, name)
    return Document(reference, file.data, {path.name: digest(file.text.encode())})
