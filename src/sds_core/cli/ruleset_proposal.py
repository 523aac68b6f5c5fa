"""`sds ruleset sign | rotate`: what is to be published goes round until enough have signed it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from attrs import frozen

from sds_core.characters import visible
from sds_core.cli.output import emit, json_option, wrap, write_file
from sds_core.cli.ruleset_keys import need_extra, now, passphrase_option, signer_for
from sds_core.cli.ruleset_words import ruleset_text
from sds_core.errors import Fault, RuleSetError
from sds_core.explain.ruleset import view_of

if TYPE_CHECKING:
    from sds_core.publishing.proposal import Proposal

__all__ = ["ProposalView", "commands", "proposal_text", "proposal_view", "write_new"]


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
    from sds_core.publishing.pages import sets_in
    from sds_core.publishing.proposal import key_names

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
        mend = "Move it away, or name another file: --out"
        fault = Fault(str(path), "a proposal already there", "a new file", mend)
        raise RuleSetError(f"{path} is not overwritten", [fault])
    write_file(path, proposal.text())


@click.command(epilog="Example: sds ruleset sign brokers-1.0.proposal --key ann.key")
@click.argument("proposal", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Your .key file.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@passphrase_option
@json_option
def sign(proposal: Path, key: Path, yes: bool, passphrase_file: Path | None, as_json: bool) -> None:
    """Sign PROPOSAL, after showing what it says. The signature is added to the file."""
    need_extra()
    from sds_core.publishing.proposal import read_proposal

    read = read_proposal(proposal)
    if not yes:
        from sds_core.publishing.pages import sets_in

        for rules in sets_in(read):
            click.echo(visible(ruleset_text(view_of(rules))) + "\n", err=True)
        click.echo(proposal_text(proposal_view(proposal, read)), err=True)
        click.confirm("Sign this?", abort=True, err=True)
    signed = read.signed_by(signer_for(key, passphrase_file))
    write_file(proposal, signed.text())
    view = proposal_view(proposal, signed)
    emit(view, lambda: proposal_text(view), as_json)


@click.command(epilog="Example: sds ruleset rotate --to site --remove cy.pub --add dee.pub")
@click.option(
    "--to", "folder_path", required=True, type=click.Path(path_type=Path), help="The folder."
)
@click.option("--add", multiple=True, type=click.Path(path_type=Path), help="Whose .pub to let in.")
@click.option(
    "--remove", multiple=True, type=click.Path(path_type=Path), help="Whose .pub to put out."
)
@click.option("--threshold", type=click.IntRange(1, 50), help="How many must sign from now on.")
@click.option("--web-key", type=click.Path(path_type=Path), help="The folder's new .pub.")
@click.option("--renew", is_flag=True, help="Change nobody; let the signatures last anew.")
@click.option("--minute", default="", help="The minute that agreed it.")
@click.option("--out", type=click.Path(path_type=Path), default="officers.proposal")
@json_option
def rotate(
    folder_path: Path,
    add: tuple[Path, ...],
    remove: tuple[Path, ...],
    threshold: int | None,
    web_key: Path | None,
    renew: bool,
    minute: str,
    out: Path,
    as_json: bool,
) -> None:
    """Prepare a change of who may sign, how many must, or the folder's own key.

    As many of the old officers must sign it as had to before, and as many of the new.
    """
    need_extra()
    from sds_core.publishing.keys import read_public
    from sds_core.publishing.repository import Folder, propose_officers

    if not (add or remove or threshold or web_key or renew):
        raise click.UsageError("Name a change: --add, --remove, --threshold, --web-key or --renew.")
    proposal = propose_officers(
        Folder(folder_path.resolve()),
        now(),
        [read_public(path) for path in add],
        [read_public(path) for path in remove],
        threshold,
        read_public(web_key) if web_key else None,
        minute,
    )
    write_new(out, proposal)
    view = proposal_view(out, proposal)
    emit(view, lambda: f"Prepared {out}.\n{proposal_text(view)}", as_json)


commands = {"sign": sign, "rotate": rotate}
