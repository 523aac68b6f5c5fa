"""The documentation as a site: `sphinx-build --fail-on-warning -c docs . site`.

The source is the whole repository, so that links between pages lead where they lead on a forge.
"""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_extensions"))

project = "sds-core"
version = release = version_of("sds-core")
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**", "plugins/*/README.md", "contrib/*/README.md"]
exclude_patterns = [".*", "docs/_extensions", "**/tests", "**/src"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "public_names"]

html_theme = "furo"
html_title = f"sds-core {version}"
html_copy_source = False
html_show_copyright = False

# Headings can be linked to by their text, as on a forge.
myst_heading_anchors = 4

# A record is shown by its fields, with what its docstring says of each; a function by its
# arguments.
napoleon_numpy_docstring = False
napoleon_attr_annotations = True
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented_params"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
# A name in single backquotes is code, as in Markdown.
default_role = "literal"
# The contents list classes; with every field as well, pages took twice as long to write.
toc_object_entries = False
