"""The card of a statement as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.text import Text

from allkb.cli.terminal import beside, boxed
from allkb.knowledge import KnowledgeBase
from allkb.model import Arm, Statement
from allkb.views import (
    Card,
    Cards,
    Fact,
    Item,
    Said,
    To,
    Words,
    addresses,
    estimate_text,
    level_text,
    notice,
)

__all__ = ["Drawn"]

_ARMS = ("arm", "who", "figure", "patients")
_SAID = ("said in", "how surely", "on what")
_CAVEAT = "Caveat"


class Drawn:
    """
    Draws the cards of the statements of a knowledge base.

    Args:
        kb: The knowledge base.
        width: How many columns there are.
    """

    def __init__(self, kb: KnowledgeBase, width: int) -> None:
        self._kb = kb
        self._cards = Cards(kb)
        self._width = width

    def card(self, statement: Statement, *, with_links: bool = True) -> RenderableType:
        """
        Return all that is held of a statement.

        Args:
            statement: The statement.
            with_links: Whether to list what it bears on and what bears on it, or only to count.
        """
        card = self._cards.card(statement)
        return Group(
            *self._head(card),
            *self._facts(card.facts),
            *self._arms(card),
            *self._said(card),
            *self._boxes(card),
            *(self._links(card) if with_links else _counted(card)),
            "",
            Text(notice(self._kb), style="remark"),
        )

    def _head(self, card: Card) -> Iterator[RenderableType]:
        statement = card.statement
        yield Text(card.title, style="title")
        yield Text.assemble((statement.id, "id"), f" ({statement.kind})", overflow="fold")
        yield ""
        if card.ended:
            yield Text.assemble(("STANDS NO LONGER. ", "ended"), self._words(card.ended))
            yield ""
        yield Text(statement.summary)

    def _facts(self, facts: Iterable[Fact]) -> Iterator[RenderableType]:
        rows = [(fact.label, self._fact(fact)) for fact in facts]
        if rows:
            yield ""
            yield beside(self._width, rows)

    def _fact(self, fact: Fact) -> Text:
        lines = (line for item in fact.items for line in self._item(item, 0))
        return Text("\n", style="caveat" if fact.label == _CAVEAT else "").join(lines)

    def _item(self, item: Item, depth: int) -> Iterator[Text]:
        """Yield a point and those below it, each further in."""
        yield Text("  " * depth).append_text(self._words(item.words))
        for part in item.parts:
            yield from self._item(part, depth + 1)

    def _arms(self, card: Card) -> Iterator[RenderableType]:
        if card.arms:
            yield ""
            yield boxed(self._width, _ARMS, [*map(_arm, card.arms)])

    def _said(self, card: Card) -> Iterator[RenderableType]:
        """Yield who says it, then and now, and what the levels mean."""
        yield ""
        yield boxed(self._width, _SAID, [*map(self._document, card.said)])
        for level in dict.fromkeys(x for said in card.said for g in said.groups for x in g.levels):
            yield Text.assemble("level ", (str(level), "level"), f": {level_text(level)}")

    def _document(self, said: Said) -> tuple[Text, ...]:
        who = Text.assemble((said.date, "title"), "\n", self._words(said.document))
        groups: list[Text] = []
        for group in said.groups:
            papers = Text(", ").join(map(self._to, group.citations))
            levels = Text(", ").join(Text(str(level), "level") for level in group.levels)
            cited = papers or Text(f"citations {said.no_citation}", "remark")
            graded = levels or Text(said.no_level, "remark")
            groups.append(Text.assemble("level ", graded, ": ", cited))
        return who.append(f" ({said.how})"), Text(said.hedge, "hedge"), Text("\n").join(groups)

    def _boxes(self, card: Card) -> Iterator[RenderableType]:
        """Yield what a reader must not miss, and what else was noted."""
        for head, found in (("Sources disagree. Against: ", card.against), ("Amiss: ", card.amiss)):
            for words in found:
                yield ""
                yield Text.assemble((head, "amiss"), self._words(words))
        for words in card.notes:
            yield ""
            yield self._words(words)

    def _links(self, card: Card) -> Iterator[RenderableType]:
        for fact in card.links:
            yield ""
            yield Text(f"{fact.label}:", style="label")
            for item in fact.items:
                yield Padding(self._words(item.words), (0, 0, 0, 2))

    def _words(self, words: Words) -> Text:
        return Text.assemble(*(Text(w) if isinstance(w, str) else self._to(w) for w in words))

    def _to(self, to: To) -> Text:
        """Return a name: of a paper with a link, of a statement with what `allkb show` takes."""
        if to.kind == "statement":
            return Text.assemble(to.text, " ", (to.id, "id"))
        if to.kind == "citation":
            places = addresses(self._kb.citation(to.id))
            return Text(to.text, style=Style(link=places[0][1]) if places else "")
        return Text(to.text)


def _arm(arm: Arm) -> tuple[Text, ...]:
    figure = estimate_text(arm.estimate) if arm.estimate else ""
    size = "" if arm.n is None else str(arm.n)
    return Text(arm.id, "id"), Text(arm.label), Text(figure), Text(size)


def _counted(card: Card) -> Iterator[RenderableType]:
    count = sum(len(fact.items) for fact in card.links)
    if count:
        yield ""
        yield f"{count} links to other statements: allkb show {card.statement.id}"
