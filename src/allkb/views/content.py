"""What a card shows of a statement, in pieces, before it is known what it is written in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from allkb.changes import Change, CitationsChanged, FigureChanged, Superseded
from allkb.conflicts import PrintedAmiss
from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Approval,
    Arm,
    Attestation,
    Citation,
    Comparison,
    DateWindow,
    Definition,
    Established,
    EvidenceLevel,
    Limitation,
    Link,
    Misprint,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    Relation,
    SafetySignal,
    SourceCategory,
    Statement,
    StatementId,
    arms_of,
)
from allkb.views.cards import details, headline
from allkb.views.changes import change_text
from allkb.views.phrases import criteria_item
from allkb.views.words import Fact, Item, To, Words

__all__ = ["KINDS", "Card", "Cards", "Group", "Said", "citation_to"]

KINDS: Mapping[type[Statement], str] = {
    Recommendation: "Recommendations",
    OutcomeStatistic: "Outcomes",
    Comparison: "Comparisons",
    PrognosticFactor: "Prognostic factors",
    SafetySignal: "Harms",
    Limitation: "Limitations",
    OpenQuestion: "Open questions",
    Definition: "Definitions",
    Approval: "Approvals",
    Observation: "Observations",
}
"""The kinds in the order in which pages show them, with their headings."""


class Group(NamedTuple):
    """Citations and the levels printed beside them."""

    citations: tuple[To, ...]
    levels: tuple[EvidenceLevel, ...]


class Said(NamedTuple):
    """
    A document that says a statement.

    Attributes:
        revision: Its id.
        date: The day or month it is of; a window where that is not known better.
        document: Its name.
        how: How it was established that it says so.
        hedge: How surely it says so.
        groups: Its citations and levels; one empty group where it has none.
        no_citation: What to say where a group has no citation.
        no_level: What to say where a group has no level.
    """

    revision: str
    date: str
    document: Words
    how: str
    hedge: str
    groups: tuple[Group, ...]
    no_citation: str
    no_level: str


class Card(NamedTuple):
    """
    All that is shown of a statement.

    Attributes:
        statement: The statement.
        title: Its heading.
        ended: How and why it stands no longer; empty while it does.
        facts: Whom it is about and what it says beyond its heading.
        arms: Its groups.
        said: Who says so.
        notes: What the attestations note.
        amiss: What is printed amiss.
        against: The statements that disagree with it.
        links: How it bears on others and they on it.
    """

    statement: Statement
    title: str
    ended: Words
    facts: tuple[Fact, ...]
    arms: tuple[Arm, ...]
    said: tuple[Said, ...]
    notes: tuple[Words, ...]
    amiss: tuple[Words, ...]
    against: tuple[Words, ...]
    links: tuple[Fact, ...]


class Cards:
    """
    What the cards of the statements of a knowledge base show.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._against: dict[StatementId, dict[StatementId, list[str]]] = defaultdict(dict)
        self._amiss: dict[StatementId, list[Words]] = defaultdict(list)
        self._linked: dict[StatementId, dict[str, list[StatementId]]] = defaultdict(dict)
        for conflict in kb.conflicts:
            if isinstance(conflict, PrintedAmiss):
                said = self.misprint(conflict.source, conflict.misprint)
                self._amiss[conflict.statement].append(said)
        for statement in kb:
            for link in statement.links:
                if link.relation is Relation.CONFLICTS_WITH:
                    self._conflict(statement.id, link)
                else:
                    there, back = _RELATIONS[link.relation]
                    self._link(statement.id, there, link.to)
                    self._link(link.to, back, statement.id)
            for later in statement.superseded_by:
                self._link(later, "In place of", statement.id)

    def _conflict(self, one: StatementId, link: Link) -> None:
        note = link.note or ""
        self._against[one].setdefault(link.to, []).append(note)
        # The note says here and there from the side that it is on.
        noted = f"Noted there: {note}" if note else ""
        self._against[link.to].setdefault(one, []).append(noted)

    def _link(self, one: StatementId, word: str, other: StatementId) -> None:
        self._linked[one].setdefault(word, []).append(other)

    def title(self, statement: Statement) -> str:
        """Return the heading of a statement: with its trials, without long criteria."""
        if isinstance(statement, Definition):
            return f"{statement.term} ({self._kb.concept(statement.group).label})"
        said = headline(self._kb, statement)
        trials = [self._kb.concept(id).label for id in statement.trials]
        missing = ", ".join(trial for trial in trials if trial not in said)
        said = f"{missing}: {said}" if missing else said
        return said[:1].upper() + said[1:] if said[:2].islower() else said

    def to(self, id: StatementId) -> To:
        """Return a link to a statement."""
        return To("statement", id, self.title(self._kb[id]))

    def told(self, id: StatementId) -> Words:
        """Return a link to a statement, and the revisions that say it."""
        revisions = dict.fromkeys(a.source for a in self._kb[id].attestations)
        return (self.to(id), f" ({', '.join(revisions)})")

    def became(self, change: Change) -> Words:
        """Return what became of a statement."""
        match change:
            case Superseded():
                return ("superseded by ", *_listed(map(self.to, change.by)), f": {change.reason}")
            case CitationsChanged():
                found: list[str | To] = ["citations changed: now"]
                for word, ids in (("without", change.dropped), ("with", change.gained)):
                    if ids:
                        found.append(f"{',' if len(found) > 1 else ''} {word} ")
                        found += _listed(citation_to(self._kb.citation(id)) for id in ids)
                return tuple(found)
            case FigureChanged():
                figures = change_text(change).partition(": ")[2]
                return ("figure changed in ", self.to(change.by), f": {figures}")
            case _:
                return (change_text(change),)

    def misprint(self, source: str, found: Misprint) -> Words:
        """Return what a revision prints amiss, and how that is known."""
        instead = f"; {found.instead} should stand there" if found.instead else ""
        said = f" prints the {found.part} “{found.printed}”{instead}. {found.reason}"
        return (*self.document(source), said)

    def dated(self, revision: str) -> str:
        """Return the date of a revision; the window it lies in where that is no year or month."""
        window, short = self._kb.revision(revision).date, revision.rpartition(".")[2]
        spans = DateWindow.parse(short)
        if (spans.earliest, spans.latest) == (window.earliest, window.latest):
            return short
        return f"between {window.earliest} and {window.latest}"

    def document(self, revision: str) -> Words:
        """Return the name of a document: of a paper its first author and year."""
        source = self._kb.source_of(revision)
        if source.citation:
            return (citation_to(self._kb.citation(source.citation)),)
        return (source.title,)

    def card(self, statement: Statement) -> Card:
        """Return what is shown of a statement."""
        linked = self._linked[statement.id]
        if statement.superseded_by:
            linked = {"In its place": [*statement.superseded_by], **linked}
        return Card(
            statement=statement,
            title=self.title(statement),
            ended=ended_words(statement),
            facts=tuple(self._facts(statement)),
            arms=arms_of(statement),
            said=tuple(map(self._said, statement.attestations)),
            notes=tuple(
                (f"Note ({self.dated(a.source)}): {a.note}",)
                for a in statement.attestations
                if a.note
            ),
            amiss=tuple(self._amiss[statement.id]),
            against=tuple(
                (*self.told(other), " ".join((".", *filter(None, notes))))
                for other, notes in self._against[statement.id].items()
            ),
            links=tuple(
                Fact(word, tuple(Item((self.to(id),)) for id in ids))
                for word, ids in linked.items()
            ),
        )

    def _facts(self, statement: Statement) -> Iterator[Fact]:
        if isinstance(statement, Definition):
            yield Fact("Means", (criteria_item(self._kb, statement.means),))
        if statement.criteria:
            yield Fact("Whom", (criteria_item(self._kb, statement.criteria),))
        seen: dict[str, list[Item]] = {}
        for line in details(self._kb, statement):
            label, _, text = line.partition(": ")
            if label != "Whom" and not label.startswith("Arm "):
                seen.setdefault(label, []).append(Item((text,)))
        for label, items in seen.items():
            yield Fact(label, tuple(items))

    def _said(self, attestation: Attestation) -> Said:
        source = self._kb.source_of(attestation.source)
        groups = tuple(
            Group(tuple(citation_to(self._kb.citation(id)) for id in group.citations), group.levels)
            for group in attestation.support
        )
        was_read = attestation.established is Established.READ
        unprinted = "none printed" if was_read else "not read"
        return Said(
            revision=attestation.source,
            date=self.dated(attestation.source),
            document=self.document(attestation.source),
            how=ESTABLISHED[attestation.established],
            hedge=attestation.hedge or "wording not read",
            groups=groups or (Group((), ()),),
            no_citation="none" if was_read or groups else "not read",
            no_level=unprinted if source.category is SourceCategory.SUMMARY else "none",
        )


def ended_words(statement: Statement) -> Words:
    """Return how and why a statement stands no longer; empty while it does."""
    ended = statement.ended
    return (f"{ended.how.capitalize()}. {ended.reason}",) if ended else ()


def citation_to(paper: Citation) -> To:
    """Return a link to a paper by its first author and year."""
    return To("citation", paper.id, paper.short)


def _listed(found: Iterator[To]) -> Iterator[str | To]:
    for i, one in enumerate(found):
        if i:
            yield "; "
        yield one


ESTABLISHED = {
    Established.READ: "read",
    Established.ABSTRACT: "abstract",
    Established.SECONDARY: "as others tell",
}
"""What the ways of establishing a thing are called."""

_RELATIONS = {
    Relation.BEHIND: ("Behind", "Figures of studies behind it"),
    Relation.EXTENDS: ("Adds to", "More on it"),
}
