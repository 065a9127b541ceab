"""Statistics as figures: estimates, effects and p values of the data format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from allkb.fhir.codes import ATTRIBUTES, MEASURES, STATISTICS, UNITS
from allkb.fhir.reading.amounts import Amount, Data, amount, ends, markdown, plain
from allkb.fhir.reading.node import Node
from allkb.model import EffectMeasure, Unit

__all__ = ["Figure", "effect", "estimate", "figure", "patients", "test"]

_STATISTIC: Final = STATISTICS["count"].system
_OWN: Final = ATTRIBUTES["p-value"][1].system
_PROPORTION: Final = STATISTICS["proportion"].code
_MEASURES: Final[Mapping[str, EffectMeasure]] = {t.code: m for m, t in MEASURES.items()}
_PLAIN: Final = UNITS[Unit.PROPORTION]
"""The unit of what has none: the UCUM code of a bare number."""
_SPREAD: Final = ("confidence-interval", "standard-error", "observed-range")


class Figure(NamedTuple):
    """
    What a statistic tells, part by part.

    Attributes:
        node: The statistic.
        kind: The code of its type.
        quantity: Its quantity.
        events: How many were affected.
        of: Of how many.
        n: The number of patients.
        around: What surrounds it, by our codes.
    """

    node: Node
    kind: str | None
    quantity: Amount | None
    events: int | None
    of: int | None
    n: int | None
    around: Mapping[str, Node]


def figure(node: Node) -> Figure:
    """Return the parts of a statistic."""
    node.skip("note")
    size = node.node("sampleSize")
    around: dict[str, Node] = {}
    for found in node.nodes("attributeEstimate"):
        name = found.code("type", _OWN)
        if name is None or name in around:
            found.refuse("type", "must be there, and be that of no other attribute")
            found.ignore()
        else:
            around[name] = found
    return Figure(
        node=node,
        kind=node.code("statisticType", _STATISTIC),
        quantity=amount(node.node("quantity")),
        events=node.whole("numberAffected"),
        of=None if size is None else size.whole("knownDataCount"),
        n=None if size is None else size.whole("numberOfParticipants"),
        around=around,
    )


def _only(found: Figure, parts: tuple[str, ...], *kinds: str | None) -> None:
    """Refuse types and parts that do not belong to such a figure; a size belongs to any."""
    if found.kind not in kinds:
        found.node.refuse("statisticType", "is not the type of such a figure")
    values = {
        "quantity": found.quantity,
        "numberAffected": found.events,
        "knownDataCount": found.of,
    }
    for name, value in values.items():
        if value is not None and name not in parts:
            found.node.refuse("", f"a {name} does not belong to such a figure")
    for name, node in found.around.items():
        if name not in parts:
            node.ignore()
            node.refuse("", f"a {name} does not belong to such a figure")


def estimate(found: Figure, kind: str | None = None) -> Data | None:
    """
    Return an estimate; None if a statistic has none, but only a size.

    Args:
        found: The statistic.
        kind: The type that it has if it is no proportion.
    """
    told = _printed(found.node)
    if found.kind == STATISTICS["descriptive"].code:
        _only(found, (), found.kind)
        return {"kind": "unquantified", **told}
    if found.events is not None or found.of is not None:
        _only(found, ("numberAffected", "knownDataCount", *_SPREAD), _PROPORTION)
        counted: Data = {"kind": "count", "events": found.events, "of": found.of}
        return counted | told | _uncertainty(found, _PLAIN)
    if "stated-range" in found.around:
        return _range(found, kind) | told
    if found.quantity is None:
        _only(found, (), None)
        for name, value in told.items():
            if value is not None:
                found.node.refuse("", f"{name} belongs to a figure, and there is none")
        return None
    measured: Data = {"value": found.quantity.value, **told, **_unit(found, found.quantity, kind)}
    if found.quantity.relation is not None:
        _only(found, ("quantity",), found.kind)
        return {"kind": "bound", "relation": found.quantity.relation, **measured}
    _only(found, ("quantity", *_SPREAD), found.kind)
    return {"kind": "point", **measured, **_uncertainty(found, found.quantity.code)}


def _printed(node: Node) -> Data:
    told: Data = {"printed": markdown(node, "description")}
    approximate, percent = node.extension("approximate"), node.extension("percent")
    if approximate is not None:
        told["approximate"] = approximate.flag("valueBoolean")
    if percent is not None:
        told["percent"] = percent.text("valueString")
    return told


def _range(found: Figure, kind: str | None) -> Data:
    _only(found, ("stated-range",), found.kind)
    stated = found.around["stated-range"].node("range")
    low = None if stated is None else amount(stated.node("low"))
    if low is None:
        found.node.refuse("attributeEstimate", "a range must have two ends")
        return {"kind": "range"}
    return {"kind": "range", **ends(stated, low.code), **_unit(found, low, kind)}


def _unit(found: Figure, measured: Amount, kind: str | None) -> Data:
    unit = measured.unit()
    if found.kind != (_PROPORTION if unit is Unit.PROPORTION else kind):
        found.node.refuse("statisticType", "is not the type of a figure in this unit")
    return {"unit": unit}


def _uncertainty(found: Figure, code: str | None) -> Data:
    spread = [name for name in _SPREAD if name in found.around]
    if len(spread) > 1:
        found.node.refuse("attributeEstimate", f"must be one, not {' and '.join(spread)}")
    return {"uncertainty": _spread(spread[0], found.around[spread[0]], code)} if spread else {}


def _spread(name: str, node: Node, code: str | None) -> Data:
    told: Data = {"kind": name, "printed": markdown(node, "description")}
    if name == "standard-error":
        return told | {"value": plain(node.node("quantity"), code)}
    if name == "confidence-interval":
        told["level"] = node.number("level")
    return told | ends(node.node("range"), code)


def _p_value(found: Figure) -> Data | None:
    node = found.around.get("p-value")
    if node is None:
        return None
    told: Data = {"printed": markdown(node, "description")}
    value, sides = amount(node.node("quantity")), node.extension("sides")
    if value is not None:
        value.in_unit(_PLAIN)
        told |= {"value": value.value, "relation": value.relation or "="}
    return told | {"sides": None if sides is None else sides.whole("valuePositiveInt")}


def test(found: Figure) -> tuple[Data | None, int | None]:
    """Return a p value over all arms and the number of patients, of a statistic of no more."""
    _only(found, ("p-value",), None)
    return _p_value(found), found.n


def effect(found: Figure) -> Data:
    """Return what the statistic of an effect tells; which arms it compares stands elsewhere."""
    _only(found, ("quantity", "confidence-interval", "p-value"), None, *_MEASURES)
    told: Data = {"printed": markdown(found.node, "description"), "p": _p_value(found)}
    if found.n is not None:
        found.node.refuse("sampleSize", "belongs to the arms of an effect")
    measure = _MEASURES.get(found.kind or "")
    if measure is not None:
        told["measure"] = measure.value
    if found.quantity is not None:
        told["value"] = found.quantity.plain(_PLAIN)
    interval = found.around.get("confidence-interval")
    if interval is not None:
        told["interval"] = _spread("confidence-interval", interval, _PLAIN)
    return told


def patients(found: Figure) -> int | None:
    """Return a bare number of patients, of the statistic of a count; None if it is no such."""
    if found.kind != STATISTICS["count"].code or found.quantity is None:
        return None
    _only(found, ("quantity",), found.kind)
    found.quantity.plain(_PLAIN)
    return found.quantity.node.whole("value")
