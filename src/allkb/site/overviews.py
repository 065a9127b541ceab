"""The pages across records: search, lists, what changed, conflicts, levels, documents, about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from allkb.conflicts import Disagreement, PrintedAmiss
from allkb.model import (
    LEGACY,
    PRESENT,
    Concept,
    ConceptId,
    EvidenceLevel,
    Extent,
    Hedge,
    SourceCategory,
    StatementId,
    Successor,
    Topic,
)
from allkb.site.contents import Contents, Entry, Span, Standing
from allkb.site.linked_data import LinkedData
from allkb.site.page import Page
from allkb.views import To, Words

__all__ = ["OverviewPages"]


class Row(NamedTuple):
    """A line of a list of pages: its address, its name, more of it, its statements."""

    address: str
    name: str
    more: str
    statements: int


class Part(NamedTuple):
    """A part of a list of pages."""

    name: str
    heading: str
    rows: list[Row]


class TopicRow(NamedTuple):
    """A topic, with how many of its statements stand, stand no longer, are in conflict."""

    topic: Topic
    stand: int
    ended: int
    conflict: int


class Fate(NamedTuple):
    """What became of one statement."""

    id: StatementId
    to: To
    topic: Topic
    standing: Standing
    changes: list[Words]


class Fates(NamedTuple):
    """Statements of which the same sort of thing became."""

    name: str
    heading: str
    rows: list[Fate]


class Told(NamedTuple):
    """What changed between two revisions, and how many statements were added."""

    span: Span
    added: int
    parts: list[Fates]


_EXTENTS = {
    Extent.WHOLE: "read whole",
    Extent.PART: "read in part",
    Extent.NOTES: "not read: known through what others took from it",
}

_SORTS = {
    SourceCategory.SUMMARY: "Summaries",
    SourceCategory.PAPER: "Papers",
    SourceCategory.REPORT: "Reports",
    SourceCategory.REGULATOR: "Documents of regulators",
}


class OverviewPages:
    """
    Makes the pages across records.

    Args:
        contents: What the pages show.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._kb = contents.kb
        self._data = LinkedData(contents)
        since = [span.since for span in contents.spans]
        self._changes_title = f"What changed since {since[0]}" if since else "What changed"

        self._makers = (
            *(self._index, self._interventions, self._citations, self._concepts),
            *(self._changes, self._conflicts, self._levels, self._documents, self._about),
        )

    def __len__(self) -> int:
        return len(self._makers)

    def __iter__(self) -> Iterator[Page]:
        return (make() for make in self._makers)

    def _index(self) -> Page:
        values = {"topics": self._topics(), "changes_title": self._changes_title}
        title = "Evidence on relapsed childhood ALL"
        return Page("index.html", "index.html", title, self._data.dataset(), values)

    def _topics(self) -> list[TopicRow]:
        by_topic: dict[str, list[Entry]] = defaultdict(list)
        for statement in self._kb:
            by_topic[statement.topic].append(self._contents.entry(statement))
        rows: list[TopicRow] = []
        for topic in sorted(self._kb.topics, key=lambda topic: topic.label.casefold()):
            found = by_topic[topic.id]
            standing = Counter(entry.standing for entry in found)
            in_conflict = sum(bool(e.card.against or e.card.amiss) for e in found)
            ended = standing[Standing.ENDED] + standing[Standing.OLDER]
            rows.append(TopicRow(topic, standing[Standing.STANDS], ended, in_conflict))
        return rows

    def _list(self, path: str, title: str, about: str, parts: list[Part]) -> Page:
        values = {"about": about, "parts": parts}
        return Page(path, "list.html", title, self._data.page(title), values)

    def _interventions(self) -> Page:
        contents = self._contents
        about = (
            "What statements name as given to patients or done with them, and what these are "
            "kinds of. The number counts the statements that name one or a kind of it."
        )
        given = [c for c in self._kb.concepts if c.id in contents.interventions]
        rows = {c.id: len(contents.about(c.id)) for c in given}
        parts = self._by_category(given, "intervention", rows)
        return self._list("interventions.html", "Interventions", about, parts)

    def _concepts(self) -> Page:
        about = (
            "All that statements speak of, with its names and codes. The number counts the "
            "statements that name it; those that name a kind of it are with that kind."
        )
        naming = self._contents.naming
        rows = {c.id: len(naming.get(c.id, ())) for c in self._kb.concepts}
        parts = self._by_category(self._kb.concepts, "concept", rows)
        return self._list("concepts.html", "Concepts", about, parts)

    def _by_category(
        self, concepts: Iterable[Concept], kind: str, counts: Mapping[ConceptId, int]
    ) -> list[Part]:
        found: dict[str, list[Row]] = defaultdict(list)
        for concept in sorted(concepts, key=lambda c: (c.label.casefold(), c.id)):
            address = self._contents.addresses.of(kind, concept.id)
            row = Row(address, concept.label, "", counts[concept.id])
            found[concept.category].append(row)
        return [Part(name, f"{name}s".capitalize(), found[name]) for name in sorted(found)]

    def _citations(self) -> Page:
        about = (
            "The papers that statements cite or come from. The number counts the statements; "
            "the abstract of a paper was read where that is said on its page."
        )
        rows = [
            Row(
                self._contents.addresses.of("citation", paper.id),
                paper.short,
                paper.title or "title not read",
                len(self._contents.citing.get(paper.id, ())),
            )
            for paper in sorted(self._kb.citations, key=lambda c: (c.short.casefold(), c.id))
        ]
        return self._list("citations.html", "Papers", about, [Part("papers", "", rows)])

    def _changes(self) -> Page:
        spans = self._contents.spans
        values = {"spans": [*map(self._told, spans)]}
        data = self._data.changes(spans)
        return Page("changes.html", "changes.html", self._changes_title, data, values)

    def _told(self, span: Span) -> Told:
        cards = self._contents.cards
        changes: dict[StatementId, list[Words]] = {}
        for change in span.changes:
            if change.kind != "added":
                changes.setdefault(change.statement, []).append(cards.became(change))
        fates = [
            Fate(
                id,
                cards.to(id),
                self._kb.topic(self._kb[id].topic),
                self._contents.standing(self._kb[id]),
                words,
            )
            for id, words in changes.items()
        ]
        parts = [
            Fates("ended", "No longer said", [f for f in fates if f.standing != "stands"]),
            Fates("otherwise", "Said otherwise", [f for f in fates if f.standing == "stands"]),
        ]
        added = sum(change.kind == "added" for change in span.changes)
        return Told(span, added, [part for part in parts if part.rows])

    def _conflicts(self) -> Page:
        cards = self._contents.cards
        found = self._kb.conflicts
        values = {
            "disagreements": [
                (cards.told(c.statement), cards.told(c.other), c.note)
                for c in found
                if isinstance(c, Disagreement)
            ],
            "misprints": [
                (cards.to(c.statement), cards.misprint(c.source, c.misprint))
                for c in found
                if isinstance(c, PrintedAmiss)
            ],
        }
        title = "Where sources disagree"
        return Page("conflicts.html", "conflicts.html", title, self._data.page(title), values)

    def _levels(self) -> Page:
        schemes = (PRESENT, LEGACY)
        used = Counter(
            level
            for statement in self._kb
            for level in {x for a in statement.attestations for x in a.levels}
        )
        values = {
            "schemes": schemes,
            "used": {(x.edition, x.code): (x.reference, used[x]) for x in used},
            "seen": {
                edition.id: _successors(edition.id, [grade.code for grade in edition.grades])
                for scheme in schemes
                for edition in scheme.editions
            },
        }
        data = self._data.levels(schemes)
        return Page("levels.html", "levels.html", "Levels of evidence", data, values)

    def _documents(self) -> Page:
        sources = {
            category: [s for s in self._kb.sources if s.category is category]
            for category in SourceCategory
        }
        said = ({a.source for a in statement.attestations} for statement in self._kb)
        values = {
            "parts": [(_SORTS[category], found) for category, found in sources.items() if found],
            "counts": Counter(revision for revisions in said for revision in revisions),
            "extents": _EXTENTS,
        }
        data = self._data.page("Documents")
        return Page("documents.html", "documents.html", "Documents", data, values)

    def _about(self) -> Page:
        ended = sum(statement.ended is not None for statement in self._kb)
        values = {"ended": ended, "hedges": [*map(str, Hedge)]}
        return Page("about.html", "about.html", "About", self._data.page("About"), values)


def _successors(edition: str, codes: list[str]) -> dict[str, list[Successor]]:
    """Return the levels seen in place of those of an edition; empty if none was for any."""
    found = {
        code: sorted(
            EvidenceLevel(code=code, edition=edition).successors(),
            key=lambda seen: (seen.level.code, seen.provenance),
        )
        for code in codes
    }
    return found if any(found.values()) else {}
