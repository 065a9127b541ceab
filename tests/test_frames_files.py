"""Files of tables: what is in them, that they are written whole, and that nothing else is replaced."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from attrs import evolve
from frame_samples import rows_of, stored
from hypothesis import given
from hypothesis import strategies as st
from samples import sample_base
from strategies import printable

import allkb
from allkb import AllkbError, InvalidValueError, KnowledgeBase
from allkb.frames import ExportFormat, export, exporting, rebuild, tables
from allkb.frames.csv_files import written_cell
from allkb.frames.places import placed
from allkb.frames.sql_views import VIEWS
from allkb.frames.sqlite_files import APPLICATION
from allkb.views import notice
from allkb.views.spreadsheets import guarded

KB = allkb.load()
FRAMES = tables(KB)
SMALL = sample_base()
each_format = pytest.mark.parametrize("format", [*ExportFormat])
FOLDERS = (ExportFormat.PARQUET, ExportFormat.CSV)


def content(place: Path) -> dict[str, bytes]:
    """Return every file below a place with its bytes."""
    files = [place] if place.is_file() else [*place.rglob("*")]
    return {str(file): file.read_bytes() for file in files if file.is_file()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundled base in each format."""
    folder = tmp_path_factory.mktemp("written")
    return {format: export(KB, folder / format, format) for format in ExportFormat}


# What is in them


def test_parquet_files_keep_types_nulls_and_the_notice(written: dict[str, Path]) -> None:
    """Each file has the columns of its table with their types and nulls, and the notice."""
    folder = written["parquet"]
    assert {file.stem for file in folder.glob("*.parquet")} == {*FRAMES}
    for name, table in FRAMES.items():
        arrow: Any = table.to_arrow()
        file: Any = pq.ParquetFile(folder / f"{name}.parquet")
        assert [(f.name, f.type) for f in file.schema_arrow] == [
            (f.name, f.type) for f in arrow.schema
        ]
        told = {k.decode(): v.decode() for k, v in file.metadata.metadata.items()}
        assert {f"allkb.{k}": v for k, v in table.metadata.items()}.items() <= told.items()
        assert pl.read_parquet(folder / f"{name}.parquet").equals(table.to_polars())


def test_csv_files_have_every_cell(written: dict[str, Path]) -> None:
    """Cells are as printed: empty for null, true and false, days as ISO has them, text guarded."""
    for name, table in FRAMES.items():
        raw = (written["csv"] / f"{name}.csv").read_bytes()
        assert raw.count(b"\r\n") >= len(table) + 1
        head, *rows = csv.reader(raw.decode().splitlines(keepends=True))
        assert head == [column.name for column in table.columns]
        for row, cells in zip(rows, table.rows(), strict=True):
            assert row == [written_cell(cell) for cell in cells]
    frame = pl.read_csv(written["csv"] / "revisions.csv", try_parse_dates=True)
    assert frame.equals(FRAMES["revisions"].to_polars())


@given(text=printable, start=st.sampled_from("=+-@ \t;'"))
def test_no_cell_of_csv_is_a_formula(text: str, start: str) -> None:
    """Whatever a text starts with, what is written is what the command line writes for it."""
    cell = f"{start}{text}"
    assert written_cell(cell) == guarded(cell)
    assert written_cell(cell)[:1] not in {"=", "@"}


def test_formulas_in_the_data_are_no_formulas_in_csv(tmp_path: Path) -> None:
    """A summary that is a formula gets an apostrophe in CSV, and stays as it is everywhere else."""
    first, *others = SMALL
    formula = '=HYPERLINK("http://evil.example";"x")'
    kb = evolve(SMALL, statements=(evolve(first, summary=formula), *others))
    folder = export(kb, tmp_path / "csv", "csv")
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as stream:
        found = next(csv.DictReader(stream))
    assert found["summary"] == f"'{formula}"
    for format in ("parquet", "duckdb", "sqlite"):
        assert rebuild(export(kb, tmp_path / format, format))[first.id].summary == formula


@pytest.mark.parametrize("format", FOLDERS)
def test_a_folder_says_what_it_is(format: str, written: dict[str, Path]) -> None:
    """A folder has a README with the notice, the digest, and what each of its files is."""
    text = (written[format] / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# Tables of allkb\n")
    assert "Not a PDQ summary. Not clinical advice." in text
    assert KB.digest in text
    assert f"{len(KB)} of {len(KB)} statements" in text
    for file in written[format].iterdir():
        assert file.name == "README.md" or f"`{file.name}`" in text
    assert len([*written[format].iterdir()]) == len(FRAMES) + 1


def test_duckdb_has_comments_on_everything(written: dict[str, Path]) -> None:
    """Each table, view and column has a comment; those of tables and views have the notice."""
    with duckdb.connect(str(written["duckdb"]), read_only=True) as connection:
        tables_ = dict(
            connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        )
        views = dict(
            connection.execute(
                "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        )
        columns = {
            (table, column): comment
            for table, column, comment in connection.execute(
                "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
            ).fetchall()
        }
    assert {*tables_} == {*FRAMES}
    assert {*views} == {*VIEWS}
    for name, table in FRAMES.items():
        assert tables_[name] == f"{table.doc} {notice(KB)}"
        for column in table.columns:
            said = columns[name, column.name]
            assert said.startswith(column.doc)
            assert column.null is None or f"Null: {column.null}." in said
            assert column.unit is None or f"Unit: {column.unit}." in said
    for name, view in VIEWS.items():
        assert views[name] == f"{view.doc} {notice(KB)}"
        for column_name, doc in view.columns.items():
            assert columns[name, column_name] == doc
    assert all(columns.values())


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_databases_hold_the_rows_of_the_tables(format: str, written: dict[str, Path]) -> None:
    """Each table of a database has the rows of the table, and each key that is told is enforced."""
    connect: Any = duckdb.connect if format == "duckdb" else sqlite3.connect
    with closing(connect(str(written[format]))) as connection:
        for name, table in FRAMES.items():
            found = stored(connection, name).fetchall()
            as_text = format == "sqlite"
            wanted = [
                tuple(str(c) if as_text and isinstance(c, date) else c for c in row)
                for row in table.rows()
            ]
            assert found == wanted, name
        wrong = duckdb.ConstraintException if format == "duckdb" else sqlite3.IntegrityError
        if format == "sqlite":
            connection.execute("PRAGMA foreign_keys = ON")
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for command in (
            "INSERT INTO topics SELECT * FROM topics",
            "INSERT INTO caveats VALUES ('nobody', 0, 'x')",
            "UPDATE topics SET label = NULL",
        ):
            with pytest.raises(wrong):
                connection.execute(command)


def test_views_are_alike_in_both_databases(written: dict[str, Path]) -> None:
    """Each view has rows, and the same in DuckDB and in SQLite, under the columns it tells."""
    with (
        duckdb.connect(str(written["duckdb"]), read_only=True) as one,
        closing(sqlite3.connect(written["sqlite"])) as other,
    ):
        for name, view in VIEWS.items():
            ours = stored(one, name)
            assert [column[0] for column in ours.description or ()] == [*view.columns]
            its = stored(other, name)
            assert [column[0] for column in its.description] == [*view.columns]
            flags = [str(column[1]) == "BOOLEAN" for column in ours.description or ()]
            found = {
                tuple(
                    bool(c) if flag and c is not None else c
                    for c, flag in zip(row, flags, strict=True)
                )
                for row in its
            }
            rows = ours.fetchall()
            assert rows
            assert {*rows} == found


def test_views_say_what_the_library_says(written: dict[str, Path]) -> None:
    """What is current, what changed and what is evidence in the views is what the records say."""
    newest = {source.revisions[-1].id for source in KB.sources}
    with duckdb.connect(str(written["duckdb"]), read_only=True) as connection:

        def rows(what: str) -> list[tuple[Any, ...]]:
            return connection.execute(what).fetchall()

        assert set(rows("SELECT statement, revision FROM current_statements")) == {
            (s.id, said.source)
            for s in KB
            for said in s.attestations
            if said.source in newest and s.ended is None
        }
        for statement, then, now, still in rows(
            "SELECT statement, revision_then, revision_now, still_said FROM then_and_now"
        ):
            source = KB.source_of(then)
            said = [
                a.source for a in KB[statement].attestations if KB.source_of(a.source) == source
            ]
            assert (said[0], said[-1]) == (then, now)
            assert len(said) > 1
            assert still == (now == source.revisions[-1].id)
        assert {id for (id,) in rows("SELECT statement FROM standing_outcomes")} == {
            s.id for s in KB if s.kind == "outcome-statistic" and s.ended is None
        }
        assert len(rows("FROM figures")) == sum(
            row["estimate_kind"] is not None
            for name in ("outcomes", "safety_signals", "arms", "characteristics")
            for row in rows_of(FRAMES[name])
        )
        assert len(rows("FROM evidence")) == sum(
            max(len(group.citations), 1) * max(len(group.levels), 1)
            for s in KB
            for said in s.attestations
            for group in said.support
        )


def test_an_sqlite_database_says_whose_it_is(written: dict[str, Path]) -> None:
    """The header of an SQLite database names the application and the version of the tables."""
    with closing(sqlite3.connect(written["sqlite"])) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        told = dict(connection.execute("SELECT name, value FROM meta"))
    assert told["notice"] == notice(KB)
    assert told["digest"] == KB.digest


@each_format
def test_a_selection_is_written_with_all_it_rests_on(format: str, tmp_path: Path) -> None:
    """Statements that name others which are not selected are written, in every format."""
    found = KB.statements.where(lambda s: bool(s.links) or s.ended is not None)
    place = export(found, tmp_path / "some", format)
    if format != "csv":
        with pytest.raises(AllkbError, match="only a part of the statements"):
            rebuild(place)
    else:
        with (place / "statements.csv").open(encoding="utf-8", newline="") as stream:
            assert [row["id"] for row in csv.DictReader(stream)] == list(found.ids)


@each_format
def test_an_empty_base_can_be_written(format: str, tmp_path: Path) -> None:
    """A base without a record, or an empty selection, is written as empty tables."""
    places = [
        export(KnowledgeBase(), tmp_path / "a", format),
        export(KB.statements.where(lambda _: False), tmp_path / "b", format),
    ]
    if format != "csv":
        assert [len(rebuild(place, edited=True)) for place in places] == [0, 0]
    else:
        lines = [(place / "statements.csv").read_text().splitlines() for place in places]
        assert [len(found) for found in lines] == [1, 1]


# Where they are written


@each_format
def test_what_was_exported_before_is_replaced(format: str, tmp_path: Path) -> None:
    """An earlier export gives way to a new one, wherever folders are made for it, and leaves none."""
    place = tmp_path / "new" / "deep" / "it's [a] *name* ä"
    assert export(SMALL, place, format) == place
    told: list[float] = []
    export(KnowledgeBase(version="2"), str(place), format, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(told) == len(FRAMES)
    assert [*place.parent.iterdir()] == [place]
    if format != "csv":
        assert rebuild(place).version == "2"


@pytest.mark.parametrize("format", FOLDERS)
def test_an_empty_folder_is_filled(format: str, tmp_path: Path) -> None:
    """A folder with nothing in it is no loss."""
    assert export(SMALL, tmp_path, format) == tmp_path
    assert (tmp_path / "README.md").is_file()


@each_format
def test_a_link_stays_a_link(format: str, tmp_path: Path) -> None:
    """Where a link points to is replaced, not the link."""
    place = tmp_path / "place"
    (tmp_path / "link").symlink_to(place)
    export(SMALL, tmp_path / "link", format)
    assert (tmp_path / "link").is_symlink()
    assert place.exists()
    assert not place.is_symlink()


def foreign(folder: Path) -> dict[str, Path]:
    """Return what a person may have: files, folders and databases that are not ours."""
    found = {name: folder / name for name in ("text", "folder", "duck", "lite", "more", "readme")}
    found["text"].write_text("mine")
    found["folder"].mkdir()
    (found["folder"] / "notes.csv").write_text("mine")
    found["readme"].mkdir()
    (found["readme"] / "README.md").write_text("# Mine\n")
    with duckdb.connect(str(found["duck"])) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1")
    with closing(sqlite3.connect(found["lite"])) as other:
        other.execute("CREATE TABLE mine (a)")
        other.commit()
    export(SMALL, found["more"], "csv")
    (found["more"] / "notes.txt").write_text("mine")
    return found


@each_format
def test_what_is_not_ours_is_left_as_it_is(format: str, tmp_path: Path) -> None:
    """Nothing that a person may have is replaced: it is refused, and no byte of it changes."""
    for place in foreign(tmp_path).values():
        before = content(place)
        with pytest.raises(AllkbError, match="is there already, and is no such export"):
            export(SMALL, place, format)
        assert content(place) == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_a_database_with_a_table_of_ones_own_is_not_replaced(format: str, tmp_path: Path) -> None:
    """An export to which a table was added is somebody's work by now; so is an empty folder no file."""
    place = export(SMALL, tmp_path / "base", format)
    connect: Any = duckdb.connect if format == "duckdb" else sqlite3.connect
    with closing(connect(str(place))) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS a")
        connection.commit()
    with pytest.raises(AllkbError, match="is no such export"):
        export(SMALL, place, format)
    (tmp_path / "empty").mkdir()
    with pytest.raises(AllkbError, match="is no such export"):
        export(SMALL, tmp_path / "empty", format)


@each_format
def test_an_export_of_another_format_is_not_replaced(format: str, tmp_path: Path) -> None:
    """What was exported in one format is nothing that another replaces."""
    for other in ExportFormat:
        place = export(SMALL, tmp_path / other, other)
        if other != format:
            with pytest.raises(AllkbError, match="is no such export"):
                export(SMALL, place, format)


@pytest.mark.parametrize("ending", [".wal", "-wal", "-journal"])
def test_a_database_in_use_is_not_replaced(ending: str, tmp_path: Path) -> None:
    """A database beside which there is a journal holds more than its file says."""
    place = export(SMALL, tmp_path / "base", "sqlite")
    (tmp_path / f"base{ending}").write_bytes(b"x")
    before = content(tmp_path)
    with pytest.raises(AllkbError, match=f"is in use: base{ending} is beside it"):
        export(SMALL, place, "sqlite")
    assert content(tmp_path) == before


@each_format
@pytest.mark.parametrize("failure", [OSError("full"), KeyboardInterrupt(), ValueError("x")])
def test_what_fails_leaves_what_was_there(
    format: str, failure: BaseException, tmp_path: Path
) -> None:
    """If it fails or is interrupted halfway, the earlier export stays, and nothing else is left."""
    place = export(SMALL, tmp_path / "place", format)
    before = content(tmp_path)

    def halfway(percent: float) -> None:
        if percent > 50:
            raise failure

    for out in (place, tmp_path / "other"):
        with pytest.raises(type(failure)):
            export(KB, out, format, progress=halfway)
        assert content(tmp_path) == before
        assert [*tmp_path.iterdir()] == [place]


@pytest.mark.parametrize("format", FOLDERS)
def test_a_folder_that_cannot_take_its_place_gives_it_back(
    format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the new folder cannot be put in place, the old one is put back."""
    place = export(SMALL, tmp_path / "place", format)
    before = content(tmp_path)
    rename = Path.rename

    def once(self: Path, target: Path) -> Path:
        if target == place and (self / "README.md").read_text(encoding="utf-8") != old:
            raise OSError("no")
        return rename(self, target)

    old = (place / "README.md").read_text(encoding="utf-8")
    monkeypatch.setattr(Path, "rename", once)
    with pytest.raises(OSError, match="no"):
        export(KB, place, format)
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    ("format", "failure"), [("duckdb", duckdb.IOException), ("sqlite", sqlite3.OperationalError)]
)
def test_a_database_that_cannot_be_written_is_told(
    format: str, failure: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a database says when it cannot write is told with the place, as an error of ours."""

    def fail(*_: object) -> None:
        raise failure("disk full")

    writer = exporting.WRITERS[format]
    monkeypatch.setattr(exporting, "WRITERS", {format: writer._replace(write=fail)})
    with pytest.raises(AllkbError, match="base cannot be written: disk full"):
        export(SMALL, tmp_path / "base", format)
    assert [*tmp_path.iterdir()] == []


def test_what_databases_keep_beside_a_draft_goes_too(tmp_path: Path) -> None:
    """A journal beside a draft that failed is removed with it."""

    def fail() -> None:
        with placed(tmp_path / "a.db", lambda _: True) as draft:
            draft.write_text("half")
            draft.with_name(f"{draft.name}-journal").write_text("half")
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fail()
    assert [*tmp_path.iterdir()] == []


def test_a_format_that_is_none_is_refused(tmp_path: Path) -> None:
    """Any other format is refused with those there are, before anything is written."""
    with pytest.raises(InvalidValueError, match="'xlsx' is none of parquet, duckdb, sqlite, csv"):
        export(SMALL, tmp_path / "a", "xlsx")
    assert [*tmp_path.iterdir()] == []


@each_format
def test_a_place_that_cannot_be_written_is_told(format: str, tmp_path: Path) -> None:
    """Where nothing can be written, the operating system's own error says so."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError, match="file"):
        export(SMALL, tmp_path / "file" / "base", format)
    assert content(tmp_path) == {str(tmp_path / "file"): b"mine"}


@pytest.mark.parametrize("format", ["parquet", "csv", "sqlite"])
def test_the_same_base_is_written_with_the_same_bytes(format: str, tmp_path: Path) -> None:
    """Two exports of a base are alike to the byte, so that their digests can be compared."""
    one, other = (export(SMALL, tmp_path / name / "x", format) for name in ("a", "b"))
    assert [*content(one).values()] == [*content(other).values()]
