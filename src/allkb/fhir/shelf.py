"""What the statements of a bundle name, under the references by which they name it."""

from __future__ import annotations

from functools import cached_property

from allkb.fhir.codes import CONCEPTS, TAG, Term, codeable, terminology
from allkb.fhir.naming import Json, address, full_url
from allkb.knowledge import KnowledgeBase
from allkb.model import CitationId, ConceptId, DateWindow, RevisionId, StatementId
from allkb.views import notice

__all__ = ["Shelf", "to_date"]


class Shelf:
    """
    Gives references to records of a knowledge base, and keeps which were given.

    Attributes:
        kb: The knowledge base.
        variables: The concepts that are variables of some evidence.
        papers: The papers that are cited.
        revisions: The documents that are named.
        editions: The editions of grading schemes whose levels are printed.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.variables: set[ConceptId] = set()
        self.papers: set[CitationId] = set()
        self.revisions: set[RevisionId] = set()
        self.editions: set[str] = set()

    def variable(self, id: ConceptId) -> Json:
        """Return a reference to the EvidenceVariable of a concept."""
        self.variables.add(id)
        return _reference("concept", id, self.kb.concept(id).label)

    def coded(self, id: ConceptId) -> Json:
        """Return a concept by its code of ours and by those that the data confirms."""
        concept = self.kb.concept(id)
        ours = Term(CONCEPTS, concept.id, concept.label)
        others = [
            Term(terminology(c.system), " ".join(c.code.split()), c.display or concept.label)
            for c in concept.codes
        ]
        return codeable(ours, *(term for term in others if term.code), text=concept.label)

    def statement(self, id: StatementId, shown: str) -> Json:
        """Return a reference to what a statement of the bundle became."""
        return _reference("statement", id, shown)

    def paper(self, id: CitationId) -> Json:
        """Return a reference to the Citation of a paper."""
        self.papers.add(id)
        return _reference("citation", id, self.kb.citation(id).short)

    def revision(self, id: RevisionId) -> Json:
        """Return a reference to the Citation of a revision of a source."""
        self.revisions.add(id)
        return _reference("revision", id, self.title_of(id))

    def title_of(self, id: RevisionId) -> str:
        """Return the name of a document with its date."""
        return f"{self.kb.source_of(id).title}, {self.kb.revision(id).date}"

    def later(self, id: RevisionId) -> RevisionId | None:
        """Return the revision that followed one, of those that are held; None if none did."""
        order = [revision.id for revision in self.kb.source_of(id).revisions]
        after = order.index(id) + 1
        return order[after] if after < len(order) else None

    @cached_property
    def notice(self) -> str:
        """The line that every resource carries."""
        return notice(self.kb)

    @cached_property
    def meta(self) -> Json:
        """The metadata that every resource carries."""
        return {"source": address("data", self.kb.version), "tag": [TAG.coding()]}


def _reference(kind: str, id: str, display: str) -> Json:
    return {"reference": full_url(kind, id), "display": display}


def to_date(window: DateWindow) -> str | None:
    """Return a date that is known to the day, month or year as FHIR writes it; else None."""
    first = window.earliest.isoformat()
    for text in (first, first[:7], first[:4]):
        spans = DateWindow.parse(text)
        if (spans.earliest, spans.latest) == (window.earliest, window.latest):
            return text
    return None
