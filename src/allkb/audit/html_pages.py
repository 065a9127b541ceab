"""Pages saved as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from allkb.audit.blocks import BlockKind, Piece
from allkb.errors import DataError, Fault, MissingExtraError

__all__ = ["read_html"]

_LEFT_OUT = frozenset(
    ("script", "style", "nav", "header", "footer", "aside", "noscript", "template")
    + ("head", "title", "button", "select", "option", "textarea", "svg", "iframe", "object")
)
_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn")
    + ("em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span")
    + ("strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "loeref", "glossarytermref")
)
_KINDS = {"li": BlockKind.ITEM, "td": BlockKind.CELL, "th": BlockKind.CELL}
_DECLARATION = re.compile(r"\s*<\?xml[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read_html(text: str) -> Iterator[Piece]:
    """
    Yield the blocks of an HTML page, without what is hidden or around the article.

    Raises:
        MissingExtraError: if Beautiful Soup is not installed.
        DataError: if it cannot make sense of the page.
    """
    try:
        from bs4 import BeautifulSoup, ParserRejectedMarkup  # noqa: PLC0415
    except ModuleNotFoundError as exc:
        raise MissingExtraError("audit", "bs4") from exc
    try:
        soup = BeautifulSoup(_DECLARATION.sub("", text, count=1), "html.parser")
    except ParserRejectedMarkup as exc:
        raise DataError((Fault("page", "cannot be read as HTML"),)) from exc
