"""The forms of the editing page."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request

import pytest

from sds_authoring.editor.clauseform import clause_from_form, form_of
from sds_core.facts.catalogue import CATALOGUES
from sds_core.rulesets.locate import open_ruleset

FACTS = CATALOGUES["accredit"].facts


class Page:
    """A browser without a screen: it reads pages and sends forms."""

    def __init__(self, server):
        self.server = server

    def get(self, path=""):
        try:
            with urllib.request.urlopen(self.server.address + path) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def send(self, path, form=None, **fields):
        """Send a form as the page that holds it would."""
        _, page = self.get(form if form is not None else path)
        version = re.search(r'name="version" value="([^"]*)"', page)
        fields.setdefault("version", version[1] if version else "")
        data = urllib.parse.urlencode(fields, doseq=True).encode()
        try:
            with urllib.request.urlopen(self.server.address + path, data) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def page(server):
    return Page(server)


RULE = {"id": "paid", "title": "Not paid twice", "otherwise": "provisional", "because": "We said so.", "source": "Minute 2",
        "evidence": "local choice", "fact": "helper.paid", "condition": "= yes"}  # fmt: skip


class TestForms:
    def test_every_page_shows(self, page, file):
        status, text = page.get()
        assert status == 200
        assert "8 as expected, 0 not" in text
        for rule in open_ruleset(str(file))[0].rules:
            assert rule.written.title in text.replace("&#39;", "'")
        for path in (
            "head",
            "rule/0",
            "rule/new",
            "rule/0/where/1",
            "rule/0/where/2.1",
            "example/0",
            "example/new",
        ):
            assert page.get(path)[0] == 200, path

    def test_a_clause_in_a_group_is_changed_by_its_form(self, page, file):
        assert (
            page.send("rule/0/where/2.1", fact="course.days", operator=">=", first="6", do="save")[
                0
            ]
            == 200
        )
        where = open_ruleset(str(file))[0].head.rule[0].where
        assert where[1][0] == "course.days >= 6"
        told = re.search(r"(\d) as expected, (\d) not", page.get()[1])
        assert told[1] != "8"  # the examples say at once whom it changes
        assert int(told[1]) + int(told[2]) == 8
        assert file.read_text("utf-8").startswith("# A comment that stays.")

    def test_clauses_and_groups_come_and_go(self, page, file):
        page.send(
            "rule/0/where/3",
            form="rule/0",
            fact="course.code",
            first="a1, b2",
            group="1",
            do="save",
        )
        page.send(
            "rule/0/where/3.2", form="rule/0", fact="course.planning_live", listed="yes", do="save"
        )
        where = open_ruleset(str(file))[0].head.rule[0].where
        assert where[2] == ("course.code in {a1, b2}", "course.planning_live = yes")
        page.send("rule/0/where/3.2", form="rule/0", fact="course.planning_live", do="remove")
        page.send("rule/0/where/3.1", form="rule/0", fact="course.code", do="remove")
        assert len(open_ruleset(str(file))[0].head.rule[0].where) == 2

    def test_a_rule_and_an_example_come_and_go(self, page, file):
        assert page.send("rule/new", **RULE)[0] == 200
        rules, _ = open_ruleset(str(file))
        assert rules.get("paid").written.all == ("helper.paid = yes",)
        assert (
            page.send(
                "example/new",
                name="Pru Invented",
                on="2026-10-01",
                expect="provisional",
                facts="helper.paid = no",
            )[0]
            == 200
        )
        assert open_ruleset(str(file))[0].head.example[-1].facts == {"helper": {"paid": "no"}}
        assert page.send(f"rule/{len(rules.head.rule) - 1}/delete", form="rule/0")[0] == 200
        assert open_ruleset(str(file))[0].get("paid") is None

    def test_the_head_is_changed(self, page, file):
        fields = {"title": "Ours", "publisher": "Us", "version_": "1.1", "from_date": "2026-02-01", "until": "2029-01-31", "by": "2029-01-01",
                  "when_listed_over": "40", "ticks": "1", "may_answer": ["provisional", "ask", "not_listed"], "roles": ["broker", "peer"], "ask": "us", "tell": "", "summary": "", "minute": "Minute 9"}  # fmt: skip
        assert page.send("head", **fields)[0] == 200
        head = open_ruleset(str(file))[0].head
        assert (head.title, head.version, head.roles, head.minute) == (
            "Ours",
            "1.1",
            ("broker", "peer"),
            "Minute 9",
        )
        assert head.review.when_listed_over == 40

    @pytest.mark.parametrize(
        ("path", "fields"),
        [
            ("rule/0/where/2.1", {"fact": "course.days", "operator": ">=", "first": "many", "do": "save"}),
            ("rule/0/where/2.1", {"fact": "course.days", "operator": ">=", "first": "", "do": "save"}),
            ("rule/0/where/2.1", {"fact": "course.dys", "operator": ">=", "first": "5", "do": "save"}),
            ("rule/1/all/1", {"fact": "checks.count", "do": "remove"}),
            ("rule/new", {**RULE, "condition": "= maybe"}),
            ("rule/new", {**RULE, "id": "training"}),
            ("rule/new", {**RULE, "otherwise": "listed"}),
            ("rule/new", {**RULE, "title": ""}),
            ("example/0", {"name": "N", "on": "soon", "expect": "listed", "facts": ""}),
            ("example/0", {"name": "N", "on": "2026-10-01", "expect": "listed", "facts": "helper paid"}),
            ("head", {"title": "T", "publisher": "P", "version_": "1", "from_date": "2026-01-01", "by": "2025-01-01", "may_answer": "ask"}),
            ("head", {"title": ""}),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_not_written_and_says_why(self, page, file, path, fields):
        before = file.read_bytes()
        status, text = page.send(path, **fields)
        assert status == 422
        assert 'role="alert"' in text
        assert file.read_bytes() == before

    def test_a_change_made_meanwhile_is_not_lost(self, page, file):
        status, text = page.send(
            "rule/0/where/2.1",
            version="sha256:0",
            fact="course.days",
            operator=">=",
            first="6",
            do="save",
        )
        assert status == 422
        assert "changed meanwhile" in text

    def test_work_done_elsewhere_is_never_overwritten(self, page, file):
        version = re.search(r'name="version" value="([^"]*)"', page.get("rule/0")[1])[1]
        for text in ("[[rule", "\x00", None):
            file.unlink() if text is None else file.write_text(text, encoding="utf-8")
            status, _ = page.send("rule/0", version=version, title="Mine")
            assert status in (404, 422)
            assert (file.read_text("utf-8") if file.exists() else None) == text

    def test_an_example_with_an_unknown_fact_is_not_saved(self, page, file):
        before = file.read_bytes()
        assert (
            page.send(
                "example/new", name="N", on="2026-10-01", expect="listed", facts="nonsense.fact = 3"
            )[0]
            == 422
        )
        assert file.read_bytes() == before
        folder = file.with_suffix(".examples")
        folder.mkdir()
        (folder / "bad.toml").write_text("x = 1\n", encoding="utf-8")
        assert "[[example]]" in page.get()[1]

    def test_comments_in_a_list_and_the_mode_of_the_file_stay(self, page, file):
        text = file.read_text("utf-8").replace(
            'none = ["dbs.discloses = yes"]',
            'none = [\n  # why this one\n  "dbs.discloses = yes",\n]',
        )
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        assert (
            page.send("rule/2/none/2", form="rule/2", fact="code.agreed", listed="no", do="save")[0]
            == 200
        )
        assert "# why this one" in file.read_text("utf-8")
        assert file.stat().st_mode & 0o777 == 0o600

    def test_a_field_that_is_not_sent_is_left_alone(self, page, file):
        assert page.send("head", form="head", title="Ours")[0] == 200
        head = open_ruleset(str(file))[0].head
        assert (head.title, head.roles) == ("Ours", ("broker",))
        assert page.send("rule/0", title="Trained")[0] == 200
        assert open_ruleset(str(file))[0].head.rule[0].some == "courses"

    def test_what_is_typed_is_shown_as_text(self, page, file):
        page.send(
            "rule/new", **{**RULE, "title": "<script>alert(1)</script>", "because": '"><img src=x>'}
        )
        for path in ("", "rule/8", "rule/8/all/1"):
            text = page.get(path)[1]
            assert "<script" not in text
            assert "<img" not in text

    def test_a_file_that_cannot_be_used_is_shown_with_its_faults(self, page, file):
        file.write_text(
            file.read_text("utf-8").replace("course.days >= 5", "course.dys >= 5"), encoding="utf-8"
        )
        status, text = page.get()
        assert status == 200
        assert "course.dys" in text
        assert page.get("rule/0")[0] == 404

    def test_pages_have_labels_headings_and_no_scripts(self, page):
        for path in ("", "head", "rule/0", "rule/new", "rule/0/where/2.1", "example/0"):
            text = page.get(path)[1]
            assert text.count("<h1>") == 1
            assert 'lang="en-GB"' in text
            assert "<script" not in text
            labelled = set(re.findall(r'<label for="([^"]+)"', text))
            for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", text):
                if 'type="hidden"' not in tag:
                    assert re.search(r' id="([^"]+)"', tag)[1] in labelled, tag


class TestClauseForms:
    @pytest.mark.parametrize(
        ("clause", "fields"),
        [
            ("code.agreed = yes", {"listed": ["yes"]}),
            ("dbs.level in {standard, enhanced}", {"listed": ["standard", "enhanced"]}),
            ("dbs.level = basic", {"listed": ["basic"]}),
            ("training.days >= 5", {"operator": [">="], "first": ["5"]}),
            ("training.days [2..5]", {"operator": ["range"], "first": ["2"], "second": ["5"]}),
            (
                "dbs.issued within 3 years",
                {"operator": ["within"], "first": ["3"], "unit": ["years"]},
            ),
            (
                "dbs.issued within 1 year",
                {"operator": ["within"], "first": ["1"], "unit": ["years"]},
            ),
            ("dbs.issued >= 2026-04-01", {"operator": [">="], "first": ["2026-04-01"]}),
            ("training.days (2..5]", {"text": ["(2..5]"]}),
        ],
    )
    def test_a_form_makes_the_clause_and_shows_it_again(self, clause, fields):
        fact = FACTS[clause.partition(" ")[0]]
        assert clause_from_form(fact, fields) == clause
        shown = form_of(fact, clause.partition(" ")[2])
        assert shown.free is ("text" in fields)
        for name, values in fields.items():
            if name == "listed":
                assert list(shown.chosen["listed"]) == values
            elif name != "text":
                assert shown.chosen[name] == values[0]


def test_a_count_in_a_list_without_a_number_is_not_saved(page, file):
    """“At least 1” in its place would turn a rule of “at most 1” into its opposite."""
    before = file.read_bytes()
    rule = {**RULE, "some": "courses", "at_least": "", "at_most": "", "fact": "course.days"}
    status, text = page.send("rule/new", **{**rule, "condition": ">= 1"})
    assert status == 422
    assert "at least, at most, or both" in text
    assert file.read_bytes() == before
