"""Which statements may be about the same patients: as far as papers, trials and groups tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from allkb.conflicts import Disagreement
from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Concept,
    ConceptCategory,
    ConceptId,
    Relation,
    SourceCategory,
    Statement,
    StatementId,
)
from allkb.stats.computed import figures_amiss
from allkb.stats.objections import Objection, ObjectionKind

__all__ = ["disputes", "overlaps"]

Mark = tuple[str, str]
_SAME_STUDY = (Relation.BEHIND, Relation.EXTENDS)


class Cohorts:
    """
    What marks the patients of statements.

    Args:
        kb: The knowledge base the statements are of.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        named = (ConceptCategory.GROUP, ConceptCategory.TRIAL)
        self._names = [
            (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)"), concept)
            for concept in kb.concepts
            if concept.category in named
            # Ids of statements name groups and trials too, by their ids.
            for name in (concept.id, concept.label, *concept.synonyms)
        ]

    def study(self, statement: Statement) -> Iterator[Mark]:
        """Yield what says which study a statement is of: its papers, documents and trials."""
        for said in statement.attestations:
            source = self._kb.source_of(said.source)
            papers = (*said.citations, *([source.citation] if source.citation else []))
            yield from (("the paper", self._kb.citation(id).short) for id in papers)
            if source.category in (SourceCategory.REGULATOR, SourceCategory.REPORT):
                yield "the document", source.title
        yield from (("the trial", concept.label) for concept in self._trials(statement))

    def marks(self, statement: Statement) -> Iterator[Mark]:
        """Yield what marks the patients of a statement: also the group that took care of them."""
        yield from self.study(statement)
        sponsors = [trial.sponsor for trial in self._trials(statement) if trial.sponsor]
        groups = [self._kb.concept(id) for id in self._broader(sponsors)]
        groups += self._named(statement, ConceptCategory.GROUP)
        for group in groups:
            yield "patients of", f"{group.label}, of years that are not in the data"

    def _trials(self, statement: Statement) -> list[Concept]:
        told = [self._kb.concept(id) for id in self._broader(statement.trials)]
        return told + self._named(statement, ConceptCategory.TRIAL)

    def _named(self, statement: Statement, category: ConceptCategory) -> list[Concept]:
        words = f"{statement.id} {statement.population or ''} {statement.selection or ''}"
        found = {
            concept.id: concept
            for pattern, concept in self._names
            if concept.category is category and pattern.search(words)
        }
        return [*found.values()]

    def _broader(self, ids: Sequence[ConceptId]) -> list[ConceptId]:
        found: dict[ConceptId, None] = {}
        ahead = [*ids]
        while ahead:
            id = ahead.pop()
            if id not in found:
                found[id] = None
                ahead += self._kb.concept(id).broader
        return [*found]


def overlaps(kb: KnowledgeBase, statements: Sequence[Statement]) -> Iterator[Objection]:
    """Yield an objection if patients of statements may be the same."""
    cohorts = Cohorts(kb)
    holders: dict[Mark, dict[StatementId, None]] = {}
    for statement in statements:
        for mark in cohorts.marks(statement):
            holders.setdefault(mark, {})[statement.id] = None
    shared: dict[tuple[StatementId, ...], list[str]] = {}
    for (what, name), ids in holders.items():
        if len(ids) > 1:
            shared.setdefault(tuple(ids), []).append(f"{what} {name}")
    for pair, said in _linked(statements):
        shared.setdefault(pair, []).append(said)
    if shared:
        groups = tuple((", ".join(whats), ids) for ids, whats in shared.items())
        reason = "the same patients may be counted twice"
        yield Objection(kind=ObjectionKind.OVERLAP, reason=reason, groups=groups)


def _linked(statements: Sequence[Statement]) -> Iterator[tuple[tuple[StatementId, ...], str]]:
    ids = {statement.id for statement in statements}
    for statement in statements:
        for link in statement.links:
            if link.to in ids and link.relation in _SAME_STUDY:
                yield (statement.id, link.to), f"the first is of the second: {link.relation}"
        for successor in statement.superseded_by:
            if successor in ids:
                yield (statement.id, successor), "the second stands in place of the first"


def disputes(kb: KnowledgeBase, statements: Sequence[Statement]) -> Iterator[Objection]:
    """Yield an objection if a figure is printed amiss, or the same study is said to have another."""
    chosen = {statement.id: statement for statement in statements}
    found: list[tuple[str, tuple[StatementId, ...]]] = [
        (amiss, (statement.id,))
        for statement in chosen.values()
        for amiss in figures_amiss(statement)
    ]
    cohorts = Cohorts(kb)
    for conflict in kb.conflicts:
        if not isinstance(conflict, Disagreement):
            continue
        pair = (conflict.statement, conflict.other)
        if chosen.keys().isdisjoint(pair):
            continue
        one, other = ({*cohorts.study(kb[id])} for id in pair)
        if not one.isdisjoint(other):
            found.append((f"these two differ on one study: {conflict.note or 'no note'}", pair))
    if found:
        reason = "which figure is right is not known"
        yield Objection(kind=ObjectionKind.DISPUTED, reason=reason, groups=tuple(found))
