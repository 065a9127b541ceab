"""Tables as a folder of CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from allkb.frames.columns import Cell
from allkb.frames.readme import README, is_folder_of, readme
from allkb.frames.tables import Frames, Table
from allkb.views.spreadsheets import guarded

__all__ = ["SUFFIX", "is_export", "write", "written_cell"]

SUFFIX = ".csv"


def is_export(place: Path) -> bool:
    """Tell whether something is a folder of these files, and of nothing else."""
    return is_folder_of(place, SUFFIX)


def write(frames: Frames, each: Iterator[Table], place: Path) -> None:
    """Write all tables to a new folder: UTF-8, lines that end in CR and LF, a line of names."""
    place.mkdir()
    for table in each:
        with (place / f"{table.name}{SUFFIX}").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(column.name for column in table.columns)
            writer.writerows(map(written_cell, row) for row in table.rows())
    remark = (
        "An empty cell is null. An apostrophe stands before text that a spreadsheet would take for a"
        " formula, so use Parquet, DuckDB or SQLite where every character counts."
    )
    (place / README).write_text(readme(frames, SUFFIX, remark), encoding="utf-8", newline="\n")


def written_cell(cell: Cell) -> str:
    """Return a cell as CSV has it: empty for null, and no formula."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case str():
            return guarded(cell)
        case float():
            return repr(cell)
        case _:
            return str(cell)
