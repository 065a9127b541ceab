"""Lists in the format that is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Generic, TypeVar, assert_never

import click
from attrs import field, frozen
from rich.text import Text

from allkb.answers import Shapes
from allkb.cli.terminal import boxed, console, is_terminal, remark
from allkb.knowledge import KnowledgeBase
from allkb.views import notice
from allkb.views.markdown import Markdown
from allkb.views.markup import as_markdown
from allkb.views.spreadsheets import written_csv

__all__ = ["Format", "Layout", "Listing", "as_json", "format_option", "print_list"]

T = TypeVar("T")


class Format(StrEnum):
    """What a list is written in."""

    TABLE = "table"
    PLAIN = "plain"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


F = TypeVar("F", bound=StrEnum)


class OneOf(click.Choice[str], Generic[F]):
    """
    A choice by the values of an enumeration; Click goes by their names.

    Args:
        formats: The enumeration.
    """

    def __init__(self, formats: type[F]) -> None:
        super().__init__([format.value for format in formats])
        self._formats = formats

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the member that has a value."""
        return self._formats(super().convert(str(value), param, ctx))


format_option = click.option(
    "--format",
    "format",
    type=OneOf(Format),
    help="By default a table in a terminal, and plain lines elsewhere.",
)


@frozen
class Layout(Generic[T]):
    """
    How things of one sort are listed.

    Attributes:
        name: What they are called together; JSON has them under this name.
        line: One of them as plain text.
        heads: What the cells of CSV and Markdown are.
        cells: One of them in cells.
        columns: What the cells of a table in a terminal are.
        shown: One of them in such cells.
        record: One of them as JSON has it.
    """

    name: str
    line: Callable[[T], str]
    heads: tuple[str, ...]
    cells: Callable[[T], tuple[str, ...]]
    columns: tuple[str, ...]
    shown: Callable[[T], tuple[Text, ...]]
    record: Callable[[T], Mapping[str, Any]]


@frozen(kw_only=True)
class Listing(Generic[T]):
    """
    A list to be printed.

    Attributes:
        kb: The knowledge base they are of.
        layout: How its things are listed.
        items: The things.
        remarks: What else is to be said of them; JSON has it in `fields`.
        fields: What JSON has beside the things.
    """

    kb: KnowledgeBase
    layout: Layout[T]
    items: Sequence[T]
    remarks: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(factory=dict[str, Any])

    @property
    def told(self) -> tuple[str, ...]:
        """The remarks, and what the data is derived from and what it is not."""
        return (*self.remarks, notice(self.kb))


def print_list(listing: Listing[Any], format: Format | None) -> None:
    """Print a list; without a format as suits who reads it."""
    match format or (Format.TABLE if is_terminal() else Format.PLAIN):
        case Format.TABLE:
            _print_table(listing)
        case Format.PLAIN:
            _print_lines(listing)
        case Format.JSON:
            found = {listing.layout.name: [*map(listing.layout.record, listing.items)]}
            as_json(listing.kb, {**listing.fields, **found})
        case Format.CSV:
            rows = map(listing.layout.cells, listing.items)
            click.echo(written_csv(listing.layout.heads, rows), nl=False)
            for said in listing.told:
                click.echo(f"# {said}", err=True)
        case Format.MARKDOWN:
            _print_markdown(listing)
        case _ as never:
            assert_never(never)


def as_json(kb: KnowledgeBase, found: Mapping[str, Any]) -> None:
    """Print an answer as JSON, in UTF-8 everywhere."""
    text = json.dumps(Shapes(kb).answer(**found), ensure_ascii=False, indent=2)
    click.echo(f"{text}\n".encode(), nl=False)


def _print_table(listing: Listing[Any]) -> None:
    drawing = console()
    if listing.items:
        rows = [*map(listing.layout.shown, listing.items)]
        drawing.print(boxed(drawing.width, listing.layout.columns, rows))
    _print_remarks(listing)


def _print_lines(listing: Listing[Any]) -> None:
    for item in listing.items:
        click.echo(listing.layout.line(item))
    _print_remarks(listing)


def _print_remarks(listing: Listing[Any]) -> None:
    for said in listing.told:
        remark(said)


def _print_markdown(listing: Listing[Any]) -> None:
    writer = Markdown(lambda _: None)
    rows = (map(as_markdown, listing.layout.cells(item)) for item in listing.items)
    heads = [head.replace("_", " ") for head in listing.layout.heads]
    table = writer.table(heads, rows)
    remarks = map(as_markdown, listing.remarks)
    click.echo(writer.page((table, *remarks), notice(listing.kb)), nl=False)
