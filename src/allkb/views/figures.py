"""Figures as text: as printed, with what the printed form leaves to the words around it."""

from __future__ import annotations

from typing import assert_never

from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Effect,
    Estimate,
    ObservedRange,
    Point,
    Range,
    StandardError,
    Uncertainty,
    Unit,
    Unquantified,
)

__all__ = ["effect_text", "estimate_text"]

_BOUNDS = {
    Comparator.LESS: "less than",
    Comparator.AT_MOST: "at most",
    Comparator.MORE: "more than",
    Comparator.AT_LEAST: "at least",
}


def estimate_text(estimate: Estimate) -> str:
    """Return an estimate in words: `about 10% to 30%`, `more than 50%`, `5 of 7`."""
    match estimate:
        case Unquantified():
            return f"{estimate.printed} (no number given)"
        case Bound():
            said = f"{_BOUNDS[estimate.relation]} {estimate.printed}"
        case Point() | Range() | Count():
            said = estimate.printed
        case _:
            assert_never(estimate)
    if not isinstance(estimate, Count) and estimate.unit is not Unit.PROPORTION:
        said += f" {estimate.unit}"
    about = "about " if estimate.approximate else ""
    return f"{about}{said}{_spread(estimate)}"


def _spread(estimate: Estimate) -> str:
    if isinstance(estimate, Point):
        return _uncertainty(estimate.uncertainty, estimate.unit)
    if isinstance(estimate, Count):
        return _uncertainty(estimate.uncertainty, Unit.PROPORTION)
    return ""


def _uncertainty(spread: Uncertainty | None, unit: Unit) -> str:
    match spread:
        case None:
            return ""
        case StandardError():
            return f" (standard error {_number(spread.value, unit)})"
        case ConfidenceInterval():
            ends = f"{_number(spread.low, unit)} to {_number(spread.high, unit)}"
            return f" ({spread.level * 100:g} % confidence interval {ends})"
        case ObservedRange():
            ends = f"{_number(spread.low, unit)} to {_number(spread.high, unit)}"
            return f" (observed {ends})"
        case _:
            assert_never(spread)


def _number(value: float, unit: Unit | None) -> str:
    return f"{value * 100:.15g}%" if unit is Unit.PROPORTION else f"{value:.15g}"


def effect_text(effect: Effect) -> str:
    """Return an effect in words, with both arms named."""
    parts = [f"{effect.numerator} over {effect.denominator}: {effect.direction}"]
    if effect.measure and effect.value is not None:
        said = f"{effect.measure} {effect.value:.15g}"
        if effect.interval:
            level = f"{effect.interval.level * 100:g} % confidence interval"
            said += f" ({level} {effect.interval.low:.15g} to {effect.interval.high:.15g})"
        parts.append(said)
    if effect.p:
        parts.append(str(effect.p))
    return ", ".join(parts)
