"""Authors as sources print them, `Mehta J`, in the parts that reference managers know."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Author", "authors_of"]

_INITIALS = 3
"""The most initials that are printed of one author."""

_SUFFIXES = frozenset({"Jr", "Sr", "2nd", "3rd", "4th", "II", "III", "IV"})
_GROUP = re.compile(
    r"(association|collaborati(on|ve)|committee|consortium|groups?|initiative|investigators"
    r"|network|and|organi[sz]ation|party|society|study|subcommittee|team)\.?",
    re.IGNORECASE,
)
"""Words that name no person."""

_OTHERS = re.compile(r"et al\.?", re.IGNORECASE)


class Author(NamedTuple):
    """
    An author.

    Attributes:
        name: The family name; or all that is printed, where it is not a name and initials.
        initials: The initials, with a blank between those that were printed together.
        suffix: What is printed behind them: `Jr`.
    """

    name: str
    initials: str | None = None
    suffix: str | None = None


def authors_of(printed: tuple[str, ...]) -> tuple[tuple[Author, ...], bool]:
    """Return the authors, and whether there are others that the source does not name."""
    others = len(printed) > 1 and bool(_OTHERS.fullmatch(printed[-1]))
    return tuple(map(_author, printed[:-1] if others else printed)), others


def _author(printed: str) -> Author:
    words = [] if "," in printed else printed.split()
    suffix = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else None
    if len(words) < 2 or not _are_initials(words[-1]) or not _is_of_a_person(words[:-1]):
        return Author(printed)
    parts = words[-1].split("-")
    return Author(" ".join(words[:-1]), "-".join(map(" ".join, parts)), suffix)


def _are_initials(word: str) -> bool:
    letters = word.replace("-", "")
    return 0 < len(letters) <= _INITIALS and letters.isalpha() and letters.isupper()


def _is_of_a_person(name: list[str]) -> bool:
    small = any(letter.islower() for word in name for letter in word)
    return small and not any(map(_GROUP.fullmatch, name))
