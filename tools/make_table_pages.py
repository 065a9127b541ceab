"""
Make the pages of the documentation on the flat tables.

    python tools/make_table_pages.py            writes them
    python tools/make_table_pages.py --check    fails if they are not current

The reference is made from the model. In the how-to, the table below each SQL question is
the answer that the bundled data gives.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb

import allkb
from allkb.frames import Column, export
from allkb.frames.shapes import Shape
from allkb.frames.sql_views import VIEWS
from allkb.frames.tables import TABLES
from allkb.views.markup import as_markdown

DOCS = Path(__file__).parents[1] / "docs"
REFERENCE, HOW_TO = DOCS / "reference/tables.md", DOCS / "how-to/query-with-sql.md"

ABOUT: Final = """\
# Tables

The columns of each flat table, as `allkb.frames` and `allkb export` give them ({doc}`../how-to/query-with-sql`).
The same is in every export, as the table `dictionary`, and in DuckDB as comments.

- A range keeps its two ends: `low` and `high` are the ends that the source states, and for a point both are the
  number. What is printed stands beside them. Nothing between two ends is worked out.
- Null is what its column says, mostly "the source does not say"; it is never no, and never zero. Where nothing is
  told of null, there is none.
- What is *worked out* is a convenience: it comes from other columns, and may be dropped. The base is rebuilt without.
- In CSV an empty cell is null. An apostrophe stands there before text that a spreadsheet would take for a formula,
  also before a lone `=`.
- `criteria` and other trees over clinical facts are JSON text, as the [data format](data-format.md) has them.
- The position of a row counts from 0 in its owner, so the order of lists is kept.
"""

QUESTION: Final = re.compile(
    r"(?P<asked>```sql\n(?P<sql>.*?)```\n)(?:\n(?:\|[^\n]*\n)+)?", re.DOTALL
)
"""A question in a page, with the answer below it if there is one."""


def reference() -> str:
    """Return the page with the columns of all tables and views."""
    parts = [ABOUT, "## Tables of records", *_listed(kept=True)]
    parts += ["## Tables that are worked out", *_listed(kept=False), "## Views", _VIEWS]
    for name, view in VIEWS.items():
        columns = ((f"`{column}`", doc) for column, doc in view.columns.items())
        parts.append(f"### {name}\n\n{view.doc}\n\n{_table(('column', 'meaning'), columns)}")
    return "\n\n".join(part.strip() for part in parts) + "\n"


_VIEWS = "DuckDB and SQLite files have these views, for questions that are asked often."


def _listed(*, kept: bool) -> Iterator[str]:
    for name, shape in TABLES.items():
        if isinstance(shape, Shape) is kept:
            key = ", ".join(f"`{column}`" for column in shape.key)
            heads = ("column", "type", "meaning", "null means")
            columns = _table(heads, map(_column, shape.columns))
            yield f"### {name}\n\n{shape.doc} Key: {key}.\n\n{columns}"


def _column(column: Column) -> tuple[str, ...]:
    more = [f"Unit: {column.unit}."] if column.unit else []
    if column.refers:
        more.append(f"Names a row by `{column.refers}`.")
    if column.derived:
        more.append("*Worked out.*")
    return f"`{column.name}`", column.type, " ".join([column.doc, *more]), column.null or ""


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    rule = "|".join("---" for _ in heads)
    lines = (f"| {' | '.join(row)} |" for row in (heads, *rows))
    first, *others = lines
    return "\n".join([first, f"|{rule}|", *others])


def answered(page: str, database: duckdb.DuckDBPyConnection) -> str:
    """Return a page with the answer below each question, as a database gives it."""

    def answer(found: re.Match[str]) -> str:
        done = database.execute(found["sql"])
        heads = tuple(f"`{column[0]}`" for column in done.description or ())
        rows = (tuple(map(_cell, row)) for row in done.fetchall())
        return f"{found['asked']}\n{_table(heads, rows)}\n"

    return QUESTION.sub(answer, page)


def _cell(value: Any) -> str:
    return "*null*" if value is None else as_markdown(value) if type(value) is str else str(value)


def made() -> dict[Path, str]:
    """Return the text of each page."""
    kb = allkb.load()
    with TemporaryDirectory() as folder:
        file = export(kb, Path(folder) / "evidence.duckdb", "duckdb")
        with duckdb.connect(str(file), read_only=True) as database:
            return {
                REFERENCE: reference(),
                HOW_TO: answered(HOW_TO.read_text(encoding="utf-8"), database),
            }


def main() -> int:
    """Write the pages, or tell which are not current."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    pages = made()
    if not given.check:
        for file, text in pages.items():
            file.write_text(text, encoding="utf-8", newline="\n")
        return 0
    old = [file for file, text in pages.items() if file.read_text(encoding="utf-8") != text]
    for file in old:
        print(f"{file} is not current: run python tools/make_table_pages.py", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
