"""What the pages of a topic show of one statement, as pieces of Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from allkb import Arm, Change, KnowledgeBase, Misprint, Statement, StatementId
from allkb.views import KINDS, Cards, Fact, Item, Said, To, Words, addresses, estimate_text
from allkb.views.markdown import Markdown
from allkb.views.markup import as_markdown

__all__ = ["KINDS", "Point", "Row", "Shower", "Shown", "as_markdown"]


class Row(NamedTuple):
    """Who says a statement: a document, how surely, and a citation group with its levels."""

    date: str
    document: str
    hedge: str
    citations: str
    levels: str


class Point(NamedTuple):
    """One thing that is held of a statement: what it is, and what is said of it."""

    label: str
    texts: list[str]


class Shown(NamedTuple):
    """All that a page shows of a statement: the pieces of its card, in Markdown."""

    statement: Statement
    title: str
    ended: str
    facts: list[Point]
    arms: list[tuple[str, str, str, str]]
    rows: list[Row]
    notes: list[str]
    amiss: list[str]
    against: list[str]
    links: list[Point]


class Shower:
    """
    Turns the statements of a knowledge base into what the pages show.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._cards = Cards(kb)
        self._write = Markdown(self._address)

    def _address(self, to: To) -> str | None:
        if to.kind == "statement":
            return f"#{to.id}"
        found = addresses(self._kb.citation(to.id)) if to.kind == "citation" else ()
        return found[0][1] if found else None

    def dated(self, revision: str) -> str:
        """Return the date of a revision."""
        return self._cards.dated(revision)

    def to(self, id: StatementId) -> str:
        """Return a link to a statement."""
        return self._write.link(self._cards.to(id))

    def said(self, id: StatementId) -> str:
        """Return a link to a statement, and the revisions that say it."""
        return self._write.words(self._cards.told(id))

    def became(self, change: Change) -> str:
        """Return what became of a statement."""
        return self._write.words(self._cards.became(change))

    def misprint(self, source: str, found: Misprint) -> str:
        """Return what a revision prints amiss, and how that is known."""
        return self._write.words(self._cards.misprint(source, found))

    def show(self, statement: Statement) -> Shown:
        """Return what a page shows of a statement."""
        card = self._cards.card(statement)
        return Shown(
            statement=statement,
            title=as_markdown(card.title),
            ended=self._write.words(card.ended),
            facts=[*map(self._point, card.facts)],
            arms=[_arm(arm) for arm in card.arms],
            rows=[row for said in card.said for row in self._rows(said)],
            notes=self._all(card.notes),
            amiss=self._all(card.amiss),
            against=self._all(card.against),
            links=[*map(self._point, card.links)],
        )

    def _all(self, found: tuple[Words, ...]) -> list[str]:
        return [*map(self._write.words, found)]

    def _point(self, fact: Fact) -> Point:
        return Point(as_markdown(fact.label), [self._text(item) for item in fact.items])

    def _text(self, item: Item) -> str:
        below = f"\n{self._write.items(item.parts, 1)}" if item.parts else ""
        return self._write.words(item.words) + below

    def _rows(self, said: Said) -> Iterator[Row]:
        document = f"{self._write.words(said.document)} ({said.how})"
        who = Row(as_markdown(said.date), document, as_markdown(said.hedge), "", "")
        for group in said.groups:
            papers = ", ".join(map(self._write.link, group.citations)) or said.no_citation
            levels = ", ".join(f"`{level}`" for level in group.levels) or said.no_level
            yield who._replace(citations=papers, levels=levels)
            who = Row("", "", "", "", "")


def _arm(arm: Arm) -> tuple[str, str, str, str]:
    figure = as_markdown(estimate_text(arm.estimate)) if arm.estimate else ""
    return arm.id, as_markdown(arm.label), figure, "" if arm.n is None else str(arm.n)
