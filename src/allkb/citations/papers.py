"""Which papers the statements of a selection cite."""

from __future__ import annotations

from allkb.errors import UnknownIdError
from allkb.knowledge import KnowledgeBase
from allkb.model import Citation, RevisionId, Statement
from allkb.query import Selection
from allkb.views import kb_of
from allkb.vocabulary import near

__all__ = ["cited"]


def cited(selection: Selection[Statement], *, cited_by: str | None = None) -> tuple[Citation, ...]:
    """
    Return the papers that statements cite, each once, sorted by id.

    A paper that says a statement itself is among them. All that was ever given for a
    statement counts, also by a revision that a later one replaced: `kb.as_of(day)` has
    statements that cite what was cited by then, and `cited_by` asks one document.

    Args:
        selection: The statements.
        cited_by: The id of a source or of a revision: only what it cites for them.

    Raises:
        UnknownIdError: if there is no such source or revision.
    """
    kb = kb_of(selection)
    asked = _revisions(kb, cited_by)
    papers = {source: kb.source_of(source).citation for source in asked}
    found = {
        id
        for statement in selection
        for said in statement.attestations
        if said.source in asked
        for id in (*said.citations, papers[said.source])
    }
    return tuple(paper for paper in kb.citations if paper.id in found)


def _revisions(kb: KnowledgeBase, name: str | None) -> frozenset[RevisionId]:
    """Return the revisions of a source, or the one that is named; all without a name."""
    known = {revision.id: source.id for source in kb.sources for revision in source.revisions}
    found = frozenset(id for id, source in known.items() if name in (None, id, source))
    if name is not None and not found:
        raise UnknownIdError("source", name, near(name, (*known.values(), *known)))
    return found
