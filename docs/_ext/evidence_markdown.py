"""What the pages of a topic show of one statement, as pieces of Markdown."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import allkb
from allkb import (
    AllOf,
    AnyOf,
    Approval,
    Arm,
    Attestation,
    Change,
    Citation,
    CitationsChanged,
    Comparison,
    Criterion,
    Definition,
    Established,
    FigureChanged,
    KnowledgeBase,
    Limitation,
    Link,
    Misprint,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrintedAmiss,
    PrognosticFactor,
    Recommendation,
    Relation,
    SafetySignal,
    SourceCategory,
    Statement,
    StatementId,
    Superseded,
    arms_of,
)
from allkb.views import change_text, criteria_text, details, estimate_text, headline

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
"""The kinds in the order in which a page shows them, with its headings."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def as_text(text: object) -> str:
    """Return text that Markdown shows as it is, wherever on a line it stands."""
    return _PUNCTUATION.sub(r"\\\1", str(text))


class Row(NamedTuple):
    """Who says a statement: a document, how surely, and a citation group with its levels."""

    date: str
    document: str
    hedge: str
    citations: str
    levels: str


class Fact(NamedTuple):
    """One thing that is held of a statement: what it is, and what is said of it."""

    label: str
    texts: list[str]


class Shown(NamedTuple):
    """
    All that a page shows of a statement, in Markdown.

    Attributes:
        statement: The statement.
        title: Its heading.
        ended: How and why it stands no longer; empty while it does.
        facts: Whom it is about and what it says beyond its heading.
        arms: Its groups: id, name, figure, number of patients.
        rows: Who says so.
        notes: What the attestations note.
        amiss: What is printed amiss.
        against: The statements that disagree with it.
        links: How it bears on others and they on it.
    """

    statement: Statement
    title: str
    ended: str
    facts: list[Fact]
    arms: list[tuple[str, str, str, str]]
    rows: list[Row]
    notes: list[str]
    amiss: list[str]
    against: list[str]
    links: list[Fact]


class Shower:
    """
    Turns the statements of a knowledge base into what the pages show.

    Args:
        kb: The knowledge base.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._against: dict[StatementId, dict[StatementId, list[str]]] = defaultdict(dict)
        self._amiss: dict[StatementId, list[str]] = defaultdict(list)
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
        note = as_text(link.note or "")
        self._against[one].setdefault(link.to, []).append(note)
        # The note says here and there from the side that it is on.
        noted = f"Noted there: {note}" if note else ""
        self._against[link.to].setdefault(one, []).append(noted)

    def _link(self, one: StatementId, word: str, other: StatementId) -> None:
        self._linked[one].setdefault(word, []).append(other)

    def title(self, statement: Statement) -> str:
        """Return the heading of a statement, as text: with its trials, without long criteria."""
        if isinstance(statement, Definition):
            return f"{statement.term} ({self._kb.concept(statement.group).label})"
        said = headline(self._kb, statement)
        trials = [self._kb.concept(id).label for id in statement.trials]
        missing = ", ".join(trial for trial in trials if trial not in said)
        said = f"{missing}: {said}" if missing else said
        return said[:1].upper() + said[1:] if said[:2].islower() else said

    def to(self, id: StatementId) -> str:
        """Return a link to a statement."""
        return f"[{as_text(self.title(self._kb[id]))}](#{id})"

    def said(self, id: StatementId) -> str:
        """Return a link to a statement, and the revisions that say it."""
        revisions = dict.fromkeys(a.source for a in self._kb[id].attestations)
        return f"{self.to(id)} ({', '.join(f'`{revision}`' for revision in revisions)})"

    def became(self, change: Change) -> str:
        """Return what became of a statement."""
        match change:
            case Superseded():
                return (
                    f"superseded by {'; '.join(map(self.to, change.by))}: {as_text(change.reason)}"
                )
            case CitationsChanged():
                sides = (("without", change.dropped), ("with", change.gained))
                named = [
                    f"{word} {', '.join(cited(self._kb.citation(id)) for id in ids)}"
                    for word, ids in sides
                    if ids
                ]
                return f"citations changed: now {', '.join(named)}"
            case FigureChanged():
                figures = change_text(change).partition(": ")[2]
                return f"figure changed in {self.to(change.by)}: {as_text(figures)}"
            case _:
                return as_text(change_text(change))

    def misprint(self, source: str, found: Misprint) -> str:
        """Return what a revision prints amiss, and how that is known."""
        instead = f"; {as_text(found.instead)} should stand there" if found.instead else ""
        said = f"the {found.part} “{as_text(found.printed)}”{instead}"
        return f"{self.document(source)} prints {said}. {as_text(found.reason)}"

    def dated(self, revision: str) -> str:
        """Return the date of a revision; the window it lies in where that is no year or month."""
        window, short = self._kb.revision(revision).date, revision.rpartition(".")[2]
        spans = allkb.DateWindow.parse(short)
        if (spans.earliest, spans.latest) == (window.earliest, window.latest):
            return as_text(short)
        return as_text(f"between {window.earliest} and {window.latest}")

    def document(self, revision: str) -> str:
        """Return the name of a document: of a paper its first author and year."""
        source = self._kb.source_of(revision)
        if source.citation:
            return cited(self._kb.citation(source.citation))
        return as_text(source.title)

    def criterion(self, criterion: Criterion) -> str:
        """Return a criterion in words, with links to the definitions that it refers to."""
        text = as_text(criteria_text(self._kb, criterion))
        for id in sorted(allkb.definitions_in(criterion)):
            meant = self._kb.definition(id)
            said = as_text(f"{meant.term} as defined by {self._kb.concept(meant.group).label}")
            # Not within a longer name, nor within a link that is there already.
            text = re.sub(rf"(?<![\w\[\-]){re.escape(said)}(?!\])", f"[{said}](#{id})", text)
        return text

    def show(self, statement: Statement) -> Shown:
        """Return what a page shows of a statement."""
        ended = statement.ended
        linked = self._linked[statement.id]
        if ended and ended.superseded_by:
            linked = {"In its place": [*ended.superseded_by], **linked}
        return Shown(
            statement=statement,
            title=as_text(self.title(statement)),
            ended=f"{ended.how.capitalize()}. {as_text(ended.reason)}" if ended else "",
            facts=[*self._facts(statement)],
            arms=[_arm(arm) for arm in arms_of(statement)],
            rows=[row for a in statement.attestations for row in self._rows(a)],
            notes=[
                f"Note ({self.dated(a.source)}): {as_text(a.note)}"
                for a in statement.attestations
                if a.note
            ],
            amiss=self._amiss[statement.id],
            against=[
                " ".join((f"{self.said(other)}.", *notes)).rstrip()
                for other, notes in self._against[statement.id].items()
            ],
            links=[Fact(word, [*map(self.to, ids)]) for word, ids in linked.items()],
        )

    def _facts(self, statement: Statement) -> Iterator[Fact]:
        if isinstance(statement, Definition):
            yield Fact("Means", [self._tree(statement.means)])
        if statement.criteria:
            yield Fact("Whom", [self._tree(statement.criteria)])
        seen: dict[str, list[str]] = {}
        for line in details(self._kb, statement):
            label, _, text = line.partition(": ")
            if label != "Whom" and not label.startswith("Arm "):
                seen.setdefault(as_text(label), []).append(as_text(text))
        yield from map(Fact, seen, seen.values())

    def _tree(self, criterion: Criterion, depth: int = 1) -> str:
        """Return a criterion in words, a long one as a list below its first word."""
        if not isinstance(criterion, AllOf | AnyOf) or len(str(criterion)) <= 100:
            return self.criterion(criterion)
        word = "all of" if isinstance(criterion, AllOf) else "any of"
        indent = "  " * depth
        members = (self._tree(member, depth + 1) for member in criterion.criteria)
        return word + "".join(f"\n{indent}- {member}" for member in members)

    def _rows(self, attestation: Attestation) -> Iterator[Row]:
        source = self._kb.source_of(attestation.source)
        grades = source.category is SourceCategory.SUMMARY
        was_read = attestation.established is Established.READ
        nothing = ("none printed" if was_read else "not read") if grades else "none"
        who = Row(
            self.dated(attestation.source),
            f"{self.document(attestation.source)} ({_ESTABLISHED[attestation.established]})",
            attestation.hedge or "wording not read",
            "none" if was_read else "not read",
            nothing,
        )
        if not attestation.support:
            yield who
        for group in attestation.support:
            papers = ", ".join(cited(self._kb.citation(id)) for id in group.citations)
            levels = ", ".join(f"`{level}`" for level in group.levels)
            yield who._replace(citations=papers or "none", levels=levels or nothing)
            who = who._replace(date="", document="", hedge="")


_ESTABLISHED = {
    Established.READ: "read",
    Established.ABSTRACT: "abstract",
    Established.SECONDARY: "as others tell",
}
_RELATIONS = {
    Relation.BEHIND: ("Behind", "Figures of studies behind it"),
    Relation.EXTENDS: ("Adds to", "More on it"),
}


def _arm(arm: Arm) -> tuple[str, str, str, str]:
    figure = as_text(estimate_text(arm.estimate)) if arm.estimate else ""
    return arm.id, as_text(arm.label), figure, "" if arm.n is None else str(arm.n)


def cited(paper: Citation) -> str:
    """Return the name of a paper, as a link to PubMed where its PMID is known."""
    said = as_text(paper.short)
    return f"[{said}](https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}/)" if paper.pmid else said
