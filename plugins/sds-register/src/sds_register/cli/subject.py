"""`sds register subject`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import (
    emit,
    json_option,
    json_text,
    make_folder,
    progress,
    write_file,
)
from sds_register.audit.pages import subject_html
from sds_register.audit.subject_record import subject_record
from sds_register.cli.options import open_register, register_options
from sds_register.cli.records import Written

__all__ = ["command"]


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
def command(person: str, out: Path, register: str, keys: str | None, as_json: bool) -> None:
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
