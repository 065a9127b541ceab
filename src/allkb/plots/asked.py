"""What is asked of a chart: a selection that has something to draw, and options that exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast, get_args

from allkb.model import Statement
from allkb.plots.frame import title_faults
from allkb.plots.themes import theme_faults
from allkb.query import Selection

__all__ = ["common_faults", "group_faults", "statements_of", "word_faults", "words_of"]

_WIDTHS = (160, 2000)


def statements_of(selection: object) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Return the statements of what should be a selection with some, and what is wrong with it."""
    if not isinstance(selection, Selection):
        said = "needs a selection of statements, such as kb.outcomes"
        return (), (f"{said}, not {type(selection).__name__}",)
    items = cast("Selection[Statement]", selection).items
    found = tuple({statement.id: statement for statement in items}.values())
    if not found:
        return (), ("the selection is empty: no statement is in it, so there is nothing to draw",)
    return found, ()


def words_of(given: object) -> tuple[object, ...]:
    """Return words as a tuple; a single one, or what is no collection of words, is one of them."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        return (given,)
    return tuple(cast("Iterable[object]", given))


def word_faults(name: str, given: Iterable[object], known: Any) -> Iterator[str]:
    """Yield which words are none of those of a literal type."""
    words = get_args(known)
    for word in dict.fromkeys(repr(word) for word in given if word not in words):
        yield f"{name}: {word} is none of {', '.join(words)}"


def group_faults(group: object, known: Any) -> Iterator[str]:
    """Yield what is wrong with what rows are to be grouped by."""
    words = get_args(known)
    if group is not None and not callable(group) and group not in words:
        yield f"group: {group!r} is none of {', '.join(words)}, a function and None"


def common_faults(title: object, theme: object, width: object) -> Iterator[str]:
    """Yield what is wrong with the options that every chart has."""
    yield from title_faults(title)
    yield from theme_faults(theme)
    low, high = _WIDTHS
    if isinstance(width, bool) or not isinstance(width, int) or not low <= width <= high:
        yield f"width is a whole number of pixels from {low} to {high}, not {width!r}"
