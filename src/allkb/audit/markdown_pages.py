"""Pages written in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allkb.audit.blocks import BlockKind, Piece
from allkb.audit.html_pages import read_html
from allkb.audit.passages import blocks
from allkb.errors import MissingExtraError

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["read_markdown"]

_KINDS = {
    "heading_open": BlockKind.HEADING,
    "list_item_open": BlockKind.ITEM,
    "th_open": BlockKind.CELL,
    "td_open": BlockKind.CELL,
}
_TEXTS = frozenset(("text", "text_special", "code_inline"))
_BREAKS = frozenset(("softbreak", "hardbreak"))


def read_markdown(text: str) -> Iterator[Piece]:
    """
    Yield the blocks of a Markdown page; HTML within it is read as HTML.

    Raises:
        MissingExtraError: if markdown-it-py is not installed.
    """
    try:
        from markdown_it import MarkdownIt
    except ModuleNotFoundError as exc:
        raise MissingExtraError("audit", "markdown_it") from exc
    # Reference definitions are off: a page may end in `[5]: ...`, and `[5]` is a citation.
    parser = MarkdownIt("commonmark").enable("table").disable("reference")
    within = [Piece(BlockKind.PARAGRAPH, "")]
    for token in parser.parse(text):
        if token.nesting < 0:
            within.pop()
        elif token.nesting:
            kind = _KINDS.get(token.type)
            level = int(token.tag[1:]) if kind is BlockKind.HEADING else 0
            within.append(Piece(kind, "", level) if kind else within[-1])
        elif token.type == "html_block":
            yield from read_html(token.content)
        else:
            for block in blocks(_text(token)):
                yield Piece(within[-1].kind, block, within[-1].level)


def _text(token: Token) -> str:
    """
    Return what a reader sees of a paragraph, or of code.

    Its lines are kept, since a list that does not start at 1 may stand in it.
    """
    if token.type != "inline":
        return token.content
    return "".join(
        child.content if child.type in _TEXTS else "\n" * (child.type in _BREAKS)
        for child in token.children or ()
    )
