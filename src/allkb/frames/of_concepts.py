"""The tables of concepts and of topics."""

from __future__ import annotations

from allkb.frames.columns import Column, flag, text, whole
from allkb.frames.shapes import Shape, held
from allkb.frames.values import words
from allkb.model import ConceptCategory

__all__ = [
    "BROADER_CONCEPTS",
    "CODES",
    "CONCEPTS",
    "HEADINGS",
    "HEADING_SECTIONS",
    "SYNONYMS",
    "TOPICS",
]

CONCEPTS = Shape(
    name="concepts",
    doc="A thing that statements speak of.",
    id="id",
    parts=(
        held(text("id", "Its id.")),
        held(text("label", "Its name.")),
        held(text("category", f"What kind of thing it is: {words(ConceptCategory)}.")),
        held(
            text(
                "sponsor",
                "The group that runs a trial.",
                "it is no trial, or no source says who runs it",
                refers="concepts.id",
            )
        ),
    ),
)


def _concept() -> tuple[Column, ...]:
    return (text("concept", "The concept.", refers="concepts.id"),)


SYNONYMS = Shape(
    name="synonyms",
    doc="Another name of a concept.",
    owner=CONCEPTS,
    owned_by=_concept(),
    members="synonyms",
    parts=(held(text("synonym", "The name."), ""),),
)

BROADER_CONCEPTS = Shape(
    name="broader_concepts",
    doc="A concept that another is a kind of, one step up.",
    owner=CONCEPTS,
    owned_by=_concept(),
    members="broader",
    parts=(held(text("broader", "What it is a kind of.", refers="concepts.id"), ""),),
)

CODES = Shape(
    name="codes",
    doc="A code of a terminology for a concept.",
    owner=CONCEPTS,
    owned_by=_concept(),
    members="codes",
    parts=(
        held(text("system", "The terminology: `NCIt`, `MONDO`, `CDR` ...")),
        held(text("code", "The code.")),
        held(text("display", "The terminology's own name for it.", "not read")),
        held(text("confirmed_in", "Where the pair of code and meaning was read.")),
    ),
)

TOPICS = Shape(
    name="topics",
    doc="What a group of statements is about.",
    id="id",
    parts=(held(text("id", "Its id.")), held(text("label", "Its name."))),
)

HEADINGS = Shape(
    name="headings",
    doc="A heading of a revision that stands for a topic.",
    owner=TOPICS,
    owned_by=(text("topic", "The topic.", refers="topics.id"),),
    members="headings",
    parts=(
        held(text("revision", "The revision that has it.", refers="revisions.id")),
        held(flag("bare", "Whether nothing follows it on the page.")),
    ),
)

HEADING_SECTIONS = Shape(
    name="heading_sections",
    doc="A step of the path to a heading, outermost first.",
    owner=HEADINGS,
    owned_by=(
        text("topic", "The topic.", refers="topics.id"),
        whole("heading", "The position of the heading."),
    ),
    members="section",
    parts=(held(text("section", "The heading; a long one is cut."), ""),),
)
