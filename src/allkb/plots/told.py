"""What a chart says of a statement in words: whom, at what level, by whom, and what is amiss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Attestation,
    Established,
    EvidenceLevel,
    Hedge,
    SafetySignal,
    SourceCategory,
    Statement,
)
from allkb.views import Cards, criteria_text, plain
from allkb.views.content import ESTABLISHED

__all__ = ["NOT_GIVEN", "NO_SUMMARY", "Teller"]

NOT_GIVEN = "not given"
"""What stands where the source gives no number of patients."""

_NO_LEVEL = "none printed"
_NOT_READ = "not read"
NO_SUMMARY = "\N{EN DASH}"
"""What stands where nobody says it who grades evidence."""


class Teller:
    """
    Says things of the statements of a knowledge base.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self._cards = Cards(kb)

    def name(self, concept: str | None) -> str:
        """Return the name of a concept; empty for none."""
        return self.kb.concept(concept).label if concept else ""

    def title(self, statement: Statement) -> str:
        """Return the heading of a statement."""
        return self._cards.title(statement)

    def trials(self, statement: Statement) -> str:
        """Return the trials that a statement comes from."""
        return ", ".join(self.kb.concept(id).label for id in statement.trials)

    def topic(self, statement: Statement) -> str:
        """Return the name of the topic of a statement."""
        return self.kb.topic(statement.topic).label

    def who(self, statement: Statement) -> str:
        """Return whom a statement is about: its trials, its criteria and its words."""
        criteria = criteria_text(self.kb, statement.criteria) if statement.criteria else ""
        found = (self.trials(statement), statement.population, statement.selection, criteria)
        return "; ".join(part.rstrip(".") for part in found if part)

    def measured(self, statement: Statement) -> str:
        """Return what a statement measures: an endpoint, or a harm with its grade."""
        if isinstance(statement, SafetySignal):
            grade = f" {statement.grade}" if statement.grade else ""
            return f"{self.name(statement.event)}{grade}"
        return self.name(getattr(statement, "endpoint", None))

    def document(self, revision: str) -> str:
        """Return a document by its paper, or by its id and date."""
        source = self.kb.source_of(revision)
        if source.citation:
            return self.kb.citation(source.citation).short
        return f"{source.id}, {self._cards.dated(revision)}"

    def dated(self, revision: str) -> str:
        """Return the date of a document; the window it lies in where that is no year or month."""
        return self._cards.dated(revision)

    def _summaries(self, statement: Statement) -> list[Attestation]:
        """Return the attestations by summaries, which may grade, oldest first."""
        return [
            a
            for a in statement.attestations
            if self.kb.source_of(a.source).category is SourceCategory.SUMMARY
        ]

    def levels(self, statement: Statement) -> str:
        """
        Return the levels that the newest summary prints beside a statement, as printed.

        "none printed" and "not read" are two things; a dash stands where no summary
        says it. Where a later revision of the summary is known, the date is told. What an
        older summary printed in another scheme stands behind it with its date, for no level
        of one scheme says what one of the other does.
        """
        summaries = self._summaries(statement)
        if not summaries:
            return NO_SUMMARY
        newest = summaries[-1]
        said = self.level(newest)
        latest = self.kb.source_of(newest.source).revisions[-1].id
        found = [
            said if newest.source == latest else f"{said} ({self._cards.dated(newest.source)})"
        ]
        schemes = {level.scheme.id for level in newest.levels}
        for older in reversed(summaries[:-1]):
            others = [level for level in older.levels if level.scheme.id not in schemes]
            if others:
                found.append(f"{_codes(others)} ({self._cards.dated(older.source)})")
                schemes |= {level.scheme.id for level in others}
        return "; ".join(found)

    def level(self, attestation: Attestation) -> str:
        """Return the levels that one document prints beside a statement; a dash if it grades none."""
        if self.kb.source_of(attestation.source).category is not SourceCategory.SUMMARY:
            return NO_SUMMARY
        return _codes(attestation.levels) or _no_level(attestation)

    def said(self, statement: Statement) -> str:
        """Return the documents that say it, oldest first, with their hedges and how it is known."""
        return "; ".join(self.said_in(a) for a in statement.attestations)

    def said_in(self, attestation: Attestation) -> str:
        """Return one document that says it, with its hedge and how it is known."""
        found = self.document(attestation.source)
        if attestation.established is Established.SECONDARY:
            found += f" ({ESTABLISHED[attestation.established]})"
        if attestation.hedge in (None, Hedge.PLAIN):
            return found
        return f"{found}: {attestation.hedge}"

    def ended(self, statement: Statement) -> str:
        """Return that and where a statement is no longer found; empty while it stands."""
        ended = statement.ended
        return f"{ended.how} in {self.document(ended.noticed_in)}" if ended else ""

    def footnotes(self, statement: Statement) -> Iterator[str]:
        """Yield what must not be missed: how it ended, what disagrees, what is printed amiss."""
        card = self._cards.card(statement)
        if card.ended:
            successors = "; ".join(self.title(self.kb[id]) for id in statement.superseded_by)
            instead = f" In its place: {successors}." if successors else ""
            yield f"No longer said. {plain(card.ended)}{instead}"
        for words in card.against:
            yield f"Sources disagree. Against: {plain(words)}"
        for words in card.amiss:
            yield f"Printed amiss: {plain(words)}"

    def notes(self, statement: Statement) -> Iterator[str]:
        """Yield who says it then and now, with hedges and levels."""
        for said in self._cards.card(statement).said:
            levels = _codes(level for group in said.groups for level in group.levels)
            yield f"{plain(said.document)}, {said.date}: {said.hedge}; {levels or said.no_level}"

    def caveats(self, statement: Statement) -> Iterator[str]:
        """Yield what limits a statement, each as a caveat."""
        yield from (f"Caveat: {caveat}" for caveat in statement.caveats)


def _codes(levels: Iterable[EvidenceLevel]) -> str:
    return ", ".join(dict.fromkeys(map(str, levels)))


def _no_level(attestation: Attestation) -> str:
    return _NO_LEVEL if attestation.established is Established.READ else _NOT_READ
