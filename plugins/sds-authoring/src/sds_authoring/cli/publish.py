"""`sds ruleset publish`: a set is prepared for signing, then put into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from sds_authoring.cli.proposal_view import ProposalView, proposal_text, proposal_view, write_new
from sds_authoring.cli.signing import now, signer_for
from sds_core import Fault, RuleSetError
from sds_core.cli.common.output import emit, json_option, wrap, write_file
from sds_core.cli.common.ruleset_text import ruleset_html
from sds_core.explain.html import environment
from sds_core.explain.ruleset import view_of
from sds_core.rulesets.analysis import Level, analyse
from sds_core.rulesets.examples import run_examples
from sds_core.rulesets.locate import examples_folder, open_ruleset

if TYPE_CHECKING:
    from securesystemslib.signer import CryptoSigner

    from sds_authoring.publishing.folder import Folder
    from sds_authoring.publishing.keys import PublicKey
    from sds_authoring.publishing.proposal import Proposal

__all__ = ["Publication", "PublishResult", "command"]


@frozen
class Publication:
    """What a publisher's folder now holds.

    Attributes:
        folder: the folder.
        sets: the sets in it.
        expires: the day until which it vouches for itself.
        fingerprint: what councils compare before they trust it.
    """

    folder: str
    sets: tuple[str, ...]
    expires: str
    fingerprint: str


@frozen
class PublishResult:
    """What `sds ruleset publish` did: it prepared a proposal, or it changed a folder.

    Attributes:
        proposal: the proposal, where one was prepared.
        publication: the folder, where it was changed.
    """

    proposal: ProposalView | None
    publication: Publication | None


def _sound(name: str) -> tuple[Any, Path]:
    """Return a set and its file; refuse one that is not sound, or whose examples fail."""
    rules, path = open_ruleset(name)
    faults = [
        Fault(remark.place, remark.text, "a set that is sound", f"Run: sds ruleset check {name}")
        for remark in analyse(rules)
        if remark.level is Level.FAULT
    ]
    run = run_examples(rules, examples_folder(path))
    if not run.results:
        faults.append(Fault(name, "no examples", "at least one", "Write some under [[example]]."))
    faults += [
        Fault(result.place, f"{result.name}: {problem}", "an example that passes")
        for result in run.results
        for problem in result.problems
    ]
    if faults:
        raise RuleSetError(f"{name} is not ready to be published", faults)
    return rules, path


def _web_key(folder: Path, given: Path | None) -> Path:
    whole = folder if folder.name not in ("", "..") else folder.resolve()
    return given or whole.with_name(f"{whole.name}.web.key")


def _prepare(
    folder: Folder,
    sets: Sequence[str],
    officers: Sequence[Path],
    threshold: int | None,
    key: Path,
    minute: str,
) -> Proposal:
    from sds_authoring.publishing.bundle import bundle
    from sds_authoring.publishing.keys import make_key, read_public, signer_of
    from sds_authoring.publishing.propose import propose_set

    files = []
    for name in sets:
        rules, path = _sound(name)
        said = {"title": rules.head.title, "publisher": rules.head.publisher}
        for file, data in bundle(path, rules.head.id).items():
            files.append((f"{rules.head.id}/{rules.head.version}/{file}", data, said))
    web: PublicKey | None = None
    if folder.root() is None and officers:
        if not key.exists():
            key.parent.mkdir(parents=True, exist_ok=True)
            if key.suffix != ".key":
                fault = Fault("--web-key", str(key), "a name that ends in .key")
                raise RuleSetError("the folder's key is not there", [fault])
            make_key(key.stem, key.parent, None)
            told = f"Made the folder's own key: {key}. Keep it where you refresh the folder."
            click.echo(told, err=True)
        web = signer_of(key, None)[1]
    keys = [read_public(path) for path in officers]
    wanted = threshold if threshold is not None else (len(keys) // 2 + 1 if keys else 0)
    return propose_set(folder, files, now(), keys, wanted, web, minute)


def _publication(folder: Folder, path: Path) -> Publication:
    targets = folder.targets()
    paths = targets.signed.targets if targets else {}
    sets = sorted({"@".join(path.split("/")[:2]) for path in paths})
    return Publication(
        str(path), tuple(sets), folder.expires().date().isoformat(), folder.fingerprint()
    )


def _publication_text(view: Publication) -> str:
    out = [wrap(f"{view.folder} holds {', '.join(view.sets)}.")]
    out.append(f"It vouches for itself until {view.expires}.")
    out.append(f"Before then: sds ruleset publish --refresh --to {view.folder}")
    out.append("Councils trust it by this fingerprint; tell them by another way than the web:")
    return "\n".join([*out, f"  {view.fingerprint}"])


@click.command(
    "publish", epilog="Example: sds ruleset publish brokers.toml --to site --officer ann.pub"
)
@click.argument("sources", nargs=-1, metavar="[SET | PROPOSAL]...")
@click.option(
    "--to", "folder_path", required=True, type=click.Path(path_type=Path), help="The folder."
)
@click.option(
    "--officer",
    "officers",
    multiple=True,
    type=click.Path(path_type=Path),
    help="For a first publication: the .pub of somebody who may sign.",
)
@click.option(
    "--threshold", type=click.IntRange(1, 50), help="How many must sign; most, if left out."
)
@click.option("--minute", default="", help="The minute that agreed it.")
@click.option(
    "--web-key",
    type=click.Path(path_type=Path),
    help="The folder's own key; FOLDER.web.key if left out.",
)
@click.option("--refresh", is_flag=True, help="Only vouch anew for what is published.")
@click.option(
    "--expires",
    "days",
    type=click.IntRange(1, 3650),
    default=90,
    show_default=True,
    help="For how many days the folder vouches for itself.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where the proposal goes.")
@json_option
def command(
    sources: tuple[str, ...],
    folder_path: Path,
    officers: tuple[Path, ...],
    threshold: int | None,
    minute: str,
    web_key: Path | None,
    refresh: bool,
    days: int,
    out: Path | None,
    as_json: bool,
) -> None:
    """Prepare SETs for signing; or put a signed PROPOSAL (or copies signed apart) into a folder.

    Any static web host can serve the folder. Nothing unsound, untested or under-signed goes in.
    """
    from sds_authoring.publishing.folder import Folder
    from sds_authoring.publishing.proposal import read_proposal

    folder, key = Folder(folder_path.resolve()), _web_key(folder_path, web_key)
    proposals = [Path(source) for source in sources if source.endswith(".proposal")]
    if refresh == bool(sources) or (proposals and len(proposals) < len(sources)):
        raise click.UsageError("Name sets, or copies of one proposal, or --refresh alone.")
    if sources and not proposals:
        proposal = _prepare(folder, sources, officers, threshold, key, minute)
        first = next(iter(sorted(proposal.files)))
        path = out or Path("-".join(first.split("/")[:2]) + ".proposal")
        write_new(path, proposal)
        view = proposal_view(path, proposal)
        told = f"Prepared {path}.\n{proposal_text(view)}"
        emit(PublishResult(view, None), lambda: told, as_json)
        return
    signer = signer_for(key, None)
    if refresh:
        folder.refresh(signer, now(), days)
    else:
        done = read_proposal(proposals[0])
        for path in proposals[1:]:
            done = done.merged(read_proposal(path))
        _pages(folder, done, signer, days)
    published = _publication(folder, folder_path)
    emit(PublishResult(None, published), lambda: _publication_text(published), as_json)


def _pages(folder: Folder, proposal: Proposal, signer: CryptoSigner, days: int) -> None:
    """Publish, and write the pages that people read beside the signed files."""
    from sds_authoring.publishing.pages import entries, sets_in

    sets = sets_in(proposal)
    folder.publish(proposal, signer, now(), days)
    for rules in sets:
        page = f"{rules.head.id}-{rules.head.version}.html"
        write_file(folder.path / page, ruleset_html(view_of(rules)))
    index = environment("sds_authoring").get_template("publication.html")
    text = index.render(entries=entries(proposal), fingerprint=folder.fingerprint())
    write_file(folder.path / "index.html", text)
