"""Pages copied from a browser as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from allkb.audit.blocks import BlockKind, Piece
from allkb.audit.markup import find_markings
from allkb.audit.passages import blocks

__all__ = ["read_text"]

_MOST_WORDS = 16


def read_text(text: str, is_known: Callable[[str], bool]) -> Iterator[Piece]:
    """
    Yield the blocks of a plain text; empty lines set its paragraphs apart.

    A short line by itself without a full stop looks like a heading, but so do
    menus and teasers. As soon as a known heading has come, only known ones
    count: the others have level 0.

    Args:
        text: The page.
        is_known: Tells whether a line is a heading that is known from elsewhere.
    """
    seen = False
    for lines in _paragraphs(text, is_known):
        if is_known(lines[0]):
            seen = True
            yield Piece(BlockKind.HEADING, lines[0], 1)
        elif len(lines) == 1 and _looks_like_heading(lines[0]):
            yield Piece(BlockKind.HEADING, lines[0], 0 if seen else 1)
        else:
            for block in blocks("\n".join(lines)):
                yield Piece(BlockKind.PARAGRAPH, block)


def _paragraphs(text: str, is_known: Callable[[str], bool]) -> Iterator[list[str]]:
    """Yield lines that stand together; a known heading stands alone."""
    ahead: list[str] = []
    for line in (*(" ".join(line.split()) for line in text.splitlines()), ""):
        known = bool(line) and is_known(line)
        if ahead and (known or not line):
            yield ahead
            ahead = []
        if known:
            yield [line]
        elif line:
            ahead.append(line)


def _looks_like_heading(line: str) -> bool:
    ends = line[-1] in ".!?:;,"
    return not ends and len(line.split()) <= _MOST_WORDS and not find_markings(line)
