"""
The markup of citations and evidence levels, as PDQ summaries print it.

A marking is what stands behind a sentence or a part of one: citation groups
set apart by semicolons, each with the levels printed right behind it. Read
are the forms of the web pages, of Markdown made from them, of raw HTML and of
the XML the pages were once made from, with the irregularities seen in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from attrs import frozen

from allkb.model.record import Record

__all__ = ["Group", "Marking", "find_markings", "without_markings"]

_HIGHEST = 1499
"""No list of references is longer, and years are above it."""
_LONGEST_RANGE = 500


@frozen(kw_only=True)
class Group(Record):
    """
    Citations printed together, and the levels printed right behind them.

    Attributes:
        citations: The numbers, ranges written out, in the order printed; empty
            where a level stands alone.
        levels: The codes as printed, without blanks, of whichever PDQ scheme.
    """

    citations: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()


@frozen(kw_only=True)
class Marking(Record):
    """
    All the markup at one place.

    Attributes:
        groups: Its citation groups, in the order printed; at least one.
        start: Where it begins in the text it was found in.
        end: Where it ends in that text.
    """

    groups: tuple[Group, ...]
    start: int
    end: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all groups, in the order printed."""
        return tuple(number for group in self.groups for number in group.citations)


_TAG = r"<[A-Za-z/][^<>]{0,400}+>"
_TARGET = r"\([^()\s]{0,400}+(?:\s\"[^\"]{0,400}+\")?+\)"
_DASH = "[-\u2010-\u2014\u2212]"

_NUMBER = rf"(?:\[\d{{1,4}}+\]{_TARGET}|(?:{_TAG})*+\d{{1,4}}+(?:{_TAG})*+)"
_ITEM = rf"{_NUMBER}(?:\s?{_DASH}\s?{_NUMBER})?+"
_CITES = rf"\[\s?{_ITEM}(?:\s?,\s?{_ITEM})*+\s?\](?!{_TARGET})"

_WORDS = r"(?i:level\s+of\s+evidence|grado\s+de\s+comprobaci[\w\u0301]{1,2}n)"
_REST = r"[^\[\]<>]{0,200}+(?:\[[^\[\]<>]{0,12}+\]?)?"
_LEVEL = (
    rf"\[(?:\[|(?:{_TAG})++)?+{_WORDS}(?P<rest>{_REST})(?:\]{_TARGET}|(?:{_TAG})++)?+(?:\]|\s*\Z)"
)
# A snippet may be cut within the first or the last bracket.
_CUT = rf"\A(?i:of\s+evidence)(?P<cut>{_REST})(?:\]|\s*\Z)"
_CODE = r"(?:[A-D][1-5]?|I{1,3}|IV|V|[1-5]\s?(?:i{1,3}|[a-d]i{0,3})?\s*(?:[A-D](?:iv|i{1,3})?)?)"
_REFERENCE = r"<Reference\s+refidx=\"(?P<refidx>\d{1,4}+)\"\s*+/>"

_FIRST = rf"(?P<cites>{_CITES})|{_LEVEL}|{_CUT}|{_REFERENCE}"
# A page copied in pieces may hold the two characters \n for a line break.
_GAP = r"(?:[^\S\n]|\\n)*+(?:\n[^\S\n]*+)?+"
_START = re.compile(_FIRST)
_MORE = re.compile(rf"{_GAP}(?P<new>;{_GAP})?+(?:{_FIRST}|(?<=\])\[(?P<code>{_CODE})\])")
_PRINTED = re.compile(rf"\s*(?:\(.*\))?\s*:?\s*\[?({_CODE})\]?\s*")
_NOISE = re.compile(rf"\]{_TARGET}|{_TAG}|[\[\]\s]")
_END = re.compile(r"\d+")


class _Part(NamedTuple):
    """One bracket: citations, or a level; `opens` if it cannot join the group before it."""

    citations: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()
    opens: bool = False


def find_markings(text: str) -> tuple[Marking, ...]:
    """
    Return the markings of a text, in order.

    Brackets with anything else, with impossible ranges or with years are no
    markings. A level that a page words but does not assign is left out.
    """
    return tuple(_markings(text))


def without_markings(text: str) -> str:
    """Return a text with a blank in place of each marking."""
    kept: list[str] = []
    end = 0
    for marking in find_markings(text):
        kept.append(text[end : marking.start])
        end = marking.end
    return " ".join((*kept, text[end:]))


def _markings(text: str) -> Iterator[Marking]:
    position = 0
    while found := _START.search(text, position):
        start, position = found.start(), found.end()
        parts: list[_Part] = []
        part = _part(found)
        while found and part:
            parts.append(part)
            position = found.end()
            found = _MORE.match(text, position)
            part = _part(found) if found else None
        groups = tuple(_groups(parts))
        if groups:
            yield Marking(groups=groups, start=start, end=position)


def _part(found: re.Match[str]) -> _Part | None:
    """Read one bracket; None if it holds impossible numbers."""
    named = found.groupdict()
    opens = bool(named.get("new"))
    cited = named["cites"] or named["refidx"]
    if cited:
        numbers = _numbers(_NOISE.sub("", cited))
        return _Part(citations=numbers, opens=opens) if numbers else None
    if code := named.get("code"):
        return _Part(levels=(_joined(code),), opens=opens)
    printed = _PRINTED.fullmatch(named["rest"] or named["cut"] or "")
    return _Part(levels=(_joined(printed[1]),) if printed else (), opens=opens)


def _joined(code: str) -> str:
    return "".join(code.split())


def _numbers(listed: str) -> tuple[int, ...]:
    """Write `1-3,7` out; empty if an end is no citation number or a range is absurd."""
    numbers: list[int] = []
    for item in listed.split(","):
        ends = [int(end) for end in _END.findall(item)]
        low, high = ends[0], ends[-1]
        if not 1 <= low <= high <= _HIGHEST or high - low >= _LONGEST_RANGE:
            return ()
        numbers += range(low, high + 1)
    return tuple(numbers)


def _groups(parts: list[_Part]) -> Iterator[Group]:
    """Join parts to groups: a level belongs to the citations right before it."""
    citations: list[int] = []
    levels: list[str] = []
    for part in parts:
        if part.opens or (part.citations and levels):
            yield from _group(citations, levels)
            citations, levels = [], []
        citations += part.citations
        levels += part.levels
    yield from _group(citations, levels)


def _group(citations: list[int], levels: list[str]) -> Iterator[Group]:
    if citations or levels:
        yield Group(citations=tuple(citations), levels=tuple(levels))
