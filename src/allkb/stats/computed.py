"""What every result is: a value that says who worked it out, and of what."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from numbers import Integral
from typing import ClassVar, Literal, cast

from attrs import frozen

from allkb.errors import InvalidValueError
from allkb.knowledge import KnowledgeBase
from allkb.model import Count, MisprintPart, Statement, Unit
from allkb.shown import living
from allkb.views import attested, criteria_text, headline, notice
from allkb.views.markup import as_html, tag

__all__ = [
    "BY_US",
    "Computed",
    "ComputedInterval",
    "Quantity",
    "as_given",
    "base_of",
    "check_level",
    "figures_amiss",
    "level_words",
    "notice_of",
    "paired",
    "standing",
    "title_of",
    "whom",
    "written",
]

BY_US = "computed by allkb"
"""How every number that no source prints is marked."""

Quantity = Unit | Literal["difference", "ratio"]
"""What a number is: a difference is one of proportions, in [-1, 1]."""


@frozen(kw_only=True, repr=False)
class Computed(ABC):
    """
    A result that allkb computed; `str` tells it in words.

    Attributes:
        notice: What the data is derived from, and what it is not.
    """

    notice: str

    @abstractmethod
    def _lines(self) -> Iterator[str]:
        """Yield what it says, line by line, without the notice."""

    def __str__(self) -> str:
        return "\n".join((*self._lines(), self.notice))

    def _repr_html_(self) -> str:
        """Return the same words as HTML, escaped."""
        return as_html(tag("div", *(tag("p", line) for line in str(self).splitlines())))


@frozen(kw_only=True, repr=False)
class ComputedInterval(Computed):
    """
    An interval that allkb computed. It is no `ConfidenceInterval`: no source prints it.

    Attributes:
        estimate: What it surrounds.
        low: Its lower end.
        high: Its upper end.
        level: Its coverage, in (0, 1).
        method: By what method.
        unit: What its numbers are.
        of: What it was computed from.
        printed: What the source itself prints around the figure; None if nothing.
    """

    kind: ClassVar[Literal["computed-interval"]] = "computed-interval"
    estimate: float
    low: float
    high: float
    level: float
    method: str
    unit: Quantity = Unit.PROPORTION
    of: str
    printed: str | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.ends}, {level_words(self.level)} {self.method}>"

    @property
    def ends(self) -> str:
        """Its ends as text: `12.3% to 37.5%`."""
        low, high = written(self.low, self.unit), written(self.high, self.unit)
        return f"{low.removesuffix(' percentage points')} to {high}"

    @property
    def words(self) -> str:
        """The interval with its level, its method and who computed it, in one line."""
        return f"{level_words(self.level)} {self.method} interval {self.ends}, {BY_US}"

    def _lines(self) -> Iterator[str]:
        estimate = written(self.estimate, self.unit)
        yield f"{self.of}: {estimate}, {self.words}; no source prints it."
        if self.printed:
            yield f"The source itself prints {self.printed}."


def check_level(level: float) -> None:
    """Refuse what is no level of an interval: it lies between 0 and 1, as 0.95 does."""
    if not isinstance(cast("object", level), float) or not 0 < level < 1:
        raise InvalidValueError("level", (f"it must be a number in (0, 1), not {level!r}",))


def paired(given: object) -> Count | None:
    """
    Return a pair (k, n) as a count; None if it is no pair of whole numbers.

    Whole numbers of other libraries, such as numpy's, are ones too.
    """
    if not isinstance(given, tuple):
        return None
    match [_whole(x) for x in cast("tuple[object, ...]", given)]:
        case [int(events), int(of)]:
            return Count(events=events, of=of, printed=f"{events} of {of}")
        case _:
            return None


def _whole(given: object) -> int | None:
    match given:
        case bool():
            return None
        case Integral():
            return int(given)
        case _:
            return None


def level_words(level: float) -> str:
    """Return a level as text: `95 %`."""
    return f"{level * 100:g} %"


def written(value: float, unit: Quantity) -> str:
    """Return a computed number as text: three digits of a ratio or a time, tenths of a percent."""
    if unit is Unit.PROPORTION:
        return f"{value * 100:.1f}%"
    if unit == "difference":
        return f"{value * 100:+.1f} percentage points"
    return format(value, ".3g" if abs(value) < 1000 else ",.0f") + (
        "" if unit == "ratio" else f" {unit}"
    )


def as_given(value: float, unit: Quantity) -> str:
    """Return a number of a source as text, with no digit more than it has."""
    if unit is Unit.PROPORTION:
        return f"{value * 100:.15g}%"
    return f"{value:.15g}" if unit in ("ratio", "difference") else f"{value:.15g} {unit}"


def base_of(statement: Statement) -> KnowledgeBase | None:
    """Return the oldest knowledge base in use that holds a statement: it has the names."""
    return next((kb for kb in living() if statement in kb), None)


def title_of(statement: Statement) -> str:
    """Return what a statement says in one line, with names where a knowledge base lends them."""
    kb = base_of(statement)
    return headline(kb, statement) if kb else statement.summary


def notice_of(statement: Statement | None = None) -> str:
    """Return what a result is derived from, and what it is not."""
    if statement is None:
        return "Not clinical advice."
    kb = base_of(statement)
    if kb:
        return notice(kb)
    revisions = ", ".join(dict.fromkeys(a.source for a in statement.attestations))
    return f"Derived from {revisions}. Not a PDQ summary. Not clinical advice."


def figures_amiss(statement: Statement) -> tuple[str, ...]:
    """Return which figures of a statement are printed amiss, and how that is known."""
    return tuple(
        f"{said.source} prints the figure {found.printed!r} amiss: {found.reason}"
        for said in statement.attestations
        for found in said.misprints
        if found.part is MisprintPart.FIGURE
    )


def standing(statement: Statement) -> Iterator[str]:
    """Yield who says a statement, whether it still stands, and what to know before using it."""
    yield f"Said by {attested(statement)}."
    if statement.ended:
        how, why = statement.ended.how, statement.ended.reason
        yield f"This stands no longer in its source ({how}): {why}"
    yield from (f"Caveat: {caveat}" for caveat in statement.caveats)


def whom(statement: Statement) -> str:
    """Return the patients of a statement in words, empty where none are given."""
    kb, criteria = base_of(statement), statement.criteria
    first = (criteria_text(kb, criteria) if kb else str(criteria)) if criteria else None
    told = filter(None, (first, statement.population, statement.selection))
    return "; ".join(words.rstrip(".") for words in told)
