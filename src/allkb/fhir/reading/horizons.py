"""Times from an event as horizons of the data format."""

from __future__ import annotations

from allkb.fhir.reading.amounts import Data, amount, ends, markdown
from allkb.fhir.reading.node import Node
from allkb.intake.reading import shown

__all__ = ["horizon"]


def horizon(node: Node) -> Data:
    """Return a horizon; its extension says which kind it is."""
    told = node.extension("horizon")
    kind = None if told is None else told.text("valueCode")
    if kind != "long-term":
        node.skip("description")
    match kind:
        case "time":
            return {"kind": kind, **_time(node), "since": _event(node)}
        case "time-range":
            return {"kind": kind, **_times(node), "since": _event(node)}
        case "event":
            return {"kind": kind, "event": _event(node)}
        case "long-term":
            return {"kind": kind, "printed": markdown(node, "description")}
        case "not-stated":
            return {"kind": kind}
        case _:
            node.refuse("extension", f"must say the kind of horizon, not {shown(str(kind))}")
            node.ignore()
            return {}


def _event(node: Node) -> str | None:
    return node.words("eventCodeableConcept")


def _time(node: Node) -> Data:
    found = amount(node.node("quantity"))
    if found is None:
        node.refuse("quantity", "is required and missing")
        return {}
    if found.relation not in (None, "<="):
        found.node.refuse("comparator", "must be <=, or not be there")
    return {"value": found.value, "within": found.relation is not None, "unit": found.unit()}


def _times(node: Node) -> Data:
    between = node.node("range")
    low = None if between is None else amount(between.node("low"))
    if between is None or low is None:
        node.refuse("range", "must have two ends")
        return {}
    return {**ends(between, low.code), "unit": low.unit()}
