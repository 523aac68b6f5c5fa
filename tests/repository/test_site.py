"""The documentation as a site: it builds without a warning and says what every public name is."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from enum import Enum
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path

import attrs
from sphinx.util.inventory import InventoryFile

ROOT = Path(__file__).resolve().parents[2]
FACES = ("sds_core", "sds_core.testing", "sds_register", "sds_authoring")


class Page(HTMLParser):
    """The links of a page, and the ids that can be linked to."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.links: set[Path] = set()
        self.ids: set[str] = set()
        self.file = file
        self.feed(file.read_text("utf-8"))

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if found.get("id"):
            self.ids.add(found["id"])
        target = (found.get("href") or "").partition("#")[0]
        if tag == "a" and target.endswith(".html") and ":" not in target:
            self.links.add((self.file.parent / target).resolve())


def build(folder: Path) -> Path:
    """Build the site from a copy, as the build writes pages beside the others; return its folder."""
    source = folder / "source"
    for page in [ROOT / "LICENSE", *ROOT.glob("*.md"), *ROOT.glob("plugins/*/README.md")]:
        copy = source / page.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, copy)
    shutil.copytree(ROOT / "docs", source / "docs", ignore=shutil.ignore_patterns("names"))
    command = ["sphinx-build", "--fail-on-warning", "--keep-going", "-c", "docs", ".", "site"]
    assert " ".join(command) in (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *command[1:], "--jobs", "2", "--quiet"],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return source / "site"


def unsaid(pages: dict[Path, Page], site: Path) -> list[str]:
    """Return the public names, and fields of public records, that no page says anything of."""
    shown = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    missing = []
    for face in FACES:
        module = import_module(face)
        for name in module.__all__:
            full, thing = f"{face}.{name}", getattr(module, name)
            if name == "__version__":
                continue
            kinds = [kind for kind in shown.data if full in shown.data[kind]]
            if not kinds:
                missing.append(full)
            elif inspect.isclass(thing) and attrs.has(thing):
                page = pages[(site / shown.data[kinds[0]][full].uri.partition("#")[0]).resolve()]
                fields = [f.name for f in attrs.fields(thing) if not f.name.startswith("_")]
                missing += [f"{full}.{f}" for f in fields if f"{full}.{f}" not in page.ids]
            elif inspect.isclass(thing) and issubclass(thing, Enum):
                page = pages[(site / shown.data[kinds[0]][full].uri.partition("#")[0]).resolve()]
                missing += [f"{full}.{m.name}" for m in thing if f"{full}.{m.name}" not in page.ids]
    return missing


def test_the_site(tmp_path):
    """One test, so that the site is built once however the tests are spread."""
    site = build(tmp_path).resolve()
    pages = {file: Page(file) for file in site.rglob("*.html")}
    assert unsaid(pages, site) == []

    first = pages[site / "docs" / "index.html"]
    written = {
        f for f in pages if f.name not in ("genindex.html", "search.html", "py-modindex.html")
    }
    assert len(written) > 80
    one = {page for page in first.links if page in pages}
    two = one | {page for near in one for page in pages[near].links}
    assert written <= two, sorted(str(page.relative_to(site)) for page in written - two)
    dead = [
        (f.name, link.name)
        for f, page in pages.items()
        for link in page.links
        if not link.is_file()
    ]
    assert not dead
