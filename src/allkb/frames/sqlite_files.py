"""Tables as an SQLite database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from allkb.frames.columns import Cell
from allkb.frames.flattening import FORMAT
from allkb.frames.sql import SQLITE, create_table, quoted
from allkb.frames.sql_views import VIEWS
from allkb.frames.tables import TABLES, Frames, Table

__all__ = ["APPLICATION", "is_export", "write"]

APPLICATION: Final = int.from_bytes(b"alkb", "big")
"""What a database says it is of, in its header."""


def is_export(place: Path) -> bool:
    """Tell whether something is an SQLite database of these tables, and of nothing else."""
    if not place.is_file():
        return False
    try:
        # Opened by its name alone, an address could change what is there.
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            found = connection.execute("SELECT name FROM sqlite_master WHERE sql IS NOT NULL")
            return application == APPLICATION and {n for (n,) in found} <= {*TABLES, *VIEWS}
    except sqlite3.Error:
        return False


def write(frames: Frames, each: Iterator[Table], place: Path) -> None:
    """Write all tables to a new database; `meta` has the notice, `dictionary` the columns."""
    with closing(sqlite3.connect(place, isolation_level=None)) as connection:
        # What is written is put in its place only when it is whole.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("BEGIN")
        for table in each:
            connection.execute(create_table(table.shape, SQLITE, is_whole=frames.is_whole))
            places = ", ".join("?" * len(table.columns))
            connection.executemany(
                f"INSERT INTO {quoted(table.name)} VALUES ({places})",  # noqa: S608  our own names
                (tuple(map(_stored, row)) for row in table.rows()),
            )
        for name, view in VIEWS.items():
            connection.execute(f"CREATE VIEW {quoted(name)} AS {view.select}")
        connection.execute("COMMIT")


def _stored(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, date) else cell
