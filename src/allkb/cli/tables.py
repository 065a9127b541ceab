"""`allkb table`; what does the work is imported when it is used (extra `tables`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from allkb.cli.grouping import Ordered
from allkb.cli.outputs import output_option, replaced
from allkb.cli.progress import Bar
from allkb.cli.selecting import selecting
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["GROUPS", "table"]

T = TypeVar("T")

GROUPS: dict[str, Literal["topic", "endpoint", "intervention"] | None] = {
    "topic": "topic",
    "endpoint": "endpoint",
    "intervention": "intervention",
    "none": None,
}
"""What rows can be grouped by, and what `allkb.tables` calls it."""


@click.group(cls=Ordered)
def table() -> None:
    """Write a table for a paper: HTML, LaTeX or Markdown, as the name of the file says."""


def _table(command: Callable[..., T]) -> Callable[..., T]:
    """Give a command what every table takes."""
    for option in (
        click.option("--title", help="Its title, on one line."),
        click.option("--group", type=click.Choice([*GROUPS]), help="What rows are grouped by."),
        output_option,
        selecting,
    ):
        command = option(command)
    return command


@table.command()
@_table
def outcomes(selection: Selection[Statement], output: Path, **given: str | None) -> None:
    """Write a row for each figure of an outcome or a harm."""
    _write("outcomes", selection, output, given)


@table.command()
@_table
def findings(selection: Selection[Statement], output: Path, **given: str | None) -> None:
    """Write a row for each comparison: a summary of findings."""
    _write("findings", selection, output, given)


def _write(
    what: Literal["outcomes", "findings"],
    selection: Selection[Statement],
    output: Path,
    given: dict[str, str | None],
) -> None:
    """Make a table and save it; options that are not given are left to it."""
    title, group = given["title"], given["group"]
    asked: dict[str, Any] = {} if title is None else {"title": title}
    if group is not None:
        asked["group"] = GROUPS[group]
    with Bar("making the table"), replaced(output) as file:
        # That, too, takes time.
        from allkb.tables import outcomes, summary_of_findings

        made = outcomes if what == "outcomes" else summary_of_findings
        made(selection, **asked).save(file)
    click.echo(f"# {len(selection)} statements -> {output}\n# {notice(kb_of(selection))}", err=True)
