"""
The evidence as flat tables (extra `frames`).

polars, DuckDB, pyarrow and pandas read them; they are written as Parquet, DuckDB,
SQLite and CSV, and rebuilt from all of these but CSV.
"""

from allkb.errors import MissingExtraError

try:
    from allkb.frames.columns import Column, ColumnType
    from allkb.frames.exporting import ExportFormat, export
    from allkb.frames.rebuilding import rebuild
    from allkb.frames.tables import Frames, MissingEngineError, Table, tables
except ModuleNotFoundError as exc:
    raise MissingExtraError("frames", exc.name or "nanoarrow") from exc

__all__ = [
    "Column",
    "ColumnType",
    "ExportFormat",
    "Frames",
    "MissingEngineError",
    "Table",
    "export",
    "rebuild",
    "tables",
]
