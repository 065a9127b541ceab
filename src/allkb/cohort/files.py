"""Files of patients: CSV and Parquet, read and written by DuckDB, never held in memory whole."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from allkb.errors import DataError, Fault

__all__ = ["SUFFIXES", "connected", "opened", "quoted", "text", "told", "written"]

SUFFIXES = (".csv", ".parquet")
_LONGEST_HEADER = 1_000_000
_SAFE = {
    # Nothing is fetched, and no extension that could fetch is loaded.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


@contextmanager
def connected() -> Generator[duckdb.DuckDBPyConnection]:
    """Open a database of its own, in memory, that loads nothing from elsewhere."""
    with duckdb.connect(config={**_SAFE}) as connection:
        connection.execute("SET enable_progress_bar = true")
        connection.execute("SET enable_progress_bar_print = false")
        # Rows are told apart by what they say, and not by where they stand.
        connection.execute("SET preserve_insertion_order = false")
        yield connection


def opened(connection: duckdb.DuckDBPyConnection, file: Path) -> duckdb.DuckDBPyRelation:
    """
    Return the rows of a file; everything in a CSV file is text.

    Raises:
        DataError: if it is neither CSV nor Parquet, or cannot be read as what it is.
    """
    path = "".join(f"[{c}]" if c in "*?[" else c for c in str(file))
    with told(file):
        if suffix(file) == ".parquet":
            return connection.read_parquet(path, hive_partitioning=False)
        names, mark = _header(file)
        return connection.read_csv(
            path,
            auto_detect=False,
            columns=dict.fromkeys(names, "VARCHAR"),
            delimiter=mark,
            quotechar='"',
            escapechar='"',
            header=True,
            hive_partitioning=False,
        )


def suffix(file: Path) -> str:
    """
    Return `.csv` or `.parquet`.

    Raises:
        DataError: if the file is called otherwise.
    """
    found = file.suffix.lower()
    if found not in SUFFIXES:
        said = f"files end in {' or '.join(SUFFIXES)}, and this one does not"
        raise DataError((Fault("$", said, file.name),))
    return found


def _header(file: Path) -> tuple[list[str], str]:
    """Return the names of the columns of a CSV file, and what stands between them."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        try:
            line = stream.readline(_LONGEST_HEADER)
        except UnicodeDecodeError as exc:
            raise DataError((Fault("$", "it is not UTF-8", file.name),)) from exc
    mark = max(",;\t", key=line.count)
    names = next(csv.reader([line], delimiter=mark), list[str]())
    twice = [name for name, count in Counter(n.lower() for n in names).items() if count > 1]
    faults = [f"{name!r} names two columns" for name in twice]
    faults += ["a column has no name"] if not all(names) else []
    faults += ["it has no header"] if not names else []
    faults += ["it holds NUL"] if "\0" in line else []
    if faults:
        raise DataError(tuple(Fault("$", said, file.name) for said in faults))
    return names, mark


@contextmanager
def told(file: Path) -> Generator[None]:
    """Turn what DuckDB says of a file into an error of this library."""
    try:
        yield
    except duckdb.Error as exc:
        said = " ".join(str(exc).split("\n\n")[0].split("Possible")[0].split())
        raise DataError((Fault("$", said, file.name),)) from exc


def quoted(name: str) -> str:
    """Return the name of a column as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def written(rows: duckdb.DuckDBPyRelation, file: Path) -> None:
    """
    Write rows to a file: all of them, or nothing.

    Raises:
        DataError: if it cannot be done.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with told(file):
            if suffix(file) == ".parquet":
                rows.write_parquet(str(part))
            else:
                _guarded(rows).write_csv(str(part))
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _guarded(rows: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return rows whose texts no spreadsheet takes for a formula."""
    columns = [
        f"{_no_formula(quoted(name)) if type == 'VARCHAR' else quoted(name)}"
        f" AS {quoted(_no_formula_name(name))}"
        for name, type in zip(rows.columns, map(str, rows.types), strict=True)
    ]
    return rows.project(", ".join(columns))


_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _no_formula(column: str) -> str:
    starts = ", ".join(f"chr({ord(c)})" for c in _FORMULA)
    return f"CASE WHEN left({column}, 1) IN ({starts}) THEN chr(39) || {column} ELSE {column} END"


def _no_formula_name(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name
