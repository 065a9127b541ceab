"""The tables of what statements of all kinds have, and of who says them."""

from __future__ import annotations

from allkb.frames.columns import Cell, Column, day, flag, text, whole
from allkb.frames.estimates import follow_up
from allkb.frames.joins import ABOUT, NEWEST, NO_LEVEL, is_newest, levels_text
from allkb.frames.shapes import Item, Shape, held, joined
from allkb.frames.values import criteria, ended, level, words
from allkb.knowledge import KnowledgeBase
from allkb.model import Established, Hedge, MisprintPart, Relation, Statement
from allkb.views import criteria_text, headline

__all__ = [
    "ATTESTATIONS",
    "CAVEATS",
    "CITATION_NUMBERS",
    "CONTEXT_PASSAGES",
    "LEVELS",
    "LINKS",
    "MISPRINTS",
    "SECTIONS",
    "STATEMENTS",
    "SUCCESSORS",
    "SUPPORT_CITATIONS",
    "SUPPORT_GROUPS",
    "statement_column",
]


def _whom(kb: KnowledgeBase, item: Item) -> Cell:
    statement: Statement = item.record
    return criteria_text(kb, statement.criteria) if statement.criteria else None


STATEMENTS = Shape(
    name="statements",
    doc="One thing that the literature says.",
    id="id",
    parts=(
        held(text("id", "Its id.")),
        held(text("kind", "What kind of statement it is; each kind has a table of its own.")),
        held(text("topic", "The topic it is filed under.", refers="topics.id")),
        held(text("summary", "What it says, in our words.")),
        criteria(
            text(
                "criteria",
                "Whom it is about: a tree over clinical facts, as JSON text in the data format.",
                "no fact sets bounds within its topic; words may, in `population`",
            )
        ),
        held(
            text(
                "population",
                "Whom it is about, in words, beyond the criteria.",
                "no words are needed",
            )
        ),
        held(text("selection", "How those it is about were selected.", "nothing is said of that")),
        follow_up(),
        ended(),
    ),
    derived=(
        ABOUT[1],
        joined(
            text("headline", "What it is about and what it says of it, in one line."),
            lambda kb, item: headline(kb, item.record),
        ),
        joined(text("criteria_text", "The criteria in words.", "there are none"), _whom),
        *NEWEST,
    ),
)


def statement_column() -> tuple[Column, ...]:
    """Return the column that names the statement a row belongs to."""
    return (text("statement", "The statement.", refers="statements.id"),)


CAVEATS = Shape(
    name="caveats",
    doc="What a reader should know before using a statement.",
    owner=STATEMENTS,
    owned_by=statement_column(),
    members="caveats",
    parts=(held(text("caveat", "It, in our words."), ""),),
)
SUCCESSORS = Shape(
    name="successors",
    doc="A statement that took the place of one that was superseded.",
    owner=STATEMENTS,
    owned_by=statement_column(),
    members="ended.superseded_by",
    parts=(held(text("successor", "The statement in its place.", refers="statements.id"), ""),),
)
LINKS = Shape(
    name="links",
    doc="How a statement bears on another.",
    owner=STATEMENTS,
    owned_by=statement_column(),
    members="links",
    parts=(
        held(text("relation", f"In what way: {words(Relation)}.")),
        held(text("to_statement", "The other statement.", refers="statements.id"), "to"),
        held(text("note", "More, in our words.", "nothing to add")),
    ),
)

ATTESTATIONS = Shape(
    name="attestations",
    doc="A dated document saying what a statement says; those of a statement stand oldest first.",
    owner=STATEMENTS,
    owned_by=statement_column(),
    members="attestations",
    parts=(
        held(text("revision", "The revision that says it.", refers="revisions.id"), "source"),
        held(
            text(
                "hedge", f"How surely, by its own word: {words(Hedge)}.", "its wording was not read"
            )
        ),
        held(text("established", f"How we know that it says so: {words(Established)}.")),
        held(
            text(
                "passage",
                "The fingerprint of the passage it stands in: `sha256:` and 64 digits.",
                "no copy of the page was at hand",
            ),
            "locator.passage",
        ),
        held(text("note", "What differs from other attestations, in our words.", "nothing to add")),
    ),
    derived=(
        joined(
            text("source", "The source that the revision is of.", refers="sources.id"),
            lambda kb, item: kb.source_of(item.record.source).id,
        ),
        joined(
            day("earliest", "The first day the revision can be of."),
            lambda kb, item: kb.revision(item.record.source).date.earliest,
        ),
        joined(
            flag("newest", "Whether no newer revision of its source is held."),
            lambda kb, item: is_newest(kb, item.record.source),
        ),
        joined(
            text("levels", "The levels of evidence it prints, each once.", NO_LEVEL),
            lambda _, item: levels_text(item.record),
        ),
    ),
)


def _attestation() -> tuple[Column, ...]:
    return (*statement_column(), whole("attestation", "The position of the attestation."))


SECTIONS = Shape(
    name="sections",
    doc="A step of the heading path under which a statement stands, outermost first.",
    owner=ATTESTATIONS,
    owned_by=_attestation(),
    members="locator.section",
    parts=(held(text("section", "The heading; a long one is cut."), ""),),
)
CITATION_NUMBERS = Shape(
    name="citation_numbers",
    doc="A citation number printed with the passage of a statement, in their order.",
    owner=ATTESTATIONS,
    owned_by=_attestation(),
    members="locator.numbers",
    parts=(held(whole("number", "The number, from 1."), ""),),
)
CONTEXT_PASSAGES = Shape(
    name="context_passages",
    doc="A further passage that a statement draws on.",
    owner=ATTESTATIONS,
    owned_by=_attestation(),
    members="locator.context",
    parts=(held(text("passage", "Its fingerprint."), ""),),
)
MISPRINTS = Shape(
    name="misprints",
    doc="Something a document prints that cannot be so, or that its own source contradicts.",
    owner=ATTESTATIONS,
    owned_by=_attestation(),
    members="misprints",
    parts=(
        held(text("part", f"What it is: {words(MisprintPart)}.")),
        held(text("printed", "What is printed; the statement keeps it.")),
        held(text("instead", "What should stand there.", "that was not read anywhere")),
        held(text("reason", "How that is known, in our words.")),
    ),
)
SUPPORT_GROUPS = Shape(
    name="support_groups",
    doc="Citations that stand together in a document, with the levels printed behind them.",
    owner=ATTESTATIONS,
    owned_by=_attestation(),
    members="support",
    parts=(),
)


def _group() -> tuple[Column, ...]:
    return (*_attestation(), whole("support_group", "The position of the support group."))


SUPPORT_CITATIONS = Shape(
    name="support_citations",
    doc="A paper of a support group.",
    owner=SUPPORT_GROUPS,
    owned_by=_group(),
    members="citations",
    parts=(held(text("citation", "The paper.", refers="citations.id"), ""),),
)
LEVELS = Shape(
    name="levels",
    doc="A level of evidence printed behind a support group.",
    owner=SUPPORT_GROUPS,
    owned_by=_group(),
    members="levels",
    parts=(level(),),
    derived=(
        joined(text("scheme", "Its grading scheme."), lambda _, item: item.record.scheme.id),
        joined(
            text("design", "What it says of the study design."),
            lambda _, item: item.record.design.label,
        ),
        joined(
            text("endpoint", "What it says of the endpoint.", "the code leaves it open"),
            lambda _, item: item.record.endpoint and item.record.endpoint.label,
        ),
    ),
)
