"""When an outcome was measured: never a bare number."""

import math
from collections.abc import Iterator
from typing import ClassVar, Literal

from attrs import frozen

from allkb.model.record import Record
from allkb.model.terms import Unit

__all__ = ["AtEvent", "AtTime", "Horizon", "LongTerm"]


@frozen(kw_only=True, eq=False, repr=False)
class AtTime(Record):
    """
    A stated time: at 3 years.

    Attributes:
        value: How long, above 0.
        unit: Days, months or years.
    """

    kind: ClassVar[Literal["time"]] = "time"
    value: float
    unit: Unit

    def _faults(self) -> Iterator[str]:
        if not (math.isfinite(self.value) and self.value > 0):
            yield f"value ({self.value}) must be a finite number above 0"
        if self.unit is Unit.PROPORTION:
            yield "a time cannot be a proportion"

    def __str__(self) -> str:
        unit = self.unit.value.removesuffix("s") if self.value == 1 else self.unit.value
        return f"at {self.value:.15g} {unit}"


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


Horizon = AtTime | AtEvent | LongTerm
"""When an outcome was measured; None in a field where the source does not say."""
