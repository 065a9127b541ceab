"""Tables as a DuckDB database: keys, comments on everything, and views."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from allkb.frames.sql import DUCKDB, create_table, literal, quoted
from allkb.frames.sql_views import VIEWS
from allkb.frames.tables import TABLES, Frames, Table

__all__ = ["connected", "is_export", "write"]

_SAFE = {
    # Nothing is fetched, and no extension that could fetch is loaded.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # The smallest there is: many tables are small, and each takes some blocks.
    "default_block_size": "16384",
}


def connected(file: Path | None = None, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a database in a file, which reads no other file; without one, in memory."""
    if file is None:
        return duckdb.connect(":memory:", config={**_SAFE})
    return duckdb.connect(
        str(file.resolve()),
        read_only=read_only,
        config={**_SAFE, "enable_external_access": "false"},
    )


def is_export(place: Path) -> bool:
    """Tell whether something is a DuckDB database of these tables, and of nothing else."""
    if not place.is_file():
        return False
    try:
        with connected(place, read_only=True) as connection:
            found = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
            ).fetchall()
            ours = {("main", name) for name in (*TABLES, *VIEWS)}
            return ("main", "meta") in found and set(found) <= ours
    except duckdb.Error:
        return False


def write(frames: Frames, each: Iterator[Table], place: Path) -> None:
    """Write all tables to a new database."""
    with connected(place) as connection:
        connection.execute("BEGIN")
        for table in each:
            connection.execute(create_table(table.shape, DUCKDB, is_whole=frames.is_whole))
            connection.register("given", table)
            connection.execute(f"INSERT INTO {quoted(table.name)} FROM given")
            connection.unregister("given")
            _comment(connection, f"TABLE {quoted(table.name)}", f"{table.doc} {frames.notice}")
            for column in table.columns:
                null = f" Null: {column.null}." if column.null else ""
                unit = f" Unit: {column.unit}." if column.unit else ""
                name = f"COLUMN {quoted(table.name)}.{quoted(column.name)}"
                _comment(connection, name, f"{column.doc}{unit}{null}")
        for name, view in VIEWS.items():
            connection.execute(f"CREATE VIEW {quoted(name)} AS {view.select}")
            _comment(connection, f"VIEW {quoted(name)}", f"{view.doc} {frames.notice}")
            for column_name, doc in view.columns.items():
                _comment(connection, f"COLUMN {quoted(name)}.{quoted(column_name)}", doc)
        connection.execute("COMMIT")


def _comment(connection: duckdb.DuckDBPyConnection, on: str, said: str) -> None:
    connection.execute(f"COMMENT ON {on} IS {literal(said)}")
