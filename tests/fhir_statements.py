"""A few statements, made up so that each element of a bundle is there once."""

from __future__ import annotations

from typing import Any, cast

from bundled import KB
from fhir_samples import HSCT, Json

from allkb import (
    AllOf,
    AnyOf,
    Approval,
    Arm,
    AtEvent,
    AtTime,
    Characteristic,
    Comparison,
    ConceptId,
    ConfidenceInterval,
    Count,
    DateWindow,
    Definition,
    Direction,
    Effect,
    EffectMeasure,
    Ended,
    Has,
    HowEnded,
    InRange,
    Is,
    KnowledgeBase,
    Limit,
    Limitation,
    Link,
    Meets,
    Not,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    Recommendation,
    Regulatory,
    Relation,
    RevisionId,
    SafetySignal,
    Stance,
    StandardError,
    Statement,
    StatementId,
    TimeRange,
    TopicId,
    UnassignedRatio,
    Unit,
)
from allkb.fhir import bundle
from allkb.model import Influence

__all__ = ["FEW", "base_of", "few"]

FLAG = Is(fact="relapsed_after_hsct", value=True)
LINEAGE = Is(fact="lineage", value="T-ALL")
SECOND = ConceptId("second-ablative-allogeneic-hsct")
SURVIVAL = ConceptId("event-free-survival")
ARMS = (
    Arm(id="a", label="One", intervention=SECOND, criteria=LINEAGE, n=9),
    Arm(id="b", label="Other", estimate=Point(value=0.5, printed="50%")),
)
EFFECT = Effect(
    numerator="a",
    denominator="b",
    direction=Direction.INCONCLUSIVE,
    measure=EffectMeasure.HAZARD_RATIO,
    value=1.5,
    printed="1.5",
    interval=ConfidenceInterval(low=1, high=2, printed="1-2"),
    p=PValue(value=0.5, sides=2, printed="P = .5"),
)
CRITERIA = AllOf(
    criteria=(
        FLAG,
        LINEAGE,
        InRange(fact="age", low=1, high=2),
        InRange(fact="mrd", low=0.01, includes_high=False),
        Has(fact="genetic_alterations", value=ConceptId("kmt2a-rearrangement")),
        Not(criterion=Meets(definition=StatementId("definition"))),
        AnyOf(
            criteria=(
                Meets(definition=StatementId("definition")),
                InRange(fact="age", low=1, high=2, includes_low=False),
                Not(criterion=Not(criterion=FLAG)),
            )
        ),
    )
)


def _made(kind: Any, id: str, **more: Any) -> Any:
    common = {
        "id": StatementId(id),
        "topic": TopicId("relapse-after-hsct"),
        "summary": "What it says.",
        "attestations": KB[HSCT].attestations,
    }
    return kind(**common | more)


FEW: dict[str, Statement] = {
    made.id: made
    for made in cast(
        "list[Statement]",
        [
            _made(
                Approval,
                "approval",
                intervention=SECOND,
                agency=ConceptId("fda"),
                action=Regulatory.APPROVAL,
                date=DateWindow.parse("2020"),
            ),
            _made(
                Comparison,
                "comparison",
                arms=ARMS,
                endpoint=SURVIVAL,
                effects=(EFFECT,),
                horizon=TimeRange(low=1, high=2, unit=Unit.YEARS),
                n=9,
                p=PValue(value=0.5),
            ),
            _made(Definition, "definition", term="term", group=ConceptId("cog"), means=FLAG),
            _made(
                PrognosticFactor,
                "factor",
                factor=SECOND,
                influence=Influence.UNFAVORABLE,
                endpoint=SURVIVAL,
                intervention=SECOND,
                arms=ARMS,
                unassigned=(
                    UnassignedRatio(
                        measure=EffectMeasure.ODDS_RATIO,
                        value=2,
                        printed="2",
                        interval=ConfidenceInterval(low=1, high=3),
                        reason="No side is named.",
                    ),
                ),
            ),
            _made(
                SafetySignal,
                "harm",
                intervention=SECOND,
                event=SURVIVAL,
                grade="grade 3",
                horizon=AtEvent(event="last follow-up"),
                estimate=Count(events=1, of=2, printed="1 of 2", percent="50%"),
            ),
            _made(
                Limitation, "limitation", intervention=SECOND, limit=Limit.CONDITION, requires=FLAG
            ),
            _made(
                Observation,
                "observation",
                about=(SECOND,),
                n=7,
                characteristics=(
                    Characteristic(label="Seen", estimate=Range(low=0, high=1, printed="0 to 1")),
                    Characteristic(label="Others", n=3),
                ),
            ),
            _made(
                OutcomeStatistic,
                "outcome",
                intervention=SECOND,
                endpoint=SURVIVAL,
                horizon=AtTime(value=5, unit=Unit.YEARS, within=True, since="infusion"),
                estimate=Point(value=0.25, printed="25%", uncertainty=StandardError(value=0.1)),
                n=40,
                criteria=CRITERIA,
                population="Some.",
                attestations=KB[HSCT].attestations[:1],
                selection="Chosen.",
                median_follow_up=Point(value=3, printed="3 y", unit=Unit.YEARS),
                links=(Link(relation=Relation.EXTENDS, to=StatementId("harm"), note="More."),),
                ended=Ended(
                    how=HowEnded.SUPERSEDED,
                    reason="A new figure.",
                    noticed_in=RevisionId("pdq-childhood-all.2025-04-21"),
                    superseded_by=(StatementId("harm"),),
                ),
            ),
            _made(OpenQuestion, "question", question="Which?", interventions=(SECOND,)),
            _made(
                Recommendation, "recommendation", interventions=(SECOND,), stance=Stance.STANDARD
            ),
        ],
    )
}
"""A statement of each kind, by id."""


def base_of(*statements: Statement) -> KnowledgeBase:
    """Return the bundled knowledge base with other statements in place of its own."""
    return KnowledgeBase(
        version="1",
        sources=KB.sources,
        citations=KB.citations,
        concepts=KB.concepts,
        topics=KB.topics,
        statements=statements,
    )


def few() -> Json:
    """Return the bundle of those few."""
    return bundle(base_of(*FEW.values()).statements)
