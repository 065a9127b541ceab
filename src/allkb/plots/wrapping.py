"""Texts as lines that fit: wrapped, cut at the end if they must be, never spilled."""

from __future__ import annotations

import textwrap
import unicodedata

from allkb.plots.themes import CHARACTER

__all__ = ["fitting", "lines", "one_line"]


def one_line(text: object) -> str:
    """Return a text on one line, without what does not print."""
    joined = " ".join(str(text).split())
    return "".join(c for c in joined if c.isprintable())


def fitting(pixels: float, size: float) -> int:
    """Return how many letters of a size fit in some pixels."""
    return max(int(pixels / (size * CHARACTER)), 8)


def lines(text: str, width: int, most: int | None = None) -> list[str]:
    """
    Return a text in lines.

    Args:
        text: The text.
        width: How many letters a line has; letters that are twice as wide count twice.
        most: How many lines there are at most; the last one then ends in an ellipsis. None
            for as many as it takes.
    """
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    width = max(int(width * len(text) / (len(text) + wide)), 4) if text else width
    found = textwrap.wrap(one_line(text), width) or [""]
    if most is None or len(found) <= most:
        return found
    last = found[most - 1]
    if len(last) > width - 2:
        # No part of a word is left, unless the line is one word.
        last = last[: width - 2].rpartition(" ")[0] or last[: width - 2]
    last = last.rstrip(" ,;:")
    return [*found[: most - 1], f"{last} \N{HORIZONTAL ELLIPSIS}"]
