"""Whether the packages that installed distributions need are there, by their own metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from attrs import Factory, define
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from sds_core.cli.check import Check

__all__ = ["requirement_checks"]


@define
class _Package:
    """What is asked of one package.

    Attributes:
        needed: each distribution that needs it, with the versions that will do.
        optional: each extra that needs it, with the versions that will do.
    """

    needed: dict[str, Requirement] = Factory(dict)
    optional: dict[str, Requirement] = Factory(dict)


def _asked(distribution: str) -> Iterator[tuple[str, str, Requirement]]:
    """Yield what a distribution needs here: the package, the extra that it is for, what will do."""
    for text in requires(distribution) or ():
        wanted = Requirement(text)
        package, marker = canonicalize_name(wanted.name), wanted.marker
        if marker is None or marker.evaluate({"extra": ""}):
            yield package, "", wanted
            continue
        # The metadata names every extra; a marker that no extra makes true is for other machines.
        for extra in _extras(distribution):
            if marker.evaluate({"extra": extra}):
                yield package, extra, wanted


def _extras(distribution: str) -> list[str]:
    return list(metadata(distribution).get_all("Provides-Extra") or ())


def _there(wanted: Requirement, found: str) -> bool:
    return wanted.specifier.contains(found, prereleases=True)


def _check(name: str, package: _Package) -> Check:
    try:
        found = version(name)
    except PackageNotFoundError:
        if package.needed:
            by = ", ".join(sorted(package.needed))
            return Check(name, False, f"not installed; {by} cannot do without it")
        return Check(name, True, f"not installed (optional: {', '.join(sorted(package.optional))})")
    wrong = {
        by: wanted
        for by, wanted in {**package.optional, **package.needed}.items()
        if not _there(wanted, found)
    }
    if wrong:
        said = "; ".join(f"{by} needs {wanted.specifier}" for by, wanted in sorted(wrong.items()))
        return Check(name, False, f"{found}, and {said}")
    return Check(name, True, found)


def requirement_checks(distributions: Iterable[str]) -> Iterator[Check]:
    """Yield the state of every package that some distributions need, each once.

    Args:
        distributions: the names of installed distributions.
    """
    packages: dict[str, _Package] = {}
    ours = set(distributions)
    for distribution in sorted(ours):
        try:
            for name, extra, wanted in _asked(distribution):
                package = packages.setdefault(name, _Package())
                if extra:
                    package.optional[f"{distribution}[{extra}]"] = wanted
                else:
                    package.needed[distribution] = wanted
        except (PackageNotFoundError, InvalidRequirement) as error:
            yield Check(f"needs of {distribution}", False, f"{type(error).__name__}: {error}")
    for name in sorted(packages):
        check = _check(name, packages[name])
        if not check.works or name not in ours:  # what is right with our own is said elsewhere
            yield check
