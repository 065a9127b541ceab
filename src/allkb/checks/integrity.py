"""Rules that data has to keep to be taken in at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import NoneType

from allkb.checks.index import Index
from allkb.checks.links import links_of, statement_links
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import Citation, Concept, Definition, Source, StatementId, Topic, definitions_of

__all__ = ["INTEGRITY"]


@rule("unique-id")
def _unique_id(index: Index) -> Iterator[Hit]:
    """No two records of a list have the same id, nor two revisions."""
    records = index.records
    lists: dict[str, Sequence[str]] = {
        "sources": [r.id for r in records.sources],
        "citations": [r.id for r in records.citations],
        "concepts": [r.id for r in records.concepts],
        "topics": [r.id for r in records.topics],
        "statements": [r.id for r in records.statements],
    }
    for name, ids in lists.items():
        seen: set[str] = set()
        for position, id in enumerate(ids):
            if id in seen:
                yield name, position, id, ".id", f"another record has the id {id!r}"
            seen.add(id)
    counts = Counter(r.id for source in records.sources for r in source.revisions)
    for position, source in enumerate(records.sources):
        for i, revision in enumerate(source.revisions):
            if counts[revision.id] > 1:
                path = f".revisions[{i}].id"
                yield "sources", position, source.id, path, "another revision has this id"


@rule("known-link")
def _known_link(index: Index) -> Iterator[Hit]:
    """Every id that a record names belongs to a record."""
    known: dict[str, frozenset[str]] = {
        "topics": index.assumed.union(index.topics),
        "concepts": index.assumed.union(index.concepts),
        "citations": index.assumed.union(index.citations),
        "revisions": index.assumed.union(index.revisions),
        "statements": index.assumed.union(index.statements),
    }
    records = index.records
    others: dict[str, Sequence[Source | Citation | Concept | Topic]] = {
        "sources": records.sources,
        "citations": records.citations,
        "concepts": records.concepts,
        "topics": records.topics,
    }
    for name, rows in others.items():
        for position, record in enumerate(rows):
            for table, id, path in links_of(record):
                if id not in known[table]:
                    yield name, position, record.id, path, _no_such(table, id)
    for position, statement in enumerate(records.statements):
        if all(id in known[table] for table, id in statement_links(statement)):
            continue
        for table, id, path in links_of(statement):
            if id not in known[table]:
                yield "statements", position, statement.id, path, _no_such(table, id)


def _no_such(table: str, id: str) -> str:
    return f"there is no {table.removesuffix('s')} {id!r}"


@rule("no-circle")
def _no_circle(index: Index) -> Iterator[Hit]:
    """No concept is, over any number of steps, broader than itself."""
    broader: dict[str, Collection[str]] = {c.id: c.broader for c in index.records.concepts}
    for position, concept in enumerate(index.records.concepts):
        if _leads_back(concept.id, broader):
            yield "concepts", position, concept.id, ".broader", "leads back to the concept itself"


def _leads_back(id: str, onward: Mapping[str, Collection[str]]) -> bool:
    reached: set[str] = set()
    ahead = [*onward.get(id, ())]
    while ahead and id not in reached:
        step = ahead.pop()
        if step not in reached:
            reached.add(step)
            ahead += onward.get(step, ())
    return id in reached


@rule("definition-is-one")
def _definition_is_one(index: Index) -> Iterator[Hit]:
    """What a criterion meets is a definition, and no definition leads back to itself."""
    met: dict[str, Collection[str]] = {
        statement.id: found
        for statement in index.records.statements
        if (found := definitions_of(statement))
    }
    for position, statement in enumerate(index.records.statements if met else ()):
        for id in sorted(met.get(statement.id, ())):
            if not isinstance(index.statements.get(StatementId(id)), Definition | NoneType):
                yield "statements", position, statement.id, "", f"{id} is no definition"
        if _leads_back(statement.id, met):
            yield "statements", position, statement.id, "", "leads back to the statement itself"


@rule("level-in-time")
def _level_in_time(index: Index) -> Iterator[Hit]:
    """No revision prints a level of a younger scheme, or with a meaning not of its time."""
    windows = {id: revision.date for id, revision in index.revisions.items()}
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            window = windows.get(attestation.source)
            for level in attestation.levels:
                if window and not level.is_of_its_time(window.earliest, window.latest):
                    message = f"{attestation.source} cannot print {level} of {level.edition}"
                    yield "statements", position, statement.id, f".attestations[{i}]", message


@rule("oldest-first")
def _oldest_first(index: Index) -> Iterator[Hit]:
    """The attestations of a statement stand oldest first."""
    earliest = {id: revision.date.earliest for id, revision in index.revisions.items()}
    for position, statement in enumerate(index.records.statements):
        if len(statement.attestations) < 2:
            continue
        days = [earliest.get(a.source, date.min) for a in statement.attestations]
        if days != sorted(days):
            path = ".attestations"
            yield "statements", position, statement.id, path, "they are not oldest first"


@rule("ended-later")
def _ended_later(index: Index) -> Iterator[Hit]:
    """A statement ends in a later revision of a source that said it, and is not said there."""
    for position, statement in enumerate(index.records.statements):
        ended = statement.ended
        if ended is None or ended.noticed_in not in index.revisions:
            continue
        source = index.source_of[ended.noticed_in]
        order = [revision.id for revision in source.revisions]
        said = [a.source for a in statement.attestations if a.source in order]
        if not said or max(map(order.index, said)) >= order.index(ended.noticed_in):
            message = f"no older revision of {source.id} says it, or this one still does"
            yield "statements", position, statement.id, ".ended.noticed_in", message


@rule("one-number-one-citation")
def _one_number(index: Index) -> Iterator[Hit]:
    """A number of a revision's reference list stands for one citation."""
    for position, citation in enumerate(index.records.citations):
        for i, reference in enumerate(citation.references):
            holders = index.numbered[reference.revision, reference.number]
            if len(set(holders)) > 1:
                path = f".references[{i}]"
                message = f"number {reference.number} of {reference.revision} has another citation"
                yield "citations", position, citation.id, path, message


INTEGRITY: tuple[Rule, ...] = (
    _unique_id,
    _known_link,
    _no_circle,
    _definition_is_one,
    _level_in_time,
    _oldest_first,
    _ended_later,
    _one_number,
)
"""The rules that data has to keep to be taken in."""
