"""`sds ruleset rotate`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_authoring.cli.proposal_view import proposal_text, proposal_view, write_new
from sds_authoring.cli.signing import now
from sds_core.cli.common.output import emit, json_option

__all__ = ["command"]


@click.command(
    "rotate", epilog="Example: sds ruleset rotate --to site --remove cy.pub --add dee.pub"
)
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
def command(
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
    from sds_authoring.publishing.folder import Folder
    from sds_authoring.publishing.keys import read_public
    from sds_authoring.publishing.propose import propose_officers

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
