"""A simulated registry: plausible in form, without contradictions, the same every time."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from cohort_samples import KB, patients, registry

from allkb import FACTS, FactType, InvalidValueError
from allkb.cohort import match, simulate


@pytest.mark.parametrize("seed", [0, 1, 2**63 - 1])
def test_no_row_contradicts_itself(seed: int) -> None:
    """Every row is a patient that `allkb.Patient` accepts."""
    assert len(patients(registry(3000, seed))) == 3000


def test_every_fact_is_there_with_gaps() -> None:
    """There is a column for each fact, and none is known, or unknown, of all patients."""
    frame = registry(3000)
    names = [f.name for f in FACTS.values() if f.type is not FactType.SET]
    assert frame.columns[: len(names) + 1] == ["patient", *names]
    assert all(n.startswith("alteration_") for n in frame.columns[len(names) + 1 :])
    assert frame["patient"].is_unique().all()
    for name in frame.columns[1:]:
        assert 0 < frame[name].null_count() < frame.height, name


def test_every_word_and_both_truths_occur() -> None:
    """Each choice has each of its words, and each flag both values, among enough patients."""
    frame = registry()
    for fact in FACTS.values():
        if fact.type is not FactType.SET:
            found = set(frame[fact.name].drop_nulls().unique())
            if fact.choices:
                assert found == {*fact.choices}
            elif fact.type is FactType.FLAG:
                assert found == {True, False}, fact.name


def test_facts_are_drawn_apart() -> None:
    """Whether one fact is known tells nothing of another, but for alterations, tested together."""
    known = registry().select(
        pl.col("gvhd", "mrd", "down_syndrome", "prior_tbi").is_not_null().cast(pl.Float64)
    )
    for i, first in enumerate(known.columns):
        for second in known.columns[:i]:
            assert abs(known.select(pl.corr(first, second)).item()) < 0.05


def test_the_same_arguments_give_the_same_rows() -> None:
    """A registry is known by its seed, and a longer one begins like a shorter one."""
    assert simulate(50, 3).pl().equals(registry(50, 3))
    assert registry(50, 3).equals(registry(80, 3).head(50))
    assert not registry(50, 3).equals(registry(50, 4))


def test_most_statements_have_patients() -> None:
    """Nearly all statements that ask for anything are about some of them, and not about others."""
    asking = KB.statements.where(lambda s: s.criteria is not None and not s.population)
    found = match(registry(), asking)
    both = [n for n in found.columns[1:] if found[n].any() and not found[n].all()]
    assert len(both) > 0.75 * (found.width - 1)


@pytest.mark.parametrize(
    ("n", "seed", "words"),
    [(-1, 0, "n must be"), (1.5, 0, "n must be"), (True, 0, "n must be"), (1, "1", "seed must be")],
)
def test_numbers_of_patients_are_whole(n: Any, seed: Any, words: str) -> None:
    """Nothing but whole numbers gets into the query."""
    with pytest.raises(InvalidValueError, match=words):
        simulate(n, seed)


def test_no_patients_are_no_rows() -> None:
    """A registry may be empty."""
    assert simulate(0).pl().height == 0
