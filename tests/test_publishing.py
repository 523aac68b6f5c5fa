"""Publishing and fetching: officers sign apart, a folder is served, and nothing unsigned gets in."""

from __future__ import annotations

import json
import shutil
import threading
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Timestamp

from sds_authoring.publishing import repository
from sds_authoring.publishing.bundle import bundle
from sds_authoring.publishing.client import fetch
from sds_authoring.publishing.keys import check_keys, load_signer, make_key, read_public, signer_of
from sds_authoring.publishing.proposal import read_proposal
from sds_authoring.publishing.repository import Folder, propose_officers, propose_set
from sds_core.cli.health import examine
from sds_core.errors import ConfigurationError, RuleSetError
from sds_core.formats.canonical import digest
from sds_core.profiles.archive import profile_of, texts_of
from sds_core.profiles.assemble import load_profile
from sds_core.rulesets.fetched import find_fetched, home, load_fetched, publishers
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


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Return a folder with the keys of four officers; making them is slow on purpose."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ann", "ben", "cy", "dee"):
        make_key(name, folder, PHRASE if name == "ann" else None)
    make_key("web", folder, None)
    return folder


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


@pytest.fixture
def committee(keys, tmp_path, monkeypatch):
    monkeypatch.setenv("SDS_HOME", str(tmp_path / "home"))
    return Committee(keys, tmp_path)


@pytest.fixture
def published(committee):
    committee.publish(committee.propose(), "ann", "ben")
    fetch(str(committee.folder.path), "them", ON, committee.trust)
    return committee


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


class TestKeys:
    def test_a_private_half_is_locked_and_readable_by_nobody_else(self, keys):
        private = keys / "ann.key"
        assert private.stat().st_mode & 0o777 == 0o600
        assert b"OPENSSH PRIVATE KEY" in private.read_bytes()
        with pytest.raises(RuleSetError, match="cannot be opened"):
            load_signer(private, b"another phrase of words")
        assert signer_of(private, PHRASE)[1].id == read_public(keys / "ann.pub").id

    def test_nothing_is_overwritten(self, keys):
        with pytest.raises(RuleSetError, match="not overwritten"):
            make_key("ann", keys, None)

    @pytest.mark.parametrize(
        "text", ["{}", "", '{"format": "sds-key-1", "name": "x", "public": "00"}', "[1]"]
    )
    def test_a_public_half_that_is_none_is_refused(self, tmp_path, text):
        (tmp_path / "x.pub").write_text(text, encoding="utf-8")
        with pytest.raises(RuleSetError):
            read_public(tmp_path / "x.pub")


class TestProposals:
    def test_officers_sign_copies_on_their_own_machines(self, committee, tmp_path):
        text = committee.propose().text()
        copies = []
        for name in ("ann", "ben"):
            path = tmp_path / f"{name}.proposal"
            path.write_text(text, encoding="utf-8")
            signed = read_proposal(path).signed_by(committee.signer(name))
            path.write_text(signed.text(), encoding="utf-8")
            copies.append(read_proposal(path))
        assert not copies[0].count().enough
        together = copies[0].merged(copies[1])
        count = together.count()
        assert (count.signed, count.threshold, count.enough) == (("ann", "ben"), 2, True)
        committee.publish(together)

    def test_too_few_signatures_publish_nothing(self, committee):
        for names in ((), ("ann",)):
            with pytest.raises(RuleSetError, match=r"too few[^$]*more of those who may sign"):
                committee.publish(committee.propose(), *names)
        assert not committee.folder.path.exists()

    def test_a_key_counts_once_and_a_stranger_s_not_at_all(self, committee):
        proposal = committee.propose().signed_by(committee.signer("ann"))
        with pytest.raises(RuleSetError, match="each counts once"):
            proposal.signed_by(committee.signer("ann"))
        with pytest.raises(RuleSetError, match="may not sign"):
            proposal.signed_by(committee.signer("dee"))

    def test_one_signature_alone_needs_a_minute(self, committee):
        with pytest.raises(RuleSetError, match="recorded minute"):
            committee.propose(threshold=1, minute=" ")
        committee.publish(committee.propose(threshold=1), "cy")

    def test_a_threshold_that_cannot_be_reached_is_refused(self, committee):
        with pytest.raises(RuleSetError, match="trusted"):
            committee.propose(threshold=4)

    def test_a_proposal_with_other_files_than_it_lists_is_refused(self, committee, tmp_path):
        plain = json.loads(committee.propose().text())
        other = json.loads(committee.propose(days=1).text())
        plain["files"] = other["files"]
        path = tmp_path / "x.proposal"
        path.write_text(json.dumps(plain), encoding="utf-8")
        with pytest.raises(RuleSetError, match="cannot be used"):
            read_proposal(path)

    def test_a_version_once_published_never_changes(self, published):
        with pytest.raises(RuleSetError, match="published already"):
            published.propose(days=1)

    def test_two_proposals_from_one_state_do_not_both_land(self, published):
        one, other = published.propose("1.1"), published.propose("1.2")
        published.publish(one, "ann", "ben")
        with pytest.raises(RuleSetError, match="moved on"):
            published.publish(other, "ann", "ben")

    def test_only_the_folder_s_own_key_refreshes_it(self, published):
        with pytest.raises(RuleSetError, match="not the folder's key"):
            published.folder.refresh(published.signer("cy"), NOW)


class TestTheFolder:
    """Whoever serves the folder may have changed it: the officers' tools believe nothing in it."""

    def test_an_unsigned_list_put_into_it_is_never_built_on(self, published):
        forged = published.propose("9.9").targets
        (published.folder.metadata / "2.targets.json").write_bytes(forged.to_bytes())
        for act in (
            lambda: published.propose("1.1"),
            lambda: published.folder.refresh(published.web, NOW),
        ):
            with pytest.raises(RuleSetError, match="not the folder that was published"):
                act()

    def test_another_root_put_into_it_is_found_by_the_fingerprint_beside_it(self, published):
        other = Committee(published.keys, published.work / "other")
        other.work.mkdir()
        other.publish(other.propose(officers=("dee",), threshold=1), "dee")
        shutil.rmtree(published.folder.metadata)
        shutil.copytree(other.folder.metadata, published.folder.metadata)
        with pytest.raises(RuleSetError, match="not the folder that was published"):
            published.propose("1.1")

    def test_a_publication_broken_off_is_finished_by_doing_it_again(self, published, monkeypatch):
        change = propose_officers(
            published.folder, NOW, [published.public("dee")], [published.public("cy")]
        )
        for name in ("ann", "ben"):
            change.signed_by(published.signer(name))

        def stop(*args, **kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(Folder, "refresh", stop)
            with pytest.raises(KeyboardInterrupt):
                published.folder.publish(change, published.web, NOW)
        published.folder.publish(change, published.web, NOW)
        assert fetch(None, "them", ON).may_sign == ("ann", "ben", "dee")

    def test_officers_signatures_that_ran_out_are_not_covered_up(self, published):
        late = NOW + timedelta(days=3 * 365 + 1)
        with pytest.raises(RuleSetError, match="run out"):
            published.folder.refresh(published.web, late)
        renewal = propose_officers(published.folder, late)
        published.publish(renewal, "ann", "ben", now=late)
        assert published.folder.expires() > late

    def test_what_is_shown_is_what_is_signed(self, published):
        from sds_authoring.cli.proposal_view import proposal_view

        proposal = published.propose("1.1")
        shown = "\n".join(proposal_view(published.work / "x.proposal", proposal).agrees)
        for path, target in proposal.targets.signed.targets.items():
            assert path in shown
            assert target.hashes["sha256"] in shown
        assert "ours/1.0/ours.toml (listed before)" in shown
        assert "as agreed by Minute 1" in shown
        proposal.targets.signed.unrecognized_fields["x-sds-minute"] = "\x1b[2Jx"
        shown = "\n".join(proposal_view(published.work / "x.proposal", proposal).agrees)
        assert "\x1b" not in shown

    def test_a_void_signature_never_stands_in_the_way(self, published, tmp_path):
        proposal = published.propose("1.1")
        other = published.propose("1.2")
        other.targets.sign(published.signer("ann"), append=True)
        proposal.targets.signatures.update(other.targets.signatures)
        path = tmp_path / "x.proposal"
        path.write_text(proposal.text(), encoding="utf-8")
        assert read_proposal(path).signed_by(published.signer("ann")).count().signed == ("ann",)


class TestFetching:
    def test_a_set_is_kept_and_a_profile_names_it(self, published, tmp_path):
        rules = load_ruleset("fetched:them/ours@1.0", None)
        assert rules.published.publisher == "them"
        assert load_ruleset(f"fetched:them/ours@{rules.digest}", None).name == "ours@1.0"
        (tmp_path / "p.toml").write_text(
            'id = "p"\ntitle = "P"\nversion = "1"\nbased_on = "community-support@1.0"\n'
            '[hooks]\naccredit = "rulesets"\n[settings.rulesets]\nsets = ["fetched:them/ours@1.0"]\n',
            encoding="utf-8",
        )
        profile = load_profile(str(tmp_path / "p.toml"))
        assert profile.notices("accredit", ON) == ()
        assert "expired" in profile.notices("accredit", date(2035, 1, 1))[1]
        assert "fetched:them/ours@1.0" in profile.effective["files"]
        # Made again of kept texts alone: what was fetched may be gone by then.
        texts = texts_of(profile)
        shutil.rmtree(home() / "fetched")
        again = profile_of(texts.digest, texts.bodies.get)
        assert again.digest == profile.digest
        assert again.notices("accredit", date(2035, 1, 1)) == profile.notices(
            "accredit", date(2035, 1, 1)
        )

    def test_a_publisher_is_trusted_by_its_fingerprint_only(self, committee):
        committee.publish(committee.propose(), "ann", "ben")
        for trust in (None, "sha256:" + "0" * 64):
            with pytest.raises(RuleSetError, match=r"fingerprint|not the publisher"):
                fetch(str(committee.folder.path), "them", ON, trust)
        assert publishers() == ()

    def test_it_is_fetched_over_http_too(self, committee):
        committee.publish(committee.propose(), "ann", "ben")
        handler = partial(SimpleHTTPRequestHandler, directory=str(committee.folder.path))
        handler.log_message = lambda *a: None
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            address = f"http://127.0.0.1:{server.server_address[1]}"
            assert fetch(address, "them", ON, committee.trust).new == ("ours@1.0",)
            committee.publish(committee.propose("1.1"), "ben", "cy")
            assert fetch(None, "them", ON).new == ("ours@1.1",)
            server.shutdown()
        with pytest.raises(RuleSetError, match="not possible: nobody answers"):
            fetch(None, "them", ON)
        assert not load_fetched("them").refused  # a network that is down says nothing of the rules
        assert load_ruleset("fetched:them/ours@1.1", None).name == "ours@1.1"

    def test_one_byte_changed_is_refused(self, published):
        published.publish(published.propose("1.1"), "ann", "cy")
        (file,) = (published.folder.path / "targets" / "ours" / "1.1").iterdir()
        data = bytearray(file.read_bytes())
        data[-3] ^= 1
        file.write_bytes(data)
        refused(published, "not the one that was signed")

    @pytest.mark.parametrize("role", ["targets", "snapshot"])
    def test_a_signed_list_changed_is_refused(self, published, role):
        published.publish(published.propose("1.1"), "ann", "cy")
        file = published.folder.metadata / f"2.{role}.json"
        file.write_bytes(
            file.read_bytes()
            .replace(b'"version":2', b'"version": 2')
            .replace(b"2029", b"2031")
            .replace(b"2026", b"2036")
            .replace(b"2027", b"2037")
        )
        refused(published, "not signed by as many")

    def test_last_month_s_folder_is_refused(self, published):
        old = published.work / "old"
        shutil.copytree(published.folder.path, old)
        published.publish(published.propose("1.1"), "ann", "cy")
        fetch(None, "them", ON)
        shutil.rmtree(published.folder.path)
        old.rename(published.folder.path)
        refused(published, "older than what was seen")
        assert load_ruleset("fetched:them/ours@1.1", None).name == "ours@1.1"

    def test_an_expired_publication_is_refused_and_its_rules_stay(self, published):
        self._stamp(published, days=-10)
        refused(published, "expired")

    def test_a_list_signed_by_too_few_is_refused(self, published):
        self._forge(published, published.propose("1.1"), "ann")
        refused(published, "not signed by as many")

    @pytest.mark.parametrize(
        "path",
        [
            "../evil.toml",
            "/etc/evil.toml",
            "ours/1.1/../../x.toml",
            "ours/1.1/a/b.toml",
            "ours/1.1/x#y.toml",
            "ours/1.1/.hidden",
        ],
    )
    def test_path_tricks_are_refused_however_well_signed(self, published, path):
        proposal = published.propose("1.1")
        proposal.targets.signed.targets[path] = TargetFile.from_data(path, b"x", ["sha256"])
        self._forge(published, proposal, "ann", "ben")
        refused(published, "a path that is refused")

    def test_the_same_version_with_other_bytes_is_refused_however_well_signed(self, published):
        proposal = published.propose("1.1")
        changed = SET.format(version="1.0", days=1, more="").encode()
        path = "ours/1.0/ours.toml"
        proposal.targets.signed.targets[path] = TargetFile.from_data(path, changed, ["sha256"])
        self._forge(published, proposal, "ann", "ben")
        refused(published, "other bytes")

    def test_files_beside_the_set_are_refused_however_well_signed(self, published):
        proposal = published.propose("1.1")
        path = "ours/1.1/extra.toml"
        proposal.targets.signed.targets[path] = TargetFile.from_data(path, b"x = 1\n", ["sha256"])
        proposal.files[path] = b"x = 1\n"
        self._forge(published, proposal, "ann", "ben")
        refused(published, "and no others")

    def test_a_set_that_cannot_be_used_is_not_published(self, published):
        with pytest.raises(RuleSetError, match="cannot be used"):
            published.propose("1.1", days="many")

    def test_a_set_that_cannot_be_used_holds_up_no_other_and_no_change_of_officers(
        self, published, monkeypatch
    ):
        monkeypatch.setattr(repository, "check_new", lambda files: None)
        published.publish(published.propose("1.1", days="many"), "ann", "ben")
        published.publish(published.propose("1.2"), "ann", "ben")
        change = propose_officers(
            published.folder, NOW, [published.public("dee")], [published.public("ann")]
        )
        published.publish(change, "ben", "cy")
        refused(published, "training.days >= many")
        assert load_ruleset("fetched:them/ours@1.2", None).name == "ours@1.2"
        assert load_fetched("them").versions["root"] == 2

    def test_one_key_under_two_ids_is_refused(self, committee):
        """The framework itself would count it twice."""
        proposal = committee.propose()
        root, ann = proposal.root.signed, committee.signer("ann")
        alias = SSlibKey.from_dict("alias", ann.public_key.to_dict())
        for role in ("root", "targets"):
            root.keys["alias"] = Key.from_dict("alias", alias.to_dict())
            root.roles[role].keyids = [ann.public_key.keyid, "alias"]
        with pytest.raises(RuleSetError, match="cannot be trusted"):
            check_keys(root)
        proposal.root.signatures.clear()
        proposal.targets.signatures.clear()
        second = CryptoSigner(ann._private_key, alias)
        for metadata in (proposal.root, proposal.targets):
            metadata.sign(ann, append=True)
            metadata.sign(second, append=True)
        assert root.get_verification_result(
            "targets", proposal.targets.signed_bytes, proposal.targets.signatures
        ).verified
        self._write(committee, proposal)
        with pytest.raises(RuleSetError, match="cannot be trusted"):
            fetch(str(committee.folder.path), "them", ON, committee.trust)
        assert publishers() == ()

    def test_what_was_seen_survives_and_is_kept_by_publisher(self, published):
        fetched = load_fetched("them")
        assert set(fetched.seen) == {"ours/1.0/ours.toml"}
        assert not fetched.damaged()
        with pytest.raises(ConfigurationError, match="was not fetched"):
            find_fetched("fetched:them/ours", "2.0")
        with pytest.raises(ConfigurationError, match="nothing was fetched"):
            find_fetched("fetched:others/ours", "1.0")

    def test_a_kept_file_changed_by_hand_is_found(self, published):
        fetched = load_fetched("them")
        file = fetched.folder / "sets" / "ours" / "1.0" / "ours.toml"
        file.write_text(
            file.read_text("utf-8").replace("own words", "other words"), encoding="utf-8"
        )
        with pytest.raises(RuleSetError, match="has been changed"):
            load_ruleset("fetched:them/ours@1.0", None)
        (check,) = [c for c in examine(ON).checks if c.name == "fetched them"]
        assert "changed since" in check.detail

    def test_a_damaged_file_is_fetched_again(self, published):
        file = load_fetched("them").folder / "sets" / "ours" / "1.0" / "ours.toml"
        for spoil in (lambda: file.write_text("x", encoding="utf-8"), file.unlink):
            spoil()
            assert fetch(None, "them", ON).new == ()
            assert load_ruleset("fetched:them/ours@1.0", None).name == "ours@1.0"

    @pytest.mark.parametrize("name", ["trust.json", "state.json"])
    def test_a_store_changed_by_hand_is_not_believed(self, published, name):
        file = load_fetched("them").folder / name
        file.write_text(
            file.read_text("utf-8")
            .replace("ed25519", "ed448")
            .replace('"seen": {', '"seen": {"x": 1,'),
            encoding="utf-8",
        )
        with pytest.raises(RuleSetError):
            fetch(None, "them", ON)
        checks = [c for c in examine(ON).checks if c.name == "fetched them"]
        assert not checks[0].works

    def test_what_was_seen_is_known_without_the_framework_s_memory(self, published):
        old = published.work / "old"
        shutil.copytree(published.folder.path, old)
        published.publish(published.propose("1.1"), "ann", "cy")
        fetch(None, "them", ON)
        shutil.rmtree(load_fetched("them").folder / "metadata")
        with pytest.raises(RuleSetError, match="older than what was seen"):
            fetch(str(old), "them", ON)

    @pytest.mark.parametrize(
        ("source", "trust"),
        [
            ("nowhere", None),
            ("ftp://x.invalid", None),
            ("http://a:b@x.invalid", None),
            (None, "sha256:00"),
            (None, "nonsense"),
        ],
    )
    def test_a_mistake_of_ours_is_not_held_against_them(self, published, source, trust):
        with pytest.raises(RuleSetError, match="nothing was fetched") as error:
            fetch(source, "them", ON, trust)
        assert "a:b" not in str(error.value)
        assert not load_fetched("them").refused

    @pytest.mark.parametrize("step", ["metadata", "state"])
    def test_a_fetch_broken_off_is_made_good_by_the_next(self, published, monkeypatch, step):
        from sds_authoring.publishing import client
        from sds_core.rulesets.fetched import Fetched

        published.publish(published.propose("1.1"), "ann", "cy")

        def stop(*args, **kwargs):
            raise KeyboardInterrupt

        if step == "state":
            monkeypatch.setattr(Fetched, "save", stop)
        else:
            monkeypatch.setattr(client.shutil, "rmtree", stop)
        with pytest.raises(KeyboardInterrupt):
            fetch(None, "them", ON)
        monkeypatch.undo()
        monkeypatch.setenv("SDS_HOME", str(published.work / "home"))
        assert load_ruleset("fetched:them/ours@1.0", None).name == "ours@1.0"
        fetch(None, "them", ON)
        assert load_ruleset("fetched:them/ours@1.1", None).name == "ours@1.1"

    @pytest.mark.parametrize("name", ["../x", "Them", "", "a/b", "."])
    def test_a_publisher_s_name_leads_nowhere(self, committee, name):
        committee.publish(committee.propose(), "ann", "ben")
        with pytest.raises(RuleSetError, match="cannot be a publisher's name"):
            fetch(str(committee.folder.path), name, ON, committee.trust)

    @staticmethod
    def _write(committee, proposal):
        """Write what a careless or wicked publisher would, without the checks of publish."""
        folder = committee.folder
        for path, data in proposal.files.items():
            target = proposal.targets.signed.targets[path]
            file = folder.path / "targets" / target.get_prefixed_paths()[0]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        folder.metadata.mkdir(parents=True, exist_ok=True)
        if proposal.root is not None:
            (folder.metadata / f"{proposal.root.signed.version}.root.json").write_bytes(
                proposal.root.to_bytes()
            )
        version = proposal.targets.signed.version
        (folder.metadata / f"{version}.targets.json").write_bytes(proposal.targets.to_bytes())
        TestFetching._stamp(committee)

    @staticmethod
    def _stamp(committee, days=90):
        """Sign what is newest, as whoever has the web key can."""
        folder = committee.folder
        number, until = folder.newest("snapshot") + 1, NOW + timedelta(days=days)
        listed = {"targets.json": MetaFile(version=folder.newest("targets"))}
        snapshot = Metadata(Snapshot(version=number, expires=until, meta=listed))
        stamp = Metadata(
            Timestamp(version=number, expires=until, snapshot_meta=MetaFile(version=number))
        )
        for metadata, name in ((snapshot, f"{number}.snapshot.json"), (stamp, "timestamp.json")):
            metadata.sign(committee.web)
            (folder.metadata / name).write_bytes(metadata.to_bytes())

    def _forge(self, committee, proposal, *names):
        proposal.targets.signatures.clear()
        for name in names:
            proposal.targets.sign(committee.signer(name), append=True)
        self._write(committee, proposal)


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


class _Drip(BaseHTTPRequestHandler):
    """Answers a byte at a time, and never ends."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "400")
        self.end_headers()
        with suppress(OSError):
            for _ in range(400):
                self.wfile.write(b"{")
                self.wfile.flush()
                time.sleep(0.2)

    def log_message(self, *arguments):
        pass


def test_a_byte_at_a_time_does_not_outlast_the_limit(committee, monkeypatch):
    monkeypatch.setattr("sds_authoring.publishing.fetchers.DEADLINE", 1)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Drip) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        with pytest.raises(RuleSetError, match="nobody answers there in time"):
            fetch(address, "them", ON, "sha256:" + "0" * 64)
        server.shutdown()
