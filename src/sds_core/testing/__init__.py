"""The conformance kit for authors of plugins and rule sets.

One call in a test runs the contract of hooks on a plugin::

    from sds_core.testing import check_plugin

    def test_it_keeps_the_contract_of_hooks():
        check_plugin(manifest, {"percent": 5})
"""

from __future__ import annotations

from sds_core.testing.plugins import check_plugin
from sds_core.testing.requests import example_cases, requests_for
from sds_core.testing.rulesets import check_ruleset

__all__ = [
    "check_plugin",
    "check_ruleset",
    "example_cases",
    "requests_for",
]
