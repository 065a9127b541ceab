"""Arms that are compared, and how they compare."""

import math
from collections.abc import Iterator

from attrs import frozen

from allkb.model.criteria import Criterion
from allkb.model.ids import ConceptId, id_faults
from allkb.model.quantities import ConfidenceInterval, Estimate, PValue
from allkb.model.record import Record
from allkb.model.terms import Direction, EffectMeasure

__all__ = ["Arm", "Effect", "UnassignedRatio"]


@frozen(kw_only=True, eq=False, repr=False)
class Arm(Record):
    """
    One of the groups that are compared.

    Attributes:
        id: Its name within the comparison.
        label: What it is, in a few words.
        intervention: What the group was given, where that sets it apart.
        criteria: Who is in it, where that sets it apart.
        n: How many were in it, where the source says so.
        estimate: What was seen in it, where the source says so.
    """

    id: str
    label: str
    intervention: ConceptId | None = None
    criteria: Criterion | None = None
    n: int | None = None
    estimate: Estimate | None = None

    def _faults(self) -> Iterator[str]:
        yield from id_faults(self.id)
        if self.n is not None and self.n < 0:
            yield f"n ({self.n}) must not be negative"


@frozen(kw_only=True, eq=False, repr=False)
class Effect(Record):
    """
    How one arm compares with another. Both are always named.

    Attributes:
        numerator: The arm above the line, or that is subtracted from.
        denominator: The arm below the line, or that is subtracted.
        direction: Which did better, in the source's words.
        measure: What `value` is; None where no value is printed.
        value: Above 0 for a ratio; a difference of proportions is in [-1, 1].
        printed: `value` as the source prints it; None where that was not read.
        interval: Its confidence interval, which contains it.
        p: The p value beside it.
    """

    numerator: str
    denominator: str
    direction: Direction
    measure: EffectMeasure | None = None
    value: float | None = None
    printed: str | None = None
    interval: ConfidenceInterval | None = None
    p: PValue | None = None

    def _faults(self) -> Iterator[str]:
        if self.numerator == self.denominator:
            yield f"numerator and denominator are both {self.numerator!r}"
        if (self.measure is None) != (self.value is None):
            yield "measure and value come together or not at all"
        if self.value is None:
            if self.interval is not None:
                yield "an interval needs the value it surrounds"
            if self.printed is not None:
                yield "printed needs the value it prints"
            return
        yield from _value_faults(self.value, self.measure, self.interval)


@frozen(kw_only=True, eq=False, repr=False)
class UnassignedRatio(Record):
    """
    A ratio of which the source does not say what is above or below the line.

    It is kept because it is printed, and apart from the effects because
    without its arms it says nothing.

    Attributes:
        measure: What `value` is.
        value: Above 0.
        printed: It as the source prints it.
        interval: Its confidence interval, which contains it.
        p: The p value beside it.
        reason: What the source leaves open, in our words.
    """

    measure: EffectMeasure
    value: float
    printed: str
    interval: ConfidenceInterval | None = None
    p: PValue | None = None
    reason: str

    def _faults(self) -> Iterator[str]:
        if self.measure is EffectMeasure.DIFFERENCE:
            yield "a difference is no ratio"
        yield from _value_faults(self.value, self.measure, self.interval)


def _value_faults(
    value: float, measure: EffectMeasure | None, interval: ConfidenceInterval | None
) -> Iterator[str]:
    lowest = min(value, interval.low) if interval else value
    highest = max(value, interval.high) if interval else value
    if not math.isfinite(value):
        yield f"value must be a finite number, not {value}"
    elif measure is EffectMeasure.DIFFERENCE:
        if lowest < -1 or highest > 1:
            yield f"a difference of proportions and its interval must be in [-1, 1]: {value}"
    elif value <= 0 or lowest < 0:
        yield f"a ratio must be above 0, and its interval not below; found {lowest}"
    if interval and not interval.low <= value <= interval.high:
        yield f"the interval {interval.low} to {interval.high} does not contain {value}"
