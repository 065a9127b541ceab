"""A knowledge base as tables that dataframe libraries and databases read."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from allkb.errors import MissingExtraError
from allkb.frames.arrow import arrow_array
from allkb.frames.columns import Cell, Column
from allkb.frames.flattening import Flattened
from allkb.frames.schema import SHAPES
from allkb.frames.shapes import Shape
from allkb.frames.worked_out import WORKED_OUT, WorkedOut
from allkb.knowledge import KnowledgeBase
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["TABLES", "Frames", "MissingEngineError", "Table", "tables"]

TABLES: Mapping[str, Shape | WorkedOut] = {**SHAPES, **{table.name: table for table in WORKED_OUT}}
"""All tables by name, in an order in which each names only those before it, and itself."""


class MissingEngineError(MissingExtraError):
    """A table was asked for as an object of a library that is not installed."""

    def __init__(self, package: str, needed: str) -> None:
        super().__init__("frames", package)
        self.args = (package, needed)
        self.needed = needed

    def __str__(self) -> str:
        return f"{self.package} is missing: pip install {self.needed}"


@contextmanager
def _needed(packages: str) -> Generator[None]:
    try:
        yield
    except ModuleNotFoundError as exc:
        raise MissingEngineError(exc.name or packages, packages) from exc


class Table:
    """
    A flat table, which Arrow's PyCapsule interface streams.

    polars, DuckDB, pyarrow, pandas and others take it as it is:
    `polars.DataFrame(table)`, `duckdb.sql("FROM table")`, `pyarrow.table(table)`.

    Attributes:
        name: Its name.
        doc: What a row of it is.
        columns: Its columns.
        shape: Where its columns and rows come from.
    """

    def __init__(self, shape: Shape | WorkedOut, flattened: Flattened) -> None:
        self.name = shape.name
        self.doc = shape.doc
        self.columns: tuple[Column, ...] = shape.columns
        self.shape = shape
        self._flattened = flattened

    @property
    def metadata(self) -> dict[str, str]:
        """What is told of it: the notice, the version and the digest of the data."""
        return {**self._flattened.metadata, "table": self.name, "doc": self.doc}

    def values(self) -> list[Sequence[Cell]]:
        """Return its cells, a sequence for each column; they are worked out anew."""
        if isinstance(self.shape, WorkedOut):
            return self.shape.values(self._flattened)
        return self._flattened.values(self.shape)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield its rows."""
        yield from zip(*self.values(), strict=True)

    @cached_property
    def _array(self) -> Any:
        told = {f"allkb.{name}": said for name, said in self.metadata.items()}
        return arrow_array(self.columns, self.values(), told)

    def __arrow_c_schema__(self) -> object:
        """Return its schema as a capsule, as Arrow's PyCapsule interface has it."""
        return self._array.schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return its rows as a capsule, as Arrow's PyCapsule interface has it."""
        return self._array.__arrow_c_stream__(requested_schema)

    def to_polars(self) -> pl.DataFrame:
        """
        Return it as a polars data frame.

        Raises:
            MissingEngineError: if polars is not installed.
        """
        with _needed("polars"):
            import polars as pl
        return pl.DataFrame(self)

    def to_pandas(self) -> pd.DataFrame:
        """
        Return it as a pandas data frame of Arrow's types, in which null is NA; the notice is in `attrs`.

        Raises:
            MissingEngineError: if pandas or pyarrow is not installed.
        """
        with _needed("pandas pyarrow"):
            import pandas as pd
            import pyarrow as pa
        arrow: Any = pa.table(self)
        frame: pd.DataFrame = arrow.to_pandas(types_mapper=pd.ArrowDtype)
        frame.attrs |= self.metadata
        return frame

    def to_arrow(self) -> pa.Table:
        """
        Return it as a pyarrow table; the notice is in the metadata of its schema.

        Raises:
            MissingEngineError: if pyarrow is not installed.
        """
        with _needed("pyarrow"):
            import pyarrow as pa
        return pa.table(self)

    def __len__(self) -> int:
        return len(self._array)

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self)} rows, {len(self.columns)} columns>"


class Frames(Mapping[str, Table]):
    """
    The tables of a knowledge base, or of some of its statements, by name.

    Each is made when it is first asked for.
    """

    def __init__(self, flattened: Flattened) -> None:
        self._flattened = flattened
        self._made: dict[str, Table] = {}

    @property
    def metadata(self) -> Mapping[str, str]:
        """What is told of all tables."""
        return self._flattened.metadata

    @property
    def notice(self) -> str:
        """What the data is derived from, as of when, and what it is not."""
        return self.metadata["notice"]

    @property
    def is_whole(self) -> bool:
        """Whether they hold all statements of the knowledge base."""
        return self._flattened.is_whole

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            self._made[name] = self.fresh(name)
        return self._made[name]

    def fresh(self, name: str) -> Table:
        """Return a table that is not kept."""
        return Table(TABLES[name], self._flattened)

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)

    def __repr__(self) -> str:
        held = f"{len(self._flattened.statements)} of {len(self._flattened.kb)} statements"
        return f"<Frames {self._flattened.kb.version}: {len(self)} tables, {held}>"


def tables(found: KnowledgeBase | Selection[Statement]) -> Frames:
    """
    Return a knowledge base, or a selection of its statements, as flat tables.

    The other records are those of the whole knowledge base, also beside a selection.
    """
    kb = found if isinstance(found, KnowledgeBase) else kb_of(found)
    return Frames(Flattened(kb, found))
