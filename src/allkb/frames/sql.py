"""Tables as SQL declares them, for DuckDB and for SQLite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from allkb.frames.columns import Column, ColumnType
from allkb.frames.shapes import ForeignKey, Shape
from allkb.frames.worked_out import WorkedOut

__all__ = ["DUCKDB", "SQLITE", "Dialect", "create_table", "literal", "quoted"]


@frozen(kw_only=True)
class Dialect:
    """
    What two databases do differently.

    Attributes:
        types: The types of columns.
        truths: The condition on a column of truth values, where its type leaves that open.
        to_itself: Whether a table may name rows of its own in one insert.
    """

    types: Mapping[ColumnType, str]
    truths: str
    to_itself: bool


DUCKDB: Final = Dialect(
    types={
        ColumnType.TEXT: "VARCHAR",
        ColumnType.WHOLE: "BIGINT",
        ColumnType.NUMBER: "DOUBLE",
        ColumnType.FLAG: "BOOLEAN",
        ColumnType.DAY: "DATE",
    },
    truths="",
    to_itself=False,
)
SQLITE: Final = Dialect(
    types={
        ColumnType.TEXT: "TEXT",
        ColumnType.WHOLE: "INTEGER",
        ColumnType.NUMBER: "REAL",
        ColumnType.FLAG: "INTEGER",
        ColumnType.DAY: "TEXT",
    },
    truths=" CHECK ({} IN (0, 1))",
    to_itself=True,
)


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return a text as SQL has it."""
    return "'" + value.replace("'", "''") + "'"


def create_table(shape: Shape | WorkedOut, dialect: Dialect, *, is_whole: bool) -> str:
    """
    Return the statement that creates a table.

    Args:
        shape: The table.
        dialect: Whose SQL.
        is_whole: Whether all statements are held; if not, those that others name may be missing.
    """
    parts = [_column(column, dialect) for column in shape.columns]
    parts.append(f"PRIMARY KEY ({_names(shape.key)})")
    parts += [f"UNIQUE ({_names(columns)})" for columns in shape.unique]
    for key in shape.foreign_keys:
        if _holds(key, shape, dialect, is_whole=is_whole):
            there = f"{quoted(key.table)} ({_names(key.named)})"
            parts.append(f"FOREIGN KEY ({_names(key.columns)}) REFERENCES {there}")
    inside = ",\n  ".join(parts)
    return f"CREATE TABLE {quoted(shape.name)} (\n  {inside}\n)"


def _holds(key: ForeignKey, shape: Shape | WorkedOut, dialect: Dialect, *, is_whole: bool) -> bool:
    if key.table == shape.name and not dialect.to_itself:
        return False
    return is_whole or key.table != "statements" or key.columns == ("statement",)


def _column(column: Column, dialect: Dialect) -> str:
    required = "" if column.null else " NOT NULL"
    truths = dialect.truths if column.type is ColumnType.FLAG else ""
    name = quoted(column.name)
    return f"{name} {dialect.types[column.type]}{required}{truths.format(name)}"


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))
