"""Publishing: officers sign apart, and a folder is served."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
from sds_test_support.publishing import NOW, ON, PHRASE, Committee

from sds_authoring.publishing.fetch import fetch
from sds_authoring.publishing.folder import Folder
from sds_authoring.publishing.keys import load_signer, make_key, read_public, signer_of
from sds_authoring.publishing.proposal import read_proposal
from sds_authoring.publishing.propose import propose_officers
from sds_core.errors import RuleSetError


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
