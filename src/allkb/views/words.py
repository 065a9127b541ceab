"""Text with links in it, before it is known what it is written in."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Fact", "Item", "To", "Words", "plain"]


class To(NamedTuple):
    """
    A name that stands for a record.

    Attributes:
        kind: What it is.
        id: Its id.
        text: Its name.
    """

    kind: Literal["statement", "citation", "concept"]
    id: str
    text: str


Words = tuple[str | To, ...]
"""A text in pieces, some of which lead to records."""


class Item(NamedTuple):
    """A point of a list, with the points below it."""

    words: Words
    parts: tuple[Item, ...] = ()


class Fact(NamedTuple):
    """One thing that is held of a statement: what it is, and what is said of it."""

    label: str
    items: tuple[Item, ...]


def plain(words: Words) -> str:
    """Return words as text, without their links."""
    return "".join(piece if isinstance(piece, str) else piece.text for piece in words)
