"""A profile that loads and cannot decide is called broken; what a list loses is said."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import pluggy
import pytest
from attrs import frozen

from sds_core.cli.profile.check import check_profile
from sds_core.errors import ProfileError
from sds_core.hookspecs import PROJECT, Hooks, hookimpl
from sds_core.plugins.manifest import Manifest, manifest_problem
from sds_core.profiles.assemble import load_profile
from sds_core.questions import QUESTIONS

ON = date(2026, 10, 1)


@pytest.fixture
def profile(tmp_path):
    """Return a function from the text of a delta to its file."""

    def write(text, base="independent-broker@1.0"):
        path = tmp_path / "mine.toml"
        head = f'id = "mine"\ntitle = "Mine"\nversion = "1.0"\nbased_on = "{base}"\n'
        path.write_text(head + text, encoding="utf-8")
        return str(path)

    return write


class TestLists:
    def test_a_list_may_gain_and_lose_plugins_and_keeps_the_rest(self, profile):
        loaded = load_profile(
            profile('[hooks]\nadjust_budget = { add = ["contingency"], before = "limits" }\n'
                    '[settings.contingency]\npercent = 5\n')
        )  # fmt: skip
        assert loaded.choices["adjust_budget"].plugins == ("informal-care", "contingency", "limits")
        fewer = load_profile(profile('[hooks]\nadjust_budget = { remove = ["informal-care"] }\n'))
        assert fewer.choices["adjust_budget"].plugins == ("limits",)

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            ('adjust_budget = { remove = ["informal-car"] }', "Did you mean “informal-care”?"),
            ('adjust_budget = { add = ["limits"] }', "not in the list already"),
            ('adjust_budget = { add = ["contingency"], before = "limit" }', "one of the list"),
            ('fund_help = { add = ["from-budget"] }', "write the whole choice instead"),
            ('adjust_budget = { add = "limits" }', "add = […]"),
            ('adjust_budget = { before = "limits" }', "add = […]"),
        ],
    )
    def test_a_change_that_means_nothing_is_refused(self, profile, change, says):
        with pytest.raises(ProfileError) as error:
            load_profile(profile(f"[hooks]\n{change}\n"))
        assert says in str(error.value)

    def test_what_a_whole_new_list_leaves_out_is_said(self, profile):
        path = profile('[hooks]\ncheck_conflicts = ["rulesets"]\n')
        check, _ = check_profile(path, ON)
        assert any("leaves out conflicts" in note and "add = […]" in note for note in check.notes)

    def test_what_is_removed_is_said(self, profile):
        path = profile('[hooks]\nadjust_budget = { remove = ["informal-care"] }\n')
        check, _ = check_profile(path, ON)
        assert any("informal-care is removed" in note for note in check.notes)

    @pytest.mark.parametrize("question", ["adjust_budget", "check_conflicts"])
    def test_a_scaffolds_advice_drops_nothing(self, question):
        from sds_core.cli.new.writing import choice_of

        assert "add = " in choice_of("ours", QUESTIONS[question])


class TestTrying:
    def test_a_set_on_a_question_that_is_not_asked_is_a_fault(self, profile):
        path = profile('[hooks]\naccredit = { not_asked = "No list is kept." }\n')
        check, _ = check_profile(path, ON)
        assert not check.works
        assert any(
            "a set on accredit, which is not put to rulesets" in f.found for f in check.faults
        )
        assert load_profile(path)  # what was decided by it before can still be made again

    def test_an_adjustment_after_rounding_and_cap_is_a_fault(self, profile):
        path = profile('[hooks]\nadjust_budget = ["limits", "informal-care"]\n')
        check, _ = check_profile(path, ON)
        assert not check.works
        assert any("informal-care after limits" in fault.found for fault in check.faults)
        assert "hooks.adjust_budget (line 6)" in check.faults[0].place

    @pytest.mark.parametrize(
        ("plugin", "setting"),
        [
            ("informal-care", 'table = "sds-ras:adult-bands"'),
            ("ras-points", 'bands = "sds-ras:informal-care"'),
            ("set-aside", 'table = "sds-ras:informal-care"'),
            ("conflicts", 'severities = "sds-ras:adult-bands"'),
        ],
    )
    def test_a_table_of_the_wrong_shape_is_a_fault(self, profile, plugin, setting):
        check, _ = check_profile(profile(f"[settings.{plugin}]\n{setting}\n"), ON)
        assert not check.works, check
        assert any(plugin in fault.found + fault.place for fault in check.faults)

    def test_the_published_models_are_sound(self):
        for name in ("independent-broker@1.0", "community-support@1.0", "self-planning-first@1.0"):
            assert check_profile(name, ON)[0].works


@frozen
class Loose:
    """Settings that nothing can check."""

    anything: object


def manifest(factory, **more):
    return Manifest("made", "Made", ("allocate_budget",), factory, **more, api="1")


class TestTrapsAreFoundBeforeUse:
    """`sds doctor` and `sds profile check` see them without a profile that configures the plugin."""

    def test_a_method_without_its_mark(self):
        class Made(Hooks):
            def allocate_budget(self, request):
                return None

        assert "no @hookimpl; mark it" in manifest_problem(manifest(Made), "made")

    @pytest.mark.parametrize("trap", ["wrapper", "tryfirst", "trylast"])
    def test_a_wrapper_or_an_order_of_its_own(self, trap):
        class Made(Hooks):
            @pluggy.HookimplMarker(PROJECT)(**{trap: True})
            def allocate_budget(self, request):
                yield

        found = manifest_problem(manifest(Made), "made")
        assert f"@hookimpl({trap}=True)" in found
        assert "write plain @hookimpl" in found

    def test_async_and_generators(self):
        class Made(Hooks):
            @hookimpl
            async def allocate_budget(self, request):
                return None

        assert "async or a generator" in manifest_problem(manifest(Made), "made")

    def test_a_parameter_with_a_default(self):
        class Made(Hooks):
            @hookimpl
            def allocate_budget(self, request=None):
                return None

        assert "must take one argument" in manifest_problem(manifest(Made), "made")

    def test_settings_that_nothing_can_check(self):
        @frozen
        class Anything:
            hours: Any
            lines: tuple[Any, ...] = ()

        class Made(Hooks):
            @hookimpl
            def allocate_budget(self, request):
                return None

        found = manifest_problem(manifest(Made, settings=Anything), "made")
        assert "'hours' may hold anything" in found
        assert "no schema" in manifest_problem(manifest(Made, settings=Loose), "made")


def test_what_a_plugin_prints_does_not_spoil_json(tmp_path, root, monkeypatch, capsys):
    import json

    from sds_core.cli.main import main
    from sds_ras.points import RasPoints

    real = RasPoints.allocate_budget

    @hookimpl
    def allocate_budget(self, request):
        print("debugging")
        return real(self, request)

    monkeypatch.setattr(RasPoints, "allocate_budget", allocate_budget)
    case = root / "schemas" / "examples" / "case-ben.json"
    with pytest.raises(SystemExit) as left:
        main(
            [
                "decide",
                str(case),
                "--profile",
                "independent-broker@1.0",
                "--on",
                "2026-10-01",
                "--json",
            ]
        )
    assert left.value.code == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["case"] == "EX-BEN"
    assert "debugging" in err
    assert sys.stdout is not sys.stderr
