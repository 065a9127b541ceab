"""The pages on tables say what is so: columns as they are, and answers as the data gives them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from make_table_pages import HOW_TO, QUESTION, REFERENCE, answered, made, main, reference

import allkb
from allkb.frames import export
from allkb.frames.sql_views import VIEWS
from allkb.frames.tables import TABLES
from allkb.views import notice

KB = allkb.load()
PAGE = HOW_TO.read_text(encoding="utf-8")
QUESTIONS = [found["sql"] for found in QUESTION.finditer(PAGE)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both databases."""
    place = tmp_path_factory.mktemp("databases")
    for format in ("duckdb", "sqlite"):
        export(KB, place / format, format)
    return place


def test_the_pages_are_current() -> None:
    """Columns and answers are those of today: else `python tools/make_table_pages.py` was forgotten."""
    for file, text in made().items():
        assert file.read_text(encoding="utf-8") == text, file.name


def test_every_column_is_on_the_page() -> None:
    """The reference has each table and view with all its columns, in order."""
    parts = REFERENCE.read_text(encoding="utf-8").split("\n### ")[1:]
    told = {part.split("\n")[0]: part for part in parts}
    assert {*told} == {*TABLES, *VIEWS}
    for name, table in TABLES.items():
        rows = [line for line in told[name].splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == [c.name for c in table.columns]
        for row, column in zip(rows, table.columns, strict=True):
            assert column.doc in row
            assert ("*Worked out.*" in row) == column.derived
    for name, view in VIEWS.items():
        assert all(f"| `{column}` |" in told[name] for column in view.columns)


def test_ten_questions_are_answered(folder: Path) -> None:
    """Each question has an answer with rows, the same from SQLite as from DuckDB."""
    assert len(QUESTIONS) >= 10
    with (
        duckdb.connect(str(folder / "duckdb"), read_only=True) as one,
        closing(sqlite3.connect(folder / "sqlite")) as other,
    ):
        for question in QUESTIONS:
            found = one.execute(question).fetchall()
            assert found, question
            assert found == other.execute(question).fetchall(), question
    assert notice(KB).split("(")[0] in PAGE


def test_a_wrong_answer_is_put_right(folder: Path) -> None:
    """Whatever stands below a question is replaced by its answer, and nothing else changes."""
    with duckdb.connect(str(folder / "duckdb"), read_only=True) as database:
        bare = QUESTION.sub(lambda found: found["asked"], PAGE)
        assert "| limitation | 6 |" in PAGE
        assert "| limitation | 6 |" not in bare
        assert answered(bare, database) == PAGE
        assert answered(PAGE.replace("| limitation | 6 |", "| limitation | 7 |"), database) == PAGE


def test_the_tool_tells_what_is_not_current(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With `--check` a page that is not current is named with status 1; without, it is written."""
    file = tmp_path / "tables.md"
    file.write_text("old")
    monkeypatch.setattr("make_table_pages.made", lambda: {file: reference()})
    monkeypatch.setattr("sys.argv", ["make_table_pages.py", "--check"])
    assert main() == 1
    assert "tables.md is not current" in capsys.readouterr().err
    monkeypatch.setattr("sys.argv", ["make_table_pages.py"])
    assert main() == 0
    assert file.read_text(encoding="utf-8") == REFERENCE.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["make_table_pages.py", "--check"])
    assert main() == 0
