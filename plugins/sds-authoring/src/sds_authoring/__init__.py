"""For authors of rule sets of sds-core: a page to edit them on, keys, publishing and fetching.

What is listed here is the public face; docs/reference-api.md says what each name is for.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# The public names, by where they are; __init__.pyi tells type checkers the same.
_PUBLIC = {
    "editor.server": "serve",
    "publishing.bundle": "bundle",
    "publishing.fetch": "FetchResult fetch",
    "publishing.keys": "PublicKey load_signer make_key read_public",
    "publishing.proposal": "Proposal SignatureCount read_proposal",
    "publishing.folder": "Folder",
    "publishing.propose": "propose_officers propose_set",
}
_HOME = {name: module for module, names in _PUBLIC.items() for name in names.split()}

__all__ = [*sorted(_HOME)]


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
