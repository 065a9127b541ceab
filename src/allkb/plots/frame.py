"""A chart as a whole: its title, its legend, the lines below it, its type and ground."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import altair as alt

from allkb.plots.legend import REACH, SAMPLE, Entry, sample_axis
from allkb.plots.marks import Marks
from allkb.plots.themes import FONT, FONT_SIZE, SMALL, THEMES, Palette, Theme
from allkb.plots.wrapping import fitting, lines, one_line

__all__ = ["framed", "heights", "legend", "paragraphs", "title_faults", "written"]

_STEP = 17
_LINE = 13


def title_faults(title: object) -> tuple[str, ...]:
    """Return what is wrong with a title that was asked for."""
    if title is None:
        return ()
    if not isinstance(title, str):
        return (f"title must be text, not {type(title).__name__}",)
    if not title.strip() or not title.isprintable():
        return ("title must be one line of printable text",)
    return ()


def heights(height: float) -> alt.Y:
    """Return the channel of heights, in pixels from the top."""
    scale = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    return alt.Y("y:Q", scale=scale, axis=None)


def written(
    texts: Iterable[tuple[float, list[str]]],
    x: float,
    y: alt.Y,
    *,
    color: str,
    size: float = SMALL,
    align: Literal["left", "center", "right"] = "left",
    is_bold: bool = False,
    room: float | None = None,
) -> alt.Chart:
    """
    Return texts as a layer.

    Args:
        texts: The height of the first line of each, and its lines.
        x: Where they begin: pixels from where the axis begins.
        y: The channel of heights.
        color: Their colour.
        size: The size of their type.
        align: What of a text is at `x`.
        is_bold: Whether it is bold.
        room: How wide a line may be, in pixels: what is wider is cut. None for any width.
    """
    data = [{"y": height, "text": "\n".join(found)} for height, found in texts]
    chart = alt.Chart(alt.InlineData(values=data)).mark_text(
        fontSize=size,
        fontWeight="bold" if is_bold else "normal",
        color=color,
        align=align,
        baseline="middle",
        lineBreak="\n",
        limit=alt.Undefined if room is None else room,
        aria=False,
    )
    placed: alt.Chart = chart.encode(x=alt.value(x), y=y, text="text:N")
    return placed


def legend(entries: Sequence[Entry], palette: Palette, left: float, width: float) -> alt.LayerChart:
    """Return what the marks mean, as a chart below the chart."""
    height = _STEP * len(entries)
    y = heights(height)
    scale = alt.Scale(domain=[0, 1], range=[-left, -left + SAMPLE], nice=False, zero=False)
    marks = Marks(sample_axis(), palette, alt.X("x:Q", scale=scale, axis=None), y, REACH)
    texts = ((entry.placed.y, [entry.words]) for entry in entries)
    words = written(texts, -left + SAMPLE + 12, y, color=palette.ink)
    layers = [*marks.layers(entry.placed for entry in entries), words]
    return alt.LayerChart(layer=layers, width=width, height=height)


def paragraphs(
    texts: Iterable[str], palette: Palette, left: float, whole: float, width: float
) -> alt.Chart:
    """
    Return lines below a chart, each text wrapped.

    Args:
        texts: The texts.
        palette: The colours.
        left: How far left of the axis they begin.
        whole: How wide they are.
        width: How wide the axis is.
    """
    found = [line for text in texts for line in lines(text, fitting(whole, SMALL))]
    height = _LINE * len(found)
    y = heights(height)
    placed = [(_LINE * (i + 0.5), [line]) for i, line in enumerate(found)]
    chart = written(placed, -left, y, color=palette.faint, room=whole)
    return chart.properties(width=width, height=height)


def framed(
    parts: Sequence[alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart],
    *,
    title: str,
    subtitle: str,
    description: str,
    whole: float,
    theme: Theme,
) -> alt.VConcatChart:
    """
    Return a chart of parts below each other.

    Args:
        parts: The parts.
        title: The title.
        subtitle: What is below it.
        description: The chart in words.
        whole: How wide the texts are.
        theme: The theme.
    """
    palette = THEMES[theme]
    heading = alt.TitleParams(
        text=lines(one_line(title), fitting(whole, 16)),
        subtitle=lines(one_line(subtitle), fitting(whole, FONT_SIZE)),
        anchor="start",
        frame="bounds",
        fontSize=16,
        subtitleFontSize=FONT_SIZE,
        color=palette.ink,
        subtitleColor=palette.faint,
        subtitlePadding=6,
        offset=18,
    )
    config = alt.Config(
        background=palette.ground or "transparent",
        font=FONT,
        padding=16,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=palette.ink,
            titleColor=palette.ink,
            labelFontSize=11,
            titleFontSize=FONT_SIZE,
            titleFontWeight="normal",
            titlePadding=8,
            gridColor=palette.band,
            gridWidth=1,
            domainColor=palette.line,
            tickColor=palette.line,
        ),
    )
    return alt.VConcatChart(
        vconcat=parts, spacing=22, title=heading, description=description, config=config
    )
