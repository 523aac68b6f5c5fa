"""What is to be published, and who has signed: as a record and for a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from sds_core import Fault, RuleSetError
from sds_core.cli.common.output import wrap, write_file
from sds_core.model.characters import visible

if TYPE_CHECKING:
    from sds_authoring.publishing.proposal import Proposal

__all__ = ["ProposalView", "proposal_text", "proposal_view", "write_new"]


@frozen
class ProposalView:
    """A proposal: what is to be published, and who has signed.

    Attributes:
        file: the proposal's file.
        agrees: what whoever signs agrees to.
        signed: names of those who have signed.
        threshold: how many must.
        enough: whether they have.
        minute: the minute that it was agreed by.
    """

    file: str
    agrees: tuple[str, ...]
    signed: tuple[str, ...]
    threshold: int
    enough: bool
    minute: str


def _agrees(proposal: Proposal) -> tuple[str, ...]:
    """Return what whoever signs agrees to, read from what is signed and nothing else."""
    from sds_authoring.publishing.pages import sets_in
    from sds_authoring.publishing.proposal import key_names

    out = []
    for rules in sets_in(proposal):
        out.append(
            f"publish “{visible(rules.head.title)}”, {rules.name}, {len(rules.rules)} rules, in "
            f"force from {rules.head.in_force.from_date}"
        )
    listed = proposal.targets.signed.targets
    for path in sorted(listed):
        state = "new" if path in proposal.files else "listed before"
        out.append(
            f"the file {visible(path)} ({state}), sha256:{listed[path].hashes.get('sha256')}"
        )
    authority = proposal.authority
    role = authority.roles["targets"]
    until = proposal.targets.signed.expires.date()
    how = "must sign from now on" if proposal.root is not None else "must sign, as before"
    names = ", ".join(key_names(authority, "targets"))
    out.append(f"{role.threshold} of these {how}: {names}; this list counts until {until}")
    if proposal.root is not None:
        web = ", ".join(key_names(authority, "timestamp"))
        out.append(f"the folder's own key is {web}")
    if proposal.minute:
        out.append(f"as agreed by {proposal.minute}")
    return tuple(out)


def proposal_view(path: Path, proposal: Proposal) -> ProposalView:
    """Return what a proposal says and who has signed it, as it is shown before signing."""
    count = proposal.count()
    return ProposalView(
        str(path), _agrees(proposal), count.signed, count.threshold, count.enough, proposal.minute
    )


def proposal_text(view: ProposalView) -> str:
    """Return a proposal for a terminal, with what comes next."""
    out = ["Whoever signs agrees to:", *(wrap(line, "    ", "  - ") for line in view.agrees)]
    signed = ", ".join(view.signed) or "nobody yet"
    out.append(f"Signed: {signed} ({len(view.signed)} of at least {view.threshold}).")
    if view.enough:
        out.append(f"Enough have signed. Next: sds ruleset publish {view.file} --to FOLDER")
    else:
        out.append(f"Next: each officer runs sds ruleset sign {view.file} --key THEIRS.key")
    return "\n".join(out)


def write_new(path: Path, proposal: Proposal) -> None:
    """Write a proposal; one that may hold signatures already is not overwritten."""
    if path.exists():
        hint = "Move it away, or name another file: --out"
        fault = Fault(str(path), "a proposal already there", "a new file", hint)
        raise RuleSetError(f"{path} is not overwritten", [fault])
    write_file(path, proposal.text())
