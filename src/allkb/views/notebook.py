"""What a notebook shows of a value, as HTML and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple, cast

from allkb.knowledge import KnowledgeBase
from allkb.matching import Classification, Match, Matches, Reason
from allkb.model import Citation, EvidenceLevel, Statement, StatementBase
from allkb.query import Selection
from allkb.shown import living
from allkb.views.bare import bare_card
from allkb.views.bases import kb_of
from allkb.views.citing import addresses, level_text, reference_text
from allkb.views.content import KINDS, Card, Cards, Said
from allkb.views.figures import estimate_kind, estimate_text
from allkb.views.html import Html, dated
from allkb.views.markdown import Markdown
from allkb.views.markup import Part, as_markdown, tag
from allkb.views.notice import notice
from allkb.views.words import Item, To

__all__ = ["CUT", "card_html", "card_markdown", "html", "markdown"]

CUT = 20
"""The most rows of a table that a notebook shows."""

_ALONE = "What it was derived from stands with the statement that holds it. Not clinical advice."


Line = tuple[str | EvidenceLevel, ...]
"""A line of text, with levels in it that tell what they mean."""


class Cell(NamedTuple):
    """
    A cell of a table.

    Attributes:
        lines: Its text, in lines where there is room for them.
        id: The id of what it names.
    """

    lines: tuple[Line, ...]
    id: str = ""


class Table(NamedTuple):
    """A table, with what its rows are and how many there are of them."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Piece(NamedTuple):
    """
    What is shown of a value, before it is known what it is written in.

    Attributes:
        title: Its heading.
        lines: Lines of text.
        tables: Its tables.
        items: A list, such as a tree of reasons.
        links: Names with addresses.
        notice: What it is derived from and what it is not.
    """

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    items: tuple[Item, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    notice: str = _ALONE


def card_html(kb: KnowledgeBase, statement: Statement) -> str:
    """Return all that is held of a statement as HTML: escaped, without scripts, for any theme."""
    writer = Html(_papers(kb))
    return writer.page(writer.card(Cards(kb).card(statement)), notice(kb))


def card_markdown(kb: KnowledgeBase, statement: Statement) -> str:
    """Return all that is held of a statement as Markdown."""
    writer = Markdown(_papers(kb))
    return writer.page(writer.card(Cards(kb).card(statement)), notice(kb))


def html(value: object) -> str:
    """Return a value as HTML."""
    if isinstance(value, StatementBase):
        return _statement(value, card_html, _bare_html)
    piece = _piece(value)
    writer = Html(_nowhere)
    links = [tag("a", name, href=address) for name, address in piece.links]
    return writer.page(
        (
            tag("h4", piece.title),
            *(tag("p", line) for line in piece.lines),
            *(tag("p", link) for link in links),
            *([writer.items(piece.items)] if piece.items else []),
            *(
                part
                for table in piece.tables
                for part in (
                    tag("p", table.caption),
                    writer.table(table.heads, _rows_html(writer, table)),
                )
            ),
        ),
        piece.notice,
    )


def markdown(value: object) -> str:
    """Return a value as Markdown."""
    if isinstance(value, StatementBase):
        return _statement(value, card_markdown, _bare_markdown)
    piece = _piece(value)
    writer = Markdown(_nowhere)
    parts = [f"#### {as_markdown(piece.title)}", *map(as_markdown, piece.lines)]
    parts += [f"[{as_markdown(name)}](<{address}>)" for name, address in piece.links]
    parts += [writer.items(piece.items)] if piece.items else []
    for table in piece.tables:
        rows = (map(_cell_markdown, row) for row in table.rows)
        parts += [as_markdown(table.caption), writer.table(table.heads, rows)]
    return writer.page(parts, piece.notice)


def _rows_html(writer: Html, table: Table) -> Iterator[Iterator[Part]]:
    return (map(partial(_cell_html, writer), row) for row in table.rows)


def _cell_html(writer: Html, cell: Cell) -> Part:
    lines = (tag("div", *_line_html(writer, line)) for line in cell.lines)
    named = (tag("div", tag("code", cell.id)),) if cell.id else ()
    return tag("div", *lines, *named)


def _line_html(writer: Html, line: Line) -> Iterator[Part]:
    for piece in line:
        yield from dated(piece) if isinstance(piece, str) else (writer.level(piece),)


def _cell_markdown(cell: Cell) -> str:
    lines = " \\| ".join("".join(map(_piece_markdown, line)) for line in cell.lines)
    return f"{lines} `{cell.id}`" if cell.id else lines


def _piece_markdown(piece: str | EvidenceLevel) -> str:
    return as_markdown(piece) if isinstance(piece, str) else f"`{piece}`"


def _statement(
    statement: Any,
    held: Callable[[KnowledgeBase, Statement], str],
    bare: Callable[[Card, str], str],
) -> str:
    """Show a statement with the names of the oldest knowledge base in use that holds it."""
    base = next((kb for kb in living() if statement in kb), None)
    if base is not None:
        return held(base, statement)
    revisions = ", ".join(dict.fromkeys(a.source for a in statement.attestations))
    said = f"Derived from {revisions}. Not a PDQ summary. Not clinical advice."
    return bare(bare_card(statement), said)


def _bare_html(card: Card, said: str) -> str:
    writer = Html(_nowhere)
    return writer.page(writer.card(card), said)


def _bare_markdown(card: Card, said: str) -> str:
    writer = Markdown(_nowhere)
    return writer.page(writer.card(card), said)


def _nowhere(_: To) -> None:
    """Tell that there is no address."""


def _papers(kb: KnowledgeBase) -> Callable[[To], str | None]:
    """Return what finds the addresses of papers; other names lead nowhere in a notebook."""

    def address(to: To) -> str | None:
        found = addresses(kb.citation(to.id)) if to.kind == "citation" else ()
        return found[0][1] if found else None

    return address


def _piece(value: Any) -> Piece:
    match value:
        case KnowledgeBase():
            return _knowledge(value)
        case Selection():
            return _selection(cast("Selection[Statement]", value))
        case Match() | Matches():
            return _match(value) if isinstance(value, Match) else _matches(value)
        case Reason():
            return Piece("Why", items=(_reason(value),))
        case Classification():
            return Piece(str(value), items=(_reason(value.reason),), lines=_asked(value.missing))
        case EvidenceLevel():
            return Piece(f"Level {value}", lines=(level_text(value),))
        case Citation():
            return _citation(value)
        case _:
            return Piece(estimate_text(value), lines=(f"{estimate_kind(value)}, as printed",))


def _knowledge(kb: KnowledgeBase) -> Piece:
    counts = tuple((_text(head), _text(f"{len(kb.of(kind)):,}")) for kind, head in KINDS.items())
    others = (("topics", kb.topics), ("citations", kb.citations), ("concepts", kb.concepts))
    beside = ", ".join(
        f"{len(found):,} {name}" for name, found in (*others, ("sources", kb.sources))
    )
    table = Table(f"{len(kb):,} statements on {beside}", ("kind", "statements"), counts)
    return Piece(f"Knowledge base {kb.version}", tables=(table,), notice=notice(kb))


def _selection(found: Selection[Statement]) -> Piece:
    kb = kb_of(found)
    cards = Cards(kb)
    rows = tuple(
        (
            _text(cards.title(s), s.id),
            Cell(tuple(map(_who, cards.card(s).said))),
            _text(s.ended.how if s.ended else "stands"),
        )
        for s in found[:CUT]
    )
    shown = Table(_caption(len(found)), ("statement", "who says so", "status"), rows)
    return Piece("A selection of statements", tables=(shown,), notice=notice(kb))


def _text(text: str, id: str = "") -> Cell:
    return Cell(((text,),), id)


def _who(said: Said) -> Line:
    """Return who says a thing: the document's date, how surely, and the levels it prints."""
    levels = [level for group in said.groups for level in group.levels]
    between = [piece for level in levels for piece in (", ", level)]
    return (f"{said.date}: {said.hedge}; level: ", *(between[1:] or [said.no_level]))


def _caption(count: int, which: str = "") -> str:
    rest = f"; the first {CUT} are shown" if count > CUT else ""
    return f"{count:,} statement{'' if count == 1 else 's'}{which}{rest}"


def _citation(paper: Citation) -> Piece:
    read = f"Read: {paper.reading}"
    lines = (reference_text(paper), read, *([paper.note] if paper.note else []))
    return Piece(paper.short, lines=lines, links=addresses(paper))


def _reason(reason: Reason) -> Item:
    return Item((f"{reason.question}: {reason.answer}",), tuple(map(_reason, reason.parts)))


_VERDICTS = {True: "applies", None: "may apply", False: "does not apply"}


def _match(match: Match) -> Piece:
    kb = kb_of(match)
    return Piece(
        f"{_VERDICTS[match.verdict].capitalize()}: {Cards(kb).title(match.statement)}",
        lines=(match.statement.summary, match.statement.id, *_asked(match.missing)),
        items=(_reason(match.reason),),
        notice=notice(kb),
    )


def _asked(missing: Iterable[Any]) -> tuple[str, ...]:
    facts = ", ".join(asked.fact for asked in missing)
    return (f"Not known: {facts}",) if facts else ()


def _matches(found: Matches) -> Piece:
    counts = f"{len(found.applies)} apply, {len(found.may_apply)} may apply"
    title = f"Patients like this one: {counts}, {len(found.does_not_apply)} do not"
    line = "This says which evidence is about patients like this one. It ranks nothing."
    said = notice(kb_of(next(iter(found)))) if len(found) else _ALONE
    return Piece(title, lines=(line,), tables=tuple(_groups(found)), notice=said)


def _groups(found: Matches) -> Iterator[Table]:
    for word, group in (("apply", found.applies), ("may apply", found.may_apply)):
        if group:
            cards = Cards(kb_of(group[0]))
            rows = tuple(
                (_text(cards.title(m.statement), m.statement.id), _text(_open(m)))
                for m in group[:CUT]
            )
            yield Table(_caption(len(group), f" that {word}"), ("statement", "what is open"), rows)


def _open(match: Match) -> str:
    words = [f"in words: {match.words}"] if match.words else []
    return "; ".join((*(asked.fact for asked in match.missing), *words)) or "nothing"
