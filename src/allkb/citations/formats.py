"""What a selection can be asked for; what writes a format is imported when it is."""

from __future__ import annotations

from allkb.citations import csl
from allkb.citations.extra import extra
from allkb.citations.papers import cited
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["to_bibtex", "to_csl_json", "to_ris"]


def to_bibtex(selection: Selection[Statement], *, cited_by: str | None = None) -> str:
    """
    Return the papers that statements cite as BibTeX, for BibTeX and biber.

    The keys are the ids of the citations. What is not known is left out. A comment at
    the top says what the data is derived from.

    Args:
        selection: The statements.
        cited_by: The id of a source or of a revision: only what it cites for them.

    Raises:
        MissingExtraError: if the extra `citations` is not installed.
        UnknownIdError: if there is no such source or revision.
    """
    with extra():
        from allkb.citations import bibtex
    papers = cited(selection, cited_by=cited_by)
    return bibtex.written(map(bibtex.of_paper, papers), notice(kb_of(selection)))


def to_csl_json(selection: Selection[Statement], *, cited_by: str | None = None) -> str:
    """
    Return the papers that statements cite as CSL-JSON, for Zotero, pandoc, citeproc.

    The ids are those of the citations. What is not known is left out. CSL-JSON has no
    comments: what the data is derived from is said in `custom` of the first paper, a
    key for what has no other, which programs pass over.

    Args:
        selection: The statements.
        cited_by: The id of a source or of a revision: only what it cites for them.

    Raises:
        UnknownIdError: if there is no such source or revision.
    """
    papers = cited(selection, cited_by=cited_by)
    return csl.written(map(csl.of_paper, papers), notice(kb_of(selection)))


def to_ris(selection: Selection[Statement], *, cited_by: str | None = None) -> str:
    """
    Return the papers that statements cite as RIS, for EndNote, Zotero, Mendeley.

    The ids are those of the citations. What is not known is left out. A line above the
    first paper, where programs read nothing, says what the data is derived from.

    Args:
        selection: The statements.
        cited_by: The id of a source or of a revision: only what it cites for them.

    Raises:
        MissingExtraError: if the extra `citations` is not installed.
        UnknownIdError: if there is no such source or revision.
    """
    with extra():
        from allkb.citations import ris
    papers = cited(selection, cited_by=cited_by)
    return ris.written(map(ris.of_paper, papers), notice(kb_of(selection)))
