"""`sds profile show`."""

from __future__ import annotations

import click

from sds_core.cli.common.output import (
    columns,
    emit,
    json_option,
    wrap,
)
from sds_core.cli.profile.records import (
    FileView,
    HookView,
    ProfileView,
)
from sds_core.profiles.assemble import load_profile

__all__ = ["command"]


@click.command("show", epilog="Example: sds profile show independent-broker@2.0")
@click.argument("profile")
@json_option
def command(profile: str, as_json: bool) -> None:
    """Show PROFILE with all its bases laid under it."""
    loaded = load_profile(profile)
    view = ProfileView(
        loaded.name,
        loaded.title,
        loaded.summary,
        loaded.origin.data["source"],
        tuple(loaded.origin.data["bases"]),
        loaded.digest,
        tuple(
            HookView(
                question,
                choice.plugins,
                choice.advisers,
                choice.not_asked,
                loaded.origin.place("hooks", question),
            )
            for question, choice in loaded.choices.items()
        ),
        loaded.tiers,
        loaded.criteria,
        tuple(
            FileView(reference, file, digest)
            for reference, digests in sorted(loaded.effective["files"].items())
            for file, digest in sorted(digests.items())
        ),
    )
    emit(view, lambda: _askedtext(view), as_json)


def _askedtext(view: ProfileView) -> str:
    out = [click.style(f"{view.title} ({view.profile})", bold=True), wrap(view.summary, "  ", "  ")]
    if view.source:
        out.append(wrap(f"Source: {view.source}", "  ", "  "))
    if view.bases:
        out.append(f"  Based on: {', '.join(view.bases)}")
    out += [f"  Digest: {view.digest}", "", "Who is asked"]
    rows = []
    for asked in view.hooks:
        said = ", ".join(asked.plugins) or f"not asked: {asked.not_asked}"
        advisers = f"; advisers {', '.join(asked.advisers)}" if asked.advisers else ""
        rows.append((asked.hook, f"{said}{advisers} — {asked.place}"))
    out += [columns(rows), "", "Who may agree a plan"]
    for tier in view.tiers:
        limits = "; ".join(
            f"up to {limit.amount.words()} from {limit.from_date}"
            + (f" ({limit.setting})" if limit.setting else "")
            for limit in tier.limits
        )
        out.append(wrap(f"{tier.title}: {limits or 'any sum'}", "      ", "  - "))
    out += ["", f"Published criteria: {view.criteria.title} ({view.criteria.source})"]
    out += [f"  - {c.id}: {c.title} [{c.kind}]" for c in view.criteria.criteria]
    out += ["", "Files"]
    out.append(columns([(f"{f.reference}", f.file, f.digest) for f in view.files]))
    return "\n".join(out)
