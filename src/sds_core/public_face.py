"""A package's public names, each imported from its module when it is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module

__all__ = ["public_face"]


def public_face(
    package: str, public: Mapping[str, str]
) -> tuple[dict[str, str], Callable[[str], object], Callable[[], list[str]]]:
    """Return where each public name of a package is, and the package's `__getattr__`, `__dir__`.

    Args:
        package: the package's name.
        public: the public names, separated by blanks, by the module in the package that has them.
    """
    home = {name: module for module, names in public.items() for name in names.split()}

    def get(name: str) -> object:
        if name not in home:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *home})

    return home, get, names
