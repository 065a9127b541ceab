"""Trails: lines that lead from what one document says of a figure to what a later one says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from allkb.plots.rows import Figure, Row
from allkb.plots.scales import Axis
from allkb.plots.themes import Palette

__all__ = ["Trail", "trails"]

_CLEAR = 7
"""How far from the middle of a row a trail begins and ends, in pixels."""


class Trail(NamedTuple):
    """
    That one row leads to another.

    Attributes:
        first: The key of the upper row.
        then: The key of the lower row.
        is_changed: Whether the lower one took the place of the upper one; else they say the same.
    """

    first: str
    then: str
    is_changed: bool


def trails(
    joined: Iterable[Trail],
    rows: Sequence[Row],
    places: Mapping[str, float],
    axis: Axis,
    palette: Palette,
    x: alt.X,
    y: alt.Y,
) -> Iterator[alt.Chart]:
    """
    Yield trails as layers: one line for a number, one from each end for a range.

    Args:
        joined: Which rows are joined.
        rows: The rows.
        places: The heights of the rows, by their keys.
        axis: The axis.
        palette: The colours.
        x: The channel of the axis.
        y: The channel of heights.
    """
    figures = {row.key: row.figure for row in rows}
    data: dict[bool, list[dict[str, Any]]] = {}
    for first, then, is_changed in joined:
        upper, lower = _edges(figures[first]), _edges(figures[then])
        ends = dict.fromkeys(zip(upper, lower, strict=True)) if upper and lower else {}
        for start, end in ends:
            if axis.has(start) and axis.has(end):
                line = {"x": start, "x2": end, "y": places[first] + _CLEAR}
                data.setdefault(is_changed, []).append({**line, "y2": places[then] - _CLEAR})
    for is_changed, values in data.items():
        rule = alt.Chart(alt.InlineData(values=values)).mark_rule(
            color=palette.faint,
            strokeWidth=1,
            strokeDash=[3, 3] if is_changed else [1, 0],
            aria=False,
        )
        placed: alt.Chart = rule.encode(x=x, x2="x2:Q", y=y, y2="y2:Q")
        yield placed


def _edges(figure: Figure) -> tuple[float, float] | None:
    """Return where the trails of a figure begin: twice the same place unless it is a range."""
    places = figure.places
    return (places[0], places[-1]) if places else None
