"""What a profile holds for core and plugins alike: its published criteria and approval tiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from attrs import evolve

from sds_core.errors import ConfigurationError, Fault, InputError
from sds_core.formats.plain import thaw
from sds_core.formats.records import from_plain
from sds_core.model.criteria import CriteriaSet, CriterionKind, Grounds, Tier
from sds_core.model.periods import Period
from sds_core.profiles.effective import EffectiveProfile
from sds_core.resources.documents import load_document
from sds_core.resources.resolver import INSTALLED, Resolver
from sds_core.schemas.published import check_document

__all__ = ["read_criteria", "read_tiers"]

Path = tuple[str | int, ...]


def read_criteria(
    effective: EffectiveProfile,
    report: Callable[[Fault], None],
    keep: Callable[[str, Mapping[str, str]], None],
    files: Resolver = INSTALLED,
) -> CriteriaSet | None:
    """Return the published criteria that a profile names, or `None` with the faults reported.

    Args:
        effective: the profile with its bases.
        report: takes each fault.
        keep: keeps the file's digests.
        files: finds the file.
    """

    def fault(path: Path, found: str, expected: str, hint: str = "") -> None:
        report(Fault(effective.place(*path), found, expected, hint))

    choice = effective.data.get("criteria")
    if choice is None:
        fault((), "no [criteria]", "the published set that plans are looked at by")
        return None
    origin = effective.origin(("criteria",))
    sets: list[CriteriaSet] = []
    named = [("set", choice["set"]), *(("also", name) for name in choice.get("also", ()))]
    for key, name in named:
        try:
            document = load_document(name, origin.folder, "criteria", files)
            plain = thaw(document.data)
            check_document(plain, "criteria-1", name)
        except (ConfigurationError, InputError) as error:
            here = effective.place("criteria", key)
            for wrong in error.faults:
                report(evolve(wrong, place=f"{here}: {wrong.place}"))
            return None
        keep(name, document.digests)
        sets.append(from_plain(plain, CriteriaSet))
    criteria = evolve(
        sets[0],
        title="; ".join(each.title for each in sets),
        criteria=tuple(
            evolve(
                criterion,
                source=criterion.source or each.source,
                evidence=criterion.evidence or each.evidence,
            )
            for each in sets
            for criterion in each.criteria
        ),
        grounds_only=sets[0].grounds_only or choice.get("grounds") == Grounds.PUBLISHED,
    )
    ids = Counter(criterion.id for criterion in criteria.criteria)
    if not ids:
        fault(("criteria", "set"), "a set without criteria", "at least one")
    for criterion in criteria.criteria:
        if ids[criterion.id] > 1:
            fault(("criteria", "set"), f"the criterion {criterion.id!r} twice", "once")
        if criterion.kind is CriterionKind.FACT and not criterion.fact:
            fault(
                ("criteria", "set"),
                f"the criterion {criterion.id!r} of kind “fact” without a fact",
                "the fact's name",
            )
    return criteria


def read_tiers(effective: EffectiveProfile, report: Callable[[Fault], None]) -> tuple[Tier, ...]:
    """Return a profile's approval tiers, with every fault in them reported.

    Args:
        effective: the profile with its bases.
        report: takes each fault.
    """

    def fault(path: Path, found: str, expected: str, hint: str = "") -> None:
        report(Fault(effective.place(*path), found, expected, hint))

    tiers = tuple(from_plain(tier, Tier) for tier in effective.data.get("tier") or [])
    if not tiers:
        fault((), "no [[tier]]", "at least one tier that may agree plans")
        return ()
    if len({tier.id for tier in tiers}) < len(tiers):
        fault(("tier",), "two tiers with one id", "an id each")
    if tiers[-1].limits:
        fault(
            ("tier", len(tiers) - 1),
            f"a limit on the last tier, {tiers[-1].id!r}",
            "a last tier without limit, so that somebody can decide any sum",
        )
    for index, tier in enumerate(tiers):
        _limits(index, tier, fault)
    for index, tier in enumerate(tiers[:-1]):
        if not tier.limits:
            fault(("tier", index), f"no limit on {tier.id!r}", "a limit, or no tier above")
    return tiers


def _limits(index: int, tier: Tier, fault: Callable[[Path, str, str], None]) -> None:
    seen: set[tuple[object, object]] = set()
    for number, limit in enumerate(tier.limits):
        path: Path = ("tier", index, "limits", number)
        if limit.amount.period is Period.ONCE or limit.amount.money.pence < 0:
            fault(path, f"a limit of {limit.amount.words()}", "a sum a year, or the like")
        if (limit.setting, limit.from_date) in seen:
            fault(path, f"two limits from {limit.from_date}", "one for a day and setting")
        seen.add((limit.setting, limit.from_date))
