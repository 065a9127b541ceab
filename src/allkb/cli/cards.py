"""`allkb show` and `allkb tour`."""

from __future__ import annotations

from enum import StrEnum
from html import escape
from typing import assert_never

import click

from allkb.cli.completing import statement_ids
from allkb.cli.drawn import Drawn
from allkb.cli.faults import Refusal
from allkb.cli.formats import OneOf, as_json
from allkb.cli.terminal import console, is_terminal, say
from allkb.codec import unstructure
from allkb.errors import UnknownIdError
from allkb.knowledge import KnowledgeBase
from allkb.loading import load
from allkb.model import Statement
from allkb.views import card, card_html, card_markdown

__all__ = ["TOUR", "show", "tour"]

TOUR = "relapse-after-hsct.second-ablative-hsct.efs"
"""The statement that the tour shows."""


class CardFormat(StrEnum):
    """What a card is written in."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...", shell_complete=statement_ids)
@click.option(
    "--format",
    "format",
    type=OneOf(CardFormat),
    default=CardFormat.TEXT.value,
    help="Text by default, in colours in a terminal; JSON is the whole record.",
)
def show(ids: tuple[str, ...], format: CardFormat) -> None:
    """Show all that is held of statements."""
    kb = load()
    found = _named(kb, ids)
    match format:
        case CardFormat.TEXT:
            _print_cards(kb, found)
        case CardFormat.JSON:
            as_json(kb, {"statements": [*map(unstructure, found)]})
        case CardFormat.MARKDOWN:
            click.echo("\n".join(card_markdown(kb, s) for s in found), nl=False)
        case CardFormat.HTML:
            click.echo(_page(kb, found))
        case _:
            assert_never(format)


@click.command()
def tour() -> None:
    """Show what allkb holds on one claim, then and now."""
    kb = load()
    say("What does the literature say about a second transplant after relapse?\n")
    _print_cards(kb, [kb[TOUR]], with_links=False)
    say("\nNext: allkb list | allkb search 'donor lymphocytes' | allkb show ID")


def _named(kb: KnowledgeBase, ids: tuple[str, ...]) -> list[Statement]:
    """Return the statements of some ids; all that are unknown are told."""
    found: list[Statement] = []
    faults: list[str] = []
    for id in dict.fromkeys(ids):
        try:
            found.append(kb[id])
        except UnknownIdError as exc:
            faults.append(str(exc))
    if faults:
        raise Refusal(faults)
    return found


def _print_cards(kb: KnowledgeBase, found: list[Statement], *, with_links: bool = True) -> None:
    if not is_terminal():
        click.echo("\n\n".join(card(kb, s, with_links=with_links) for s in found))
        return
    screen = console()
    drawn = Drawn(kb, screen.width)
    for i, statement in enumerate(found):
        if i:
            screen.rule(style="remark")
        screen.print(drawn.card(statement, with_links=with_links))


def _page(kb: KnowledgeBase, found: list[Statement]) -> str:
    """Return cards as a page, which a browser reads as what it is and shows as is its wont."""
    title = escape(", ".join(s.id for s in found))
    cards = "\n".join(card_html(kb, s) for s in found)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{title}</title>\n'
        f"</head>\n<body>\n{cards}\n</body>\n</html>"
    )
