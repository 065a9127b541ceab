"""Figures as statistics: a range stays without a middle, a bound keeps its comparator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from allkb.errors import InvalidValueError
from allkb.fhir.codes import (
    ATTRIBUTES,
    COMPARATORS,
    MEASURES,
    STATISTICS,
    UCUM,
    UNITS,
    Term,
    codeable,
)
from allkb.fhir.markdown import to_markdown
from allkb.fhir.naming import Json, extension, extension_url
from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Effect,
    EffectMeasure,
    Estimate,
    ObservedRange,
    Point,
    PValue,
    Range,
    StandardError,
    Uncertainty,
    Unit,
    Unquantified,
)

__all__ = [
    "LARGEST",
    "counted",
    "effect_statistic",
    "number",
    "quantity",
    "sized",
    "statistic",
    "test",
]

LARGEST = 2**31 - 1
"""The largest whole number of FHIR's 32-bit types."""


def number(value: float) -> float:
    """Return a number without a decimal that its source does not have, and without minus zero."""
    whole = int(value)
    return whole if whole == value and abs(whole) < 10**15 else value


def quantity(value: float, unit: tuple[str, str], relation: str | None = None) -> Json:
    """Return a Quantity, given the name and UCUM code of its unit, and a comparator if it has one."""
    name, code = unit
    compared = {} if relation is None else {"comparator": relation}
    return {"value": number(value), **compared, "unit": name, "system": UCUM, "code": code}


def _unit(unit: Unit) -> tuple[str, str]:
    return unit.value, UNITS[unit]


_RATIO = ("ratio", "1")
_DIFFERENCE = ("difference of proportions", "1")
_PLAIN = ("number", "1")


def statistic(estimate: Estimate, n: int | None = None, kind: Term | None = None) -> Json:
    """
    Return a statistic of an estimate.

    Args:
        estimate: What it is of.
        n: The number of patients it is of.
        kind: What it is, where the unit does not say.
    """
    beside = [*_beside(estimate)]
    made: Json = {"extension": beside} if beside else {}
    made |= {"description": to_markdown(estimate.printed)}
    if any(found["url"] == extension_url("approximate") for found in beside):
        made["note"] = [{"text": "The source says about, approximately or the like."}]
    made |= _figure(estimate, kind)
    if n is not None:
        made["sampleSize"] = {"numberOfParticipants": _small(n)} | made.get("sampleSize", {})
    return made


def _beside(estimate: Estimate) -> Iterator[Json]:
    """Yield what of an estimate FHIR has no element for."""
    if not isinstance(estimate, Unquantified) and estimate.approximate:
        yield extension("approximate", valueBoolean=True)
    if isinstance(estimate, Count) and estimate.percent is not None:
        yield extension("percent", valueString=estimate.percent)


def _figure(estimate: Estimate, kind: Term | None) -> Json:
    match estimate:
        case Unquantified():
            return _typed(STATISTICS["descriptive"])
        case Count():
            made = _typed(STATISTICS["proportion"])
            made |= {"numberAffected": _small(estimate.events)}
            made |= {"sampleSize": {"knownDataCount": _small(estimate.of)}}
            return made | _around(estimate.uncertainty, _unit(Unit.PROPORTION))
        case Point():
            unit = _unit(estimate.unit)
            made = _of(estimate.unit, kind) | {"quantity": quantity(estimate.value, unit)}
            return made | _around(estimate.uncertainty, unit)
        case Range():
            ends = {"range": _range(estimate.low, estimate.high, _unit(estimate.unit))}
            stated = {"attributeEstimate": [_attribute("stated-range", ends)]}
            return _of(estimate.unit, kind) | stated
        case Bound():
            relation = COMPARATORS[estimate.relation]
            value = quantity(estimate.value, _unit(estimate.unit), relation)
            return _of(estimate.unit, kind) | {"quantity": value}
        case _:
            assert_never(estimate)


def _typed(kind: Term) -> Json:
    return {"statisticType": codeable(kind)}


def _of(unit: Unit, kind: Term | None) -> Json:
    """Return the type of a statistic in a unit: times may be medians or not, so they have none."""
    kind = STATISTICS["proportion"] if unit is Unit.PROPORTION else kind
    return {} if kind is None else _typed(kind)


def _small(value: int) -> int:
    if value > LARGEST:
        raise InvalidValueError(str(value), (f"FHIR has no whole number above {LARGEST}",))
    return value


def _range(low: float, high: float, unit: tuple[str, str]) -> Json:
    return {"low": quantity(low, unit), "high": quantity(high, unit)}


def _attribute(name: str, value: Json, printed: str | None = None) -> Json:
    text = ATTRIBUTES[name][1].display
    made: Json = {} if printed is None else {"description": to_markdown(printed)}
    return made | {"type": codeable(*ATTRIBUTES[name], text=text)} | value


def _around(spread: Uncertainty | None, unit: tuple[str, str]) -> Json:
    return {} if spread is None else {"attributeEstimate": [_spread(spread, unit)]}


def _spread(spread: Uncertainty, unit: tuple[str, str]) -> Json:
    match spread:
        case StandardError():
            value: Json = {"quantity": quantity(spread.value, unit)}
        case ObservedRange():
            value = {"range": _range(spread.low, spread.high, unit)}
        case ConfidenceInterval():
            level = {} if spread.level is None else {"level": spread.level}
            value = level | {"range": _range(spread.low, spread.high, unit)}
        case _:
            assert_never(spread)
    return _attribute(spread.kind, value, spread.printed)


def _p_value(p: PValue) -> Json:
    relation = None if p.relation is Comparator.EQUAL else COMPARATORS[p.relation]
    made = _attribute("p-value", {"quantity": quantity(p.value, _PLAIN, relation)}, p.printed)
    if p.sides is None:
        return made
    return {"extension": [extension("sides", valuePositiveInt=p.sides)], **made}


def effect_statistic(effect: Effect) -> Json | None:
    """Return the statistic of an effect; None if it has no figure, only a direction."""
    made: Json = {}
    unit = _DIFFERENCE if effect.measure is EffectMeasure.DIFFERENCE else _RATIO
    if effect.printed is not None:
        made["description"] = to_markdown(effect.printed)
    if effect.measure is not None and effect.value is not None:
        made["statisticType"] = codeable(MEASURES[effect.measure])
        made["quantity"] = quantity(effect.value, unit)
    spread = [_spread(effect.interval, unit)] if effect.interval else []
    tested = [_p_value(effect.p)] if effect.p else []
    if spread or tested:
        made["attributeEstimate"] = spread + tested
    return made or None


def test(p: PValue | None, n: int | None) -> Json | None:
    """Return the statistic of a test over all arms and of their size; None if there is neither."""
    made: Json = {}
    if n is not None:
        made["sampleSize"] = {"numberOfParticipants": _small(n)}
    if p is not None:
        made["attributeEstimate"] = [_p_value(p)]
    return made or None


def sized(estimate: Estimate | None, n: int | None) -> Json | None:
    """Return the statistic of one group of patients; None if it has no figure."""
    return test(None, n) if estimate is None else statistic(estimate, n)


def counted(n: int) -> Json:
    """Return the statistic of a bare number of patients with something."""
    kind = codeable(STATISTICS["count"])
    return {"statisticType": kind, "quantity": quantity(_small(n), ("patients", "1"))}
