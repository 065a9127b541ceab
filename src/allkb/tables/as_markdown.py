"""A table as Markdown: CommonMark with the tables of GitHub."""

from __future__ import annotations

from allkb.tables.rows import Cell, Content
from allkb.views.markdown import Markdown
from allkb.views.markup import as_markdown as escaped

__all__ = ["as_markdown"]


def as_markdown(content: Content) -> str:
    """Return a table for each group, the footnotes, and the lines below."""
    heads = [escaped(column.heading) for column in content.columns]
    parts = [f"**{escaped(content.title)}**", escaped(content.subtitle)]
    for label, rows in content.groups:
        cells = ([_cell(content, cell) for cell in row.cells] for row in rows)
        parts += [f"**{escaped(label)}**"] if label else []
        parts.append(Markdown(lambda _: None).table(heads, cells))
    parts += [escaped(source) for source in content.sources]
    notes = (f"- {_mark(mark)} {escaped(note)}" for note, mark in content.marks.items())
    parts += ["\n".join(notes)] if content.marks else []
    return "\n\n".join(parts) + "\n"


def _cell(content: Content, cell: Cell) -> str:
    marks = (_mark(content.marks[note]) for note in dict.fromkeys(cell.notes))
    return escaped(cell.text) + "".join(marks)


def _mark(mark: str) -> str:
    return rf"\[{mark}\]"
