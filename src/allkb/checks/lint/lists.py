"""Rules on the lists beside the statements: sources, papers, concepts and topics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from allkb.checks.index import Index
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import ConceptId, concepts_of, endpoints_of, members_of

__all__ = ["LISTS"]


@rule("citation-used")
def _citation_used(index: Index) -> Iterator[Hit]:
    """Every citation supports a statement, or is a paper that says one."""
    used: set[str] = {
        citation
        for statement in index.records.statements
        for attestation in statement.attestations
        for citation in attestation.citations
    }
    used |= {source.citation for source in index.records.sources if source.citation}
    for position, citation in enumerate(index.records.citations):
        if citation.id not in used:
            yield "citations", position, citation.id, "", "no statement gives it"


@rule("concept-used")
def _concept_used(index: Index) -> Iterator[Hit]:
    """Every concept is named by a statement, or is broader than one that is, or runs a trial."""
    ahead: list[ConceptId] = [
        concept
        for statement in index.records.statements
        for concept in concepts_of(statement) | endpoints_of(statement) | members_of(statement)
    ]
    used: set[ConceptId] = set()
    while ahead:
        id = ahead.pop()
        if id not in used:
            used.add(id)
            found = index.concepts[id]
            ahead += (*found.broader, *([found.sponsor] if found.sponsor else []))
    for position, concept in enumerate(index.records.concepts):
        if concept.id not in used:
            yield "concepts", position, concept.id, "", "no statement names it"


@rule("topic-used")
def _topic_used(index: Index) -> Iterator[Hit]:
    """Every topic has a statement."""
    used = {statement.topic for statement in index.records.statements}
    for position, topic in enumerate(index.records.topics):
        if topic.id not in used:
            yield "topics", position, topic.id, "", "no statement is filed under it"


@rule("source-used")
def _source_used(index: Index) -> Iterator[Hit]:
    """Every source says a statement."""
    used = {a.source for s in index.records.statements for a in s.attestations}
    for position, source in enumerate(index.records.sources):
        if all(revision.id not in used for revision in source.revisions):
            yield "sources", position, source.id, "", "it attests no statement"


def _shared(rows: Iterable[tuple[str, Iterable[Hashable]]]) -> Iterator[tuple[int, str, str]]:
    """Yield place and id of each record that has a name of another, and what is wrong."""
    listed = [(id, dict.fromkeys(names)) for id, names in rows]
    holders: dict[Hashable, list[str]] = defaultdict(list)
    for id, names in listed:
        for name in names:
            holders[name].append(id)
    for position, (id, names) in enumerate(listed):
        for name in names:
            if len(holders[name]) > 1:
                first, second, *_ = holders[name]
                yield position, id, f"{second if first == id else first} has {name} too"


@rule("one-name-one-concept")
def _one_name(index: Index) -> Iterator[Hit]:
    """No two concepts share an id, label or synonym, whatever its case."""
    rows = (
        (c.id, [name.casefold() for name in (c.id, c.label, *c.synonyms)])
        for c in index.records.concepts
    )
    for position, id, message in _shared(rows):
        yield "concepts", position, id, "", message


@rule("one-code-one-concept")
def _one_code(index: Index) -> Iterator[Hit]:
    """No two concepts share a code of a terminology."""
    rows = ((c.id, [f"{k.system} {k.code}" for k in c.codes]) for c in index.records.concepts)
    for position, id, message in _shared(rows):
        yield "concepts", position, id, ".codes", message


@rule("one-pmid-one-citation")
def _one_pmid(index: Index) -> Iterator[Hit]:
    """No two citations share a PubMed id."""
    rows = ((c.id, [c.pmid] if c.pmid else []) for c in index.records.citations)
    for position, id, message in _shared(rows):
        yield "citations", position, id, ".pmid", message


@rule("one-doi-one-citation")
def _one_doi(index: Index) -> Iterator[Hit]:
    """No two citations share a DOI, whatever its case."""
    rows = ((c.id, [c.doi.casefold()] if c.doi else []) for c in index.records.citations)
    for position, id, message in _shared(rows):
        yield "citations", position, id, ".doi", message


@rule("citation-can-be-found")
def _citation_can_be_found(index: Index) -> Iterator[Hit]:
    """A citation has a PubMed id or a DOI, or a note that says why it has neither."""
    for position, citation in enumerate(index.records.citations):
        if not (citation.pmid or citation.doi or citation.note):
            yield "citations", position, citation.id, "", "no pmid, no doi and no note"


@rule("paper-is-of-its-year")
def _paper_is_of_its_year(index: Index) -> Iterator[Hit]:
    """A source that is a paper is dated in the year of its citation."""
    for position, source in enumerate(index.records.sources):
        if source.citation is None:
            continue
        year = index.citations[source.citation].year
        for i, revision in enumerate(source.revisions):
            if not revision.date.earliest.year <= year <= revision.date.latest.year:
                message = f"{revision.date}, but {source.citation} is of {year}"
                yield "sources", position, source.id, f".revisions[{i}].date", message


LISTS: tuple[Rule, ...] = (
    _citation_used,
    _concept_used,
    _topic_used,
    _source_used,
    _one_name,
    _one_code,
    _one_pmid,
    _one_doi,
    _citation_can_be_found,
    _paper_is_of_its_year,
)
"""The rules on sources, papers, concepts and topics."""
