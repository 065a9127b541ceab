"""Which knowledge base a selection is of."""

from __future__ import annotations

from typing import Protocol, cast

from allkb.checks import Records
from allkb.knowledge import KnowledgeBase

__all__ = ["kb_of"]


class OfRecords(Protocol):
    """What says which records it is of: a selection, or a match."""

    @property
    def records(self) -> Records:
        """The records it is of."""
        ...


def kb_of(found: OfRecords) -> KnowledgeBase:
    """Return the knowledge base that a selection or a match is of: it has the names."""
    return cast("KnowledgeBase", found.records)
