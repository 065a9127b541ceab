"""The timeline: figures in the order in which documents said them, or studies were published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from allkb.errors import InvalidValueError
from allkb.plots.asked import common_faults, statements_of, word_faults, words_of
from allkb.plots.dating import By, dated_rows
from allkb.plots.guard import Allow
from allkb.plots.layout import COLUMNS, Column
from allkb.plots.row_chart import Plan, drawn, in_order, shared, unfit
from allkb.plots.scales import axis_of
from allkb.plots.telling import title_of
from allkb.plots.themes import Theme
from allkb.plots.told import Teller
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["timeline"]

_ORDER: dict[By, str] = {
    "document": "by the date of the document that says it",
    "paper": "by the year of the papers cited for it",
}
_WINDOW = "A date that is known only to lie between two stands by the later one."
_TRAILS = "Thin lines join what documents say of one thing; dashed ones lead to what superseded it."


def timeline(
    selection: Selection[Any],
    *,
    by: By = "document",
    allow: Allow | Iterable[Allow] = (),
    columns: Column | Iterable[Column] = COLUMNS,
    domain: Sequence[float] | None = None,
    title: str | None = None,
    theme: Theme = "light",
    width: int = 340,
) -> alt.VConcatChart:
    """
    Return how figures moved: time runs from top to bottom, figures lie along one axis.

    By document, a figure is a row under each document that says it, with the hedge and the level
    of that document; lines join what is one statement, and lead to what superseded it. By paper,
    it is one row under the years of the papers cited for it. Figures are drawn as in `forest`.

    Args:
        selection: The statements. Those without such a figure are counted below the chart.
        by: What dates a figure: `document` or `paper`.
        allow: In what respects the figures may differ although they share an axis: `endpoint`
            or `horizon`.
        columns: What is written beside the marks.
        domain: The ends of the axis, in the unit of the figures; proportions in [0, 1]. None
            for ends that fit.
        title: One line; None for what is measured, and how it is dated.
        theme: `light`, `dark`, or `page` for no ground and the colours of the page around.
        width: How wide the axis is, in pixels.

    Raises:
        InvalidValueError: if there is nothing to draw; if endpoints, times or units are unlike
            and not allowed to be, naming statements; or if an option is unknown.
    """
    may, beside = words_of(allow), words_of(columns)
    statements, faults = statements_of(selection)
    faults += (
        *word_faults("by", (by,), By),
        *word_faults("allow", may, Allow),
        *word_faults("columns", beside, Column),
        *common_faults(title, theme, width),
    )
    if faults:
        raise InvalidValueError("timeline", faults)
    teller = Teller(kb_of(selection))
    found, joined = dated_rows(teller, statements, by)
    told = frozenset(word for word in may if isinstance(word, str))
    faults = tuple(unfit(found, statements, told, domain))
    if faults:
        raise InvalidValueError("timeline", faults)
    has_window = any(row.group.startswith("between ") for row in found.rows)
    remarks = [
        *shared(found.rows, statements),
        found.left_out_words,
        _WINDOW if has_window else "",
        _TRAILS if joined else "",
    ]
    plan = Plan(
        kind="Timeline",
        rows=found.rows,
        axis=axis_of((row.figure for row in found.rows), domain),
        group=None,
        columns=in_order(beside),
        title=title or f"{title_of(found.rows)}, {_ORDER[by]}",
        theme=theme,
        width=width,
        remarks=(*filter(None, remarks),),
        notice=notice(teller.kb),
        trails=joined,
    )
    return drawn(plan)
