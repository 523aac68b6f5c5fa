"""An area's rule set laid on a baseline."""

from __future__ import annotations

import pytest
from sds_test_support.rulesets import FIVE, head, levels, read, rule

from sds_core.errors import ConfigurationError, RuleSetError
from sds_core.explain.ruleset import view_of
from sds_core.explain.ruleset_changes import diff_sets

BASE = head('layering = { how = "{how}", because = "So it was agreed." }', set_id="base")
AREA = 'based_on = "base.toml@1.0"\n'


def layered(folder, how, area, more=""):
    text = BASE.replace("{how}", how)
    base = rule("training", 'all = ["training.days >= 5"]') + rule(
        "code", 'all = ["code.agreed = yes"]', "provisional"
    )
    base += rule("recent", 'all = ["dbs.issued within 3 years"]', "provisional")
    base += rule("free", 'all = ["training.days >= 1"]').replace(
        "evidence", "may_loosen = true\nevidence"
    )
    (folder / "base.toml").write_text(text + base, encoding="utf-8")
    return read(head(AREA + more, set_id="area") + area, folder, "area.toml")


class TestLayers:
    @pytest.mark.trace("T060")
    def test_local_decides_may_add_change_and_drop(self, tmp_path):
        made = layered(
            tmp_path, "local-decides",
            rule("training", 'all = ["training.days >= 3"]') + rule("own", 'all = ["dbs.discloses = no"]'),
            'drop = [{ rule = "code", because = "We have none." }]\n',
        )  # fmt: skip
        layers = {r.id: r.layer for r in made.rules}
        own, base = "area@1.0", "base@1.0"
        assert layers == {"training": own, "recent": base, "free": base, "own": own}
        assert "base.toml" in "".join(made.digests)
        assert "We have none." in "".join(view_of(made).dropped)

    @pytest.mark.parametrize(
        ("area", "more", "allowed"),
        [
            (rule("training", 'all = ["training.days >= 6"]'), "", True),
            (rule("training", 'all = ["training.days >= 5", "code.agreed = yes"]'), "", True),
            (rule("training", 'all = ["training.days > 4"]'), "", True),
            (rule("training", 'all = ["training.days >= 4"]'), "", False),
            (rule("training", 'all = ["training.days >= 5"]', "provisional"), "", False),
            (rule("training", 'when = ["code.agreed = yes"]\nall = ["training.days >= 5"]'), "", False),
            (rule("training", 'any = ["training.days >= 5", "code.agreed = yes"]'), "", False),
            (rule("training", 'all = ["training.days >= training.days"]'), "", False),
            (rule("code", 'all = ["code.agreed = yes"]', "not_listed"), "", True),
            ("", 'drop = [{ rule = "training", because = "b" }]\n', False),
            ("", 'drop = [{ rule = "free", because = "b" }]\n', True),
            (rule("free", 'all = ["training.days >= 0"]'), "", True),
            ("", 'drop = [{ rule = "fre", because = "b" }]\n', False),
            (rule("recent", 'all = ["dbs.issued within 2 years"]'), "", True),
            (rule("recent", 'all = ["dbs.issued within 35 months"]'), "", True),
            (rule("recent", 'all = ["dbs.issued within 37 months"]'), "", False),
            (rule("recent", 'all = ["dbs.issued within 366 days"]'), "", False),
            (rule("recent", 'all = ["dbs.issued in [2026-01-01 .. 2026-04-01]"]'), "", False),
        ],
    )  # fmt: skip
    def test_tighten_only_lets_no_loosening_pass(self, tmp_path, area, more, allowed):
        if allowed:
            layered(tmp_path, "tighten-only", area, more)
            return
        with pytest.raises(RuleSetError) as error:
            layered(tmp_path, "tighten-only", area, more)
        assert error.value.faults
        assert "area.toml" in str(error.value.faults[0])

    def test_the_words_for_roles_may_only_widen(self, tmp_path):
        layered(tmp_path, "tighten-only", "")
        text = head(AREA, set_id="area").replace('roles = ["broker"]', 'roles = ["peer"]')
        with pytest.raises(RuleSetError, match="at least broker"):
            read(text, tmp_path, "area.toml")
        wider = head(AREA, set_id="area").replace('"broker"]', '"broker", "peer"]')
        assert read(wider, tmp_path, "area.toml").head.roles == ("broker", "peer")

    def test_a_table_of_one_s_own_is_no_way_round(self, tmp_path):
        strict = levels(tmp_path, "levels", 'no,"in {basic, standard}",no\nyes,enhanced,yes\n')
        loose = levels(tmp_path, "ours", "yes,any,yes\n")
        asked = rule("check", 'all = ["levels.enough = yes"]')
        base = BASE.replace("{how}", "tighten-only") + strict.format(fact="dbs.level") + asked
        (tmp_path / "base.toml").write_text(base, encoding="utf-8")
        area = head(AREA, set_id="area")
        with pytest.raises(RuleSetError, match="another table than the baseline's"):
            read(area + loose.format(fact="dbs.level") + asked, tmp_path, "area.toml")
        assert read(area + strict.format(fact="dbs.level") + asked, tmp_path, "area.toml")

    def test_what_another_table_gives_is_not_taken_as_the_same(self, tmp_path):
        asked = rule("check", 'all = ["levels.enough = yes"]')
        sets = [
            read(head() + levels(tmp_path, name, rows).format(fact="dbs.level") + asked, tmp_path)
            for name, rows in (
                ("levels", 'no,basic,no\nyes,"in {standard, enhanced}",yes\n'),
                ("ours", "yes,any,yes\n"),
            )
        ]
        (change,) = diff_sets(*sets).rules
        assert (change.change, change.text) == ("not analysed", "it reads another table")

    def test_no_layer_between_takes_a_lock_off(self, tmp_path):
        layered(tmp_path, "tighten-only", "")
        middle = 'layering = { how = "local-decides", because = "We leave it open." }\n'
        (tmp_path / "middle.toml").write_text(
            head(AREA + middle, set_id="middle"), encoding="utf-8"
        )
        last = head(
            'based_on = "middle.toml@1.0"\ndrop = [{ rule = "training", because = "b" }]\n',
            set_id="area",
        )
        with pytest.raises(RuleSetError, match="training"):
            read(last, tmp_path, "area.toml")
        free = last.replace('rule = "training"', 'rule = "free"')
        assert {r.id for r in read(free, tmp_path, "area.toml").rules} == {
            "training",
            "code",
            "recent",
        }

    @pytest.mark.parametrize(
        "name", ["../base.toml@1.0", "/etc/passwd@1", "b" * 5_000 + ".toml@1.0", "sub/base.toml@1"]
    )
    def test_a_baseline_lies_beside_or_in_a_package(self, tmp_path, name):
        folder = tmp_path / "area"
        folder.mkdir()
        layered(tmp_path, "tighten-only", "")
        with pytest.raises(ConfigurationError):
            read(head(f'based_on = "{name}"\n', set_id="area"), folder, "area.toml")

    def test_a_refused_loosening_shows_a_case(self, tmp_path):
        with pytest.raises(RuleSetError, match=r"training.days \[4..4\]|training.days 4"):
            layered(tmp_path, "tighten-only", rule("training", 'all = ["training.days >= 4"]'))

    def test_lists_are_compared_by_what_an_item_must_be(self):
        def made(where):
            return read(head() + rule("a", f'some = "courses"\nwhere = [{where}]'))

        def change(one, other):
            found = diff_sets(made(one), made(other)).rules
            return found[0].change if found else "same"

        narrow, wide = '"course.days >= 5"', '["course.days >= 5", "course.code = x"]'
        assert change(narrow, wide) == "looser"
        assert change(wide, narrow) == "stricter"
        assert change(narrow, '"course.days > 4"') == "same answer"

    def test_a_baseline_without_a_declared_way_is_not_built_on(self, tmp_path):
        (tmp_path / "base.toml").write_text(head(set_id="base") + rule("a", FIVE), encoding="utf-8")
        with pytest.raises(RuleSetError, match="declare"):
            read(head(AREA, set_id="area"), tmp_path)
