"""Characteristics of groups and variables as criteria of the data format."""

from __future__ import annotations

from typing import Final

from allkb.fhir.codes import (
    CHARACTERISTICS,
    CONCEPTS,
    FACTS_SYSTEM,
    VALUES_SYSTEM,
    fact_unit,
)
from allkb.fhir.criteria import GROUPING, OPEN_END
from allkb.fhir.reading.amounts import Data, amount, ends
from allkb.fhir.reading.entries import Frame
from allkb.fhir.reading.node import Node
from allkb.intake.reading import shown
from allkb.model import FACTS, FactType

__all__ = ["criteria", "group", "tree"]

_CHARACTERISTIC: Final = CHARACTERISTICS["topic"].system
_LEAF: Final = ("kind", "fact")
_MEMBERS: Final = ("criterion", "meets")
_WORDS: Final = ("topic", "population", "selection", "intervention")


def group(frame: Frame, node: Node) -> Data:
    """Return whom a Group is of: criteria, words, selection, what they were given."""
    if (node.text("type"), node.text("membership")) != ("person", "definitional"):
        node.refuse("", "must be defined, and of persons")
    told: Data = {}
    found: list[Data] = []
    for one in node.nodes("characteristic"):
        code = _kind(one)
        if code not in _WORDS:
            found.append(_excluded(one, _member(frame, one, code)))
            continue
        if one.flag("exclude") is not False:
            one.refuse("exclude", "must be false")
        if code in told:
            one.refuse("code", f"another characteristic is the {code} too")
        told[code] = _words(one, code)
    if len(found) > 1:
        told["criteria"] = {"kind": "all-of", "criteria": found}
    elif found:
        told["criteria"] = found[0]
    told.pop("topic", None)
    return told


def _kind(one: Node) -> str | None:
    """Return what kind of characteristic one is; None if it is a fact."""
    concept = one.node("code")
    if concept is None:
        one.refuse("code", "is required and missing")
        return None
    code = concept.coded_if(_CHARACTERISTIC)
    return code if code in (*_MEMBERS, *_WORDS) else None


def _words(one: Node, code: str) -> str | None:
    if code == "intervention":
        return one.code("valueCodeableConcept", CONCEPTS)
    return one.words("valueCodeableConcept")


def _member(frame: Frame, one: Node, code: str | None) -> Data:
    if code == "meets":
        reference = one.node("valueReference")
        return {"kind": "meets", "definition": frame.entries.id(reference, "statement")}
    if code == "criterion":
        return criteria(frame, one.node("valueReference")) or {}
    return _leaf(one, one.code("code", FACTS_SYSTEM))


def _excluded(one: Node, found: Data) -> Data:
    return {"kind": "not", "criterion": found} if one.flag("exclude") else found


def criteria(frame: Frame, reference: Node | None) -> Data | None:
    """Return the criteria of the contained variable that a reference leads to."""
    variable = frame.inside(reference, "EvidenceVariable")
    if variable is None:
        return None
    variable.skip("status")
    one = variable.only("characteristic")
    if one is None:
        variable.refuse("characteristic", "must be one")
        return None
    return tree(frame, one)


def tree(frame: Frame, one: Node) -> Data:
    """Return a characteristic of an EvidenceVariable as criteria."""
    one.skip("description")
    return _excluded(one, _defined(frame, one))


def _defined(frame: Frame, one: Node) -> Data:
    by_value, together = one.node("definitionByTypeAndValue"), one.node("definitionByCombination")
    if [by_value is None, together is None, not one.has("definitionCanonical")].count(False) != 1:
        one.refuse("", "must have one definition")
        return {}
    if by_value is not None:
        return _leaf(by_value, by_value.code("type", FACTS_SYSTEM))
    if together is not None:
        return _together(frame, one, together)
    id = one.record("definitionCanonical", "statement")
    if id is not None and not frame.entries.has_statement(id):
        one.refuse("definitionCanonical", f"no entry is the definition {shown(id)}")
    return {"kind": "meets", "definition": id}


def _together(frame: Frame, one: Node, together: Node) -> Data:
    code = together.text("code")
    found = [tree(frame, member) for member in together.nodes("characteristic")]
    held = one.extension(GROUPING)
    if held is None:
        if code not in ("all-of", "any-of"):
            together.refuse("code", "must be all-of or any-of")
        return {"kind": code, "criteria": found}
    grouping = held.text("valueCode")
    if code != "all-of":
        together.refuse("code", "must be all-of")
    if grouping == "not" and len(found) == 1:
        return found[0]
    if grouping == "range" and len(found) == 2 and found[0].get("fact") == found[1].get("fact"):
        low, high = found
        if [*map(set, found)] == [
            {*_LEAF, "low", "includes_low"},
            {*_LEAF, "high", "includes_high"},
        ]:
            return low | high
    one.refuse("", f"is no combination that holds a {shown(str(grouping))} together")
    return {}


def _leaf(one: Node, code: str | None) -> Data:
    fact = FACTS.get((code or "").replace("-", "_"))
    if fact is None or fact.name.replace("_", "-") != code:
        one.refuse("", f"{shown(str(code))} is no fact")
        one.ignore()
        return {}
    if fact.type is FactType.FLAG:
        return {"kind": "is", "fact": fact.name, "value": one.flag("valueBoolean")}
    if fact.type is FactType.CHOICE:
        value = one.code("valueCodeableConcept", VALUES_SYSTEM)
        return {"kind": "is", "fact": fact.name, "value": value}
    if fact.type is FactType.SET:
        value = one.code("valueCodeableConcept", CONCEPTS)
        return {"kind": "has", "fact": fact.name, "value": value}
    return {"kind": "in-range", "fact": fact.name, **_numbers(one, fact_unit(fact)[1])}


def _numbers(one: Node, code: str) -> Data:
    between, found = one.node("valueRange"), amount(one.node("valueQuantity"))
    if (between is None) is (found is None):
        one.refuse("", "must have a number or a range, and not both")
        return {}
    if found is None:
        return ends(between, code)
    found.in_unit(code)
    if found.relation is None:
        return {"low": found.value, "high": found.value}
    if found.relation not in ("<", "<=", ">=", ">"):
        found.node.refuse("comparator", "must be <, <=, >= or >")
    end, other = ("low", "high") if found.relation.startswith(">") else ("high", "low")
    told: Data = {end: found.value, f"includes_{end}": found.relation.endswith("=")}
    held = found.node.extension(OPEN_END)
    return told if held is None else told | {f"includes_{other}": held.flag("valueBoolean")}
