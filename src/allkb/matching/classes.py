"""What study groups would call a patient's relapse: early or late, of which risk."""

from __future__ import annotations

from attrs import frozen

from allkb.matching.missing import Asked, asked
from allkb.matching.reasons import Reason, reason
from allkb.matching.truth import Facts, Truth, facts_about, members_asked, test_of
from allkb.model import Definition, Meets
from allkb.patients import Patient
from allkb.shown import Shown
from allkb.vocabulary import Vocabulary

__all__ = ["Classification", "classify"]


@frozen(kw_only=True)
class Classification(Shown):
    """
    A group's term against a patient.

    Attributes:
        definition: What the group means by the term.
        group: The group's name.
        verdict: Whether the term holds, by its criteria and its meaning; None if that is
            not known. What a definition has in words beside them is not read.
        reason: Why, as a tree of questions and answers.
        missing: The facts that would decide it, the most decisive first.
    """

    definition: Definition
    group: str
    verdict: Truth
    reason: Reason
    missing: tuple[Asked, ...]

    def __repr__(self) -> str:
        return f"<Classification {self}>"

    def __str__(self) -> str:
        return f"{self.group}: {self.definition.term}: {self.reason.answer}"


def classify(known: Vocabulary, patient: Patient) -> tuple[Classification, ...]:
    """Return every group's terms against a patient, by group and term."""
    terms = {d.id: Meets(definition=d.id) for d in known.definitions.values()}
    members = frozenset(m for term in terms.values() for m in members_asked(known, term))
    facts = facts_about(known, patient, members)
    found = [_one(known, known.definitions[id], term, facts) for id, term in terms.items()]
    return tuple(sorted(found, key=lambda c: (c.group, c.definition.term, c.definition.id)))


def _one(known: Vocabulary, definition: Definition, term: Meets, facts: Facts) -> Classification:
    return Classification(
        definition=definition,
        group=known.concept(definition.group).label,
        verdict=test_of(known, term)(facts),
        reason=reason(known, term, facts),
        missing=asked(known, term, facts),
    )
