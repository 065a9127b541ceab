"""The command `allkb cohort`; what does the work is imported when it is used (extra `cohort`)."""

from __future__ import annotations

from pathlib import Path

import click

from allkb.cli.completing import topics
from allkb.cli.progress import Bar
from allkb.loading import load
from allkb.query import in_topic
from allkb.views import notice

__all__ = ["cohort"]


@click.command()
@click.argument("patients", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="The file to write: .parquet or .csv.",
)
@click.option(
    "--columns",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML file that says which column gives which fact.",
)
@click.option("--keep", multiple=True, help="A column to keep; `patient` by default.")
@click.option(
    "--topic",
    multiple=True,
    metavar="ID",
    shell_complete=topics,
    help="Only statements filed under this topic.",
)
@click.option("--long", "form", flag_value="long", help="A row per patient and statement.")
@click.option("--summary", "form", flag_value="summary", help="A row per statement, with counts.")
def cohort(
    patients: Path,
    output: Path,
    columns: Path | None,
    keep: tuple[str, ...],
    topic: tuple[str, ...],
    form: str | None,
) -> None:
    """
    Match a file of patients, CSV or Parquet, against the evidence.

    Writes a row per patient and a column per statement: true, false, or
    nothing where that is not known. Files may be larger than memory.
    """
    from allkb.cohort.job import run
    from allkb.cohort.mapping import Mapped, read_mapping

    kb = load()
    evidence = kb.statements
    if topic:
        tests = [in_topic(name) for name in topic]
        any_of = tests[0]
        for test in tests[1:]:
            any_of = any_of | test
        evidence = evidence.where(any_of)
    mapped = read_mapping(columns) if columns else Mapped()
    with Bar("matching") as bar:
        run(
            patients,
            output,
            evidence,
            mapped,
            form=form or "wide",
            keep=keep,
            progress=bar.told,
        )
    click.echo(f"# {len(evidence)} statements -> {output}\n# {notice(kb)}", err=True)
