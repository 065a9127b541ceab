"""Days that may be known only by month or year, and the time between days."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

__all__ = ["Span", "joined", "months_between", "to_span"]

_DATE_TIME = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\.[0-9]{1,12})?)?"
    r"(?:Z|[+-][0-9]{2}:[0-5][0-9])?)?)?)?"
)
_YEARS = range(1900, 2200)


class Span(NamedTuple):
    """
    The days that something may have been on.

    Attributes:
        first: The first of them.
        last: The last of them; the same where the day is known.
    """

    first: date
    last: date

    @property
    def day(self) -> date | None:
        """The day, where it is known."""
        return self.first if self.first == self.last else None


def to_span(text: str) -> Span | None:
    """
    Read a date or a time as FHIR writes it: `2019`, `2019-03`, `2019-03-28T11:05:00+01:00`.

    Of a time, the day is read as it is written, in its own time zone. None if it
    is no such thing, no day of the calendar, or of a year no patient can be of.
    """
    found = _DATE_TIME.fullmatch(text[:60])
    if not found or int(found[1]) not in _YEARS:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    if found[3]:
        return Span(first, first)
    if found[2]:
        return Span(first, date(year, month, monthrange(year, month)[1]))
    return Span(first, date(year, 12, 31))


def joined(start: Span | None, end: Span | None) -> Span | None:
    """Return the days from a start to an end; one that is missing says nothing."""
    if start is None or end is None:
        return start or end
    return Span(start.first, end.last)


def months_between(first: date, second: date) -> float:
    """
    Return the months from one day to another: whole ones, and the rest as a part of the next.

    A month is whole on the same day of a later month, or on its last day where
    it has no such day: from 31 January to 28 February is one month.
    """
    whole = (second.year - first.year) * 12 + second.month - first.month
    if second < _later(first, whole):
        whole -= 1
    since, until = _later(first, whole), _later(first, whole + 1)
    return whole + (second - since).days / (until - since).days


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
