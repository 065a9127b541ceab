"""Tables of verdicts: wide, long, and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from allkb.cohort.engines import Table, native, settled, wrapped
from allkb.model import FactType

__all__ = ["STATEMENT", "VERDICT", "counted", "long", "unnested", "unstacked", "wide"]

STATEMENT, VERDICT = "statement", "verdict"
COUNTS = ("yes", "no", "unknown")
_DUCKDB, _SPARK = '"', "`"
"""What the engines put around the name of a column."""


def wide(frame: Table, kept: Mapping[str, str], verdicts: Mapping[str, str]) -> Table:
    """
    Return one row per patient, one column per statement.

    Args:
        frame: The table that has the columns.
        kept: The columns kept, each with the name it has there.
        verdicts: The id of each statement, with the name of the column of its verdict.
    """
    named = [nw.col(name).alias(shown) for shown, name in (*kept.items(), *verdicts.items())]
    return frame.select(*named)


def long(frame: Table, kept: Mapping[str, str], verdicts: Mapping[str, str]) -> Table:
    """Return one row per patient and statement; the arguments are those of `wide`."""
    if _has_generators(frame):
        rows = [(id, [name]) for id, name in verdicts.items()]
        return _stacked(frame, kept, rows, (STATEMENT, VERDICT))
    return wide(frame, kept, verdicts).unpivot(
        [*verdicts], index=[*kept], variable_name=STATEMENT, value_name=VERDICT
    )


def counted(frame: Table, verdicts: Mapping[str, str]) -> Table:
    """Return one row per statement: for how many patients it is yes, no, and not known."""
    names = [*dict.fromkeys(verdicts.values())]
    frame = settled(frame, dict.fromkeys(names, FactType.NUMBER))
    sums = [nw.col(name).sum().alias(f"{name}yes") for name in names]
    knowns = [nw.col(name).count().alias(f"{name}known") for name in names]
    frame = frame.select(nw.len().alias("all"), *sums, *knowns)
    counts = [expr for name in names for expr in _counts(name)]
    frame = frame.select(*counts)
    if _has_generators(frame):
        rows = [(id, [f"{n}{c}" for c in COUNTS]) for id, n in verdicts.items()]
        return _stacked(frame, {}, rows, (STATEMENT, *COUNTS))
    first, second, third = (_of_one_count(frame, verdicts, count) for count in COUNTS)
    found: Table = first.join(second, on=STATEMENT).join(third, on=STATEMENT).sort(STATEMENT)
    return found


def _of_one_count(frame: Table, verdicts: Mapping[str, str], count: str) -> Any:
    """Return one row per statement, with one of its counts."""
    named = {id: f"{name}{count}" for id, name in verdicts.items()}
    return wide(frame, {}, named).unpivot([*named], variable_name=STATEMENT, value_name=count)


def _counts(name: str) -> Iterator[nw.Expr]:
    yes = nw.col(f"{name}yes").fill_null(0).cast(nw.Int64)
    known = nw.col(f"{name}known").cast(nw.Int64)
    yield yes.alias(f"{name}yes")
    yield (known - yes).alias(f"{name}no")
    yield (nw.col("all").cast(nw.Int64) - known).alias(f"{name}unknown")


def _has_generators(frame: Table) -> bool:
    """Tell whether rows are made by a function of SQL, where `unpivot` would lose nulls or ids."""
    return bool(frame.implementation.is_duckdb() or frame.implementation.is_spark_like())


def _stacked(
    frame: Table,
    kept: Mapping[str, str],
    rows: Sequence[tuple[str, Sequence[str]]],
    names: Sequence[str],
) -> Table:
    """
    Return several rows for each row of a table, in SQL.

    Args:
        frame: The table; its columns have plain names.
        kept: The columns that are the same in all the rows, by the names they get.
        rows: What the first of the other columns holds, and what columns the rest are of.
        names: What the other columns are called.
    """
    table, in_duckdb = native(frame), frame.implementation.is_duckdb()
    cells = [(f"'{id}'", *row) for id, row in rows]
    sql = (unnested if in_duckdb else unstacked)(kept, cells, names)
    return wrapped(table.project(", ".join(sql)) if in_duckdb else table.selectExpr(*sql))


def unnested(
    kept: Mapping[str, str], cells: Sequence[Sequence[str]], names: Sequence[str]
) -> list[str]:
    """Return the columns of stacked rows in the SQL of DuckDB."""
    columns = [f"{name} AS {_quoted(shown, _DUCKDB)}" for shown, name in kept.items()]
    lists = zip(names, zip(*cells, strict=True), strict=True)
    return columns + [f"unnest([{', '.join(list)}]) AS {name}" for name, list in lists]


def unstacked(
    kept: Mapping[str, str], cells: Sequence[Sequence[str]], names: Sequence[str]
) -> list[str]:
    """Return the columns of stacked rows in the SQL of Spark."""
    columns = [f"{name} AS {_quoted(shown, _SPARK)}" for shown, name in kept.items()]
    made = ", ".join(cell for row in cells for cell in row)
    return [*columns, f"stack({len(cells)}, {made}) AS ({', '.join(names)})"]


def _quoted(name: str, mark: str) -> str:
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"
