"""Fetching: nothing unsigned gets in, and the last good sets stay."""

from __future__ import annotations

import shutil
import threading
import time
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sds_test_support.publishing import NOW, ON, SET, refused
from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.metadata import Metadata, MetaFile, Snapshot, TargetFile, Timestamp

from sds_authoring.publishing import propose
from sds_authoring.publishing.fetch import fetch
from sds_authoring.publishing.keys import check_keys
from sds_authoring.publishing.propose import propose_officers
from sds_core.cli.health import examine
from sds_core.errors import ConfigurationError, RuleSetError
from sds_core.profiles.archive import profile_of, texts_of
from sds_core.profiles.assemble import load_profile
from sds_core.rulesets.fetched import find_fetched, home, load_fetched, publishers
from sds_core.rulesets.load import load_ruleset


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
        monkeypatch.setattr(propose, "check_new", lambda files: None)
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
        from sds_authoring.publishing import fetch as fetching
        from sds_core.rulesets.fetched import Fetched

        published.publish(published.propose("1.1"), "ann", "cy")

        def stop(*args, **kwargs):
            raise KeyboardInterrupt

        if step == "state":
            monkeypatch.setattr(Fetched, "save", stop)
        else:
            monkeypatch.setattr(fetching.shutil, "rmtree", stop)
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
    monkeypatch.setattr("sds_authoring.publishing.transports.DEADLINE", 1)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Drip) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}"
        with pytest.raises(RuleSetError, match="nobody answers there in time"):
            fetch(address, "them", ON, "sha256:" + "0" * 64)
        server.shutdown()
