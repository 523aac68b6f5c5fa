"""`sds ruleset edit`: a page on one's own machine."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from attrs import frozen

from sds_core import Fault, InputError
from sds_core.cli.common.output import emit, json_option

__all__ = ["EditPage", "command"]

_LEADS = '<!doctype html><meta http-equiv="refresh" content="0; url={address}"><title>sds</title>\n'


@frozen
class EditPage:
    """The page that is open.

    Attributes:
        address: the address to open in a browser on this machine.
        file: the file that it writes.
    """

    address: str
    file: str


@click.command("edit", epilog="Example: sds ruleset edit brokers.toml")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; any free one.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@json_option
def command(file: Path, port: int, no_browser: bool, as_json: bool) -> None:
    """Edit FILE on a page of this machine, with forms and without scripts.

    Only this machine can reach the page, by the address that is printed. Ctrl-C ends it.
    """
    from sds_authoring.editor.server import serve

    if file.suffix != ".toml" or not file.is_file():
        hint = "Turn a spreadsheet into one first: sds ruleset convert SHEETS.xlsx SET.toml"
        raise InputError(
            f"{file} cannot be edited", [Fault(str(file), "no .toml file", "one", hint)]
        )

    def ready(address: str) -> None:
        page = EditPage(address, str(file))
        emit(
            page, lambda: f"{address}\nEvery change is written to {file}. Ctrl-C ends it.", as_json
        )
        if not no_browser and not as_json:
            # The address holds the secret, and other accounts can see a program's arguments: the
            # browser opens a file that only this account may read, which redirects to the address.
            opening.write_text(_LEADS.format(address=address), encoding="utf-8")
            click.launch(str(opening))

    try:
        with TemporaryDirectory(prefix="sds-edit-") as folder:
            opening = Path(folder) / "open.html"
            serve(file, port, ready)
    except KeyboardInterrupt:
        click.echo("Ended.", err=True)
    except OSError as error:
        fault = Fault(f"port {port}", str(error.strerror), "a free port")
        raise InputError("the page cannot be served", [fault]) from None
