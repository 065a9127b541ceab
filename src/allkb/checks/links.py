"""Which other records a record names."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.model import (
    Citation,
    Concept,
    Source,
    Statement,
    Topic,
    concepts_of,
    definitions_of,
    endpoints_of,
    members_of,
)

__all__ = ["Named", "links_of", "statement_links"]

Named = tuple[str, str, str]
"""The table an id should be in, the id, and the path of the field that names it."""


def statement_links(statement: Statement) -> Iterator[tuple[str, str]]:
    """Yield table and id of everything a statement names, quickly and without paths."""
    yield "topics", statement.topic
    for concept in concepts_of(statement) | endpoints_of(statement):
        yield "concepts", concept
    for concept in members_of(statement):
        yield "concepts", concept
    for definition in definitions_of(statement):
        yield "statements", definition
    for link in statement.links:
        yield "statements", link.to
    if statement.ended:
        yield "revisions", statement.ended.noticed_in
        for id in statement.ended.superseded_by:
            yield "statements", id
    for attestation in statement.attestations:
        yield "revisions", attestation.source
        for group in attestation.support:
            for citation in group.citations:
                yield "citations", citation


def links_of(record: Source | Citation | Concept | Topic | Statement) -> Iterator[Named]:
    """Yield everything a record names, with the path of the field that does."""
    match record:
        case Source():
            if record.citation:
                yield "citations", record.citation, ".citation"
        case Citation():
            for i, reference in enumerate(record.references):
                yield "revisions", reference.revision, f".references[{i}].revision"
        case Concept():
            for i, broader in enumerate(record.broader):
                yield "concepts", broader, f".broader[{i}]"
            if record.sponsor:
                yield "concepts", record.sponsor, ".sponsor"
        case Topic():
            for i, heading in enumerate(record.headings):
                yield "revisions", heading.revision, f".headings[{i}].revision"
        case _:
            yield from _placed_statement_links(record)


def _placed_statement_links(statement: Statement) -> Iterator[Named]:
    yield "topics", statement.topic, ".topic"
    for concept in sorted(concepts_of(statement)):
        yield "concepts", concept, ""
    for endpoint in endpoints_of(statement):
        yield "concepts", endpoint, ".endpoint"
    for concept in sorted(members_of(statement)):
        yield "concepts", concept, ""
    for definition in sorted(definitions_of(statement)):
        yield "statements", definition, ""
    for i, link in enumerate(statement.links):
        yield "statements", link.to, f".links[{i}].to"
    if statement.ended:
        yield "revisions", statement.ended.noticed_in, ".ended.noticed_in"
        for i, id in enumerate(statement.ended.superseded_by):
            yield "statements", id, f".ended.superseded_by[{i}]"
    for i, attestation in enumerate(statement.attestations):
        yield "revisions", attestation.source, f".attestations[{i}].source"
        for j, group in enumerate(attestation.support):
            for k, citation in enumerate(group.citations):
                path = f".attestations[{i}].support[{j}].citations[{k}]"
                yield "citations", citation, path
