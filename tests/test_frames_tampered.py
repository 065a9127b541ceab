"""Tables that were spoiled are refused, with everything that is wrong in them; nothing is guessed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest
from frame_samples import changed
from hypothesis import given
from hypothesis import strategies as st
from samples import sample_base

import allkb
from allkb import DataError, KnowledgeBase
from allkb.frames import export, rebuild, tables
from allkb.frames.reading import ROW_LIMIT

KB = sample_base()
FRAMES = tables(KB)


def faults(given: Any, *, edited: bool = False) -> list[str]:
    """Return what is told of tables that are refused."""
    with pytest.raises(DataError) as told:
        rebuild(given, edited=edited)
    return [str(fault) for fault in told.value.faults]


def put(column: str, value: Any, row: int = 0) -> Callable[[pl.DataFrame], Any]:
    """Return what puts a value into one place of a column of texts, numbers or truth values."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        cells = frame[column].to_list()
        cells[row] = value
        return frame.with_columns(pl.Series(column, cells, dtype=frame[column].dtype))

    return change


def rebuilt(given: Any, *, edited: bool = False) -> tuple[KnowledgeBase | None, list[str]]:
    """Return the base of tables, or what is told of them."""
    try:
        return rebuild(given, edited=edited), []
    except DataError as exc:
        return None, [str(fault) for fault in exc.faults]


def spoiled(**changes: Callable[[pl.DataFrame], Any]) -> list[str]:
    """Return what is told of tables some of which were changed, also if changes are allowed."""
    given = changed(FRAMES, **changes)
    found = faults(given)
    assert found == faults(given, edited=True)
    return found


def numbered(cases: list[tuple[str, Any, str]]) -> list[str]:
    """Return a name for each case: its table, and its place."""
    return [f"{table}-{i}" for i, (table, _, _) in enumerate(cases)]


def where(table: str, **cells: Any) -> int:
    """Return the row of a table that has these cells."""
    found = FRAMES[table].to_polars().with_row_index("row")
    for name, value in cells.items():
        found = found.filter(pl.col(name) == value)
    return int(found["row"][0])


# What is no table of ours


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ([], "no table that can be streamed as Arrow"),
        (None, "no table that can be streamed as Arrow"),
        ({"id": [1]}, "no table that can be streamed as Arrow"),
        (pl.Series([1, 2]), "can only iterate over struct arrays"),
        (
            pa.table([pa.array(["a"]), pa.array(["b"])], names=["id", "id"]),
            "a column stands more than once",
        ),
    ],
)
def test_what_is_no_table_is_refused(given: Any, told: str) -> None:
    """What cannot be streamed, or is not a table, is told with the name it was given under."""
    found = spoiled(codes=lambda _: given)
    assert len(found) == 1
    assert found[0].startswith("codes: $: cannot be read: ")
    assert told in found[0]


def test_all_tables_that_are_missing_are_told() -> None:
    """Each table that is not there is a fault; so is each column that is missing or unknown."""
    given = changed(
        FRAMES,
        statements=lambda t: t.drop("summary", "topic", "headline").with_columns(more=pl.lit(1)),
    )
    del given["arms"], given["meta"], given["dictionary"]
    assert faults(given) == [
        "arms: $: there is no such table",
        "meta: $: there is no such table",
        "statements: $.topic: there is no such column",
        "statements: $.summary: there is no such column",
        "statements: $: unknown column 'more'",
    ]


def test_an_unknown_column_is_shown_cut_and_escaped() -> None:
    """The name of an unknown column may be anything; it is told in plain characters."""
    found = spoiled(codes=lambda t: t.with_columns(pl.lit(1).alias("\x1b[31m" + "x" * 10_000)))
    assert len(found) == 1
    assert found[0].startswith("codes: $: unknown column '\\x1b[31mxxx")
    assert len(found[0]) < 120


def test_there_is_no_such_file(tmp_path: Path) -> None:
    """A place where nothing is, a file that is no database, and a cut one are refused."""
    assert faults(tmp_path / "no") == [f"{tmp_path / 'no'}: $: no such file or folder"]
    file = tmp_path / "file"
    for content in (b"", b"text", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 500):
        file.write_bytes(content)
        assert all("cannot be read" in fault or "no such table" in fault for fault in faults(file))
    assert len(faults({})) == len(FRAMES) - 3, "a table each that is needed"


def test_a_folder_without_tables_is_told_in_one_line(tmp_path: Path) -> None:
    """A folder of other files is refused as a whole, and so is an export as CSV."""
    said = "$: no Parquet file of a table is in it; an export as CSV is not read back"
    assert faults(tmp_path) == [f"{tmp_path.name}: {said}"]
    assert faults(export(KB, tmp_path / "csv", "csv")) == [f"csv: {said}"]


@pytest.mark.parametrize("format", ["duckdb", "sqlite"])
def test_a_database_that_is_cut_is_refused(format: str, tmp_path: Path) -> None:
    """A database of which the end is gone tells so, as data that cannot be read."""
    file = export(KB, tmp_path / "base", format)
    file.write_bytes(file.read_bytes()[: 3 * 4096 + 8])
    assert any("cannot be read" in fault for fault in faults(file))


def test_a_parquet_file_that_is_none_is_told_with_its_table(tmp_path: Path) -> None:
    """Each file of a folder that cannot be read, or is not there, is a fault with its table."""
    folder = export(KB, tmp_path / "base")
    (folder / "arms.parquet").write_bytes(b"PAR1")
    (folder / "codes.parquet").unlink()
    found = sorted(faults(folder))
    assert found[0].startswith("arms: $: cannot be read: ")
    assert found[1] == "codes: $: there is no such table"
    assert len(found) == 2


def test_too_many_rows_are_not_taken_in(tmp_path: Path) -> None:
    """A small file that unpacks to more rows than a table may have is refused, in every form."""
    many = f"FROM range({ROW_LIMIT + 1}) SELECT 'x' AS name, 'y' AS value"
    told = f"meta: $: cannot be read: it has more than {ROW_LIMIT:,} rows"
    folder = export(KB, tmp_path / "folder")
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({many}) TO '{folder / 'meta.parquet'}' (FORMAT parquet)")
        assert (folder / "meta.parquet").stat().st_size < 10_000
        assert told in faults(folder)
        assert told in faults({**FRAMES, "meta": connection.sql(many)})
    file = export(KB, tmp_path / "file", "sqlite")
    with closing(sqlite3.connect(file)) as other:
        other.execute("DROP TABLE meta")
        other.execute(
            "CREATE TABLE meta AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            "WHERE i <= ?) SELECT 'x' AS name, 'y' AS value FROM n",
            (ROW_LIMIT,),
        )
        other.commit()
    assert told in faults(file)


# Cells


CELLS: list[tuple[str, Callable[[pl.DataFrame], Any], str]] = [
    ("statements", put("summary", None), "$[0].summary: must be text, not null"),
    (
        "statements",
        lambda t: t.with_columns(summary=pl.lit(5)),
        "$[0].summary: must be text, not a whole number, and so in {} more rows",
    ),
    (
        "statements",
        lambda t: t.with_columns(population=pl.lit(5.5)),
        "$[0].population: must be text or null, not a number, and so in {} more rows",
    ),
    (
        "statements",
        lambda t: t.with_columns(summary=pl.lit([1])),
        "$[0].summary: must be text, not list, and so in {} more rows",
    ),
    ("topics", put("label", "x" * 5000), "$[0]: label is 5000 characters long; the most is 4000"),
    ("topics", put("label", ""), "$[0]: label must not be empty"),
    (
        "topics",
        put("label", "a\u202eb"),
        "$[0]: label holds U+202E, which is not a printable character",
    ),
    ("outcomes", put("low", float("nan")), "$[0].low: must be a number that is finite"),
    ("outcomes", put("low", float("inf")), "$[0].low: must be a number that is finite"),
    ("outcomes", put("high", float("-inf")), "$[0].high: must be a number that is finite"),
    (
        "outcomes",
        lambda t: t.with_columns(low=pl.lit("0.5")),
        "$[0].low: must be a number or null, not text",
    ),
    (
        "outcomes",
        lambda t: t.with_columns(n=pl.lit(1.5)),
        "$[0].n: must be a whole number or null, not a number",
    ),
    (
        "outcomes",
        lambda t: t.with_columns(approximate=pl.lit(1)),
        "$[0].approximate: must be true or false or null, not a whole number",
    ),
    (
        "revisions",
        lambda t: t.with_columns(earliest=pl.lit("2012-01-01")),
        "$[0].earliest: must be a day, not text",
    ),
    (
        "revisions",
        lambda t: t.with_columns(latest=pl.lit(datetime(2012, 1, 1, tzinfo=UTC))),
        "$[0].latest: must be a day, not a point in time",
    ),
    (
        "revisions",
        put("earliest", date(2099, 1, 1)),
        "sources: $[0].revisions[0].date: latest (2017-08-30) is before earliest (2099-01-01)",
    ),
]


@pytest.mark.parametrize(("table", "change", "told"), CELLS, ids=numbered(CELLS))
def test_a_cell_that_is_not_what_its_column_holds(
    table: str, change: Callable[[pl.DataFrame], Any], told: str
) -> None:
    """A cell of another type, null where none may be, no number, or too long, is told by its place."""
    found = spoiled(**{table: change})
    if not told.startswith("sources"):
        told = f"{table}: {told}"
    assert any(f.startswith(told.format(len(FRAMES[table]) - 1)) for f in found), found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[" * 100_000, "nested too deeply"),
        ("{", "not JSON: Expecting property name enclosed in double quotes at character 1"),
        ('{"kind": "is", "kind": "is"}', "a key stands more than once in an object"),
        ('{"kind": "in-range", "low": NaN}', "NaN is no number here"),
        ('{"kind": "in-range", "low": ' + "9" * 5000 + "}", "a number has too many digits"),
    ],
)
def test_criteria_that_are_no_json(text: str, told: str) -> None:
    """Criteria are JSON text as strict as data files; what is wrong with it is told at the cell."""
    row = next(i for i, s in enumerate(KB) if s.criteria is not None)
    found = spoiled(statements=put("criteria", text, row))
    assert f"statements: $[{row}].criteria: {told}" in found


def test_criteria_that_are_none_of_ours() -> None:
    """JSON that is no tree of criteria is told as a data file tells it, and huge texts are cut."""
    for text in ("[]", '"x"', '{"kind": "' + "x" * 10**6 + '"}', '{"kind": "not"}', "1e999"):
        found = spoiled(statements=put("criteria", text))
        assert all(fault.startswith("statements: $[0].criteria") for fault in found)
        assert max(map(len, found)) < 700


# Cells that do not go together


@pytest.mark.parametrize(
    ("kind", "column", "value", "told"),
    [
        ("range", "events", 5, "estimate_kind: events does not belong to the kind 'range'"),
        (
            "range",
            "relation",
            "<",
            "estimate_kind: relation does not belong to the kind 'range'",
        ),
        (
            "range",
            "uncertainty_kind",
            "standard-error",
            "estimate_kind: uncertainty does not belong to the kind 'range'",
        ),
        ("range", "low", None, ".estimate"),
        ("range", "low", 0.99, ".estimate"),
        ("bound", "estimate_kind", None, "high, relation, printed, unit, approximate does not"),
        ("range", "estimate_kind", "point", "estimate_kind: low and high of one number must both"),
        ("bound", "estimate_kind", "mean", "its kind must be one of"),
        ("bound", "relation", ">", "estimate_kind: a bound with > has one end: low"),
        ("bound", "relation", "~", ".estimate"),
        ("bound", "low", 0.1, "estimate_kind: a bound with < has one end: high"),
        ("bound", "high", None, "estimate_kind: a bound with < has one end: high"),
        ("count", "of", None, ".estimate"),
        ("count", "low", 0.5, "estimate_kind: low does not belong to the kind 'count'"),
        ("unquantified", "approximate", False, "approximate does not belong"),
        ("point", "approximate", None, ".estimate"),
        ("point", "unit", None, ".estimate"),
        ("point", "printed", None, ".estimate"),
        ("point", "high", 0.123, "estimate_kind: low and high of one number must both"),
    ],
)
def test_cells_of_an_estimate_that_do_not_go_together(
    kind: str, column: str, value: Any, told: str
) -> None:
    """An estimate whose cells contradict its kind, or lack what it needs, is no estimate."""
    table, row = next(
        (name, i)
        for name in ("outcomes", "arms", "safety_signals", "characteristics")
        for i, found in enumerate(FRAMES[name].to_polars()["estimate_kind"])
        if found == kind
    )
    found = spoiled(**{table: put(column, value, row)})
    assert any(told in fault for fault in found), found


def test_cells_around_an_estimate_that_do_not_go_together() -> None:
    """So it is with what is printed around an estimate, with horizons and with p values."""
    row = where("arms", uncertainty_kind="confidence-interval")
    for column, value, told in (
        ("uncertainty_value", 0.1, "uncertainty_value does not belong to the kind 'confidence-"),
        ("uncertainty_kind", None, "uncertainty_low, uncertainty_high"),
        ("uncertainty_kind", "spread", "its kind must be one of"),
    ):
        found = spoiled(arms=put(column, value, row))
        assert any(told in fault for fault in found), found
    row = where("safety_signals", horizon_kind="time")
    for column, value, told in (
        ("horizon_high", 99.0, "low and high of one number must both be that number"),
        ("horizon_said", "last", "horizon_said does not belong to the kind 'time'"),
        ("horizon_kind", "someday", "its kind must be one of"),
        ("horizon_kind", "long-term", "does not belong to the kind 'long-term'"),
        ("horizon_unit", None, ".horizon"),
    ):
        found = spoiled(safety_signals=put(column, value, row))
        assert any(told in fault for fault in found), found
    row = where("effects", p_relation="=")
    assert any(".p" in fault for fault in spoiled(effects=put("p_relation", None, row)))


def test_a_level_that_is_none() -> None:
    """A code that no edition has is told with its row, and so is an edition there is not."""
    for column, value in (("code", "9z"), ("edition", "1066-10-14")):
        found = spoiled(levels=put(column, value))
        assert [fault for fault in found if fault.startswith("levels: $[0].code: ")], found


# Rows that do not fit together


ROWS: list[tuple[str, Callable[[pl.DataFrame], Any], str]] = [
    ("statements", lambda t: pl.concat([t, t[:1]]), "another record has the id"),
    ("statements", lambda t: t.head(0), "there is no such statement"),
    ("statements", put("topic", "nowhere"), "there is no topic 'nowhere'"),
    ("statements", put("kind", "poem"), "statements: $[0]: its kind must be one of"),
    ("outcomes", lambda t: pl.concat([t, t[:1]]), "statement: another row has it too"),
    ("outcomes", put("statement", "nobody"), "outcomes: $[0].statement: there is no such"),
    ("outcomes", lambda t: t.slice(1), "kind: has no row in outcomes"),
    ("attestations", put("revision", "nobody.2012"), "there is no revision 'nobody.2012'"),
    ("attestations", lambda t: pl.concat([t, t[:1]]), "$[0].position: must run from 0, each once"),
    ("attestations", put("position", 7), "$[0].position: must run from 0, each once"),
    ("sections", put("attestation", 7), "sections: $[0].attestation: there is no such attestation"),
    ("levels", put("support_group", 7), "levels: $[0].support_group: there is no such support"),
    ("support_citations", put("citation", "nobody"), "there is no citation 'nobody'"),
    ("effects", put("numerator", "nobody"), "nobody"),
    ("broader_concepts", put("broader", "nobody"), "there is no concept 'nobody'"),
    ("arms", lambda t: t.filter(pl.col("position") != 0), "position: must run from 0, each once"),
    ("arms", lambda t: t.head(0), "arms"),
]


@pytest.mark.parametrize(("table", "change", "told"), ROWS, ids=numbered(ROWS))
def test_rows_that_do_not_fit_together(
    table: str, change: Callable[[pl.DataFrame], Any], told: str
) -> None:
    """Rows that stand twice, name what is not there, are out of order or missing are told."""
    found = spoiled(**{table: change})
    assert any(told in fault for fault in found), found


def test_a_statement_of_another_kind() -> None:
    """A row of one kind that names a statement of another is told with both."""
    other = next(s.id for s in KB if s.kind == "approval")
    found = spoiled(outcomes=put("statement", other))
    assert "outcomes: $[0].statement: that statement is no outcome-statistic" in found


def test_the_same_fault_in_many_rows_is_told_once() -> None:
    """A column that is wrong throughout is one fault, with its first row and how many there are."""
    found = spoiled(sections=lambda t: t.with_columns(section=pl.lit(1)))
    more = len(FRAMES["sections"]) - 1
    assert found == [
        f"sections: $[0].section: must be text, not a whole number, and so in {more} more rows"
    ]


def test_faults_of_all_tables_are_told_at_once() -> None:
    """Whatever is wrong, in cells, between cells, between rows and across records, is one list."""
    row = where("outcomes", estimate_kind="range")
    found = spoiled(
        concepts=put("label", None),
        topics=put("label", "x" * 5000),
        outcomes=put("events", 3, row),
        support_citations=put("citation", "nobody"),
        synonyms=put("position", 9),
        meta=lambda t: t.filter(pl.col("name") != "version"),
    )
    for told in (
        "concepts: $[0].label: must be text, not null",
        "topics: $[0]: label is 5000 characters long; the most is 4000",
        f"outcomes: $[{row}].estimate_kind: events does not belong to the kind 'range'",
        "statements: $[1].attestations[0].support[0].citations[0]: there is no citation 'nobody'",
        "synonyms: $[0].position: must run from 0, each once, in its concept",
        "meta: $: there is no row 'version'",
    ):
        assert any(told in fault for fault in found), (told, found)
    assert not any("there is no concept" in fault for fault in found), "it was refused, not missing"


# What is told of all tables


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("format", "2", "tables of format '2'; this version reads 1"),
        ("format", "x" * 5000, "tables of format 'xxx"),
        ("version", "x" * 5000, "version is 5000 characters long; the most is 4000"),
        ("version", "a\nb", "version holds U+000A, which is not a printable character"),
        ("value", None, "meta: $[0].value: must be text, not null"),
    ],
)
def test_what_is_told_of_the_tables_is_checked(name: str, value: Any, told: str) -> None:
    """Tables of another format, or whose version is no version, are refused."""
    row = 0 if name == "value" else where("meta", name=name)
    found = spoiled(meta=put("value", value, row))
    assert any(told in fault for fault in found), found
    assert max(map(len, found)) < 700


def test_a_name_that_stands_twice_is_told() -> None:
    """Something that is told twice is not told at all."""
    found = spoiled(meta=lambda t: pl.concat([t, t[:1]]))
    assert found == ["meta: $: a name stands more than once"]


def test_another_digest_is_told() -> None:
    """Tables that fit together but are not those exported are refused, with both digests."""
    given = changed(FRAMES, meta=put("value", "0" * 64, where("meta", name="digest")))
    (told,) = faults(given)
    assert f"their digest is {KB.digest}, not {'0' * 64}" in told
    assert rebuild(given, edited=True) == KB


# Anything, anywhere


class Loose:
    """The tables in an SQLite database that holds anything anywhere."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "loose"
        export(KB, self.file, "sqlite")
        self._connection = sqlite3.connect(self.file)
        self.places: list[tuple[str, str, int]] = []
        for name, table in FRAMES.items():
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            self._run(f'CREATE TABLE "loose" ({columns})')
            self._run(f'INSERT INTO "loose" SELECT * FROM "{name}"')  # noqa: S608  our own names
            self._run(f'DROP TABLE "{name}"')
            self._run(f'ALTER TABLE "loose" RENAME TO "{name}"')
            self.places += [
                (name, column.name, row)
                for column in table.columns
                for row in {1, len(table)} - {0}
            ]
        self._connection.commit()

    def _run(self, command: str, *values: Any) -> Any:
        self._connection.execute("PRAGMA legacy_alter_table = ON")
        return self._connection.execute(command, values).fetchone()

    @contextmanager
    def holding(self, place: tuple[str, str, int], value: Any) -> Generator[None]:
        """Have another value in a place for a while."""
        table, column, row = place
        was = self._run(f'SELECT "{column}" FROM "{table}" WHERE rowid = ?', row)  # noqa: S608
        put = f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?'  # noqa: S608
        self._run(put, value, row)
        self._connection.commit()
        yield
        self._run(put, *(was or (None,)), row)
        self._connection.commit()


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Loose:
    return Loose(tmp_path_factory.mktemp("loose"))


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-1, 3),
    st.floats(),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.sampled_from(
        ["x" * 5000, "[" * 5000, "{}", "2012-01-01", "9999-99-99", "point", "cells", "'; DROP--"]
    ),
)


@given(data=st.data(), value=ANYTHING)
def test_anything_anywhere_is_refused_or_changes_nothing(
    loose: Loose, data: st.DataObject, value: Any
) -> None:
    """Any value in any place is either refused as data, or the base is the same as before."""
    place = data.draw(st.sampled_from(loose.places))
    with loose.holding(place, value):
        found, told = rebuilt(loose.file)
        assert found in (KB, None)
        assert (found is None) == bool(told)
        assert max(map(len, told), default=0) < 2000
        edited, _ = rebuilt(loose.file, edited=True)
        assert (edited == KB) == (found == KB)


def test_loose_tables_are_those_of_the_base(loose: Loose) -> None:
    """Before anything is put into them they are rebuilt as they were."""
    assert rebuild(loose.file) == KB
    assert {table for table, _, _ in loose.places} == set(FRAMES)


def test_names_in_a_database_that_are_no_tables_of_ours_are_not_looked_at(tmp_path: Path) -> None:
    """Views, foreign tables and what a database may run are left alone: our tables are read."""
    file = export(KB, tmp_path / "base.duckdb", "duckdb")
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE more AS SELECT 1")
        connection.execute("CREATE SCHEMA other")
        connection.execute("CREATE TABLE other.codes AS SELECT 1")
        connection.execute("CREATE VIEW away AS FROM read_text('/etc/hostname')")
    assert rebuild(file) == KB


def test_a_view_in_the_place_of_a_table_is_not_run(tmp_path: Path) -> None:
    """A view of the name of a table would run what a stranger wrote: it is no table."""
    file = export(KB, tmp_path / "base.duckdb", "duckdb")
    with duckdb.connect(str(file)) as connection:
        connection.execute("DROP VIEW statements_about; DROP TABLE narrower_concepts")
        connection.execute("ALTER TABLE misprints RENAME TO was_misprints")
        connection.execute("CREATE VIEW misprints AS FROM was_misprints")
    assert faults(file) == ["misprints: $: there is no such table"]
    other = export(KB, tmp_path / "base.sqlite", "sqlite")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("ALTER TABLE misprints RENAME TO was_misprints")
        connection.execute("CREATE VIEW misprints AS SELECT * FROM was_misprints")
        connection.commit()
    assert faults(other) == ["misprints: $: there is no such table"]


def test_a_database_is_opened_without_other_files(tmp_path: Path) -> None:
    """A DuckDB database that is read or written cannot read another file."""
    from allkb.frames.duckdb_files import connected

    file = export(KB, tmp_path / "base.duckdb", "duckdb")
    (tmp_path / "other.csv").write_text("a\n1\n")
    with connected(file, read_only=True) as connection, pytest.raises(duckdb.PermissionException):
        connection.execute(f"FROM read_csv('{tmp_path / 'other.csv'}')")


def test_errors_are_errors_of_data() -> None:
    """Whoever catches what `allkb.read` may raise has caught this too."""
    assert issubclass(DataError, ValueError)
    assert issubclass(DataError, allkb.AllkbError)
