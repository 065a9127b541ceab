"""What a statement of any kind is about."""

from typing import assert_never

from allkb.model.criteria import Criterion, concepts_in, definitions_in
from allkb.model.ids import ConceptId, StatementId
from allkb.model.statements import (
    Approval,
    Comparison,
    Definition,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    SafetySignal,
    Statement,
)

__all__ = ["concepts_of", "criteria_of", "definitions_of", "endpoints_of", "members_of"]


def concepts_of(statement: Statement) -> frozenset[ConceptId]:
    """Return the concepts a statement is about: all it names but its endpoint."""
    return frozenset((*statement.trials, *(id for id in _named(statement) if id is not None)))


def _named(statement: Statement) -> tuple[ConceptId | None, ...]:
    match statement:
        case Recommendation() | OpenQuestion():
            return statement.interventions
        case OutcomeStatistic():
            return (statement.intervention,)
        case Approval():
            return (statement.intervention, statement.agency)
        case Observation():
            return statement.about
        case Comparison():
            return tuple(arm.intervention for arm in statement.arms)
        case PrognosticFactor():
            given = (arm.intervention for arm in statement.arms)
            return (statement.factor, statement.intervention, *given)
        case Limitation():
            return (statement.intervention, *statement.obstacles)
        case Definition():
            return (statement.group,)
        case SafetySignal():
            return (statement.intervention, statement.event)
        case _:
            assert_never(statement)


def endpoints_of(statement: Statement) -> frozenset[ConceptId]:
    """Return the endpoint a statement measures or bears on, if it has one."""
    match statement:
        case OutcomeStatistic() | Comparison() | PrognosticFactor():
            return frozenset({statement.endpoint})
        case _:
            return frozenset()


def criteria_of(statement: Statement) -> tuple[Criterion, ...]:
    """Return every tree of criteria in a statement: whom it is about, its arms, what it requires."""
    found = [statement.criteria]
    match statement:
        case Comparison() | PrognosticFactor():
            found += [arm.criteria for arm in statement.arms]
        case Limitation():
            found.append(statement.requires)
        case Definition():
            found.append(statement.means)
        case _:
            pass
    return tuple(criterion for criterion in found if criterion is not None)


def members_of(statement: Statement) -> frozenset[ConceptId]:
    """Return the concepts that the criteria of a statement name as members of sets."""
    return frozenset(id for tree in criteria_of(statement) for id in concepts_in(tree))


def definitions_of(statement: Statement) -> frozenset[StatementId]:
    """Return the definitions that the criteria of a statement refer to."""
    return frozenset(id for tree in criteria_of(statement) for id in definitions_in(tree))
