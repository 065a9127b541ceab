"""
A figure with how uncertain it is, ready to be set against another.

Where two figures are subtracted, the interval of the difference is put together
from how far each one's own interval reaches to either side: by square-and-add, as
Newcombe (1998) does with Wilson intervals, and Zou and Donner (2008) with any. For
two standard errors this is the normal approximation that Altman and Andersen (1999)
use for survival at a point in time.
"""

from __future__ import annotations

import math

from attrs import evolve, frozen

from allkb.model import ConfidenceInterval, Point, StandardError, Unit
from allkb.stats.computed import ComputedInterval, as_given, level_words, notice_of
from allkb.stats.library import exact, newcombe, normal_quantile, wilson

__all__ = ["Side", "counted_side", "exact_side", "spread_side", "subtracted"]


@frozen(kw_only=True)
class Side:
    """
    A figure and how far its interval reaches to either side.

    Attributes:
        value: The figure.
        down: How far down, at least 0.
        up: How far up, at least 0.
        counted: How many of how many, where the interval around it is Wilson's.
        interval: The interval: computed by us, or as it was given or printed.
        words: The interval in words.
    """

    value: float
    down: float
    up: float
    counted: tuple[float, float] | None = None
    interval: ComputedInterval | ConfidenceInterval
    words: str


def counted_side(events: float, of: int, level: float) -> Side:
    """Return so many of so many, with the Wilson interval."""
    side = _around(events, of, level, "Wilson score", wilson(events, of, level))
    return evolve(side, counted=(events, of))


def exact_side(events: int, of: int, level: float) -> Side:
    """Return so many of so many, with the interval of Clopper and Pearson."""
    return _around(events, of, level, "Clopper-Pearson (exact)", exact(events, of, level))


def _around(events: float, of: int, level: float, method: str, ends: tuple[float, float]) -> Side:
    value = events / of
    found = ComputedInterval(
        estimate=value,
        low=ends[0],
        high=ends[1],
        level=level,
        method=method,
        of=f"{events:.15g} of {of}",
        notice=notice_of(),
    )
    return Side(
        value=value,
        down=value - found.low,
        up=found.high - value,
        interval=found,
        words=found.words,
    )


def spread_side(
    point: Point, spread: ConfidenceInterval | StandardError, level: float, whose: str
) -> Side:
    """
    Return a point with its confidence interval, or with the one its standard error gives.

    Args:
        point: A point.
        spread: What is around it; an interval counts as it is, whatever its level.
        level: The level of an interval that has to be computed.
        whose: Who gives what is around it, as it ends a sentence.
    """
    if isinstance(spread, StandardError):
        return _normal_side(point, spread.value, level, whose)
    kind = f"{level_words(spread.level)} " if spread.level else ""
    ends = f"{as_given(spread.low, point.unit)} to {as_given(spread.high, point.unit)}"
    unsaid = "" if spread.level else " (level not stated)"
    return Side(
        value=point.value,
        down=point.value - spread.low,
        up=spread.high - point.value,
        interval=spread,
        words=f"{kind}confidence interval {ends}{unsaid}, {whose}",
    )


def _normal_side(point: Point, error: float, level: float, whose: str) -> Side:
    reach = normal_quantile(level) * error
    # What is shown stops where the unit does; what is added up does not.
    top = 1.0 if point.unit is Unit.PROPORTION else math.inf
    found = ComputedInterval(
        estimate=point.value,
        low=max(point.value - reach, 0.0),
        high=min(point.value + reach, top),
        level=level,
        method="normal",
        unit=point.unit,
        of=f"{point.printed} with a standard error of {as_given(error, point.unit)}",
        notice=notice_of(),
    )
    return Side(
        value=point.value,
        down=reach,
        up=reach,
        interval=found,
        words=f"{found.words} from the standard error, {whose}",
    )


def subtracted(first: Side, second: Side, level: float, of: str) -> ComputedInterval:
    """Return the first proportion minus the second with its interval, all of one level."""
    value = first.value - second.value
    if first.counted and second.counted:
        method = "Newcombe hybrid score"
        low, high = newcombe(first.counted, second.counted, level)
    else:
        method = "square-and-add (Zou and Donner)"
        low = max(value - math.hypot(first.down, second.up), -1.0)
        high = min(value + math.hypot(first.up, second.down), 1.0)
    return ComputedInterval(
        estimate=value,
        low=low,
        high=high,
        level=level,
        method=method,
        unit="difference",
        of=of,
        notice=notice_of(),
    )
