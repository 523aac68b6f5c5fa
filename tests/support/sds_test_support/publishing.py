"""What tests of publishing share."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sds_authoring.publishing.bundle import bundle
from sds_authoring.publishing.fetch import fetch
from sds_authoring.publishing.folder import Folder
from sds_authoring.publishing.keys import load_signer, read_public, signer_of
from sds_authoring.publishing.propose import propose_set
from sds_core.cli.health import examine
from sds_core.errors import RuleSetError
from sds_core.rulesets.load import load_ruleset

NOW = datetime.now(UTC)
ON = date(2026, 10, 1)
PHRASE = b"a phrase of several words"

SET = """
id = "ours"
title = "Our list"
publisher = "A committee (invented)"
version = "{version}"
hook = "accredit"
in_force = {{ from_date = 2026-04-01 }}
review = {{ by = 2029-04-01 }}
may_answer = ["not_listed"]
{more}
[[rule]]
id = "training"
title = "Trained"
all = ["training.days >= {days}"]
otherwise = "not_listed"
because = "We ask for training, in our own words."
source = "Minute 1"
evidence = "local choice"
"""


class Committee:
    """A committee with its keys, its folder and its texts."""

    def __init__(self, keys, work):
        self.keys, self.work = keys, work
        self.folder = Folder(work / "site")
        self.web, self.web_public = signer_of(keys / "web.key", None)

    def signer(self, name):
        return load_signer(self.keys / f"{name}.key", PHRASE if name == "ann" else None)

    def public(self, name):
        return read_public(self.keys / f"{name}.pub")

    def write(self, version="1.0", days=5, more=""):
        file = self.work / "ours.toml"
        file.write_text(SET.format(version=version, days=days, more=more), encoding="utf-8")
        return file

    def propose(
        self,
        version="1.0",
        days=5,
        officers=("ann", "ben", "cy"),
        threshold=2,
        minute="Minute 1",
        more="",
    ):
        files = [
            (f"ours/{version}/{name}", data, {"title": "Our list"})
            for name, data in bundle(self.write(version, days, more), "ours").items()
        ]
        first = self.folder.root() is None
        return propose_set(
            self.folder, files, NOW,
            [self.public(n) for n in officers] if first else (),
            threshold if first else 0,
            self.web_public if first else None,
            minute,
        )  # fmt: skip

    def publish(self, proposal, *names, days=90, now=NOW):
        for name in names:
            proposal.signed_by(self.signer(name))
        self.folder.publish(proposal, self.web, now, days)

    @property
    def trust(self):
        return self.folder.fingerprint()


def refused(committee, says, source=None):
    """Fetch, expect it to be refused, and find the last good set still there."""
    before = {
        p: p.read_bytes()
        for p in (committee.work / "home" / "fetched" / "them" / "sets").rglob("*")
        if p.is_file()
    }
    with pytest.raises(RuleSetError) as error:
        fetch(source, "them", ON)
    assert says in str(error.value), str(error.value)
    assert "The last good sets stay in force" in error.value.message
    after = {
        p: p.read_bytes()
        for p in (committee.work / "home" / "fetched" / "them" / "sets").rglob("*")
        if p.is_file()
    }
    assert {path: after[path] for path in before} == before
    rules = load_ruleset("fetched:them/ours@1.0", None)
    assert any("last good rules stay" in n for n in rules.published.notices(ON))
    (check,) = [c for c in examine(ON).checks if c.name == "fetched them"]
    assert not check.works
    assert "refused" in check.detail
    return rules
