"""A statement as a study: an effect and its variance on a scale where they are near normal."""

from __future__ import annotations

from typing import assert_never

from attrs import frozen

from allkb.model import (
    Bound,
    ConfidenceInterval,
    Count,
    OutcomeStatistic,
    Point,
    Range,
    SafetySignal,
    StandardError,
    StatementId,
    Unit,
    Unquantified,
)
from allkb.stats.library import expit, logit, normal_quantile, wilson
from allkb.stats.objections import ObjectionKind
from allkb.views import estimate_text

__all__ = ["TAKEN_AS", "Fault", "Study", "proportion_study"]

TAKEN_AS = 0.95
"""The level an interval without one is read as, where that is allowed."""

Fault = tuple[ObjectionKind, str]
"""What is wrong with a figure."""


@frozen(kw_only=True)
class Study:
    """
    What one statement brings to a pool.

    Attributes:
        id: The id of the statement.
        figure: The figure as printed.
        kind: What kind of figure it is: only those of one kind go together.
        effect: On the scale of the pool: the logit of a proportion, the log of a ratio.
        variance: Of the effect, above 0.
        value: The figure as a number.
        low: The lower end of its own interval.
        high: The upper end.
        interval: Whose interval that is.
        faults: What is wrong with it and can be overridden.
        notes: What was done to it.
    """

    id: StatementId
    figure: str
    kind: str
    effect: float
    variance: float
    value: float
    low: float
    high: float
    interval: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()


def proportion_study(statement: OutcomeStatistic | SafetySignal, level: float) -> Study | Fault:
    """
    Return a proportion on the logit scale, or why it cannot be weighed.

    A count of none or of all gets a half more of both, as `escalc(measure="PLO")` of
    R's metafor does it; other counts are left alone.

    Args:
        statement: A statement with an estimate.
        level: The level of the interval that is shown of a count.
    """
    match statement.estimate:
        case Count() as found:
            return _of_count(statement.id, found, level)
        case Point() as found if found.unit is not Unit.PROPORTION:
            return ObjectionKind.FIGURE, f"a time in {found.unit}, no proportion"
        case Point() as found:
            return _of_point(statement.id, found, level)
        case Range():
            return ObjectionKind.FIGURE, "a range, which has no middle"
        case Bound():
            return ObjectionKind.FIGURE, "a bound, which has one end only"
        case Unquantified():
            return ObjectionKind.FIGURE, "no number"
        case _ as never:
            assert_never(never)


def _of_count(id: StatementId, found: Count, level: float) -> Study:
    with_it, without = float(found.events), float(found.of - found.events)
    notes: tuple[str, ...] = ()
    if not with_it or not without:
        with_it, without = with_it + 0.5, without + 0.5
        notes = ("a half was added to those with and to those without",)
    low, high = wilson(found.events, found.of, level)
    return Study(
        id=id,
        figure=estimate_text(found),
        kind="counts",
        effect=logit(with_it / (with_it + without)),
        variance=1 / with_it + 1 / without,
        value=found.proportion,
        low=low,
        high=high,
        interval="Wilson score, computed by allkb",
        faults=_softness(found),
        notes=notes,
    )


def _of_point(id: StatementId, found: Point, level: float) -> Study | Fault:
    match found.uncertainty:
        case ConfidenceInterval() as around if 0 < around.low < around.high < 1:
            reach = 2 * normal_quantile(around.level or TAKEN_AS)
            error = (logit(around.high) - logit(around.low)) / reach
            low, high, whose = around.low, around.high, "printed by the source"
        case ConfidenceInterval():
            return ObjectionKind.FIGURE, "an interval that reaches 0% or 100%, or has no width"
        case StandardError(value=around) if 0 < found.value < 1:
            error = around / (found.value * (1 - found.value))
            reach = normal_quantile(level) * error
            low, high = expit(logit(found.value) - reach), expit(logit(found.value) + reach)
            whose = "from the standard error on the logit scale, computed by allkb"
        case StandardError():
            return ObjectionKind.FIGURE, "a standard error around 0% or 100%"
        case _:
            return ObjectionKind.FIGURE, "a percentage alone: neither its count nor its error"
    return Study(
        id=id,
        figure=estimate_text(found),
        kind="estimates with an interval or a standard error",
        effect=logit(found.value),
        variance=error**2,
        value=found.value,
        low=low,
        high=high,
        interval=whose,
        faults=_softness(found),
    )


def _softness(found: Count | Point) -> tuple[Fault, ...]:
    faults: list[Fault] = []
    if found.approximate:
        faults.append((ObjectionKind.APPROXIMATE, estimate_text(found)))
    around = found.uncertainty if isinstance(found, Point) else None
    if isinstance(around, ConfidenceInterval) and around.level is None:
        faults.append((ObjectionKind.LEVEL, estimate_text(found)))
    return tuple(faults)
