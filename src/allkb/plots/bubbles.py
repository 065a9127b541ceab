"""The cells of a map: a circle for each design, and a dashed cell where there is nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import altair as alt

from allkb.plots.evidence_grid import NO_LEVEL, NO_SUMMARY, NOT_READ, Grid
from allkb.plots.frame import heights, written
from allkb.plots.layout import LABEL
from allkb.plots.telling import counted
from allkb.plots.themes import FONT_SIZE, SMALL, Palette
from allkb.plots.wrapping import fitting, lines

__all__ = ["Look", "Sizes", "cells_chart", "looks_of", "sizes_of", "swatches"]

_Datum = dict[str, Any]

_SLOT, _STORY, _MARGIN = 29, 42, 8
_IN_LINE = 4
"""How many circles stand beside each other in a cell before the next ones go below."""

_NARROWEST, _LOWEST = 88, 50
_LARGEST, _SMALLEST = 400.0, 28.0
_GAP = 3
_LINE, _STEP = 13, 17
_NUMBER = 9.5
_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "triangle-right")
_OPEN = {NO_LEVEL: "circle", NOT_READ: "square", NO_SUMMARY: "diamond"}
_TOLD = ("intervention", "population", "design", "statements")
_GAP_WORDS = "a gap: none of these statements is about both"


class Look(NamedTuple):
    """
    How a design is drawn: colour and shape; open where there is no design.

    Attributes:
        color: Its colour.
        shape: Its shape.
        is_open: Whether it is an outline.
    """

    color: str
    shape: str
    is_open: bool


class Sizes(NamedTuple):
    """
    Where the cells are.

    Attributes:
        lefts: Where each column begins, in pixels; last, where the map ends.
        tops: Where each row begins; last, where the map ends.
    """

    lefts: list[float]
    tops: list[float]


def looks_of(designs: Iterable[str], palette: Palette) -> dict[str, Look]:
    """Return how each design is drawn; none looks like another, in colours or without."""
    looks: dict[str, Look] = {}
    for design in designs:
        if design in _OPEN:
            looks[design] = Look(palette.faint, _OPEN[design], is_open=True)
        else:
            place = len(looks)
            color = palette.series[place % len(palette.series)]
            looks[design] = Look(color, _SHAPES[place % len(_SHAPES)], is_open=False)
    return looks


def sizes_of(grid: Grid) -> Sizes:
    """Return where the cells of a map are: as wide and as high as their circles need."""
    lefts, tops = [0.0], [0.0]
    for column in grid.columns:
        most = max((len(grid.designs_in(row, column)) for row in grid.rows), default=0)
        wide = _SLOT * min(most, _IN_LINE) + 2 * _MARGIN
        lefts.append(lefts[-1] + max(wide, _NARROWEST))
    for row in grid.rows:
        most = max(len(grid.designs_in(row, column)) for column in grid.columns)
        stories = math.ceil(most / _IN_LINE) * _STORY + _MARGIN
        tops.append(tops[-1] + max(stories, len(_label(row)) * _LINE + 12, _LOWEST))
    return Sizes(lefts, tops)


def cells_chart(grid: Grid, looks: dict[str, Look], palette: Palette) -> alt.LayerChart:
    """Return the map without its legend."""
    sizes = sizes_of(grid)
    width, height = sizes.lefts[-1], sizes.tops[-1]
    y = heights(height)
    scale = alt.Scale(domain=[0, width], nice=False, zero=False)
    x = alt.X("x:Q", scale=scale, axis=None)
    data = _data(grid, sizes, looks)
    layers = [
        *_boxes(grid, sizes, palette, x, y),
        *_circles(data, x, y),
        _numbers(grid, sizes, data, palette, x, y),
        *_headings(grid, sizes, palette, y),
    ]
    return alt.LayerChart(layer=layers, width=width, height=height)


def _label(name: str) -> list[str]:
    return lines(name, fitting(LABEL - 16, FONT_SIZE), 3)


def _boxes(grid: Grid, sizes: Sizes, palette: Palette, x: alt.X, y: alt.Y) -> Iterator[alt.Chart]:
    """Yield the cells: those with statements, and the gaps."""
    held = [_box(grid, sizes, place) for place in grid.cells]
    gaps = [_box(grid, sizes, place) for place in grid.gaps]
    yield _rects(held, x, y, fill=palette.band)
    if gaps:
        yield _rects(gaps, x, y, stroke=palette.line)


def _box(grid: Grid, sizes: Sizes, place: tuple[str, str]) -> _Datum:
    i, j = grid.rows.index(place[0]), grid.columns.index(place[1])
    return {
        "x": sizes.lefts[j] + _GAP,
        "x2": sizes.lefts[j + 1] - _GAP,
        "y": sizes.tops[i] + _GAP,
        "y2": sizes.tops[i + 1] - _GAP,
        "intervention": place[0],
        "population": place[1],
    }


def _rects(
    data: list[_Datum],
    x: alt.X,
    y: alt.Y,
    *,
    fill: str = "transparent",
    stroke: str = "transparent",
) -> alt.Chart:
    chart = alt.Chart(alt.InlineData(values=data)).mark_rect(
        fill=fill, stroke=stroke, strokeDash=[3, 3], cornerRadius=3, aria=False
    )
    placed: alt.Chart = chart.encode(x=x, x2="x2:Q", y=y, y2="y2:Q")
    return placed


def _data(grid: Grid, sizes: Sizes, looks: dict[str, Look]) -> dict[str, list[_Datum]]:
    """Return the circles by design."""
    most = max(n for cell in grid.cells.values() for n in cell.designs.values())
    found: dict[str, list[_Datum]] = {design: [] for design in grid.designs}
    for (row, column), cell in grid.cells.items():
        i, j = grid.rows.index(row), grid.columns.index(column)
        for place, design in enumerate(grid.designs_in(row, column)):
            story, slot = divmod(place, _IN_LINE)
            number = cell.designs[design]
            told = f"{row}, {column}: {counted(number, 'statement')}, {design}"
            found[design].append(
                {
                    "x": sizes.lefts[j] + _MARGIN + _SLOT * (slot + 0.5),
                    "y": sizes.tops[i] + _MARGIN / 2 + story * _STORY + 15,
                    "size": max(_LARGEST * number / most, _SMALLEST),
                    "statements": number,
                    "intervention": row,
                    "population": column,
                    "design": design,
                    "description": told,
                    "look": looks[design],
                }
            )
    return found


def _circles(data: dict[str, list[_Datum]], x: alt.X, y: alt.Y) -> Iterator[alt.Chart]:
    """Yield the circles of each design as a layer."""
    for values in data.values():
        look: Look = values[0]["look"]
        shown = [{key: value for key, value in one.items() if key != "look"} for one in values]
        points = alt.Chart(alt.InlineData(values=shown)).mark_point(
            shape=look.shape,
            color=look.color,
            filled=not look.is_open,
            strokeWidth=1.5,
            opacity=1,
        )
        placed: alt.Chart = points.encode(
            x=x,
            y=y,
            size=alt.Size("size:Q", scale=None),
            description="description:N",
            tooltip=[f"{key}:N" for key in _TOLD if key in shown[0]],
        )
        yield placed


def _numbers(
    grid: Grid,
    sizes: Sizes,
    data: dict[str, list[_Datum]],
    palette: Palette,
    x: alt.X,
    y: alt.Y,
) -> alt.Chart:
    """Return the number below each circle, and a 0 in each gap."""
    texts: list[_Datum] = [
        {"x": one["x"], "y": one["y"] + 20, "text": f"{one['statements']:,}"}
        for values in data.values()
        for one in values
    ]
    for place in grid.gaps:
        box = _box(grid, sizes, place)
        middle = {"x": (box["x"] + box["x2"]) / 2, "y": (box["y"] + box["y2"]) / 2}
        texts.append({**middle, "text": "0"})
    chart = alt.Chart(alt.InlineData(values=texts)).mark_text(
        fontSize=_NUMBER, color=palette.ink, aria=False, baseline="middle"
    )
    placed: alt.Chart = chart.encode(x=x, y=y, text="text:N")
    return placed


def _headings(grid: Grid, sizes: Sizes, palette: Palette, y: alt.Y) -> Iterator[alt.Chart]:
    """Yield the names of the rows, and those of the columns over them."""
    names: list[tuple[float, list[str]]] = []
    for row, (top, bottom) in zip(grid.rows, pairwise(sizes.tops), strict=True):
        said = _label(row)
        names.append(((top + bottom - (len(said) - 1) * _LINE) / 2, said))
    yield written(names, -LABEL, y, color=palette.ink, size=FONT_SIZE)
    for column, (left, right) in zip(grid.columns, pairwise(sizes.lefts), strict=True):
        said = lines(column, fitting(right - left - 4, SMALL), 6)
        top = -10 - (len(said) - 1) * _LINE
        yield written([(top, said)], (left + right) / 2, y, color=palette.ink, align="center")


def swatches(looks: dict[str, Look], palette: Palette, *, has_gap: bool) -> alt.LayerChart:
    """
    Return what circles and dashed cells mean.

    Args:
        looks: How designs are drawn.
        palette: The colours.
        has_gap: Whether a cell is empty.
    """
    words = [*looks, *([_GAP_WORDS] if has_gap else [])]
    height = _STEP * len(words)
    y = heights(height)
    scale = alt.Scale(domain=[0, 1], range=[-LABEL, -LABEL + 1], nice=False, zero=False)
    x = alt.X("x:Q", scale=scale, axis=None)
    samples: dict[str, list[_Datum]] = {
        design: [
            {"x": 14, "y": _STEP * (i + 0.5), "size": 110, "description": design, "look": look}
        ]
        for i, (design, look) in enumerate(looks.items())
    }
    texts = [(_STEP * (i + 0.5), [said]) for i, said in enumerate(words)]
    layers = [*_circles(samples, x, y), written(texts, -LABEL + 34, y, color=palette.ink)]
    if has_gap:
        box = {"x": 2, "x2": 26, "y": height - _STEP + 2, "y2": height - 2}
        layers.append(_rects([box], x, y, stroke=palette.line))
    return alt.LayerChart(layer=layers, width=_STEP, height=height)
