"""What a row of a chart says and where its mark lies, before anything is drawn."""

from __future__ import annotations

from enum import StrEnum
from statistics import NormalDist
from typing import assert_never

from attrs import field, frozen
from scipy.special import betaincinv

from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Estimate,
    ObservedRange,
    Point,
    Range,
    StandardError,
    StatementId,
    Uncertainty,
    Unit,
    Unquantified,
)

__all__ = ["LEVEL", "Figure", "Mark", "Row", "Spread", "figure_of", "spread_words"]

LEVEL = 0.95
"""The level of the intervals that are computed here."""

_MANY = 10**9
"""The number of patients from which an exact interval is narrower than any line."""


class Mark(StrEnum):
    """What stands for a figure."""

    POINT = "point"
    """One number."""
    COUNT = "count"
    """So many of so many, placed at their quotient, which is computed by us."""
    RANGE = "range"
    """A range that authors state: a bar, without a middle."""
    BOUND = "bound"
    """One end: an open arrow."""
    TEXT = "text"
    """No number: the figure stands as text alone."""


class Spread(StrEnum):
    """What reaches from the lower to the higher end of a figure."""

    PRINTED = "confidence interval"
    """A confidence interval that the source prints."""
    NORMAL = "interval by standard error"
    """Computed by us from a printed standard error."""
    EXACT = "exact interval"
    """Computed by us from a count, after Clopper and Pearson."""
    OBSERVED = "observed range"
    """From the lowest to the highest observed."""
    STATED = "stated range"
    """The ends of a range that authors state."""


@frozen(kw_only=True)
class Figure:
    """
    Where the mark of a figure lies.

    Attributes:
        mark: What stands for it.
        value: Where a point, a count or the edge of a bound lies; None for the others.
        low: The lower end of what it has around it, or of a range; None where there is none.
        high: The higher end.
        spread: What those ends are.
        level: The coverage of an interval; None where it is not stated or there is none.
        relation: Of a bound, how the true figure relates to its edge.
        is_approximate: Whether the source says about, approximately or the like.
        unit: What the numbers are: a unit, or a measure of effect.
    """

    mark: Mark
    value: float | None = None
    low: float | None = None
    high: float | None = None
    spread: Spread | None = None
    level: float | None = None
    relation: Comparator | None = None
    is_approximate: bool = False
    unit: str | None = None

    @property
    def points_up(self) -> bool:
        """Whether the true figure of a bound lies above its edge."""
        return self.relation in (Comparator.MORE, Comparator.AT_LEAST)

    @property
    def ends(self) -> tuple[float, float] | None:
        """The ends of what it has around it, or of a range."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @property
    def places(self) -> tuple[float, ...]:
        """Where it is drawn, whatever surrounds a point left out."""
        if self.mark is Mark.RANGE:
            return self.ends or ()
        return () if self.value is None else (self.value,)


@frozen(kw_only=True)
class Row:
    """
    One figure of a statement, ready to be drawn.

    Attributes:
        key: What tells it from all other rows: the id of the statement, and of which
            part of it the figure is.
        statement: The id of the statement.
        label: What it is of; rows may share it.
        who: Whom it is about, in words.
        endpoint: What was measured.
        horizon: When; empty where no time belongs to it.
        group: The heading it stands under; empty where rows are not grouped.
        figure: Where its mark lies.
        printed: The figure as printed.
        n: How many patients it is of.
        levels: The evidence levels, as the newest summary prints them.
        said: Who says it.
        side: What the source says did better; empty where nothing is compared.
        arms: The labels of what stands above and below the line of a ratio.
        better: 1 where a figure above the line of no effect speaks for the first arm, -1 where
            one below it does, 0 where the source does not tell.
        ended: That and how its source no longer says it; empty while it does.
        footnotes: What must not be missed: how it ended, what disagrees, what is printed amiss;
            where arms are compared also the caveats.
        notes: What else a reader should know.
    """

    key: str
    statement: StatementId
    label: str
    who: str = ""
    endpoint: str = ""
    horizon: str = ""
    group: str = ""
    figure: Figure
    printed: str
    n: str
    levels: str
    said: str
    side: str = ""
    arms: tuple[str, str] | None = None
    better: int = 0
    ended: str = ""
    footnotes: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), repr=False)


def figure_of(estimate: Estimate) -> Figure:
    """Return where the mark of an estimate lies. A range gets no middle, a bound no end."""
    match estimate:
        case Unquantified():
            return Figure(mark=Mark.TEXT)
        case Bound():
            return Figure(
                mark=Mark.BOUND,
                value=estimate.value,
                relation=estimate.relation,
                is_approximate=estimate.approximate,
                unit=estimate.unit,
            )
        case Range():
            return Figure(
                mark=Mark.RANGE,
                low=estimate.low,
                high=estimate.high,
                spread=Spread.STATED,
                is_approximate=estimate.approximate,
                unit=estimate.unit,
            )
        case Point():
            return _surrounded(Mark.POINT, estimate.value, estimate, estimate.unit)
        case Count():
            return _surrounded(Mark.COUNT, estimate.proportion, estimate, Unit.PROPORTION)
        case _:
            assert_never(estimate)


def _surrounded(mark: Mark, value: float, estimate: Point | Count, unit: Unit) -> Figure:
    ends = _ends(value, estimate.uncertainty, unit)
    if isinstance(estimate, Count) and estimate.uncertainty is None:
        ends = _exact(estimate.events, estimate.of)
    if estimate.approximate and ends and ends[2] in (Spread.NORMAL, Spread.EXACT):
        # What is about so much has no error that could be computed.
        ends = None
    low, high, spread, level = ends or (None, None, None, None)
    return Figure(
        mark=mark,
        value=value,
        low=low,
        high=high,
        spread=spread,
        level=level,
        is_approximate=estimate.approximate,
        unit=unit,
    )


_Ends = tuple[float, float, Spread, float | None]


def _ends(value: float, around: Uncertainty | None, unit: Unit) -> _Ends | None:
    match around:
        case None:
            return None
        case ConfidenceInterval():
            return around.low, around.high, Spread.PRINTED, around.level
        case ObservedRange():
            return around.low, around.high, Spread.OBSERVED, None
        case StandardError():
            reach = NormalDist().inv_cdf((1 + LEVEL) / 2) * around.value
            high = min(value + reach, 1.0) if unit is Unit.PROPORTION else value + reach
            return max(value - reach, 0.0), high, Spread.NORMAL, LEVEL
        case _:
            assert_never(around)


def _exact(events: int, of: int) -> _Ends | None:
    """Return the interval of a count after Clopper and Pearson."""
    if of > _MANY:
        return None
    tail = (1 - LEVEL) / 2
    low = float(betaincinv(events, of - events + 1, tail)) if events else 0.0
    high = float(betaincinv(events + 1, of - events, 1 - tail)) if events < of else 1.0
    return low, high, Spread.EXACT, LEVEL


def spread_words(spread: Spread, level: float | None) -> str:
    """Return what is around a figure, as a legend says it."""
    share = f"{level * 100:g} % " if level else ""
    match spread:
        case Spread.PRINTED:
            unsaid = "" if level else ", of a level that is not stated"
            return f"{share}confidence interval, as printed{unsaid}"
        case Spread.NORMAL:
            return f"{share}interval, computed by allkb from the printed standard error (normal)"
        case Spread.EXACT:
            return f"exact {share}interval, computed by allkb from the count (Clopper-Pearson)"
        case Spread.OBSERVED:
            return "lowest to highest observed; no confidence interval"
        case Spread.STATED:
            return "range that the authors state; it has no middle"
        case _:
            assert_never(spread)
