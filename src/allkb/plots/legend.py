"""What the marks of a chart mean: one line for each kind that is in it, drawn as it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from attrs import evolve

from allkb.model import Comparator
from allkb.plots.marks import Placed
from allkb.plots.rows import Figure, Mark, Spread, spread_words
from allkb.plots.scales import Axis

__all__ = ["REACH", "SAMPLE", "Entry", "entries_of", "sample_axis"]

SAMPLE = 46
"""How wide a sample is, in pixels."""

_STEP = 17


REACH = 0.75
"""How long the arrow of a sample is, as a part of it."""


class Entry(NamedTuple):
    """A sample of a mark, and what it means."""

    placed: Placed
    words: str


def sample_axis() -> Axis:
    """Return the axis along which samples are drawn."""
    return Axis(low=0.0, high=1.0, unit="")


_POINT = Figure(mark=Mark.POINT, value=0.5)
_RANGE = Figure(mark=Mark.RANGE, low=0.08, high=0.92, spread=Spread.STATED)
_WORDS = {
    Mark.POINT: "one number, as printed",
    Mark.COUNT: "count of patients, placed by allkb at events / patients",
    Mark.BOUND: "one end only: the true figure lies in the direction of the arrow",
    Mark.TEXT: "no mark: no number is given, or it is not told what it compares",
}
_ABOUT = "about so much, says the source"
_APPROXIMATE = (
    (Mark.POINT, _POINT, "open symbol"),
    (Mark.COUNT, evolve(_POINT, mark=Mark.COUNT), "open symbol"),
    (Mark.RANGE, _RANGE, "dashed outline"),
    (Mark.BOUND, Figure(mark=Mark.BOUND, value=0.1, relation=Comparator.MORE), "dashed shaft"),
)


def entries_of(rows: Sequence[tuple[Figure, bool]], axis: Axis) -> Iterator[Entry]:
    """
    Yield what the marks of some figures mean.

    Args:
        rows: The figures, each with whether its source no longer says it.
        axis: The axis that they are drawn along.
    """
    for i, (figure, is_ended, words) in enumerate(_samples(rows, axis)):
        placed = Placed(figure=figure, y=_STEP * (i + 0.5), is_ended=is_ended, told={"what": words})
        yield Entry(placed, words)


def _samples(rows: Sequence[tuple[Figure, bool]], axis: Axis) -> Iterator[tuple[Figure, bool, str]]:
    figures = [figure for figure, _ in rows]
    marks = {figure.mark for figure in figures}
    if Mark.POINT in marks:
        yield _POINT, False, _WORDS[Mark.POINT]
    if Mark.COUNT in marks:
        yield evolve(_POINT, mark=Mark.COUNT), False, _WORDS[Mark.COUNT]
    yield from ((figure, False, words) for figure, words in _spreads(figures))
    if Mark.BOUND in marks:
        bound = next(figure for figure in figures if figure.mark is Mark.BOUND)
        sample = evolve(bound, value=0.1 if bound.points_up else 0.9, is_approximate=False)
        yield sample, False, _WORDS[Mark.BOUND]
    about = {figure.mark for figure in figures if figure.is_approximate}
    for mark, sample, shape in _APPROXIMATE:
        if mark in about:
            yield evolve(sample, is_approximate=True), False, f"{shape}: {_ABOUT}"
    if any(_goes_on(figure, axis) for figure in figures):
        yield (
            Figure(mark=Mark.POINT, value=2.0, low=0.1, high=2.0),
            False,
            "goes on beyond the axis",
        )
    if any(is_ended for _, is_ended in rows):
        yield _POINT, True, "grey: no longer said by its source"
    if Mark.TEXT in marks:
        yield Figure(mark=Mark.TEXT), False, _WORDS[Mark.TEXT]


def _spreads(figures: Iterable[Figure]) -> Iterator[tuple[Figure, str]]:
    """Yield a sample for each kind and level of interval or range."""
    seen: dict[tuple[Spread, float | None], Figure] = {}
    for figure in figures:
        if figure.spread:
            seen.setdefault((figure.spread, figure.level), figure)
    for (spread, level), figure in sorted(seen.items(), key=lambda item: str(item[0])):
        mark = figure.mark if spread in (Spread.STATED, Spread.EXACT) else Mark.POINT
        value = None if mark is Mark.RANGE else 0.5
        sample = Figure(mark=mark, value=value, low=0.08, high=0.92, spread=spread, level=level)
        yield sample, spread_words(spread, level)


def _goes_on(figure: Figure, axis: Axis) -> bool:
    places = [p for p in (figure.low, figure.value, figure.high) if p is not None]
    return any(not axis.has(place) for place in places)
