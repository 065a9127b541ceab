"""Rules on statements that stand no longer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from allkb.checks.index import Index
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import Extent, StatementId

__all__ = ["ENDINGS"]


@rule("superseded-chain-ends")
def _superseded_chain_ends(index: Index) -> Iterator[Hit]:
    """Going from a statement to what superseded it, and on, comes to an end."""
    ending = _come_to_an_end(index)
    for position, statement in enumerate(index.records.statements):
        if statement.id not in ending:
            path = ".ended.superseded_by"
            yield "statements", position, statement.id, path, "leads into a circle"


def _come_to_an_end(index: Index) -> set[StatementId]:
    """Return the statements that stand, were withdrawn, or were superseded by such alone."""
    open_ends = {s.id: len(s.superseded_by) for s in index.records.statements}
    before: dict[StatementId, list[StatementId]] = defaultdict(list)
    for statement in index.records.statements:
        for id in statement.superseded_by:
            before[id].append(statement.id)
    ahead = [id for id, number in open_ends.items() if not number]
    found: set[StatementId] = set()
    while ahead:
        id = ahead.pop()
        found.add(id)
        for older in before[id]:
            open_ends[older] -= 1
            if not open_ends[older]:
                ahead.append(older)
    return found


@rule("successors-are-said")
def _successors_are_said(index: Index) -> Iterator[Hit]:
    """What supersedes a statement is said by the revision in which the change was noticed."""
    for position, statement in enumerate(index.records.statements):
        if statement.ended is None:
            continue
        noticed = statement.ended.noticed_in
        for i, id in enumerate(statement.ended.superseded_by):
            if all(a.source != noticed for a in index.statements[id].attestations):
                path = f".ended.superseded_by[{i}]"
                yield "statements", position, statement.id, path, f"{noticed} does not say {id}"


@rule("gone-is-ended")
def _gone_is_ended(index: Index) -> Iterator[Hit]:
    """A statement missing from the latest revision of its source, read whole, says it ended."""
    latest = {
        revision.id: source.revisions[-1].id
        for source in index.records.sources
        if source.revisions[-1].read is Extent.WHOLE
        for revision in source.revisions
    }
    for position, statement in enumerate(index.records.statements):
        said = {a.source for a in statement.attestations}
        missing = sorted({latest[id] for id in said if id in latest} - said)
        if missing and statement.ended is None:
            message = f"{missing[0]} was read and does not say it"
            yield "statements", position, statement.id, ".ended", message


ENDINGS: tuple[Rule, ...] = (_superseded_chain_ends, _successors_are_said, _gone_is_ended)
"""The rules on statements that stand no longer."""
