"""Tables to what the data format has for each record, and what does not fit together in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from allkb.errors import Fault
from allkb.frames.checking import Sound, rows_fault
from allkb.frames.schema import SHAPES
from allkb.frames.shapes import Shape

__all__ = ["Restored"]

Key = tuple[Any, ...]


class _Unsound(Exception):  # noqa: N818  it is no error of anybody's: it is told elsewhere
    """A record has a row of which something is told already."""


class _Rows:
    """The rows of a table, ready to be put together."""

    def __init__(self, shape: Shape, table: Sound) -> None:
        self.shape = shape
        self.bad = table.bad
        self.keys: list[Key] = table.cells(shape.key)
        self.owners: list[Key] = table.cells(tuple(column.name for column in shape.owned_by))
        self.positions: list[Any] = table.cells(("position",)) if shape.members else []
        self.parts = [
            (part, part.path.split("."), table.cells(tuple(c.name for c in part.columns)))
            for part in shape.parts
        ]
        self.members = shape.members.split(".")
        self.of: dict[Key, list[int]] = defaultdict(list)
        """The rows of each owner, in order."""

    def gather(self) -> Iterator[tuple[str, str, list[int]]]:
        """Sort the rows by owner; yield column, fault and rows where they cannot be."""
        for row, owner in enumerate(self.owners):
            self.of[owner].append(row)
        several = (rows for rows in self.of.values() if self.bad.isdisjoint(rows))
        if not self.shape.members:
            again = [row for rows in several for row in rows[1:]]
            if again:
                yield self.shape.owned_by[0].name, "another row has it too", again
            return
        misplaced: list[int] = []
        for rows in several:
            rows.sort(key=self.positions.__getitem__)
            if any(self.positions[row] != (place,) for place, row in enumerate(rows)):
                misplaced += rows
        if misplaced:
            yield "position", f"must run from 0, each once, in its {self._owner}", sorted(misplaced)

    def orphans(self, owners: _Rows) -> Iterator[tuple[str, str, list[int]]]:
        """Yield the rows whose owner there is not."""
        known = set(owners.keys)
        lost = sorted(row for owner, rows in self.of.items() if owner not in known for row in rows)
        lost = [row for row in lost if row not in self.bad]
        if lost:
            yield self.shape.owned_by[-1].name, f"there is no such {self._owner}", lost

    def strangers(
        self, kinds: Mapping[Key, Key], kind: str
    ) -> Iterator[tuple[str, str, list[int]]]:
        """Yield the rows whose statement is of another kind."""
        others = [
            row
            for row, owner in enumerate(self.owners)
            if owner in kinds and kinds[owner] != (kind,) and row not in self.bad
        ]
        if others:
            yield self.shape.owned_by[0].name, f"that statement is no {kind}", others

    @property
    def _owner(self) -> str:
        return self.shape.owned_by[-1].name.replace("_", " ")


class Restored:
    """
    What the data format has for the records of tables.

    Args:
        tables: The tables of all shapes, with their columns.
    """

    def __init__(self, tables: Mapping[str, Sound]) -> None:
        self._rows = {name: _Rows(shape, tables[name]) for name, shape in SHAPES.items()}
        self._lists: dict[str, list[_Rows]] = defaultdict(list)
        self._kinds: dict[str, _Rows] = {}
        self._wrong: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        statements = self._rows["statements"]
        kinds = dict(zip(statements.keys, tables["statements"].cells(("kind",)), strict=True))
        for rows in self._rows.values():
            shape = rows.shape
            if shape.owner is None:
                continue
            self._note(rows, rows.gather())
            self._note(rows, rows.orphans(self._rows[shape.owner.name]))
            if shape.kind is None:
                self._lists[shape.owner.name].append(rows)
            else:
                kind = str(getattr(shape.kind, "kind", ""))
                self._kinds[kind] = rows
                self._note(rows, rows.strangers(kinds, kind))

    def _note(self, rows: _Rows, found: Iterable[tuple[str, str, list[int]]]) -> None:
        for column, what, where in found:
            self._wrong[rows.shape.name, column, what] += where
            rows.bad.update(where)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What did not fit together so far."""
        return tuple(
            rows_fault(table, where, what, column)
            for (table, column, what), where in self._wrong.items()
        )

    def size(self, name: str) -> int:
        """Return how many rows a table has."""
        return len(self._rows[name].keys)

    def claimed(self, name: str, row: int) -> set[str]:
        """Return the ids that a record, and revisions in it, say they have."""
        rows = self._rows[name]
        found = {rows.keys[row]}
        for listed in self._lists[name]:
            if listed.shape.id:
                found |= {listed.keys[member] for member in listed.of.get(rows.keys[row], ())}
        return {str(id) for (id,) in found}

    def content(self, name: str, row: int) -> dict[str, Any] | None:
        """Return what the data format has for a record; None if its rows do not fit together."""
        try:
            found: dict[str, Any] = self._content(self._rows[name], row)
        except _Unsound:
            return None
        return found

    def _content(self, rows: _Rows, row: int) -> Any:
        if row in rows.bad:
            raise _Unsound
        content = self._fields(rows, row)
        key = rows.keys[row]
        for listed in self._lists[rows.shape.name]:
            members = listed.of.get(key)
            if members:
                _put(content, listed.members, [self._content(listed, member) for member in members])
        if rows.shape.name == "statements" and content["kind"] in self._kinds:
            content |= self._of_its_kind(content["kind"], key, row)
        return content

    def _of_its_kind(self, kind: str, key: Key, row: int) -> dict[str, Any]:
        """Return the fields that a statement has beyond what all kinds have."""
        rows = self._kinds[kind]
        if key not in rows.of:
            self._wrong["statements", "kind", f"has no row in {rows.shape.name}"].append(row)
            raise _Unsound
        found: dict[str, Any] = self._content(rows, rows.of[key][0])
        return found

    def _fields(self, rows: _Rows, row: int) -> Any:
        content: dict[str, Any] = {}
        for part, steps, cells in rows.parts:
            try:
                value = part.raw(cells[row])
            except ValueError as exc:
                column = part.columns[0].name
                self._wrong[rows.shape.name, column, str(exc)].append(row)
                raise _Unsound from exc
            if not part.path:
                return value
            _put(content, steps, value)
        return content


def _put(content: dict[str, Any], steps: list[str], value: Any) -> None:
    """Put a value where the data format has it; a record on the way may not be there yet."""
    for step in steps[:-1]:
        if content.get(step) is None:
            content[step] = {}
        content = content[step]
    content[steps[-1]] = value
