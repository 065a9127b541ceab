"""The volume and the pages of a paper, as printed, in their parts."""

from __future__ import annotations

import re

from allkb.model import Citation

__all__ = ["pages_of", "volume_of"]

_VOLUME = re.compile(r"(\S+) \(([^()]+)\)")
_PAGES = re.compile(r"([^\s,-]+)-([^\s,-]+)")


def volume_of(paper: Citation) -> tuple[str | None, str | None]:
    """Return the volume, and the issue if it is printed behind it: `35 (11)`."""
    found = _VOLUME.fullmatch(paper.volume or "")
    return (found[1], found[2]) if found else (paper.volume, None)


def pages_of(paper: Citation) -> tuple[str | None, str | None]:
    """Return the first page and the last as printed, `7` of `1041-7`; or all that is printed."""
    found = _PAGES.fullmatch(paper.pages or "")
    return (found[1], found[2]) if found else (paper.pages, None)
