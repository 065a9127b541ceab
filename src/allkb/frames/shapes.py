"""What a table is made of: the fields of a record as columns, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from attrs import evolve, frozen

from allkb.frames.columns import Cell, Column, whole
from allkb.knowledge import KnowledgeBase
from allkb.model import Record

__all__ = ["Derived", "ForeignKey", "Item", "Part", "Shape", "foreign_key", "held", "joined"]


class ForeignKey(NamedTuple):
    """
    Columns whose cells, together, stand in another table.

    Attributes:
        columns: Their names.
        table: The other table.
        named: The columns there.
    """

    columns: tuple[str, ...]
    table: str
    named: tuple[str, ...]


class Item(NamedTuple):
    """
    A record that a row is of, and where it stands.

    Attributes:
        key: What rows of other tables name it by.
        owner: The key of the record that holds it; empty if none does.
        position: Its place there, from 0; None where it has none.
        record: The record, or a text or number of a list.
        root: The source, citation, concept, topic or statement it belongs to.
    """

    key: tuple[Cell, ...]
    owner: tuple[Cell, ...]
    position: int | None
    record: Any
    root: Any


@frozen
class Part:
    """
    A field of a record, as one or more columns.

    Attributes:
        path: Where the record has it, and where the data format has it; empty if
            the row is of a text or number alone.
        columns: Its columns.
        cells: What makes cells of its value, one for each column; None where the
            value is the cell.
        raw: What makes of the cells what the data format has; it raises ValueError
            where they do not go together.
    """

    path: str
    columns: tuple[Column, ...]
    cells: Callable[[Any], tuple[Cell, ...]] | None
    raw: Callable[[tuple[Cell, ...]], Any]


def held(column: Column, path: str | None = None) -> Part:
    """Return a field whose value is the cell."""
    return Part(column.name if path is None else path, (column,), None, lambda cells: cells[0])


@frozen
class Derived:
    """
    A column that is worked out.

    Attributes:
        column: The column.
        cell: What works out a cell of it.
    """

    column: Column
    cell: Callable[[KnowledgeBase, Item], Cell]


def joined(column: Column, cell: Callable[[KnowledgeBase, Item], Cell]) -> Derived:
    """Return a column that is worked out."""
    return Derived(evolve(column, derived=True), cell)


@frozen(kw_only=True)
class Shape:
    """
    A table of records: its columns, and where its rows come from.

    Attributes:
        name: Its name.
        doc: What a row of it is, in one sentence.
        parts: The fields of a record, as columns.
        derived: Its columns that are worked out.
        owner: The table of the records that hold those of this one; None at the top.
        owned_by: The columns that name the owner, in the order of the owner's key.
        members: Where the owner has the list that its rows are of; empty for none.
        kind: The class of statement its rows are of, a row for each.
        id: The column that names its rows in all tables, if there is one.
        unique: Further columns of which no two rows have the same cells.
        links: Further columns that name rows of other tables, together.
    """

    name: str
    doc: str
    parts: tuple[Part, ...]
    derived: tuple[Derived, ...] = ()
    owner: Shape | None = None
    owned_by: tuple[Column, ...] = ()
    members: str = ""
    kind: type[Record] | None = None
    id: str | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    links: tuple[ForeignKey, ...] = ()

    @property
    def place(self) -> tuple[Column, ...]:
        """The columns that say where a record stands: its owner, and its place there."""
        if not self.members or self.owner is None:
            return self.owned_by
        what = f"Its place among those of its {self.owned_by[-1].name.replace('_', ' ')}, from 0."
        return (*self.owned_by, whole("position", what))

    @property
    def columns(self) -> tuple[Column, ...]:
        """All columns, in order."""
        own = (column for part in self.parts for column in part.columns)
        return (*self.place, *own, *(derived.column for derived in self.derived))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of which no two rows have the same cells, and by which others name them."""
        return (self.id,) if self.id else tuple(column.name for column in self.place)

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """What its columns name in other tables; those that are worked out are left out."""
        fields = (column for part in self.parts for column in part.columns)
        owners: tuple[ForeignKey, ...] = ()
        if self.owner:
            names = tuple(column.name for column in self.owned_by)
            owners = (ForeignKey(names, self.owner.name, self.owner.key),)
        return (*owners, *map(foreign_key, (c for c in fields if c.refers)), *self.links)


def foreign_key(column: Column) -> ForeignKey:
    """Return what a column names in another table."""
    table, _, name = str(column.refers).partition(".")
    return ForeignKey((column.name,), table, (name,))
