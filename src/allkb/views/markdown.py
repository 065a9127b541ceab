"""Cards and tables as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from allkb.model import Arm
from allkb.views.citing import level_text
from allkb.views.content import Card, Said
from allkb.views.figures import estimate_text
from allkb.views.markup import as_markdown
from allkb.views.words import Fact, Item, To, Words

__all__ = ["Markdown"]


class Markdown:
    """
    Writes Markdown, as CommonMark with tables has it.

    Args:
        address: Where what words lead to is found; None where it is nowhere.
    """

    def __init__(self, address: Callable[[To], str | None]) -> None:
        self._address = address

    def page(self, parts: Iterable[str], notice: str) -> str:
        """Return parts as one text, with the notice at its end."""
        return "\n\n".join((*parts, f"*{as_markdown(notice)}*")) + "\n"

    def words(self, words: Words) -> str:
        """Return words, with links where there is an address."""
        return "".join(as_markdown(w) if isinstance(w, str) else self.link(w) for w in words)

    def link(self, to: To) -> str:
        """Return a name with a link, where there is an address."""
        address, text = self._address(to), as_markdown(to.text)
        return f"[{text}](<{address}>)" if address else text

    def table(self, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
        """Return a table of cells that are Markdown already."""
        lines = [[*heads], *map(list, rows)]
        lines.insert(1, ["---"] * len(lines[0]))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def items(self, items: Iterable[Item], depth: int = 0) -> str:
        """Return a list."""
        return "\n".join(f"{'  ' * depth}- {self._item(item, depth)}" for item in items)

    def card(self, card: Card) -> Iterator[str]:
        """Yield the parts of a card."""
        yield f"#### {as_markdown(card.title)}"
        if card.ended:
            yield f"> **No longer said.** {self.words(card.ended)}"
        yield as_markdown(card.statement.summary)
        if card.facts:
            yield self._facts(card.facts)
        if card.arms:
            yield self.table(("arm", "who", "figure", "patients"), map(_arm, card.arms))
        said = (row for one in card.said for row in self._said(one))
        yield self.table(("said in", "by", "how surely", "citations", "level"), said)
        levels = dict.fromkeys(x for one in card.said for g in one.groups for x in g.levels)
        if levels:
            yield "\n".join(f"- Level `{x}`: {as_markdown(level_text(x))}" for x in levels)
        for word, found in (("Sources disagree: against", card.against), ("Amiss:", card.amiss)):
            yield from (f"> **{word}** {self.words(words)}" for words in found)
        yield from map(self.words, card.notes)
        if card.links:
            yield self._facts(card.links)
        yield f"`{card.statement.id}` ({card.statement.kind})"

    def _facts(self, facts: Iterable[Fact]) -> str:
        return "\n".join(f"- **{as_markdown(fact.label)}:** {self._fact(fact)}" for fact in facts)

    def _fact(self, fact: Fact) -> str:
        if len(fact.items) == 1:
            return self._item(fact.items[0], 0)
        return f"\n{self.items(fact.items, 1)}"

    def _item(self, item: Item, depth: int) -> str:
        below = f"\n{self.items(item.parts, depth + 1)}" if item.parts else ""
        return f"{self.words(item.words)}{below}"

    def _said(self, said: Said) -> Iterator[tuple[str, ...]]:
        document = f"{self.words(said.document)} ({as_markdown(said.how)})"
        who = (as_markdown(said.date), document, as_markdown(said.hedge))
        for group in said.groups:
            papers = ", ".join(map(self.link, group.citations)) or said.no_citation
            yield (*who, papers, ", ".join(f"`{x}`" for x in group.levels) or said.no_level)
            who = ("", "", "")


def _arm(arm: Arm) -> tuple[str, ...]:
    figure = as_markdown(estimate_text(arm.estimate)) if arm.estimate else ""
    return f"`{arm.id}`", as_markdown(arm.label), figure, "" if arm.n is None else str(arm.n)
