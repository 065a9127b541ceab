"""`allkb export`: the knowledge base in other forms, a command for each."""

from __future__ import annotations

from pathlib import Path

import click

from allkb.cli.grouping import Ordered
from allkb.cli.progress import Bar
from allkb.cli.selecting import selecting
from allkb.codec import dumps
from allkb.loading import load
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["TABLES", "export"]

TABLES = {
    "parquet": "a folder with a Parquet file for each table",
    "duckdb": "a DuckDB database, with views and comments",
    "sqlite": "an SQLite database, with the same views",
    "csv": "a folder with a CSV file for each table, which no spreadsheet takes for formulas",
}
"""What tables are written as, by the name of the command; `allkb.frames` has the same names."""


@click.group(cls=Ordered)
def export() -> None:
    """Write the evidence in other forms."""


@export.command("json")
def export_json() -> None:
    """Write everything as one data file, which allkb.read reads back."""
    kb = load()
    click.echo(dumps(kb.document).encode(), nl=False)
    click.echo(f"# {notice(kb)}", err=True)


def _tables(format: str, what: str) -> click.Command:
    """Return a command that writes statements, with all they rest on, as flat tables."""

    @click.command(
        format,
        short_help=f"Write flat tables as {what}.",
        help=f"Write flat tables as OUT: {what}. An earlier export there is replaced, nothing else.",
    )
    @click.argument("out", type=click.Path(path_type=Path))
    @selecting
    def command(out: Path, selection: Selection[Statement]) -> None:
        from allkb.frames import export

        with Bar("writing the tables") as bar:
            export(selection, out, format, progress=bar.told)
        told = f"# {len(selection)} statements -> {out}"
        click.echo(f"{told}\n# {notice(kb_of(selection))}", err=True)

    return command


for _format, _what in TABLES.items():
    export.add_command(_tables(_format, _what))
