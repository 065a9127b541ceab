"""Criteria as phrases, with the names that ids stand for."""

from __future__ import annotations

from typing import assert_never

from allkb.knowledge import KnowledgeBase
from allkb.model import FACTS, AllOf, AnyOf, Criterion, Has, InRange, Is, Meets, Not

__all__ = ["criteria_text"]


def criteria_text(kb: KnowledgeBase, criterion: Criterion) -> str:
    """Return whom criteria are about: `lineage B-ALL; early relapse (BFM)`."""
    match criterion:
        case Is() | InRange():
            return str(criterion)
        case Has():
            return f"{FACTS[criterion.fact].phrase} {kb.concept(criterion.value).label}"
        case Meets():
            meant = kb.definition(criterion.definition)
            return f"{meant.term} as defined by {kb.concept(meant.group).label}"
        case Not():
            return f"not ({criteria_text(kb, criterion.criterion)})"
        case AllOf():
            return "; ".join(_inside(kb, member) for member in criterion.criteria)
        case AnyOf():
            return " or ".join(_inside(kb, member) for member in criterion.criteria)
        case _:
            assert_never(criterion)


def _inside(kb: KnowledgeBase, criterion: Criterion) -> str:
    text = criteria_text(kb, criterion)
    return f"({text})" if isinstance(criterion, AllOf | AnyOf) else text
