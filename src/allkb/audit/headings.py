"""Telling whether two headings are the same one, of which one may be stored cut."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from allkb.audit.passages import normalised

__all__ = ["Headings", "same_heading"]

_CUT = ("\u2026", "...")


class Headings:
    """Headings that may be cut, to be found again on a page."""

    def __init__(self, headings: Collection[str]) -> None:
        self._whole = frozenset(normalised(h) for h in headings if not h.endswith(_CUT))
        self._begun = tuple({normalised(h) for h in headings if h.endswith(_CUT)} - {""})

    def knows(self, line: str) -> bool:
        """Tell whether a line is one of them; case, emphasis and punctuation do not matter."""
        found = normalised(line)
        return found in self._whole or any(_begins(found, begun) for begun in self._begun)


def same_heading(stored: str, heading: str) -> bool:
    """Tell whether a heading of a page is a stored one, which may be cut and end in an ellipsis."""
    found, known = _words(heading), _words(stored)
    return _begins(found, known) if stored.endswith(_CUT) else found == known


_words = lru_cache(maxsize=1024)(normalised)


def _begins(found: str, begun: str) -> bool:
    return f"{found} ".startswith(f"{begun} ")
