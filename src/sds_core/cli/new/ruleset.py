"""`sds new ruleset`."""

from __future__ import annotations

from pathlib import Path

import click

from sds_core.cli.common.output import Created, emit, json_option
from sds_core.cli.new.scaffold import ruleset_files
from sds_core.cli.new.writing import check_name, write_files

__all__ = ["command"]


@click.command("ruleset", epilog="Example: sds new ruleset our-brokers")
@click.argument("name")
@click.option(
    "--out", type=click.Path(path_type=Path), default=".", help="The folder that it goes into."
)
@json_option
def command(name: str, out: Path, as_json: bool) -> None:
    """Scaffold the rule set NAME: two rules with their examples, as a package to install."""
    check_name(name, "rule set")
    files = ruleset_files(name)
    folder = write_files(out / name, files)
    created = Created(str(folder), tuple(files))
    rules = folder / next(path for path in files if path.endswith(f"rulesets/{name}.toml"))

    def words() -> str:
        listed = "\n".join(f"  {folder}/{path}" for path in files)
        return (
            f"{listed}\n\nNext:\n  sds ruleset edit {rules}\n  sds ruleset test {rules}\n"
            f"To install it: python -m pip install {folder}\n"
            f"Then a profile names it as {name}:{name}@1.0, under settings.rulesets.sets."
        )

    emit(created, words, as_json)
