"""Which knowledge base a selection is of."""

from __future__ import annotations

from typing import TypeVar, cast

from allkb.knowledge import KnowledgeBase
from allkb.model import Statement
from allkb.query import Selection

__all__ = ["kb_of"]

S = TypeVar("S", bound=Statement)


def kb_of(selection: Selection[S]) -> KnowledgeBase:
    """Return the knowledge base that a selection is of: the names of what it speaks of."""
    return cast("KnowledgeBase", selection.records)
