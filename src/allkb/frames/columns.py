"""What a column of a table is: its name, its type, what it means, and what null means in it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from attrs import frozen

__all__ = ["Cell", "Column", "ColumnType", "day", "flag", "number", "text", "whole"]

Cell = str | int | float | bool | date | None
"""What stands in one place of a table."""


class ColumnType(StrEnum):
    """The type of a column: what its cells are, where they are not null."""

    TEXT = "text"
    WHOLE = "whole number"
    """64 bits, signed."""
    NUMBER = "number"
    """A double."""
    FLAG = "true or false"
    DAY = "day"


@frozen(kw_only=True)
class Column:
    """
    A column of a table.

    Attributes:
        name: Its name.
        type: What its cells are.
        doc: What it means, in one sentence.
        null: What null means in it; None where it never is null.
        unit: The unit of its numbers, where they have one.
        refers: The column whose values it has, as `table.column`.
        derived: Whether it is worked out from other tables, for convenience; then
            nothing is lost if it is dropped.
    """

    name: str
    type: ColumnType
    doc: str
    null: str | None = None
    unit: str | None = None
    refers: str | None = None
    derived: bool = False


def text(name: str, doc: str, null: str | None = None, *, refers: str | None = None) -> Column:
    """Return a column of texts."""
    return Column(name=name, type=ColumnType.TEXT, doc=doc, null=null, refers=refers)


def whole(name: str, doc: str, null: str | None = None, *, unit: str | None = None) -> Column:
    """Return a column of whole numbers."""
    return Column(name=name, type=ColumnType.WHOLE, doc=doc, null=null, unit=unit)


def number(name: str, doc: str, null: str | None = None, *, unit: str | None = None) -> Column:
    """Return a column of numbers."""
    return Column(name=name, type=ColumnType.NUMBER, doc=doc, null=null, unit=unit)


def flag(name: str, doc: str, null: str | None = None) -> Column:
    """Return a column of truth values."""
    return Column(name=name, type=ColumnType.FLAG, doc=doc, null=null)


def day(name: str, doc: str, null: str | None = None) -> Column:
    """Return a column of days."""
    return Column(name=name, type=ColumnType.DAY, doc=doc, null=null)
