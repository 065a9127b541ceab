"""`allkb changes` and `allkb conflicts`."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any, cast, get_args

import click
from attrs import fields
from rich.text import Text

from allkb.changes import Change
from allkb.cli.completing import revisions
from allkb.cli.formats import Format, Layout, Listing, format_option, print_list
from allkb.codec import unstructure
from allkb.conflicts import Conflict, Disagreement
from allkb.knowledge import KnowledgeBase
from allkb.loading import load
from allkb.model import EvidenceLevel, Record
from allkb.views import change_text, conflict_text, headline

__all__ = ["changes", "conflicts"]

_KINDS = [str(kind.kind) for kind in get_args(Change)]


@click.command()
@click.argument("old", shell_complete=revisions)
@click.argument("new", shell_complete=revisions)
@click.option("--kind", type=click.Choice(_KINDS), help="Only changes of this kind.")
@format_option
def changes(old: str, new: str, kind: str | None, format: Format | None) -> None:
    """
    List what changed in the sources from OLD to NEW: days, years or revisions.

    What was added is counted; --kind added lists it, and JSON and CSV have it.
    """
    kb = load()
    found = kb.changes(old, new)
    kinds = Counter(change.kind for change in found)
    whole = format in (Format.JSON, Format.CSV)
    shown = [c for c in found if (c.kind == kind if kind else whole or c.kind != "added")]
    remarks = [", ".join(f"{n} {kind}" for kind, n in kinds.items()) or "no changes"]
    if len(shown) < len(found) and not kind:
        remarks.insert(0, f"{kinds['added']} statements were added: --kind added lists them")
    listing = Listing(
        kb=kb,
        layout=_changes_layout(kb),
        items=shown,
        remarks=tuple(remarks),
        fields={"old": old, "new": new, "kinds": kinds},
    )
    print_list(listing, format)


def _changes_layout(kb: KnowledgeBase) -> Layout[Change]:
    def cells(change: Change) -> tuple[str, ...]:
        what = headline(kb, kb[change.statement])
        return change.kind, change.statement, what, change_text(change), change.old, change.new

    return Layout(
        name="changes",
        line=lambda change: f"{change.statement}\n    {change_text(change)}",
        heads=("kind", "statement", "headline", "change", "old", "new"),
        cells=cells,
        columns=("statement", "change"),
        shown=lambda change: (_named(kb, change.statement), Text(change_text(change))),
        record=partial(_change_record, kb),
    )


def _change_record(kb: KnowledgeBase, change: Change) -> dict[str, Any]:
    told = {f.name: _plain(getattr(change, f.name)) for f in fields(type(change))}
    text = {"headline": headline(kb, kb[change.statement]), "text": change_text(change)}
    return {"kind": change.kind, "statement": change.statement, **text, **told}


def _plain(value: object) -> object:
    """Return what a change holds as JSON has it."""
    if isinstance(value, EvidenceLevel):
        return value.reference
    if isinstance(value, tuple):
        return [*map(_plain, cast("tuple[object, ...]", value))]
    return unstructure(value) if isinstance(value, Record) else value


@click.command()
@format_option
def conflicts(format: Format | None) -> None:
    """List where sources disagree or print something amiss: both sides, none preferred."""
    kb = load()
    found = kb.conflicts
    listing = Listing(
        kb=kb,
        layout=_conflicts_layout(kb),
        items=found,
        remarks=(f"{len(found)} conflicts",),
        fields={"total": len(found)},
    )
    print_list(listing, format)


def _conflicts_layout(kb: KnowledgeBase) -> Layout[Conflict]:
    return Layout(
        name="conflicts",
        line=partial(conflict_text, kb),
        heads=("kind", "statement", "headline", "against", "says", "note"),
        cells=partial(_conflict_cells, kb),
        columns=("statement", "against", "note"),
        shown=partial(_conflict_shown, kb),
        record=partial(_conflict_record, kb),
    )


def _conflict_cells(kb: KnowledgeBase, conflict: Conflict) -> tuple[str, ...]:
    kind, id, what = conflict.kind, conflict.statement, headline(kb, kb[conflict.statement])
    if isinstance(conflict, Disagreement):
        says = headline(kb, kb[conflict.other])
        return kind, id, what, conflict.other, says, conflict.note or ""
    found = conflict.misprint
    instead = f"; {found.instead} should stand there" if found.instead else ""
    says = f"prints the {found.part} {found.printed!r}{instead}"
    return kind, id, what, conflict.source, says, found.reason


def _conflict_shown(kb: KnowledgeBase, conflict: Conflict) -> tuple[Text, ...]:
    _, _, _, against, says, note = _conflict_cells(kb, conflict)
    if isinstance(conflict, Disagreement):
        other = _named(kb, conflict.other)
    else:
        other = Text.assemble((against, "id"), " ", (says, "amiss"), overflow="fold")
    return _named(kb, conflict.statement), other, Text(note)


def _conflict_record(kb: KnowledgeBase, conflict: Conflict) -> dict[str, Any]:
    id, what = conflict.statement, headline(kb, kb[conflict.statement])
    told = {"kind": conflict.kind, "statement": id, "headline": what}
    if isinstance(conflict, Disagreement):
        other = headline(kb, kb[conflict.other])
        against = {"other": conflict.other, "other_headline": other}
        return {**told, **against, "note": conflict.note}
    return {**told, "source": conflict.source, "misprint": unstructure(conflict.misprint)}


def _named(kb: KnowledgeBase, id: str) -> Text:
    """Return a statement's headline and id, and that it stands no longer if so."""
    found = kb[id]
    ended = f" {found.ended.how}" if found.ended else ""
    return Text.assemble((headline(kb, found), "title"), "\n", (id, "id"), (ended, "ended"))
