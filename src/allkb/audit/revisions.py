"""What the statements say of one revision: what to look for on its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from attrs import frozen

from allkb.audit.markup import Group
from allkb.knowledge import KnowledgeBase
from allkb.model import Attestation, CitationId, Established, RevisionId, Statement

__all__ = ["Reading", "known_headings", "likeliest_revision", "readings", "stored_groups"]


@frozen
class Reading:
    """
    A statement as it was read in a revision.

    Attributes:
        statement: The statement.
        attestation: Where it was read, and with what support.
        groups: The numbers of its support in that revision, with the levels;
            None if a citation of it has no number there.
    """

    statement: Statement
    attestation: Attestation
    groups: tuple[Group, ...] | None


def readings(kb: KnowledgeBase, revision: RevisionId) -> tuple[Reading, ...]:
    """Return what was read in a revision, in the order of the statements."""
    known = {
        citation.id: reference.number
        for citation in kb.citations
        for reference in citation.references
        if reference.revision == revision
    }
    return tuple(
        Reading(statement, attestation, stored_groups(attestation, known))
        for statement, attestation in _read(kb)
        if attestation.source == revision
    )


def stored_groups(
    attestation: Attestation, known: Mapping[CitationId, int]
) -> tuple[Group, ...] | None:
    """Return the support of an attestation as a page prints it, by the numbers of citations."""
    if not known.keys() >= set(attestation.citations):
        return None
    return tuple(
        Group(
            citations=tuple(known[citation] for citation in support.citations),
            levels=tuple(map(str, support.levels)),
        )
        for support in attestation.support
    )


def likeliest_revision(kb: KnowledgeBase, fingerprints: Collection[str]) -> RevisionId | None:
    """
    Return the revision of which most fingerprints are among some; None if none is.

    Of two with as many it is the one of which fewer are not among them, then the later one.
    """
    stored = {(a.source, a.locator.passage) for _, a in _read(kb) if a.locator.passage}
    all_of = Counter(revision for revision, _ in stored)
    found = Counter(revision for revision, passage in stored if passage in fingerprints)
    return max(
        found,
        key=lambda id: (found[id], -all_of[id], kb.revision(id).date.earliest, id),
        default=None,
    )


def known_headings(kb: KnowledgeBase) -> frozenset[str]:
    """Return every heading that topics and locators name."""
    sections = [heading.section for topic in kb.topics for heading in topic.headings]
    sections += [a.locator.section for s in kb for a in s.attestations]
    return frozenset(heading for section in sections for heading in section)


def _read(kb: KnowledgeBase) -> Iterator[tuple[Statement, Attestation]]:
    for statement in kb:
        for attestation in statement.attestations:
            if attestation.established is Established.READ:
                yield statement, attestation
