"""Resources as statements of the data format: what each kind has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allkb.fhir.codes import CHARACTERISTICS
from allkb.fhir.naming import identifier
from allkb.fhir.reading.amounts import Data, markdown
from allkb.fhir.reading.assessed import stance
from allkb.fhir.reading.entries import Frame, is_inside
from allkb.fhir.reading.fields import extended_fields
from allkb.fhir.reading.figures import effect, estimate, figure, patients
from allkb.fhir.reading.horizons import horizon
from allkb.fhir.reading.node import Node
from allkb.fhir.reading.parts import Parts, Variables, none, one_of, sized, tested, variables
from allkb.fhir.reading.trees import group, tree
from allkb.model import (
    Approval,
    Comparison,
    Effect,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    SafetySignal,
)

__all__ = ["definition", "evidence"]

_ARM: Final = identifier("arm", "")["system"]
_GRADE: Final = CHARACTERISTICS["grade"]


def definition(frame: Frame, parts: list[Node]) -> Data:
    """Return what only definitions have."""
    head = frame.head
    told: Data = {"term": head.text("title"), "summary": markdown(head, "description")}
    population = head.extension("population")
    reference = None if population is None else population.node("valueReference")
    told |= _group(frame, reference)
    means = head.only("characteristic")
    if means is None:
        head.refuse("characteristic", "must be one")
    else:
        told["means"] = tree(frame, means)
    Parts(frame, parts, reference).finish(told)
    return told


def evidence(frame: Frame, kind: str, parts: list[Node]) -> Data:
    """Return what a statement of any other kind has beyond what all have."""
    head = frame.head
    head.skip("title")
    seen = variables(head)
    told: Data = {"summary": markdown(head, "assertion")}
    population = one_of(head, seen.population, "population")
    who = _group(frame, population)
    found = Parts(frame, parts, population)
    told |= _READERS[kind](frame, seen, found)
    given = who.pop("intervention", None)
    if given is not None and kind == PrognosticFactor.kind:
        told["intervention"] = given
    elif given is not None:
        head.refuse("", "an intervention is no part of a population here")
    found.finish(told)
    return told | who


def _group(frame: Frame, reference: Node | None) -> Data:
    found = frame.inside(reference, "Group")
    return {} if found is None else group(frame, found)


def _concepts(frame: Frame, found: list[Node]) -> list[str | None]:
    return [frame.entries.id(node, "concept") for node in found]


def _interventions(frame: Frame, seen: Variables, _: Parts) -> Data:
    none(frame.head, seen, "reference", "measured", "about")
    return {"interventions": _concepts(frame, seen.exposure)}


def _recommendation(frame: Frame, seen: Variables, parts: Parts) -> Data:
    return _interventions(frame, seen, parts) | {"stance": stance(frame)}


def _intervention(frame: Frame, seen: Variables, _: Parts) -> Data:
    none(frame.head, seen, "reference", "measured", "about")
    given = one_of(frame.head, seen.exposure, "exposure")
    return {"intervention": frame.entries.id(given, "concept")}


def _outcome(frame: Frame, seen: Variables, _: Parts) -> Data:
    none(frame.head, seen, "reference", "about")
    told = _measured(frame, one_of(frame.head, seen.measured, "measured variable"))
    told["endpoint"] = told.pop("variable", None)
    if seen.exposure:
        given = one_of(frame.head, seen.exposure, "exposure")
        told["intervention"] = frame.entries.id(given, "concept")
    return told | sized(frame.head)


def _harm(frame: Frame, seen: Variables, _: Parts) -> Data:
    none(frame.head, seen, "reference", "about")
    measured = one_of(frame.head, seen.measured, "measured variable")
    told = _measured(frame, measured, with_grade=True)
    told["event"] = told.pop("variable", None)
    given = one_of(frame.head, seen.exposure, "exposure")
    return told | {"intervention": frame.entries.id(given, "concept")} | sized(frame.head)


def _measured(frame: Frame, reference: Node | None, *, with_grade: bool = False) -> Data:
    """Return what was measured, when, and of which grade."""
    if reference is None or not is_inside(reference):
        return {"variable": frame.entries.id(reference, "concept")}
    variable = frame.inside(reference, "EvidenceVariable")
    if variable is None:
        return {}
    variable.skip("status")
    told: Data = {}
    for one in variable.nodes("characteristic"):
        if one.has("definitionReference"):
            if "variable" in told:
                one.refuse("", "another characteristic is the outcome too")
            told["variable"] = frame.entries.id(one.node("definitionReference"), "concept")
            timed = one.only("timeFromEvent")
            told["horizon"] = None if timed is None else horizon(timed)
        else:
            if "grade" in told or not with_grade:
                one.refuse("", "must be an outcome")
            told["grade"] = _grade(one)
    return told


def _grade(one: Node) -> str | None:
    found = one.node("definitionByTypeAndValue")
    if found is None or found.code("type", _GRADE.system) != _GRADE.code:
        one.refuse("definitionByTypeAndValue", f"must be of the type {_GRADE.code}")
        return None
    return found.words("valueCodeableConcept")


def _compared(frame: Frame, seen: Variables, parts: Parts) -> Data:
    """Return arms, effects and what was measured, of a comparison or a factor."""
    none(frame.head, seen, "reference", "about")
    measured = one_of(frame.head, seen.measured, "measured variable")
    told = _measured(frame, measured)
    told["endpoint"] = told.pop("variable", None)
    arms = {node.text("reference"): _arm(frame, node) for node in seen.exposure if is_inside(node)}
    for node in parts.take("result"):
        about = parts.about(node, measured)
        none(node, about, "reference", "about")
        arm = _arm_of(node, about.exposure, arms)
        if arm is not None and {"estimate", "n"} & arm.keys():
            node.refuse("", "another part is of this arm too")
        elif arm is not None:
            arm |= sized(node)
    effects: list[Data] = []
    for node in parts.take("effect"):
        about = parts.about(node, measured)
        none(node, about, "about")
        over, under = (_arm_of(node, side, arms) for side in (about.exposure, about.reference))
        statistic = node.only("statistic")
        named = {"numerator": over and over["id"], "denominator": under and under["id"]}
        figured: Data = {} if statistic is None else effect(figure(statistic))
        effects.append({**named, **extended_fields(frame, node, Effect, ("direction",)), **figured})
    return told | {"arms": [*arms.values()], "effects": effects} | tested(frame.head)


def _arm_of(node: Node, found: list[Node], arms: dict[str | None, Data]) -> Data | None:
    """Return the arm that a part is of."""
    reference = one_of(node, found, "arm in each of its roles")
    if reference is None:
        return None
    reference.skip("display", "type")
    arm = arms.get(reference.text("reference"))
    if arm is None:
        reference.refuse("reference", "is no arm of the statement")
    return arm


def _arm(frame: Frame, reference: Node) -> Data:
    variable = frame.inside(reference, "EvidenceVariable")
    if variable is None:
        return {"id": None}
    variable.skip("status")
    named = variable.only("identifier")
    told: Data = {"id": None, "label": variable.text("title")}
    if named is None or named.text("system") != _ARM:
        variable.refuse("identifier", "must be the id of an arm")
    else:
        told["id"] = named.text("value")
    for one in variable.nodes("characteristic"):
        given = one.has("definitionReference")
        name = "intervention" if given else "criteria"
        if name in told:
            one.refuse("", f"another characteristic is the {name} of the arm too")
        concept = one.node("definitionReference")
        told[name] = frame.entries.id(concept, "concept") if given else tree(frame, one)
    return told


def _comparison(frame: Frame, seen: Variables, parts: Parts) -> Data:
    if not all(map(is_inside, seen.exposure)):
        frame.head.refuse("variableDefinition", "must have no exposure but its arms")
    return _compared(frame, seen, parts)


def _factor(frame: Frame, seen: Variables, parts: Parts) -> Data:
    outside = [node for node in seen.exposure if not is_inside(node)]
    factor = one_of(frame.head, outside, "exposure that is no arm")
    told = _compared(frame, seen, parts)
    return told | {"factor": frame.entries.id(factor, "concept")}


def _observation(frame: Frame, seen: Variables, parts: Parts) -> Data:
    none(frame.head, seen, "exposure", "reference", "measured")
    found: list[Data] = []
    for node in parts.take("characteristic"):
        none(node, parts.about(node, measured=None), "exposure", "reference", "about")
        found.append({"label": node.text("title"), **_characteristic(node)})
    told = tested(frame.head)
    if told.pop("p", None) is not None:
        frame.head.refuse("statistic", "an observation has no p value")
    return told | {"about": _concepts(frame, seen.about), "characteristics": found}


def _characteristic(node: Node) -> Data:
    statistic = node.only("statistic")
    if statistic is None:
        return {}
    found = figure(statistic)
    counted = patients(found)
    return {"n": counted} if counted is not None else {"estimate": estimate(found), "n": found.n}


_READERS: Final[dict[str, Callable[[Frame, Variables, Parts], Data]]] = {
    Recommendation.kind: _recommendation,
    OutcomeStatistic.kind: _outcome,
    Comparison.kind: _comparison,
    PrognosticFactor.kind: _factor,
    Limitation.kind: _intervention,
    OpenQuestion.kind: _interventions,
    SafetySignal.kind: _harm,
    Approval.kind: _intervention,
    Observation.kind: _observation,
}
