"""Tables as a folder of Parquet files, written by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from allkb.frames.duckdb_files import connected
from allkb.frames.readme import README, is_folder_of, readme
from allkb.frames.sql import literal, quoted
from allkb.frames.tables import Frames, Table

__all__ = ["SUFFIX", "is_export", "write"]

SUFFIX = ".parquet"


def is_export(place: Path) -> bool:
    """Tell whether something is a folder of these files, and of nothing else."""
    return is_folder_of(place, SUFFIX)


def write(frames: Frames, each: Iterator[Table], place: Path) -> None:
    """Write all tables to a new folder; each file has the notice in its metadata."""
    place.mkdir()
    with connected() as connection:
        for table in each:
            told = ", ".join(
                f"{quoted(f'allkb.{name}')}: {literal(said)}"
                for name, said in table.metadata.items()
            )
            connection.register("given", table)
            connection.execute(
                f"COPY given TO {literal(str(place / f'{table.name}{SUFFIX}'))} "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{told}}})"
            )
            connection.unregister("given")
    remark = "`allkb.frames.rebuild` makes the knowledge base of these files again."
    (place / README).write_text(readme(frames, SUFFIX, remark), encoding="utf-8", newline="\n")
