"""The types of the public API: checked by mypy and pyright, and run against a small base."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import assert_type

from allkb import (
    Approval,
    Arm,
    Citation,
    Comparison,
    Concept,
    ConceptId,
    DateWindow,
    Definition,
    Effect,
    Estimate,
    EvidenceLevel,
    Finding,
    Hedge,
    Horizon,
    KnowledgeBase,
    Limitation,
    OpenQuestion,
    OutcomeStatistic,
    Predicate,
    PrognosticFactor,
    Recommendation,
    Revision,
    SafetySignal,
    Selection,
    Source,
    Statement,
    StatementId,
    Successor,
    Topic,
    about,
    concepts_of,
    ended,
    endpoints_of,
    facts_of,
    graded,
    hedged,
    in_topic,
    load,
    measures,
    read,
    said_by,
    supported_by,
)


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
    approval = kb.approvals.one()
    assert_type(approval.date, DateWindow)


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
    assert_type(about("x") & ~ended() | in_topic("x"), Predicate)
    assert_type(hedged("may"), Predicate)
    assert_type(said_by("x"), Predicate)
    assert_type(supported_by(5), Predicate)
    level = EvidenceLevel.parse("3iiA")
    assert_type(level, EvidenceLevel)
    assert_type(level.successors(), frozenset[Successor])
    assert_type(level.at_least_as_strong_as(level), bool)


def test_a_union_is_matched_to_the_end(kb: KnowledgeBase) -> None:
    """A checker narrows a statement by its class."""
    found = kb["cells.approval"]
    if isinstance(found, Approval):
        assert_type(found, Approval)
    assert callable(load)
    assert callable(read)
