"""The editing page in a real browser."""

from __future__ import annotations

import os
import shutil

import pytest

from sds_core.rulesets.locate import open_ruleset


def browser():
    """Return what a real browser needs, or skip: never in CI."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    selenium = (
        pytest.importorskip("selenium", reason="selenium is not installed")
        if "CI" not in os.environ
        else __import__("selenium")
    )
    if not (chromium and driver):
        if "CI" in os.environ:
            pytest.fail("CI has no chromium and chromium-driver: .ci/run installs them")
        pytest.skip("no chromium and chromium-driver on this machine")
    return selenium, chromium, driver


@pytest.fixture(scope="module")
def chromium(tmp_path_factory):
    _, program, driver = browser()
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = program
    profile = tmp_path_factory.mktemp("chromium")
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", f"--user-data-dir={profile}"):  # fmt: skip
        options.add_argument(flag)
    # No scripts: the pages must not need them.
    options.add_experimental_option(
        "prefs", {"profile.managed_default_content_settings.javascript": 2}
    )
    made = webdriver.Chrome(options=options, service=Service(driver))
    yield made
    made.quit()


class Screen:
    """A real browser that waits for what it is told to see."""

    def __init__(self, driver):
        from selenium.common.exceptions import (
            NoSuchElementException,
            StaleElementReferenceException,
        )
        from selenium.webdriver.support.ui import WebDriverWait

        self.driver = driver
        late = (NoSuchElementException, StaleElementReferenceException)
        self.wait = WebDriverWait(driver, 20, 0.05, ignored_exceptions=late)

    def do(self, how, css):
        """Find an element and do something with it, however late the page comes."""
        from selenium.common.exceptions import StaleElementReferenceException, WebDriverException

        def attempt(driver):
            try:
                how(driver.find_element("css selector", css))
            except WebDriverException as error:
                # The driver's other words for an element of the page before.
                if "does not belong to the document" in str(error.msg):
                    raise StaleElementReferenceException(error.msg) from None
                raise
            return True

        return self.wait.until(attempt)

    def click(self, css):
        self.do(lambda element: element.click(), css)

    def sees(self, css, text):
        self.wait.until(lambda d: text in d.find_element("css selector", css).text)

    def write(self, css, text):
        def fill(element):
            element.clear()
            element.send_keys(text)

        self.do(fill, css)


@pytest.mark.filterwarnings("ignore")
def test_in_a_real_browser_without_scripts_a_rule_is_changed(chromium, server, file):
    from selenium.webdriver.support.ui import Select

    screen = Screen(chromium)
    chromium.get(server.address)
    screen.sees("h1", "A baseline for listing support brokers")
    screen.click("a[aria-label^='Change the rule: Two people']")
    screen.click("a[aria-label^='Change the clause reference.good']")
    screen.do(lambda e: Select(e).select_by_value("reference.on_ethics"), "#fact")
    screen.click("form[method=get] button")
    screen.sees("legend", "ethics")
    screen.click("#v-yes")
    screen.click("button[value=save]")
    screen.sees("code", "reference.on_ethics = yes")
    screen.write("#title", "Two people speak to the broker's ethics")
    screen.click("form[method=post]:not([action$=delete]) button")
    screen.sees("[role=status]", "is saved")
    rule = open_ruleset(str(file))[0].get("references")
    assert rule.written.where == ("reference.on_ethics = yes",)
    assert rule.written.title == "Two people speak to the broker's ethics"


@pytest.mark.filterwarnings("ignore")
def test_in_a_real_browser_a_mistake_is_explained(chromium, server, file):
    before = file.read_bytes()
    screen = Screen(chromium)
    chromium.get(server.address + "rule/0/where/2.1")
    screen.write("#first", "a week")
    screen.click("button[value=save]")
    screen.sees("[role=alert]", "Nothing was saved")
    screen.sees("[role=alert]", "whole number")
    assert file.read_bytes() == before
