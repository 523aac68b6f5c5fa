"""`sds demo`: invented people under opposed models, and what swapping the model would change."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
from attrs import frozen

from sds_core import schemas
from sds_core.caseload.compare import Comparison, compare
from sds_core.caseload.essence import outcome_words
from sds_core.caseload.page import comparison_html
from sds_core.cli.compare import comparison_text
from sds_core.cli.output import columns, emit, json_option, make_folder, progress, wrap, write_file
from sds_core.explain.letter import write_letter
from sds_core.explain.render import letter_html, letter_text
from sds_core.model.case import Case
from sds_core.model.decisions import Journey, Status
from sds_core.profiles.load import load_profile
from sds_core.site import Site

__all__ = ["DemoReport", "command"]

ON = date(2026, 10, 1)
MODELS = (
    "independent-broker@1.0",
    "independent-broker-own-budget@1.0",
    "community-support@1.0",
    "self-planning-first@1.0",
)
SWAPS = (
    ("independent-broker@1.0", "independent-broker-own-budget@1.0"),
    ("independent-broker@1.0", "community-support@1.0"),
)
PEOPLE = {
    "ada": "plans for herself with her sister; nobody is paid to help.",
    "ben": "has an independent broker, paid by the hour.",
    "cam": "has a broker who works for the agency in the plan and charges a percentage.",
    "dee": "is in crisis and cut off, and has no plan yet.",
    "eli": "has a daughter who gives much care; nobody asked whether she can go on.",
}
SHOWN = ("adjust_budget", "suggest_support", "check_conflicts", "fund_help", "approve_plan")
LABELS = {
    "adjust_budget": "indicative budget",
    "suggest_support": "help, nearest first",
    "check_conflicts": "interests",
    "fund_help": "who pays the helper",
    "approve_plan": "the plan",
}


@frozen
class DemoReport:
    """What the demo decided.

    Attributes:
        journeys: the decisions, case by case and model by model.
        comparisons: what each swap of model would change.
        files: the files written.
    """

    journeys: tuple[Journey, ...]
    comparisons: tuple[Comparison, ...]
    files: tuple[str, ...]


def _people(cases: dict[str, Case], sites: list[Site], journeys: dict[str, list[Journey]]) -> str:
    out = []
    for name, case in cases.items():
        person = case.name(case.person)
        out += ["", click.style(person, bold=True) + f" {PEOPLE[name]}"]
        for question in SHOWN:
            said: dict[str, list[str]] = {}
            for site, journey in zip(sites, journeys[name], strict=True):
                words = outcome_words(journey[question], case)
                said.setdefault(words, []).append(site.profile.id)
            if len(said) == 1:
                rows = [(LABELS[question], f"under every model: {next(iter(said))}")]
            else:
                rows = [(LABELS[question], f"{', '.join(ids)}: {w}") for w, ids in said.items()]
                rows[1:] = [("", text) for _, text in rows[1:]]
            width = max(len(label) for label in LABELS.values())
            out.append(columns([(label.ljust(width), text) for label, text in rows]))
    return "\n".join(out)


@click.command(epilog="Example: sds demo --out sds-demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default="sds-demo",
    show_default=True,
    help="The folder for the letters, pages and cases.",
)
@json_option
def command(out: Path, as_json: bool) -> None:
    """Decide invented cases under four opposed models, and show what a swap would change.

    Prints the decisions, and writes letters and comparisons as pages, and the cases, into a folder.
    """
    sites = [Site(load_profile(name)) for name in MODELS]
    documents = {name: schemas.example(f"case-{name}") for name in PEOPLE}
    cases = {
        name: sites[0].reader.from_document(document, f"case-{name}.json")
        for name, document in documents.items()
    }
    journeys = {name: [site.decide(case, ON) for site in sites] for name, case in cases.items()}
    by_name = {site.profile.name: site.profile for site in sites}
    comparisons = []
    with progress(len(cases) * len(SWAPS), "Comparing models", as_json) as bar:
        for first, second in SWAPS:
            comparisons.append(
                compare(
                    list(cases.values()), by_name[first], by_name[second], ON, lambda: bar.update(1)
                )
            )
    make_folder(out)
    files: list[Path] = []

    def write(name: str, text: str) -> None:
        files.append(out / name)
        write_file(out / name, text)

    for name, case in cases.items():
        write(f"case-{name}.json", json.dumps(documents[name], indent=2, ensure_ascii=False) + "\n")
        letter = write_letter(journeys[name][2], case, sites[2].profile)
        write(f"letter-{name}.html", letter_html(letter))
    for comparison in comparisons:
        first, second = (n.partition("@")[0] for n in (comparison.first, comparison.second))
        write(f"{first}-to-{second}.html", comparison_html(comparison))
    report = DemoReport(
        tuple(journey for each in journeys.values() for journey in each),
        tuple(comparisons),
        tuple(str(path) for path in files),
    )
    emit(report, lambda: _text(cases, sites, journeys, comparisons, out), as_json)


def _text(
    cases: dict[str, Case],
    sites: list[Site],
    journeys: dict[str, list[Journey]],
    comparisons: list[Comparison],
    out: Path,
) -> str:
    title = f"Five invented people, four regulatory models, decisions for {ON}"
    parts = [click.style(title, bold=True)]
    parts.append("")
    for site in sites:
        profile = site.profile
        text = f"{profile.title}. {profile.summary}"
        parts += [f"  {profile.id}", wrap(text, "      ", "      ")]
    parts.append(_people(cases, sites, journeys))
    for comparison in comparisons:
        parts += ["", "=" * 96, comparison_text(comparison)]
    letter = write_letter(journeys["ada"][2], cases["ada"], sites[2].profile)
    parts += ["", "=" * 96, "The letter to one of them, under community-support:", ""]
    parts.append(letter_text(letter))
    each = [d for journeys_ in journeys.values() for j in journeys_ for d in j.decisions]
    open_ = sum(d.status is Status.UNDETERMINED for d in each)
    parts.append(
        wrap(
            f"{open_} decisions are left open, each with why and who is asked. Letters, "
            f"comparisons and cases are in {out}/. Next: sds decide {out}/case-ben.json --profile "
            f"independent-broker --on {ON}"
        )
    )
    return "\n".join(parts)
