"""Dates that may be known only as a window."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Self

from attrs import frozen

from allkb.model.record import Record
from allkb.model.terms import Basis

__all__ = ["DateWindow", "date_in"]

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@frozen(kw_only=True, eq=False, repr=False)
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
        msg = f"{text!r} is not a date like 2025-04-21, 2019-03 or 2004"
        found = _PARTIAL.fullmatch(text)
        if not found:
            raise ValueError(msg)
        year, month, day = found.groups()
        try:
            first = date(int(year), int(month or 1), int(day or 1))
        except ValueError as exc:
            raise ValueError(msg) from exc
        if day:
            return cls(earliest=first, latest=first)
        return cls(earliest=first, latest=_last_day(first.year, int(month or 12)))

    def __str__(self) -> str:
        if self.earliest == self.latest:
            return self.earliest.isoformat()
        return f"{self.earliest} to {self.latest}"


def _last_day(year: int, month: int) -> date:
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def date_in(revision: str) -> DateWindow | None:
    """Return the date that the id of a revision ends in; None if it ends in none."""
    try:
        return DateWindow.parse(revision.rpartition(".")[2])
    except ValueError:
        return None
