"""Criteria as phrases, with the names that ids stand for."""

from __future__ import annotations

from typing import assert_never

from allkb.knowledge import KnowledgeBase
from allkb.model import FACTS, AllOf, AnyOf, Criterion, Has, InRange, Is, Meets, Not
from allkb.views.words import Item, To, Words, plain

__all__ = ["criteria_item", "criteria_text", "criteria_words"]

_LONG = 100
"""The length from which criteria are shown as a list."""


def criteria_text(kb: KnowledgeBase, criterion: Criterion) -> str:
    """Return whom criteria are about: `lineage B-ALL; early relapse (BFM)`."""
    return plain(criteria_words(kb, criterion))


def criteria_words(kb: KnowledgeBase, criterion: Criterion) -> Words:
    """Return whom criteria are about, with links to the definitions they refer to."""
    match criterion:
        case Is() | InRange():
            return (str(criterion),)
        case Has():
            gene = kb.concept(criterion.value)
            return (f"{FACTS[criterion.fact].phrase} ", To("concept", gene.id, gene.label))
        case Meets():
            meant = kb.definition(criterion.definition)
            said = f"{meant.term} as defined by {kb.concept(meant.group).label}"
            return (To("statement", meant.id, said),)
        case Not():
            return ("not (", *criteria_words(kb, criterion.criterion), ")")
        case AllOf():
            return _joined(kb, "; ", criterion.criteria)
        case AnyOf():
            return _joined(kb, " or ", criterion.criteria)
        case _:
            assert_never(criterion)


def _joined(kb: KnowledgeBase, between: str, criteria: tuple[Criterion, ...]) -> Words:
    found: list[str | To] = []
    for criterion in criteria:
        words = criteria_words(kb, criterion)
        inside = ("(", *words, ")") if isinstance(criterion, AllOf | AnyOf) else words
        found += (between, *inside) if found else inside
    return tuple(found)


def criteria_item(kb: KnowledgeBase, criterion: Criterion) -> Item:
    """Return whom criteria are about as a point of a list; long ones as a list of their own."""
    if not isinstance(criterion, AllOf | AnyOf) or len(str(criterion)) <= _LONG:
        return Item(criteria_words(kb, criterion))
    word = "all of" if isinstance(criterion, AllOf) else "any of"
    return Item((word,), tuple(criteria_item(kb, member) for member in criterion.criteria))
