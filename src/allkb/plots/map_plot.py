"""The evidence map: interventions by populations, sized by statements, coloured by design."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import altair as alt

from allkb.errors import InvalidValueError
from allkb.plots.asked import common_faults, statements_of, words_of
from allkb.plots.bubbles import cells_chart, looks_of, sizes_of, swatches
from allkb.plots.evidence_grid import (
    FACTS_OF_POPULATION,
    Grid,
    counted_in,
    fact_faults,
    name_faults,
    rows_of,
)
from allkb.plots.frame import framed, paragraphs
from allkb.plots.layout import LABEL
from allkb.plots.telling import counted
from allkb.plots.themes import THEMES, Theme
from allkb.plots.wrapping import one_line
from allkb.query import Selection
from allkb.views import kb_of, notice
from allkb.vocabulary import Vocabulary

__all__ = ["evidence_map"]

_TOLD = 20
"""How many places the alternative text tells."""

_TITLE = "What is held: interventions by populations"
_NARROWEST = 420
"""How wide the texts are at least, in pixels."""


def evidence_map(
    selection: Selection[Any],
    *,
    interventions: Iterable[str] | None = None,
    populations: Iterable[str] | Callable[[Any], str] = FACTS_OF_POPULATION,
    title: str | None = None,
    theme: Theme = "light",
) -> alt.VConcatChart:
    """
    Return a map of what is held: interventions down, populations across.

    Each symbol is so many statements of one design, larger for more, with its number below. A
    place without any statement is a dashed cell with a 0. The map counts what this knowledge
    base holds: where it has a gap, there may be papers that it does not hold.

    Args:
        selection: The statements, of any kind.
        interventions: Ids, labels or synonyms of the rows; what is narrower is counted with
            them. None for those that the statements name, or the broadest of these if they
            are many.
        populations: What tells the columns apart: facts that are a flag or a choice, or a
            function from a statement to its population. A statement is counted in each column
            that its criteria name.
        title: One line.
        theme: `light`, `dark`, or `page` for no ground and the colours of the page around.

    Raises:
        InvalidValueError: if there is nothing to draw, or if an option or an intervention is
            unknown.
    """
    statements, faults = statements_of(selection)
    told = populations if callable(populations) else words_of(populations)
    wanted = None if interventions is None else words_of(interventions)
    faults += (
        *(() if callable(told) else fact_faults(told)),
        *common_faults(title, theme, _NARROWEST),
    )
    if faults:
        raise InvalidValueError("evidence_map", faults)
    kb = kb_of(selection)
    known = Vocabulary(kb)
    faults = tuple(name_faults(known, wanted or ()))
    if faults:
        raise InvalidValueError("evidence_map", faults)
    rows = rows_of(known, statements, cast("tuple[str, ...] | None", wanted))
    by = cast("tuple[str, ...] | Callable[[Any], str]", told)
    grid = counted_in(kb, statements, rows, by)
    if not grid.in_it:
        what = "any of these interventions" if wanted else "an intervention"
        raise InvalidValueError("evidence_map", (f"nothing to draw: no statement is about {what}",))
    return _drawn(grid, title or _TITLE, theme, notice(kb))


def _drawn(grid: Grid, title: str, theme: Theme, last: str) -> alt.VConcatChart:
    palette = THEMES[theme]
    looks = looks_of(grid.designs, palette)
    width = sizes_of(grid).lefts[-1]
    whole = max(LABEL + width, _NARROWEST)
    gaps = len(grid.gaps)
    return framed(
        [
            cells_chart(grid, looks, palette),
            swatches(looks, palette, has_gap=gaps > 0),
            paragraphs((*_remarks(grid), last), palette, LABEL, whole, width),
        ],
        title=title,
        subtitle=f"{counted(grid.in_it, 'statement')}; {counted(gaps, 'gap')}.",
        description=one_line(" ".join((*_sentences(title, grid, gaps), last))),
        whole=whole,
        theme=theme,
    )


def _remarks(grid: Grid) -> Iterator[str]:
    yield (
        "Each symbol: a number of statements, not of patients or of studies. The design is that of the "
        "level which the newest summary prints beside a statement. A statement with two levels, or "
        "about several populations or interventions, is counted under each."
    )
    yield "A gap is one of this selection: there may be papers that are not held."
    if grid.without:
        yield f"Left out, as they are about no intervention here: {counted(grid.without, 'statement')}."


def _sentences(title: str, grid: Grid, gaps: int) -> Iterator[str]:
    yield (
        f"Evidence map. {title}. {counted(len(grid.rows), 'intervention')} by "
        f"{counted(len(grid.columns), 'population')}, {counted(gaps, 'gap')}."
    )
    largest = sorted(grid.cells.items(), key=lambda item: -item[1].total)
    for (row, column), cell in largest[:_TOLD]:
        parts = ", ".join(f"{design} {number}" for design, number in cell.designs.items())
        yield f"{row}, {column}: {counted(cell.total, 'statement')} ({parts})."
    if len(largest) > _TOLD:
        yield f"And {len(largest) - _TOLD} more places with statements."
