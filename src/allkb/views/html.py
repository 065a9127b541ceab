"""Cards and tables as HTML: no scripts, no network, legible on light and on dark pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from allkb.model import Arm, EvidenceLevel
from allkb.views.citing import level_text
from allkb.views.content import Card, Said
from allkb.views.figures import estimate_text
from allkb.views.markup import Part, as_html, tag
from allkb.views.words import Fact, Item, To, Words

__all__ = ["Html", "dated"]

_STYLE = """
.allkb { line-height: 1.4; max-width: 60em; overflow-wrap: anywhere; }
.allkb h4 { margin: .2em 0; font-size: 1.1em; }
.allkb p, .allkb ul { margin: .3em 0; }
.allkb table { border-collapse: collapse; margin: .5em 0; }
.allkb th, .allkb td { text-align: left !important; min-width: 5em; vertical-align: top; padding: .2em .6em;
  border-bottom: 1px solid rgba(128, 128, 128, .4); white-space: normal; }
.allkb abbr { text-decoration: underline dotted; cursor: help; }
.allkb time { white-space: nowrap; }
.allkb code { overflow-wrap: anywhere; white-space: normal; }
.allkb-box { border-left: 3px solid; padding-left: .6em; margin: .5em 0; }
@media (max-width: 36em) {
  .allkb thead { position: absolute; clip-path: inset(50%); height: 1px; overflow: hidden; }
  .allkb table, .allkb tbody, .allkb tr, .allkb td { display: block; }
  .allkb tr { border-bottom: 1px solid rgba(128, 128, 128, .4); padding: .3em 0; }
  .allkb th, .allkb td { min-width: 0; }
  .allkb td { border: 0; padding: 0; }
  .allkb td:empty { display: none; }
  .allkb td[data-head]::before { content: attr(data-head) ": "; font-weight: bold; }
  .allkb td > div, .allkb td > div > div:first-child { display: inline; }
}
"""

_DATE = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)")
"""A day or month, which is not broken where a line ends."""

_FEW = 3
"""The most links of a sort that are not folded."""

Rows = Iterable[Iterable[Part]]


class Html:
    """
    Writes HTML.

    Args:
        address: Where what words lead to is found; None where it is nowhere.
    """

    def __init__(self, address: Callable[[To], str | None]) -> None:
        self._address = address

    def page(self, parts: Iterable[Part], notice: str) -> str:
        """Return parts as one piece of HTML, with its style and the notice."""
        told = tag("p", tag("small", notice))
        return as_html(tag("div", tag("style", _STYLE), *parts, told, **{"class": "allkb"}))

    def words(self, words: Words) -> Iterator[Part]:
        """Yield words, with links where there is an address."""
        for piece in words:
            yield piece if isinstance(piece, str) else self.link(piece)

    def link(self, to: To) -> Part:
        """Return a name with a link, where there is an address."""
        address = self._address(to)
        return tag("a", to.text, href=address) if address else to.text

    def level(self, level: EvidenceLevel) -> Element:
        """Return a level with its definition as a tooltip."""
        return tag("abbr", str(level), title=level_text(level))

    def table(self, heads: tuple[str, ...], rows: Rows) -> Element:
        """Return a table; where there is little room, each cell stands on a line with its head."""
        top = tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads)))
        body = (tag("tr", *map(_cell, heads, row)) for row in rows)
        return tag("table", top, tag("tbody", *body))

    def items(self, items: Iterable[Item]) -> Element:
        """Return a list."""
        return tag("ul", *(tag("li", *self._item(item)) for item in items))

    def card(self, card: Card) -> Iterator[Part]:
        """Yield the parts of a card."""
        yield tag("h4", card.title)
        if card.ended:
            yield self._box("No longer said.", [card.ended])
        yield tag("p", card.statement.summary)
        yield from self._facts(card.facts)
        if card.arms:
            yield self.table(("arm", "who", "figure", "patients"), map(_arm, card.arms))
        said = (row for one in card.said for row in self._said(one))
        yield self.table(("said in", "by", "how surely", "citations", "level"), said)
        if card.against:
            yield self._box("Sources disagree. Against:", card.against)
        if card.amiss:
            yield self._box("Printed amiss.", card.amiss)
        for note in card.notes:
            yield tag("p", *self.words(note))
        few = tuple(fact for fact in card.links if len(fact.items) <= _FEW)
        yield from self._facts(few)
        for fact in card.links:
            if fact not in few:
                head = tag("summary", f"{fact.label}: {len(fact.items)} statements")
                yield tag("details", head, self.items(fact.items))
        statement = card.statement
        yield tag("p", tag("small", tag("code", statement.id), f" ({statement.kind})"))

    def _box(self, word: str, found: Iterable[Words]) -> Element:
        listed = self.items(Item(words) for words in found)
        return tag("div", tag("b", word), listed, **{"class": "allkb-box"})

    def _facts(self, facts: tuple[Fact, ...]) -> Iterator[Part]:
        if facts:
            yield tag("ul", *(tag("li", tag("b", f"{f.label}: "), *self._fact(f)) for f in facts))

    def _fact(self, fact: Fact) -> Iterator[Part]:
        if len(fact.items) == 1:
            yield from self._item(fact.items[0])
        else:
            yield self.items(fact.items)

    def _item(self, item: Item) -> Iterator[Part]:
        yield from self.words(item.words)
        if item.parts:
            yield self.items(item.parts)

    def _said(self, said: Said) -> Iterator[tuple[Part, ...]]:
        document = tag("span", *self.words(said.document), f" ({said.how})")
        who: tuple[Part, ...] = (tag("span", *dated(said.date)), document, said.hedge)
        for group in said.groups:
            papers = _joined([self.link(to) for to in group.citations], said.no_citation)
            yield (*who, papers, _joined([self.level(x) for x in group.levels], said.no_level))
            who = ("", "", "")


def _cell(head: str, inside: Part) -> Element:
    return tag("td", inside, **{"data-head": head})


def dated(text: str) -> Iterator[Part]:
    """Yield a text, with the dates in it marked."""
    for place, piece in enumerate(_DATE.split(text)):
        yield tag("time", piece) if place % 2 else piece


def _joined(parts: list[Part], none: str) -> Part:
    """Return parts with commas between them, or what to say where there are none."""
    between = [piece for part in parts for piece in (", ", part)]
    return tag("span", *between[1:]) if parts else none


def _arm(arm: Arm) -> tuple[Part, ...]:
    figure = estimate_text(arm.estimate) if arm.estimate else ""
    return tag("code", arm.id), arm.label, figure, "" if arm.n is None else str(arm.n)
