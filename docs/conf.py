"""How Sphinx builds the documentation."""

from __future__ import annotations

import allkb

project = "allkb"
author = "The allkb maintainers"
copyright = "2026, the allkb maintainers"
release = allkb.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.coverage"]
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "furo"
html_title = f"allkb {release}"
exclude_patterns = ["_build"]
nitpicky = False
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_attr_annotations = True
