"""Pages beside the signed files, so that a publisher's folder can be read by people too."""

from __future__ import annotations

import tempfile
from pathlib import Path

from attrs import frozen

from sds_authoring.publishing.bundle import PATH
from sds_authoring.publishing.proposal import Proposal
from sds_core import RuleSet, RuleSetError
from sds_core.formats.toml import read_toml
from sds_core.model.characters import visible
from sds_core.rulesets.load import MAX_BYTES, read_ruleset

__all__ = ["SetEntry", "entries", "sets_in"]


@frozen
class SetEntry:
    """A published set.

    Attributes:
        set: the set as “id@version”.
        title: its title.
        page: the name of its page.
    """

    set: str
    title: str
    page: str


def entries(proposal: Proposal) -> tuple[SetEntry, ...]:
    """Return every set that a proposal's list of files holds, in the order of their names."""
    found = []
    for path, target in sorted(proposal.targets.signed.targets.items()):
        match = PATH.match(path)
        if match and match[3] == f"{match[1]}.toml":
            said = target.custom or {}
            name = f"{match[1]}@{match[2]}"
            page = f"{match[1]}-{match[2]}.html"
            found.append(SetEntry(name, visible(str(said.get("title", ""))), page))
    return tuple(found)


def sets_in(proposal: Proposal) -> tuple[RuleSet, ...]:
    """Return the new sets of a proposal, read from the very bytes that are signed.

    Raises:
        RuleSetError: a path leads out of its folder, or a set cannot be used.
    """
    with tempfile.TemporaryDirectory() as work:
        mains = []
        for path, data in sorted(proposal.files.items()):
            match = PATH.match(path)
            if not match:
                raise RuleSetError(f"the path {path!r} is refused")
            file = Path(work) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            if match[3] == f"{match[1]}.toml":
                mains.append((file, path))
        return tuple(
            read_ruleset(read_toml(file, path, MAX_BYTES), file.parent) for file, path in mains
        )
