"""The Jinja environment of every page; templates of add-ons extend the core's base page."""

from __future__ import annotations

from functools import cache

import jinja2

__all__ = ["environment"]


@cache
def environment(package: str = "") -> jinja2.Environment:
    """Return the Jinja environment of every page: values escaped, undefined names refused.

    Args:
        package: the package of an add-on whose folder `templates` is looked in first.
    """
    own = [jinja2.PackageLoader(package)] if package else []
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([*own, jinja2.PackageLoader("sds_core.explain")]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
