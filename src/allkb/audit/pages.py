"""Copies of pages as blocks: what they are written in is found out, furniture is left out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterator
from typing import assert_never

from allkb.audit.blocks import Block, Page, PageFormat, Piece
from allkb.audit.headings import Headings
from allkb.audit.html_pages import read_html
from allkb.audit.markdown_pages import read_markdown
from allkb.audit.text_pages import read_text
from allkb.errors import DataError, Fault

__all__ = ["read_page"]

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b|\A\s*<[a-z!?]", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6}[^\S\n]+\S|\]\([^()\s]|^(?:\*\*|__)\S", re.MULTILINE)
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xd0\xcf\x11\xe0")
_HEAD = 20_000


def read_page(page: str | bytes, *, headings: Collection[str] = ()) -> Page:
    """
    Read a copy of a page: HTML as saved, Markdown made from it, or copied text.

    Args:
        page: Its content; bytes are taken as UTF-8, else UTF-16 by its mark, else cp1252.
        headings: Headings it may have. Plain text does not show what a heading is.

    Raises:
        DataError: if it is no text, or holds none.
        MissingExtraError: if the package is missing that reads what it is written in.
    """
    text = page if isinstance(page, str) else _decoded(page)
    text = text.removeprefix("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    format = _format(text)
    blocks = tuple(_blocks(_pieces(text, format, Headings(headings).knows)))
    if not blocks:
        raise DataError((Fault("page", "it holds no text"),))
    return Page(format, blocks)


def _decoded(page: bytes) -> str:
    if page.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return page.decode("utf-16", errors="replace")
    if page.startswith(_BINARY):
        raise DataError((Fault("page", "it is a binary file; save it as HTML or text"),))
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("cp1252", errors="replace")


def _format(text: str) -> PageFormat:
    if _HTML.search(text[:_HEAD]):
        return PageFormat.HTML
    return PageFormat.MARKDOWN if _MARKDOWN.search(text) else PageFormat.TEXT


def _pieces(text: str, format: PageFormat, is_known: Callable[[str], bool]) -> Iterator[Piece]:
    match format:
        case PageFormat.HTML:
            return read_html(text)
        case PageFormat.MARKDOWN:
            return read_markdown(text)
        case PageFormat.TEXT:
            return read_text(text, is_known)
        case _:
            assert_never(format)


def _blocks(pieces: Iterator[Piece]) -> Iterator[Block]:
    """Say of each piece which headings it stands under."""
    above: list[Piece] = []
    for piece in pieces:
        if piece.level:
            while above and above[-1].level >= piece.level:
                above.pop()
            above.append(piece)
        yield Block(piece.kind, piece.text, tuple(heading.text for heading in above))
