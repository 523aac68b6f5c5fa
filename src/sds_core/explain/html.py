"""The environment that every page is made in; add-ons lay theirs over the core's base page."""

from __future__ import annotations

from functools import cache

import jinja2

__all__ = ["environment"]


@cache
def environment(package: str = "") -> jinja2.Environment:
    """Return the environment that every page is made in: everything escaped, nothing undefined.

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
