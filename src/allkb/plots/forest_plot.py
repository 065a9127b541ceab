"""The forest plot: figures below each other along one axis, as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from allkb.errors import InvalidValueError
from allkb.plots.asked import common_faults, group_faults, statements_of, word_faults, words_of
from allkb.plots.guard import Allow
from allkb.plots.layout import COLUMNS, Column
from allkb.plots.row_chart import Plan, drawn, in_order, shared, unfit
from allkb.plots.scales import axis_of
from allkb.plots.selecting import Figures, Group, Grouping, figures_of, found_rows
from allkb.plots.telling import title_of
from allkb.plots.themes import Theme
from allkb.plots.told import Teller
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["forest"]


def forest(
    selection: Selection[Any],
    *,
    group: Group | None = None,
    allow: Allow | Iterable[Allow] = (),
    figures: Figures | None = None,
    columns: Column | Iterable[Column] = COLUMNS,
    domain: Sequence[float] | None = None,
    title: str | None = None,
    theme: Theme = "light",
    width: int = 340,
) -> alt.VConcatChart:
    """
    Return a forest plot: a row for each figure, along one axis.

    A point has its interval around it, a range that authors state is a bar without a middle,
    a bound is an open arrow. What allkb computed, such as the exact interval of a count, has
    a colour and a dash of its own. Ratios have a logarithmic axis, and the side that the source
    says did better is named. Nothing is pooled.

    Args:
        selection: The statements, in the order of the rows. Those without such a figure are
            counted below the chart.
        group: What rows stand together under a heading: a word, or a function from a statement
            to a heading. Grouping by `endpoint` or `horizon` also allows them to differ.
        allow: In what respects the figures may differ although they share an axis: `endpoint`,
            `horizon`, or `measure` for unlike ratios.
        figures: What is drawn: `estimates`, `ratios` or `differences`. None for estimates, or
            for ratios or differences if the selection has nothing but comparisons.
        columns: What is written beside the marks.
        domain: The ends of the axis, in the unit of the figures; proportions in [0, 1]. None
            for ends that fit. What goes on beyond them ends in an arrow.
        title: One line; None for what is measured.
        theme: `light`, `dark`, or `page` for no ground and the colours of the page around.
        width: How wide the axis is, in pixels.

    Raises:
        InvalidValueError: if there is nothing to draw; if endpoints, times, measures or units
            are unlike and not allowed to be, naming statements; or if an option is unknown.
    """
    may, beside = words_of(allow), words_of(columns)
    statements, faults = statements_of(selection)
    faults += (
        *group_faults(group, Grouping),
        *word_faults("allow", may, Allow),
        *word_faults("figures", () if figures is None else (figures,), Figures),
        *word_faults("columns", beside, Column),
        *common_faults(title, theme, width),
    )
    if faults:
        raise InvalidValueError("forest", faults)
    teller = Teller(kb_of(selection))
    found = found_rows(teller, statements, figures or figures_of(statements), group)
    told = frozenset(word for word in (*may, group) if isinstance(word, str))
    faults = tuple(unfit(found, statements, told, domain))
    if faults:
        raise InvalidValueError("forest", faults)
    plan = Plan(
        kind="Forest plot",
        rows=found.rows,
        axis=axis_of((row.figure for row in found.rows), domain),
        group=group,
        columns=in_order(beside),
        title=title or title_of(found.rows),
        theme=theme,
        width=width,
        remarks=(*shared(found.rows, statements), *filter(None, [found.left_out_words])),
        notice=notice(teller.kb),
    )
    return drawn(plan)
