"""The types of the public API: checked by mypy and pyright, and run against a small base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import assert_never, assert_type

from allkb import (
    DERIVED,
    Added,
    Approval,
    Arm,
    Asked,
    Change,
    Characteristic,
    Citation,
    CitationId,
    CitationsChanged,
    Classification,
    Comparison,
    Concept,
    ConceptId,
    Conflict,
    Criterion,
    DateWindow,
    Definition,
    Derivation,
    Disagreement,
    Effect,
    Estimate,
    EvidenceLevel,
    FigureChanged,
    Finding,
    Has,
    Hedge,
    HedgeChanged,
    Horizon,
    InRange,
    Is,
    KnowledgeBase,
    LeftOut,
    Limitation,
    Match,
    Matches,
    Meets,
    Misprint,
    MissingFact,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    Patient,
    Point,
    Predicate,
    PrintedAmiss,
    PrognosticFactor,
    PValue,
    Reason,
    Recommendation,
    Regraded,
    Regulatory,
    Revision,
    SafetySignal,
    Selection,
    Source,
    Statement,
    StatementId,
    Successor,
    Superseded,
    Topic,
    UnassignedRatio,
    Withdrawn,
    about,
    arms_of,
    concepts_of,
    definitions_in,
    definitions_of,
    ended,
    endpoints_of,
    estimates_of,
    facts_of,
    graded,
    hedged,
    horizon_of,
    in_topic,
    leaves_of,
    load,
    measures,
    p_values_of,
    ratios_of,
    read,
    said_by,
    sizes_of,
    supported_by,
)
from allkb.audit import AuditedFigure, SectionCount, audit
from allkb.views import reason_html


def test_bases_give_statements(kb: KnowledgeBase) -> None:
    """A base is a typed collection of the union of all kinds."""
    assert_type(kb["graft.second.efs"], Statement)
    assert_type(iter(kb), Iterator[Statement])
    assert_type(kb.statements, Selection[Statement])
    assert_type(kb.statements.ids, tuple[StatementId, ...])
    assert_type(kb.search("graft"), Selection[Statement])
    assert_type(kb.as_of("2012"), KnowledgeBase)
    assert_type(kb.as_of(date(2012, 1, 1)), KnowledgeBase)
    assert_type(kb.merge(kb), KnowledgeBase)
    assert_type(kb.check(), tuple[Finding, ...])
    assert_type(kb.digest, str)
    assert_type(len(kb), int)


def test_kinds_are_kept(kb: KnowledgeBase) -> None:
    """A selection of one kind stays one of that kind however it is narrowed."""
    assert_type(kb.recommendations, Selection[Recommendation])
    assert_type(kb.outcomes, Selection[OutcomeStatistic])
    assert_type(kb.comparisons, Selection[Comparison])
    assert_type(kb.prognostic_factors, Selection[PrognosticFactor])
    assert_type(kb.limitations, Selection[Limitation])
    assert_type(kb.open_questions, Selection[OpenQuestion])
    assert_type(kb.definitions, Selection[Definition])
    assert_type(kb.safety_signals, Selection[SafetySignal])
    assert_type(kb.approvals, Selection[Approval])
    assert_type(kb.of(Comparison), Selection[Comparison])
    assert_type(kb.observations, Selection[Observation])
    assert_type(kb.outcomes.where(about("transplant")), Selection[OutcomeStatistic])
    assert_type(kb.outcomes.sorted(lambda s: s.id), Selection[OutcomeStatistic])
    assert_type(kb.outcomes[0], OutcomeStatistic)
    assert_type(kb.outcomes[:1], Selection[OutcomeStatistic])
    assert_type(kb.outcomes.first(), OutcomeStatistic | None)
    assert_type(kb.outcomes.where(graded("C1")).one(), OutcomeStatistic)


def test_fields_are_typed(kb: KnowledgeBase) -> None:
    """What hangs on a statement has its own type, unions included."""
    outcome = kb.outcomes.where(measures("EFS")).one()
    assert_type(outcome.estimate, Estimate)
    assert_type(outcome.horizon, Horizon | None)
    assert_type(outcome.intervention, ConceptId | None)
    assert_type(outcome.attestations[0].hedge, Hedge | None)
    assert_type(outcome.attestations[0].levels, tuple[EvidenceLevel, ...])
    comparison = kb.comparisons.one()
    assert_type(comparison.arms, tuple[Arm, ...])
    assert_type(comparison.effects[0], Effect)
    assert_type(comparison.unassigned, tuple[UnassignedRatio, ...])
    assert_type(comparison.median_follow_up, Point | None)
    assert_type(comparison.attestations[0].misprints, tuple[Misprint, ...])
    observation = kb.observations.one()
    assert_type(observation.about, tuple[ConceptId, ...])
    assert_type(observation.characteristics, tuple[Characteristic, ...])
    assert_type(observation.criteria, Criterion | None)
    approval = kb.approvals.one()
    assert_type(approval.date, DateWindow)
    assert_type(approval.agency, ConceptId)
    assert_type(approval.action, Regulatory)


def test_records_are_typed(kb: KnowledgeBase) -> None:
    """Every record is looked up by a text and is of its own class."""
    assert_type(kb.source("guide"), Source)
    assert_type(kb.revision("guide.2012"), Revision)
    assert_type(kb.citation("doe-2010"), Citation)
    assert_type(kb.concept("EFS"), Concept)
    assert_type(kb.topic("cells"), Topic)


def test_functions_are_typed(kb: KnowledgeBase) -> None:
    """Predicates are predicates; functions of a statement give sets of ids."""
    statement = kb["graft.second.efs"]
    assert_type(concepts_of(statement), frozenset[ConceptId])
    assert_type(endpoints_of(statement), frozenset[ConceptId])
    assert_type(facts_of(statement.criteria), frozenset[str])
    assert_type(leaves_of(statement.criteria), Iterator[Is | InRange | Has | Meets])
    assert_type(definitions_in(statement.criteria), frozenset[StatementId])
    assert_type(definitions_of(statement), frozenset[StatementId])
    assert_type(about("x") & ~ended() | in_topic("x"), Predicate)
    assert_type(hedged("may"), Predicate)
    assert_type(said_by("x"), Predicate)
    assert_type(supported_by(5), Predicate)
    level = EvidenceLevel.parse("3iiA")
    assert_type(level, EvidenceLevel)
    assert_type(level.successors(), frozenset[Successor])
    assert_type(level.at_least_as_strong_as(level), bool)


def test_changes_and_conflicts_are_typed(kb: KnowledgeBase) -> None:
    """Both are closed unions, told apart by class or by kind."""
    changes = kb.changes("2012", date(2025, 5, 1))
    assert_type(changes, tuple[Change, ...])
    assert_type(kb.conflicts, tuple[Conflict, ...])
    for change in changes:
        assert_type(change.statement, StatementId)
        match change:
            case Superseded():
                assert_type(change.by, tuple[StatementId, ...])
            case FigureChanged():
                assert_type(change.before, tuple[Estimate, ...])
            case Regraded():
                assert_type(change.after, tuple[EvidenceLevel, ...])
            case HedgeChanged():
                assert_type(change.after, Hedge)
            case CitationsChanged():
                assert_type(change.gained, tuple[CitationId, ...])
            case Added():
                assert_type(change.sure, bool)
            case Withdrawn():
                assert_type(change.reason, str | None)
            case _:
                assert_never(change)
    for conflict in kb.conflicts:
        if conflict.kind == "disagreement":
            assert_type(conflict, Disagreement)
        else:
            assert_type(conflict, PrintedAmiss)


def test_figures_are_typed(kb: KnowledgeBase) -> None:
    """The figures of a statement of any kind come with their own types."""
    statement = kb["graft.second.efs"]
    assert_type(estimates_of(statement), Iterator[tuple[str, Estimate]])
    assert_type(ratios_of(statement), Iterator[tuple[str, Effect | UnassignedRatio]])
    assert_type(p_values_of(statement), Iterator[tuple[str, PValue]])
    assert_type(sizes_of(statement), Iterator[tuple[str, int]])
    assert_type(arms_of(statement), tuple[Arm, ...])
    assert_type(horizon_of(statement), Horizon | None)
    assert_type(kb.revision("guide.2012").left_out, tuple[LeftOut, ...])
    report = audit(kb, "# Cats")
    assert_type(report.figures, tuple[AuditedFigure, ...])
    assert_type(report.figures_ok, bool)
    assert_type(report.sections, tuple[SectionCount, ...])


def test_patients_are_typed(kb: KnowledgeBase) -> None:
    """Facts have the types of their fields; matches, reasons and what is missing their own."""
    patient = Patient(age=7, lineage="B-ALL", relapsed_after_hsct=True)
    assert_type(patient, Patient)
    assert_type(patient.age, float | None)
    assert_type(patient.lineage, str | None)
    assert_type(patient.gvhd, bool | None)
    assert_type(patient.genetic_alterations_present, tuple[ConceptId, ...])
    assert_type(patient.facts, Mapping[str, bool | float | str])
    assert_type(kb.narrower("transplant"), frozenset[ConceptId])
    matches = kb.match(patient)
    assert_type(matches, Matches)
    assert_type(matches.applies, tuple[Match, ...])
    assert_type(matches.may_apply, tuple[Match, ...])
    assert_type(matches.does_not_apply, tuple[Match, ...])
    for match in matches:
        assert_type(match, Match)
        assert_type(match.statement, Statement)
        assert_type(match.verdict, bool | None)
        assert_type(match.words, str | None)
        assert_type(match.missing, tuple[Asked, ...])
        assert_type(match.reason, Reason)
        assert_type(match.reason.parts, tuple[Reason, ...])
        assert_type(match.reason.fact, str | None)
        assert_type(match.reason.answer, str)
        assert_type(reason_html(match.reason), str)
    for asked in (a for match in matches for a in match.missing):
        assert_type(asked.settles, float)
    assert_type(kb.missing(patient), tuple[MissingFact, ...])
    for fact in kb.missing(patient):
        assert_type(fact.may_settle, int)
    for term in kb.classify(patient):
        assert_type(term, Classification)
        assert_type(term.definition, Definition)
        assert_type(term.verdict, bool | None)
        assert_type(term.missing, tuple[Asked, ...])
    assert_type(DERIVED, Mapping[str, Derivation])
    assert_type(DERIVED["cns_involved"].true_if, Criterion | None)


def test_a_union_is_matched_to_the_end(kb: KnowledgeBase) -> None:
    """A checker narrows a statement by its class."""
    found = kb["cells.approval"]
    if isinstance(found, Approval):
        assert_type(found, Approval)
    assert callable(load)
    assert callable(read)
