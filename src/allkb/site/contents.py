"""What the pages show of a knowledge base, each thing worked out once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from allkb.changes import Change
from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Approval,
    ConceptCategory,
    EvidenceLevel,
    Extent,
    Limitation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    Revision,
    SafetySignal,
    Source,
    SourceCategory,
    Statement,
    StatementId,
    arms_of,
    concepts_of,
    endpoints_of,
    members_of,
)
from allkb.site.addresses import Addresses
from allkb.views import KINDS, Card, Cards, Fact, To

__all__ = ["Chip", "Contents", "Entry", "Group", "Span", "Standing", "given_in"]


class Standing(StrEnum):
    """Whether a statement still stands in what is held of its sources."""

    STANDS = "stands"
    OLDER = "only in an older revision"
    ENDED = "no longer said"


class Chip(NamedTuple):
    """
    Who says a statement, in a few words.

    Attributes:
        revision: The revision that does.
        who: Its paper, or the id of the revision.
        how: How surely, or how that was established.
        levels: The levels printed.
    """

    revision: str
    who: To | str
    how: str
    levels: tuple[EvidenceLevel, ...]


class Entry(NamedTuple):
    """
    A statement in a list.

    Attributes:
        card: All that is shown of it.
        standing: Whether it still stands.
        said: Who says it.
        told: Whom it is about, and what to mind.
    """

    card: Card
    standing: Standing
    said: tuple[Chip, ...]
    told: tuple[Fact, ...]


class Group(NamedTuple):
    """The statements of a list that stand under one heading."""

    name: str
    heading: str
    entries: tuple[Entry, ...]


class Span(NamedTuple):
    """
    Two revisions of a source, between which is told what changed.

    Attributes:
        source: The source.
        old: Its oldest revision that was read.
        new: Its latest one that was read.
        changes: What changed.
    """

    source: Source
    old: Revision
    new: Revision
    changes: tuple[Change, ...]

    @property
    def since(self) -> str:
        """The date of the older one in short; what is inferred is about right."""
        date = self.old.id.rpartition(".")[2]
        return date if self.old.date.basis == "printed" else f"about {date}"


_TOLD = ("Whom", "Studied", "Selection", "Caveat")
"""What is told of a statement in a list."""

_TREATMENTS = (
    ConceptCategory.PROCEDURE,
    ConceptCategory.DRUG,
    ConceptCategory.BIOLOGIC,
    ConceptCategory.REGIMEN,
    ConceptCategory.TEST,
)


class Contents:
    """
    What the pages show of a knowledge base.

    Attributes:
        kb: The knowledge base.
        cards: What makes its cards.
        addresses: Where the pages are.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.cards = Cards(kb)
        self.addresses = Addresses(self.interventions)
        self._entries: dict[StatementId, Entry] = {}
        self._latest = {source.revisions[-1].id for source in kb.sources}

    @cached_property
    def interventions(self) -> frozenset[str]:
        """What statements name as given to patients, and the treatments that is a kind of."""
        named = {id for statement in self.kb for id in given_in(statement)}
        found = set(named)
        ahead = [*named]
        while ahead:
            for id in self.kb.concept(ahead.pop()).broader:
                if id not in found and self.kb.concept(id).category in _TREATMENTS:
                    found.add(id)
                    ahead.append(id)
        return frozenset(found)

    @cached_property
    def naming(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements that name a concept, by its id: as what they are about, or whom."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for s in self.kb:
            for id in concepts_of(s) | endpoints_of(s) | members_of(s):
                found[id].append(s)
        return {id: tuple(statements) for id, statements in found.items()}

    @cached_property
    def citing(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements that cite a paper or are said by it, by its id."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for s in self.kb:
            cited = {id for a in s.attestations for id in a.citations}
            of = (self.kb.source_of(a.source).citation for a in s.attestations)
            for id in cited | {paper for paper in of if paper}:
                found[id].append(s)
        return {id: tuple(statements) for id, statements in found.items()}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The concepts one step narrower than a concept, by its id."""
        found: dict[str, list[str]] = defaultdict(list)
        for concept in self.kb.concepts:
            for id in concept.broader:
                found[id].append(concept.id)
        return {id: tuple(narrower) for id, narrower in found.items()}

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Of each summary of which several revisions were read, what changed in it."""
        return tuple(self._spans())

    def _spans(self) -> Iterator[Span]:
        for source in self.kb.sources:
            read = [r for r in source.revisions if r.read is not Extent.NOTES]
            if source.category is SourceCategory.SUMMARY and len(read) > 1:
                old, new = read[0], read[-1]
                yield Span(source, old, new, self.kb.changes(old.id, new.id))

    @cached_property
    def changed(self) -> Mapping[StatementId, tuple[Change, ...]]:
        """What changed in a statement, by its id; that it was added is left out."""
        found: dict[StatementId, list[Change]] = defaultdict(list)
        for span in self.spans:
            for change in span.changes:
                if change.kind != "added":
                    found[change.statement].append(change)
        return {id: tuple(changes) for id, changes in found.items()}

    def about(self, concept: str) -> tuple[Statement, ...]:
        """Return the statements that name a concept or anything narrower, sorted by id."""
        found = {s.id: s for id in self.kb.narrower(concept) for s in self.naming.get(id, ())}
        return tuple(found[id] for id in sorted(found))

    def is_latest(self, revision: str) -> bool:
        """Tell whether no later revision of its source is held."""
        return revision in self._latest

    def standing(self, statement: Statement) -> Standing:
        """Tell whether a statement still stands in the latest revisions that are held."""
        if statement.ended:
            return Standing.ENDED
        if any(a.source in self._latest for a in statement.attestations):
            return Standing.STANDS
        return Standing.OLDER

    def entry(self, statement: Statement) -> Entry:
        """Return a statement for a list."""
        if statement.id not in self._entries:
            card = self.cards.card(statement)
            said = tuple(self._chips(card))
            told = tuple(fact for fact in card.facts if fact.label in _TOLD)
            self._entries[statement.id] = Entry(card, self.standing(statement), said, told)
        return self._entries[statement.id]

    def _chips(self, card: Card) -> Iterator[Chip]:
        for said in card.said:
            paper = next((word for word in said.document if isinstance(word, To)), None)
            levels = dict.fromkeys(level for group in said.groups for level in group.levels)
            unread = paper is not None and said.hedge == "wording not read"
            how = said.how if unread else said.hedge
            yield Chip(said.revision, paper or said.revision, how, tuple(levels))

    def groups(self, statements: Iterable[Statement]) -> tuple[Group, ...]:
        """Return statements kind by kind; behind them those that stand no longer."""
        entries = [self.entry(s) for s in statements]
        found = [
            Group(
                kind.kind,
                heading,
                tuple(
                    e
                    for e in entries
                    if isinstance(e.card.statement, kind) and e.standing is Standing.STANDS
                ),
            )
            for kind, heading in KINDS.items()
        ]
        older = tuple(e for e in entries if e.standing is Standing.OLDER)
        ended = tuple(e for e in entries if e.standing is Standing.ENDED)
        found.append(Group("older", "Only in an older revision", older))
        found.append(Group("ended", "No longer said", ended))
        return tuple(group for group in found if group.entries)


def given_in(statement: Statement) -> frozenset[str]:
    """Return what a statement names as given to patients, or done with them."""
    match statement:
        case Recommendation() | OpenQuestion():
            return frozenset(statement.interventions)
        case OutcomeStatistic() | SafetySignal() | Approval() | Limitation() | PrognosticFactor():
            alone = statement.intervention
        case _:
            alone = None
    of_arms = (arm.intervention for arm in arms_of(statement))
    return frozenset(id for id in (alone, *of_arms) if id)
