"""What the search of the site works on: a script file that assigns one constant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jinja2.utils import htmlsafe_json_dumps

from allkb.model import (
    EvidenceLevel,
    Recommendation,
    SourceCategory,
    Statement,
    concepts_of,
    endpoints_of,
)
from allkb.site.contents import Chip, Contents, Entry, Standing
from allkb.views import KINDS, Item, To, plain

__all__ = ["search_data", "search_script"]

Option = tuple[str, str]
"""The value of an option, as an address of a search holds it, and its name."""


class Facet(NamedTuple):
    """
    One way to narrow a search.

    Attributes:
        name: Its name in the address of a search.
        label: Its name.
        options: The options, in the order in which they are shown.
    """

    name: str
    label: str
    options: tuple[Option, ...]


def search_script(contents: Contents) -> str:
    """Return the script."""
    # All that could end a script or a line in one is escaped: the text is ASCII without <, > and &.
    return f'"use strict";\nconst ALLKB = {htmlsafe_json_dumps(search_data(contents))};\n'


def search_data(contents: Contents) -> dict[str, Any]:
    """
    Return the statements with their texts and facets, and the names of pages.

    Statements hold the places of their concepts among `names`, and of their options among
    all options of all facets, in order. Beside `names` stand the places of each concept's
    `kinds`, itself included.
    """
    facets = tuple(_facets(contents))
    places = {
        (facet.name, value): place
        for place, (facet, value) in enumerate(
            (facet, value) for facet in facets for value, _ in facet.options
        )
    }
    names: dict[str, int] = {
        concept.id: place for place, concept in enumerate(contents.kb.concepts)
    }
    return {
        "facets": [[f.name, f.label, [*map(list, f.options)]] for f in facets],
        "names": [" / ".join((c.label, *c.synonyms)) for c in contents.kb.concepts],
        "kinds": [sorted(names[id] for id in contents.kb.narrower(id)) for id in names],
        "statements": [
            [
                entry.card.statement.id,
                contents.addresses.of("statement", entry.card.statement.id),
                entry.card.title,
                entry.card.statement.summary,
                [*_more(entry)],
                sorted(names[id] for id in _named(entry.card.statement)),
                [_said(contents, chip) for chip in entry.said],
                sorted(places[found] for found in _chosen(contents, entry) if found in places),
            ]
            for entry in map(contents.entry, contents.kb)
        ],
        "pages": [[*page] for page in _pages(contents)],
    }


def _named(statement: Statement) -> frozenset[str]:
    return concepts_of(statement) | endpoints_of(statement)


def _more(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield whom a statement is about and what to mind, each with what it is called."""
    if entry.card.ended:
        yield "No longer said", plain(entry.card.ended)
    for fact in entry.told:
        for item in fact.items:
            yield fact.label, _flat(item)


def _flat(item: Item) -> str:
    """Return a point of a list, with the points below it, as one text."""
    said = plain(item.words)
    return f"{said}: {'; '.join(map(_flat, item.parts))}" if item.parts else said


def _said(contents: Contents, chip: Chip) -> str:
    who = chip.who.text if isinstance(chip.who, To) else chip.who
    age = () if contents.is_latest(chip.revision) else ("(older revision)",)
    return " ".join((f"{who}: {chip.how}", *map(str, chip.levels), *age))


def _facets(contents: Contents) -> Iterator[Facet]:
    kb = contents.kb
    chosen: dict[str, dict[str, None]] = {}
    for statement in kb:
        for name, value in _chosen(contents, contents.entry(statement)):
            chosen.setdefault(name, {})[value] = None

    def facet(name: str, label: str, options: Iterable[Option]) -> Facet:
        used = chosen.get(name, {})
        return Facet(name, label, tuple(o for o in options if o[0] in used))

    def itself(name: str) -> Iterator[Option]:
        return ((value, value) for value in chosen.get(name, ()))

    yield facet("standing", "Then and now", [(s.name.lower(), s.value) for s in Standing])
    yield facet("said", "Said in", _sayers(contents))
    yield facet("change", "What changed", itself("change"))
    topics = sorted(kb.topics, key=lambda topic: topic.label.casefold())
    yield facet("topic", "Topic", [(topic.id, topic.label) for topic in topics])
    yield facet("kind", "Kind", [(kind.kind, label) for kind, label in KINDS.items()])
    concepts = sorted(kb.concepts, key=lambda concept: concept.label.casefold())
    yield facet("endpoint", "Endpoint", [(c.id, c.label) for c in concepts])
    levels = _levels(contents)
    designs = {design_of(level): level.design.label for level in levels}
    yield facet("design", "Study design", [*designs.items()])
    yield facet("level", "Level", [(x.reference, f"{x.reference}: {_means(x)}") for x in levels])
    yield facet("stance", "Stance", itself("stance"))
    yield facet("hedge", "How surely", itself("hedge"))


def _sayers(contents: Contents) -> Iterator[Option]:
    for source in contents.kb.sources:
        if source.category is SourceCategory.SUMMARY:
            for revision in source.revisions:
                yield revision.id, revision.id
    for category in SourceCategory:
        if category is not SourceCategory.SUMMARY:
            yield category, f"any {category}"


def _levels(contents: Contents) -> list[EvidenceLevel]:
    """Return the levels that are printed, the present scheme first, each in its own order."""
    found = {x for s in contents.kb for a in s.attestations for x in a.levels}
    return sorted(
        found, key=lambda x: (x.scheme.not_before, [g.code for g in _grades(x)].index(x.code))
    )


def _means(level: EvidenceLevel) -> str:
    return f"{level.design.label}; {level.endpoint.label}" if level.endpoint else level.design.label


def _grades(level: EvidenceLevel) -> Any:
    return next(e for e in level.scheme.editions if e.id == level.edition).grades


def design_of(level: EvidenceLevel) -> str:
    """Return a study design as an address of a search holds it."""
    return f"{level.scheme.id}-{level.design.label.replace(' ', '-')}"


def _chosen(contents: Contents, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the options of a statement, each with its facet."""
    statement, kb = entry.card.statement, contents.kb
    yield "standing", entry.standing.name.lower()
    yield "topic", statement.topic
    yield "kind", statement.kind
    for change in contents.changed.get(statement.id, ()):
        yield "change", change.kind
    for endpoint in _broader(contents, endpoints_of(statement)):
        yield "endpoint", endpoint
    for attestation in statement.attestations:
        source = kb.source_of(attestation.source)
        is_summary = source.category is SourceCategory.SUMMARY
        yield "said", attestation.source if is_summary else source.category.value
        if attestation.hedge:
            yield "hedge", attestation.hedge.value
        for level in attestation.levels:
            yield "design", design_of(level)
            yield "level", level.reference
    if isinstance(statement, Recommendation):
        yield "stance", statement.stance.value


def _broader(contents: Contents, ids: Iterable[str]) -> frozenset[str]:
    """Return concepts and all that are broader."""
    found: set[str] = set()
    ahead = [*ids]
    while ahead:
        id = ahead.pop()
        if id not in found:
            found.add(id)
            ahead += contents.kb.concept(id).broader
    return frozenset(found)


def _pages(contents: Contents) -> Iterator[tuple[str, str, str, str]]:
    """Yield what else can be gone to: what it is, its address, its name, its other names."""
    kb, of = contents.kb, contents.addresses.of
    for topic in kb.topics:
        yield "topic", of("topic", topic.id), topic.label, ""
    for concept in kb.concepts:
        other = " / ".join(concept.synonyms)
        is_given = concept.id in contents.interventions
        word = "intervention" if is_given else concept.category.value
        yield word, contents.addresses.evidence(concept.id), concept.label, other
    for paper in kb.citations:
        title = " / ".join(filter(None, (paper.title, paper.journal, paper.pmid, paper.doi)))
        yield "paper", of("citation", paper.id), paper.short, title
