"""Rules on who says a thing, how that is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from allkb.checks.index import Index
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import (
    SCHEMES,
    Approval,
    Established,
    EvidenceLevel,
    Extent,
    Reading,
    Relation,
    SourceCategory,
    Statement,
)

__all__ = ["ATTESTING"]


@rule("numbers-are-citations")
def _numbers_are_citations(index: Index) -> Iterator[Hit]:
    """Where a page was read, the numbers of a locator are those of the citations in the support."""
    listed = {revision for revision, _ in index.numbered}
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            is_read = attestation.established is Established.READ
            if attestation.source not in listed or not is_read:
                continue
            numbers = attestation.locator.numbers
            found = [index.numbered.get((attestation.source, n), [None])[0] for n in numbers]
            if sorted(map(str, found)) != sorted(attestation.citations):
                path = f".attestations[{i}].locator.numbers"
                message = f"they stand for {found}, but the support is {attestation.citations}"
                yield "statements", position, statement.id, path, message


@rule("read-has-passage")
def _read_has_passage(index: Index) -> Iterator[Hit]:
    """An attestation of a document that was read says in which passage."""
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            read = attestation.established is Established.READ
            if read and attestation.locator.passage is None:
                path = f".attestations[{i}].locator.passage"
                yield "statements", position, statement.id, path, "read, but no passage is given"


@rule("unread-is-secondary")
def _unread_is_secondary(index: Index) -> Iterator[Hit]:
    """What is said of a revision of which nothing was read is established by another document."""
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            unread = index.revisions[attestation.source].read is Extent.NOTES
            if unread and attestation.established is not Established.SECONDARY:
                path = f".attestations[{i}].established"
                message = f"nothing of {attestation.source} was read"
                yield "statements", position, statement.id, path, message


@rule("paper-cites-itself")
def _paper_cites_itself(index: Index) -> Iterator[Hit]:
    """What is attested by a paper cites that paper alone, has no level, and is no page read."""
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            citation = index.source_of[attestation.source].citation
            path = f".attestations[{i}]"
            if citation is None:
                continue
            if attestation.citations != (citation,):
                message = f"the paper is {citation}, and nothing else is cited"
                yield "statements", position, statement.id, f"{path}.support", message
            if attestation.levels:
                message = "no paper grades itself"
                yield "statements", position, statement.id, f"{path}.support", message
            if attestation.established is Established.READ:
                message = "no more than the abstract of a paper was read"
                yield "statements", position, statement.id, f"{path}.established", message


@rule("abstract-was-read")
def _abstract_was_read(index: Index) -> Iterator[Hit]:
    """What the abstract of a paper established comes from one that was read."""
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            if attestation.established is not Established.ABSTRACT:
                continue
            id = index.source_of[attestation.source].citation
            if id is not None and index.citations[id].reading is not Reading.ABSTRACT:
                path = f".attestations[{i}].established"
                message = f"the abstract of {id} was not read"
                yield "statements", position, statement.id, path, message


@rule("behind-is-cited")
def _behind_is_cited(index: Index) -> Iterator[Hit]:
    """A statement that stands behind another one is attested by a paper."""
    for position, statement in enumerate(index.records.statements):
        for i, link in enumerate(statement.links):
            if link.relation is Relation.BEHIND and not _said_by_paper(index, statement):
                message = f"said to be behind {link.to}, but no paper attests it"
                yield "statements", position, statement.id, f".links[{i}]", message


def _said_by_paper(index: Index, statement: Statement) -> bool:
    return any(
        index.source_of[a.source].category is SourceCategory.PAPER for a in statement.attestations
    )


@rule("link-once")
def _link_once(index: Index) -> Iterator[Hit]:
    """No statement bears on another in the same way twice."""
    for position, statement in enumerate(index.records.statements):
        seen: set[tuple[str, str]] = set()
        for i, link in enumerate(statement.links):
            if (link.relation, link.to) in seen:
                message = f"{link.relation} {link.to} a second time"
                yield "statements", position, statement.id, f".links[{i}]", message
            seen.add((link.relation, link.to))


@rule("cited-in-time")
def _cited_in_time(index: Index) -> Iterator[Hit]:
    """No document cites a paper of a later year."""
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            latest = index.revisions[attestation.source].date.latest.year
            for id in attestation.citations:
                if (year := index.citations[id].year) > latest:
                    message = f"{id} is of {year}, and {attestation.source} of {latest}"
                    yield (
                        "statements",
                        position,
                        statement.id,
                        f".attestations[{i}].support",
                        message,
                    )


@rule("approval-in-time")
def _approval_in_time(index: Index) -> Iterator[Hit]:
    """No document says that an agency decided something after the document's own date."""
    for position, statement in enumerate(index.records.statements):
        if not isinstance(statement, Approval):
            continue
        for attestation in statement.attestations:
            latest = index.revisions[attestation.source].date.latest
            if statement.date.earliest > latest:
                message = f"{statement.date}, but {attestation.source} is not later than {latest}"
                yield "statements", position, statement.id, ".date", message


@rule("edition-in-force")
def _edition_in_force(index: Index) -> Iterator[Hit]:
    """A level belongs to an edition that was in force when the document was published."""
    in_force = _times_in_force()
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            for level in dict.fromkeys(attestation.levels):
                window = index.revisions[attestation.source].date
                start, end = in_force[level.edition]
                if not (start <= window.latest and window.earliest < end):
                    message = f"edition {level.edition} was not in force on {window}"
                    path = f".attestations[{i}].support"
                    yield "statements", position, statement.id, path, f"{level}: {message}"


def _times_in_force() -> Mapping[str, tuple[date, date]]:
    """
    Return from when, and until before when, each edition was in force.

    The first edition of a scheme counts from the scheme's first day, as older
    ones were not read; an edition is in force until the next was seen, of
    whatever scheme.
    """
    rows = sorted(
        (edition.changed, edition.id, scheme.not_before if i == 0 else edition.changed)
        for scheme in SCHEMES.values()
        for i, edition in enumerate(scheme.editions)
    )
    ends = [*(changed for changed, _, _ in rows[1:]), date.max]
    return {id: (start, end) for (_, id, start), end in zip(rows, ends, strict=True)}


@rule("level-is-printed-once")
def _level_is_printed_once(index: Index) -> Iterator[Hit]:
    """No level stands twice beside one group of citations."""
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            for j, group in enumerate(attestation.support):
                levels: tuple[EvidenceLevel, ...] = group.levels
                if len(set(levels)) < len(levels):
                    path = f".attestations[{i}].support[{j}].levels"
                    message = f"one of {', '.join(map(str, levels))} is there twice"
                    yield "statements", position, statement.id, path, message


ATTESTING: tuple[Rule, ...] = (
    _numbers_are_citations,
    _read_has_passage,
    _unread_is_secondary,
    _paper_cites_itself,
    _abstract_was_read,
    _behind_is_cited,
    _link_once,
    _cited_in_time,
    _approval_in_time,
    _edition_in_force,
    _level_is_printed_once,
)
"""The rules on attestations and links."""
