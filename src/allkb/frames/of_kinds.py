"""The tables of the kinds of statement: what each has beyond what all have."""

from __future__ import annotations

from allkb.frames.columns import Cell, text, whole
from allkb.frames.estimates import UNCOUNTED, estimate, horizon
from allkb.frames.joins import ABOUT, NEWEST, concept_label, horizon_text, proportion, wording
from allkb.frames.of_statements import STATEMENTS, statement_column
from allkb.frames.shapes import Derived, Item, Part, Shape, held, joined
from allkb.frames.values import criteria, p_value, window, words
from allkb.knowledge import KnowledgeBase
from allkb.model import (
    Approval,
    Comparison,
    Definition,
    Influence,
    Limit,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    Record,
    Regulatory,
    SafetySignal,
    Stance,
)
from allkb.views import criteria_text

__all__ = ["KINDS"]


def _kind(
    name: str, doc: str, kind: type[Record], *parts: Part, more: tuple[Derived, ...]
) -> Shape:
    return Shape(
        name=name,
        doc=doc,
        owner=STATEMENTS,
        owned_by=statement_column(),
        kind=kind,
        parts=parts,
        derived=(*more, *ABOUT, *NEWEST),
    )


def _concept(name: str, doc: str, null: str | None = None) -> Part:
    return held(text(name, doc, null, refers="concepts.id"))


def _n(doc: str, null: str = "the source does not say") -> Part:
    return held(whole("n", doc, null, unit="patients"))


_GIVEN = "what they were given is not the point"
_MEASURED = _concept("endpoint", "What was measured.")

RECOMMENDATIONS = _kind(
    "recommendations",
    "What a source says of doing a thing.",
    Recommendation,
    held(text("stance", f"What is said of the interventions: {words(Stance)}.")),
    held(text("purpose", "What they are meant to prevent or bring about.", "not said")),
    more=(),
)
OUTCOMES = _kind(
    "outcomes",
    "How many reach an endpoint.",
    OutcomeStatistic,
    _concept("intervention", "What they were given.", _GIVEN),
    _MEASURED,
    horizon(),
    estimate(),
    _n("How many patients the estimate is of.", UNCOUNTED),
    more=(
        concept_label("intervention", _GIVEN),
        concept_label("endpoint"),
        horizon_text,
        wording(),
        proportion(),
    ),
)
COMPARISONS = _kind(
    "comparisons",
    "Two or more groups, measured alike; the groups are in `arms`.",
    Comparison,
    _MEASURED,
    horizon(),
    p_value("a test over all arms"),
    _n("How many patients all arms had."),
    more=(concept_label("endpoint"), horizon_text),
)
PROGNOSTIC_FACTORS = _kind(
    "prognostic_factors",
    "What goes with a better or a worse outcome; groups with and without it are in `arms`.",
    PrognosticFactor,
    _concept("factor", "What it is."),
    held(text("influence", f"What it goes with: {words(Influence)}.")),
    _MEASURED,
    _concept("intervention", "What the patients were given.", "that does not matter"),
    horizon(),
    p_value("a test over all arms"),
    _n("How many patients were studied."),
    more=(
        concept_label("factor"),
        concept_label("endpoint"),
        concept_label("intervention", "that does not matter"),
        horizon_text,
    ),
)


def _requires(kb: KnowledgeBase, item: Item) -> Cell:
    limitation: Limitation = item.record
    return criteria_text(kb, limitation.requires) if limitation.requires else None


LIMITATIONS = _kind(
    "limitations",
    "That an intervention reaches, works or helps only so far.",
    Limitation,
    _concept("intervention", "What is limited."),
    held(text("limited_in", f"In what respect: {words(Limit)}."), "limit"),
    criteria(
        text(
            "requires",
            "What has to hold for it to work: a tree over clinical facts, as JSON text.",
            "it is limited in another respect",
        )
    ),
    more=(
        concept_label("intervention"),
        joined(text("requires_text", "The same in words.", "it is limited otherwise"), _requires),
    ),
)
OPEN_QUESTIONS = _kind(
    "open_questions",
    "What a source says is not known.",
    OpenQuestion,
    held(text("question", "The question, in our words.")),
    more=(),
)
DEFINITIONS = _kind(
    "definitions",
    "What a term means to one group.",
    Definition,
    held(text("term", "What is defined.")),
    held(text("study_group", "Whose definition it is.", refers="concepts.id"), "group"),
    criteria(text("means", "What it stands for: a tree over clinical facts, as JSON text.")),
    more=(
        joined(
            text("study_group_label", "The name of `study_group`."),
            lambda kb, item: kb.concept(item.record.group).label,
        ),
        joined(
            text("means_text", "What it stands for, in words."),
            lambda kb, item: criteria_text(kb, item.record.means),
        ),
    ),
)
SAFETY_SIGNALS = _kind(
    "safety_signals",
    "How often harm was seen.",
    SafetySignal,
    _concept("intervention", "What the patients were given."),
    _concept("event", "The harm."),
    held(text("grade", "Its grade as printed, with its scale.", "none is given")),
    horizon(),
    estimate(),
    _n("How many patients the estimate is of.", UNCOUNTED),
    more=(
        concept_label("intervention"),
        concept_label("event"),
        horizon_text,
        wording(),
        proportion(),
    ),
)
APPROVALS = _kind(
    "approvals",
    "What a regulatory agency decided on a product, for whom and when.",
    Approval,
    _concept("intervention", "The product."),
    _concept("agency", "Who decided."),
    held(text("action", f"What was decided: {words(Regulatory)}.")),
    window("date_basis"),
    more=(concept_label("intervention"), concept_label("agency")),
)
OBSERVATIONS = _kind(
    "observations",
    "What a source reports of a study or a thing, that is no outcome of treatment.",
    Observation,
    _n("How many patients were studied."),
    more=(),
)

KINDS: tuple[Shape, ...] = (
    RECOMMENDATIONS,
    OUTCOMES,
    COMPARISONS,
    PROGNOSTIC_FACTORS,
    LIMITATIONS,
    OPEN_QUESTIONS,
    DEFINITIONS,
    SAFETY_SIGNALS,
    APPROVALS,
    OBSERVATIONS,
)
"""A table for each kind of statement."""
