"""Records to the cells of tables, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from typing import Any

from allkb.frames.columns import Cell
from allkb.frames.shapes import Item, Part, Shape
from allkb.knowledge import KnowledgeBase
from allkb.model import Statement
from allkb.views import notice

__all__ = ["FORMAT", "Flattened"]

FORMAT = "1"
"""The version of what tables and columns there are."""


class Flattened:
    """
    The cells of all tables, worked out when they are asked for.

    Args:
        kb: The knowledge base.
        statements: The statements that tables are to hold.
    """

    def __init__(self, kb: KnowledgeBase, statements: Iterable[Statement]) -> None:
        self.kb = kb
        self.statements = tuple({statement.id: statement for statement in statements}.values())
        self._owners: dict[str, list[Item]] = {}

    @property
    def is_whole(self) -> bool:
        """Whether all statements of the knowledge base are held."""
        return len(self.statements) == len(self.kb)

    @cached_property
    def metadata(self) -> Mapping[str, str]:
        """What is told of all tables: what they are derived from, and of which data."""
        kb = self.kb
        return {
            "notice": notice(kb),
            "version": kb.version,
            "digest": kb.digest,
            "format": FORMAT,
            "statements": str(len(self.statements)),
            "all_statements": str(len(kb)),
        }

    def values(self, shape: Shape) -> list[Sequence[Cell]]:
        """Return the cells of a table, a sequence for each column."""
        items = [*self._items(shape)] if shape.owner else self._kept(shape)
        found: list[Sequence[Cell]] = [
            [item.owner[place] for item in items] for place in range(len(shape.owned_by))
        ]
        if shape.members:
            found.append([item.position for item in items])
        records = [item.record for item in items]
        for part in shape.parts:
            found += _part_values(part, records)
        found += [[derived.cell(self.kb, item) for item in items] for derived in shape.derived]
        return found

    def _kept(self, shape: Shape) -> list[Item]:
        """Return the items of a table, which are asked for again by those that it owns."""
        if shape.name not in self._owners:
            self._owners[shape.name] = [*self._items(shape)]
        return self._owners[shape.name]

    def _items(self, shape: Shape) -> Iterator[Item]:
        if shape.owner is None:
            for record in self._roots(shape):
                yield Item((record.id,), (), None, record, record)
        elif shape.kind is not None:
            for item in self._kept(shape.owner):
                if type(item.record) is shape.kind:
                    yield Item(item.key, item.key, None, item.record, item.record)
        else:
            for item in self._kept(shape.owner):
                for position, member in enumerate(_members(shape.members, item.record)):
                    key = (member.id,) if shape.id else (*item.key, position)
                    yield Item(key, item.key, position, member, item.root)

    def _roots(self, shape: Shape) -> Iterable[Any]:
        if shape.name == "statements":
            return self.statements
        found: Iterable[Any] = getattr(self.kb, shape.name)
        return found


def _members(path: str, record: Any) -> Sequence[Any]:
    """Return a list that a record may have: other kinds of it may not, or it may be None."""
    for step in path.split("."):
        record = getattr(record, step, None)
    return record or ()


def _part_values(part: Part, records: list[Any]) -> Iterator[Sequence[Cell]]:
    values = list(map(attrgetter(part.path), records)) if part.path else records
    if part.cells is None:
        yield values
        return
    cells = part.cells
    columns = zip(*map(cells, values), strict=True)
    yield from columns if records else ((),) * len(part.columns)
