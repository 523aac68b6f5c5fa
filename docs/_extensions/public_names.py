"""Pages on every public name, from docstrings: one page for each module that has some.

They are written beside the other pages, into `docs/names/`, each time the site is built, and are
in no commit. What plugins and hosts import is `from sds_core import Name`, so a name is shown
under its public face, whatever module it is in.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

__all__ = ["FACES", "names_of", "setup"]

FACES = ("sds_core", "sds_core.testing", "sds_register", "sds_authoring")


def names_of(face: str) -> dict[str, list[str]]:
    """Return the public names of a package, by the module that has them.

    Args:
        face: the package that they are imported from.
    """
    package = import_module(face)
    home = getattr(package, "_HOME", {})
    found: dict[str, list[str]] = {}
    for name in package.__all__:
        if name != "__version__":
            module = f"{face}.{home[name]}" if name in home else face
            found.setdefault(module, []).append(name)
    return found


def _directive(face: str, name: str) -> Iterator[str]:
    thing = getattr(import_module(face), name)
    if inspect.isclass(thing):
        yield f".. autoclass:: {face}.{name}"
        yield "   :members:"
        if issubclass(thing, Enum):
            yield "   :undoc-members:"
        elif not issubclass(thing, Exception):
            yield "   :inherited-members:"
            yield "   :special-members: __getitem__"
    else:
        yield f".. {'autofunction' if callable(thing) else 'autodata'}:: {face}.{name}"
        yield from ["   :no-value:"] * (not callable(thing) and not isinstance(thing, str))
    yield ""


def _heading(text: str, line: str = "=") -> list[str]:
    return [text, line * len(text), ""]


def _page(face: str, module: str, names: list[str]) -> str:
    summary = (inspect.getdoc(import_module(module)) or "").partition("\n\n")[0]
    lines = [*_heading(module.removeprefix(f"{face}.")), summary.replace("`", "``"), ""]
    lines += [f"Import from ``{face}``.", ""]
    for name in sorted(names, key=str.lower):
        lines += [*_heading(name, "-"), *_directive(face, name)]
    return "\n".join(lines)


def write_pages(app: Sphinx) -> None:
    """Write the pages, and the list of them."""
    folder = Path(app.srcdir) / "docs" / "names"
    folder.mkdir(exist_ok=True)
    wanted = {"index.rst": "\n".join(_heading("Every public name"))}
    for face in FACES:
        wanted["index.rst"] += f"\n.. toctree::\n   :caption: {face}\n\n"
        for module, names in sorted(names_of(face).items()):
            wanted[f"{module}.rst"] = _page(face, module, names)
            wanted["index.rst"] += f"   {module}\n"
    for old in folder.glob("*.rst"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")


def leave_out_signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, signature: str, returned: str
) -> tuple[str, str] | None:
    """Show no signature for a class that nobody makes by calling it with those arguments."""
    if what == "class" and issubclass(thing, Enum | Exception):
        return "", ""
    return None


def link_to_face(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: Element
) -> Element | None:
    """Resolve a class named by its module, as annotations name it, to its place on these pages."""
    target = node.get("reftarget", "")
    name = target.rpartition(".")[2]
    for face in FACES:
        if name in import_module(face).__all__ and node.get("refdomain") == "py":
            shown = f"{face}.{name}"
            domain = env.get_domain("py")
            return domain.resolve_xref(
                env, node["refdoc"], app.builder, "obj", shown, node, content
            )
    return None


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the site's build."""
    app.connect("builder-inited", write_pages)
    app.connect("autodoc-process-signature", leave_out_signature)
    app.connect("missing-reference", link_to_face)
    return {"parallel_read_safe": True, "version": "1"}
