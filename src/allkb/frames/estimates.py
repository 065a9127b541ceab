"""
Estimates and horizons as columns, and back.

Low and high are the ends that the source states, and one number is both. Nothing
between two ends is ever worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, assert_never

from allkb.frames.columns import Cell, Column, flag, number, text, whole
from allkb.frames.shapes import Part
from allkb.model import (
    AtEvent,
    AtTime,
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Estimate,
    Horizon,
    LongTerm,
    NotStated,
    ObservedRange,
    Point,
    Range,
    StandardError,
    TimeRange,
    Uncertainty,
    Unquantified,
)

__all__ = ["UNCOUNTED", "estimate", "follow_up", "horizon"]

Cells = dict[str, Cell]

UNCOUNTED: Final = "the source does not say, or only `of` does, in a count"
"""What it means that there is no number of patients beside an estimate."""

_UPPER, _LOWER = (Comparator.LESS, Comparator.AT_MOST), (Comparator.MORE, Comparator.AT_LEAST)
_ESTIMATES: Mapping[str, tuple[str, ...]] = {
    Point.kind: ("value", "printed", "unit", "approximate", "uncertainty"),
    Range.kind: ("low", "high", "printed", "unit", "approximate"),
    Bound.kind: ("relation", "value", "printed", "unit", "approximate"),
    Count.kind: ("events", "of", "printed", "percent", "approximate", "uncertainty"),
    Unquantified.kind: ("printed",),
}
_UNCERTAINTIES: Mapping[str, tuple[str, ...]] = {
    ConfidenceInterval.kind: ("low", "high", "level", "printed"),
    StandardError.kind: ("value", "printed"),
    ObservedRange.kind: ("low", "high", "printed"),
}
_HORIZONS: Mapping[str, tuple[str, ...]] = {
    AtTime.kind: ("value", "unit", "within", "since"),
    TimeRange.kind: ("low", "high", "unit", "since"),
    AtEvent.kind: ("event",),
    LongTerm.kind: ("printed",),
    NotStated.kind: (),
}
_SPREAD = ("kind", "low", "high", "level", "value", "printed")
_FIGURE = ("kind", "low", "high", "relation", "printed", "unit", "approximate")
_COUNTED = ("events", "of", "percent")
_TIME = ("kind", "low", "high", "unit", "within", "since", "said")


def _kinds(kinds: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(f"`{kind}`" for kind in kinds)


def _spread_columns(prefix: str, unit: str, none: str) -> tuple[Column, ...]:
    several = f"{none}, or it has no ends"
    return (
        text(
            f"{prefix}_kind", f"What is printed around the figure: {_kinds(_UNCERTAINTIES)}.", none
        ),
        number(f"{prefix}_low", "Its lower end.", several, unit=unit),
        number(f"{prefix}_high", "Its upper end.", several, unit=unit),
        number(
            f"{prefix}_level",
            "The coverage of a confidence interval: 0.95 for 95 %.",
            f"{none}, it is no confidence interval, or what was read does not say",
            unit="proportion",
        ),
        number(
            f"{prefix}_value",
            "The standard error.",
            f"{none}, or it is no standard error",
            unit=unit,
        ),
        text(f"{prefix}_printed", "It as printed.", f"{none}, or its print was not read"),
    )


def _spread_cells(spread: Uncertainty | None) -> tuple[Cell, ...]:
    match spread:
        case None:
            return (None,) * 6
        case ConfidenceInterval():
            return spread.kind, spread.low, spread.high, spread.level, None, spread.printed
        case StandardError():
            return spread.kind, None, None, None, spread.value, spread.printed
        case ObservedRange():
            return spread.kind, spread.low, spread.high, None, None, spread.printed
        case _:
            assert_never(spread)


def estimate(none: str | None = None) -> Part:
    """
    Return an estimate, with what surrounds it.

    Args:
        none: What it means that there is none; None where there always is one.
    """
    also = "" if none is None else f"{none}, or "
    unit = "as `unit` says"
    columns = (
        text("estimate_kind", f"What kind of figure it is: {_kinds(_ESTIMATES)}.", none),
        number(
            "low",
            "The lower end that the source states; for a point, the number.",
            f"{also}there is no lower end; a count has `events` and `of`",
            unit=unit,
        ),
        number(
            "high",
            "The upper end that the source states; for a point, the number.",
            f"{also}there is no upper end; a count has `events` and `of`",
            unit=unit,
        ),
        text(
            "relation",
            "How the true figure relates to a bound: `<`, `<=`, `>`, `>=`.",
            f"{also}it is no bound",
        ),
        text("printed", "The figure as the source prints it.", none),
        text(
            "unit",
            "The unit; a proportion is in [0, 1]: 28 % is 0.28.",
            f"{also}it is a count of patients, or has no number",
        ),
        flag(
            "approximate",
            "Whether the source says about, approximately or the like.",
            f"{also}it has no number",
        ),
        whole("events", "How many, of a count.", f"{also}it is no count", unit="patients"),
        whole("of", "Of how many, of a count.", f"{also}it is no count", unit="patients"),
        text(
            "percent",
            "The percentage printed with a count, as printed.",
            f"{also}it is no count, or none is printed with it",
        ),
        *_spread_columns("uncertainty", unit, "nothing is printed around it"),
    )
    return Part("estimate", columns, _estimate_cells, _estimate_raw)


def _estimate_cells(found: Estimate | None) -> tuple[Cell, ...]:
    match found:
        case None:
            return (None,) * 16
        case Point():
            return _figure_cells(found, low=found.value, high=found.value, unit=found.unit)
        case Range():
            return _figure_cells(found, low=found.low, high=found.high, unit=found.unit)
        case Bound():
            low, high = (None, found.value) if found.relation in _UPPER else (found.value, None)
            return _figure_cells(
                found, low=low, high=high, relation=found.relation, unit=found.unit
            )
        case Count():
            counted = (found.events, found.of, found.percent)
            return _figure_cells(found, counted=counted)
        case Unquantified():
            return _figure_cells(found)
        case _:
            assert_never(found)


def _figure_cells(
    found: Estimate,
    *,
    low: float | None = None,
    high: float | None = None,
    relation: str | None = None,
    unit: str | None = None,
    counted: tuple[Cell, ...] = (None, None, None),
) -> tuple[Cell, ...]:
    approximate = None if isinstance(found, Unquantified) else found.approximate
    spread = found.uncertainty if isinstance(found, Point | Count) else None
    figure = (found.kind, low, high, relation, found.printed, unit, approximate)
    return (*figure, *counted, *_spread_cells(spread))


def _estimate_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    split = len(_FIGURE) + len(_COUNTED)
    found: Cells = dict(zip((*_FIGURE, *_COUNTED), cells[:split], strict=True))
    around = _spread_raw(cells[split:])
    kind = found["kind"]
    if kind == Point.kind:
        found = _one_number(found)
    elif kind == Bound.kind:
        found = _one_end(found)
    given = _tagged(found, _ESTIMATES)
    if around is None:
        return given
    if given is None or "uncertainty" not in _ESTIMATES.get(str(kind), ()):
        msg = f"uncertainty does not belong to {_called(kind)}"
        raise ValueError(msg)
    return {**given, "uncertainty": around}


def _spread_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    found: Cells = dict(zip(_SPREAD, cells, strict=True))
    return _tagged(found, _UNCERTAINTIES, "uncertainty_")


def _one_number(found: Cells) -> Cells:
    """Return cells in which two equal ends are one number."""
    low, high, rest = found["low"], found["high"], _without_ends(found)
    if low is None or low != high:
        raise ValueError("low and high of one number must both be that number")
    return {**rest, "value": low}


def _one_end(found: Cells) -> Cells:
    """Return cells in which the one end of a bound is its number."""
    low, high, rest = found["low"], found["high"], _without_ends(found)
    relation = found["relation"]
    value, other = (high, low) if relation in _UPPER else (low, high)
    if relation in (*_UPPER, *_LOWER) and (value is None or other is not None):
        msg = f"a bound with {relation} has one end: {'high' if relation in _UPPER else 'low'}"
        raise ValueError(msg)
    return {**rest, "value": value}


def _without_ends(found: Cells) -> Cells:
    return {name: cell for name, cell in found.items() if name not in ("low", "high")}


def _tagged(
    found: Cells, kinds: Mapping[str, tuple[str, ...]], prefix: str = ""
) -> dict[str, Any] | None:
    """
    Return what the data format has for one of several kinds of record.

    Raises:
        ValueError: if a cell is filled that does not belong to the kind.
    """
    kind = found["kind"]
    known = kinds.get(str(kind), tuple(found)) if kind is not None else ()
    extra = [
        name for name, cell in found.items() if cell is not None and name not in (*known, "kind")
    ]
    if extra:
        named = ", ".join(f"{prefix}{name}" for name in extra)
        msg = f"{named} does not belong to {_called(kind)}"
        raise ValueError(msg)
    if kind is None:
        return None
    return {"kind": kind, **{name: found[name] for name in known if name in found}}


def _called(kind: Cell) -> str:
    return "a row without a kind" if kind is None else f"the kind {kind!r}"


def follow_up() -> Part:
    """Return how long patients were followed, in the middle: one number."""
    none = "not given"
    unit = "as `follow_up_unit` says"
    columns = (
        number("follow_up", "How long the patients were followed, in the middle.", none, unit=unit),
        text("follow_up_printed", "It as the source prints it.", none),
        text("follow_up_unit", "Its unit.", none),
        flag("follow_up_approximate", "Whether the source says about or the like.", none),
        *_spread_columns("follow_up_uncertainty", unit, "nothing is printed around it"),
    )
    return Part("median_follow_up", columns, _follow_up_cells, _follow_up_raw)


def _follow_up_cells(found: Point | None) -> tuple[Cell, ...]:
    if found is None:
        return (None,) * 10
    plain = (found.value, found.printed, found.unit, found.approximate)
    return (*plain, *_spread_cells(found.uncertainty))


def _follow_up_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    if all(cell is None for cell in cells):
        return None
    names = ("value", "printed", "unit", "approximate")
    plain = dict(zip(names, cells[:4], strict=True))
    return {"kind": Point.kind, **plain, "uncertainty": _spread_raw(cells[4:])}


def horizon() -> Part:
    """Return when an outcome was measured."""
    none = "no time belongs to the figure"
    unit = "as `horizon_unit` says"
    columns = (
        text("horizon_kind", f"What is said of the time: {_kinds(_HORIZONS)}.", none),
        number(
            "horizon_low", "The time, or the start of a stretch.", "no number is given", unit=unit
        ),
        number(
            "horizon_high", "The time, or the end of a stretch.", "no number is given", unit=unit
        ),
        text("horizon_unit", "The unit of the time.", "no number is given"),
        flag("horizon_within", "Whether by then, rather than at it.", "it is no single time"),
        text(
            "horizon_since",
            "What the time counts from.",
            "no number is given, or the source does not say",
        ),
        text(
            "horizon_said",
            "An occasion, in words that follow `at`; or the word for long term, as printed.",
            "it is neither",
        ),
    )
    return Part("horizon", columns, _horizon_cells, _horizon_raw)


def _horizon_cells(found: Horizon | None) -> tuple[Cell, ...]:
    match found:
        case None:
            return (None,) * 7
        case AtTime():
            time = (found.value, found.value, found.unit, found.within, found.since)
            return (found.kind, *time, None)
        case TimeRange():
            return (found.kind, found.low, found.high, found.unit, None, found.since, None)
        case AtEvent():
            return (found.kind, *(None,) * 5, found.event)
        case LongTerm():
            return (found.kind, *(None,) * 5, found.printed)
        case NotStated():
            return (found.kind, *(None,) * 6)
        case _:
            assert_never(found)


def _horizon_raw(cells: tuple[Cell, ...]) -> dict[str, Any] | None:
    found: Cells = dict(zip(_TIME, cells, strict=True))
    if found["kind"] == AtTime.kind:
        found = _one_number(found)
    said = {AtEvent.kind: "event", LongTerm.kind: "printed"}.get(str(found["kind"]), "said")
    found[said] = found.pop("said")
    return _tagged(found, _HORIZONS, "horizon_")
