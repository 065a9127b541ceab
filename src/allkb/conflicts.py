"""Where sources disagree, with each other or with themselves: both sides kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

from attrs import frozen

from allkb.model import Link, Misprint, Relation, RevisionId, Statement, StatementId

__all__ = ["Conflict", "Disagreement", "PrintedAmiss", "conflicts_in"]


@frozen(kw_only=True)
class Disagreement:
    """
    Two statements that cannot both hold, or that differ on the same question.

    Attributes:
        statement: One of them.
        other: The other one.
        note: In what they differ, in our words, as either tells of it; None where the
            statements say it all.
    """

    kind: ClassVar[Literal["disagreement"]] = "disagreement"
    statement: StatementId
    other: StatementId
    note: str | None


@frozen(kw_only=True)
class PrintedAmiss:
    """
    Something a document prints that cannot be so, or that its own source contradicts.

    Attributes:
        statement: The statement that keeps what is printed.
        source: The revision that prints it.
        misprint: What is printed, what should stand there, and how that is known.
    """

    kind: ClassVar[Literal["printed amiss"]] = "printed amiss"
    statement: StatementId
    source: RevisionId
    misprint: Misprint


Conflict = Disagreement | PrintedAmiss
"""One conflict: a closed union, told apart by class or by `kind`."""


def conflicts_in(statements: Sequence[Statement]) -> Iterator[Conflict]:
    """Yield every conflict once, in the order of the statements that tell of it."""
    notes: dict[frozenset[StatementId], dict[str, None]] = defaultdict(dict)
    for statement in statements:
        for pair, link in _conflicting(statement):
            if link.note:
                notes[pair][link.note] = None
    told: set[frozenset[StatementId]] = set()
    for statement in statements:
        for pair, link in _conflicting(statement):
            if pair not in told:
                told.add(pair)
                note = " ".join(notes[pair]) or None
                yield Disagreement(statement=statement.id, other=link.to, note=note)
        for attestation in statement.attestations:
            for misprint in attestation.misprints:
                source = attestation.source
                yield PrintedAmiss(statement=statement.id, source=source, misprint=misprint)


def _conflicting(statement: Statement) -> Iterator[tuple[frozenset[StatementId], Link]]:
    for link in statement.links:
        if link.relation is Relation.CONFLICTS_WITH:
            yield frozenset((statement.id, link.to)), link
