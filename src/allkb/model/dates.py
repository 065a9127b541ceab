"""Dates that may be known only as a window."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Self

from attrs import frozen

from allkb.model.record import Record
from allkb.model.terms import Basis

__all__ = ["DateWindow"]

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@frozen(kw_only=True, repr=False)
class DateWindow(Record):
    """
    The time in which a document is dated.

    Attributes:
        earliest: The first day it can be of.
        latest: The last day it can be of; the same where the day is known.
        basis: Whether the document prints its date or the window is inferred.
    """

    earliest: date
    latest: date
    basis: Basis = Basis.PRINTED

    def _faults(self) -> Iterator[str]:
        if self.latest < self.earliest:
            yield f"latest ({self.latest}) is before earliest ({self.earliest})"

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        Read `2025-04-21`, `2019-03` or `2004` as the days it spans.

        Raises:
            ValueError: if it is no such date.
        """
        found = _PARTIAL.fullmatch(text)
        if not found:
            msg = f"{text!r} is not a date like 2025-04-21, 2019-03 or 2004"
            raise ValueError(msg)
        year, month, day = (int(part or 0) for part in found.groups())
        first, last = month or 1, month or 12
        final = date(year, last, day) if day else _last_day(year, last)
        return cls(earliest=date(year, first, day or 1), latest=final)

    def __str__(self) -> str:
        if self.earliest == self.latest:
            return self.earliest.isoformat()
        return f"{self.earliest} to {self.latest}"


def _last_day(year: int, month: int) -> date:
    in_next = date(year, month, 28) + timedelta(days=4)
    return in_next - timedelta(days=in_next.day)
