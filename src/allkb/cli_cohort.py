"""The command `allkb cohort`; what does the work is imported when it is used (extra `cohort`)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Self

import click
from rich.console import Console
from rich.progress import Progress

from allkb.loading import load
from allkb.query import in_topic
from allkb.views import notice

__all__ = ["PATIENCE", "Bar", "cohort"]

PATIENCE = 1.0
"""Seconds of work after which it is told how far it is."""


class Bar:
    """
    A progress bar on standard error: on a terminal, and only if the work takes long.

    Attributes:
        shown: Whether it shows.
    """

    def __init__(self) -> None:
        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("matching", total=100)
        self._start = time.monotonic()
        self.shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        if self.shown:
            self._bar.stop()

    def told(self, percent: float) -> None:
        """Show how far the work is; below 0 if that is not known."""
        if not self.shown and time.monotonic() - self._start > PATIENCE:
            self.shown = self._bar.console.is_terminal
        if self.shown:
            self._bar.start()
            self._bar.update(self._task, completed=max(percent, 0))


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
@click.option("--topic", multiple=True, help="Only statements filed under this topic.")
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
    with Bar() as bar:
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
