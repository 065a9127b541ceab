"""Figures as text: as printed, with what the printed form leaves to the words around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from allkb.checks.numerals import numbers_in
from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Direction,
    Effect,
    Estimate,
    Observation,
    ObservedRange,
    Point,
    Range,
    StandardError,
    Statement,
    UnassignedRatio,
    Uncertainty,
    Unit,
    Unquantified,
    arms_of,
    estimates_of,
    ratios_of,
)

__all__ = ["effect_text", "estimate_kind", "estimate_text", "figure_texts", "unassigned_text"]

_BOUNDS = {
    Comparator.LESS: "less than",
    Comparator.AT_MOST: "at most",
    Comparator.MORE: "more than",
    Comparator.AT_LEAST: "at least",
}
_KINDS: dict[type[Estimate], str] = {
    Point: "one number",
    Range: "a range that the authors state",
    Bound: "one end only",
    Count: "a count",
    Unquantified: "no number",
}


def estimate_text(estimate: Estimate) -> str:
    """Return an estimate in words: `about 10% to 30%`, `more than 50%`, `5 of 7`."""
    match estimate:
        case Unquantified():
            return f"{estimate.printed} (no number given)"
        case Bound():
            said = f"{_BOUNDS[estimate.relation]} {estimate.printed}"
        case Count(percent=str(percent)):
            said = f"{_counted(estimate)} ({percent})"
        case Count():
            said = _counted(estimate)
        case Point() | Range():
            said = estimate.printed
        case _:
            assert_never(estimate)
    if not isinstance(estimate, Count) and estimate.unit is not Unit.PROPORTION:
        said = said if said.endswith(estimate.unit) else f"{said} {estimate.unit}"
    about = "about " if estimate.approximate else ""
    return f"{about}{said}{_spread(estimate)}"


def estimate_kind(estimate: Estimate) -> str:
    """Return what kind of figure an estimate is, in words."""
    return _KINDS[type(estimate)]


def _counted(count: Count) -> str:
    """Return a count as printed, with its whole if that is printed elsewhere."""
    alone = len(numbers_in(count.printed)) == 1
    return f"{count.printed} of {count.of}" if alone else count.printed


def _spread(estimate: Estimate) -> str:
    if isinstance(estimate, Point):
        return _uncertainty(estimate.uncertainty, estimate.unit)
    if isinstance(estimate, Count):
        return _uncertainty(estimate.uncertainty, Unit.PROPORTION)
    return ""


def _uncertainty(spread: Uncertainty | None, unit: Unit | None) -> str:
    match spread:
        case None:
            return ""
        case StandardError():
            return f" (standard error {spread.printed or _number(spread.value, unit)})"
        case ConfidenceInterval():
            level = f"{spread.level * 100:g} % " if spread.level else ""
            unsaid = "" if spread.level else ", level not stated"
            return f" ({level}confidence interval {_ends(spread, unit)}{unsaid})"
        case ObservedRange():
            return f" (observed {_ends(spread, unit)})"
        case _:
            assert_never(spread)


def _ends(spread: ConfidenceInterval | ObservedRange, unit: Unit | None) -> str:
    return spread.printed or f"{_number(spread.low, unit)} to {_number(spread.high, unit)}"


def _number(value: float, unit: Unit | None) -> str:
    return f"{value * 100:.15g}%" if unit is Unit.PROPORTION else f"{value:.15g}"


def effect_text(effect: Effect, labels: Mapping[str, str] | None = None) -> str:
    """Return an effect in words, with both arms named: by their labels if given, else by their ids."""
    names = labels or {}
    above, below = (names.get(arm, arm) for arm in (effect.numerator, effect.denominator))
    favored = {Direction.FAVORS_NUMERATOR: above, Direction.FAVORS_DENOMINATOR: below}
    arm = favored.get(effect.direction)
    parts = [f"{above} over {below}: {f'favors {arm}' if arm else effect.direction}"]
    if effect.measure and effect.value is not None:
        said = f"{effect.measure} {effect.printed or format(effect.value, '.15g')}"
        parts.append(f"{said}{_uncertainty(effect.interval, None)}")
    if effect.p:
        parts.append(str(effect.p))
    return ", ".join(parts)


def unassigned_text(ratio: UnassignedRatio) -> str:
    """Return a ratio whose arms the source leaves open, and what it leaves open."""
    said = f"{ratio.measure} {ratio.printed}{_uncertainty(ratio.interval, None)}"
    parts = (said, str(ratio.p)) if ratio.p else (said,)
    return f"{', '.join(parts)}. {ratio.reason}"


def figure_texts(statement: Statement) -> tuple[str, ...]:
    """Return the figures of a statement in words, each with what it is of; then its ratios."""
    seen = statement.characteristics if isinstance(statement, Observation) else ()
    names = {f".arms[{i}].estimate": arm.label for i, arm in enumerate(arms_of(statement))}
    names |= {f".characteristics[{i}].estimate": c.label for i, c in enumerate(seen)}
    names[".median_follow_up"] = "median follow-up"
    told = [
        f"{names[path]}: {estimate_text(estimate)}" if path in names else estimate_text(estimate)
        for path, estimate in estimates_of(statement)
    ]
    ratios = (ratio for _, ratio in ratios_of(statement))
    told += [effect_text(r) if isinstance(r, Effect) else unassigned_text(r) for r in ratios]
    return tuple(told)
