"""What belongs to the axis of a forest plot: shading, the line of no effect, the sides, headings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import altair as alt

from allkb.plots.frame import written
from allkb.plots.layout import LABEL, Band, Laid
from allkb.plots.rows import Mark, Row
from allkb.plots.scales import Axis
from allkb.plots.themes import FONT_SIZE, SMALL, Palette
from allkb.plots.wrapping import fitting, lines

__all__ = ["neutral", "shaded", "side_texts", "texts"]

_SIDE_LINE = 12.5

_SIDE, _SIDE_MOST = 160, 8
"""How wide a side may be written at least, even beyond the axis, and in how many lines at most."""


def shaded(bands: Iterable[Band], palette: Palette, y: alt.Y, right: float) -> alt.Chart:
    """Return every other row shaded, from the labels to the last column."""
    data = [{"y": band.top, "y2": band.bottom} for band in bands]
    rects = alt.Chart(alt.InlineData(values=data)).mark_rect(color=palette.band, aria=False)
    chart: alt.Chart = rects.encode(x=alt.value(-LABEL - 6), x2=alt.value(right), y=y, y2="y2:Q")
    return chart


def neutral(axis: Axis, palette: Palette, x: alt.X) -> Iterator[alt.Chart]:
    """Yield the line of no effect, where the axis has one."""
    if axis.neutral is not None and axis.has(axis.neutral):
        chart = alt.Chart(alt.InlineData(values=[{"x": axis.neutral}]))
        yield chart.mark_rule(color=palette.ink, strokeWidth=1, aria=False).encode(x=x)


def texts(laid: Laid, palette: Palette, y: alt.Y, width: int) -> Iterator[alt.Chart]:
    """Yield the texts beside the marks, a layer for each place and style."""
    found: dict[tuple[float, str, float], list[tuple[float, list[str]]]] = {}
    for moved, part in ((0, laid.left), (width, laid.right)):
        for text in part:
            found.setdefault((text.x + moved, text.style, text.room), []).append(
                (text.y, text.lines)
            )
    for (x, style, room), written_here in found.items():
        is_small = style in ("small", "column")
        yield written(
            written_here,
            x,
            y,
            color=palette.faint if style == "column" or (x < 0 and is_small) else palette.ink,
            size=SMALL if is_small else FONT_SIZE,
            is_bold=style == "heading",
            room=room,
        )


def side_texts(
    rows: Sequence[Row], axis: Axis, palette: Palette, y: alt.Y, width: int
) -> Iterator[alt.Chart]:
    """
    Yield which side of the line of no effect speaks for which arm, over the axis.

    Only where all rows compare the same arms, and the source tells of at least one which side
    is better and of none the opposite; and where the sides are not so long that they would look
    alike once cut. Otherwise each row says it for itself.
    """
    drawn = [row for row in rows if row.figure.mark is not Mark.TEXT]
    arms, better = {row.arms for row in drawn}, {row.better for row in drawn} - {0}
    both = next(iter(arms)) if len(arms) == 1 else None
    place = axis.neutral
    if both is None or len(better) != 1 or place is None or not axis.low < place < axis.high:
        return
    above, below = both if better == {1} else both[::-1]
    middle = width * _part(axis, place)
    if _side(below, _SIDE) == _side(above, _SIDE):
        return
    left, right = _side(below, middle), _side(above, width - middle)
    left[0] = f"\N{LEFTWARDS ARROW} {left[0]}"
    right[-1] = f"{right[-1]} \N{RIGHTWARDS ARROW}"
    # What may reach beyond the axis stands above the headings of the columns there.
    last = -12 if width - middle >= _SIDE else -12 - _SIDE_LINE - 4
    places: tuple[tuple[list[str], float, Literal["left", "right"]], ...] = (
        (left, middle - 6, "right"),
        (right, middle + 6, "left"),
    )
    for found, edge, align in places:
        top = last - (len(found) - 1) * _SIDE_LINE
        yield written([(top, found)], edge, y, color=palette.faint, align=align)


def _side(arm: str, room: float) -> list[str]:
    """Return the lines that name a side, with so much room on the axis, in pixels."""
    return lines(f"favors {arm}", fitting(max(room, _SIDE) - 24, SMALL), _SIDE_MOST)


def _part(axis: Axis, place: float) -> float:
    """Return where on an axis a place lies, as a part of its length."""
    if axis.is_log:
        return math.log(place / axis.low) / math.log(axis.high / axis.low)
    return (place - axis.low) / (axis.high - axis.low)
