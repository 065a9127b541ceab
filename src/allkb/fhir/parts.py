"""The variables and results of a statement: who, given what, measured how, with what result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from allkb.fhir.codes import CHARACTERISTICS, ROLES, STATISTICS, codeable
from allkb.fhir.criteria import tree
from allkb.fhir.horizons import time_from_event
from allkb.fhir.inside import Inside
from allkb.fhir.naming import Json, extension, identifier
from allkb.fhir.quantities import counted, effect_statistic, sized, statistic, test
from allkb.fhir.records import as_extensions
from allkb.model import (
    Approval,
    Arm,
    Characteristic,
    Comparison,
    ConceptId,
    Effect,
    Horizon,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    Recommendation,
    SafetySignal,
)

__all__ = ["Evident", "follow_up", "results", "role", "statistics", "variables"]

Evident = (
    Recommendation
    | OutcomeStatistic
    | Comparison
    | PrognosticFactor
    | Limitation
    | OpenQuestion
    | SafetySignal
    | Approval
    | Observation
)
"""The statements that become Evidence: all but definitions."""


def role(name: str, observed: Json | None = None) -> Json:
    """Return a variable in its role."""
    seen = {} if observed is None else {"observed": observed}
    return {"variableRole": codeable(ROLES[name])} | seen


def variables(inside: Inside, statement: Evident) -> list[Json]:
    """Return the variables of a statement but for its population."""
    match statement:
        case Recommendation() | OpenQuestion():
            return [_exposure(inside, id) for id in statement.interventions]
        case OutcomeStatistic():
            given = statement.intervention
            measured = _measured(inside, statement.endpoint, statement.horizon)
            return [*([_exposure(inside, given)] if given else []), measured]
        case SafetySignal():
            event, grade = statement.event, statement.grade
            measured = _measured(inside, event, statement.horizon, grade)
            return [_exposure(inside, statement.intervention), measured]
        case Limitation() | Approval():
            return [_exposure(inside, statement.intervention)]
        case Comparison() | PrognosticFactor():
            arms = [role("exposure", _arm(inside, arm)) for arm in statement.arms]
            measured = _measured(inside, statement.endpoint, statement.horizon)
            if isinstance(statement, PrognosticFactor):
                return [_exposure(inside, statement.factor), *arms, measured]
            return [*arms, measured]
        case Observation():
            return [role("about", inside.shelf.variable(id)) for id in statement.about]
        case _:
            assert_never(statement)


def _exposure(inside: Inside, id: ConceptId) -> Json:
    return role("exposure", inside.shelf.variable(id))


def _measured(
    inside: Inside, id: ConceptId, horizon: Horizon | None, grade: str | None = None
) -> Json:
    """Return what was measured; with a time or a grade it is a variable of its own."""
    variable = inside.shelf.variable(id)
    if horizon is None and grade is None:
        return role("measuredVariable", variable)
    timed = {} if horizon is None else {"timeFromEvent": [time_from_event(horizon)]}
    found: list[Json] = [{"definitionReference": variable, **timed}]
    if grade is not None:
        of_grade = codeable(CHARACTERISTICS["grade"])
        value = {"type": of_grade, "valueCodeableConcept": codeable(text=grade)}
        found.append({"definitionByTypeAndValue": value})
    return role("measuredVariable", inside.variable("outcome", *found))


def _arm(inside: Inside, arm: Arm) -> Json:
    found: list[Json] = []
    if arm.intervention is not None:
        found.append({"definitionReference": inside.shelf.variable(arm.intervention)})
    if arm.criteria is not None:
        found.append(tree(inside.shelf, arm.criteria))
    return inside.variable("arm", *found, identifier=[identifier("arm", arm.id)], title=arm.label)


def statistics(statement: Evident) -> list[Json]:
    """Return the statistics of a statement as a whole."""
    match statement:
        case OutcomeStatistic() | SafetySignal():
            return [statistic(statement.estimate, statement.n)]
        case Comparison() | PrognosticFactor():
            found = test(statement.p, statement.n)
        case Observation():
            found = test(None, statement.n)
        case Recommendation() | Limitation() | OpenQuestion() | Approval():
            found = None
        case _:
            assert_never(statement)
    return [] if found is None else [found]


def results(inside: Inside, statement: Evident, variables: list[Json]) -> Iterator[Json]:
    """Yield references to results of a part of what a statement is about."""
    population = variables[0]
    match statement:
        case Comparison() | PrognosticFactor():
            shown = [v for v in variables if v["observed"]["reference"].startswith("#arm")]
            arms = {arm.id: v["observed"] for arm, v in zip(statement.arms, shown, strict=True)}
            measured = variables[-1]
            for arm in statement.arms:
                found = sized(arm.estimate, arm.n)
                if found is not None:
                    about = [population, role("exposure", arms[arm.id]), measured]
                    yield _result(inside, "result", about, found)
            for effect in statement.effects:
                yield _effect(inside, effect, arms, (population, measured))
        case Observation():
            for seen in statement.characteristics:
                yield _seen(inside, seen, population)
        case _:
            pass


def _result(
    inside: Inside,
    name: str,
    about: list[Json],
    found: Json | None,
    told: Iterable[Json] = (),
    title: str | None = None,
) -> Json:
    """Contain an Evidence that says which part of the statement it is; return a reference to it."""
    made: Json = {"resourceType": "Evidence"}
    made["extension"] = [extension("part", valueCode=name), *told]
    if title is not None:
        made["title"] = title
    made["status"] = inside.status
    made["variableDefinition"] = about
    if found is not None:
        made["statistic"] = [found]
    return inside.add(name, made)


def _effect(
    inside: Inside, effect: Effect, arms: Mapping[str, Json], around: tuple[Json, Json]
) -> Json:
    over = role("exposure", arms[effect.numerator])
    under = role("referenceExposure", arms[effect.denominator])
    population, measured = around
    told = as_extensions(inside, effect, ("direction",))
    about = [population, over, under, measured]
    return _result(inside, "effect", about, effect_statistic(effect), told)


def _seen(inside: Inside, seen: Characteristic, population: Json) -> Json:
    if seen.estimate is None:
        found = None if seen.n is None else counted(seen.n)
    else:
        found = statistic(seen.estimate, seen.n)
    about = [population, role("measuredVariable")]
    return _result(inside, "characteristic", about, found, title=seen.label)


def follow_up(inside: Inside, median: Point, population: Json) -> Json:
    """Contain how long the patients were followed, and return a reference to it."""
    found = statistic(median, kind=STATISTICS["median"])
    about = [population, role("measuredVariable")]
    return _result(inside, "follow-up", about, found, title="Median follow-up")
