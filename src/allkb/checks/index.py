"""What rules look things up in, and what they report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from allkb.model import (
    Citation,
    CitationId,
    Concept,
    ConceptId,
    Revision,
    RevisionId,
    Source,
    Statement,
    StatementId,
    Topic,
    TopicId,
)

__all__ = ["Finding", "Index", "Records"]


class Records(Protocol):
    """What rules are run on: a knowledge base, or what files hold."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Documents that say things."""
        ...

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Papers."""
        ...

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """Things that statements speak of."""
        ...

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What groups of statements are about."""
        ...

    @property
    def statements(self) -> Sequence[Statement]:
        """What the sources say."""
        ...


class Finding(NamedTuple):
    """
    One thing that a rule found wrong.

    Attributes:
        rule: The rule's name.
        list: The list of the record: `statements`, `citations` ...
        position: Its place in that list.
        id: Its id.
        path: Where in it, as the end of a JSON path; empty for the whole.
        message: What is wrong.
    """

    rule: str
    list: str
    position: int
    id: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.id}{self.path}: {self.message}"


class Index:
    """The records by their ids, each table made when it is first asked for."""

    def __init__(self, records: Records, assumed: frozenset[str] = frozenset()) -> None:
        self.records = records
        self.assumed = assumed
        """Ids that are taken to exist although their records are not here."""

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.records.sources}

    @cached_property
    def revisions(self) -> dict[RevisionId, Revision]:
        """Revisions of all sources by id."""
        return {r.id: r for source in self.records.sources for r in source.revisions}

    @cached_property
    def source_of(self) -> dict[RevisionId, Source]:
        """The source each revision is of."""
        return {r.id: source for source in self.records.sources for r in source.revisions}

    @cached_property
    def citations(self) -> dict[CitationId, Citation]:
        """Citations by id."""
        return {citation.id: citation for citation in self.records.citations}

    @cached_property
    def concepts(self) -> dict[ConceptId, Concept]:
        """Concepts by id."""
        return {concept.id: concept for concept in self.records.concepts}

    @cached_property
    def topics(self) -> dict[TopicId, Topic]:
        """Topics by id."""
        return {topic.id: topic for topic in self.records.topics}

    @cached_property
    def statements(self) -> dict[StatementId, Statement]:
        """Statements by id."""
        return {statement.id: statement for statement in self.records.statements}

    @cached_property
    def numbered(self) -> dict[tuple[RevisionId, int], list[CitationId]]:
        """The citations each number of each revision stands for: one, if all is well."""
        found: dict[tuple[RevisionId, int], list[CitationId]] = defaultdict(list)
        for citation in self.records.citations:
            for reference in citation.references:
                found[reference.revision, reference.number].append(citation.id)
        return dict(found)
