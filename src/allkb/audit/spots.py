"""A page made ready for comparing: its sentences, and the markings in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from attrs import evolve, frozen

from allkb.audit.blocks import Page
from allkb.audit.figures import Figure, figures
from allkb.audit.headings import same_heading
from allkb.audit.markup import Group, Marking
from allkb.audit.passages import Sentence, sentences

__all__ = ["Spot", "Spots"]


@frozen
class Spot:
    """
    A sentence of a page.

    Attributes:
        section: The headings it stands under, outermost first.
        sentence: The sentence.
        first: The position of its first marking among those of the page.
        closing: The positions of the markings of the next sentence of its
            paragraph or list item that has any, if it has none itself: a page
            may mark several sentences at the end of the last.
    """

    section: tuple[str, ...]
    sentence: Sentence
    first: int
    closing: tuple[int, ...] = ()

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in it."""
        return figures(self.sentence.text)

    @property
    def positions(self) -> tuple[int, ...]:
        """The positions of its markings among those of the page."""
        return tuple(range(self.first, self.first + len(self.sentence.markings)))

    def is_under(self, section: tuple[str, ...]) -> bool:
        """Tell whether it stands in a stored section; outer headings may be unknown to either."""
        pairs = zip(reversed(section), reversed(self.section), strict=False)
        return bool(self.section) and all(same_heading(*pair) for pair in pairs)


class Spots:
    """All sentences of a page, in its order."""

    def __init__(self, page: Page) -> None:
        self.all = tuple(_spots(page))

    @cached_property
    def markings(self) -> tuple[tuple[Spot, Marking], ...]:
        """All markings, each with the sentence it stands in."""
        return tuple((spot, marking) for spot in self.all for marking in spot.sentence.markings)

    @cached_property
    def by_fingerprint(self) -> Mapping[str, list[Spot]]:
        """The sentences by their fingerprints; furniture may stand on a page twice."""
        found: dict[str, list[Spot]] = defaultdict(list)
        for spot in self.all:
            found[spot.sentence.fingerprint].append(spot)
        return dict(found)

    def groups(self, positions: tuple[int, ...]) -> tuple[Group, ...]:
        """Return the citation groups of some markings, one after the other."""
        return tuple(group for i in positions for group in self.markings[i][1].groups)

    def numbers(self, positions: tuple[int, ...]) -> tuple[int, ...]:
        """Return the citation numbers of some markings, one after the other."""
        return tuple(number for i in positions for number in self.markings[i][1].numbers)


def _spots(page: Page) -> list[Spot]:
    found: list[Spot] = []
    first = 0
    for block in page.blocks:
        spots: list[Spot] = []
        for sentence in sentences(block.text):
            spots.append(Spot(block.section, sentence, first))
            first += len(sentence.markings)
        found += _with_closing(spots)
    return found


def _with_closing(spots: list[Spot]) -> list[Spot]:
    closing: tuple[int, ...] = ()
    found: list[Spot] = []
    for spot in reversed(spots):
        closing = spot.positions or closing
        found.append(spot if spot.positions else evolve(spot, closing=closing))
    return found[::-1]
