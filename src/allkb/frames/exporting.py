"""Writing the tables to files that other tools read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import duckdb

from allkb.errors import AllkbError, InvalidValueError
from allkb.frames import csv_files, duckdb_files, parquet_files, sqlite_files
from allkb.frames.places import placed
from allkb.frames.tables import Frames, Table, tables
from allkb.knowledge import KnowledgeBase
from allkb.model import Statement
from allkb.query import Selection

__all__ = ["WRITERS", "ExportFormat", "export"]


class ExportFormat(StrEnum):
    """What tables are written as."""

    PARQUET = "parquet"
    """A folder with a Parquet file for each table."""
    DUCKDB = "duckdb"
    """A DuckDB database, with views and comments."""
    SQLITE = "sqlite"
    """An SQLite database, with the same views."""
    CSV = "csv"
    """A folder with a CSV file for each table, which no spreadsheet takes for formulas."""


class _Writer(NamedTuple):
    """
    What writes one format.

    Attributes:
        is_export: Tells whether something is an earlier export of the format.
        write: Writes all tables to a new place.
    """

    is_export: Callable[[Path], bool]
    write: Callable[[Frames, Iterator[Table], Path], None]


WRITERS: Mapping[str, _Writer] = {
    ExportFormat.PARQUET: _Writer(parquet_files.is_export, parquet_files.write),
    ExportFormat.DUCKDB: _Writer(duckdb_files.is_export, duckdb_files.write),
    ExportFormat.SQLITE: _Writer(sqlite_files.is_export, sqlite_files.write),
    ExportFormat.CSV: _Writer(csv_files.is_export, csv_files.write),
}
"""What writes each format."""


def export(
    found: KnowledgeBase | Selection[Statement],
    out: str | os.PathLike[str],
    format: str = ExportFormat.PARQUET,
    *,
    progress: Callable[[float], None] | None = None,
) -> Path:
    """
    Write a knowledge base, or a selection of its statements, as tables; all or nothing.

    Args:
        found: What to write.
        out: The file or, for Parquet and CSV, the folder. An earlier export of the
            same format is replaced; anything else is left as it is.
        format: One of `ExportFormat`.
        progress: What is told how far it is, in percent.

    Returns:
        Where it was written.

    Raises:
        InvalidValueError: if the format is none.
        AllkbError: if something else is at `out`, it is in use, or the database cannot be written.
        OSError: if the files cannot be written.
    """
    writer = WRITERS.get(format)
    if writer is None:
        raise InvalidValueError("export", (f"{format!r} is none of {', '.join(ExportFormat)}",))
    frames = tables(found)
    target = Path(os.fspath(out))
    try:
        with placed(target, writer.is_export) as draft:
            writer.write(frames, _each(frames, progress), draft)
    except (duckdb.Error, sqlite3.Error) as exc:
        msg = f"{target} cannot be written: {exc}"
        raise AllkbError(msg) from exc
    return target


def _each(frames: Frames, progress: Callable[[float], None] | None) -> Iterator[Table]:
    """Yield the tables, none of which is kept, and tell how many were taken."""
    for done, name in enumerate(frames, start=1):
        yield frames.fresh(name)
        if progress:
            progress(100 * done / len(frames))
