"""The tables of sources and of papers."""

from __future__ import annotations

from allkb.frames.columns import flag, text, whole
from allkb.frames.joins import is_newest
from allkb.frames.shapes import Shape, held, joined
from allkb.frames.values import window, words
from allkb.model import Basis, Extent, Reading, SourceCategory

__all__ = ["AUTHORS", "CITATIONS", "LEFT_OUT", "REFERENCE_NUMBERS", "REVISIONS", "SOURCES"]

SOURCES = Shape(
    name="sources",
    doc="A document that says things.",
    id="id",
    parts=(
        held(text("id", "Its id.")),
        held(text("title", "Its title.")),
        held(text("category", f"What kind of document it is: {words(SourceCategory)}.")),
        held(text("publisher", "Who publishes it.")),
        held(
            text("citation", "The paper it is.", "it is no paper", refers="citations.id"),
        ),
        held(text("note", "What a reader should know of it.", "nothing in particular")),
    ),
)

REVISIONS = Shape(
    name="revisions",
    doc="A dated state of a source.",
    owner=SOURCES,
    owned_by=(text("source", "The source it is a state of.", refers="sources.id"),),
    members="revisions",
    id="id",
    unique=(("source", "position"),),
    parts=(
        held(text("id", "Its id: the source's, a dot, and a date.")),
        window("date_basis"),
        held(text("read", f"How much of it was read: {words(Extent)}.")),
        held(text("note", "What is known of it, and how the date was found.", "nothing to add")),
        held(text("url", "Where it was published.", "not known, or nowhere on the web")),
    ),
    derived=(
        joined(
            flag("newest", "Whether no newer revision of its source is held."),
            lambda kb, item: is_newest(kb, item.record.id),
        ),
    ),
)

LEFT_OUT = Shape(
    name="left_out",
    doc="A figure that a revision prints and no statement holds, on purpose.",
    owner=REVISIONS,
    owned_by=(text("revision", "The revision that prints it.", refers="revisions.id"),),
    members="left_out",
    parts=(
        held(text("passage", "The fingerprint of the passage it stands in.")),
        held(text("printed", "The figure as printed.")),
        held(text("reason", "Why it is no data here.")),
    ),
)

CITATIONS = Shape(
    name="citations",
    doc="A paper.",
    id="id",
    parts=(
        held(text("id", "Its id.")),
        held(text("title", "Its title.", "nothing that was read prints it")),
        held(text("journal", "The journal, abbreviated.")),
        held(whole("year", "The year of the issue.")),
        held(text("volume", "The volume, and issue where known.", "not known")),
        held(text("pages", "The pages.", "not known")),
        held(text("pmid", "Its PubMed id, digits only.", "no source prints one")),
        held(text("doi", "Its DOI.", "no source prints one")),
        held(text("reading", f"How much of it was read: {words(Reading)}.")),
        held(text("note", "What a reader should know of it.", "nothing in particular")),
    ),
    derived=(
        joined(
            text("short", "First author and year."),
            lambda _, item: item.record.short,
        ),
    ),
)

AUTHORS = Shape(
    name="authors",
    doc="An author of a paper, as a source lists them; the last may be `et al`.",
    owner=CITATIONS,
    owned_by=(text("citation", "The paper.", refers="citations.id"),),
    members="authors",
    parts=(held(text("author", "Family name and initials."), ""),),
)

REFERENCE_NUMBERS = Shape(
    name="reference_numbers",
    doc="The number that a revision gives a paper in its list.",
    owner=CITATIONS,
    owned_by=(text("citation", "The paper.", refers="citations.id"),),
    members="references",
    parts=(
        held(text("revision", "The revision.", refers="revisions.id")),
        held(whole("number", "The number, from 1.")),
        held(
            text("basis", f"Whether it is printed or worked out by us: {words(Basis)}."),
        ),
        held(text("note", "How it was worked out, and how surely.", "it is printed")),
    ),
)
