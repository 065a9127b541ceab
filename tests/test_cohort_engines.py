"""Every engine gives every patient the verdict that the single patient gets."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from cohort_samples import ENGINES, JAVA, KB, counts, expected, in_polars, patients, registry

from allkb import concepts_in
from allkb.cohort import classify, match, summary

SMALL, FEW = 500, 100
MODULES = {
    "polars": "polars.dataframe",
    "lazy polars": "polars.lazyframe",
    "pandas": "pandas",
    "pyarrow": "pyarrow",
    "duckdb": "duckdb",
    "dask": "dask",
}
"""Where the kinds of table are from that come out."""
pytestmark = [
    # narwhals moves its support of Dask to a package of its own, which is not published yet.
    pytest.mark.filterwarnings("ignore:Dask support is moving:FutureWarning"),
    # Dask adds columns to pandas' tables one by one.
    pytest.mark.filterwarnings("ignore:DataFrame is highly fragmented"),
]
each_engine = pytest.mark.parametrize("engine", ENGINES)
# Dask plans for a minute what it computes in a second, so it gets some of the statements only.
SOME = KB.statements.where(lambda s: s.kind == "definition" or bool(concepts_in(s.criteria)))


@cache
def classified() -> list[dict[str, bool | None]]:
    """Return the definitions that single patients meet."""
    return [
        {c.definition.id: c.verdict for c in KB.classify(one)}
        for one in patients(registry().head(FEW))
    ]


@each_engine
def test_each_engine_agrees_with_single_patients(engine: str) -> None:
    """20,000 simulated patients get from each engine what each gets alone, for all statements."""
    into = ENGINES[engine]
    statements = SOME if engine == "dask" else KB.statements
    found = match(into(registry()), statements)
    assert type(found).__module__.startswith(MODULES[engine])
    assert in_polars(found).sort("patient").equals(expected().select("patient", *statements.ids))


@each_engine
def test_each_engine_counts_alike(engine: str) -> None:
    """The summary has for each statement what its column has, in each engine."""
    into = ENGINES[engine]
    statements = SOME if engine == "dask" else KB.statements
    found = summary(into(registry()), statements)
    assert type(found).__module__.startswith(MODULES[engine])
    assert in_polars(found).sort("statement").equals(counts(expected().select(statements.ids)))


@each_engine
def test_each_engine_makes_the_long_form(engine: str) -> None:
    """The long form has a row per patient and statement, those not known included."""
    into = ENGINES[engine]
    found = match(into(registry().head(SMALL)), KB.definitions, form="long")
    assert type(found).__module__.startswith(MODULES[engine])
    names = [d.id for d in KB.definitions]
    wide = expected().head(SMALL).select("patient", *names)
    wanted = wide.unpivot(names, index="patient", variable_name="statement", value_name="verdict")
    order = ["patient", "statement"]
    assert in_polars(found).sort(order).equals(wanted.sort(order))


@each_engine
def test_each_engine_classifies(engine: str) -> None:
    """The definitions that a table's patients meet are those that single patients meet."""
    into = ENGINES[engine]
    found = in_polars(classify(into(registry().head(FEW)), KB)).sort("patient")
    assert found.columns == ["patient", *(d.id for d in KB.definitions)]
    assert found.drop("patient").to_dicts() == classified()


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark, on two cores of this machine."""
    if JAVA is None:
        pytest.skip("Spark needs Java, and there is none: apt-get install openjdk-17-jre-headless")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pyspark.sql import SparkSession

        builder: Any = SparkSession.builder
        settings = {
            "spark.ui.enabled": "false",
            "spark.log.level": "OFF",
            "spark.sql.shuffle.partitions": "2",
            "spark.ui.showConsoleProgress": "false",
        }
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.master("local[2]").getOrCreate()
        yield session
        session.stop()


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark_agrees_with_single_patients(spark: Any, tmp_path: Path) -> None:
    """Spark gives the same 20,000 patients the same verdicts, wide, long and counted."""
    registry().write_parquet(tmp_path / "registry.parquet")
    frame = spark.read.parquet(str(tmp_path / "registry.parquet"))

    def collected(found: Any) -> pl.DataFrame:
        found.write.mode("overwrite").parquet(str(tmp_path / "found"))
        return pl.read_parquet(tmp_path / "found" / "*.parquet")

    assert collected(match(frame, KB)).sort("patient").equals(expected())
    assert collected(summary(frame, KB)).sort("statement").equals(counts(expected()))
    names = [d.id for d in KB.definitions]
    wide = expected().select("patient", *names)
    wanted = wide.unpivot(names, index="patient", variable_name="statement", value_name="verdict")
    order = ["patient", "statement"]
    found = collected(match(frame, KB.definitions, form="long"))
    assert found.sort(order).equals(wanted.sort(order))


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore")
def test_spark_takes_any_name_of_a_column(spark: Any) -> None:
    """A dot in a name is no field of a struct, neither in nor out."""
    frame = spark.createDataFrame([("a", 7.0), ("b", None)], "`patient.id` string, `age.x` double")
    infant = KB.statements.where(lambda s: s.criteria is not None)[:3]
    found = match(frame, infant, columns={"age": "age.x"}, keep="patient.id")
    assert found.columns == ["patient.id", *infant.ids]
    assert [row[0] for row in found.collect()] == ["a", "b"]
    long = match(frame, infant, columns={"age": "age.x"}, keep="patient.id", form="long")
    assert long.columns == ["patient.id", "statement", "verdict"]
