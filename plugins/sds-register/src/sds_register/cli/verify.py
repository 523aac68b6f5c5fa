"""`sds register verify`."""

from __future__ import annotations

import click

from sds_core import RegisterError
from sds_core.cli.common.output import emit, json_option, progress, wrap
from sds_register.audit.verify import Verification, verify
from sds_register.audit.witness import read_checkpoints
from sds_register.cli.options import open_register, register_options
from sds_register.ledger.signed_notes import Verifier

__all__ = ["command"]


def _verification_text(found: Verification) -> str:
    if found.holds:
        out = [click.style("The register holds.", fg="green", bold=True)]
    else:
        out = [click.style("The register does NOT hold.", fg="red", bold=True)]
        if found.first_wrong is not None:
            out.append(f"The first entry that is not as it was recorded: {found.first_wrong}")
        out += [wrap(f"{item.place}: {item.what}", "    ", "  - ") for item in found.found]
    out.append(f"{found.origin}: {found.size:,} entries, {found.texts:,} texts")
    out.append(f"Root {found.root}")
    if found.erased:
        out.append(f"{found.erased} erasures: what was held of these people cannot be read.")
    out += [f"Agrees with {name}" for name in found.agreed]
    if found.holds and not found.agreed:
        text = (
            "No checkpoint of anybody else's was compared: who can write both databases can make "
            "a register that holds. See --against."
        )
        out.append(wrap(text))
    return "\n".join(out)


@click.command("verify", epilog="Example: sds register verify --against ../their-copies")
@click.option(
    "--against",
    multiple=True,
    metavar="PLACE",
    help="Checkpoints that somebody else kept: a file, a folder or an address.",
)
@click.option("--key", help="The register's public key, as they kept it; its own if left out.")
@register_options
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    against: tuple[str, ...],
    key: str | None,
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Look at every entry, commit and text, and at the checkpoints that others kept.

    Exit code 7 says that something was changed, removed or put in between; the first entry is
    named.
    """
    opened = open_register(register, keys)
    verifier = Verifier.parse(key, "--key") if key else opened.signer.verifier
    checkpoints = [found for place in against for found in read_checkpoints(place, verifier)]
    size = opened.store.count()
    with progress(size, "Verifying", as_json) as bar:
        found = verify(opened, checkpoints, bar.update)
    emit(found, lambda: _verification_text(found), as_json)
    ctx.exit(0 if found.holds else RegisterError.exit_code)
