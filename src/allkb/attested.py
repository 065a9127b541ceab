"""What was attested on a day."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from attrs import evolve

from allkb.model import (
    Citation,
    Concept,
    ConceptCategory,
    Ended,
    HowEnded,
    RevisionId,
    Source,
    Statement,
    StatementId,
    Topic,
    concepts_of,
    definitions_of,
    endpoints_of,
    members_of,
)
from allkb.vocabulary import Vocabulary

__all__ = ["Attested", "attested"]


class Attested(TypedDict):
    """The records of a knowledge base that were attested on a day."""

    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]
    concepts: tuple[Concept, ...]
    topics: tuple[Topic, ...]
    statements: tuple[Statement, ...]


def attested(known: Vocabulary, day: date) -> Attested:
    """
    Return the records as they stood on a day, without a trace of anything later.

    The genetic alterations are all there on any day: they are names, and no claims.
    """
    sources = tuple(
        evolve(source, revisions=kept)
        for source in known.records.sources
        if (kept := tuple(r for r in source.revisions if r.date.earliest <= day))
    )
    held = frozenset(r.id for source in sources for r in source.revisions)
    in_force = frozenset(source.revisions[-1].id for source in sources)
    standing = _with_definitions(
        known,
        [s for s in known.records.statements if any(a.source in in_force for a in s.attestations)],
        held,
    )
    ids = frozenset(s.id for s in standing)
    statements = tuple(_as_it_stood(s, held, ids) for s in standing)
    return Attested(
        sources=sources,
        citations=_citations(known, sources, statements, held),
        concepts=_concepts(known, statements),
        topics=_topics(known, statements, held),
        statements=statements,
    )


def _with_definitions(
    known: Vocabulary, standing: list[Statement], held: frozenset[RevisionId]
) -> tuple[Statement, ...]:
    """
    Add the definitions that statements refer to, over any number of steps.

    A statement that refers to one which nothing held by then attests says
    nothing without it, and is left out.
    """
    kept: set[StatementId] = set()
    for statement in standing:
        behind = _definitions_behind(known, statement)
        if all(any(a.source in held for a in known.statements[d].attestations) for d in behind):
            kept |= {statement.id, *behind}
    return tuple(s for s in known.records.statements if s.id in kept)


def _definitions_behind(known: Vocabulary, statement: Statement) -> frozenset[StatementId]:
    found: set[StatementId] = set()
    ahead = [*definitions_of(statement)]
    while ahead:
        id = ahead.pop()
        if id not in found:
            found.add(id)
            ahead += definitions_of(known.statements[id])
    return frozenset(found)


def _as_it_stood(
    statement: Statement, held: frozenset[RevisionId], ids: frozenset[StatementId]
) -> Statement:
    return evolve(
        statement,
        attestations=tuple(a for a in statement.attestations if a.source in held),
        links=tuple(link for link in statement.links if link.to in ids),
        ended=_ended(statement.ended, held, ids),
    )


def _ended(
    ended: Ended | None, held: frozenset[RevisionId], ids: frozenset[StatementId]
) -> Ended | None:
    """Return the end of a statement that another source still says, if it had come."""
    if ended is None or ended.noticed_in not in held:
        return None
    successors = tuple(id for id in ended.superseded_by if id in ids)
    # By that day the statements in its place may have gone too: then nothing stands there.
    how = ended.how if successors else HowEnded.WITHDRAWN
    return evolve(ended, how=how, superseded_by=successors)


def _citations(
    known: Vocabulary,
    sources: tuple[Source, ...],
    statements: tuple[Statement, ...],
    held: frozenset[RevisionId],
) -> tuple[Citation, ...]:
    used = {c for s in statements for a in s.attestations for c in a.citations}
    used |= {source.citation for source in sources if source.citation}
    return tuple(
        evolve(c, references=tuple(r for r in c.references if r.revision in held))
        for c in known.records.citations
        if c.id in used
    )


def _concepts(known: Vocabulary, statements: tuple[Statement, ...]) -> tuple[Concept, ...]:
    named = (concepts_of(s) | endpoints_of(s) | members_of(s) for s in statements)
    # What a patient can have is no claim, and any day's knowledge is asked about any patient.
    genes = (c.id for c in known.records.concepts if c.category is ConceptCategory.GENE)
    used = known.broader((*genes, *(id for ids in named for id in ids)))
    used |= known.broader(c.sponsor for c in known.records.concepts if c.id in used and c.sponsor)
    return tuple(c for c in known.records.concepts if c.id in used)


def _topics(
    known: Vocabulary, statements: tuple[Statement, ...], held: frozenset[RevisionId]
) -> tuple[Topic, ...]:
    used = {s.topic for s in statements}
    trimmed = (
        evolve(t, headings=tuple(h for h in t.headings if h.revision in held))
        for t in known.records.topics
    )
    return tuple(t for t in trimmed if t.headings or t.id in used)
