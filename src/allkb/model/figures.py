"""The figures of a statement of any kind, each with its place in the statement."""

from collections.abc import Iterator
from typing import assert_never

from allkb.model.effects import Arm, Effect, UnassignedRatio
from allkb.model.horizons import Horizon
from allkb.model.quantities import Estimate, PValue
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

__all__ = ["arms_of", "estimates_of", "horizon_of", "p_values_of", "ratios_of", "sizes_of"]


def arms_of(statement: Statement) -> tuple[Arm, ...]:
    """Return the groups a statement compares."""
    return statement.arms if isinstance(statement, Comparison | PrognosticFactor) else ()


def horizon_of(statement: Statement) -> Horizon | None:
    """Return when a statement's outcome was measured; None if no time belongs to it."""
    match statement:
        case OutcomeStatistic() | Comparison() | PrognosticFactor() | SafetySignal():
            return statement.horizon
        case _:
            return None


def estimates_of(statement: Statement) -> Iterator[tuple[str, Estimate]]:
    """Yield the estimates of a statement, those of arms and characteristics included."""
    if statement.median_follow_up is not None:
        yield ".median_follow_up", statement.median_follow_up
    match statement:
        case OutcomeStatistic() | SafetySignal():
            yield ".estimate", statement.estimate
        case Comparison() | PrognosticFactor():
            for i, arm in enumerate(statement.arms):
                if arm.estimate is not None:
                    yield f".arms[{i}].estimate", arm.estimate
        case Observation():
            for i, seen in enumerate(statement.characteristics):
                if seen.estimate is not None:
                    yield f".characteristics[{i}].estimate", seen.estimate
        case Recommendation() | Limitation() | OpenQuestion() | Definition() | Approval():
            pass
        case _:
            assert_never(statement)


def ratios_of(statement: Statement) -> Iterator[tuple[str, Effect | UnassignedRatio]]:
    """Yield the effects of a statement, and the ratios whose arms the source leaves open."""
    if isinstance(statement, Comparison | PrognosticFactor):
        for i, effect in enumerate(statement.effects):
            yield f".effects[{i}]", effect
        for i, ratio in enumerate(statement.unassigned):
            yield f".unassigned[{i}]", ratio


def p_values_of(statement: Statement) -> Iterator[tuple[str, PValue]]:
    """Yield the p values of a statement, those of its effects included."""
    for path, ratio in ratios_of(statement):
        if ratio.p is not None:
            yield f"{path}.p", ratio.p
    if isinstance(statement, Comparison | PrognosticFactor) and statement.p is not None:
        yield ".p", statement.p


def sizes_of(statement: Statement) -> Iterator[tuple[str, int]]:
    """Yield the numbers of patients a statement gives, beside those its counts are of."""
    match statement:
        case (
            OutcomeStatistic() | SafetySignal() | Comparison() | PrognosticFactor() | Observation()
        ):
            if statement.n is not None:
                yield ".n", statement.n
        case _:
            pass
    for i, arm in enumerate(arms_of(statement)):
        if arm.n is not None:
            yield f".arms[{i}].n", arm.n
    if isinstance(statement, Observation):
        for i, seen in enumerate(statement.characteristics):
            if seen.n is not None:
                yield f".characteristics[{i}].n", seen.n
