"""Columns that tables have for convenience: names for ids, and who says it last."""

from __future__ import annotations

from operator import attrgetter
from typing import Final

from allkb.frames.columns import Cell, flag, number, text
from allkb.frames.shapes import Derived, Item, joined
from allkb.knowledge import KnowledgeBase
from allkb.model import Attestation, Count, Estimate, Horizon, RevisionId
from allkb.views import estimate_text

__all__ = [
    "ABOUT",
    "NEWEST",
    "NO_LEVEL",
    "concept_label",
    "horizon_text",
    "is_newest",
    "levels_text",
    "proportion",
    "wording",
]


NO_LEVEL: Final = "none is printed, or that was not read"


def concept_label(field: str, null: str | None = None, *, of: str = "record") -> Derived:
    """
    Return the label of the concept that a field names.

    Args:
        field: The field.
        null: What it means that it names none; None where it always names one.
        of: Whose field it is: the `record`'s, or that of the `root` it is in.
    """
    id_of = attrgetter(f"{of}.{field}")

    def cell(kb: KnowledgeBase, item: Item) -> Cell:
        id = id_of(item)
        return None if id is None else kb.concept(id).label

    return joined(text(f"{field}_label", f"The name of `{field}`.", null), cell)


def is_newest(kb: KnowledgeBase, revision: RevisionId) -> bool:
    """Tell whether no newer revision of its source is held."""
    return kb.source_of(revision).revisions[-1].id == revision


def levels_text(said: Attestation) -> str | None:
    """Return the levels that an attestation prints, each once; None if it prints none."""
    return "; ".join(dict.fromkeys(map(str, said.levels))) or None


def _horizon(_: KnowledgeBase, item: Item) -> Cell:
    found: Horizon | None = item.root.horizon
    return None if found is None else str(found)


horizon_text = joined(
    text("horizon", "When it was measured, in words.", "no time belongs to the figure"), _horizon
)


def wording(none: str | None = None) -> Derived:
    """Return an estimate in words; `none` says what it means that there is none."""

    def cell(_: KnowledgeBase, item: Item) -> Cell:
        found: Estimate | None = item.record.estimate
        return None if found is None else estimate_text(found)

    return joined(text("figure", "The figure in words: `about 10% to 30%`.", none), cell)


def proportion(none: str | None = None) -> Derived:
    """Return what the parts of a count come to; `none` says what no estimate means."""

    def cell(_: KnowledgeBase, item: Item) -> Cell:
        found: Estimate | None = item.record.estimate
        return found.proportion if isinstance(found, Count) else None

    also = "" if none is None else f"{none}, or "
    what = "What a count comes to: `events / of`, worked out by us and printed nowhere."
    return joined(number("proportion", what, f"{also}it is no count", unit="proportion"), cell)


ABOUT: tuple[Derived, ...] = (
    joined(
        text("topic", "The topic it is filed under.", refers="topics.id"),
        lambda _, item: item.root.topic,
    ),
    joined(
        text("topic_label", "The name of `topic`."),
        lambda kb, item: kb.topic(item.root.topic).label,
    ),
    joined(
        text(
            "population", "Whom it is about, in words, beyond the criteria.", "no words are needed"
        ),
        lambda _, item: item.root.population,
    ),
)
"""What a statement is about."""

NEWEST: tuple[Derived, ...] = (
    joined(
        flag(
            "stands",
            "Whether it stands: it was neither superseded nor withdrawn.",
        ),
        lambda _, item: item.root.ended is None,
    ),
    joined(
        text("newest_revision", "The newest revision that says it.", refers="revisions.id"),
        lambda _, item: item.root.attestations[-1].source,
    ),
    joined(
        text("newest_hedge", "How surely that revision says it.", "its wording was not read"),
        lambda _, item: item.root.attestations[-1].hedge,
    ),
    joined(
        text(
            "newest_levels",
            "The levels of evidence that revision prints beside it.",
            NO_LEVEL,
        ),
        lambda _, item: levels_text(item.root.attestations[-1]),
    ),
)
"""Who says it last, and how surely."""
