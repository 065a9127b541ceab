"""Columns as Arrow has them, made by nanoarrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final

import nanoarrow  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

from allkb.frames.columns import Cell, Column, ColumnType

__all__ = ["CHUNK", "arrow_array", "streamed"]

CHUNK: Final = 65_536
"""The most rows of a batch, so that no column of one is beyond what Arrow's texts may have."""

na: Any = nanoarrow
"""It has no types of its own."""
_TYPES: Mapping[ColumnType, Any] = {
    ColumnType.TEXT: na.string,
    ColumnType.WHOLE: na.int64,
    ColumnType.NUMBER: na.float64,
    ColumnType.FLAG: na.bool_,
    ColumnType.DAY: na.date32,
}
_EPOCH: Final = date(1970, 1, 1).toordinal()


def arrow_array(
    columns: Sequence[Column], values: Sequence[Sequence[Cell]], metadata: Mapping[str, str]
) -> Any:
    """Return a table as a nanoarrow array of structs, with what is told of it in its schema."""
    fields = [_field(column) for column in columns]
    whole = na.struct(dict(zip((c.name for c in columns), fields, strict=True)), nullable=False)
    schema = na.Schema(whole, metadata=metadata)
    cells = [*map(_as_arrow, columns, values)]
    rows = len(cells[0])
    chunks = (
        na.c_array_from_buffers(
            schema,
            min(CHUNK, rows - start),
            [None],
            null_count=0,
            children=[
                na.c_array(column[start : start + CHUNK], field)
                for column, field in zip(cells, fields, strict=True)
            ],
        )
        for start in range(0, max(rows, 1), CHUNK)
    )
    return na.Array.from_chunks(chunks, validate=False)


def streamed(table: object, most: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """
    Return the names of the columns, and so many rows at most, of what can be streamed as Arrow.

    Raises:
        TypeError: if it cannot.
    """
    if not hasattr(table, "__arrow_c_stream__"):
        msg = f"{type(table).__name__} is no table that can be streamed as Arrow"
        raise TypeError(msg)
    stream = na.ArrayStream(table)
    return [field.name for field in stream.schema.fields], [*islice(stream.iter_tuples(), most)]


def _field(column: Column) -> Any:
    told = {"doc": column.doc, "unit": column.unit, "null": column.null}
    return na.Schema(
        _TYPES[column.type](nullable=column.null is not None),
        name=column.name,
        metadata={name: said for name, said in told.items() if said is not None},
    )


def _as_arrow(column: Column, values: Sequence[Cell]) -> Sequence[Any]:
    if column.type is ColumnType.DAY:
        return [_day(value) for value in values]
    return values


def _day(value: Any) -> int | None:
    return None if value is None else value.toordinal() - _EPOCH
