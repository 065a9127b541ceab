"""
A small knowledge base with every kind of statement. All of it is invented.

It keeps every rule, so a test that wants one broken changes one record of it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from allkb import (
    AllOf,
    AnyOf,
    Approval,
    Arm,
    AtEvent,
    Attestation,
    AtTime,
    Basis,
    Bound,
    Characteristic,
    Citation,
    CitationId,
    Code,
    Comparator,
    Comparison,
    Concept,
    ConceptCategory,
    ConceptId,
    ConfidenceInterval,
    Count,
    DateWindow,
    Definition,
    Direction,
    Effect,
    EffectMeasure,
    Ended,
    Established,
    EvidenceLevel,
    Extent,
    Heading,
    Hedge,
    HowEnded,
    Influence,
    InRange,
    Is,
    KnowledgeBase,
    LeftOut,
    Limit,
    Limitation,
    Link,
    Locator,
    LongTerm,
    Meets,
    Misprint,
    MisprintPart,
    Not,
    NotStated,
    Observation,
    ObservedRange,
    OpenQuestion,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    Reading,
    Recommendation,
    Reference,
    Regulatory,
    Relation,
    Revision,
    RevisionId,
    SafetySignal,
    Source,
    SourceCategory,
    SourceId,
    Stance,
    StandardError,
    Statement,
    StatementId,
    Support,
    TimeRange,
    Topic,
    TopicId,
    UnassignedRatio,
    Unit,
    Unquantified,
)

OLD, MIDDLE, NEW = (
    RevisionId("guide.2012"),
    RevisionId("guide.2018"),
    RevisionId("guide.2025-04-21"),
)
PAPER, LABEL = RevisionId("paper-doe-2010.2010-05"), RevisionId("agency.2017-08-30")
PASSAGE, LEAD = "sha256:" + "0" * 64, "sha256:" + "1" * 64


def level(code: str) -> EvidenceLevel:
    """Return a level by its code."""
    return EvidenceLevel.parse(code)


def concept(id: str, category: ConceptCategory, *broader: str, **more: Any) -> Concept:
    """Return a concept whose label is its id in words."""
    return Concept(
        id=ConceptId(id),
        label=id.replace("-", " "),
        category=category,
        broader=tuple(map(ConceptId, broader)),
        **more,
    )


def said(
    revision: RevisionId,
    *groups: Support,
    numbers: tuple[int, ...] = (),
    hedge: Hedge | None = Hedge.PLAIN,
    context: tuple[str, ...] = (),
    **more: Any,
) -> Attestation:
    """Return an attestation with a locator that has a section."""
    section = ("Part one", "Section")
    return Attestation(
        source=revision,
        hedge=hedge,
        support=groups,
        locator=Locator(section=section, numbers=numbers, passage=PASSAGE, context=context),
        **more,
    )


def cites(*citations: str, levels: tuple[str, ...] = ()) -> Support:
    """Return a support group."""
    return Support(citations=tuple(map(CitationId, citations)), levels=tuple(map(level, levels)))


def ids(*names: str) -> tuple[ConceptId, ...]:
    """Return concept ids."""
    return tuple(map(ConceptId, names))


SOURCES = (
    Source(
        id=SourceId("agency"),
        title="Labels",
        category=SourceCategory.REGULATOR,
        publisher="An agency",
        revisions=(Revision(id=LABEL, date=DateWindow.parse("2017-08-30")),),
    ),
    Source(
        id=SourceId("guide"),
        title="A guide",
        category=SourceCategory.SUMMARY,
        publisher="A publisher",
        revisions=(
            Revision(
                id=OLD,
                date=DateWindow(
                    earliest=date(2012, 1, 1), latest=date(2014, 4, 1), basis=Basis.INFERRED
                ),
                note="Prints no date.",
            ),
            Revision(id=MIDDLE, date=DateWindow.parse("2018")),
            Revision(
                id=NEW,
                date=DateWindow.parse("2025-04-21"),
                read=Extent.WHOLE,
                url="https://guide.example/2025",
                left_out=(LeftOut(passage=LEAD, printed="1998", reason="The year of a trial."),),
            ),
        ),
        note="Invented.",
    ),
    Source(
        id=SourceId("paper-doe-2010"),
        title="A paper",
        category=SourceCategory.PAPER,
        publisher="A journal",
        revisions=(Revision(id=PAPER, date=DateWindow.parse("2010-05")),),
        citation=CitationId("doe-2010"),
    ),
)

CITATIONS = (
    Citation(
        id=CitationId("doe-2010"),
        title="On second grafts",
        authors=("Doe J", "Roe R", "et al"),
        journal="J Inv",
        year=2010,
        volume="4 (2)",
        pages="11-9",
        pmid="12345",
        doi="10.1000/doe.2010",
        references=(
            Reference(revision=OLD, number=7, basis=Basis.PRINTED),
            Reference(revision=NEW, number=70, basis=Basis.PRINTED),
        ),
        reading=Reading.ABSTRACT,
        note="Invented.",
    ),
    Citation(
        id=CitationId("poe-2020"),
        title="On cells",
        authors=("van Poe E",),
        journal="Inv Lett",
        year=2020,
        references=(
            Reference(revision=NEW, number=71, basis=Basis.INFERRED, note="By its place."),
        ),
        note="No source prints an identifier.",
    ),
)

CONCEPTS = (
    concept(
        "car-cells",
        ConceptCategory.BIOLOGIC,
        "therapy",
        synonyms=("Chimère cells", "CAR-T"),
        codes=(Code(system="NCIt", code="C1", display="Cells", confirmed_in="A list"),),
    ),
    concept("donor-lack", ConceptCategory.OBSTACLE),
    concept("drug-agency", ConceptCategory.GROUP),
    concept("event-free-survival", ConceptCategory.ENDPOINT, "survival", synonyms=("EFS",)),
    concept("fever", ConceptCategory.EVENT),
    concept("group-x", ConceptCategory.GROUP),
    concept("maternal-donor", ConceptCategory.FACTOR),
    concept("overall-survival", ConceptCategory.ENDPOINT, "survival", synonyms=("OS",)),
    concept("second-transplant", ConceptCategory.PROCEDURE, "transplant"),
    concept("survival", ConceptCategory.ENDPOINT),
    concept("therapy", ConceptCategory.PROCEDURE),
    concept("transplant", ConceptCategory.PROCEDURE, "therapy", synonyms=("HSCT", "graft")),
    concept("trial-a", ConceptCategory.TRIAL),
)

TOPICS = (
    Topic(
        id=TopicId("after-graft"),
        label="After a graft",
        headings=(
            Heading(revision=OLD, section=("Part one", "Section")),
            Heading(revision=NEW, section=("Part one", "Renamed"), bare=True),
        ),
    ),
    Topic(id=TopicId("cells"), label="Cells"),
)

_GRAFT: dict[str, Any] = {"topic": TopicId("after-graft")}
_CELLS: dict[str, Any] = {"topic": TopicId("cells")}
_EARLY, _LATE = cites("doe-2010"), cites("doe-2010", levels=("C1",))
_GRADED = cites("doe-2010", levels=("3iiA",))

STATEMENTS: tuple[Statement, ...] = (
    Approval(
        id=StatementId("cells.approval"),
        summary="The cells may be used.",
        intervention=ConceptId("car-cells"),
        agency=ConceptId("drug-agency"),
        action=Regulatory.APPROVAL,
        date=DateWindow.parse("2017-08-30"),
        attestations=(said(LABEL),),
        **_CELLS,
    ),
    SafetySignal(
        id=StatementId("cells.fever"),
        summary="Fever was common.",
        intervention=ConceptId("car-cells"),
        event=ConceptId("fever"),
        grade="grade 3 or 4",
        horizon=AtTime(value=8, unit=Unit.DAYS, within=True, since="infusion"),
        estimate=Count(
            events=5,
            of=7,
            printed="5 of 7",
            percent="71%",
            uncertainty=StandardError(value=0.17, printed="± 17.0%"),
        ),
        n=7,
        attestations=(said(NEW, cites("poe-2020"), numbers=(71,)),),
        **_CELLS,
    ),
    OpenQuestion(
        id=StatementId("cells.graft-after"),
        summary="Nobody knows whether a graft should follow.",
        question="Should a graft follow the cells?",
        interventions=ids("car-cells", "transplant"),
        criteria=Not(criterion=Meets(definition=StatementId("early-relapse.group-x"))),
        attestations=(said(NEW, hedge=Hedge.UNKNOWN),),
        **_CELLS,
    ),
    Observation(
        id=StatementId("cells.trial"),
        summary="Half of those who got the cells were girls.",
        about=ids("car-cells", "trial-a"),
        characteristics=(
            Characteristic(
                label="girls", estimate=Count(events=5, of=10, printed="5", percent="50%")
            ),
            Characteristic(label="with a donor", n=3),
            Characteristic(label="seen by a doctor"),
        ),
        n=10,
        attestations=(said(NEW, context=(LEAD,)),),
        **_CELLS,
    ),
    Comparison(
        id=StatementId("cells.versus-graft"),
        summary="Cells did about as well as a graft.",
        population="those in relapse",
        median_follow_up=Point(
            value=2,
            printed="2.0",
            unit=Unit.YEARS,
            uncertainty=ObservedRange(low=0.5, high=4, printed="0.5-4.0"),
        ),
        arms=(
            Arm(
                id="cells",
                label="cells",
                intervention=ConceptId("car-cells"),
                criteria=Is(fact="able_to_have_car_t", value=True),
                n=10,
                estimate=Point(
                    value=0.5,
                    printed="50%",
                    uncertainty=ConfidenceInterval(low=0.3, high=0.7, printed="30%-70%"),
                ),
            ),
            Arm(
                id="graft",
                label="graft",
                intervention=ConceptId("second-transplant"),
                n=20,
                estimate=Bound(relation=Comparator.LESS, value=0.6, printed="less than 60%"),
            ),
        ),
        endpoint=ConceptId("overall-survival"),
        horizon=TimeRange(low=5, high=13, unit=Unit.MONTHS, since="treatment"),
        effects=(
            Effect(
                numerator="cells",
                denominator="graft",
                direction=Direction.NO_DIFFERENCE_SHOWN,
                measure=EffectMeasure.HAZARD_RATIO,
                value=1.1,
                printed="1.10",
                interval=ConfidenceInterval(low=0.7, high=1.6, level=0.9, printed="0.7-1.6"),
                p=PValue(value=0.4, sides=2, printed="P = .40"),
            ),
        ),
        unassigned=(
            UnassignedRatio(
                measure=EffectMeasure.ODDS_RATIO,
                value=2.5,
                printed="2.5",
                interval=ConfidenceInterval(low=1.2, high=4, printed="1.2-4.0"),
                p=PValue(value=0.03, printed="P = .03"),
                reason="It does not say which of the two is above the line.",
            ),
        ),
        p=PValue(relation=Comparator.LESS, value=0.5, printed="P < .5"),
        n=30,
        attestations=(said(NEW, cites("poe-2020", levels=("B4",)), numbers=(71,)),),
        **_CELLS,
    ),
    Definition(
        id=StatementId("early-relapse.group-x"),
        summary="Group X calls relapse within a year early.",
        term="early relapse",
        group=ConceptId("group-x"),
        means=AllOf(
            criteria=(
                InRange(fact="months_from_hsct_to_relapse", high=12, includes_high=False),
                Not(criterion=Is(fact="relapse_site", value="isolated CNS")),
            )
        ),
        attestations=(said(NEW),),
        **_GRAFT,
    ),
    PrognosticFactor(
        id=StatementId("graft.maternal-donor"),
        summary="Grafts of mothers did better.",
        factor=ConceptId("maternal-donor"),
        influence=Influence.FAVORABLE,
        endpoint=ConceptId("overall-survival"),
        intervention=ConceptId("transplant"),
        horizon=NotStated(),
        arms=(
            Arm(id="mother", label="mother", n=3),
            Arm(id="father", label="father", n=4, estimate=Unquantified(printed="some")),
        ),
        effects=(
            Effect(
                numerator="mother",
                denominator="father",
                direction=Direction.FAVORS_NUMERATOR,
                p=PValue(value=0.04),
            ),
        ),
        unassigned=(
            UnassignedRatio(
                measure=EffectMeasure.HAZARD_RATIO,
                value=0.4,
                printed="0.4",
                reason="It does not name the reference group.",
            ),
        ),
        p=PValue(value=0.06),
        n=7,
        ended=Ended(how=HowEnded.WITHDRAWN, noticed_in=NEW, reason="No longer there."),
        attestations=(
            said(OLD, _GRADED, numbers=(7,), established=Established.SECONDARY),
            said(MIDDLE, _GRADED, established=Established.SECONDARY),
        ),
        **_GRAFT,
    ),
    Limitation(
        id=StatementId("graft.reach"),
        summary="Many never come to a second graft.",
        intervention=ConceptId("second-transplant"),
        limit=Limit.REACH,
        obstacles=ids("donor-lack"),
        attestations=(said(OLD, hedge=Hedge.MAY), said(NEW, hedge=None)),
        **_GRAFT,
    ),
    Limitation(
        id=StatementId("graft.condition"),
        summary="A graft works only in remission.",
        intervention=ConceptId("transplant"),
        limit=Limit.CONDITION,
        requires=AnyOf(criteria=(Is(fact="remission_status", value="complete remission"),)),
        attestations=(said(NEW),),
        **_GRAFT,
    ),
    OutcomeStatistic(
        id=StatementId("graft.second.efs"),
        summary="Few of those who reach a second graft stay free of events.",
        criteria=Is(fact="relapsed_after_hsct", value=True),
        selection="highly selected",
        caveats=("Small studies.",),
        intervention=ConceptId("second-transplant"),
        endpoint=ConceptId("event-free-survival"),
        horizon=LongTerm(printed="long-term"),
        estimate=Range(low=0.1, high=0.3, printed="10% to 30%", approximate=True),
        links=(Link(relation=Relation.EXTENDS, to=StatementId("graft.second.paper")),),
        attestations=(
            said(OLD, _EARLY, numbers=(7,), hedge=Hedge.MAY),
            said(
                MIDDLE,
                _EARLY,
                hedge=Hedge.MAY,
                misprints=(
                    Misprint(
                        part=MisprintPart.FIGURE,
                        printed="10%",
                        instead="12%",
                        reason="The paper has 12%.",
                    ),
                    Misprint(part=MisprintPart.CITATION, printed="1", reason="It is on fish."),
                ),
            ),
            said(NEW, _LATE, numbers=(70,), hedge=Hedge.WILL, note="A level is new."),
        ),
        **_GRAFT,
    ),
    Recommendation(
        id=StatementId("graft.second.option"),
        summary="A second graft is an option.",
        interventions=ids("second-transplant"),
        stance=Stance.OPTION,
        purpose="cure",
        ended=Ended(
            how=HowEnded.SUPERSEDED,
            noticed_in=NEW,
            superseded_by=(StatementId("graft.second.option-2"),),
            reason="Said otherwise.",
        ),
        attestations=(said(OLD), said(MIDDLE)),
        **_GRAFT,
    ),
    Recommendation(
        id=StatementId("graft.second.option-2"),
        summary="A second graft may be considered.",
        interventions=ids("second-transplant", "car-cells"),
        stance=Stance.MAY_BE_CONSIDERED,
        attestations=(said(NEW, hedge=Hedge.MAY),),
        **_GRAFT,
    ),
    OutcomeStatistic(
        id=StatementId("graft.second.paper"),
        summary="Ten of forty were alive.",
        endpoint=ConceptId("overall-survival"),
        horizon=AtEvent(event="last follow-up"),
        estimate=Count(events=10, of=40, printed="10 of 40"),
        n=40,
        trials=ids("trial-a"),
        attestations=(
            said(PAPER, _EARLY, hedge=None, established=Established.ABSTRACT, note="Read there."),
        ),
        **_GRAFT,
    ),
)


def sample_parts() -> dict[str, Any]:
    """Return the records of the base, each list sorted, as its constructor takes them."""
    lists = (SOURCES, CITATIONS, CONCEPTS, TOPICS, STATEMENTS)
    names = ("sources", "citations", "concepts", "topics", "statements")
    return {
        name: tuple(sorted(records, key=lambda record: record.id))
        for name, records in zip(names, lists, strict=True)
    }


def sample_base(**changed: Any) -> KnowledgeBase:
    """Return the base, with some of its lists replaced."""
    parts: dict[str, Any] = {"version": "1.0", **sample_parts(), **changed}
    return KnowledgeBase(**parts)
