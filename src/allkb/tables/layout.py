"""A table as great-tables lays it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from great_tables import GT, loc

from allkb.tables.rows import Cell, Content, mark

__all__ = ["GROUP", "great_table", "laid_out", "shares"]

GROUP = "group"
"""The column of the data frame that holds the headings of groups."""

_MARKS = [mark(i) for i in range(26 + 26**2)]
_LINE = "rgba(128, 128, 128, 0.5)"


def shares(content: Content) -> list[float]:
    """Return what part of the width each column has; together 1."""
    whole = sum(column.width for column in content.columns)
    return [column.width / whole for column in content.columns]


def laid_out(
    content: Content, id: str, write: Callable[[Cell], str], head: Callable[[str], str]
) -> GT:
    """
    Return a table without its footnotes and sources.

    Args:
        content: What it says.
        id: The id of its element.
        write: What makes the text of a cell.
        head: What makes the text of the title and of what else is as wide as the table.
    """
    names = [column.name for column in content.columns]
    cells = {name: [write(cell) for cell in content.column(name)] for name in names}
    groups = [head(row.group) for row in content.rows]
    is_grouped = any(row.group for row in content.rows)
    frame = pl.DataFrame(
        {**cells, **({GROUP: groups} if is_grouped else {})},
        schema_overrides=dict.fromkeys((*names, GROUP), pl.String),
    )
    # Part of great-tables is without types.
    table: Any = GT(frame, groupname_col=GROUP if is_grouped else None, id=id)
    table = table.tab_header(head(content.title), head(content.subtitle))
    for over in dict.fromkeys(column.over for column in content.columns if column.over):
        below = [column.name for column in content.columns if column.over == over]
        table = table.tab_spanner(over, columns=below)
    widths = zip(names, shares(content), strict=True)
    made: GT = (
        table.cols_label({column.name: column.label for column in content.columns})
        .cols_width({name: f"{share:.2%}" for name, share in widths})
        .cols_align("left")
        .tab_options(
            # The colors of the page around it, so that it can be read on a dark one as well.
            table_background_color="inherit",
            table_width="100%",
            table_font_size="13px",
            heading_align="left",
            row_group_font_weight="bold",
            column_labels_border_bottom_color=_LINE,
            column_labels_border_top_color=_LINE,
            heading_border_bottom_color=_LINE,
            row_group_border_bottom_color=_LINE,
            row_group_border_top_color=_LINE,
            table_body_border_bottom_color=_LINE,
            table_body_border_top_color=_LINE,
            table_body_hlines_color=_LINE,
            table_border_bottom_color=_LINE,
            table_border_top_color=_LINE,
        )
    )
    return made


def great_table(content: Content, id: str) -> GT:
    """Return a table with its footnotes and sources as great-tables has them."""
    table = laid_out(content, id, lambda cell: cell.text, str)
    for number, row in enumerate(content.rows):
        for column, cell in zip(content.columns, row.cells, strict=True):
            for note in dict.fromkeys(cell.notes):
                place = loc.body(columns=column.name, rows=[number])
                table = table.tab_footnote(note, place, placement="right")
    for source in content.sources:
        table = table.tab_source_note(source)
    return table.opt_footnote_marks(_MARKS).opt_footnote_spec(spec_ref="^[x]", spec_ftr="[x]")
