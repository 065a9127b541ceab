"""
Criteria as characteristics.

A Group has a flat list: all of it holds. What is flat goes there; any other
tree becomes an EvidenceVariable, which has all-of, any-of and exclusion, and the
Group refers to it. Words are a characteristic too, which nothing can decide: a
reader that leaves them out would take part of the group for the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from allkb.fhir.codes import (
    CHARACTERISTICS,
    FACT_CODES,
    FACTS_SYSTEM,
    VALUES_SYSTEM,
    Term,
    codeable,
    fact_unit,
)
from allkb.fhir.inside import Inside
from allkb.fhir.markdown import to_markdown
from allkb.fhir.naming import Json, address, extension
from allkb.fhir.quantities import quantity
from allkb.fhir.shelf import Shelf
from allkb.model import FACTS, AllOf, AnyOf, Criterion, Has, InRange, Is, Meets, Not
from allkb.views import criteria_text

__all__ = ["GROUPING", "OPEN_END", "group_characteristic", "members", "tree", "words"]

GROUPING = "grouping"
"""
The extension of a combination that only holds together what our tree has as one:
`range`, the two ends of a range; `not`, an exclusion inside an exclusion.
"""
OPEN_END = "includes-open-end"
"""The extension of a bound whose other end, which is not there, is told not to count."""
_Value = tuple[str, Json | bool]
"""The type of a value, as it stands in the name of its element, and the value."""


def members(criterion: Criterion | None) -> tuple[Criterion, ...]:
    """Return the criteria that have to hold together; those of an AllOf of several one by one."""
    if criterion is None:
        return ()
    if isinstance(criterion, AllOf) and len(criterion.criteria) > 1:
        return criterion.criteria
    return (criterion,)


def _is_whole(found: InRange) -> bool:
    """Tell whether one Quantity or Range says it: a Range contains both its ends."""
    one_end = found.low is None or found.high is None
    return one_end or (found.includes_low and found.includes_high)


def words(code: str, text: str) -> Json:
    """Return a characteristic in words."""
    return _of_group(codeable(CHARACTERISTICS[code]), ("CodeableConcept", codeable(text=text)))


def _of_group(code: Json, value: _Value, *, exclude: bool = False) -> Json:
    name, inner = value
    return {"code": code, f"value{name}": inner, "exclude": exclude}


def group_characteristic(inside: Inside, criterion: Criterion) -> Json:
    """Return a criterion as a characteristic of a Group, with its tree beside if it is not flat."""
    leaf = criterion.criterion if isinstance(criterion, Not) else criterion
    exclude = isinstance(criterion, Not)
    match leaf:
        case Meets():
            said = criteria_text(inside.shelf.kb, leaf)
            value = ("Reference", inside.shelf.statement(leaf.definition, said))
            return _of_group(codeable(CHARACTERISTICS["meets"], text=said), value, exclude=exclude)
        case Is() | Has():
            return _of_group(_code(leaf.fact), _value(inside.shelf, leaf), exclude=exclude)
        case InRange() if _is_whole(leaf):
            return _of_group(_code(leaf.fact), _value(inside.shelf, leaf), exclude=exclude)
        case _:
            said = criteria_text(inside.shelf.kb, criterion)
            value = ("Reference", inside.variable("criterion", tree(inside.shelf, criterion)))
            return _of_group(codeable(CHARACTERISTICS["criterion"], text=said), value)


def _code(name: str) -> Json:
    fact = FACTS[name]
    own = Term(FACTS_SYSTEM, name.replace("_", "-"), fact.phrase)
    return codeable(own, *FACT_CODES.get((name, None), ()), text=fact.phrase)


def _value(shelf: Shelf, leaf: Is | InRange | Has) -> _Value:
    match leaf:
        case Is(value=bool()):
            return "Boolean", bool(leaf.value)
        case Is():
            word = str(leaf.value)
            known = FACT_CODES.get((leaf.fact, word), ())
            return "CodeableConcept", codeable(Term(VALUES_SYSTEM, word, word), *known, text=word)
        case Has():
            return "CodeableConcept", shelf.coded(leaf.value)
        case InRange():
            return _numbers(leaf)
        case _:
            assert_never(leaf)


def _numbers(found: InRange) -> _Value:
    unit = fact_unit(FACTS[found.fact])
    match found:
        case InRange(low=low, high=None) if low is not None:
            relation = ">=" if found.includes_low else ">"
            return "Quantity", _open(found.includes_high) | quantity(low, unit, relation)
        case InRange(low=None, high=high) if high is not None:
            relation = "<=" if found.includes_high else "<"
            return "Quantity", _open(found.includes_low) | quantity(high, unit, relation)
        case InRange(low=low, high=high) if low == high and low is not None:
            return "Quantity", quantity(low, unit)
        case _:
            ends = {"low": found.low, "high": found.high}
            return "Range", {k: quantity(v, unit) for k, v in ends.items() if v is not None}


def _open(includes: bool) -> Json:  # noqa: FBT001  one of two named fields
    """Return what is told of an end that is not there, if it is told to be excluded."""
    return {} if includes else {"extension": [extension(OPEN_END, valueBoolean=False)]}


def tree(shelf: Shelf, criterion: Criterion) -> Json:
    """Return any criterion as a characteristic of an EvidenceVariable."""
    match criterion:
        case Meets():
            said = {"description": to_markdown(criteria_text(shelf.kb, criterion))}
            return said | {"definitionCanonical": address("statement", criterion.definition)}
        case InRange() if not _is_whole(criterion):
            return _combined("all-of", _ends(shelf, criterion), "range")
        case Is() | InRange() | Has():
            name, inner = _value(shelf, criterion)
            return {
                "definitionByTypeAndValue": {"type": _code(criterion.fact), f"value{name}": inner}
            }
        case Not(criterion=Not()):
            inside = tree(shelf, criterion.criterion)
            return {"exclude": True, **_combined("all-of", [inside], "not")}
        case Not():
            return {"exclude": True, **tree(shelf, criterion.criterion)}
        case AllOf():
            return _combined("all-of", [tree(shelf, member) for member in criterion.criteria])
        case AnyOf():
            return _combined("any-of", [tree(shelf, member) for member in criterion.criteria])
        case _:
            assert_never(criterion)


def _combined(code: str, characteristics: list[Json], grouping: str | None = None) -> Json:
    held = {} if grouping is None else {"extension": [extension(GROUPING, valueCode=grouping)]}
    combination = {"code": code, "characteristic": characteristics}
    return held | {"definitionByCombination": combination}


def _ends(shelf: Shelf, found: InRange) -> list[Json]:
    """Return the two ends of a range one by one, since a Range contains both its ends."""
    return [tree(shelf, end) for end in _halves(found)]


def _halves(found: InRange) -> Iterator[InRange]:
    yield InRange(fact=found.fact, low=found.low, includes_low=found.includes_low)
    yield InRange(fact=found.fact, high=found.high, includes_high=found.includes_high)
