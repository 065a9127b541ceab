"""
Patients against statements: one by one, and by the table, in fresh processes.

Prints tables in Markdown. A verdict is one statement against one patient. The
patients are simulated; the statements are all that are bundled.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from processes import HERE
from processes import measure as measured

measure = partial(measured, uncounted=0)  # they take long

READY = "import allkb\nfrom allkb import cohort\nkb = allkb.load()\n"
POLARS = READY + "import polars as pl\nframe = pl.read_parquet({file!r})\n"
DUCKDB = (
    READY
    + "import duckdb\nduckdb.sql(\"SET memory_limit = '3GiB'\")\n"
    + "frame = duckdb.read_parquet({file!r})\n"
)
SPARK = (
    READY
    + "from pyspark.sql import SparkSession\n"
    + "spark = SparkSession.builder.master('local[2]').config('spark.driver.memory', '4g')"
    + ".config('spark.ui.enabled', 'false').getOrCreate()\n"
    + "spark.sparkContext.setLogLevel('ERROR')\n"
    + "frame = spark.read.parquet({file!r})\n"
)
LOOP = (
    READY
    + """
import polars as pl
rows = pl.read_parquet({file!r}).drop("patient").to_dicts()
def patient(row):
    tested = {{k: v for k, v in row.items() if k.startswith("alteration_")}}
    ids = {{k: k.removeprefix("alteration_").replace("_", "-") for k in tested}}
    return allkb.Patient(
        **{{k: v for k, v in row.items() if k not in tested}},
        genetic_alterations_present=tuple(ids[k] for k, v in tested.items() if v),
        genetic_alterations_absent=tuple(ids[k] for k, v in tested.items() if v is False),
    )
patients = [patient(row) for row in rows]
kb.match(patients[0])
"""
)

HAND_CRITERIA = """
import allkb as a
t = a.Topic(id="made-up", label="Made up")
src = a.Source(id="made-up", title="Made up", category=a.SourceCategory.REPORT, publisher="Nobody",
    revisions=(a.Revision(id="made-up.2026", date=a.DateWindow.parse("2026")),))
att = (a.Attestation(source="made-up.2026", locator=a.Locator(section=("Nowhere",))),)
def made(i, criteria):
    return a.OpenQuestion(id=f"made-up.{{i}}", topic="made-up", summary="Made up.", question="Made up?",
        criteria=criteria, attestations=att)
def young(n):
    return a.AllOf(criteria=(a.Is(fact="lineage", value="B-ALL"), a.InRange(fact="age", high=n),
        a.AnyOf(criteria=(a.Is(fact="refractory", value=True), a.InRange(fact="relapse_number", low=2))),
        a.Not(criterion=a.Is(fact="down_syndrome", value=True))))
more = kb.with_records(sources=(src,), topics=(t,), statements=tuple(made(n, young(n)) for n in range(1, 21)))
base = more.statements.where(lambda s: s.topic == "made-up")
cohort.match(frame.head(10), base)
"""
BY_LIBRARY = "found = cohort.match(frame, base)"
BY_HAND_CODE = """
c = pl.col
found = frame.lazy().select("patient", *(
    ((c("lineage") == "B-ALL") & (c("age") <= n) & (c("refractory") | (c("relapse_number") >= 2))
     & ~c("down_syndrome")).alias(f"made-up.{n}") for n in range(1, 21))).collect()
"""


ALL_BY_HAND = """
from functools import reduce
from operator import and_, or_
from allkb import AllOf, AnyOf, Has, InRange, Is, Meets, Not
c, null = pl.col, pl.lit(None, dtype=pl.Boolean)
def ends(x):
    if x.low is not None:
        yield c(x.fact) >= x.low if x.includes_low else c(x.fact) > x.low
    if x.high is not None:
        yield c(x.fact) <= x.high if x.includes_high else c(x.fact) < x.high
def made(x):
    match x:
        case Is(value=bool(value)): return c(x.fact) if value else ~c(x.fact)
        case Is(): return c(x.fact) == x.value
        case InRange(): return reduce(and_, ends(x))
        case Has():
            name = "alteration_" + x.value.replace("-", "_")
            return c(name) if name in frame.columns else null
        case Meets():
            meant = kb.definition(x.definition)
            return made(meant.criteria) & made(meant.means) if meant.criteria else made(meant.means)
        case Not(): return ~made(x.criterion)
        case AllOf(): return reduce(and_, map(made, x.criteria))
        case AnyOf(): return reduce(or_, map(made, x.criteria))
def column(s):
    read = made(s.criteria) if s.criteria else pl.lit(True)
    return (read & null if s.population else read).alias(s.id)
"""
ALL_BY_HAND_CODE = "found = frame.lazy().select('patient', *map(column, kb)).collect()"


def registry(rows: int, folder: Path) -> str:
    """Write a simulated registry and return its file."""
    file = folder / f"{rows}.parquet"
    code = f"from allkb import cohort\ncohort.simulate({rows}, seed=1).write_parquet({str(file)!r})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE)
    return str(file)


def row(name: str, rows: int, statements: int, took: tuple[float, float]) -> None:
    """Print a line of the table."""
    seconds, peak = took
    rate = rows * statements / seconds / 1e6
    print(f"| {name} | {rows:,} | {seconds:.3f} | {rate:,.1f} | {peak:,.0f} |", flush=True)


def main() -> None:
    """Measure everything and print it."""
    import allkb

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--most", type=int, default=10_000_000, help="rows for the largest runs")
    options.add_argument(
        "--spark", type=int, default=1_000_000, help="rows for PySpark; 0 for none"
    )
    chosen = options.parse_args()
    count = len(allkb.load())
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {count} statements\n")
    print("| how | patients | s | million verdicts a second | peak MiB |\n|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        small = registry(1000, folder)
        loop = measure("for p in patients: kb.match(p)", LOOP.format(file=small), chosen.repeat)
        row("a loop over `kb.match`", 1000, count, loop)
        for rows in chosen.sizes:
            file = registry(rows, folder)
            wide = "found = cohort.match(frame, kb)"
            row("polars, wide", rows, count, measure(wide, POLARS.format(file=file), chosen.repeat))
        for rows in (*chosen.sizes, chosen.most):
            file = registry(rows, folder)
            counts = "found = cohort.summary(frame, kb)"
            repeat = 1 if rows == chosen.most else chosen.repeat
            row("polars, counts", rows, count, measure(counts, POLARS.format(file=file), repeat))
            fetch = f"{counts}.fetchall()"
            row("DuckDB, counts", rows, count, measure(fetch, DUCKDB.format(file=file), repeat))
        if chosen.spark:
            file = registry(chosen.spark, folder)
            spark = measure(
                "found = cohort.summary(frame, kb).collect()", SPARK.format(file=file), 1
            )
            row("PySpark local[2], counts", chosen.spark, count, spark)
        file = registry(1_000_000, folder)
        before = POLARS.format(file=file) + HAND_CRITERIA.replace("{{", "{").replace("}}", "}")
        print("\n| 1,000,000 patients, polars, wide | by hand ms | `cohort.match` ms | ratio |")
        print("|---|--:|--:|--:|")
        everything = POLARS.format(file=file) + ALL_BY_HAND
        cases = {
            "all bundled statements": (everything, ALL_BY_HAND_CODE, "cohort.match(frame, kb)"),
            "twenty small criteria": (before, BY_HAND_CODE, BY_LIBRARY),
        }
        for name, (ready, by_hand, by_library) in cases.items():
            hand, _ = measure(by_hand, ready, 5)
            ours, _ = measure(by_library, ready, 5)
            print(
                f"| {name} | {hand * 1e3:.0f} | {ours * 1e3:.0f} | {ours / hand:.2f} |", flush=True
            )


if __name__ == "__main__":
    main()
