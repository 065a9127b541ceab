"""Tables that were written or made elsewhere, read as they are: nothing of them is trusted."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import duckdb

from allkb.errors import DataError, Fault
from allkb.frames.arrow import streamed
from allkb.frames.columns import ColumnType
from allkb.frames.duckdb_files import connected
from allkb.frames.parquet_files import SUFFIX
from allkb.frames.sql import literal, quoted
from allkb.frames.tables import TABLES

__all__ = ["Given", "Read", "read_tables"]

T = TypeVar("T")

Given = str | os.PathLike[str] | Mapping[str, Any]
"""A folder of Parquet files, a database, or tables by name that can be streamed as Arrow."""

ROW_LIMIT: Final = 1_000_000
"""The most rows that a table may have: a small file can say that it has many."""
_HEADER = b"SQLite format 3\0"


class Read(NamedTuple):
    """
    A table as it was found.

    Attributes:
        columns: Its cells by the name of their column.
        rows: How many rows it has.
    """

    columns: Mapping[str, list[Any]]
    rows: int


def read_tables(given: Given, wanted: Iterable[str]) -> tuple[dict[str, Read], list[Fault]]:
    """
    Return the tables of these names that can be read, and why others cannot.

    Raises:
        DataError: if there is no such file or folder, or it is no database, or no table is in it.
    """
    if isinstance(given, Mapping):
        return _each(wanted, given, _streamed)
    path = Path(os.fspath(given))
    if path.is_dir():
        files = {name: path / f"{name}{SUFFIX}" for name in wanted}
        there = {name: file for name, file in files.items() if file.is_file()}
        if not there:
            said = "no Parquet file of a table is in it; an export as CSV is not read back"
            raise DataError((Fault("$", said, ascii(path.name)[1:-1]),))
        with connected() as connection:
            return _each(wanted, there, lambda file: _parquet(connection, file))
    if not path.is_file():
        raise DataError((Fault("$", "no such file or folder", ascii(str(path))[1:-1]),))
    try:
        with path.open("rb") as stream:
            is_sqlite = stream.read(len(_HEADER)) == _HEADER
        return _sqlite(path, wanted) if is_sqlite else _duckdb(path, wanted)
    except (OSError, sqlite3.Error, duckdb.Error) as exc:
        raise DataError((Fault("$", _told(exc), ascii(path.name)[1:-1]),)) from exc


def _each(
    wanted: Iterable[str], there: Mapping[str, T], read: Callable[[T], Read]
) -> tuple[dict[str, Read], list[Fault]]:
    found: dict[str, Read] = {}
    faults: list[Fault] = []
    for name in wanted:
        if name not in there:
            faults.append(Fault("$", "there is no such table", name))
            continue
        try:
            found[name] = read(there[name])
        except Exception as exc:  # noqa: BLE001  what can be wrong is up to what was given
            faults.append(Fault("$", _told(exc), name))
    return found, faults


def _told(exc: Exception) -> str:
    """Return what is wrong as the first line of what was said."""
    said = " ".join(str(exc).split("\n")[0].split())[:300]
    return f"cannot be read: {said or type(exc).__name__}"


def _read(names: list[str], rows: list[tuple[Any, ...]]) -> Read:
    if len(rows) > ROW_LIMIT:
        msg = f"it has more than {ROW_LIMIT:,} rows"
        raise ValueError(msg)
    if len(set(names)) < len(names):
        raise ValueError("a column stands more than once")
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return Read(dict(zip(names, map(list, columns), strict=True)), len(rows))


def _streamed(table: object) -> Read:
    return _read(*streamed(table, ROW_LIMIT + 1))


def _parquet(connection: duckdb.DuckDBPyConnection, file: Path) -> Read:
    # What has a meaning in patterns is put in brackets: it is the name of one file.
    path = "".join(f"[{c}]" if c in "*?[" else c for c in str(file))
    return _selected(connection, f"read_parquet({literal(path)}, hive_partitioning = false)")


def _selected(connection: duckdb.DuckDBPyConnection, of: str) -> Read:
    done = connection.execute(f"FROM {of}")
    return _read([column[0] for column in done.description or ()], done.fetchmany(ROW_LIMIT + 1))


def _duckdb(path: Path, wanted: Iterable[str]) -> tuple[dict[str, Read], list[Fault]]:
    with connected(path, read_only=True) as connection:
        # Tables alone: a view of a foreign file would run what it says.
        found = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' AND NOT temporary"
        ).fetchall()
        there = {name: quoted(name) for (name,) in found}
        return _each(wanted, there, lambda of: _selected(connection, of))


def _sqlite(path: Path, wanted: Iterable[str]) -> tuple[dict[str, Read], list[Fault]]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        there = {name: name for (name,) in found}

        def read(name: str) -> Read:
            done = connection.execute(f"SELECT * FROM {quoted(name)}")  # noqa: S608  quoted
            names = [column[0] for column in done.description]
            return _typed(name, _read(names, done.fetchmany(ROW_LIMIT + 1)))

        return _each(wanted, there, read)


def _typed(table: str, found: Read) -> Read:
    """Return a table of SQLite with the truth values and days that it has other types for."""
    types = {column.name: column.type for column in TABLES[table].columns}
    columns = dict(found.columns)
    for name, cells in columns.items():
        if types.get(name) is ColumnType.FLAG:
            columns[name] = [bool(cell) if cell in (0, 1) else cell for cell in cells]
        elif types.get(name) is ColumnType.DAY:
            columns[name] = [_day(cell) for cell in cells]
    return Read(columns, found.rows)


def _day(cell: Any) -> Any:
    try:
        return date.fromisoformat(cell)
    except (TypeError, ValueError):
        return cell
