"""Pages saved as HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from allkb.audit.blocks import BlockKind, Piece
from allkb.errors import DataError, Fault, MissingExtraError

if TYPE_CHECKING:
    from bs4.element import PageElement, Tag

__all__ = ["read_html"]

_LEFT_OUT = frozenset(
    [
        "script",
        "style",
        "nav",
        "header",
        "footer",
        "aside",
        "noscript",
        "template",
        "head",
        "title",
        "button",
        "select",
        "option",
        "textarea",
        "svg",
        "iframe",
        "object",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_KINDS = {"li": BlockKind.ITEM, "td": BlockKind.CELL, "th": BlockKind.CELL}
_HEADING = re.compile(r"h([1-6])")
_DECLARATION = re.compile(r"\s*<\?xml[^<>]*>", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNFINISHED = re.compile(r"<(?=(?:[A-Za-z/?]|!(?!--))[^<>]*+(?:<|\Z))")
_MANY = 1000


def read_html(text: str) -> Iterator[Piece]:
    """
    Yield the blocks of an HTML page, without what is hidden or around the article.

    Raises:
        MissingExtraError: if Beautiful Soup is not installed.
        DataError: if it refuses the page.
    """
    try:
        from bs4 import BeautifulSoup, ParserRejectedMarkup
    except ModuleNotFoundError as exc:
        raise MissingExtraError("audit", "bs4") from exc
    try:
        soup = BeautifulSoup(_tame(_DECLARATION.sub("", text, count=1)), "html.parser")
    except ParserRejectedMarkup as exc:
        raise DataError((Fault("page", "it cannot be read as HTML"),)) from exc
    yield from _pieces(soup)


def _tame(text: str) -> str:
    """Take out what the parser needs quadratic time for: comments and tags that never end."""
    unclosed = text.find("<!--", text.rfind("-->") + 1)
    text = text if unclosed < 0 else text[:unclosed]
    few = sum(1 for _ in _UNFINISHED.finditer(text)) <= _MANY
    return text if few else _UNFINISHED.sub("&lt;", text)


def _pieces(soup: Tag) -> Iterator[Piece]:
    """Walk the tree without recursion, since hostile pages nest deeply."""
    from bs4.element import NavigableString, Tag

    within = [Piece(BlockKind.PARAGRAPH, "")]
    words: list[str] = []
    ahead: list[PageElement | None] = [soup]
    while ahead:
        node = ahead.pop()
        if node is None:
            yield from _flushed(words, within.pop())
        elif isinstance(node, Tag):
            if _is_left_out(node):
                continue
            if node.name not in _INLINE:
                yield from _flushed(words, within[-1])
                within.append(_like(node.name, within[-1]))
                ahead.append(None)
            ahead += reversed(node.contents)
            words += [" "] * (node.name == "br")
        elif type(node) is NavigableString:
            words.append(node)


def _flushed(words: list[str], like: Piece) -> Iterator[Piece]:
    """Empty the words into a piece, if they are any."""
    text = " ".join("".join(words).split())
    words.clear()
    if text:
        yield Piece(like.kind, text, like.level)


def _like(name: str, outer: Piece) -> Piece:
    """Return what text right within an element is."""
    if found := _HEADING.fullmatch(name):
        return Piece(BlockKind.HEADING, "", int(found[1]))
    kind = _KINDS.get(name)
    return Piece(kind, "") if kind else outer


def _is_left_out(tag: Tag) -> bool:
    return (
        tag.name in _LEFT_OUT
        or tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(str(tag.get("style", ""))))
    )
