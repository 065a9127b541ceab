"""The tables of what statements of some kinds list: what they name, groups, effects."""

from __future__ import annotations

from allkb.frames.columns import Cell, number, text, whole
from allkb.frames.estimates import UNCOUNTED, estimate
from allkb.frames.joins import concept_label, proportion, wording
from allkb.frames.of_statements import STATEMENTS, statement_column
from allkb.frames.shapes import Derived, ForeignKey, Item, Part, Shape, held, joined
from allkb.frames.values import criteria, interval, p_value, words
from allkb.knowledge import KnowledgeBase
from allkb.model import Arm, Direction, EffectMeasure
from allkb.views import criteria_text, effect_text, unassigned_text

__all__ = ["LISTED"]


def _listed(
    name: str,
    doc: str,
    members: str,
    *parts: Part,
    more: tuple[Derived, ...] = (),
    unique: tuple[tuple[str, ...], ...] = (),
    links: tuple[ForeignKey, ...] = (),
) -> Shape:
    return Shape(
        name=name,
        doc=doc,
        owner=STATEMENTS,
        owned_by=statement_column(),
        members=members,
        parts=parts,
        derived=more,
        unique=unique,
        links=links,
    )


def _named(name: str, column: str, doc: str, members: str) -> Shape:
    """Return a table of the concepts that statements list under one field."""

    def label(kb: KnowledgeBase, item: Item) -> Cell:
        return kb.concept(item.record).label

    return _listed(
        name,
        doc,
        members,
        held(text(column, "The concept.", refers="concepts.id"), ""),
        more=(joined(text(f"{column}_label", f"The name of `{column}`."), label),),
    )


TRIALS = _named("trials", "trial", "A trial that a statement comes from.", "trials")
INTERVENTIONS = _named(
    "interventions",
    "intervention",
    "What a recommendation or an open question is about, in the source's order.",
    "interventions",
)
OBSTACLES = _named(
    "obstacles",
    "obstacle",
    "What keeps patients from an intervention that is limited in reach.",
    "obstacles",
)
SUBJECTS = _named(
    "subjects", "subject", "What an observation is about, the main thing first.", "about"
)


def _whom(kb: KnowledgeBase, item: Item) -> Cell:
    arm: Arm = item.record
    return criteria_text(kb, arm.criteria) if arm.criteria else None


_MEASURED = (
    joined(
        text("endpoint", "What was measured.", refers="concepts.id"),
        lambda _, item: item.root.endpoint,
    ),
    concept_label("endpoint", of="root"),
)
_ALIKE = "nothing that sets it apart"
_NO_FIGURE = "the source gives no figure"

ARMS = _listed(
    "arms",
    "One of the groups that a comparison, or a statement on a prognostic factor, compares.",
    "arms",
    held(text("arm", "Its name within the statement."), "id"),
    held(text("label", "What it is, in a few words.")),
    held(
        text("intervention", "What the group was given.", _ALIKE, refers="concepts.id"),
    ),
    criteria(text("criteria", "Who is in it: a tree over clinical facts, as JSON text.", _ALIKE)),
    held(whole("n", "How many were in it.", UNCOUNTED, unit="patients")),
    estimate(_NO_FIGURE),
    more=(
        concept_label("intervention", _ALIKE),
        joined(text("criteria_text", "The criteria in words.", _ALIKE), _whom),
        wording(_NO_FIGURE),
        proportion(_NO_FIGURE),
        *_MEASURED,
    ),
    unique=(("statement", "arm"),),
)


def _arm_label(field: str) -> Derived:
    def cell(_: KnowledgeBase, item: Item) -> Cell:
        arms: tuple[Arm, ...] = item.root.arms
        wanted = getattr(item.record, field)
        return next(arm.label for arm in arms if arm.id == wanted)

    return joined(text(f"{field}_label", f"What the arm in `{field}` is."), cell)


EFFECTS = _listed(
    "effects",
    "How one arm compares with another; both are always named.",
    "effects",
    held(text("numerator", "The arm above the line, or that is subtracted from.")),
    held(text("denominator", "The arm below the line, or that is subtracted.")),
    held(text("direction", f"Which did better, in the source's words: {words(Direction)}.")),
    held(text("measure", f"What `value` is: {words(EffectMeasure)}.", "no value is printed")),
    held(
        number(
            "value",
            "A ratio above 0, or a difference.",
            "no value is printed",
            unit="none; a difference is one of proportions",
        )
    ),
    held(text("printed", "`value` as printed.", "no value is printed, or its print was not read")),
    interval(),
    p_value("the effect"),
    more=(
        _arm_label("numerator"),
        _arm_label("denominator"),
        *_MEASURED,
        joined(
            text("effect", "The effect in words, with both arms named."),
            lambda _, item: effect_text(item.record),
        ),
    ),
    links=tuple(
        ForeignKey(("statement", side), "arms", ("statement", "arm"))
        for side in ("numerator", "denominator")
    ),
)
UNASSIGNED_RATIOS = _listed(
    "unassigned_ratios",
    "A ratio of which the source does not say what is above or below the line: no effect.",
    "unassigned",
    held(text("measure", f"What `value` is: {words(EffectMeasure)}, but no difference.")),
    held(number("value", "The ratio, above 0.", unit="none")),
    held(text("printed", "It as printed.")),
    interval(),
    p_value("the ratio"),
    held(text("reason", "What the source leaves open, in our words.")),
    more=(
        joined(
            text("ratio", "It in words, with what is left open."),
            lambda _, item: unassigned_text(item.record),
        ),
    ),
)
CHARACTERISTICS = _listed(
    "characteristics",
    "One thing that an observation reports.",
    "characteristics",
    held(text("label", "What it is, in a few words.")),
    estimate(_NO_FIGURE),
    held(
        whole(
            "n",
            "How many, where a bare number is given.",
            "none is given; a count has `events` and `of`",
            unit="patients",
        )
    ),
    more=(wording(_NO_FIGURE), proportion(_NO_FIGURE)),
)

LISTED: tuple[Shape, ...] = (
    TRIALS,
    INTERVENTIONS,
    OBSTACLES,
    SUBJECTS,
    ARMS,
    EFFECTS,
    UNASSIGNED_RATIOS,
    CHARACTERISTICS,
)
"""The tables of what statements list, in the order in which they name one another."""
