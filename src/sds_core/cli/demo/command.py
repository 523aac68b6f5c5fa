"""`sds demo`: invented people under opposed models, and what swapping the model would change.

Which models, swaps and people are shown is data: the document “demo” of an installed data package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from sds_core.cli.common.comparison_text import comparison_text
from sds_core.cli.common.output import (
    columns,
    emit,
    json_option,
    make_folder,
    progress,
    wrap,
    write_file,
)
from sds_core.cli.demo.part import DemoPart
from sds_core.comparison.compare import compare
from sds_core.comparison.page import comparison_html
from sds_core.comparison.records import Comparison
from sds_core.errors import ConfigurationError, Fault
from sds_core.explain.letter import write_letter
from sds_core.explain.letter_pages import letter_html, letter_text
from sds_core.explain.summary import outcome_words
from sds_core.formats.plain import thaw
from sds_core.formats.records import from_plain, to_plain
from sds_core.model.case import Case
from sds_core.model.decisions import Journey, Status
from sds_core.plugins.addons import addons, load_attribute
from sds_core.profiles.assemble import load_profile
from sds_core.questions import (
    ADJUST_BUDGET,
    APPROVE_PLAN,
    CHECK_CONFLICTS,
    FUND_HELP,
    QUESTIONS,
    SUGGEST_SUPPORT,
)
from sds_core.resources.documents import load_document
from sds_core.resources.packages import data_packages
from sds_core.schemas.published import load_example
from sds_core.site import Site

__all__ = ["DemoReport", "command"]

SHOWN = (ADJUST_BUDGET, SUGGEST_SUPPORT, CHECK_CONFLICTS, FUND_HELP, APPROVE_PLAN)


@frozen
class Person:
    """Somebody invented.

    Attributes:
        example: the published example case, such as “ada”.
        story: the case in a sentence that follows the name.
    """

    example: str
    story: str


@frozen
class Swap:
    """A change of model.

    Attributes:
        before: the first profile.
        after: the second.
    """

    before: str
    after: str


@frozen
class Shown:
    """Whose letter is shown, and under which model.

    Attributes:
        person: the published example case.
        model: the profile.
    """

    person: str
    model: str


@frozen
class Demo:
    """What the demo shows.

    Attributes:
        on: the day that the decisions are for.
        models: the profiles.
        letter: whose letter is shown.
        swap: the changes of model.
        person: the people.
    """

    on: date
    models: tuple[str, ...]
    letter: Shown
    swap: tuple[Swap, ...]
    person: tuple[Person, ...]


@frozen
class DemoReport:
    """What the demo decided.

    Attributes:
        journeys: the decisions, case by case and model by model.
        comparisons: what each swap of model would change.
        files: the files written.
        addons: what each installed add-on showed, by its name.
    """

    journeys: tuple[Journey, ...]
    comparisons: tuple[Comparison, ...]
    files: tuple[str, ...]
    addons: Mapping[str, Any]


def find_demo() -> Mapping[str, object]:
    """Return the demo, as plain data, of the first installed data package that has one.

    Raises:
        ConfigurationError: none has.
    """
    for package in data_packages().values():
        if package.folder and (package.folder / "documents" / "demo.toml").is_file():
            document = load_document(f"{package.name}:demo", None)
            plain: Mapping[str, object] = thaw(document.data)
            return plain
    fault = Fault("sds demo", "no data package with a demo", "one", "Install sds-models.")
    raise ConfigurationError("there is nothing to show", [fault])


class _Run:
    """The demo's decisions, made once."""

    def __init__(self, document: Mapping[str, object], as_json: bool) -> None:
        self.document, self.demo = document, from_plain(document, Demo)
        demo = self.demo
        self.sites = {name: Site(load_profile(name)) for name in demo.models}
        first = next(iter(self.sites.values()))
        self.documents = {p.example: load_example(f"case-{p.example}") for p in demo.person}
        self.cases: dict[str, Case] = {
            name: first.reader.from_document(document, f"case-{name}.json")
            for name, document in self.documents.items()
        }
        self.journeys: dict[str, dict[str, Journey]] = {
            name: {model: site.decide(case, demo.on) for model, site in self.sites.items()}
            for name, case in self.cases.items()
        }
        self.comparisons: list[Comparison] = []
        cases = list(self.cases.values())
        with progress(len(cases) * len(demo.swap), "Comparing models", as_json) as bar:
            for swap in demo.swap:
                before, after = (self.sites[n].profile for n in (swap.before, swap.after))
                self.comparisons.append(
                    compare(cases, before, after, demo.on, lambda: bar.update(1))
                )

    def write(self, out: Path) -> list[str]:
        """Write cases, letters and comparisons into a folder, and return the files."""
        make_folder(out)
        pages: dict[str, str] = {}
        model = self.demo.letter.model
        for name, case in self.cases.items():
            text = json.dumps(self.documents[name], indent=2, ensure_ascii=False)
            pages[f"case-{name}.json"] = text + "\n"
            letter = write_letter(self.journeys[name][model], case, self.sites[model].profile)
            pages[f"letter-{name}.html"] = letter_html(letter)
        for comparison in self.comparisons:
            before, after = (n.partition("@")[0] for n in (comparison.first, comparison.second))
            pages[f"{before}-to-{after}.html"] = comparison_html(comparison)
        for name, text in pages.items():
            write_file(out / name, text, private=True)
        return [str(out / name) for name in pages]

    def person_text(self, person: Person) -> list[str]:
        case = self.cases[person.example]
        name = click.style(case.name(case.person), bold=True)
        out = ["", f"{name} {person.story}"]
        width = max(len(QUESTIONS[question].title) for question in SHOWN)
        for question in SHOWN:
            label = QUESTIONS[question].title
            said: dict[str, list[str]] = {}
            for model, journey in self.journeys[person.example].items():
                words = outcome_words(journey[question], case)
                said.setdefault(words, []).append(model.partition("@")[0])
            if len(said) == 1:
                texts = [f"under every model: {next(iter(said))}"]
            else:
                texts = [f"{', '.join(models)}: {words}" for words, models in said.items()]
            rows = [(label.ljust(width) if i == 0 else " " * width, t) for i, t in enumerate(texts)]
            out.append(columns(rows))
        return out

    def parts(self, out: Path) -> dict[str, DemoPart]:
        """Return what each installed add-on shows with the same cases, by its name."""
        made: dict[str, DemoPart] = {}
        for addon in addons():
            try:
                show = load_attribute(addon.demo) if addon.demo else None
            except (ImportError, AttributeError) as error:
                click.echo(f"{addon.name} shows nothing: {error}. See sds doctor.", err=True)
                continue
            part = show and show(self.document, self.sites, self.cases, out)
            if part is not None:
                made[addon.name] = part
        return made

    def text(self, out: Path, shown: Mapping[str, DemoPart]) -> str:
        demo = self.demo
        title = f"{len(demo.person)} invented people, {len(demo.models)} regulatory models"
        parts = [click.style(f"{title}, decisions for {demo.on}", bold=True), ""]
        for site in self.sites.values():
            profile = site.profile
            parts.append(f"  {profile.id}")
            parts.append(wrap(f"{profile.title}. {profile.summary}", "      ", "      "))
        for person in demo.person:
            parts += self.person_text(person)
        for comparison in self.comparisons:
            parts += ["", "=" * 96, comparison_text(comparison)]
        name, model = demo.letter.person, demo.letter.model
        letter = write_letter(
            self.journeys[name][model], self.cases[name], self.sites[model].profile
        )
        parts += ["", "=" * 96, f"The letter to one of them, under {model}:", ""]
        parts.append(letter_text(letter))
        for part in shown.values():
            parts += ["=" * 96, *part.text, ""]
        decisions = [d for js in self.journeys.values() for j in js.values() for d in j.decisions]
        open_ = sum(d.status is Status.UNDETERMINED for d in decisions)
        case = f"{out}/case-{demo.person[1].example}.json"
        parts.append(
            wrap(
                f"{open_} decisions are left open, each with why and who is asked. Letters, "
                f"comparisons and cases are in {out}/. Next: sds decide {case} --profile "
                f"{demo.models[0]} --on {demo.on}"
            )
        )
        return "\n".join(parts)


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
    """Decide invented cases under opposed models, and show what a swap would change.

    Prints the decisions, and writes letters and comparisons as pages, and the cases, into a folder.
    Installed add-ons show what they do with them: the register, that a plan is signed off by
    somebody who did not write it.
    """
    run = _Run(find_demo(), as_json)
    files = run.write(out)
    journeys = tuple(j for each in run.journeys.values() for j in each.values())
    shown = run.parts(out)
    plain = {name: to_plain(part.record) for name, part in shown.items()}
    report = DemoReport(journeys, tuple(run.comparisons), tuple(files), plain)
    emit(report, lambda: run.text(out, shown), as_json)
