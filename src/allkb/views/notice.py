"""The line that every output for people carries."""

from __future__ import annotations

from allkb.knowledge import KnowledgeBase
from allkb.model import Extent, SourceCategory

__all__ = ["notice"]


def notice(kb: KnowledgeBase) -> str:
    """Say what the data is derived from, as of when, and what it is not."""
    revisions = [
        f"{source.title} ({', '.join(_dated(str(r.date), r.id) for r in source.revisions)})"
        for source in kb.sources
        if source.category is SourceCategory.SUMMARY
        and any(revision.read is not Extent.NOTES for revision in source.revisions)
    ]
    others = "and from papers and other documents that the statements name"
    derived = f"Derived from {'; '.join(revisions)}, {others}. " if revisions else ""
    return f"{derived}Not a PDQ summary. Not clinical advice. Data {kb.version}."


def _dated(date: str, id: str) -> str:
    return date if id.endswith(date) else f"between {date.replace(' to ', ' and ')}"
