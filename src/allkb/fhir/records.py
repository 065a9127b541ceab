"""
Fields of records as extensions, by their annotations.

What FHIR has no element for is kept so: an extension named as the field, with
the parts of a record inside it under the names of their fields. A field that the
model gains is exported from its first day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from attrs import fields

from allkb.errors import InvalidValueError
from allkb.fhir.criteria import tree
from allkb.fhir.inside import Inside
from allkb.fhir.naming import Json, address, extension_url
from allkb.fhir.quantities import LARGEST, number
from allkb.model import (
    AllOf,
    AnyOf,
    ConceptId,
    Has,
    InRange,
    Is,
    Meets,
    Not,
    Record,
    RevisionId,
    StatementId,
)
from allkb.model.typecheck import annotations_of

__all__ = ["as_extensions", "hint_of_members", "hint_of_one", "name_of", "parts"]


def name_of(field: str) -> str:
    """Return the name of the extension, or part of one, that a field becomes."""
    return field.replace("_", "-")


def hint_of_members(hint: Any) -> Any:
    """Return what the members of a tuple are annotated with; None if it is no tuple."""
    return get_args(hint)[0] if get_origin(hint) is tuple else None


def hint_of_one(hint: Any) -> Any:
    """Return an annotation without its None."""
    rest = [option for option in get_args(hint) if option is not type(None)]
    return rest[0] if len(rest) == 1 else hint


def as_extensions(inside: Inside, record: Record, names: Collection[str]) -> Iterator[Json]:
    """Yield extensions of ours for some fields of a record."""
    for name, value, hint in _given(record, names):
        yield {"url": extension_url(name), **_value(inside, value, hint)}


def parts(inside: Inside, record: Record, without: Collection[str] = ()) -> list[Json]:
    """Return the parts of an extension that is a whole record."""
    kind = getattr(record, "kind", None)
    told: list[Json] = [] if kind is None else [{"url": "kind", "valueCode": kind}]
    names = [field.name for field in fields(type(record)) if field.name not in without]
    given = _given(record, names)
    return told + [{"url": name, **_value(inside, value, hint)} for name, value, hint in given]


def _given(record: Record, names: Collection[str]) -> Iterator[tuple[str, Any, Any]]:
    """Yield name, value and annotation of what is not None; members of a tuple one by one."""
    for field, hint in annotations_of(type(record)).items():
        value = getattr(record, field)
        if field not in names or value is None:
            continue
        member = hint_of_members(hint)
        if member is None:
            yield name_of(field), value, hint_of_one(hint)
        else:
            for one in value:
                yield name_of(field), one, member


_CRITERIA: Final = (Is, InRange, Has, Meets, Not, AllOf, AnyOf)


def _value(inside: Inside, value: Any, hint: Any) -> Json:
    if hint is ConceptId:
        return {"valueCodeableConcept": inside.shelf.coded(value)}
    if hint is StatementId:
        return {"valueCanonical": address("statement", value)}
    if hint is RevisionId:
        return {"valueReference": inside.shelf.revision(value)}
    if isinstance(value, _CRITERIA):
        return {"valueReference": inside.variable("criterion", tree(inside.shelf, value))}
    if isinstance(value, Record):
        return {"extension": parts(inside, value)}
    return {"valueDecimal": number(value)} if hint is float else _scalar(value)


def _scalar(value: Any) -> Json:
    match value:
        case bool():
            return {"valueBoolean": value}
        case int():
            if abs(value) > LARGEST:
                raise InvalidValueError(str(value), (f"FHIR has no whole number above {LARGEST}",))
            return {"valueInteger": value}
        case date():
            return {"valueDate": value.isoformat()}
        case StrEnum():
            return {"valueCode": value.value}
        case _:
            return {"valueString": value}
