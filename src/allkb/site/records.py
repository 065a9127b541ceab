"""The pages of single records: topics, statements, interventions, concepts and papers."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.model import Citation, Concept, Statement, Topic, concepts_of, endpoints_of
from allkb.site.contents import Contents, Standing, given_in
from allkb.site.linked_data import LinkedData
from allkb.site.page import Page
from allkb.site.side_by_side import SideBySide

__all__ = ["RecordPages"]


class RecordPages:
    """
    Makes the pages of single records.

    Args:
        contents: What the pages show.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._kb = contents.kb
        self._data = LinkedData(contents)
        self._plots = SideBySide(contents)

    def __len__(self) -> int:
        kb = self._kb
        concepts = len(kb.concepts) + len(self._contents.interventions)
        return len(kb.topics) + len(kb) + concepts + len(kb.citations)

    def __iter__(self) -> Iterator[Page]:
        contents = self._contents
        yield from map(self._topic, self._kb.topics)
        yield from map(self._statement, self._kb)
        for concept in self._kb.concepts:
            if concept.id in contents.interventions:
                yield self._intervention(concept)
            yield self._concept(concept)
        yield from map(self._citation, self._kb.citations)

    def _topic(self, topic: Topic) -> Page:
        found = [s for s in self._kb if s.topic == topic.id]
        groups = self._contents.groups(found)
        entries = [entry for group in groups for entry in group.entries]
        return Page(
            self._contents.addresses.of("topic", topic.id),
            "topic.html",
            topic.label,
            self._data.topic(topic, entries),
            {
                "topic": topic,
                "found": groups,
                "headings": topic.headings,
                "plots": self._plots.of(found),
            },
            trail=(("index.html", "Topics"),),
        )

    def _statement(self, statement: Statement) -> Page:
        contents, kb = self._contents, self._kb
        entry = contents.entry(statement)
        topic = kb.topic(statement.topic)
        named = sorted(concepts_of(statement) | endpoints_of(statement))
        age = "" if entry.standing is Standing.STANDS else f"{entry.standing.value.capitalize()}: "
        return Page(
            contents.addresses.of("statement", statement.id),
            "statement.html",
            f"{age}{entry.card.title}",
            self._data.statement(entry),
            {
                "entry": entry,
                "changed": [
                    contents.cards.became(change)
                    for change in contents.changed.get(statement.id, ())
                    if change.kind not in ("superseded", "withdrawn")
                ],
                "named": sorted((kb.concept(id) for id in named), key=_by_label),
            },
            trail=(
                ("index.html", "Topics"),
                (contents.addresses.of("topic", topic.id), topic.label),
            ),
        )

    def _intervention(self, concept: Concept) -> Page:
        contents = self._contents
        found = contents.about(concept.id)
        given = contents.interventions
        return Page(
            contents.addresses.of("intervention", concept.id),
            "concept.html",
            concept.label,
            self._data.concept(concept),
            {
                "concept": concept,
                "as_intervention": True,
                "sponsor": None,
                "twin": contents.addresses.of("concept", concept.id),
                "broader": self._counted(id for id in concept.broader if id in given),
                "narrower": self._counted(
                    id for id in contents.children.get(concept.id, ()) if id in given
                ),
                "found": contents.groups(found),
                "plots": self._plots.of(s for s in found if concept.id in given_in(s)),
            },
            trail=(("interventions.html", "Interventions"),),
        )

    def _counted(self, ids: Iterator[str]) -> list[tuple[Concept, int]]:
        """Return concepts with how many statements name them or anything narrower."""
        found = [(self._kb.concept(id), len(self._contents.about(id))) for id in ids]
        return sorted(found, key=lambda pair: _by_label(pair[0]))

    def _concept(self, concept: Concept) -> Page:
        contents = self._contents
        is_given = concept.id in contents.interventions
        return Page(
            contents.addresses.of("concept", concept.id),
            "concept.html",
            f"{concept.label} ({concept.category})",
            self._data.concept(concept),
            {
                "concept": concept,
                "as_intervention": False,
                "sponsor": self._kb.concept(concept.sponsor) if concept.sponsor else None,
                "twin": contents.addresses.evidence(concept.id) if is_given else None,
                "broader": self._counted(iter(concept.broader)),
                "narrower": self._counted(iter(contents.children.get(concept.id, ()))),
                "found": contents.groups(contents.naming.get(concept.id, ())),
                "plots": (),
            },
            trail=(("concepts.html", "Concepts"),),
        )

    def _citation(self, paper: Citation) -> Page:
        contents = self._contents
        return Page(
            contents.addresses.of("citation", paper.id),
            "citation.html",
            f"{paper.short}: {paper.title or 'title not read'}",
            self._data.paper(paper),
            {"paper": paper, "found": contents.groups(contents.citing.get(paper.id, ()))},
            trail=(("citations.html", "Papers"),),
        )


def _by_label(concept: Concept) -> tuple[str, str]:
    return concept.label.casefold(), concept.id
