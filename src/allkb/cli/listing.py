"""`allkb list` and `allkb search`."""

from __future__ import annotations

import click

from allkb.cli.formats import Format, Listing, format_option, print_list
from allkb.cli.records import statements_layout
from allkb.cli.selecting import selecting
from allkb.model import Statement
from allkb.query import Selection
from allkb.views import kb_of

__all__ = ["list_", "search"]

NOTHING = "nothing found; this is no evidence that there is none"


@click.command("list")
@selecting
@format_option
def list_(selection: Selection[Statement], format: Format | None) -> None:
    """
    List statements: what each says, who says so, whether it stands.

    An option given twice takes what either finds; options together take what
    all of them find.
    """
    _print_statements(selection, len(selection), format)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="The most statements to list.",
)
@selecting
@format_option
def search(
    words: tuple[str, ...], limit: int, selection: Selection[Statement], format: Format | None
) -> None:
    """List the statements that match the words, best first."""
    wanted = {*selection.ids}
    found = kb_of(selection).search(" ".join(words)).where(lambda s: s.id in wanted)
    _print_statements(found, limit, format)


def _print_statements(found: Selection[Statement], limit: int, format: Format | None) -> None:
    kb, rest = kb_of(found), len(found) - limit
    listing = Listing(
        kb=kb,
        layout=statements_layout(kb),
        items=found[:limit],
        remarks=(f"{rest} more: --limit {len(found)}",) if rest > 0 else (),
        fields={"total": len(found)},
    )
    print_list(listing, format)
    if not found:
        click.echo(f"# {NOTHING}", err=True)
