"""What has to be known of the engines that hold tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import narwhals.stable.v2 as nw

from allkb.model import FactType

__all__ = ["Table", "column", "is_inferred", "native", "settled", "typed", "wrapped"]

Table: TypeAlias = nw.DataFrame[Any] | nw.LazyFrame[Any]
"""A table that narwhals has wrapped."""

_TYPES = {FactType.FLAG: nw.Boolean(), FactType.NUMBER: nw.Float64(), FactType.CHOICE: nw.String()}
_NULLABLE = {FactType.FLAG: "boolean", FactType.NUMBER: "Float64", FactType.CHOICE: "string"}


def wrapped(frame: Any) -> Table:
    """Return a table as narwhals knows it; what is no table is a TypeError."""
    found: Table = nw.from_native(frame)
    return found


def native(frame: Table) -> Any:
    """Return a table as its engine knows it."""
    return frame.to_native()


def column(frame: Table, name: str) -> nw.Expr:
    """Return a column of a table; Spark takes a name with a dot for a field of a struct."""
    marked = f"`{name.replace('`', '``')}`"
    return nw.col(marked if frame.implementation.is_spark_like() else name)


def is_inferred(frame: Table) -> bool:
    """Tell whether the engine is of pandas' kind: types there have to be made to know null."""
    return bool(frame.implementation.is_pandas_like() or frame.implementation.is_dask())


def settled(frame: Table, columns: Mapping[str, FactType]) -> Table:
    """Return a table whose columns have types that know null, and are the same on every engine."""
    if is_inferred(frame):
        types = {name: _NULLABLE[type] for name, type in columns.items()}
        return wrapped(native(frame).astype(types))
    casts = (column(frame, name).cast(_TYPES[type]).alias(name) for name, type in columns.items())
    return frame.with_columns(*casts)


def typed(frame: Table, columns: Iterable[str]) -> Table:
    """Return a table of pandas' own in which columns have types that know null."""
    if not frame.implementation.is_pandas():
        return frame
    table = native(frame)
    inferred = table[[*columns]].convert_dtypes(dtype_backend="numpy_nullable")
    return wrapped(table.assign(**inferred))
