"""What tests of rulesets share."""

from __future__ import annotations

from datetime import date

from sds_core.formats.toml import parse_toml
from sds_core.rulesets.load import read_ruleset

ON = date(2026, 10, 1)
HEAD = """
id = "{id}"
title = "Who is on our list"
publisher = "A committee (invented)"
version = "{version}"
hook = "accredit"
in_force = {{ from_date = {start}{until} }}
review = {{ by = 2029-04-01, when_listed_over = 60 }}
may_answer = ["provisional", "ask", "not_listed"]
roles = ["broker"]
{more}
"""
RULE = """
[[rule]]
id = "{id}"
title = "{title}"
otherwise = "{otherwise}"
because = "{because}"
source = "Minute 1"
evidence = "local choice"
{clauses}
"""


def head(more="", set_id="mine", version="1.0", start="2026-04-01", until=""):
    until = f", until = {until}" if until else ""
    return HEAD.format(id=set_id, version=version, start=start, until=until, more=more)


def rule(rule_id, clauses, otherwise="not_listed", title="A rule", because="We ask for it."):
    return RULE.format(
        id=rule_id, clauses=clauses, otherwise=otherwise, title=title, because=because
    )


def read(text, folder=None, name="mine.toml"):
    return read_ruleset(parse_toml(text, name), folder)


FIVE = 'any = ["training.days >= 5", ["training.days >= 3", "training.planning_live = yes"]]'


def levels(folder, name, rows):
    """Write a table on how far checks go; return how a set uses it, but for the fact."""
    (folder / f"{name}.toml").write_text(
        f'id = "{name}"\nversion = "1"\ntitle = "Levels"\nsource = "Minute 2"\n'
        f'evidence = "local choice"\nrows = "{name}.csv"\n[[input]]\nname = "level"\n'
        'type = "choice"\nvalues = ["basic", "standard", "enhanced"]\n[[output]]\n'
        'name = "enough"\ntype = "yes_no"\n',
        encoding="utf-8",
    )
    (folder / f"{name}.csv").write_text("row,level,enough\n" + rows, encoding="utf-8")
    return (
        f'[[table]]\nid = "levels"\nfile = "{name}.toml"\ninputs = {{{{ level = "{{fact}}" }}}}\n'
    )
