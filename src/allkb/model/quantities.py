"""
How much: estimates as printed, what surrounds them, and p values.

A range the authors state, a confidence interval and a standard error are
three things and three types. Nothing here turns one into another.
"""

import math
import re
from collections.abc import Iterator
from typing import ClassVar, Literal, assert_never

from attrs import frozen

from allkb.model.record import Record
from allkb.model.terms import Comparator, Unit
from allkb.shown import Shown

__all__ = [
    "Bound",
    "ConfidenceInterval",
    "Count",
    "Estimate",
    "ObservedRange",
    "PValue",
    "Point",
    "Range",
    "StandardError",
    "Uncertainty",
    "Unquantified",
]


def _number_faults(name: str, value: float) -> Iterator[str]:
    if not math.isfinite(value):
        yield f"{name} must be a finite number, not {value}"


def _unit_faults(name: str, value: float, unit: Unit) -> Iterator[str]:
    if not math.isfinite(value):
        yield from _number_faults(name, value)
    elif unit is Unit.PROPORTION and not 0 <= value <= 1:
        yield f"{name} ({value}) is a proportion, so it must be in [0, 1]"
    elif value < 0:
        yield f"{name} ({value}) is in {unit}, so it must not be negative"


def _order_faults(low: float, high: float) -> Iterator[str]:
    if low > high:
        yield f"low ({low}) is above high ({high})"


@frozen(kw_only=True, eq=False, repr=False)
class ConfidenceInterval(Record):
    """
    A confidence interval, in the unit of what it surrounds.

    Attributes:
        low: Its lower end.
        high: Its upper end, at least `low`.
        level: Its coverage, in (0, 1); 0.95 for 95 %; None where what was read does
            not say.
        printed: Its ends as the source prints them; None where that was not read.
    """

    kind: ClassVar[Literal["confidence-interval"]] = "confidence-interval"
    low: float
    high: float
    level: float | None = 0.95
    printed: str | None = None

    def _faults(self) -> Iterator[str]:
        yield from _number_faults("low", self.low)
        yield from _number_faults("high", self.high)
        yield from _order_faults(self.low, self.high)
        if self.level is not None and not 0 < self.level < 1:
            yield f"level ({self.level}) must be between 0 and 1"


@frozen(kw_only=True, eq=False, repr=False)
class StandardError(Record):
    """
    A standard error, in the unit of what it belongs to.

    Attributes:
        value: Above 0.
        printed: It as the source prints it: `± 4.5%`; None where that was not read.
    """

    kind: ClassVar[Literal["standard-error"]] = "standard-error"
    value: float
    printed: str | None = None

    def _faults(self) -> Iterator[str]:
        yield from _number_faults("value", self.value)
        if self.value <= 0:
            yield f"value ({self.value}) must be above 0"


@frozen(kw_only=True, eq=False, repr=False)
class ObservedRange(Record):
    """
    The lowest and highest value observed, as beside a median.

    Attributes:
        low: The lowest.
        high: The highest, at least `low`.
        printed: Its ends as the source prints them; None where that was not read.
    """

    kind: ClassVar[Literal["observed-range"]] = "observed-range"
    low: float
    high: float
    printed: str | None = None

    def _faults(self) -> Iterator[str]:
        yield from _number_faults("low", self.low)
        yield from _number_faults("high", self.high)
        yield from _order_faults(self.low, self.high)


Uncertainty = ConfidenceInterval | StandardError | ObservedRange
"""What may surround a point or a count."""


def _spread_faults(spread: Uncertainty | None, value: float, unit: Unit) -> Iterator[str]:
    match spread:
        case ConfidenceInterval() | ObservedRange():
            yield from _unit_faults("low of the uncertainty", spread.low, unit)
            yield from _unit_faults("high of the uncertainty", spread.high, unit)
            if not spread.low <= value <= spread.high:
                yield f"the interval {spread.low} to {spread.high} does not contain {value}"
        case StandardError():
            if unit is Unit.PROPORTION and spread.value > 1:
                yield f"a standard error of {spread.value} is too large for a proportion"
        case None:
            pass
        case _:
            assert_never(spread)


@frozen(kw_only=True, eq=False, repr=False)
class Point(Shown, Record):
    """
    One number.

    Attributes:
        value: In `unit`; a proportion lies in [0, 1].
        printed: The figure as the source prints it.
        unit: What the number is.
        approximate: Whether the source says about, approximately or the like.
        uncertainty: What the source prints around it, which contains `value`.
    """

    kind: ClassVar[Literal["point"]] = "point"
    value: float
    printed: str
    unit: Unit = Unit.PROPORTION
    approximate: bool = False
    uncertainty: Uncertainty | None = None

    def _faults(self) -> Iterator[str]:
        yield from _unit_faults("value", self.value, self.unit)
        yield from _spread_faults(self.uncertainty, self.value, self.unit)


@frozen(kw_only=True, eq=False, repr=False)
class Range(Shown, Record):
    """
    A range that the authors state. It has no middle.

    Attributes:
        low: Its lower end, in `unit`.
        high: Its upper end, at least `low`.
        printed: The figure as the source prints it.
        unit: What the numbers are.
        approximate: Whether the source says about, approximately or the like.
    """

    kind: ClassVar[Literal["range"]] = "range"
    low: float
    high: float
    printed: str
    unit: Unit = Unit.PROPORTION
    approximate: bool = False

    def _faults(self) -> Iterator[str]:
        yield from _order_faults(self.low, self.high)
        yield from _unit_faults("low", self.low, self.unit)
        yield from _unit_faults("high", self.high, self.unit)


@frozen(kw_only=True, eq=False, repr=False)
class Bound(Shown, Record):
    """
    One end only: less than 20 %, exceeding 50 %.

    Attributes:
        relation: How the true figure relates to `value`.
        value: In `unit`.
        printed: The figure as the source prints it.
        unit: What the number is.
        approximate: Whether the source says about, approximately or the like.
    """

    kind: ClassVar[Literal["bound"]] = "bound"
    relation: Comparator
    value: float
    printed: str
    unit: Unit = Unit.PROPORTION
    approximate: bool = False

    def _faults(self) -> Iterator[str]:
        yield from _unit_faults("value", self.value, self.unit)
        if self.relation is Comparator.EQUAL:
            yield "a bound is not =; use a point"
        if self.relation is Comparator.LESS and self.value == 0:
            yield "nothing is less than 0 here"
        if self.relation is Comparator.MORE and self.value == 1 and self.unit is Unit.PROPORTION:
            yield "no proportion is more than 1"


@frozen(kw_only=True, eq=False, repr=False)
class Count(Shown, Record):
    """
    So many of so many: 5 of 7.

    Attributes:
        events: How many, from 0 to `of`.
        of: Of how many, at least 1.
        printed: The figure as the source prints it; where it prints `of`
            elsewhere in its passage, the events alone.
        percent: The percentage printed with it, as printed: `71%`.
        approximate: Whether the source says about, approximately or the like.
        uncertainty: What the source prints around the proportion.
    """

    kind: ClassVar[Literal["count"]] = "count"
    events: int
    of: int
    printed: str
    percent: str | None = None
    approximate: bool = False
    uncertainty: Uncertainty | None = None

    def _faults(self) -> Iterator[str]:
        if self.of < 1:
            yield f"of ({self.of}) must be at least 1"
        elif not 0 <= self.events <= self.of:
            yield f"events ({self.events}) must be between 0 and {self.of}"
        else:
            yield from _spread_faults(self.uncertainty, self.proportion, Unit.PROPORTION)

    @property
    def proportion(self) -> float:
        """`events / of`, computed by us, in [0, 1]."""
        return self.events / self.of


@frozen(kw_only=True, eq=False, repr=False)
class Unquantified(Shown, Record):
    """
    The source says that there were some and gives no number.

    Attributes:
        printed: How it says so, in a word or two.
    """

    kind: ClassVar[Literal["unquantified"]] = "unquantified"
    printed: str


Estimate = Point | Range | Bound | Count | Unquantified
"""How much: a closed union, told apart by class or by `kind`."""


@frozen(kw_only=True, eq=False, repr=False)
class PValue(Record):
    """
    A p value as printed.

    Attributes:
        relation: `=` for an exact one, else which bound it is.
        value: In (0, 1].
        sides: 1 or 2 where the source prints it, else None.
        printed: It as the source prints it: `P = .007`; None where that was not read.
    """

    relation: Comparator = Comparator.EQUAL
    value: float
    sides: int | None = None
    printed: str | None = None

    def _faults(self) -> Iterator[str]:
        if not 0 < self.value <= 1:
            yield f"p ({self.value}) must be in (0, 1]"
        elif self.value == 1 and self.relation is Comparator.MORE:
            yield "no p is above 1"
        if self.sides not in (1, 2, None):
            yield f"sides ({self.sides}) must be 1 or 2"

    def __str__(self) -> str:
        printed = self.printed or f"p {self.relation} {self.value:.15g}"
        if self.sides is None or re.search("side|tail", printed, re.IGNORECASE):
            return printed
        return f"{printed}, {'one' if self.sides == 1 else 'two'}-sided"
