"""What every kind of statement has."""

from collections.abc import Iterator

from attrs import frozen

from allkb.model.attestations import Attestation
from allkb.model.criteria import Criterion
from allkb.model.ids import ConceptId, RevisionId, StatementId, TopicId, id_faults
from allkb.model.quantities import Point
from allkb.model.record import Entry, Record
from allkb.model.terms import HowEnded, Relation, Unit
from allkb.shown import Shown

__all__ = ["Ended", "Link", "StatementBase"]


@frozen(kw_only=True, eq=False, repr=False)
class Link(Record):
    """
    How a statement bears on another.

    Attributes:
        relation: In what way.
        to: The other statement.
        note: More, in our words.
    """

    relation: Relation
    to: StatementId
    note: str | None = None


@frozen(kw_only=True, eq=False, repr=False)
class Ended(Record):
    """
    That a statement stands no longer in its source.

    Attributes:
        how: Superseded, or withdrawn.
        noticed_in: The revision in which it is no longer found.
        superseded_by: The statements in its place; empty if withdrawn.
        reason: What changed, in our words.
    """

    how: HowEnded
    noticed_in: RevisionId
    superseded_by: tuple[StatementId, ...] = ()
    reason: str

    def _faults(self) -> Iterator[str]:
        if bool(self.superseded_by) != (self.how is HowEnded.SUPERSEDED):
            yield "a superseded statement, and no other, says by what"


@frozen(kw_only=True, eq=False, repr=False)
class StatementBase(Shown, Entry):
    """
    What every kind of statement has.

    Attributes:
        id: Its id.
        topic: The topic it is filed under.
        summary: What it says, in our words.
        criteria: Whom it is about, as far as the vocabulary of facts reaches;
            None where it sets no bounds within its topic.
        population: Whom it is about, in words, where criteria do not reach.
        selection: How those it is about were selected.
        trials: The trials it comes from.
        median_follow_up: How long the patients were followed, in the middle.
        caveats: What a reader should know before using it.
        links: How it bears on other statements.
        ended: That it stands no longer; None while it does.
        attestations: The documents that say it, oldest first; at least one.
    """

    id: StatementId
    topic: TopicId
    summary: str
    criteria: Criterion | None = None
    population: str | None = None
    selection: str | None = None
    trials: tuple[ConceptId, ...] = ()
    median_follow_up: Point | None = None
    caveats: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    ended: Ended | None = None
    attestations: tuple[Attestation, ...]

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)
        if not self.attestations:
            yield "a statement needs an attestation"
        if self.ended and self.id in self.ended.superseded_by:
            yield "a statement cannot supersede itself"
        if any(link.to == self.id for link in self.links):
            yield "a statement cannot bear on itself"
        if self.median_follow_up and self.median_follow_up.unit is Unit.PROPORTION:
            yield "a follow-up is a time, not a proportion"

    @property
    def superseded_by(self) -> tuple[StatementId, ...]:
        """The statements that took its place; empty while it stands."""
        return self.ended.superseded_by if self.ended else ()
