"""Rotation of keys, and what The Update Framework asks of a client."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sds_test_support.publishing import NOW, ON, SET, refused
from tuf.api.metadata import Metadata

from sds_authoring.publishing.fetch import fetch
from sds_authoring.publishing.keys import make_key, signer_of
from sds_authoring.publishing.propose import propose_officers
from sds_core.errors import RuleSetError
from sds_core.formats.canonical import digest
from sds_core.rulesets.fetched import load_fetched
from sds_core.rulesets.load import load_ruleset


class TestRotation:
    def test_an_officer_goes_and_another_comes(self, published):
        change = propose_officers(
            published.folder, NOW, [published.public("dee")], [published.public("cy")]
        )
        published.publish(change, "ann", "ben")
        fetched = fetch(None, "them", ON)
        assert (fetched.threshold, fetched.may_sign) == (2, ("ann", "ben", "dee"))
        published.publish(published.propose("1.1"), "ben", "dee")
        assert fetch(None, "them", ON).new == ("ours@1.1",)
        with pytest.raises(RuleSetError, match="may not sign"):
            published.propose("1.2").signed_by(published.signer("cy"))

    def test_the_old_officers_must_agree(self, published):
        change = propose_officers(
            published.folder,
            NOW,
            [published.public("dee")],
            [published.public("ben"), published.public("cy")],
            1,
            minute="Minute 9",
        )
        with pytest.raises(RuleSetError, match=r"too few[^$]*1 more of the old officers"):
            published.publish(change, "ann", "dee")

    def test_a_lost_web_key_is_replaced(self, published, tmp_path):
        make_key("web2", tmp_path, None)
        signer, public = signer_of(tmp_path / "web2.key", None)
        published.publish_with = signer
        change = propose_officers(published.folder, NOW, web_key=public)
        for name in ("ann", "ben"):
            change.signed_by(published.signer(name))
        published.folder.publish(change, signer, NOW)
        fetch(None, "them", ON)
        with pytest.raises(RuleSetError, match="not the folder's key"):
            published.folder.refresh(published.web, NOW)

    def test_somebody_who_may_not_sign_cannot_be_put_out(self, published):
        with pytest.raises(RuleSetError, match="nobody to remove"):
            propose_officers(published.folder, NOW, remove=[published.public("dee")])


def test_tables_and_baselines_beside_a_set_travel_with_it(committee, tmp_path):
    (tmp_path / "base.toml").write_text(
        SET.format(version="3.0", days=2, more="")
        .replace('id = "ours"', 'id = "base"')
        .replace("may_answer", 'layering = { how = "local-decides" }\nmay_answer'),
        encoding="utf-8",
    )
    proposal = committee.propose(more='based_on = "base.toml@3.0"\n')
    assert set(proposal.files) == {"ours/1.0/ours.toml", "ours/1.0/base.toml"}
    committee.publish(proposal, "ann", "ben")
    fetch(str(committee.folder.path), "them", ON, committee.trust)
    rules = load_ruleset("fetched:them/ours@1.0", None)
    assert [layer.name for layer in rules.layers()] == ["ours@1.0", "base@3.0"]


def test_the_digest_of_a_kept_file_is_the_published_one(published):
    (file,) = (published.folder.path / "targets" / "ours" / "1.0").iterdir()
    assert digest(file.read_bytes()) == load_fetched("them").seen["ours/1.0/ours.toml"]
    assert Metadata.from_bytes((published.folder.metadata / "timestamp.json").read_bytes())


def _signed_by_web(committee, role, change):
    """Change a list that the folder's own key signs, as a thief of that key would."""
    path = committee.folder.path / "metadata" / f"{role}.json"
    metadata = Metadata.from_bytes(path.read_bytes())
    change(metadata.signed)
    metadata.sign(committee.web)
    path.write_bytes(metadata.to_bytes())


class TestConformance:
    """What TUF's conformance suite asks of a client, on publications of our own.

    Not here: delegations and unusual names of roles (no publication has any), and downloads without
    consistent snapshots (every publication has them). Root chains, duplicate keys, thresholds and
    changed lists are tried above, in `TestFetching` and `TestRotation`.
    """

    def test_who_signed_is_told_apart_from_who_may(self, committee):
        committee.publish(committee.propose(), "ann", "cy")
        fetched = fetch(str(committee.folder.path), "them", ON, committee.trust)
        assert fetched.signed_by == ("ann", "cy")
        assert fetched.may_sign == ("ann", "ben", "cy")
        assert fetched.threshold == 2

    def test_an_enormous_version_by_a_thief_is_recovered_from(self, published, tmp_path):
        """Fast-forward: the officers change the folder's key, and what it signed is forgotten."""

        def forward(timestamp):
            timestamp.version = 10**12
            timestamp.expires = NOW + timedelta(days=900)

        _signed_by_web(published, "timestamp", forward)
        fetch(None, "them", ON)
        assert load_fetched("them").versions["timestamp"] == 10**12
        make_key("web2", tmp_path, None)
        signer, public = signer_of(tmp_path / "web2.key", None)
        change = propose_officers(published.folder, NOW, web_key=public)
        for name in ("ann", "ben"):
            change.signed_by(published.signer(name))
        _signed_by_web(published, "timestamp", lambda t: setattr(t, "version", 2))
        published.folder.publish(change, signer, NOW)
        published.web = signer
        published.publish(published.propose("1.1"), "ann", "ben")
        assert fetch(None, "them", ON).new == ("ours@1.1",)
        assert load_fetched("them").versions["timestamp"] < 100

    def test_without_a_new_key_an_enormous_version_is_not_forgotten(self, published):
        _signed_by_web(published, "timestamp", lambda t: setattr(t, "version", 10**12))
        fetch(None, "them", ON)
        _signed_by_web(published, "timestamp", lambda t: setattr(t, "version", 3))
        refused(published, "older than what was seen before")

    def test_the_officers_list_is_never_forgotten(self, published, tmp_path):
        """A new key of the folder lets no older list of sets back in."""
        old = shutil.copytree(published.folder.path, tmp_path / "old")
        published.publish(published.propose("1.1"), "ann", "ben")
        fetch(None, "them", ON)
        newest = sorted((published.folder.path / "metadata").glob("*.root.json"))
        assert old.is_dir()
        assert newest
        for path in (old / "metadata").glob("*.json"):
            shutil.copy(path, published.folder.path / "metadata" / path.name)
        refused(published, "older than what was seen before")

    def test_a_frozen_publication_expires(self, published):
        def stale(timestamp):
            timestamp.version += 1
            timestamp.expires = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)

        _signed_by_web(published, "timestamp", stale)
        refused(published, "has expired")

    def test_lists_of_two_publications_are_not_mixed(self, published):
        """Mix and match: a new snapshot that names the old list of sets."""
        folder = published.folder.path / "metadata"
        before = {p.name: p.read_bytes() for p in folder.glob("*.json")}
        published.publish(published.propose("1.1"), "ann", "ben")
        after = sorted(p.name for p in folder.glob("*.targets.json"))
        (folder / after[-1]).write_bytes(before[after[0]])
        refused(published, "older than what was seen before")

    def test_a_snapshot_of_another_version_is_refused(self, published):
        folder = published.folder.path / "metadata"
        published.publish(published.propose("1.1"), "ann", "ben")
        snapshots = sorted(folder.glob("*.snapshot.json"))
        snapshots[-1].write_bytes(snapshots[0].read_bytes())
        refused(published, "older than what was seen before")
