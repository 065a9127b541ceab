"""What a page is made of, whatever it is written in."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen

__all__ = ["Block", "BlockKind", "Page", "PageFormat", "Piece"]


class PageFormat(StrEnum):
    """What a page is written in."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class BlockKind(StrEnum):
    """What a block of a page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"


@frozen
class Piece:
    """
    A block as its reader finds it, before it is known what it stands under.

    Attributes:
        kind: What it is.
        text: Its text, on one line, without emphasis and link targets.
        level: For a heading its level, from 1; 0 for a line that only looks like one.
    """

    kind: BlockKind
    text: str
    level: int = 0


@frozen
class Block:
    """
    A heading, or text that stands together.

    Attributes:
        kind: What it is.
        text: Its text, on one line, without emphasis and link targets.
        section: The headings it stands under, outermost first; a heading's ends
            in itself. Plain text shows only the innermost.
    """

    kind: BlockKind
    text: str
    section: tuple[str, ...]


@frozen
class Page:
    """
    A copy of a page, as far as it is text.

    Attributes:
        format: What it is written in.
        blocks: Its blocks, in their order.
    """

    format: PageFormat
    blocks: tuple[Block, ...]
