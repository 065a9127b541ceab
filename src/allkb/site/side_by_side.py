"""Figures side by side: a forest plot for each endpoint that several statements measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from markupsafe import Markup

from allkb.model import (
    AtTime,
    Bound,
    Comparison,
    Count,
    EffectMeasure,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    Range,
    SafetySignal,
    Statement,
    StatementId,
    TimeRange,
    Unit,
    estimates_of,
    horizon_of,
)
from allkb.plots import forest, svg
from allkb.site.contents import Contents, Standing

__all__ = ["Plot", "SideBySide"]

_DAYS = {Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30.44, Unit.YEARS: 365.25}

_Figures = Literal["estimates", "ratios"]
_Drawn = tuple[_Figures, tuple[StatementId, ...]]


class _Axis(NamedTuple):
    """
    What figures on one axis have in common.

    Attributes:
        endpoint: What is measured, or the event of a harm.
        grade: The grade of a harm; empty for anything else.
        of: What the numbers are.
    """

    endpoint: str
    grade: str
    of: Unit | EffectMeasure


class Plot(NamedTuple):
    """
    A forest plot.

    Attributes:
        name: Its name within a page.
        title: What is measured, and in what.
        statements: How many statements it draws.
        svg: The picture.
    """

    name: str
    title: str
    statements: int
    svg: Markup


class SideBySide:
    """
    Draws the figures of statements that stand.

    What stands no longer is left out: a figure on an axis is read faster than the mark beside it.

    Args:
        contents: What the pages show.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._drawn: dict[_Drawn, Markup] = {}

    def of(self, statements: Iterable[Statement]) -> tuple[Plot, ...]:
        """Return a plot for each endpoint that at least two statements measure, the most first."""
        found: dict[_Axis, list[Statement]] = {}
        for statement in statements:
            if self._contents.standing(statement) is Standing.STANDS:
                for axis in _axes(statement):
                    found.setdefault(axis, []).append(statement)
        plots = [self._plot(axis, several) for axis, several in found.items() if len(several) > 1]
        return tuple(sorted(plots, key=lambda plot: (-plot.statements, plot.name)))

    def _plot(self, axis: _Axis, statements: Sequence[Statement]) -> Plot:
        label = self._contents.kb.concept(axis.endpoint).label
        words = (label, axis.grade, "" if axis.of is Unit.PROPORTION else f"({axis.of})")
        title = " ".join(filter(None, words))
        name = "-".join(("plot", *filter(None, axis))).replace(" ", "-")
        ordered = tuple(s.id for s in sorted(statements, key=_when))
        figures: _Figures = "ratios" if isinstance(axis.of, EffectMeasure) else "estimates"
        drawn = self._draw((figures, ordered))
        return Plot(name, title[:1].upper() + title[1:], len(ordered), drawn)

    def _draw(self, asked: _Drawn) -> Markup:
        """Return a picture; those of pages with the same statements are drawn once."""
        if asked not in self._drawn:
            figures, ids = asked
            kb = self._contents.kb
            selection = kb.statements.where(lambda s: s.id in ids).sorted(lambda s: ids.index(s.id))
            chart = forest(selection, figures=figures, group="horizon", theme="page")
            # What is drawn is allkb's own, and texts in it are escaped by what draws it.
            self._drawn[asked] = Markup(svg(chart))  # noqa: S704
        return self._drawn[asked]


def _axes(statement: Statement) -> Iterator[_Axis]:
    """Yield the axes on which a statement has its figures; none where they are of several sorts."""
    match statement:
        case SafetySignal():
            endpoint, grade = statement.event, statement.grade or ""
        case OutcomeStatistic() | Comparison() | PrognosticFactor():
            endpoint, grade = statement.endpoint, ""
        case _:
            return
    for sorts in (_units(statement), _measures(statement)):
        if len(sorts) == 1:
            yield _Axis(endpoint, grade, *sorts)


def _units(statement: Statement) -> set[Unit]:
    """Return the units of the numbers that tell how many reach an endpoint, or when."""
    estimates = (e for path, e in estimates_of(statement) if path != ".median_follow_up")
    return {
        Unit.PROPORTION if isinstance(estimate, Count) else estimate.unit
        for estimate in estimates
        if isinstance(estimate, Count | Point | Range | Bound)
    }


def _measures(statement: Statement) -> set[EffectMeasure]:
    """Return the measures of the ratios between arms."""
    if not isinstance(statement, Comparison | PrognosticFactor):
        return set()
    drawn = {effect.measure for effect in statement.effects if effect.measure}
    drawn.discard(EffectMeasure.DIFFERENCE)
    # Ratios without arms stand in the plot as text, and are no reason for one.
    return drawn and drawn | {ratio.measure for ratio in statement.unassigned}


def _when(statement: Statement) -> tuple[float, str, StatementId]:
    """Return what puts figures in the order of their times; those without one come last."""
    horizon = horizon_of(statement)
    match horizon:
        case AtTime():
            days = horizon.value * _DAYS[horizon.unit]
        case TimeRange():
            days = horizon.low * _DAYS[horizon.unit]
        case _:
            days = float("inf")
    return days, str(horizon or ""), statement.id
