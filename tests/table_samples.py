"""What the tests of tables share: hostile texts, and tables read back from what was written."""

from __future__ import annotations

import re
from typing import Any, NamedTuple, cast

from attrs import evolve
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt
from samples import sample_base

from allkb import (
    Arm,
    Comparison,
    KnowledgeBase,
    OutcomeStatistic,
    PrognosticFactor,
    Statement,
    Topic,
)
from allkb.tables import Table, outcomes
from allkb.tables.rows import Cell, Content

HOSTILE = (
    r"[x] * <script>alert(1)</script><b onclick='x()'> & &lt; &amp; a|b \textbf{x} \\ \input{y} "
    r"5% _u_ **b** $x^2$ #1 ~~s~~ {} `c` -- --- '' ,, [l](javascript:alert(1)) "
    r"![i](http://e.example/x.png) <http://a.example> {{x}} 1.5 ≥3 ± 10² x₂ µ é ≤ \% "
    "\N{EN DASH} \N{GREEK SMALL LETTER ALPHA} \\"
)
"""A text that means something in every language a table is written in."""

STARTS = ("[x]", "* x", "1.5 x", "- x", "# x", "> x", "\\x", "=1", "+1", "&x")
"""Texts that mean something at the start of a line."""


class Found(NamedTuple):
    """
    A table as it was read back.

    Attributes:
        groups: The headings of its groups.
        cells: The texts of its cells, row by row, each with the marks behind it.
        lines: The lines below it.
    """

    groups: list[str]
    cells: list[list[tuple[str, str]]]
    lines: list[str]


def expected(content: Content) -> list[list[tuple[str, str]]]:
    """Return the cells of a content with their marks, as they should be read back."""

    def marks(cell: Cell) -> str:
        return "".join(f"[{content.marks[note]}]" for note in dict.fromkeys(cell.notes))

    return [[(cell.text, marks(cell)) for cell in row.cells] for row in content.rows]


def lines(content: Content) -> list[str]:
    """Return the lines below a content, as they should be read back."""
    return [*content.sources, *(f"[{mark}] {note}" for note, mark in content.marks.items())]


def cell(kb: KnowledgeBase, statement: str, column: str, place: int = 0) -> Cell:
    """Return a cell of the table of all outcomes: of the row of a statement, or one of several."""
    content = outcomes(kb.statements).content
    rows = [i for i, row in enumerate(content.rows) if row.statement == statement]
    return content.column(column)[rows[place]]


def changed(id: str, **fields: object) -> KnowledgeBase:
    """Return the sample with some fields of a statement replaced."""
    return sample_base(
        statements=tuple(
            evolve(cast("Any", s), **fields) if s.id == id else s for s in sample_base()
        )
    )


def hostile_base(text: str = HOSTILE) -> KnowledgeBase:
    """Return the sample with one text in the place of most texts that a table shows."""

    def spoiled(statement: Statement) -> Statement:
        changed: dict[str, Any] = {"summary": text, "population": text, "caveats": (text, *STARTS)}
        if isinstance(statement, Comparison | PrognosticFactor):
            changed["arms"] = tuple(map(spoiled_arm, statement.arms))
        if isinstance(statement, OutcomeStatistic):
            changed["estimate"] = evolve(statement.estimate, printed=text)
        made: Statement = evolve(cast("Any", statement), **changed)
        return made

    def spoiled_arm(arm: Arm) -> Arm:
        return evolve(arm, label=f"{text} {arm.id}")

    def spoiled_topic(topic: Topic) -> Topic:
        return evolve(topic, label=f"{topic.id} {text}")

    base = sample_base()
    return sample_base(
        concepts=tuple(
            evolve(c, label=f"{text} {c.id}") if c.id == "overall-survival" else c
            for c in base.concepts
        ),
        topics=tuple(map(spoiled_topic, base.topics)),
        statements=tuple(map(spoiled, base)),
    )


def soup(html: str) -> BeautifulSoup:
    """Return HTML, parsed."""
    return BeautifulSoup(html, "html.parser")


def read_html(html: str, marks: str = "sup") -> Found:
    """
    Return a table that was written as HTML.

    Args:
        html: The table.
        marks: What selects the marks behind the text of a cell.
    """
    page = soup(html)
    groups = [cell.get_text() for cell in page.select("tbody th.gt_group_heading")]
    rows = [row for row in page.select("tbody tr") if row.find("td")]
    cells = [[_split(cell, marks) for cell in row.find_all("td")] for row in rows]
    below = [cell.get_text() for cell in page.select("tfoot td")]
    return Found(groups, cells, below)


def _split(cell: Tag, marks: str) -> tuple[str, str]:
    found = "".join(mark.extract().get_text() for mark in cell.select(marks))
    return cell.get_text(), found.replace("],[", "][")


def read_markdown(text: str, content: Content) -> Found:
    """Return a table that was written as Markdown; marks are told by what should be there."""
    page = soup(MarkdownIt("commonmark").enable("table").render(text))
    rows = page.select("tbody tr")
    wanted = [cell for row in expected(content) for cell in row]
    given = [cell.get_text() for row in rows for cell in row.find_all("td")]
    split = [
        (found.removesuffix(marks), marks) if found.endswith(marks) else (found, "")
        for found, (_, marks) in zip(given, wanted, strict=True)
    ]
    width = len(content.columns)
    cells = [split[i : i + width] for i in range(0, len(split), width)]
    # The first paragraph is the title, the second one the subtitle.
    paragraphs = [p.get_text() for p in page.find_all("p", recursive=False)][2:]
    groups = [p.get_text() for p in page.select("p > strong:only-child")][1:]
    notes = [item.get_text() for item in page.select("ul > li")]
    return Found(groups, cells, [p for p in paragraphs if p not in groups] + notes)


_LATEX = {"{\\textless}": "<", "{\\textgreater}": ">", "{\\textbar}": "|"}
_ROW = re.compile(r"^(?P<row>.*[^ ]|) \\\\$")


def latex_rows(text: str) -> list[list[str]]:
    """Return the cells of a table that was written as LaTeX, as LaTeX."""
    body = text.partition("\\endhead")[2].partition("\\bottomrule")[0]
    found = (_ROW.match(line) for line in body.splitlines())
    return [row["row"].split(" & ") for row in found if row]


def table_texts(table: Table) -> set[str]:
    """Return every text that a table shows in its cells and below."""
    cells = {cell.text for row in table.content.rows for cell in row.cells}
    return {*cells, *table.content.marks, *table.content.sources, table.content.title}
