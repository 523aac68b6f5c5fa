"""`sds ruleset sign`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_authoring.cli.proposal_view import proposal_text, proposal_view
from sds_authoring.cli.signing import passphrase_option, signer_for
from sds_core.cli.common.output import emit, json_option, write_file
from sds_core.cli.common.ruleset_text import ruleset_text
from sds_core.explain.ruleset import view_of
from sds_core.model.characters import visible

__all__ = ["command"]


@click.command("sign", epilog="Example: sds ruleset sign brokers-1.0.proposal --key ann.key")
@click.argument("proposal", type=click.Path(path_type=Path))
@click.option("--key", required=True, type=click.Path(path_type=Path), help="Your .key file.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@passphrase_option
@json_option
def command(
    proposal: Path, key: Path, yes: bool, passphrase_file: Path | None, as_json: bool
) -> None:
    """Sign PROPOSAL, after showing what it says. The signature is added to the file."""
    from sds_authoring.publishing.proposal import read_proposal

    read = read_proposal(proposal)
    if not yes:
        from sds_authoring.publishing.pages import sets_in

        for rules in sets_in(read):
            click.echo(visible(ruleset_text(view_of(rules))) + "\n", err=True)
        click.echo(proposal_text(proposal_view(proposal, read)), err=True)
        click.confirm("Sign this?", abort=True, err=True)
    signed = read.signed_by(signer_for(key, passphrase_file))
    write_file(proposal, signed.text())
    view = proposal_view(proposal, signed)
    emit(view, lambda: proposal_text(view), as_json)
