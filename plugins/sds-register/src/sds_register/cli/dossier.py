"""`sds register dossier`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import (
    emit,
    json_option,
    write_file,
)
from sds_core.explain.pdf import pdf
from sds_register.audit.dossier import dossier
from sds_register.audit.pages import dossier_html
from sds_register.cli.options import ENTRY, open_register, register_options
from sds_register.cli.records import Written

__all__ = ["command"]


@click.command("dossier", epilog="Example: sds register dossier 12 --out dossier.pdf")
@click.argument("entry", type=ENTRY)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file to write: it ends in .html or .pdf.",
)
@register_options
@json_option
def command(entry: int, out: Path, register: str, keys: str | None, as_json: bool) -> None:
    """Write the decision or act ENTRY and everything behind it as one document.

    What was known, the rules and tables in force, every opinion, what people did and why, the
    letter, the proof, and what came of making the decisions again. It names people: treat it as
    the case.
    """
    if out.suffix not in (".html", ".pdf"):
        raise click.BadParameter(f"{out} ends in neither .html nor .pdf", param_hint="--out")
    found = dossier(open_register(register, keys), entry)
    page = dossier_html(found)
    if out.suffix == ".html":
        write_file(out, page, private=True)
    else:
        write_file(out, pdf(page, {f"entry-{entry}.tlog-proof": found.proof}), private=True)
    emit(Written((str(out),)), lambda: f"Wrote {out}", as_json)
