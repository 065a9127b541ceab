"""When something was measured, as the time from an event."""

from __future__ import annotations

from typing import assert_never

from allkb.fhir.codes import UNITS, codeable
from allkb.fhir.markdown import to_markdown
from allkb.fhir.naming import Json, extension
from allkb.fhir.quantities import quantity
from allkb.model import AtEvent, AtTime, Horizon, LongTerm, NotStated, TimeRange

__all__ = ["time_from_event"]


def time_from_event(horizon: Horizon) -> Json:
    """Return a horizon; one without a number has its words alone."""
    kind: Json = {"extension": [extension("horizon", valueCode=horizon.kind)]}
    match horizon:
        case AtTime():
            relation = "<=" if horizon.within else None
            unit = (horizon.unit.value, UNITS[horizon.unit])
            time: Json = {"quantity": quantity(horizon.value, unit, relation)}
            return kind | _said(horizon) | _event(horizon.since) | time
        case TimeRange():
            unit = (horizon.unit.value, UNITS[horizon.unit])
            ends = {"low": quantity(horizon.low, unit), "high": quantity(horizon.high, unit)}
            return kind | _said(horizon) | _event(horizon.since) | {"range": ends}
        case AtEvent():
            return kind | _said(horizon) | _event(horizon.event)
        case LongTerm():
            return kind | {"description": to_markdown(horizon.printed)}
        case NotStated():
            return kind | _said(horizon)
        case _:
            assert_never(horizon)


def _said(horizon: Horizon) -> Json:
    return {"description": to_markdown(str(horizon))}


def _event(words: str | None) -> Json:
    return {} if words is None else {"eventCodeableConcept": codeable(text=words)}
