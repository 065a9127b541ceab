"""The knowledge base comes back from its tables as it was, whichever way they went."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from attrs import evolve, fields
from frame_samples import FILES, SMALL, WAYS, changed
from hypothesis import given, settings
from strategies import knowledge_bases

import allkb
from allkb import KnowledgeBase
from allkb.frames import rebuild, tables
from allkb.frames.reading import ROW_LIMIT
from allkb.views import KINDS

KB = allkb.load()
each_way = pytest.mark.parametrize("way", WAYS)


def assert_same(found: KnowledgeBase, wanted: KnowledgeBase) -> None:
    """Hold a knowledge base against another: equal, of the same digest, and hashed alike."""
    assert found == wanted
    assert found.digest == wanted.digest
    assert found.version == wanted.version
    assert hash(found) == hash(wanted)


@each_way
def test_the_bundled_base_comes_back(way: str, tmp_path: Path) -> None:
    """The bundled knowledge base is rebuilt equal, with its digest, from each kind of tables."""
    assert_same(rebuild(WAYS[way](KB, tmp_path)), KB)


@each_way
def test_every_kind_of_record_comes_back(way: str, kb: KnowledgeBase, tmp_path: Path) -> None:
    """So is a base in which every kind of statement and every optional record occurs."""
    assert_same(rebuild(WAYS[way](kb, tmp_path)), kb)


@each_way
def test_an_empty_base_comes_back(way: str, tmp_path: Path) -> None:
    """A base without a record has tables without a row, and comes back too."""
    kb = KnowledgeBase(version="7")
    assert_same(rebuild(WAYS[way](kb, tmp_path)), kb)


@given(kb=knowledge_bases())
def test_any_base_comes_back(kb: KnowledgeBase) -> None:
    """Whatever records may hold is in the tables, and back."""
    assert_same(rebuild(tables(kb)), kb)


@pytest.mark.parametrize("way", [way for way in WAYS if way not in FILES])
@settings(max_examples=SMALL)
@given(kb=knowledge_bases())
def test_any_base_comes_back_from_each_engine(way: str, kb: KnowledgeBase) -> None:
    """Each engine keeps all of it: signs, accents, numbers to the last digit, and what is null."""
    assert_same(rebuild(WAYS[way](kb, Path())), kb)


@pytest.mark.parametrize("way", FILES)
@settings(max_examples=SMALL)
@given(kb=knowledge_bases())
def test_any_base_comes_back_from_files(way: str, kb: KnowledgeBase) -> None:
    """So do files."""
    with TemporaryDirectory() as folder:
        assert_same(rebuild(WAYS[way](kb, Path(folder))), kb)


def test_rows_may_stand_in_any_order() -> None:
    """Rows in another order are the same tables."""
    frames = tables(KB)
    shuffled = {
        name: table.to_polars().sample(fraction=1, shuffle=True, seed=7)
        for name, table in frames.items()
    }
    assert not shuffled["attestations"].equals(frames["attestations"].to_polars())
    assert_same(rebuild(shuffled), KB)


def test_what_is_worked_out_may_be_missing_or_wrong() -> None:
    """Columns and tables that are worked out are not read, so they may be dropped or changed."""
    frames = tables(KB)
    worked_out = {"dictionary", "statement_concepts", "narrower_concepts"}
    kept = {
        name: table.to_polars().drop([c.name for c in table.columns if c.derived])
        for name, table in frames.items()
        if name not in worked_out
    }
    assert "headline" not in kept["statements"].columns
    assert_same(rebuild(kept), KB)
    spoiled = changed(frames, statements=lambda t: t.with_columns(headline=t["id"].reverse()))
    assert_same(rebuild(spoiled), KB)


def test_criteria_may_be_written_otherwise() -> None:
    """Blanks in a JSON text, and a whole number without a fraction, say the same."""

    def respelled(text: str | None) -> str | None:
        if text is None:
            return None
        return re.sub(r"(?<=[0-9])\.0(?=[,\n])", "", json.dumps(json.loads(text), indent=1))

    frames = tables(KB)
    old = frames["statements"].to_polars()["criteria"]
    new = pl.Series("criteria", [*map(respelled, old)])
    assert any(re.search(r": [0-9]+[,\n]", text) for text in new if text)
    assert_same(rebuild(changed(frames, statements=lambda t: t.with_columns(new))), KB)


def test_a_changed_cell_is_a_changed_base() -> None:
    """A cell changed by hand is refused, and with `edited` it is the base that it says."""
    first = next(iter(KB))
    given = changed(
        tables(KB),
        statements=lambda t: t.with_columns(
            summary=t["summary"].replace(first.summary, "Something else.")
        ),
    )
    with pytest.raises(
        allkb.DataError, match=r"not those exported: their digest is .* edited=True"
    ):
        rebuild(given)
    found = rebuild(given, edited=True)
    assert found[first.id] == evolve(first, summary="Something else.")
    assert [s for s in found if s.id != first.id] == [s for s in KB if s.id != first.id]


@pytest.mark.parametrize("way", ["none", "polars", "sqlite file", "duckdb file", "parquet files"])
def test_a_selection_comes_back_as_the_base_of_it(way: str, tmp_path: Path) -> None:
    """Some statements are rebuilt if asked for, with all else; without asking they are refused."""
    found = KB.statements.where(lambda s: not s.links and not s.ended and s.kind == "approval")
    assert found
    given: Any = WAYS[way](found, tmp_path)  # type: ignore[arg-type]
    with pytest.raises(allkb.DataError, match="only a part of the statements was exported"):
        rebuild(given)
    assert rebuild(given, edited=True) == evolve(KB, statements=found.items)


def test_the_base_of_a_day_comes_back() -> None:
    """What was attested on a day is a base of its own, and whole."""
    then = KB.as_of("2012-12-31")
    assert_same(rebuild(tables(then)), then)
    assert_same(rebuild(tables(then.statements)), then)


def test_no_row_is_too_many_that_the_base_has() -> None:
    """The bundled tables are far below what a table may have."""
    assert max(map(len, tables(KB).values())) * 50 < ROW_LIMIT


def test_every_field_of_a_statement_is_somewhere() -> None:
    """Each field of each kind of statement is a column, or a table, of its own or of parts of it."""
    frames = tables(KB)
    columns = {column.name for table in frames.values() for column in table.columns}
    elsewhere = {
        "about": "subjects",
        "date": "earliest",
        "ended": "ended_how",
        "estimate": "estimate_kind",
        "group": "study_group",
        "horizon": "horizon_kind",
        "limit": "limited_in",
        "median_follow_up": "follow_up",
        "p": "p_value",
        "unassigned": "unassigned_ratios",
    }
    for kind in KINDS:
        for field in fields(kind):
            name = elsewhere.get(field.name, field.name)
            assert name in columns or name in frames, f"{kind.__name__}.{field.name}"
