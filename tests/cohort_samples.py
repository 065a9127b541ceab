"""Simulated registries, what single patients answer to them, and their tables in every engine."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import allkb
from allkb import ConceptId, Patient
from allkb.cohort import simulate
from allkb.cohort.verdicts import vocabulary
from allkb.matching.truth import facts_about, members_asked, test_of
from allkb.model import Criterion

KB = allkb.load()
PATIENTS = 20_000
SEED = 2026
PREFIX = "alteration_"
CONCEPTS = {c.id.replace("-", "_").replace(".", "_"): c.id for c in KB.concepts}
JAVA = shutil.which("java")


@cache
def registry(n: int = PATIENTS, seed: int = SEED) -> pl.DataFrame:
    """Return a simulated registry."""
    return in_polars(simulate(n, seed))


def patients(frame: pl.DataFrame) -> list[Patient]:
    """Return the patients of a registry, one by one."""
    return [patient(row) for row in frame.drop("patient").iter_rows(named=True)]


def patient(row: dict[str, Any]) -> Patient:
    """Return the patient of a row whose columns are named like facts."""
    found: dict[bool, list[ConceptId]] = {True: [], False: []}
    facts: dict[str, Any] = {}
    for name, value in row.items():
        if not name.startswith(PREFIX):
            facts[name] = value
        elif value is not None:
            found[value].append(CONCEPTS[name.removeprefix(PREFIX)])
    return Patient(
        **facts,
        genetic_alterations_present=tuple(found[True]),
        genetic_alterations_absent=tuple(found[False]),
    )


@cache
def expected(n: int = PATIENTS) -> pl.DataFrame:
    """Return the verdicts that single patients get, one column for each statement."""
    frame = registry(n)
    known = vocabulary(KB)
    criteria: dict[Criterion, list[bool | None]] = {
        s.criteria: [] for s in KB if s.criteria is not None
    }
    tests = [(test_of(known, c), verdicts.append) for c, verdicts in criteria.items()]
    members = frozenset(m for c in criteria for m in members_asked(known, c))
    for one in patients(frame):
        facts = facts_about(known, one, members)
        for test, add in tests:
            add(test(facts))
    columns = {c: pl.Series(v, dtype=pl.Boolean) for c, v in criteria.items()}
    free = {False: pl.Series([True] * n), True: pl.Series([None] * n, dtype=pl.Boolean)}
    # With words beside the criteria a no stays no, and a yes is not known.
    no = pl.lit(False)  # noqa: FBT003  it is data
    worded = {c: pl.select(pl.when(~v).then(no)).to_series() for c, v in columns.items()}
    read = {False: columns, True: worded}
    verdicts: dict[str, pl.Series] = {
        s.id: free[words] if s.criteria is None else read[words][s.criteria]
        for s in KB
        for words in (bool(s.population),)
    }
    return pl.DataFrame({"patient": frame["patient"], **verdicts})


def counts(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Return how often each column is true, false and null."""
    names = [name for name in verdicts.columns if name != "patient"]
    return pl.DataFrame(
        {
            "statement": names,
            "yes": [verdicts[name].sum() for name in names],
            "no": [(~verdicts[name]).sum() for name in names],
            "unknown": [verdicts[name].null_count() for name in names],
        },
        schema={"statement": pl.String, "yes": pl.Int64, "no": pl.Int64, "unknown": pl.Int64},
    ).sort("statement")


def in_duckdb(frame: pl.DataFrame) -> duckdb.DuckDBPyRelation:
    """Return a table as a relation of a database of its own."""
    connection = duckdb.connect()
    connection.register("registry", frame.to_arrow())
    return connection.table("registry")


def in_dask(frame: pl.DataFrame) -> Any:
    """Return a table in two parts, with pandas' nullable types."""
    dask: Any = importlib.import_module("dask.dataframe")
    return dask.from_pandas(frame.to_pandas().convert_dtypes(), npartitions=2)


def in_polars(found: Any) -> pl.DataFrame:
    """Return a table of any engine as one of polars in memory."""
    if isinstance(found, pl.LazyFrame):
        return found.collect()
    if isinstance(found, duckdb.DuckDBPyRelation):
        found = found.pl()
    if isinstance(found, pl.DataFrame | pa.Table):
        return pl.DataFrame(found)
    in_pandas: Any = found if isinstance(found, pd.DataFrame) else found.compute()
    return pl.DataFrame(in_pandas.reset_index(drop=True))


ENGINES: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda frame: frame,
    "lazy polars": lambda frame: frame.lazy(),
    "pandas": lambda frame: frame.to_pandas(),
    "pyarrow": lambda frame: frame.to_arrow(),
    "duckdb": in_duckdb,
    "dask": in_dask,
}
"""How a table gets into each engine."""
