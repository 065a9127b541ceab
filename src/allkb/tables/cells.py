"""What the cells of a statement say: whom, when, how surely, at what level, by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from allkb.knowledge import KnowledgeBase
from allkb.model import (
    SCHEMES,
    Arm,
    Attestation,
    CitationId,
    ConceptId,
    Count,
    DateWindow,
    Established,
    Estimate,
    Hedge,
    Horizon,
    MisprintPart,
    NotStated,
    Scheme,
    SourceCategory,
    Statement,
    Unquantified,
)
from allkb.tables.rows import Cell
from allkb.views import Card, Cards, criteria_text, estimate_text, plain
from allkb.views.content import ESTABLISHED

__all__ = ["GONE", "LEVELS", "NONE", "NOT_GIVEN", "Cells"]

NONE = "\N{EN DASH}"
"""What stands where nothing belongs."""

NOT_GIVEN = "not given"
"""What stands where the source gives nothing."""

GONE = "no longer said"
"""What is said of a statement that has ended."""

LEVELS = tuple(SCHEMES.values())
"""The grading schemes, each with a column of its own."""

_ENDS: dict[str, date | None] = {
    scheme.id: next((s.editions[0].changed for s in LEVELS[i + 1 :]), None)
    for i, scheme in enumerate(LEVELS)
}
"""The day from which no document prints levels of a scheme: the next one was in print."""

_UNPLACED = (MisprintPart.CITATION, MisprintPart.IDENTIFIER)


class Cells:
    """
    Writes the cells of the statements of a knowledge base.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._cards = Cards(kb)
        self._shorts = Counter(paper.short for paper in kb.citations)
        self._dates = Counter(
            (source.category, self._cards.dated(revision.id))
            for source in kb.sources
            for revision in source.revisions
        )

    def name(self, concept: ConceptId | None) -> str:
        """Return the name of a concept."""
        return self._kb.concept(concept).label if concept else NONE

    def who(self, statement: Statement, arm: Arm | None = None) -> Cell:
        """Return whom a statement, or one group of it, is about."""
        criteria = criteria_text(self._kb, statement.criteria) if statement.criteria else None
        found = (arm.label if arm else None, criteria, statement.population, statement.selection)
        parts = [*filter(None, found)]
        told = "; ".join([*(part.rstrip(".") for part in parts[:-1]), *parts[-1:]])
        notes = self._facts(self._cards.card(statement), "Trial")
        topic = self._kb.topic(statement.topic).label
        return Cell(told or f"not bounded within the topic: {topic}", tuple(notes))

    def horizon(self, statement: Statement, horizon: Horizon | None) -> Cell:
        """Return when the outcome of a statement was measured."""
        notes = [*self._facts(self._cards.card(statement), "Median follow-up")]
        notes += self.amiss(statement, MisprintPart.HORIZON)
        if isinstance(horizon, NotStated):
            notes.insert(0, "The source was read; it gives the figure and does not say when.")
        return Cell(str(horizon) if horizon else NONE, tuple(notes))

    def figure(self, statement: Statement, estimate: Estimate) -> Cell:
        """Return an estimate as printed, with all that a reader of it has to know."""
        gone = f" ({GONE})" if statement.ended else ""
        notes = [*self.remarks(statement)]
        if not isinstance(estimate, Unquantified) and estimate.approximate:
            notes.append("The source gives it as approximate.")
        notes += self.amiss(statement, MisprintPart.FIGURE)
        return Cell(f"{estimate_text(estimate)}{gone}", tuple(notes))

    def size(self, n: int | None, estimate: Estimate | None = None) -> Cell:
        """Return how many patients a figure is of."""
        if n is not None:
            return Cell(str(n))
        return Cell("in the figure" if isinstance(estimate, Count) else NOT_GIVEN)

    def endpoint(self, statement: Statement, endpoint: ConceptId, more: str | None = None) -> Cell:
        """Return what was measured."""
        label = self.name(endpoint)
        notes = self.amiss(statement, MisprintPart.ENDPOINT)
        return Cell(f"{label}, {more}" if more else label, tuple(notes))

    def hedge(self, statement: Statement) -> Cell:
        """Return how surely each document says it, the oldest first."""
        said = [(a, str(a.hedge or "wording not read")) for a in statement.attestations]
        known = dict.fromkeys(a.hedge for a in statement.attestations if a.hedge)
        changed = f"The wording changed: {', then '.join(known)}." if len(known) > 1 else None
        return Cell(self._by_document(said), (changed,) if changed else ())

    def level(self, statement: Statement, scheme: Scheme) -> Cell:
        """
        Return the levels of a scheme that documents print beside a statement.

        None printed and not read are two things, and neither is said of a document that is
        no summary or was not of the scheme's time.
        """
        said: list[tuple[Attestation, str]] = []
        notes: list[str] = []
        for a in statement.attestations:
            codes = dict.fromkeys(str(x) for x in a.levels if x.scheme.id == scheme.id)
            if codes:
                said.append((a, ", ".join(codes)))
                notes += self._partly(a)
            elif self._could_grade(a, scheme):
                was_read = a.established is Established.READ
                said.append((a, "none printed" if was_read else "not read"))
            if codes or self._could_grade(a, scheme):
                notes += self._amiss_in(a, (MisprintPart.LEVEL,))
        return Cell(self._by_document(said) if said else NONE, tuple(notes))

    def citations(self, statement: Statement) -> Cell:
        """Return the papers that each document gives for it."""
        said: list[tuple[Attestation, str]] = []
        for a in statement.attestations:
            papers = "; ".join(self.paper(id) for id in dict.fromkeys(a.citations))
            is_known = a.established is Established.READ or a.support
            said.append((a, papers or ("none" if is_known else "not read")))
        return Cell(self._by_document(said), tuple(self.amiss(statement, *_UNPLACED)))

    def said(self, statement: Statement) -> Cell:
        """Return the documents that say it, the oldest first, and whether one no longer does."""
        found = [f"{self.document(a.source)}{_how(a)}" for a in statement.attestations]
        if statement.ended:
            found.append(f"{GONE}: {self.document(statement.ended.noticed_in)}")
        return Cell("; ".join(found), tuple(map(plain, self._cards.card(statement).notes)))

    def remarks(self, statement: Statement) -> Iterator[str]:
        """Yield that a statement has ended, who disagrees with it, and its caveats."""
        card = self._cards.card(statement)
        if card.ended:
            successors = "; ".join(self._cards.to(id).text for id in statement.superseded_by)
            instead = f" In its place: {successors}" if successors else ""
            yield f"No longer said. {plain(card.ended)}{instead}"
        for other in card.against:
            yield f"Sources disagree. Against: {plain(other)}"
        yield from statement.caveats

    def amiss(self, statement: Statement, *parts: MisprintPart) -> Iterator[str]:
        """Yield what documents print amiss of some parts of a statement."""
        for a in statement.attestations:
            yield from self._amiss_in(a, parts)

    def hedged(self, statement: Statement) -> Iterator[str]:
        """Yield how surely it is said, unless all documents say it flatly."""
        hedges = {a.hedge for a in statement.attestations}
        if hedges == {None}:
            yield "The wording, and so how surely it is said, was not read."
        elif hedges != {Hedge.PLAIN}:
            yield f"How surely, by the source's own word: {self.hedge(statement).text}."

    def title(self, statement: Statement) -> str:
        """Return the heading of a statement."""
        return self._cards.title(statement)

    def paper(self, id: CitationId) -> str:
        """Return first author and year; more where two papers have them in common."""
        paper = self._kb.citation(id)
        if self._shorts[paper.short] == 1:
            return paper.short
        return f"{paper.short} ({f'PMID {paper.pmid}' if paper.pmid else id})"

    def document(self, revision: str) -> str:
        """Return a document by its paper, or by its kind and date; more where that is not enough."""
        source = self._kb.source_of(revision)
        if source.citation:
            return self.paper(source.citation)
        dated = self._cards.dated(revision)
        more = f" ({source.id})" if self._dates[source.category, dated] > 1 else ""
        return f"{source.category}, {dated}{more}"

    def documents(self, statements: Iterable[Statement]) -> Iterator[str]:
        """Yield what the documents that say any of the statements are, each once; papers apart."""
        named = {
            revision: self._kb.source_of(revision)
            for s in statements
            for revision in [a.source for a in s.attestations]
            + ([s.ended.noticed_in] if s.ended else [])
        }
        for revision, source in named.items():
            if not source.citation:
                yield f"{self.document(revision)}: {source.title} ({source.publisher})"

    def _by_document(self, said: list[tuple[Attestation, str]]) -> str:
        texts = dict.fromkeys(text for _, text in said)
        if len(texts) == 1:
            return next(iter(texts))
        return "; ".join(f"{self.document(a.source)}: {text}" for a, text in said)

    def _facts(self, card: Card, label: str) -> Iterator[str]:
        for fact in card.facts:
            if fact.label == label:
                yield from (f"{label}: {plain(item.words)}" for item in fact.items)

    def _amiss_in(self, a: Attestation, parts: tuple[MisprintPart, ...]) -> Iterator[str]:
        for misprint in a.misprints:
            if misprint.part in parts:
                yield f"Printed amiss: {plain(self._cards.misprint(a.source, misprint))}"

    def _partly(self, a: Attestation) -> Iterator[str]:
        """Yield beside which citations each level stands, where it does not stand beside all."""
        if len(a.support) > 1:
            groups = (
                f"{', '.join(map(str, group.levels)) or 'no level'} beside "
                f"{', '.join(map(self.paper, group.citations)) or 'no citation'}"
                for group in a.support
            )
            yield f"{self.document(a.source)} prints {'; '.join(groups)}."

    def _could_grade(self, a: Attestation, scheme: Scheme) -> bool:
        """Tell whether a document grades, and could do so by a scheme on some day it may be of."""
        source, window = self._kb.source_of(a.source), self._kb.revision(a.source).date
        is_summary = source.category is SourceCategory.SUMMARY
        return is_summary and not a.levels and _is_of_the_time(window, scheme)


def _is_of_the_time(window: DateWindow, scheme: Scheme) -> bool:
    end = _ENDS[scheme.id]
    return scheme.not_before <= window.latest and (end is None or window.earliest < end)


def _how(a: Attestation) -> str:
    return "" if a.established is Established.READ else f" ({ESTABLISHED[a.established]})"
