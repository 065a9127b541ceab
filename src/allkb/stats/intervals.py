"""Intervals around a reported k of n."""

from __future__ import annotations

from typing import Literal

from allkb.errors import InvalidValueError
from allkb.model import (
    Bound,
    Count,
    Estimate,
    OutcomeStatistic,
    Point,
    Range,
    SafetySignal,
    Statement,
    StatementBase,
    Unquantified,
)
from allkb.stats.computed import ComputedInterval, check_level, notice_of, paired
from allkb.stats.library import exact, wilson
from allkb.views import estimate_text

__all__ = ["Method", "interval"]

Method = Literal["wilson", "exact"]
"""Which interval of a proportion: the score interval, or the one that never covers too little."""

_NAMES: dict[Method, str] = {"wilson": "Wilson score", "exact": "Clopper-Pearson (exact)"}
_NO_COUNT: dict[type[Estimate], str] = {
    Point: "a point has no k and n: only its proportion or its time is held",
    Range: "a range has no k and n, and no middle to put an interval around",
    Bound: "a bound has no k and n: it gives one end only",
    Unquantified: "no number is given at all",
}


def interval(
    of: Estimate | Statement | tuple[int, int], method: Method = "wilson", level: float = 0.95
) -> ComputedInterval:
    """
    Return an interval around a reported k of n, computed by us and marked so.

    It takes the patients for a sample in which each has the event or not, with
    nobody lost. The methods are those of Wilson (1927) and of Clopper and
    Pearson (1934), by statsmodels.

    Args:
        of: A count, a pair (k, n), or an outcome statistic or safety signal whose
            estimate is a count.
        method: `wilson`, or `exact` for Clopper and Pearson's.
        level: Its coverage, in (0, 1).

    Raises:
        InvalidValueError: if it is of no count, with the reason; or if there is no
            such method or level.
    """
    check_level(level)
    if method not in tuple(_NAMES):
        raise InvalidValueError("interval", (f"method is wilson or exact, not {method!r}",))
    statement = of if isinstance(of, OutcomeStatistic | SafetySignal) else None
    count = _count(statement.estimate if statement else of, statement)
    low, high = (wilson if method == "wilson" else exact)(count.events, count.of, level)
    return ComputedInterval(
        estimate=count.proportion,
        low=low,
        high=high,
        level=level,
        method=_NAMES[method],
        of=f"{count.events} of {count.of}",
        printed=estimate_text(count) if count.uncertainty else None,
        notice=notice_of(statement),
    )


def _count(of: object, statement: Statement | None) -> Count:
    """Return what has k and n; anything else is an error that says why it has not."""
    pair = paired(of)
    if pair:
        return pair
    if isinstance(of, Count) and not of.approximate:
        return of
    if isinstance(of, Count):
        fault = "the source says about: k and n are not exact"
    elif isinstance(of, StatementBase):
        fault = f"{of.id} has no estimate of its own; ask for that of an arm or a characteristic"
    else:
        kinds = (reason for kind, reason in _NO_COUNT.items() if isinstance(of, kind))
        fault = next(kinds, f"only a count has an interval here, not {type(of).__name__}")
    raise InvalidValueError(statement.id if statement else "interval", (fault,))
