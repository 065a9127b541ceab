"""What the tables hold is what the records say: ends as stated, prints beside them, null for unknown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from attrs import fields
from frame_samples import rows_of
from hypothesis import given
from strategies import STRATEGIES, knowledge_bases

import allkb
from allkb import (
    Arm,
    Bound,
    Characteristic,
    Comparator,
    Count,
    Estimate,
    KnowledgeBase,
    OutcomeStatistic,
    Point,
    Range,
    Statement,
    Unit,
    Unquantified,
    about,
    ended,
    measures,
)
from allkb.frames import ColumnType, tables
from allkb.frames.estimates import estimate
from allkb.frames.schema import SHAPES
from allkb.frames.tables import TABLES
from allkb.views import criteria_text, effect_text, estimate_text, headline

KB = allkb.load()
FRAMES = tables(KB)
ROWS = {name: rows_of(table) for name, table in FRAMES.items()}
MAIN = {
    *("statements", "outcomes", "comparisons", "arms"),
    *("attestations", "citations", "concepts", "codes"),
}
each_table = pytest.mark.parametrize("name", FRAMES)


def cells(found: Estimate) -> dict[str, Any]:
    """Return an estimate as the cells of its columns, by name."""
    part = estimate()
    assert part.cells
    return dict(zip((column.name for column in part.columns), part.cells(found), strict=True))


def numbers(record: allkb.Record) -> Iterator[float]:
    """Yield the numbers that a record holds, and those of the records in it."""
    for field in fields(type(record)):
        value = getattr(record, field.name)
        if isinstance(value, allkb.Record):
            yield from numbers(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield value


# Estimates


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (
            Point(value=0.28, unit=Unit.PROPORTION, printed="28%", approximate=True),
            ("point", 0.28, 0.28, None, "28%", "proportion", True, None, None, None),
        ),
        (
            Range(low=0.1, high=0.3, unit=Unit.PROPORTION, printed="10% to 30%"),
            ("range", 0.1, 0.3, None, "10% to 30%", "proportion", False, None, None, None),
        ),
        (
            Bound(relation=Comparator.LESS, value=0.1, unit=Unit.PROPORTION, printed="<10%"),
            ("bound", None, 0.1, "<", "<10%", "proportion", False, None, None, None),
        ),
        (
            Bound(
                relation=Comparator.AT_LEAST, value=2, unit=Unit.YEARS, printed="2 years or more"
            ),
            ("bound", 2, None, ">=", "2 years or more", "years", False, None, None, None),
        ),
        (
            Count(events=3, of=12, printed="3 of 12", percent="25%"),
            ("count", None, None, None, "3 of 12", None, False, 3, 12, "25%"),
        ),
        (
            Unquantified(printed="few"),
            ("unquantified", None, None, None, "few", None, None, None, None, None),
        ),
    ],
)
def test_each_kind_of_estimate_has_the_ends_that_are_stated(
    found: Estimate, wanted: tuple[Any, ...]
) -> None:
    """A point has its number twice, a range both ends, a bound one, a count neither; print beside."""
    assert tuple(cells(found).values())[: len(wanted)] == wanted


@given(found=STRATEGIES[Point] | STRATEGIES[Range] | STRATEGIES[Bound] | STRATEGIES[Count])
def test_no_number_is_worked_out(found: Any) -> None:
    """Every number in the columns of an estimate is one that its record holds: none is a midpoint."""
    shown = cells(found)
    held = [*numbers(found)]
    for name, cell in shown.items():
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            assert cell in held, name
    assert {cell for cell in shown.values() if type(cell) in (int, float)} == {*held}
    assert shown["printed"] == found.printed


def test_the_bundled_figures_are_all_there() -> None:
    """Each figure of each statement, arm and characteristic has its row, in order, as it is."""
    outcomes = [s for s in KB if isinstance(s, OutcomeStatistic)]
    for row, found in zip(ROWS["outcomes"], outcomes, strict=True):
        wanted = cells(found.estimate)
        assert row["statement"] == found.id
        assert {name: row[name] for name in wanted} == wanted
        assert row["figure"] == estimate_text(found.estimate)
        assert row["n"] == found.n
        assert row["horizon"] == (None if found.horizon is None else str(found.horizon))
    for name, field in (("arms", "arms"), ("characteristics", "characteristics")):
        held: list[tuple[Statement, int, Arm | Characteristic]] = [
            (s, place, one) for s in KB for place, one in enumerate(getattr(s, field, ()))
        ]
        for row, (s, place, one) in zip(ROWS[name], held, strict=True):
            assert (row["statement"], row["position"]) == (s.id, place)
            assert row["label"] == one.label
            assert row["estimate_kind"] == (one.estimate and one.estimate.kind)
            assert row["low"] is None or one.estimate is not None


def test_a_proportion_of_a_count_is_marked_as_ours() -> None:
    """What a count comes to stands in a column that says it is worked out, and only for counts."""
    for name in ("outcomes", "arms", "safety_signals", "characteristics"):
        column = next(c for c in FRAMES[name].columns if c.name == "proportion")
        assert column.derived
        assert "worked out by us" in column.doc
        for row in ROWS[name]:
            wanted = row["events"] / row["of"] if row["estimate_kind"] == "count" else None
            assert row["proportion"] == wanted


# What is worked out agrees with the library


def test_what_is_worked_out_is_what_the_library_says() -> None:
    """Headlines, criteria in words, what stands, and who says it last are the library's own."""
    standing = {s.id for s in KB.statements.where(~ended())}
    for row, s in zip(ROWS["statements"], KB, strict=True):
        last = s.attestations[-1]
        assert row["headline"] == headline(KB, s)
        assert row["criteria_text"] == (criteria_text(KB, s.criteria) if s.criteria else None)
        assert row["topic_label"] == KB.topic(s.topic).label
        assert row["stands"] == (s.id in standing)
        assert (row["ended_how"] is None) == row["stands"]
        assert (row["newest_revision"], row["newest_hedge"]) == (last.source, last.hedge)
        assert (row["newest_levels"] or "") == "; ".join(dict.fromkeys(map(str, last.levels)))
    for row in ROWS["attestations"]:
        source = KB.source_of(row["revision"])
        assert row["source"] == source.id
        assert row["newest"] == (source.revisions[-1].id == row["revision"])
        assert row["earliest"] == KB.revision(row["revision"]).date.earliest
    effects = [(s, e) for s in KB for e in getattr(s, "effects", ())]
    for row, (s, effect) in zip(ROWS["effects"], effects, strict=True):
        labels = {arm.id: arm.label for arm in getattr(s, "arms", ())}
        assert row["effect"] == effect_text(effect)
        assert row["numerator_label"] == labels[effect.numerator]
        assert row["denominator_label"] == labels[effect.denominator]


@pytest.mark.parametrize(
    ("view", "predicate"), [("statements_about", about), ("statements_measuring", measures)]
)
def test_concepts_are_named_as_the_predicates_say(view: str, predicate: Any) -> None:
    """For each concept the view has the statements that the predicate of the library finds."""
    from allkb.frames.sql_views import VIEWS

    found: dict[str, set[str]] = {concept.id: set() for concept in KB.concepts}
    with duckdb.connect() as connection:
        for name, table in FRAMES.items():
            connection.register(name, table)
        for row in connection.execute(VIEWS[view].select).fetchall():
            found[row[0]].add(row[-1])
    for concept, statements in found.items():
        assert statements == set(KB.statements.where(predicate(concept)).ids), concept


# What is told of tables and columns


def test_the_tables_that_are_asked_for_are_there() -> None:
    """The main tables have their names, and none but what is worked out is apart from the shapes."""
    assert {*FRAMES} >= MAIN
    assert [*FRAMES] == [*TABLES]
    assert {*TABLES} - {*SHAPES} == {
        "statement_concepts",
        "narrower_concepts",
        "dictionary",
        "meta",
    }
    kinds = {shape.kind.kind for shape in SHAPES.values() if shape.kind is not None}  # type: ignore[attr-defined]
    assert kinds == {s.kind for s in KB}


@each_table
def test_every_column_is_explained(name: str) -> None:
    """Each table and column says in a sentence what it is, what null means, and units where due."""
    table = FRAMES[name]
    assert table.doc.endswith(".")
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    for column in table.columns:
        assert column.name.replace("_", "").isalnum()
        assert column.name == column.name.lower()
        assert column.doc.endswith("."), column.name
        assert column.null is None or not column.null.endswith("."), column.name


@each_table
def test_null_is_where_it_is_explained(name: str) -> None:
    """A column that tells no meaning of null has none."""
    for row in ROWS[name]:
        for column in FRAMES[name].columns:
            assert row[column.name] is not None or column.null is not None, column.name


@pytest.mark.parametrize(
    ("column", "beside", "is_null", "said"),
    [
        ("n", "of", False, "`of`"),
        ("horizon_since", "horizon_low", True, "no number"),
        ("p_sides", "p_value", True, "none is given"),
        ("levels", "hedge", True, "not read"),
        ("newest_levels", "newest_hedge", True, "not read"),
        ("criteria", "population", False, "`population`"),
    ],
)
def test_null_of_two_meanings_tells_both(
    column: str, beside: str, said: str, *, is_null: bool
) -> None:
    """Where null can also mean that a thing does not apply or stands elsewhere, its column says so."""
    told = [
        next(c.null or "" for c in FRAMES[name].columns if c.name == column)
        for name, found in ROWS.items()
        if any(
            row.get(column, "") is None and beside in row and (row[beside] is None) == is_null
            for row in found
        )
    ]
    assert told
    assert all(said in null for null in told)


@each_table
def test_keys_are_keys(name: str) -> None:
    """No two rows have the same key, and what columns name is there, under each name alone."""
    found = ROWS[name]
    shape = TABLES[name]
    for columns in (shape.key, *shape.unique):
        assert len({tuple(row[c] for c in columns) for row in found}) == len(found)
    for key in shape.foreign_keys:
        there = {tuple(row[c] for c in key.named) for row in ROWS[key.table]}
        here = {tuple(row[c] for c in key.columns) for row in found}
        assert {cells for cells in here if None not in cells} <= there, key
    order = [*FRAMES]
    named = {key.table for key in shape.foreign_keys} - {name}
    assert all(order.index(other) < order.index(name) for other in named)


@each_table
def test_cells_have_the_types_of_their_columns(name: str) -> None:
    """Each cell is of its column's type or null."""
    types: dict[str, Any] = {
        ColumnType.TEXT: str,
        ColumnType.WHOLE: int,
        ColumnType.NUMBER: (int, float),
        ColumnType.FLAG: bool,
    }
    for row in ROWS[name]:
        for column in FRAMES[name].columns:
            wanted = types.get(column.type)
            cell = row[column.name]
            assert wanted is None or cell is None or isinstance(cell, wanted), column.name
            assert not isinstance(cell, bool) or column.type is ColumnType.FLAG


def test_the_dictionary_has_every_column() -> None:
    """The table `dictionary` has each column of each table, itself too, with all that is told."""
    told = [
        (t.name, c.name, c.type, c.unit, c.doc, c.null, c.refers)
        for t in FRAMES.values()
        for c in t.columns
    ]
    assert [row[:7] for row in FRAMES["dictionary"].rows()] == told
    ours = {row["table_name"] for row in ROWS["dictionary"] if not row["derived"]}
    assert ours == {*SHAPES, "meta"}


@given(kb=knowledge_bases())
def test_any_base_has_keys_that_are_keys(kb: KnowledgeBase) -> None:
    """Also in bases drawn at random no two rows have the same key, and nothing named is missing."""
    frames = tables(kb)
    for name, shape in TABLES.items():
        found = rows_of(frames[name])
        assert len({tuple(row[c] for c in shape.key) for row in found}) == len(found), name
        for key in shape.foreign_keys:
            there = {tuple(row[c] for c in key.named) for row in rows_of(frames[key.table])}
            here = {tuple(row[c] for c in key.columns) for row in found}
            assert {cells for cells in here if None not in cells} <= there, key


def test_words_of_vocabularies_are_listed_where_they_stand() -> None:
    """A column that lists its words has no other."""
    listed = 0
    for table in FRAMES.values():
        for place, column in enumerate(table.columns):
            words = column.doc.rstrip(".").rpartition(": ")[2].split(", ")
            if len(words) > 1 and all(word[0] == word[-1] == "`" for word in words):
                listed += 1
                found = {str(row[place]) for row in table.rows() if row[place] is not None}
                assert found <= {word.strip("`") for word in words}, (table.name, column.name)
    assert listed > 20


def test_a_selection_has_only_its_statements() -> None:
    """Tables of a selection have its statements in its order, and the other records whole."""
    found = KB.statements.where(allkb.in_topic("approvals")).sorted(lambda s: s.summary)
    some = tables(found)
    assert [row["id"] for row in rows_of(some["statements"])] == list(found.ids)
    assert {row["statement"] for row in rows_of(some["attestations"])} == {*found.ids}
    assert {row["statement"] for row in rows_of(some["approvals"])} <= {*found.ids}
    assert [*some["concepts"].rows()] == [*FRAMES["concepts"].rows()]
    assert not some.is_whole
    assert FRAMES.is_whole
    assert some.metadata["statements"] == str(len(found))
    assert f"{len(found)} of {len(KB)} statements" in repr(some)
    twice = tables(KB.statements.where(lambda s: s.id == found[0].id))
    assert len(twice["statements"]) == 1
