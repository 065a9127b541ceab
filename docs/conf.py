"""How Sphinx builds the documentation."""

from __future__ import annotations

import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

import allkb

sys.path.insert(0, str(Path(__file__).with_name("_ext")))

project = "allkb"
author = "The allkb maintainers"
copyright = "2026, the allkb maintainers"
release = allkb.__version__
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.coverage",
    "evidence_pages",
]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
default_role = "code"
html_theme = "furo"
html_theme_options = {
    "announcement": (
        "Derived from revisions of NCI's PDQ summaries that each record names, and from papers and other documents that it names. "
        "Not a PDQ summary. Not clinical advice."
    )
}
html_title = f"allkb {release}"
html_static_path = ["_static"]
html_css_files = ["allkb.css"]
smartquotes = False  # quotes and dashes stay as they are printed
exclude_patterns = ["_build", "_templates"]
nitpicky = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
# The knowledge base imports these for type checkers alone, to be quick.
autodoc_type_aliases = {
    name: f"allkb.{name}"
    for name in ("Change", "Classification", "Conflict", "Matches", "MissingFact", "Patient")
}
napoleon_attr_annotations = True


def refuse_undocumented_names(app: Sphinx, error: Exception | None) -> None:
    """Fail the build if a public name is missing from the reference."""
    documented = {f"allkb.{name}" for name in ("__version__",)}
    documented |= set(app.env.domaindata["py"]["objects"])
    missing = sorted(name for name in allkb.__all__ if f"allkb.{name}" not in documented)
    if missing and error is None:
        msg = f"not in the reference: {', '.join(missing)}"
        raise ExtensionError(msg)


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the check."""
    app.connect("build-finished", refuse_undocumented_names)
