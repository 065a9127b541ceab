"""Standard output: a terminal with its colours, or whatever it is piped into."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import click
from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.style import StyleType
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

__all__ = ["NARROW", "beside", "boxed", "console", "is_terminal", "made_legible", "remark", "say"]

NARROW = 72
"""The columns a terminal needs for cells side by side; in a narrower one they stand in turn."""

_STYLES: dict[str, StyleType] = {
    # Colours that differ for all eyes, on light and on dark; none says what no word says.
    "title": "bold",
    "id": "cyan",
    "label": "bold blue",
    "hedge": "italic",
    "level": "bold magenta",
    "caveat": "yellow",
    "ended": "bold red",
    "amiss": "red",
    "remark": "dim",
    "covered": "green",
    "uncovered": "bold red",
    "drifted": "bold yellow",
}


def is_terminal() -> bool:
    """Tell whether a person sees standard output as it is."""
    return sys.stdout.isatty()


def console() -> Console:
    """Return what draws on standard output: no text is taken for markup."""
    return Console(theme=Theme(_STYLES), highlight=False, markup=False, emoji=False)


def made_legible() -> None:
    """Have a pipe get UTF-8, and a terminal that cannot show a character its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(text: str | Text) -> None:
    """Print text: wrapped and coloured in a terminal, as it is elsewhere."""
    if is_terminal():
        console().print(text)
    else:
        click.echo(str(text))


def remark(text: str) -> None:
    """Print a line that is no result; `#` tells it from those that are."""
    say(Text(f"# {text}", style="remark") if is_terminal() else f"# {text}")


def boxed(width: int, heads: tuple[str, ...], rows: list[tuple[Text, ...]]) -> RenderableType:
    """Return a table; where it is too narrow for one, its cells in turn. Nothing is cut."""
    if width < NARROW:
        return Group(*(part for row in rows for part in _in_turn(heads, row)))
    table = Table(show_lines=True)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def beside(width: int, rows: list[tuple[str, Text]]) -> RenderableType:
    """Return texts beside their names; where there is little room, each behind its name."""
    if width < NARROW:
        return Group(*(_named(name, text) for name, text in rows))
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="label")
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(name, text)
    return grid


def _in_turn(heads: tuple[str, ...], row: tuple[Text, ...]) -> Iterator[RenderableType]:
    """Yield the cells of a row one below the other; the first needs no head."""
    first, *rest = row
    yield Rule(style="remark")
    yield first
    for head, cell in zip(heads[1:], rest, strict=True):
        if cell:
            yield _named(head, cell)


def _named(name: str, text: Text) -> Text:
    return Text.assemble((f"{name}: ", "label"), text, overflow="fold")
