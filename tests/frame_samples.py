"""Ways out of a knowledge base as tables and back: files, frames of each engine, and our own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

from allkb import KnowledgeBase
from allkb.frames import ExportFormat, Frames, Table, export, tables

__all__ = ["ENGINES", "FILES", "SMALL", "WAYS", "changed", "rows_of", "stored"]

Way = Callable[[KnowledgeBase, Path], Any]


def _file(format: ExportFormat) -> Way:
    return lambda kb, folder: export(kb, folder / f"{len([*folder.iterdir()])}", format)


def _each(made: Callable[[Any], Any]) -> Way:
    return lambda kb, _: {name: made(table) for name, table in tables(kb).items()}


def _relations(kb: KnowledgeBase, _: Path) -> dict[str, duckdb.DuckDBPyRelation]:
    connection = duckdb.connect()
    for name, table in tables(kb).items():
        connection.register(name, table)
    return {name: connection.table(name) for name in tables(kb)}


FILES: Mapping[str, Way] = {
    "parquet files": _file(ExportFormat.PARQUET),
    "duckdb file": _file(ExportFormat.DUCKDB),
    "sqlite file": _file(ExportFormat.SQLITE),
}
ENGINES: Mapping[str, Way] = {
    "polars": _each(pl.DataFrame),
    "to_polars": _each(lambda table: table.to_polars()),
    "pyarrow": _each(pa.table),
    "to_arrow": _each(lambda table: table.to_arrow()),
    "pandas": _each(cast("Any", pd.DataFrame).from_arrow),
    "to_pandas": _each(lambda table: table.to_pandas()),
    "duckdb": _relations,
}
WAYS: Mapping[str, Way] = {**FILES, **ENGINES, "none": lambda kb, _: tables(kb)}
"""How tables leave and come back, by name."""
SMALL = 10
"""How many examples do where each is written to files."""


def changed(frames: Frames, **tables: Callable[[pl.DataFrame], Any]) -> dict[str, Any]:
    """Return the tables as polars frames, some of them changed."""
    found: dict[str, Any] = {name: table.to_polars() for name, table in frames.items()}
    return found | {name: change(found[name]) for name, change in tables.items()}


def stored(connection: Any, name: str) -> Any:
    """Return a table or a view of a database, with what a cursor tells of it."""
    return connection.execute(f'SELECT * FROM "{name}"')  # noqa: S608  our own names


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Return the rows of a table, each by the names of its columns."""
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows()]
