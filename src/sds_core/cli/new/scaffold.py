"""The files of a new plugin or rule set: small, whole, and passing their own test at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent, indent

from sds_core.hookspecs import HOOK_API

__all__ = ["TEMPLATES", "plugin_files", "ruleset_files"]


def _reason(text: str, setting: str) -> str:
    """Return the lines that make the reason of an example."""
    return (
        "reason = Reason(\n"
        f'    "{text}",\n'
        f'    "settings.{{name}}.{setting}",\n'
        "    Source(self.settings.source),\n"
        "    Evidence.LOCAL_CHOICE,\n"
        ")\n"
    )


# Hook: (names from sds_core, the setting, the body of the method, its signature).
_BODIES: dict[str, tuple[str, str, str, str]] = {
    "allocate_budget": (
        "AllocateRequest Allocation Amount Evidence Line LineKind Reason Source Undetermined",
        "sum: Amount",
        _reason("Everybody is told the same sum.", "sum")
        + "pence = self.settings.sum.money.pence\n"
        'line = Line("Flat sum", pence, LineKind.BASE, reason.rule)\n'
        "return Allocation((line,), self.settings.sum.period, (reason,))\n",
        "AllocateRequest) -> Allocation | Undetermined | None",
    ),
    "adjust_budget": (
        "AdjustRequest Adjustment Evidence Line LineKind Reason Source Undetermined",
        "percent: int",
        _reason("A percentage is added.", "percent")
        + "pence = request.running * Fraction(self.settings.percent, 100)\n"
        'line = Line(f"{self.settings.percent}%", pence, LineKind.ADD, reason.rule)\n'
        "return Adjustment((line,), (reason,))\n",
        "AdjustRequest) -> Adjustment | Undetermined",
    ),
    "fund_help": (
        "Evidence FundRequest Funding FundingShare Reason Source Undetermined",
        "pot: str",
        _reason("One pot pays for help.", "pot") + "shares = tuple(\n"
        "    FundingShare(e.help.helper, self.settings.pot, self.settings.pot, e.fee)\n"
        "    for e in request.engaged\n"
        "    if e.fee is not None and e.fee.pence\n"
        ")\n"
        "return Funding(shares, (reason,))\n",
        "FundRequest) -> Funding | Undetermined | None",
    ),
    "suggest_support": (
        "Evidence Reason Source SupportOption SupportRequest Undetermined",
        "title: str",
        _reason("Here this kind of help is offered.", "title")
        + 'return [SupportOption("{name}", self.settings.title, 1, (reason,))]\n',
        "SupportRequest) -> Sequence[SupportOption | Undetermined]",
    ),
    "check_conflicts": (
        "Conflict ConflictsRequest Evidence Reason Severity Source Undetermined",
        "severity: Severity",
        _reason("The helper and the person were not both told.", "severity") + "return [\n"
        '    Conflict("MINE-1", (help_.helper,), self.settings.severity, (reason,))\n'
        "    for help_ in request.case.help\n"
        "    if help_.both_told is False\n"
        "]\n",
        "ConflictsRequest) -> Sequence[Conflict | Undetermined]",
    ),
    "review_plan": (
        "Evidence Finding FindingResult Reason ReviewRequest Source Undetermined",
        "fact: str",
        _reason("The plan states it.", "fact")
        + "met, unmet = FindingResult.MET, FindingResult.NOT_MET\n"
        "return [\n"
        "    Finding(c.id, met if request.plan.stated[c.fact] else unmet, (reason,))\n"
        "    for c in request.criteria.criteria\n"
        "    if c.fact == self.settings.fact and c.fact in request.plan.stated\n"
        "]\n",
        "ReviewRequest) -> Sequence[Finding | Undetermined]",
    ),
    "approve_plan": (
        "Approval ApproveRequest Evidence Reason Source Undetermined Verdict",
        "why: str",
        _reason("Every plan goes to the last tier.", "why")
        + "return [Approval(Verdict.REFER, request.tiers[-1].id, (reason,))]\n",
        "ApproveRequest) -> Sequence[Approval | Undetermined]",
    ),
}

TEMPLATES: tuple[str, ...] = tuple(_BODIES)

_VALUES = {
    "allocate_budget": '{"sum": {"money": "100.00", "period": "week"}, "source": "an example"}',
    "adjust_budget": '{"percent": 5, "source": "an example"}',
    "fund_help": '{"pot": "a fund", "source": "an example"}',
    "suggest_support": '{"title": "A neighbour", "source": "an example"}',
    "check_conflicts": '{"severity": "declare", "source": "an example"}',
    "review_plan": '{"fact": "costs_itemised", "source": "an example"}',
    "approve_plan": '{"why": "an example", "source": "an example"}',
}


def _module(name: str, hook: str, cls: str) -> str:
    names, setting, body, signature = _BODIES[hook]
    standard = "from collections.abc import Sequence\n" if "Sequence" in signature else ""
    standard += "from fractions import Fraction\n" if "Fraction" in body else ""
    standard += "\n" if standard else ""
    classes = sorted([*names.split(), "Hooks", "Manifest"])
    ours = "".join(f"    {each},\n" for each in (*classes, "hookimpl"))
    kind = setting.split(": ")[0]
    method = indent(body.replace("{name}", name), " " * 8)
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
        f"        {kind}: say what it is, with its unit.\n"
        "        source: where the council publishes it.\n"
        '    """\n\n'
        f"    {setting}\n    source: str\n\n\n"
        f"class {cls}(Hooks):\n"
        f'    """Answers {hook}.\n\n    Args:\n        settings: the settings.\n    """\n\n'
        f"    def __init__(self, settings: {cls}Settings) -> None:\n"
        "        self.settings = settings\n\n"
        "    @override\n    @hookimpl\n"
        f"    def {hook}(self, request: {signature}:\n"
        f"{method}\n\n"
        "manifest = Manifest(\n"
        f'    id="{name}",\n'
        '    title="Say in a few words which policy this is",\n'
        f'    hooks=("{hook}",),\n'
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

        import {package}
        from sds_core.testing import check_ruleset

        RULES = Path({package}.__file__).parent / "rulesets" / "{name}.toml"


        def test_the_rules_answer_their_examples():
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


def plugin_files(name: str, hook: str) -> Mapping[str, str]:
    """Return the files of a new plugin by their paths.

    Args:
        name: the plugin's id, which is also the distribution's name.
        hook: the question that it answers, one of `TEMPLATES`.
    """
    package = name.replace("-", "_")
    cls = "".join(part.capitalize() for part in name.split("-"))
    needs = ("sds-core>=0.2,<0.3", "attrs>=24.2", "typing-extensions>=4.12")
    about = f"A plugin for sds-core that answers {hook}."
    project = _project(name, about, needs, "sds_core.plugins", f"{package}.plugin:manifest")
    test = dedent(
        f"""\
        from sds_core.testing import check_plugin

        from {package}.plugin import manifest

        SETTINGS = {_VALUES[hook]}


        def test_it_keeps_the_contract_of_hooks():
            check_plugin(manifest, SETTINGS)
        """
    )
    return {
        "pyproject.toml": project,
        "README.md": f"# {name}\n\nA plugin for sds-core that answers `{hook}`.\n",
        f"src/{package}/__init__.py": f'"""{name}."""\n',
        f"src/{package}/py.typed": "",
        f"src/{package}/plugin.py": _module(name, hook, cls),
        f"tests/test_{package}.py": test,
    }
