"""A profile as one file that stands alone: what it says with all its bases laid under it."""

from __future__ import annotations

from typing import Any

import tomli_w

from sds_core.formats.plain import thaw
from sds_core.profiles.effective import WHOLE
from sds_core.profiles.profile import Profile

__all__ = ["export_profile"]


def _choice(choice: dict[str, Any]) -> object:
    if "not_asked" in choice:
        return {"not_asked": choice["not_asked"]}
    if choice["listed"]:
        return choice["plugins"]
    if choice["advisers"]:
        return {"provider": choice["plugins"][0], "advisers": choice["advisers"]}
    return choice["plugins"][0]


def export_profile(profile: Profile) -> str:
    """Return a profile in TOML, bases laid under it, so that it can be read and re-imported.

    Paths to files beside the original profile stay as written; “package:name” references hold
    anywhere. Dates are written as texts.
    """
    data = thaw(profile.origin.data)
    document: dict[str, object] = {
        key: data[key] for key in ("id", "title", "version", "summary", "source") if data[key]
    }
    document["hooks"] = {question: _choice(choice) for question, choice in data["hooks"].items()}
    document["settings"] = {
        plugin: settings
        for plugin, settings in thaw(profile.effective["settings"]).items()
        if settings
    }
    document["letter"] = data["letter"]
    document.update({key: data[key] for key in WHOLE if key in data})
    bases = ", ".join(data["bases"])
    head = f"# Exported from {profile.name}" + (f", based on {bases}" if bases else "") + ".\n"
    return (
        head + f"# Digest of the effective profile: {profile.digest}\n\n" + tomli_w.dumps(document)
    )
