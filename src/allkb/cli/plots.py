"""`allkb plot`; what does the work is imported when it is used (extra `plots`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from allkb.cli.completing import concepts
from allkb.cli.grouping import Ordered
from allkb.cli.outputs import output_option, replaced
from allkb.cli.progress import Bar
from allkb.cli.selecting import selecting
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of, notice

__all__ = ["BY", "FIGURES", "GROUPS", "THEMES", "plot"]

T = TypeVar("T")

GROUPS = ("topic", "endpoint", "horizon", "intervention", "trial")
FIGURES = ("estimates", "ratios", "differences")
BY = ("document", "paper")
THEMES = ("light", "dark", "page")


@click.group(cls=Ordered)
def plot() -> None:
    """Draw the evidence: SVG, PNG, PDF or HTML, as the name of the file says."""


def _plot(*options: Callable[[Callable[..., T]], Callable[..., T]]) -> Callable[..., Any]:
    """Give a command its own options and those that every plot takes."""

    def given(command: Callable[..., T]) -> Callable[..., T]:
        for option in (
            click.option(
                "--theme", type=click.Choice(THEMES), help="Its ground; light by default."
            ),
            click.option("--title", help="Its title, on one line."),
            *reversed(options),
            output_option,
            selecting,
        ):
            command = option(command)
        return command

    return given


def _allowed(*words: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
    return click.option(
        "--allow",
        multiple=True,
        type=click.Choice(words),
        help="In what the figures may differ although they share an axis.",
    )


_width = click.option("--width", type=int, metavar="PIXELS", help="How wide the axis is.")


@plot.command()
@_plot(
    click.option("--group", type=click.Choice(GROUPS), help="What rows are grouped by."),
    click.option("--figures", type=click.Choice(FIGURES), help="What is drawn."),
    _allowed("endpoint", "horizon", "measure"),
    _width,
)
def forest(selection: Selection[Statement], output: Path, **given: Any) -> None:
    """Draw a row for each figure along one axis: a forest plot."""
    from allkb.plots import forest

    _write(forest, selection, output, given)


@plot.command()
@_plot(
    click.option("--by", type=click.Choice(BY), help="What dates a figure."),
    _allowed("endpoint", "horizon"),
    _width,
)
def timeline(selection: Selection[Statement], output: Path, **given: Any) -> None:
    """Draw how figures moved, from document to document or from paper to paper."""
    from allkb.plots import timeline

    _write(timeline, selection, output, given)


@plot.command("map")
@_plot(
    click.option(
        "--intervention",
        "interventions",
        multiple=True,
        metavar="CONCEPT",
        shell_complete=concepts,
        help="A row: this intervention and what is narrower.",
    ),
    click.option(
        "--population",
        "populations",
        multiple=True,
        metavar="FACT",
        help="What tells columns apart: a fact that criteria speak of, such as lineage.",
    ),
)
def map_(selection: Selection[Statement], output: Path, **given: Any) -> None:
    """Draw what is held of which intervention in which population, and where nothing is."""
    from allkb.plots import evidence_map

    _write(evidence_map, selection, output, given)


def _write(
    drawn: Callable[..., Any],
    selection: Selection[Statement],
    output: Path,
    given: dict[str, Any],
) -> None:
    """Draw a chart and save it; options that are not given are left to it."""
    from allkb.plots import save

    asked = {name: value for name, value in given.items() if value not in (None, ())}
    with Bar("drawing"), replaced(output) as file:
        save(drawn(selection, **asked), file)
    click.echo(f"# {len(selection)} statements -> {output}\n# {notice(kb_of(selection))}", err=True)
