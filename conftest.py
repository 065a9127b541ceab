"""Makes tests of the examples in README.md and docs."""

from __future__ import annotations

from documents import PARSERS
from sybil import Sybil

pytest_collect_file = Sybil(
    parsers=PARSERS,
    patterns=["README.md", "docs/**/*.md"],
    excludes=["docs/_build/**"],
).pytest()
