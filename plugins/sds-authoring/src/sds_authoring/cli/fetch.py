"""`sds ruleset fetch`: a publisher's sets, checked and kept."""

from __future__ import annotations

import click
from attrs import frozen

from sds_authoring.publishing.fetch import fetch
from sds_core.cli.common.output import emit, json_option
from sds_core.cli.common.today import today

__all__ = ["Fetch", "command"]


@frozen
class Fetch:
    """What a fetch brought.

    Attributes:
        publisher: what the publisher is called here.
        source: where it came from.
        new: the sets that are new.
        kept: every set kept, as profiles name it.
        signed_by: who signed the list of sets.
        threshold: how many must.
        may_sign: who may.
        expires: the day until which the publication vouches for itself.
    """

    publisher: str
    source: str
    new: tuple[str, ...]
    kept: tuple[str, ...]
    signed_by: tuple[str, ...]
    threshold: int
    may_sign: tuple[str, ...]
    expires: str


@click.command("fetch", epilog="Example: sds ruleset fetch site --as exampleshire --trust sha256:…")
@click.argument("source", required=False)
@click.option("--as", "name", required=True, help="What the publisher is called here.")
@click.option(
    "--trust", help="For a first fetch: the publisher's fingerprint, or a copy of its 1.root.json."
)
@json_option
def command(source: str | None, name: str, trust: str | None, as_json: bool) -> None:
    """Fetch a publisher's sets from SOURCE (a folder or an address), and keep them.

    Refused: what is unsigned, under-signed, older than seen before, changed or not whole. Then the
    last good sets stay in force, and exit code 5 says so.
    """
    result = fetch(source, name, today(), trust)
    fetched = result.fetched
    kept = tuple(f"fetched:{name}/{i}@{v}" for i, v, _ in fetched.sets())
    view = Fetch(
        name,
        fetched.source,
        result.new,
        kept,
        result.signed_by,
        result.threshold,
        result.may_sign,
        fetched.expires.isoformat(),
    )

    def text() -> str:
        new = ", ".join(view.new) or "nothing new"
        signed, may = ", ".join(view.signed_by), ", ".join(view.may_sign)
        out = [f"{name}: {new}. Signed by {signed}; {view.threshold} must, of {may}."]
        out.append(f"It vouches for itself until {view.expires}. Profiles name the sets like this:")
        return "\n".join([*out, *(f"  {reference}" for reference in view.kept)])

    emit(view, text, as_json)
