"""The files of a new plugin or rule set: small, whole, and passing every check at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent, indent

from sds_core.cli.new.templates import TEMPLATES, Template
from sds_core.hookspecs import HOOK_API
from sds_core.questions import Combine, Question

__all__ = ["plugin_files", "ruleset_files"]


_ANSWERS = {
    Combine.PROVIDER: "{answer} | Undetermined | None",
    Combine.CHAIN: "{answer} | Undetermined",
    Combine.ALL: "Sequence[{answer} | Undetermined]",
    Combine.NOTICE: "None",
}


def _reason(template: Template) -> str:
    """Return the lines that make the reason of an example; none where it answers nothing."""
    if not template.reason:
        return ""
    setting = template.setting.partition(":")[0]
    return (
        "reason = Reason(\n"
        f'    "{template.reason}",\n'
        f'    "settings.{{name}}.{setting}",\n'
        "    Source(self.settings.source),\n"
        "    Evidence.LOCAL_CHOICE,\n"
        ")\n"
    )


def _module(name: str, question: Question, cls: str) -> str:
    template = TEMPLATES[question.name]
    answers = _ANSWERS[question.combine]
    body = _reason(template) + template.body
    names = {question.request.__name__, *template.names.split(), "Hooks", "Manifest"}
    if template.reason:
        names |= {"Evidence", "Reason", "Source", "Undetermined", question.answers[0].__name__}
        answers = answers.replace("{answer}", question.answers[0].__name__)
    standard = "from collections.abc import Sequence\n" if "Sequence" in answers else ""
    standard += "from fractions import Fraction\n" if "Fraction" in body else ""
    standard += "\n" if standard else ""
    ours = "".join(f"    {each},\n" for each in (*sorted(names, key=str.lower), "hookimpl"))
    setting, _, kind = template.setting.partition(": ")
    method = indent(body.replace("{name}", name), " " * 8)
    told = "" if template.reason else "        self.told: list[str] = []\n"
    return (
        f'"""{name}: say in a sentence which policy this is."""\n\n'
        "from __future__ import annotations\n\n"
        f"{standard}"
        "from attrs import frozen\n"
        f"from sds_core import (\n{ours})\n"
        "from typing_extensions import override\n\n\n"
        "@frozen\n"
        f"class {cls}Settings:\n"
        f'    """Settings of {name}.\n\n    Attributes:\n'
        f"        {setting}: say what it is, with its unit.\n"
        "        source: where the council publishes it.\n"
        '    """\n\n'
        f"    {setting}: {kind}\n    source: str\n\n\n"
        f"class {cls}(Hooks):\n"
        f'    """Answers {question.name}.\n\n'
        '    Args:\n        settings: the settings.\n    """\n\n'
        f"    def __init__(self, settings: {cls}Settings) -> None:\n"
        f"        self.settings = settings\n{told}\n"
        "    @override\n    @hookimpl\n"
        f"    def {question.name}(self, request: {question.request.__name__}) -> {answers}:\n"
        f"{method}\n\n"
        "manifest = Manifest(\n"
        f'    id="{name}",\n'
        '    title="Say in a few words which policy this is",\n'
        f'    hooks=("{question.name}",),\n'
        f"    factory={cls},\n"
        f"    settings={cls}Settings,\n"
        f'    api="{HOOK_API}",\n'
        ")\n"
    )


_RULESET = """\
# A rule set. The facts that rules may ask about: sds facts accredit
id = "{name}"
title = "Who is on our list"
publisher = "Say who decides: a body of people who use support, and carers"
version = "1.0"
hook = "accredit"
in_force = {{ from_date = 2027-01-01 }}
review = {{ by = 2030-01-01 }}
may_answer = ["provisional", "ask", "not_listed"]
roles = ["broker"]
ask = "the committee, at its next meeting"
tell = "You may choose a helper who is not on our list; we only tell you what we know."

[[rule]]
id = "independence"
title = "The broker does not work for a provider of support"
none = ["helper.works_for_provider = yes"]
otherwise = "not_listed"
because = "We list brokers who work for no provider."
source = "Say which document, meeting or law it comes from"
place = "the page, the minute"
evidence = "local choice"

[[rule]]
id = "references"
title = "Two people speak for the broker"
some = "references"
where = ["reference.good = yes"]
at_least = 2
otherwise = "provisional"
because = "We wait for two references."
source = "Say which document, meeting or law it comes from"
place = "the page, the minute"
evidence = "local choice"

# Examples are the tests: invented people, and the answer that you expect.
[[example]]
name = "Nell Invented has two references"
on = 2027-06-01
expect = "listed"
[example.facts]
helper = {{ works_for_provider = "no" }}
references = [{{ good = "yes" }}, {{ good = "yes" }}]

[[example]]
name = "Ossie Invented has one"
on = 2027-06-01
expect = "provisional"
unmet = ["references"]
[example.facts]
helper = {{ works_for_provider = "no" }}
references = [{{ good = "yes" }}, {{ good = "no" }}]

[[example]]
name = "Pru Invented works for an agency"
on = 2027-06-01
expect = "not_listed"
[example.facts]
helper = {{ works_for_provider = "yes" }}
"""


def _project(name: str, about: str, needs: Sequence[str], group: str, point: str) -> str:
    """Return the pyproject of a distribution that sds-core finds by one entry point."""
    listed = ", ".join(f'"{need}"' for need in needs)
    return dedent(
        f"""\
        [build-system]
        requires = ["hatchling>=1.26"]
        build-backend = "hatchling.build"

        [project]
        name = "{name}"
        version = "0.1.0"
        description = "{about}"
        requires-python = ">=3.11"
        dependencies = [{listed}]

        [project.entry-points."{group}"]
        {name} = "{point}"

        [tool.hatch.build.targets.wheel]
        packages = ["src/{name.replace("-", "_")}"]

        [tool.ruff]
        src = ["src"]
        """
    )


def ruleset_files(name: str) -> Mapping[str, str]:
    """Return the files of a new rule set, as a data package that can be installed.

    Args:
        name: the set's id, which is also the distribution's name.
    """
    package = name.replace("-", "_")
    project = _project(
        name, "A rule set for sds-core, as data.", ("sds-core>=0.2,<0.3",), "sds_core.data", package
    )
    test = dedent(
        f"""\
        from pathlib import Path

        from sds_core.testing import check_ruleset

        import {package}

        RULES = Path({package}.__file__).parent / "rulesets" / "{name}.toml"


        def test_the_rules_answer_their_examples() -> None:
            check_ruleset(RULES, at_least=90)
        """
    )
    readme = (
        f"# {name}\n\nA rule set for sds-core. A profile names it as "
        f"`{name}:{name}@1.0`.\n\n```\nsds ruleset check src/{package}/rulesets/{name}.toml\n"
        f"sds ruleset test src/{package}/rulesets/{name}.toml\n```\n"
    )
    return {
        "pyproject.toml": project,
        "README.md": readme,
        f"src/{package}/__init__.py": f'"""{name}, as data."""\n',
        f"src/{package}/rulesets/{name}.toml": _RULESET.format(name=name),
        f"tests/test_{package}.py": test,
    }


def plugin_files(name: str, question: Question) -> Mapping[str, str]:
    """Return the files of a new plugin by their paths.

    Args:
        name: the plugin's id, which is also the distribution's name.
        question: the question that it answers.
    """
    package = name.replace("-", "_")
    cls = "".join(part.capitalize() for part in name.split("-"))
    needs = ("sds-core>=0.2,<0.3", "attrs>=24.2", "typing-extensions>=4.12")
    about = f"A plugin for sds-core that answers {question.name}."
    project = _project(name, about, needs, "sds_core.plugins", f"{package}.plugin:manifest")
    test = dedent(
        f"""\
        from sds_core.testing import check_plugin

        from {package}.plugin import manifest

        SETTINGS = {{{TEMPLATES[question.name].sample}, "source": "an example"}}


        def test_it_keeps_the_contract_of_hooks() -> None:
            check_plugin(manifest, SETTINGS)
        """
    )
    return {
        "pyproject.toml": project,
        "README.md": f"# {name}\n\nA plugin for sds-core that answers `{question.name}`.\n",
        f"src/{package}/__init__.py": f'"""{name}."""\n',
        f"src/{package}/py.typed": "",
        f"src/{package}/plugin.py": _module(name, question, cls),
        f"tests/test_{package}.py": test,
    }
