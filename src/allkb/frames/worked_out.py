"""The tables that are worked out from the others, for convenience; nothing is rebuilt from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from allkb.frames.columns import Cell, Column, flag, text
from allkb.frames.flattening import Flattened
from allkb.frames.schema import SHAPES
from allkb.frames.shapes import ForeignKey, Shape, foreign_key
from allkb.model import Statement, members_of

__all__ = ["META", "WORKED_OUT", "WorkedOut"]


@frozen(kw_only=True)
class WorkedOut:
    """
    A table that is worked out.

    Attributes:
        name: Its name.
        doc: What a row of it is, in one sentence.
        columns: Its columns.
        key: The columns of which no two rows have the same cells.
        rows: What works out its rows.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Flattened], Iterator[tuple[Cell, ...]]]
    unique: tuple[tuple[str, ...], ...] = ()

    @property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """What its columns name in other tables."""
        return tuple(foreign_key(column) for column in self.columns if column.refers)

    def values(self, found: Flattened) -> list[Sequence[Cell]]:
        """Return its cells, a sequence for each column."""
        rows = [*self.rows(found)]
        return [[row[place] for row in rows] for place in range(len(self.columns))]


def _dictionary(_: Flattened) -> Iterator[tuple[Cell, ...]]:
    shapes: tuple[Shape | WorkedOut, ...] = (*SHAPES.values(), *WORKED_OUT)
    for shape in shapes:
        for c in shape.columns:
            derived = c.derived or shape in (STATEMENT_CONCEPTS, NARROWER_CONCEPTS, DICTIONARY)
            yield shape.name, c.name, c.type, c.unit, c.doc, c.null, c.refers, derived


def _narrower(found: Flattened) -> Iterator[tuple[Cell, ...]]:
    kb = found.kb
    for concept in kb.concepts:
        for narrower in sorted(kb.narrower(concept.id)):
            yield concept.id, narrower


_ONE = {
    "intervention": "intervention",
    "endpoint": "endpoint",
    "factor": "factor",
    "event": "event",
    "agency": "agency",
    "group": "study group",
}
_SEVERAL = {
    "interventions": "intervention",
    "obstacles": "obstacle",
    "about": "subject",
    "trials": "trial",
}
_ROLES = dict.fromkeys((*_ONE.values(), *_SEVERAL.values(), "arm", "criteria"))


def _concepts(found: Flattened) -> Iterator[tuple[Cell, ...]]:
    for statement in found.statements:
        for role, concept in dict.fromkeys(_named(statement)):
            if concept is not None:
                yield statement.id, role, concept


def _named(statement: Statement) -> Iterator[tuple[str, str | None]]:
    for field, role in _ONE.items():
        yield role, getattr(statement, field, None)
    for field, role in _SEVERAL.items():
        for concept in getattr(statement, field, ()):
            yield role, concept
    for arm in getattr(statement, "arms", ()):
        yield "arm", arm.intervention
    for concept in sorted(members_of(statement)):
        yield "criteria", concept


STATEMENT_CONCEPTS = WorkedOut(
    name="statement_concepts",
    doc="A concept that a statement names, under the role it has there.",
    columns=(
        text("statement", "The statement.", refers="statements.id"),
        text("role", f"What it is there: {', '.join(f'`{role}`' for role in _ROLES)}."),
        text("concept", "The concept.", refers="concepts.id"),
    ),
    key=("statement", "role", "concept"),
    rows=_concepts,
)
NARROWER_CONCEPTS = WorkedOut(
    name="narrower_concepts",
    doc="A concept that is narrower than another, over any number of steps; each is its own.",
    columns=(
        text("concept", "The concept.", refers="concepts.id"),
        text("narrower", "A kind of it, or itself.", refers="concepts.id"),
    ),
    key=("concept", "narrower"),
    rows=_narrower,
)
DICTIONARY = WorkedOut(
    name="dictionary",
    doc="What a column of a table means.",
    columns=(
        text("table_name", "The table."),
        text("column_name", "The column."),
        text("type", "What its cells are."),
        text("unit", "The unit of its numbers.", "it has none"),
        text("meaning", "What it means."),
        text("null_means", "What null means in it.", "it is never null"),
        text("refers_to", "The column whose values it has.", "it names nothing"),
        flag("derived", "Whether it is worked out from other columns."),
    ),
    key=("table_name", "column_name"),
    rows=_dictionary,
)
META = WorkedOut(
    name="meta",
    doc="Something told of all tables: the notice, the version and the digest of the data.",
    columns=(text("name", "What it is."), text("value", "It.")),
    key=("name",),
    rows=lambda found: iter(found.metadata.items()),
)

WORKED_OUT: tuple[WorkedOut, ...] = (STATEMENT_CONCEPTS, NARROWER_CONCEPTS, DICTIONARY, META)
