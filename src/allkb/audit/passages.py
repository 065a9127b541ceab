"""
Sentences and their fingerprints: how a passage is known again without being kept.

The same sentence has the same fingerprint in Markdown, HTML and plain text,
whatever the numbers and levels printed with it, its emphasis, links, quotes,
dashes, punctuation, case and line breaks. A changed word or figure changes it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property

from attrs import frozen

from allkb.audit.markup import Marking, find_markings, without_markings

__all__ = ["Sentence", "blocks", "fingerprint", "normalised", "sentences"]


@frozen
class Sentence:
    """
    A sentence with the markings that belong to it.

    Attributes:
        text: The sentence, on one line, its markings included.
    """

    text: str

    @cached_property
    def markings(self) -> tuple[Marking, ...]:
        """The markings in it; their places are places in `text`."""
        return find_markings(self.text)

    @cached_property
    def fingerprint(self) -> str:
        """What it is known by: `sha256:` and 64 hexadecimal digits."""
        return fingerprint(self.text)


_HEADING = re.compile(r"#{1,6}\s")
_LIST_ITEM = re.compile(r"(?:[-*+\u2022\u2023\u25aa\u25e6]|\d{1,2}[.)])\s+")
_PREFIX = re.compile(rf"\A(?:#{{1,6}}\s+|>\s+|{_LIST_ITEM.pattern})++")
_STOP = re.compile(r"[.!?][\"'\u2019\u201d)\]*_]*+|\)")
_LAST_WORD = re.compile(r"[\w.]*$")
_ABBREVIATIONS = frozenset(
    (
        "al",
        "approx",
        "ca",
        "cf",
        "dr",
        "e.g",
        "i.e",
        "incl",
        "mr",
        "mrs",
        "ms",
        "prof",
        "resp",
        "st",
        "viz",
        "vs",
    )
)
_LOOK_BACK = 12
_CONTINUES = ",;:)-\u2010\u2011\u2012\u2013\u2014/%"


def sentences(text: str) -> tuple[Sentence, ...]:
    """
    Return the sentences of a text, each with the markings behind it.

    Lines are joined; an empty line, a list item and a Markdown heading begin
    something new, with or without a full stop before them.
    """
    return tuple(Sentence(part) for block in blocks(text) for part in _split(block))


def blocks(text: str) -> Iterator[str]:
    """Yield what stands together in a text, each on one line, without its list marker."""
    ahead: list[str] = []
    for line in (*map(str.strip, text.splitlines()), ""):
        is_heading = bool(_HEADING.match(line))
        if not line or is_heading or _is_item(line, ahead):
            yield from _block(ahead)
            ahead = []
        if is_heading:
            yield from _block([line])
        elif line:
            ahead.append(line)


def _is_item(line: str, before: list[str]) -> bool:
    """Tell whether a line is a list item, and not one that happens to begin with `12.`."""
    if not _LIST_ITEM.match(line):
        return False
    ended = not before or before[-1][-1] in ".:;])" or bool(_LIST_ITEM.match(before[0]))
    return ended or not line[0].isdigit()


def _block(lines: list[str]) -> Iterator[str]:
    joined = " ".join(" ".join(lines).split())
    if found := _PREFIX.sub("", joined):
        yield found


def _split(block: str) -> Iterator[str]:
    markings = {marking.start: marking.end for marking in find_markings(block)}
    begin = 0
    for stop in _STOP.finditer(block):
        if stop.start() >= begin:
            end = _end(block, stop, markings)
            if end:
                yield block[begin:end].strip()
                begin = end
    if rest := block[begin:].strip():
        yield rest


def _end(block: str, stop: re.Match[str], markings: dict[int, int]) -> int | None:
    """Return where the sentence ends whose last stop may be this one."""
    end = stop.end()
    after = _after_blanks(block, end)
    marked = after in markings
    if marked:
        end = markings[after]
        after = _after_blanks(block, end)
    if after == len(block):
        return end
    if (stop[0] == ")" and not marked) or _is_abbreviated(block, stop.start(), marked=marked):
        return None
    following = block[after]
    if marked:
        ends = not following.islower() and following not in _CONTINUES
    else:
        ends = after > end and _begins(following)
    return end if ends else None


def _after_blanks(block: str, position: int) -> int:
    while position < len(block) and block[position] == " ":
        position += 1
    return position


def _begins(character: str) -> bool:
    return character.isupper() or character in "[(\"'\u2018\u201c*_"


def _is_abbreviated(block: str, stop: int, *, marked: bool) -> bool:
    """Tell whether the full stop at a place belongs to an abbreviation or an initial."""
    found = _LAST_WORD.search(block[max(0, stop - _LOOK_BACK) : stop])
    word = found[0] if found else ""
    is_initial = word[-1:].isupper() and (len(word) == 1 or word[-2] == ".")
    return word.casefold() in _ABBREVIATIONS or (is_initial and not marked)


_LINK = re.compile(r"!?\[([^\[\]]{0,1000}+)\]\([^()\s]{0,1000}+(?:\s\"[^\"]{0,1000}+\")?+\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,1000}+>")
_KEPT = re.compile(r"(?:\d|(?<![\w.])\.(?=\d)|(?<=\d)\.(?=\d)|[^\W\d_])++|[%<>+\u00b1\u2264\u2265]")


def fingerprint(sentence: str) -> str:
    """
    Return what a sentence is known by: `sha256:` and 64 hexadecimal digits.

    Words, figures, percent signs and signs of comparison count, and nothing
    else: `P < .05` and `P<.05` are one, `P < .05` and `P > .05` are two.
    """
    return f"sha256:{hashlib.sha256(normalised(sentence).encode()).hexdigest()}"


def normalised(text: str) -> str:
    """Return what of a text counts for its fingerprint, in lower case and set apart by blanks."""
    return " ".join(_KEPT.findall(_plain(text)))


def _plain(sentence: str) -> str:
    text = _TAG.sub("", _LINK.sub(r"\1", without_markings(sentence)))
    text = _PREFIX.sub("", " ".join(text.split()))
    text = "".join(c for c in text if c not in "*_" and unicodedata.category(c) != "Cf")
    text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text).replace("<=", "\u2264").replace(">=", "\u2265")
