"""Whether the cells of a table that was read are what its columns hold."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from allkb.errors import Fault
from allkb.frames.columns import Column, ColumnType
from allkb.frames.reading import Read
from allkb.frames.shapes import Shape
from allkb.frames.worked_out import WorkedOut

__all__ = ["Sound", "checked", "rows_fault"]

_PYTHON: Mapping[ColumnType, frozenset[type]] = {
    ColumnType.TEXT: frozenset({str}),
    ColumnType.WHOLE: frozenset({int}),
    ColumnType.NUMBER: frozenset({int, float}),
    ColumnType.FLAG: frozenset({bool}),
    ColumnType.DAY: frozenset({date}),
}
_WORDS: Mapping[type, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a day",
    datetime: "a point in time",
    type(None): "null",
}


class Sound:
    """
    A table of which the columns are there.

    Attributes:
        shape: What it should be.
        rows: How many rows it has.
        bad: The rows in which a cell is not what its column holds.
    """

    def __init__(self, shape: Shape | WorkedOut, found: Read) -> None:
        self.shape = shape
        self.rows = found.rows
        self.bad: set[int] = set()
        self._columns = {**found.columns}
        for column in shape.columns:
            if column.type is ColumnType.WHOLE and column.name in found.columns:
                self._columns[column.name] = [*map(_whole, found.columns[column.name])]

    def column(self, name: str) -> list[Any]:
        """Return the cells of a column."""
        return self._columns[name]

    def drop(self, column: str, rows: list[int]) -> None:
        """Take out cells that are not what their column holds: they need not even be hashable."""
        self.bad.update(rows)
        cells = [*self._columns[column]]
        for row in rows:
            cells[row] = None
        self._columns[column] = cells

    def cells(self, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Return, for each row, the cells of some columns."""
        if not columns:
            return [()] * self.rows
        return [*zip(*(self._columns[name] for name in columns), strict=True)]


def checked(shape: Shape | WorkedOut, found: Read) -> tuple[Sound | None, list[Fault]]:
    """
    Return a table if its columns are there, and everything that is wrong with its cells.

    Columns that are worked out may be missing, and are not looked at.
    """
    needed = [column for column in shape.columns if not column.derived]
    known = {column.name for column in shape.columns}
    missing = [c.name for c in needed if c.name not in found.columns]
    faults = [Fault(f"$.{name}", "there is no such column", shape.name) for name in missing]
    unknown = [name for name in found.columns if name not in known]
    faults += [Fault("$", f"unknown column {name[:60]!a}", shape.name) for name in unknown]
    if missing:
        return None, faults
    table = Sound(shape, found)
    for column in needed:
        for what, rows in _wrong(column, table.column(column.name)):
            table.drop(column.name, rows)
            faults.append(rows_fault(shape.name, rows, what, column.name))
    return table, faults


def rows_fault(table: str, rows: list[int], what: str, column: str = "") -> Fault:
    """Return a fault that several rows may have: where the first is, and how many they are."""
    path = f"$[{rows[0]}]{'.' if column else ''}{column}"
    more = f", and so in {len(rows) - 1:,} more rows" if len(rows) > 1 else ""
    return Fault(path, f"{what}{more}", table)


def _wrong(column: Column, cells: list[Any]) -> Iterator[tuple[str, list[int]]]:
    """Yield what is wrong in a column, with the rows where it is."""
    allowed = _PYTHON[column.type]
    expected = allowed if column.null is None else allowed | {type(None)}
    found = frozenset(map(type, cells))
    for type_ in sorted(found - expected, key=lambda t: t.__name__):
        word = _WORDS.get(type_, type_.__name__)
        rows = [row for row, cell in enumerate(cells) if type(cell) is type_]
        yield f"must be {_must(column)}, not {word}", rows
    if float in found and column.type is ColumnType.NUMBER:
        infinite = [
            row for row, cell in enumerate(cells) if type(cell) is float and not math.isfinite(cell)
        ]
        if infinite:
            yield "must be a number that is finite", infinite


def _whole(cell: Any) -> Any:
    """Return a whole number as such: beside nulls, pandas has floating-point numbers for them."""
    return int(cell) if type(cell) is float and cell.is_integer() else cell


def _must(column: Column) -> str:
    word = _WORDS[min(_PYTHON[column.type], key=lambda t: t.__name__)]
    return word if column.null is None else f"{word} or null"
