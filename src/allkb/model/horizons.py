"""When an outcome was measured: never a bare number."""

import math
from collections.abc import Iterator
from typing import ClassVar, Literal

from attrs import frozen

from allkb.model.record import Record
from allkb.model.terms import Unit

__all__ = ["AtEvent", "AtTime", "Horizon", "LongTerm", "NotStated", "TimeRange"]


@frozen(kw_only=True, eq=False, repr=False)
class AtTime(Record):
    """
    A stated time: at 3 years.

    Attributes:
        value: How long, above 0.
        unit: Days, weeks, months or years.
        within: Whether by then, rather than at it.
        since: What the time counts from, where the source says so: `infusion`.
    """

    kind: ClassVar[Literal["time"]] = "time"
    value: float
    unit: Unit
    within: bool = False
    since: str | None = None

    def _faults(self) -> Iterator[str]:
        if not (math.isfinite(self.value) and self.value > 0):
            yield f"value ({self.value}) must be a finite number above 0"
        if self.unit is Unit.PROPORTION:
            yield "a time cannot be a proportion"

    def __str__(self) -> str:
        unit = self.unit.value.removesuffix("s") if self.value == 1 else self.unit.value
        start = f" from {self.since}" if self.since else ""
        return f"{'within' if self.within else 'at'} {self.value:.15g} {unit}{start}"


@frozen(kw_only=True, eq=False, repr=False)
class TimeRange(Record):
    """
    A stretch of time: 5 to 13 months after treatment.

    Attributes:
        low: Its start, at least 0.
        high: Its end, above `low`.
        unit: Days, weeks, months or years.
        since: What the times count from, where the source says so: `infusion`.
    """

    kind: ClassVar[Literal["time-range"]] = "time-range"
    low: float
    high: float
    unit: Unit
    since: str | None = None

    def _faults(self) -> Iterator[str]:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and 0 <= self.low < self.high):
            yield f"low ({self.low}) must be at least 0, and high ({self.high}) above it"
        if self.unit is Unit.PROPORTION:
            yield "a time cannot be a proportion"

    def __str__(self) -> str:
        start = f" from {self.since}" if self.since else ""
        return f"from {self.low:.15g} to {self.high:.15g} {self.unit}{start}"


@frozen(kw_only=True, eq=False, repr=False)
class AtEvent(Record):
    """
    An occasion: at last follow-up, at the end of reinduction.

    Attributes:
        event: The occasion, in words that follow `at`.
    """

    kind: ClassVar[Literal["event"]] = "event"
    event: str

    def __str__(self) -> str:
        return f"at {self.event}"


@frozen(kw_only=True, eq=False, repr=False)
class LongTerm(Record):
    """
    Long term, with no number given.

    Attributes:
        printed: The source's word: `long-term`, `extended`.
    """

    kind: ClassVar[Literal["long-term"]] = "long-term"
    printed: str

    def __str__(self) -> str:
        return f"{self.printed} (no time given)"


@frozen(kw_only=True, eq=False, repr=False)
class NotStated(Record):
    """The source was read, and gives a figure without saying when."""

    kind: ClassVar[Literal["not-stated"]] = "not-stated"

    def __str__(self) -> str:
        return "(no time stated)"


Horizon = AtTime | TimeRange | AtEvent | LongTerm | NotStated
"""When an outcome was measured; None in a field where no time belongs to it."""
