"""Decisions made again: the same bytes years later, or what differs, by whom, or what is missing."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from attrs import evolve, frozen

from sds_core.errors import InputError
from sds_core.hookspecs import Hooks, hookimpl
from sds_core.model.answers import SupportOption
from sds_core.model.reasons import Evidence, Reason, Source
from sds_core.plugins.discovery import discover
from sds_core.plugins.manifest import Manifest
from sds_core.profiles.archive import profile_of
from sds_core.site import Site
from sds_register.audit.replay import replay
from sds_register.ledger.database import write_transaction

DAY = date(2026, 10, 1)
ALL = [
    "independent-broker@1.0",
    "independent-broker-own-budget@1.0",
    "community-support@1.0",
    "self-planning-first@1.0",
]


@pytest.mark.parametrize("model", ALL)
def test_every_example_comes_to_the_same_bytes_again(file_register, read_case, model):
    site = Site.load(model)
    for name in ("ada", "ben", "cam", "dee", "eli", "fay"):
        file_register.record(site, read_case(site, name), DAY)
    done = list(replay(file_register))
    assert len(done) == 48
    assert {item.same for item in done} == {True}
    assert not any(item.reads for item in done)


def test_chosen_decisions_alone_are_made_again(register, read_case):
    site = Site.load("community-support@1.0")
    recorded = register.record(site, read_case(site, "ada"), DAY)
    some = recorded.decisions[2:4]
    assert [item.entry for item in replay(register, some)] == list(some)
    with pytest.raises(InputError, match="no decision"):
        list(replay(register, [0]))


@pytest.mark.parametrize("model", ALL)
def test_a_profile_is_made_again_of_its_texts(model):
    site = Site.load(model)
    again = profile_of(site.texts.digest, site.texts.bodies.get)
    assert again.digest == site.profile.digest
    assert again.effective == site.profile.effective
    for question in site.profile.choices:
        assert again.notices(question, DAY) == site.profile.notices(question, DAY)
    assert Site(again).texts.bodies[site.texts.digest] == site.texts.bodies[site.texts.digest]


@pytest.fixture
def local(tmp_path):
    """A council's own profile, with a table and a rule set of its own beside it."""
    from sds_core.resources.references import resolve

    table, _ = resolve("sds-ras:adult-bands", "tables", None)
    for file in (table, table.with_suffix(".csv")):
        text = file.read_text("utf-8").replace("adult-bands.csv", "mine.csv")
        (tmp_path / f"mine{file.suffix}").write_text(text, encoding="utf-8")
    rules, _ = resolve("sds-oversight:exampleshire-brokers", "rulesets", None)
    ours = rules.read_text("utf-8").replace('id = "exampleshire-brokers"', 'id = "our-brokers"')
    (tmp_path / "brokers.toml").write_text(ours, encoding="utf-8")
    (tmp_path / "ours.toml").write_text(
        """id = "ours"
title = "Ours"
version = "1.0"
based_on = "independent-broker@1.0"
[settings.ras-points]
table = "mine.toml"
[settings.rulesets]
sets = ["brokers.toml@1.0"]
""",
        encoding="utf-8",
    )
    return tmp_path / "ours.toml"


def test_a_councils_own_files_may_be_gone_and_the_decision_is_made_again(
    file_register, read_case, local
):
    site = Site.load(str(local))
    file_register.record(site, read_case(site, "ben"), DAY)
    notices = site.profile.notices("accredit", DAY)
    assert notices  # the council left a body's set out, and every decision says so
    for file in local.parent.glob("*.toml"):
        file.write_text("gone", encoding="utf-8")
    (local.parent / "mine.csv").unlink()
    done = list(replay(file_register))
    assert {item.same for item in done} == {True}


def test_files_of_one_name_in_two_folders_are_two(file_register, read_case, local):
    """Two sets in two folders, each laid on a base.toml beside it; two tables of one name."""
    folder = local.parent
    text = (folder / "brokers.toml").read_text("utf-8")
    base = text[text.index("based_on") :].splitlines()[0]
    from sds_core.resources.references import resolve

    national, _ = resolve("sds-oversight:national-baseline", "rulesets", None)
    for number, hook in (("one", None), ("two", "x")):
        place = folder / number
        place.mkdir()
        below = national.read_text("utf-8")
        if hook:
            below = below.replace('title = "', 'title = "Another ', 1)
        (place / "base.toml").write_text(below, encoding="utf-8")
        own = text.replace(base, 'based_on = "base.toml@1.0"')
        own = own.replace('id = "our-brokers"', f'id = "ours-{number}"')
        (place / f"{number}.toml").write_text(own, encoding="utf-8")
    profile = local.read_text("utf-8").replace(
        '["brokers.toml@1.0"]', '["one/one.toml@1.0", "two/two.toml@1.0"]'
    )
    local.write_text(profile, encoding="utf-8")
    site = Site.load(str(local))
    again = profile_of(site.texts.digest, site.texts.bodies.get)
    assert again.digest == site.profile.digest
    file_register.record(site, read_case(site, "ben"), DAY)
    assert {item.same for item in replay(file_register)} == {True}


class TestWhatDiffers:
    def recorded(self, register, read_case):
        site = Site.load("community-support@1.0")
        register.record(site, read_case(site, "ada"), DAY)

    def replaced(self, plugin, factory):
        found = dict(discover())
        old = found[plugin]
        manifest = evolve(old.manifest, factory=factory)
        found[plugin] = evolve(old, manifest=manifest, point=None)
        return found

    def test_a_plugin_that_answers_otherwise_is_blamed_with_the_place(
        self, file_register, read_case
    ):
        self.recorded(file_register, read_case)
        old = discover()["support-tiers"].manifest.factory

        class Other(Hooks):
            def __init__(self, settings):
                self.inner = old(settings)

            @hookimpl
            def suggest_support(self, request):
                first, *rest = self.inner.suggest_support(request)
                return [evolve(first, title="Somebody else"), *rest]

        done = list(replay(file_register, found=self.replaced("support-tiers", Other)))
        (differs,) = [item for item in done if item.same is False]
        assert differs.question == "suggest_support"
        (one,) = differs.differences
        assert one.path == "$.opinions[0].answers[0].title"
        assert one.plugin == "support-tiers"
        assert json.loads(one.again) == "Somebody else"

    def test_what_follows_from_it_is_not_blamed(self, file_register, read_case):
        site = Site.load("independent-broker@1.0")
        file_register.record(site, read_case(site, "ben"), DAY)
        old = discover()["ras-points"].manifest.factory

        class More(Hooks):
            def __init__(self, settings):
                self.inner = old(settings)

            @hookimpl
            def allocate_budget(self, request):
                answer = self.inner.allocate_budget(request)
                lines = tuple(evolve(line, pence=line.pence + 100) for line in answer.lines)
                return evolve(answer, lines=lines)

        done = list(replay(file_register, found=self.replaced("ras-points", More)))
        assert [item.question for item in done if item.same is False] == ["allocate_budget"]
        differs = next(item for item in done if item.same is False)
        assert {d.plugin for d in differs.differences} == {"ras-points"}

    def test_a_plugin_that_fails_and_is_logged_read_no_clock(self, file_register, read_case):
        found = dict(discover())

        class Broken(Hooks):
            def __init__(self, settings):
                pass

            @hookimpl
            def suggest_support(self, request):
                raise RuntimeError("broken")

        found = self.replaced("support-tiers", Broken)
        from sds_core.profiles.assemble import assemble
        from sds_core.profiles.effective import load_effective

        site = Site(assemble(load_effective("community-support@1.0"), found))
        file_register.record(site, read_case(site, "ada"), DAY)
        done = list(replay(file_register, found=found))
        assert {item.same for item in done} == {True}
        assert not any(item.reads for item in done)

    def test_a_plugin_that_read_the_clock_is_caught(self, file_register, read_case):
        self.recorded(file_register, read_case)

        class Clock(Hooks):
            def __init__(self, settings):
                pass

            @hookimpl
            def suggest_support(self, request):
                text = f"It is {datetime.now()}"  # noqa: DTZ005
                why = Reason(text, "clock", Source("the clock"), Evidence.LOCAL_CHOICE)
                return [SupportOption("x", "X", 1, (why,))]

        done = list(replay(file_register, found=self.replaced("support-tiers", Clock)))
        differs = next(item for item in done if item.same is False)
        assert {d.plugin for d in differs.differences} == {"support-tiers"}
        assert any(
            "the clock (now), in" in what and "Clock.suggest_support" in what
            for what in differs.reads
        )

    def test_a_clock_that_changes_no_byte_yet_is_caught_too(self, file_register, read_case):
        self.recorded(file_register, read_case)
        old = discover()["support-tiers"].manifest.factory

        class Sly(Hooks):
            def __init__(self, settings):
                self.inner = old(settings)

            @hookimpl
            def suggest_support(self, request):
                if date.today().year > 2100:  # noqa: DTZ011
                    return []
                return self.inner.suggest_support(request)

        done = list(replay(file_register, found=self.replaced("support-tiers", Sly)))
        assert {item.same for item in done} == {True}
        assert any("today" in what for item in done for what in item.reads)


class TestWhatIsMissing:
    def test_another_version_of_a_plugin_is_reported_not_guessed(self, file_register, read_case):
        site = Site.load("community-support@1.0")
        file_register.record(site, read_case(site, "ada"), DAY)
        found = dict(discover())
        found["support-tiers"] = evolve(found["support-tiers"], version="9.9")
        done = list(replay(file_register, found=found))
        assert {item.same for item in done} == {None}
        assert "plugin support-tiers of sds-support 0.2.0 (here is sds-support 9.9)" in done[0].why
        del found["support-tiers"]
        assert "plugin support-tiers" in next(iter(replay(file_register, found=found))).why

    def test_what_is_installed_is_tried_where_that_is_asked_for(self, file_register, read_case):
        site = Site.load("community-support@1.0")
        file_register.record(site, read_case(site, "ada"), DAY)
        found = dict(discover())
        found["support-tiers"] = evolve(found["support-tiers"], version="9.9")
        done = list(replay(file_register, found=found, installed=True))
        assert {item.same for item in done} == {True}
        (other,) = {text for item in done for text in item.versions}
        assert other.endswith("sds-support 0.2.0 (here is sds-support 9.9)")
        del found["support-tiers"]  # nothing stands in for what is not there
        gone = list(replay(file_register, found=found, installed=True))
        assert gone[-1].same is None
        assert "plugin support-tiers" in gone[-1].why

    def test_what_differs_shows_whatever_the_versions(self, file_register, read_case):
        site = Site.load("community-support@1.0")
        file_register.record(site, read_case(site, "ada"), DAY)
        found = dict(discover())
        found["support-tiers"] = evolve(found["support-tiers"], distribution="another", version="9")
        done = list(replay(file_register, found=found, installed=True))
        assert {item.same for item in done} == {True, False}

    def test_another_version_of_the_core_is_reported(self, file_register, read_case, monkeypatch):
        site = Site.load("community-support@1.0")
        file_register.record(site, read_case(site, "ada"), DAY)
        monkeypatch.setattr("sds_register.audit.replay.__version__", "9.9")
        assert "sds-core 0.2.0 (here is 9.9)" in next(iter(replay(file_register))).why

    def test_a_missing_text_is_reported(self, file_register, read_case):
        site = Site.load("community-support@1.0")
        file_register.record(site, read_case(site, "ada"), DAY)
        with write_transaction(file_register.store.engine) as connection:
            connection.exec_driver_sql("DROP TRIGGER texts_no_delete")
            connection.exec_driver_sql("DELETE FROM texts")
        assert {item.same for item in replay(file_register)} == {None}
        assert "a text is missing" in next(iter(replay(file_register))).why


@frozen
class Nothing:
    """No settings."""


def test_notices_are_told_after_the_record_and_only_then(file_register, read_case, monkeypatch):
    from sds_core.profiles.assemble import load_profile
    from sds_core.profiles.profile import Choice

    told = []

    class Listener(Hooks):
        def __init__(self, settings):
            pass

        @hookimpl
        def after_decision(self, request):
            told.append((request.decision.question, file_register.store.count()))
            raise RuntimeError("a notice changes nothing")

    profile = load_profile("community-support@1.0")
    manifest = Manifest("listener", "A listener", ("after_decision",), Listener, Nothing, api="1")
    from sds_core.plugins.configure import ConfiguredPlugin
    from sds_core.plugins.discovery import InstalledPlugin

    configured = ConfiguredPlugin(
        InstalledPlugin("listener", "(test)", "0", manifest), Listener(Nothing()), Nothing()
    )
    choices = {**profile.choices, "after_decision": Choice(("listener",))}
    plugins = {**profile.plugins, "listener": configured}
    site = Site(evolve(profile, choices=choices, plugins=plugins))
    case = read_case(site, "ada")
    site.decide(case, DAY)
    assert told == []
    recorded = file_register.record(site, case, DAY, "once")
    assert len(told) == 8
    assert {size for _, size in told} == {recorded.size}
    file_register.record(site, case, DAY, "once")
    assert len(told) == 8
