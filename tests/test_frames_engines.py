"""Each engine reads the same tables: types, texts, numbers, days, and what is null."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import nanoarrow as na  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frame_samples import ENGINES
from hypothesis import given
from strategies import knowledge_bases

import allkb
from allkb import KnowledgeBase, MissingExtraError
from allkb.frames import ColumnType, MissingEngineError, Table, rebuild, tables
from allkb.frames import arrow as arrow_module
from allkb.views import notice

KB = allkb.load()
FRAMES = tables(KB)
ARROW: dict[str, Any] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.WHOLE: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.FLAG: pa.bool_(),
    ColumnType.DAY: pa.date32(),
}
POLARS = {
    ColumnType.TEXT: pl.String,
    ColumnType.WHOLE: pl.Int64,
    ColumnType.NUMBER: pl.Float64,
    ColumnType.FLAG: pl.Boolean,
    ColumnType.DAY: pl.Date,
}
DUCKDB = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.WHOLE: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.FLAG: "BOOLEAN",
    ColumnType.DAY: "DATE",
}
each_engine = pytest.mark.parametrize("engine", ENGINES)
each_table = pytest.mark.parametrize("name", FRAMES)


def rows(found: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a frame of any engine as plain values."""
    table: Any = pa.table(found)
    return [*zip(*(column.to_pylist() for column in table.columns), strict=True)]


def plain(table: Table) -> list[tuple[Any, ...]]:
    """Return the rows of a table as plain values: words of a vocabulary are texts."""
    return [
        tuple(str(cell) if isinstance(cell, str) else cell for cell in row) for row in table.rows()
    ]


@each_engine
def test_each_engine_has_the_same_cells(engine: str) -> None:
    """In every table each engine has the cells that the library has, in the same order."""
    found = ENGINES[engine](KB, Path())
    assert [*found] == [*FRAMES]
    for name, table in FRAMES.items():
        assert rows(found[name]) == plain(table), name


@given(kb=knowledge_bases())
def test_any_base_has_the_same_cells_in_arrow(kb: KnowledgeBase) -> None:
    """Whatever a base holds, Arrow has the cells that the library has."""
    for table in tables(kb).values():
        assert rows(table) == plain(table)


@each_table
def test_each_engine_has_the_types_of_the_columns(name: str) -> None:
    """Columns have their documented types in each engine, also those that are all null."""
    table = FRAMES[name]
    names, types = [c.name for c in table.columns], [c.type for c in table.columns]
    arrow: Any = table.to_arrow()
    assert arrow.schema.names == names
    assert arrow.schema.types == [ARROW[t] for t in types]
    assert [field.nullable for field in arrow.schema] == [c.null is not None for c in table.columns]
    assert table.to_polars().schema == dict(zip(names, (POLARS[t] for t in types), strict=True))
    pandas = table.to_pandas()
    assert [*pandas.dtypes] == [pd.ArrowDtype(ARROW[t]) for t in types]
    with duckdb.connect() as connection:
        connection.register("given", table)
        found = connection.execute("DESCRIBE given").fetchall()
    assert [row[:2] for row in found] == [(n, DUCKDB[t]) for n, t in zip(names, types, strict=True)]


def test_null_is_null_in_each_engine() -> None:
    """What is not known is null, counted as such, and no number or text stands for it."""
    column = [row[0] for row in zip(FRAMES["outcomes"].to_polars()["n"], strict=True)]
    nulls = column.count(None)
    assert 0 < nulls < len(column)
    assert FRAMES["outcomes"].to_polars()["n"].null_count() == nulls
    assert FRAMES["outcomes"].to_arrow()["n"].null_count == nulls
    assert FRAMES["outcomes"].to_pandas()["n"].isna().sum() == nulls
    with duckdb.connect() as connection:
        connection.register("outcomes", FRAMES["outcomes"])
        assert connection.execute("SELECT count(*) - count(n) FROM outcomes").fetchall() == [
            (nulls,)
        ]


def test_days_are_days() -> None:
    """Days are dates, also those before 1970."""
    found = FRAMES["revisions"].to_polars()["earliest"]
    assert found.to_list() == [r.date.earliest for s in KB.sources for r in s.revisions]
    old = allkb.Source(
        id=allkb.SourceId("old"),
        title="Old",
        category=allkb.SourceCategory.SUMMARY,
        publisher="P",
        revisions=(
            allkb.Revision(
                id=allkb.RevisionId("old.1899"), date=allkb.DateWindow.parse("1899-12-30")
            ),
        ),
    )
    frame = tables(KnowledgeBase(sources=(old,)))["revisions"].to_polars()
    assert frame["latest"].to_list() == [date(1899, 12, 30)]


@each_table
def test_the_notice_goes_with_each_table(name: str) -> None:
    """Arrow has the notice, version and digest in the schema, pandas in `attrs`; columns are told."""
    table = FRAMES[name]
    arrow: Any = table.to_arrow()
    told = {k.decode(): v.decode() for k, v in arrow.schema.metadata.items()}
    assert told == {f"allkb.{name}": said for name, said in table.metadata.items()}
    assert told["allkb.notice"] == notice(KB)
    assert told["allkb.digest"] == KB.digest
    assert told["allkb.table"] == name
    assert table.to_pandas().attrs == table.metadata
    for column in table.columns:
        said = arrow.schema.field(column.name).metadata
        assert said[b"doc"].decode() == column.doc
        assert said.get(b"null", b"").decode() == (column.null or "")
        assert said.get(b"unit", b"").decode() == (column.unit or "")


def test_a_schema_can_be_asked_for_alone() -> None:
    """The schema is given without rows, and a stream may be asked for more than once."""
    table: Any = FRAMES["codes"]
    assert pa.schema(table) == table.to_arrow().schema
    assert na.Schema(table).fields[0].name == "concept"
    assert table.to_polars().equals(table.to_polars())


def test_tables_are_made_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long table comes in batches, and in any engine it is the same table."""
    monkeypatch.setattr(arrow_module, "CHUNK", 100)
    table = tables(KB)["sections"]
    arrow: Any = table.to_arrow()
    assert [len(batch) for batch in arrow.to_batches()][:2] == [100, 100]
    assert rows(arrow) == plain(FRAMES["sections"])
    assert rebuild({**FRAMES, "sections": table}) == KB


def test_tables_tell_what_they_are() -> None:
    """Tables and the whole of them know their length and say what they are."""
    codes = sum(len(concept.codes) for concept in KB.concepts)
    table = FRAMES["codes"]
    assert len(table) == codes
    assert repr(table) == f"<Table codes: {codes} rows, {len(table.columns)} columns>"
    every = f"{len(KB)} of {len(KB)}"
    assert repr(FRAMES) == f"<Frames {KB.version}: {len(FRAMES)} tables, {every} statements>"
    assert FRAMES["codes"] is table
    with pytest.raises(KeyError):
        FRAMES["poems"]


@pytest.mark.parametrize(
    ("package", "ask", "told"),
    [
        ("polars", Table.to_polars, "polars is missing: pip install polars"),
        ("pandas", Table.to_pandas, "pandas is missing: pip install pandas pyarrow"),
        ("pyarrow", Table.to_pandas, "pyarrow is missing: pip install pandas pyarrow"),
        ("pyarrow", Table.to_arrow, "pyarrow is missing: pip install pyarrow"),
    ],
)
def test_a_missing_engine_is_named(
    package: str, ask: Any, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine that is not installed is named with what to install; the others still work."""
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingEngineError) as found:
        ask(FRAMES["codes"])
    assert str(found.value) == told
    assert isinstance(found.value, MissingExtraError)
    assert found.value.package == package


@pytest.mark.parametrize("package", ["nanoarrow", "duckdb"])
def test_without_the_extra_the_module_says_what_to_install(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without what the extra brings, importing the module names the extra."""
    for name in [name for name in sys.modules if name.startswith("allkb.frames")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"{package} is missing: .*allkb\[frames\]"):
        __import__("allkb.frames")
