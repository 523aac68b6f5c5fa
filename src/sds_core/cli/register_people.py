"""`sds register dossier`, `subject` and `erase`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from attrs import frozen

from sds_core.casefile import CaseReader
from sds_core.cli.opened import ENTRY, actor_options, open_register, register_options
from sds_core.cli.output import (
    emit,
    json_option,
    json_text,
    make_folder,
    on_option,
    progress,
    write_file,
)
from sds_core.disclosure.dossier import dossier
from sds_core.disclosure.pages import dossier_html, pdf, subject_html
from sds_core.disclosure.subject import subject_record
from sds_core.model.acts import Actor, Erasure
from sds_core.register.acting import Desk
from sds_core.register.verify import back_again

__all__ = ["Erased", "Written", "commands"]


@frozen
class Written:
    """Files that were written.

    Attributes:
        files: the files.
    """

    files: tuple[str, ...]


@frozen
class Erased:
    """What became of an erasure.

    Attributes:
        entry: the number of its entry; `None` where old erasures were made good again.
        keys: how many keys were destroyed.
    """

    entry: int | None
    keys: int


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
def dossier_command(entry: int, out: Path, register: str, keys: str | None, as_json: bool) -> None:
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


@click.command("subject", epilog="Example: sds register subject P-1001 --out their-data")
@click.argument("person")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for subject.json and subject.html.",
)
@register_options
@json_option
def subject_command(person: str, out: Path, register: str, keys: str | None, as_json: bool) -> None:
    """Write everything that is held of PERSON, other people left out.

    PERSON is a council_id, or CASE/PARTY where a case gives none.
    """
    opened = open_register(register, keys)
    with progress(opened.store.count(), "Looking", as_json) as bar:
        record = subject_record(opened, person, bar.update)
    make_folder(out)
    files = (out / "subject.json", out / "subject.html")
    write_file(files[0], json_text(record), private=True)
    write_file(files[1], subject_html(record), private=True)
    named = f"{len(record.entries)} entries about them, {len(record.mentions)} that name them."
    written = Written(tuple(map(str, files)))
    emit(written, lambda: f"Wrote {files[0]} and {files[1]}: {named}", as_json)


@click.command("erase", epilog="Example: sds register erase P-1001 --on 2026-11-01 …")
@click.argument("subject", metavar="PERSON")
@click.option("--reason", required=True, help="Why; nothing that names the person.")
@on_option
@actor_options
@register_options
@json_option
def erase_command(
    subject: str,
    reason: str,
    on: date,
    account: str,
    person: str,
    name: str,
    role: str,
    acts_for: tuple[str, ...],
    register: str,
    keys: str | None,
    as_json: bool,
) -> None:
    """Destroy the key of PERSON: what is held of them can never be read again.

    The register still verifies. A hold blocks it (exit code 6). Backups of the keys hold the key
    until they are replaced.
    """
    opened = open_register(register, keys)
    by = Actor(account, person, name, role, acts_for)
    acted = Desk(opened, CaseReader()).perform(Erasure(on, by, subject, reason))
    done = Erased(acted.entry, 1)
    emit(
        done, lambda: f"Erased; that is entry {acted.entry}. The register still verifies.", as_json
    )


@click.command("erase-again", epilog="Example: sds register erase-again")
@register_options
@json_option
def erase_again_command(register: str, keys: str | None, as_json: bool) -> None:
    """Destroy again the keys of erased people, after an old backup of the keys was restored."""
    opened = open_register(register, keys)
    gone = [subject for subject in back_again(opened) if opened.vault.destroy(subject)]
    done = Erased(None, len(gone))
    emit(
        done, lambda: f"{len(gone)} keys of erased people were there again, and are gone.", as_json
    )


commands = {
    "dossier": dossier_command,
    "subject": subject_command,
    "erase": erase_command,
    "erase-again": erase_again_command,
}
