"""What an arm gives that can be subtracted, and why another does not."""

from __future__ import annotations

import math
import re
from typing import assert_never

from attrs import frozen

from allkb.model import (
    Arm,
    Bound,
    ConfidenceInterval,
    Count,
    Horizon,
    Point,
    Range,
    StandardError,
    Unit,
    Unquantified,
)
from allkb.stats.computed import level_words
from allkb.stats.sides import Side, counted_side, spread_side
from allkb.views import estimate_text

__all__ = ["Held", "counts_printed_as", "held"]

_NUMBER = re.compile(r"\d+(?:\.(\d+))?|\.(\d+)")


@frozen
class Held:
    """
    The figure of an arm.

    Attributes:
        side: It, with its interval.
        words: What it is and how it was come by.
    """

    side: Side
    words: str


def held(arm: Arm, horizon: Horizon | None, level: float) -> Held | str:
    """Return the figure of an arm with its interval, or why there is none."""
    match arm.estimate:
        case None:
            return "the source gives no figure"
        case Unquantified():
            return "the source gives no number"
        case Range():
            return "a range has no single figure to subtract, and no middle was taken"
        case Bound():
            return "a bound has one end only"
        case Count() | Point() as found if found.approximate:
            return "the figure is approximate"
        case Count() as found:
            side = counted_side(found.events, found.of, level)
            return Held(side, f"{estimate_text(found)}; {side.words}")
        case Point() as found:
            return _point(found, arm.n, horizon, level)
        case _ as never:
            assert_never(never)


def _point(point: Point, n: int | None, horizon: Horizon | None, level: float) -> Held | str:
    if point.unit is not Unit.PROPORTION:
        return f"the figure is in {point.unit}, not a proportion"
    match point.uncertainty:
        case ConfidenceInterval(level=None):
            return "of what level its confidence interval is, is not stated"
        case ConfidenceInterval(level=float(printed)) if printed != level:
            return f"its confidence interval is of {level_words(printed)}; ask for that level"
        case ConfidenceInterval() | StandardError() as spread:
            side = spread_side(point, spread, level, "printed by the source")
            return Held(side, f"{point.printed}; {side.words}")
        case _:
            return _percentage(point, n, horizon, level)


def _percentage(point: Point, n: int | None, horizon: Horizon | None, level: float) -> Held | str:
    """Return a percentage of so many as a count, where it can be one."""
    if n is None or n < 1:
        return "a percentage alone: of how many, and with what error, is not printed"
    if horizon is not None:
        return (
            f"a percentage {horizon} may be a survival estimate, which is no k of n; "
            "its standard error or interval is not printed"
        )
    counts = counts_printed_as(point, n)
    if not counts:
        return f"no count of {n} comes to {point.printed}"
    if len(counts) == 1:
        side = counted_side(counts[0], n, level)
        how = f"{counts[0]} of {n}, the only count of {n} that is printed so ({BY})"
        return Held(side, f"{point.printed}: {how}; {side.words}")
    side = counted_side(point.value * n, n, level)
    how = f"{counts[0]} to {counts[-1]} of {n} are printed so; the percentage itself was taken"
    return Held(side, f"{point.printed}: {how}; {side.words}")


BY = "worked out by allkb"


def counts_printed_as(point: Point, n: int) -> range:
    """
    Return the counts of n patients whose share is printed as a point is.

    Args:
        point: A proportion, printed as a percentage or as a part of one.
        n: Of how many, at least 1.

    Returns:
        None that fit where the printed form is no number that gives the value.
    """
    found = _NUMBER.search(point.printed)
    if not found:
        return range(0)
    digits = len(found[1] or found[2] or "")
    number, half = float(found[0]), 0.5 * 10**-digits
    scale = next((s for s in (100, 1) if math.isclose(number, point.value * s, abs_tol=half)), None)
    if scale is None:
        return range(0)
    lowest = math.ceil((number - half) / scale * n - 1e-9)
    highest = math.floor((number + half) / scale * n + 1e-9)
    return range(max(lowest, 0), min(highest, n) + 1)
