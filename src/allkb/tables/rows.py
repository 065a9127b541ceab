"""What a table says, cell by cell, before it is known what it is written in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, groupby
from typing import NamedTuple

from attrs import frozen

from allkb.model import StatementId

__all__ = ["Cell", "Column", "Content", "Row", "grouped", "mark"]


class Cell(NamedTuple):
    """
    What stands in one place of a table.

    Attributes:
        text: The text, on one line.
        notes: The footnotes it has, in their order.
    """

    text: str
    notes: tuple[str, ...] = ()


class Column(NamedTuple):
    """
    A column.

    Attributes:
        name: Its name in a data frame.
        label: Its heading.
        width: How wide it is, in pixels of a screen; on paper, its share of the line.
        over: The heading that it shares with its neighbours; empty if it shares none.
    """

    name: str
    label: str
    width: int
    over: str = ""

    @property
    def heading(self) -> str:
        """Its whole heading, for where one cannot span columns."""
        return f"{self.over}: {self.label}" if self.over else self.label


@frozen(kw_only=True)
class Row:
    """
    A row.

    Attributes:
        statement: The statement that it is of.
        group: The heading it stands under; empty where rows are not grouped.
        cells: Its cells, one for each column.
    """

    statement: StatementId
    group: str
    cells: tuple[Cell, ...]


@frozen(kw_only=True, slots=False)
class Content:
    """
    All that a table says.

    Attributes:
        title: Its title.
        subtitle: What its rows are, and how many.
        columns: Its columns.
        rows: Its rows; those of a group stand together.
        sources: The lines below it, of which the last is the notice.
    """

    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sources: tuple[str, ...]

    @cached_property
    def marks(self) -> dict[str, str]:
        """The footnotes as they come up, row by row, each once, with their marks."""
        notes = (note for row in self.rows for cell in row.cells for note in cell.notes)
        return {note: mark(i) for i, note in enumerate(dict.fromkeys(notes))}

    @property
    def groups(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        """The headings of the groups with their rows."""
        for label, rows in groupby(self.rows, key=lambda row: row.group):
            yield label, tuple(rows)

    def column(self, name: str) -> tuple[Cell, ...]:
        """Return the cells of a column, from top to bottom."""
        place = [column.name for column in self.columns].index(name)
        return tuple(row.cells[place] for row in self.rows)


def grouped(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows with those of a group together, in the order in which groups come up."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.group].append(row)
    return tuple(chain.from_iterable(found.values()))


def mark(number: int) -> str:
    """
    Return the mark of a footnote: `a` for 0, `z` for 25, `aa` for 26.

    Letters, because a digit behind a figure reads as a part of it once its position is lost.
    """
    letters = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters
