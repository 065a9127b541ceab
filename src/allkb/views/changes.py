"""Changes and conflicts as lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from allkb.changes import (
    Added,
    Change,
    CitationsChanged,
    FigureChanged,
    HedgeChanged,
    Regraded,
    Superseded,
    Withdrawn,
)
from allkb.conflicts import Conflict, Disagreement, PrintedAmiss
from allkb.knowledge import KnowledgeBase
from allkb.model import Estimate, EvidenceLevel
from allkb.views.cards import headline
from allkb.views.figures import estimate_text

__all__ = ["change_text", "conflict_text"]


def change_text(change: Change) -> str:
    """Return a change in one line, without the statement it is about."""
    match change:
        case Added(sure=sure):
            return "added" if sure else "added, or not read in the older revision"
        case Withdrawn(reason=reason, sure=sure):
            said = "withdrawn" if sure else "withdrawn, or not read in the later revision"
            return f"{said}: {reason or 'no reason is known'}"
        case Superseded():
            return f"superseded by {', '.join(change.by)}: {change.reason}"
        case Regraded():
            return f"regraded: {_levels(change.before)} -> {_levels(change.after)}"
        case HedgeChanged():
            return f"hedge changed: {change.before} -> {change.after}"
        case FigureChanged():
            figures = f"{_figures(change.before)} -> {_figures(change.after)}"
            return f"figure changed in {change.by}: {figures}"
        case CitationsChanged():
            dropped = [f"-{id}" for id in change.dropped]
            gained = [f"+{id}" for id in change.gained]
            return f"citations changed: {', '.join((*dropped, *gained))}"
        case _:
            assert_never(change)


def _levels(levels: Iterable[EvidenceLevel]) -> str:
    return ", ".join(map(str, levels)) or "no level printed"


def _figures(estimates: Iterable[Estimate]) -> str:
    return ", ".join(map(estimate_text, estimates))


def conflict_text(kb: KnowledgeBase, conflict: Conflict) -> str:
    """Return a conflict in a few lines, both sides with what they say."""
    match conflict:
        case Disagreement():
            sides = (conflict.statement, conflict.other)
            lines = [f"{id}: {headline(kb, kb[id])}" for id in sides]
            note = [f"Note: {conflict.note}"] if conflict.note else []
            return "\n    ".join((lines[0], f"against {lines[1]}", *note))
        case PrintedAmiss(misprint=found):
            instead = f"; {found.instead} should stand there" if found.instead else ""
            said = f"{conflict.source} prints the {found.part} {found.printed!r}{instead}"
            return f"{conflict.statement}: {said}\n    Note: {found.reason}"
        case _:
            assert_never(conflict)
