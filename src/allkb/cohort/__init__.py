"""
The evidence against a table of patients (extra `cohort`).

Any table that narwhals knows: polars, pandas, PyArrow, DuckDB, PySpark, Dask.
The engine that holds the table does the work. Null is "not known" from end to
end; nothing is ranked or advised.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.cohort.simulation import simulate
    from allkb.cohort.verdicts import classify, match, summary
except ModuleNotFoundError as exc:
    raise MissingExtraError("cohort", exc.name or "narwhals") from exc

__all__ = ["classify", "match", "simulate", "summary"]
