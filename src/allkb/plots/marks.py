"""Marks: each kind of figure has a shape and each kind of interval a dash of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import altair as alt
from attrs import frozen

from allkb.plots.rows import Figure, Mark, Spread
from allkb.plots.scales import Axis
from allkb.plots.themes import Palette

__all__ = ["Marks", "Placed", "color_of", "dash_of", "spread_color_of"]

Datum = dict[str, Any]

_REACH = 0.11
"""How long the arrow of a bound is, if nobody says so."""

_BAR, _CAP, _EDGE = 10, 8, 13
_BOLD, _THIN = 1.9, 1.5
_DOT, _HEAD, _TIP = 62, 62, 46


@frozen(kw_only=True)
class Placed:
    """
    A figure at its height in a chart.

    Attributes:
        figure: The figure.
        y: The height of its middle, in pixels from the top.
        is_ended: Whether its source no longer says it.
        told: What is read out and shown when one points at it.
    """

    figure: Figure
    y: float
    is_ended: bool = False
    told: dict[str, str]


def color_of(figure: Figure, palette: Palette, *, is_ended: bool = False) -> str:
    """Return the colour of a mark: by who says where it lies, grey where nobody does any more."""
    if is_ended:
        return palette.faint
    match figure.mark:
        case Mark.RANGE:
            return palette.stated
        case Mark.BOUND:
            return palette.ink
        case Mark.COUNT:
            return palette.ours
        case _:
            return palette.printed


def spread_color_of(figure: Figure, palette: Palette, *, is_ended: bool = False) -> str:
    """Return the colour of what surrounds a mark: by who says its ends."""
    if is_ended:
        return palette.faint
    match figure.spread:
        case Spread.EXACT | Spread.NORMAL:
            return palette.ours
        case Spread.OBSERVED:
            return palette.observed
        case _:
            return palette.printed


def dash_of(figure: Figure) -> list[int]:
    """Return the dash of what surrounds a figure; each kind has its own."""
    match figure.spread, figure.level:
        case Spread.NORMAL, _:
            return [6, 3]
        case Spread.EXACT, _:
            return [2, 2]
        case Spread.OBSERVED, _:
            return [1, 4]
        case Spread.PRINTED, None:
            return [8, 2, 2, 2]
        case _:
            return [1, 0]


class Marks:
    """
    Draws figures along an axis.

    Args:
        axis: The axis.
        palette: The colours.
        x: The channel of the axis.
        y: The channel of heights in pixels.
        reach: How long the arrow of a bound is, as a part of the axis.
    """

    def __init__(
        self, axis: Axis, palette: Palette, x: alt.X, y: alt.Y, reach: float = _REACH
    ) -> None:
        self._axis = axis
        self._palette = palette
        self._x = x
        self._y = y
        self._reach = reach

    def layers(self, placed: Iterable[Placed]) -> Iterator[alt.Chart]:
        """Yield the layers of some figures, from back to front."""
        found = tuple(placed)
        yield from self._bars(found)
        yield from self._whiskers(found)
        yield from self._bounds(found)
        yield from self._beyond(found)
        yield from self._points(found)

    def _datum(self, placed: Placed, **more: Any) -> Datum:
        figure = placed.figure
        color = color_of(figure, self._palette, is_ended=placed.is_ended)
        return {**placed.told, "y": placed.y, "color": color, **more}

    def _chart(self, data: list[Datum], **colors: Any) -> alt.Chart:
        """Return data along the axis, in their colours; `colors` for outlines and their like."""
        told = [alt.Tooltip("what:N", title="row")]
        told += [alt.Tooltip(f"{key}:N") for key in data[0] if key in _TOLD]
        chart = alt.Chart(alt.InlineData(values=data))
        found = colors or {"color": alt.Color("color:N", scale=None)}
        placed: alt.Chart = chart.encode(x=self._x, y=self._y, tooltip=told, **found)
        return placed

    def _bars(self, found: tuple[Placed, ...]) -> Iterator[alt.Chart]:
        data: dict[bool, list[Datum]] = {}
        for one in found:
            ends = self._ends(one.figure)
            if ends and one.figure.mark is Mark.RANGE:
                datum = self._datum(one, x=ends[0], x2=ends[1], description=one.told["what"])
                data.setdefault(one.figure.is_approximate, []).append(datum)
        for is_approximate, values in data.items():
            dash = [3, 2] if is_approximate else [1, 0]
            outline, ground = alt.Stroke("color:N", scale=None), alt.Fill("color:N", scale=None)
            bars = self._chart(values, stroke=outline, fill=ground).mark_rect(
                height=_BAR, fillOpacity=0.32, strokeWidth=_THIN, strokeDash=dash
            )
            yield bars.encode(x2="x2:Q", description="description:N")

    def _whiskers(self, found: tuple[Placed, ...]) -> Iterator[alt.Chart]:
        data: dict[tuple[int, ...], list[Datum]] = {}
        caps: list[Datum] = []
        for one in found:
            ends, figure = self._ends(one.figure), one.figure
            if ends and figure.mark is not Mark.RANGE:
                color = spread_color_of(figure, self._palette, is_ended=one.is_ended)
                datum = self._datum(one, x=ends[0], x2=ends[1], color=color)
                data.setdefault(tuple(dash_of(figure)), []).append(datum)
                seen = (end for end in (figure.low, figure.high) if self._has(end))
                caps += [self._datum(one, x=end, color=color) for end in seen]
        for dash, values in data.items():
            rule = self._chart(values).mark_rule(strokeWidth=_BOLD, strokeDash=[*dash], aria=False)
            yield rule.encode(x2="x2:Q")
        if caps:
            yield self._chart(caps).mark_tick(
                orient="vertical", size=_CAP, thickness=_BOLD, aria=False
            )

    def _bounds(self, found: tuple[Placed, ...]) -> Iterator[alt.Chart]:
        shafts: dict[bool, list[Datum]] = {}
        heads: dict[str, list[Datum]] = {}
        for one in found:
            figure = one.figure
            if figure.mark is Mark.BOUND and self._has(figure.value):
                edge = figure.places[0]
                end = self._axis.moved(edge, self._reach if figure.points_up else -self._reach)
                shaft = self._datum(one, x=edge, x2=end)
                shafts.setdefault(figure.is_approximate, []).append(shaft)
                shape = "triangle-right" if figure.points_up else "triangle-left"
                head = self._datum(one, x=end, description=one.told["what"])
                heads.setdefault(shape, []).append(head)
        for is_approximate, values in shafts.items():
            dash = [3, 2] if is_approximate else [1, 0]
            rule = self._chart(values).mark_rule(strokeWidth=_THIN, strokeDash=dash, aria=False)
            yield rule.encode(x2="x2:Q")
            yield self._chart(values).mark_tick(
                orient="vertical", size=_EDGE, thickness=2.4, aria=False
            )
        for shape, values in heads.items():
            yield self._open(values, shape, _HEAD)

    def _beyond(self, found: tuple[Placed, ...]) -> Iterator[alt.Chart]:
        """Yield arrow heads at the ends of the axis, for what goes on beyond them."""
        tips: dict[str, list[Datum]] = {"triangle-left": [], "triangle-right": []}
        for one in found:
            figure = one.figure
            places = [p for p in (figure.low, figure.value, figure.high) if p is not None]
            if figure.mark is not Mark.TEXT and min(places) < self._axis.low:
                tips["triangle-left"].append(self._datum(one, x=self._axis.low))
            if figure.mark is not Mark.TEXT and max(places) > self._axis.high:
                tips["triangle-right"].append(self._datum(one, x=self._axis.high))
        for shape, values in tips.items():
            if values:
                yield self._chart(values).mark_point(
                    shape=shape, size=_TIP, filled=True, opacity=1, aria=False
                )

    def _points(self, found: tuple[Placed, ...]) -> Iterator[alt.Chart]:
        data: dict[tuple[str, bool], list[Datum]] = {}
        shapes = {Mark.POINT: "circle", Mark.COUNT: "diamond"}
        for one in found:
            figure = one.figure
            shape = shapes.get(figure.mark)
            if shape and self._has(figure.value):
                datum = self._datum(one, x=figure.value, description=one.told["what"])
                data.setdefault((shape, figure.is_approximate), []).append(datum)
        for (shape, is_approximate), values in data.items():
            if is_approximate:
                yield self._open(values, shape, _DOT)
            else:
                chart = self._chart(values).encode(description="description:N")
                yield chart.mark_point(shape=shape, size=_DOT, filled=True, opacity=1)

    def _open(self, values: list[Datum], shape: str, size: int) -> alt.Chart:
        """Return open symbols; what is behind them does not show through where there is a ground."""
        outline = alt.Stroke("color:N", scale=None)
        chart = self._chart(values, stroke=outline).mark_point(
            shape=shape,
            size=size,
            fill=self._palette.ground or "transparent",
            strokeWidth=_THIN,
            opacity=1,
            filled=False,
        )
        open_ones: alt.Chart = chart.encode(description="description:N")
        return open_ones

    def _has(self, place: float | None) -> bool:
        return place is not None and self._axis.has(place)

    def _ends(self, figure: Figure) -> tuple[float, float] | None:
        """Return the ends of what a figure has around it, as far as the axis goes."""
        if figure.ends is None:
            return None
        low, high = figure.ends
        is_seen = low <= self._axis.high and high >= self._axis.low
        return (self._axis.inside(low), self._axis.inside(high)) if is_seen else None


_TOLD = ("who", "figure", "patients", "levels", "said by", "direction", "notes")
"""What is shown when one points at a mark, in this order."""
