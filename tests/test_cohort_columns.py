"""Which columns are taken, and what is refused: everything wrong at once, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cohort_samples import ENGINES, KB, in_duckdb, in_polars
from samples import sample_base

from allkb import (
    AllOf,
    DataError,
    Has,
    InRange,
    InvalidValueError,
    Is,
    KnowledgeBase,
    Observation,
    Statement,
    StatementId,
)
from allkb.cohort import classify, match, summary
from allkb.cohort.shapes import unnested, unstacked


def asking(**criteria: Any) -> KnowledgeBase:
    """Return a knowledge base with one statement for each criterion, named like it."""
    (some, *_) = KB.of(Observation)
    statements = tuple(
        Observation(
            id=StatementId(name.replace("_", "-")),
            topic=some.topic,
            summary="Invented.",
            criteria=criterion,
            about=some.about,
            attestations=some.attestations,
        )
        for name, criterion in criteria.items()
    )
    return KnowledgeBase(
        sources=KB.sources,
        citations=KB.citations,
        concepts=KB.concepts,
        topics=KB.topics,
        statements=statements,
    )


MARROW = Is(fact="relapse_site", value="isolated marrow")
OLD = InRange(fact="age", low=10)
LOW_MRD = InRange(fact="mrd", high=0.0001, includes_high=False)
CNS = Is(fact="cns_involved", value=True)
FUSION = Has(fact="genetic_alterations", value=KB.concept("gene-fusion").id)
BCR_ABL1 = Has(fact="genetic_alterations", value=KB.concept("bcr-abl1").id)


def faults(work: Callable[[], object]) -> list[str]:
    """Return what is said to be wrong."""
    with pytest.raises(DataError) as caught:
        work()
    return [str(fault) for fault in caught.value.faults]


def test_everything_wrong_is_told_at_once() -> None:
    """Missing columns, unknown facts, wrong types, wrong values: one error that names each."""
    frame = pl.DataFrame(
        {
            "years": ["7", "8"],
            "site": ["isolated marrow", "bone marrow"],
            "percent": [5.0, 0.1],
            "day": [date(2020, 1, 1), None],
            "flag": [1, 0],
            "below": [-1, 4],
        }
    )
    columns = {
        "age": "years",
        "relapse_site": "site",
        "mrd": "percent",
        "age_at_diagnosis": "day",
        "gvhd": "flag",
        "remission_number": "below",
        "ages": "years",
        "lineage": "linage",
        "marrow_blasts": "percentage",
        "genetic_alterations": "flag",
        "genetic_alterations:bcr-abl7": "flag",
        "age:x": "years",
    }
    found = faults(lambda: match(frame, KB, columns=columns))
    assert len(found) == 12
    for words in (
        "years: age needs numbers, and the column is of type String",
        "the column also has 'bone marrow'",
        "percent: mrd must be a proportion, in [0, 1] and finite; 1 are not, such as 5.0",
        "day: age_at_diagnosis needs numbers, and the column is of type Date",
        "flag: gvhd needs true or false, and the column is of type Int64",
        "below: remission_number must be at least 0 and finite; 1 are not, such as -1.0",
        "ages: there is no such fact; did you mean",
        "lineage: there is no column 'linage'",
        "marrow_blasts: there is no column 'percentage'; did you mean percent",
        "genetic_alterations: a set needs a column for each member",
        "genetic_alterations:bcr-abl7: no concept 'bcr-abl7'; did you mean bcr-abl1",
        "age:x: only of a set a member can be named",
    ):
        assert any(words in fault for fault in found), words


def test_columns_named_like_facts_are_taken() -> None:
    """Without a mapping columns are facts by name; what is no fact is left alone."""
    kb = asking(marrow=MARROW, old=OLD, bcr_abl1=BCR_ABL1)
    frame = pl.DataFrame(
        {
            "patient": ["a", "b"],
            "age": [12, None],
            "name": ["x", "y"],
            "alteration_BCR_ABL1": [True, None],
        }
    )
    assert match(frame, kb).to_dicts() == [
        {"patient": "a", "bcr-abl1": True, "marrow": None, "old": True},
        {"patient": "b", "bcr-abl1": None, "marrow": None, "old": None},
    ]


def test_columns_that_look_like_alterations_have_to_be_some() -> None:
    """A typing error in the name of an alteration is not passed over."""
    frame = pl.DataFrame({"age": [1], "alteration_bcr_abl": [True], "genetic_alterations": [True]})
    first, second = faults(lambda: match(frame, KB))
    assert first.startswith("alteration_bcr_abl: no concept has this name; did you mean bcr_abl1")
    assert second.startswith("genetic_alterations: a set needs a column for each member")


@pytest.mark.parametrize("columns", [None, {}])
def test_a_table_without_facts_is_refused(columns: dict[str, str] | None) -> None:
    """Verdicts that are all unknown for want of a name are no answer."""
    frame = pl.DataFrame({"AGE": [1]})
    assert faults(lambda: match(frame, KB, columns=columns)) == [
        "columns: no column gives a fact: name columns like the facts, or map them"
    ]


def test_what_is_no_table_is_refused() -> None:
    """A list of rows is no table."""
    with pytest.raises(TypeError):
        match([{"age": 1}], KB)


def test_no_statements_are_refused() -> None:
    """An empty selection has no verdicts."""
    frame = pl.DataFrame({"age": [1]})
    nothing = KB.statements.where(lambda _: False)
    for work in (match, summary):
        with pytest.raises(InvalidValueError, match="there are no statements"):
            work(frame, nothing)


def test_an_unknown_form_is_refused() -> None:
    """There are two forms."""
    wrong: Any = "tall"
    with pytest.raises(InvalidValueError, match="form is wide or long, not 'tall'"):
        match(pl.DataFrame({"age": [1]}), KB, form=wrong)


def test_what_is_kept_has_to_be_there_and_to_have_a_name_of_its_own() -> None:
    """Columns to keep are checked, all together."""
    kb = asking(old=OLD)
    frame = pl.DataFrame({"age": [12], "old": ["x"], "id": [1], "Statement": [1]})
    assert match(frame, kb, keep="id").to_dicts() == [{"id": 1, "old": True}]
    assert match(frame, kb, keep=["id", "age", "id"]).columns == ["id", "age", "old"]
    assert match(frame, kb).columns == ["old"]
    assert classify(frame.rename({"id": "patient"}), KB).columns[0] == "patient"
    assert faults(lambda: match(frame, kb, keep=["Id", "old"])) == [
        "keep: there is no column 'Id'",
        "keep: a column of the result is called 'old' already",
    ]
    assert faults(lambda: match(frame, kb, form="long")) == [
        "keep: name the column that tells the patients apart"
    ]
    assert faults(lambda: match(frame, kb, form="long", keep="Statement")) == [
        "keep: a column of the result is called 'Statement' already"
    ]


def test_patients_without_a_name_keep_their_rows() -> None:
    """Statements that are about everybody, or nobody knows whom, still have a row per patient."""
    everybody, nobody = (
        next(s for s in KB if s.criteria is None and bool(s.population) is words)
        for words in (False, True)
    )
    chosen: set[Statement] = {everybody, nobody}
    some = KB.statements.where(lambda s: s in chosen)
    for frame in (pl.DataFrame({"age": [1, 2, 3]}), pl.DataFrame({"age": [1, 2, 3]}).to_pandas()):
        found: Any = match(frame, some)
        assert len(found) == 3
        assert [*found[everybody.id]] == [True] * 3
        assert found[nobody.id].is_null().all() if isinstance(found, pl.DataFrame) else True


def test_no_patients_are_no_rows() -> None:
    """An empty table has an empty answer, and counts of nothing."""
    kb = asking(old=OLD)
    frame = pl.DataFrame({"age": []}, schema={"age": pl.Float64})
    nothing = [{"statement": "old", "yes": 0, "no": 0, "unknown": 0}]
    assert match(frame, kb).shape == (0, 1)
    assert summary(frame, kb).to_dicts() == nothing
    assert summary(pd.DataFrame({"age": []}), kb).to_dict("records") == nothing
    empty = asked("SELECT 1.5 AS age WHERE false")
    assert summary(empty, kb).pl().to_dicts() == nothing


def verdicts(frame: Any, kb: KnowledgeBase, **more: Any) -> list[list[bool | None]]:
    """Return the verdicts on each statement, in the order of ids."""
    found = match(frame, kb, **more)
    if isinstance(found, pd.DataFrame):
        assert set(map(str, found.dtypes)) == {"boolean"}
    table = in_polars(found)
    return [table[name].to_list() for name in table.columns]


def asked(query: str) -> Any:
    """Return a relation of DuckDB."""
    return duckdb.sql(query)


def made(table: Any) -> Any:
    """Return a table, or make it now: no relation is to outlive the tests."""
    return table() if callable(table) else table


AGES = [12, None, 3]
NUMBERS: dict[str, Any] = {
    "whole": pl.DataFrame({"age": AGES}),
    "small whole": pl.DataFrame({"age": pl.Series(AGES, dtype=pl.UInt8)}),
    "single": pl.DataFrame({"age": pl.Series(AGES, dtype=pl.Float32)}),
    "decimal": pl.DataFrame({"age": [Decimal("12.0"), None, Decimal("3.0")]}),
    "not a number": pl.DataFrame({"age": [12.0, float("nan"), 3.0]}),
    "lazy, not a number": pl.LazyFrame({"age": [12.0, float("nan"), 3.0]}),
    "arrow decimal": pa.table({"age": pa.array([Decimal("12.0"), None, Decimal("3.0")])}),
    "arrow, not a number": pa.table({"age": pa.array([12.0, float("nan"), 3.0])}),
    "pandas classic": pd.DataFrame({"age": [12, np.nan, 3]}),
    "pandas objects": pd.DataFrame({"age": pd.Series(AGES, dtype=object)}),
    "pandas nullable": pd.DataFrame({"age": pd.array(AGES, dtype="Int8")}),
    "pandas on arrow": pd.DataFrame({"age": pd.array(AGES, dtype="double[pyarrow]")}),
    "duckdb decimal": lambda: asked("FROM (VALUES (12.0), (NULL), (3.0)) AS t(age)"),
    "duckdb, not a number": lambda: asked("FROM (VALUES (12.0::REAL), ('nan'), (3)) AS t(age)"),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_of_every_type_are_numbers(kind: str) -> None:
    """Whole, decimal and floating, nullable or not: NaN is not known, as null is."""
    assert verdicts(made(NUMBERS[kind]), asking(old=OLD)) == [[True, None, False]]


SITES = ["isolated marrow", None, "combined"]
WORDS: dict[str, Any] = {
    "text": pl.DataFrame({"relapse_site": SITES}),
    "categorical": pl.DataFrame({"relapse_site": pl.Series(SITES, dtype=pl.Categorical)}),
    "enum": pl.DataFrame(
        {"relapse_site": pl.Series(SITES, dtype=pl.Enum(["combined", "isolated marrow", "other"]))}
    ),
    "lazy categorical": pl.LazyFrame({"relapse_site": pl.Series(SITES, dtype=pl.Categorical)}),
    "pandas text": pd.DataFrame({"relapse_site": SITES}),
    "pandas objects": pd.DataFrame({"relapse_site": pd.Series(SITES, dtype=object)}),
    "pandas categorical": pd.DataFrame({"relapse_site": pd.Categorical(SITES)}),
    "pandas on arrow": pd.DataFrame({"relapse_site": pd.array(SITES, dtype="string[pyarrow]")}),
    "dictionary": pl.DataFrame({"relapse_site": pl.Series(SITES, dtype=pl.Categorical)}).to_arrow(),
    "duckdb enum": lambda: asked(
        "SELECT x::ENUM('isolated marrow', 'combined') AS relapse_site"
        " FROM (VALUES ('isolated marrow'), (NULL), ('combined')) AS t(x)"
    ),
}


@pytest.mark.parametrize("kind", WORDS)
def test_words_of_every_type_are_words(kind: str) -> None:
    """Text, categories and enums."""
    assert verdicts(made(WORDS[kind]), asking(marrow=MARROW)) == [[True, None, False]]


FLAGS: dict[str, Any] = {
    "polars": pl.DataFrame({"cns_involved": [True, None, False]}),
    "pandas objects": pd.DataFrame({"cns_involved": [True, None, False]}),
    "pandas nullable": pd.DataFrame({"cns_involved": pd.array([True, None, False], "boolean")}),
    "pandas on arrow": pd.DataFrame(
        {"cns_involved": pd.array([True, None, False], dtype="bool[pyarrow]")}
    ),
    "arrow": pa.table({"cns_involved": [True, None, False]}),
}


@pytest.mark.parametrize("kind", FLAGS)
def test_flags_of_every_type_are_flags(kind: str) -> None:
    """Truth values, nullable or among objects."""
    assert verdicts(FLAGS[kind], asking(cns=CNS)) == [[True, None, False]]


UNTYPED: dict[str, Any] = {
    "polars": pl.DataFrame({"age": [None, None], "cns_involved": [True, False]}),
    "pandas": pd.DataFrame({"age": [None, None], "cns_involved": [True, False]}),
    "arrow": pa.table({"age": pa.nulls(2), "cns_involved": [True, False]}),
}


@pytest.mark.parametrize("kind", UNTYPED)
def test_a_column_that_holds_nothing_may_have_any_type(kind: str) -> None:
    """Where nobody's value is known there is nothing to be wrong."""
    assert verdicts(UNTYPED[kind], asking(cns=CNS, old=OLD)) == [[True, False], [None, None]]


MIXED: dict[str, Any] = {
    "pandas": pd.DataFrame({"age": pd.Series([1, "two"], dtype=object)}),
    "polars": pl.DataFrame({"age": pl.Series([1, "two"], dtype=pl.Object)}),
}


@pytest.mark.parametrize("kind", MIXED)
def test_objects_of_several_kinds_are_refused(kind: str) -> None:
    """A column of Python objects is not guessed at."""
    (fault,) = faults(lambda: match(MIXED[kind], KB))
    assert fault.startswith("age: age needs numbers, and the column is of type Object; give the")


@pytest.mark.parametrize("engine", ["lazy polars", "duckdb"])
def test_what_a_lazy_table_cannot_mean_is_not_known(engine: str) -> None:
    """A lazy table is not looked into: impossible values and strange words decide nothing."""
    frame = pl.DataFrame(
        {
            "age": [float("inf"), -3.0, 12.0],
            "mrd": [5.0, 0.00001, None],
            "relapse_site": ["bone marrow", "isolated marrow", ""],
        }
    )
    kb = asking(low_mrd=LOW_MRD, marrow=MARROW, old=OLD)
    assert verdicts(ENGINES[engine](frame), kb) == [
        [None, True, None],
        [None, True, None],
        [None, None, True],
    ]


def test_a_cut_off_is_met_in_32_bits_as_in_64() -> None:
    """0.0001 is below itself in 32 bits; it is compared with the cut-off as 32 bits hold it."""
    values = [0.0001, 0.00009999, 0.00010001]
    kb = asking(low_mrd=LOW_MRD, high=InRange(fact="mrd", low=0.0001))
    wanted = [[True, False, True], [False, True, False]]
    for dtype in (pl.Float32, pl.Float64):
        frame = pl.DataFrame({"mrd": pl.Series(values, dtype=dtype)})
        assert verdicts(frame, kb) == wanted
        assert verdicts(frame.to_pandas(), kb) == wanted
        assert verdicts(in_duckdb(frame), kb) == wanted


def test_what_was_not_given_follows_from_what_was() -> None:
    """A flag that is given counts; one that is not follows from the site, as for one patient."""
    frame = pl.DataFrame(
        {
            "relapse_site": ["isolated CNS", "isolated marrow", "combined", None, "isolated CNS"],
            "cns_involved": [None, None, None, True, False],
        }
    )
    wanted = [[True, False, None, True, False]]
    assert verdicts(frame, asking(cns=CNS)) == wanted
    assert verdicts(frame.select("relapse_site"), asking(cns=CNS)) == [
        [True, False, None, None, True]
    ]
    assert verdicts(frame.to_pandas(), asking(cns=CNS)) == wanted


def test_alterations_are_of_a_kind() -> None:
    """A narrower one that was found is one of its kind; a kind that was ruled out has no members."""
    kb = asking(bcr_abl1=BCR_ABL1, fusion=FUSION, with_age=AllOf(criteria=(FUSION, OLD)))
    frame = pl.DataFrame(
        {
            "age": [12, 12, 12, 2, 12],
            "fusion": [None, False, True, None, None],
            "bcr": [True, None, None, None, False],
        }
    )
    columns = {
        "age": "age",
        "genetic_alterations:gene-fusion": "fusion",
        "genetic_alterations:BCR::ABL1": "bcr",
    }
    found = verdicts(frame, kb, columns=columns)
    assert found == [
        [True, False, None, None, False],
        [True, False, True, None, None],
        [True, False, True, False, None],
    ]


def test_a_selection_and_a_knowledge_base_are_asked_alike() -> None:
    """The same statement has the same verdicts either way."""
    base = sample_base()
    frame = pl.DataFrame({"relapsed_after_hsct": [True, False, None]})
    whole = match(frame, base)
    part = match(frame, base.statements[:2])
    assert whole.select(part.columns).equals(part)


def test_rows_are_stacked_in_the_sql_of_each_engine() -> None:
    """What Spark and DuckDB are asked; a name with a quotation mark stays a name."""
    cells = [("'a'", "x"), ("'b'", "y")]
    assert unstacked({"i`d": "keep0"}, cells, ["statement", "verdict"]) == [
        "keep0 AS `i``d`",
        "stack(2, 'a', x, 'b', y) AS (statement, verdict)",
    ]
    assert unnested({'i"d': "keep0"}, cells, ["statement", "verdict"]) == [
        'keep0 AS "i""d"',
        "unnest(['a', 'b']) AS statement",
        "unnest([x, y]) AS verdict",
    ]
