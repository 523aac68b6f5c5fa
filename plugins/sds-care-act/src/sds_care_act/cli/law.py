"""`sds law`: the rules that come from English law, each with its provision."""

from __future__ import annotations

import click
from attrs import frozen

from sds_care_act.law import LawRule, Provision, provisions, rules
from sds_core import Fault, InputError, nearest
from sds_core.cli.common.output import emit, json_option, wrap

__all__ = ["ListedRule", "RulesOfLaw", "command"]


@frozen
class ListedRule:
    """A rule with everything that it rests on.

    Attributes:
        rule: the rule.
        provisions: the provisions, the first of which its reasons cite.
    """

    rule: LawRule
    provisions: tuple[Provision, ...]


@frozen
class RulesOfLaw:
    """The rules that come from English law.

    Attributes:
        rules: the rules, in the order of a case.
    """

    rules: tuple[ListedRule, ...]


_VERIFIED = {
    "text": "the text was read",
    "commentary": "a commentary was read, not the text",
    "memory": "not read anew: from memory",
}


def _text(listed: RulesOfLaw) -> str:
    out = []
    for each in listed.rules:
        own = "" if each.rule.kind == "law" else "  (this project's own rule, not law)"
        out.append(click.style(each.rule.name, bold=True) + own)
        out.append(wrap(each.rule.does, "    ", "  "))
        for cited in each.provisions:
            said = f"{cited.id}  {cited.source}: {cited.version}; {_VERIFIED[cited.verified]}"
            out.append(wrap(said, "        ", "  - "))
            if cited.caution:
                out.append(wrap(f"caution: {cited.caution}", "        ", "    "))
    return "\n".join(out)


@click.command(epilog="Example: sds law; sds law sufficient-final CA-26-1; sds law --json")
@click.argument("names", nargs=-1)
@json_option
def command(names: tuple[str, ...], as_json: bool) -> None:
    """List the rules that come from English law, or those that NAMES name.

    NAMES are rules, or provisions that rules rest on. Each provision is given with its version and
    with how far it was verified: a summary of the law is no legal advice.
    """
    known = {*rules(), *(name for rule in rules().values() for name in rule.provisions)}
    faults = [
        Fault(name, "no rule and no provision", "one that is listed", nearest(name, known))
        for name in names
        if name not in known
    ]
    if faults:
        raise InputError("nothing is listed under that name", faults)
    listed = RulesOfLaw(
        tuple(
            ListedRule(rule, tuple(provisions()[name] for name in rule.provisions))
            for rule in rules().values()
            if not names or {rule.id, *rule.provisions} & set(names)
        )
    )
    emit(listed, lambda: _text(listed), as_json)
