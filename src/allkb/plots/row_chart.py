"""Charts of rows along one axis: what may stand in one, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import altair as alt
from attrs import frozen

from allkb.model import Statement
from allkb.plots.axis_parts import neutral, shaded, side_texts, texts
from allkb.plots.frame import framed, heights, legend, paragraphs
from allkb.plots.guard import unlike
from allkb.plots.layout import COLUMNS, LABEL, Column, Laid, laid_out
from allkb.plots.legend import entries_of
from allkb.plots.marks import Marks
from allkb.plots.rows import Mark, Row
from allkb.plots.scales import Axis, domain_faults
from allkb.plots.selecting import RATIOS, Found
from allkb.plots.telling import axis_title, described, footnotes_of, labels_of, subtitle_of
from allkb.plots.themes import FONT_SIZE, THEMES, Theme
from allkb.plots.told import NO_SUMMARY
from allkb.plots.trails import Trail, trails
from allkb.plots.wrapping import fitting, lines

__all__ = ["Plan", "drawn", "in_order", "shared", "unfit"]

_ALLOWED = {"endpoint": "endpoints", "horizon": "times", "measure": "measures of effect"}


@frozen(kw_only=True)
class Plan:
    """
    What a chart of rows is of, after all that was asked has been checked.

    Attributes:
        kind: What kind of chart it is.
        rows: The rows, from top to bottom.
        axis: What they lie along.
        group: What rows are grouped by, if by what a label would say.
        columns: What is written beside the marks, in order.
        title: Its title.
        theme: Its theme.
        width: How wide the axis is, in pixels.
        remarks: What is said below it.
        notice: What it is derived from and is not.
        trails: Which rows are joined.
    """

    kind: str
    rows: tuple[Row, ...]
    axis: Axis
    group: object
    columns: tuple[Column, ...]
    title: str
    theme: Theme
    width: int
    remarks: tuple[str, ...]
    notice: str
    trails: tuple[Trail, ...] = ()


def in_order(columns: Iterable[object]) -> tuple[Column, ...]:
    """Return columns in the order in which they stand."""
    wanted = {*columns}
    return tuple(column for column in COLUMNS if column in wanted)


def unfit(
    found: Found, statements: Iterable[Statement], told: frozenset[str], domain: object
) -> Iterator[str]:
    """
    Yield why there is nothing to draw, or why it does not belong on one axis.

    Args:
        found: The rows.
        statements: The statements that they are of.
        told: In what respects they may differ.
        domain: The ends that the axis is to have.
    """
    if not found.rows:
        yield f"nothing to draw: the statements give {found.reason}. {found.left_out_words}"
    elif all(row.figure.mark is Mark.TEXT for row in found.rows):
        yield "nothing to draw: the figures have no number, or the source leaves open what they are"
    else:
        yield from unlike(found.rows, statements, told)
    units = {row.figure.unit for row in found.rows}
    yield from domain_faults(domain, is_log=not units.isdisjoint(RATIOS))


def shared(rows: Sequence[Row], statements: Iterable[Statement]) -> Iterator[str]:
    """Yield what differs on an axis, which was allowed."""
    known = tuple(statements)
    kinds = [
        words
        for kind, words in _ALLOWED.items()
        if any(unlike(rows, known, frozenset(_ALLOWED) - {kind}))
    ]
    if kinds:
        yield (
            f"Unlike {' and '.join(kinds)} share this axis, as was asked for: "
            "rows are not to be compared without minding them."
        )


def drawn(plan: Plan) -> alt.VConcatChart:
    """Return a plan as a chart."""
    palette = THEMES[plan.theme]
    labels = labels_of(plan.rows, plan.group)
    marks, notes = footnotes_of(plan.rows)
    laid = laid_out(plan.rows, labels, marks, plan.columns)
    whole = LABEL + plan.width + laid.right_width
    below = [f"[{mark}] {text}" for text, mark in notes.items()]
    entries = entries_of([(row.figure, bool(row.ended)) for row in plan.rows], plan.axis)
    remarks = (*below, *plan.remarks, *_level_words(plan), plan.notice)
    return framed(
        [
            _body(plan, laid),
            legend([*entries], palette, LABEL, plan.width),
            paragraphs(remarks, palette, LABEL, whole, plan.width),
        ],
        title=plan.title,
        subtitle=subtitle_of(plan.rows),
        description=described(plan.kind, plan.title, plan.rows, labels, plan.axis, plan.notice),
        whole=whole,
        theme=plan.theme,
    )


def _body(plan: Plan, laid: Laid) -> alt.LayerChart:
    """Return the rows: their marks along the axis, and the texts beside them."""
    palette, width = THEMES[plan.theme], plan.width
    y = heights(laid.height)
    said = lines(axis_title(plan.rows, plan.axis), fitting(width, FONT_SIZE))
    x = alt.X("x:Q", scale=plan.axis.scale, axis=plan.axis.marked(said))
    places = {row.key: placed.y for row, placed in zip(plan.rows, laid.placed, strict=True)}
    layers = [
        shaded(laid.bands, palette, y, width + laid.right_width),
        *neutral(plan.axis, palette, x),
        *trails(plan.trails, plan.rows, places, plan.axis, palette, x, y),
        *Marks(plan.axis, palette, x, y).layers(laid.placed),
        *texts(laid, palette, y, width),
        *side_texts(plan.rows, plan.axis, palette, y, width),
    ]
    return alt.LayerChart(layer=layers, width=width, height=laid.height)


def _level_words(plan: Plan) -> Iterator[str]:
    """Yield what the words of the column of levels mean, as far as they are there."""
    if "level" in plan.columns:
        whose = "the document" if plan.kind == "Timeline" else "the newest summary"
        said = f"Level: as {whose} prints it beside the statement, in the scheme of its time."
        if any(row.levels == NO_SUMMARY for row in plan.rows):
            said += f" {NO_SUMMARY}: no summary says it, and papers grade nothing."
        yield said
