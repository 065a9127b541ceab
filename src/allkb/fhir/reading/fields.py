"""Extensions as fields of the data format, by the annotations of the records."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Any, get_args

from allkb.fhir.codes import CONCEPTS
from allkb.fhir.naming import extension_url
from allkb.fhir.reading.amounts import Data
from allkb.fhir.reading.entries import Frame
from allkb.fhir.reading.node import Node
from allkb.fhir.reading.trees import criteria
from allkb.fhir.records import hint_of_members, hint_of_one, name_of
from allkb.model import ConceptId, Is, Record, RevisionId, StatementId
from allkb.model.typecheck import annotations_of

__all__ = ["extended_fields", "parts_of"]


def extended_fields(frame: Frame, node: Node, cls: type[Record], names: Collection[str]) -> Data:
    """Return the fields of a record that are extensions of what it became."""
    return _fields(frame, node, cls, names, top=True)


def parts_of(frame: Frame, node: Node, cls: type[Record], without: Collection[str] = ()) -> Data:
    """Return the fields of a record that an extension holds."""
    names = [name for name in annotations_of(cls) if name not in without]
    kind: str | None = getattr(cls, "kind", None)
    if kind is None:
        return _fields(frame, node, cls, names, top=False)
    told = node.part("kind")
    if told is None or told.text("valueCode") != kind:
        node.refuse("", f"must be of the kind {kind}")
    return {"kind": kind, **_fields(frame, node, cls, names, top=False)}


def _fields(
    frame: Frame, node: Node, cls: type[Record], names: Collection[str], *, top: bool
) -> Data:
    """Read fields; one that is not there is None, and one that has to be is left out."""
    told: Data = {}
    for name, hint in annotations_of(cls).items():
        if name not in names:
            continue
        url = extension_url(name_of(name)) if top else name_of(name)
        member = hint_of_members(hint)
        if member is not None:
            told[name] = [_value(frame, one, member) for one in node.inner(url)]
            continue
        found = node.part(url)
        if found is not None:
            told[name] = _value(frame, found, hint_of_one(hint))
        elif type(None) in get_args(hint):
            told[name] = None
    return told


def _value(frame: Frame, node: Node, hint: Any) -> object:
    if hint is ConceptId:
        return node.code("valueCodeableConcept", CONCEPTS)
    if hint is StatementId:
        return node.record("valueCanonical", "statement")
    if hint is RevisionId:
        return frame.entries.id(node.node("valueReference"), "revision")
    if Is in get_args(hint):
        return criteria(frame, node.node("valueReference"))
    if issubclass(hint, Record):
        return parts_of(frame, node, hint)
    return _scalar(node, hint)


def _scalar(node: Node, hint: type[object]) -> object:
    if hint is bool:
        return node.flag("valueBoolean")
    if hint is int:
        return node.whole("valueInteger")
    if hint is float:
        return node.number("valueDecimal")
    if issubclass(hint, date):
        return node.text("valueDate")
    return node.text("valueCode" if issubclass(hint, StrEnum) else "valueString")
