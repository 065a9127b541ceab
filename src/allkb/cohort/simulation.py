"""A registry nobody is in, for trying things out and for measuring."""

from __future__ import annotations

import re
from importlib.resources import files

import duckdb

from allkb.errors import InvalidValueError
from allkb.model import FACTS, FactType

__all__ = ["simulate"]

ALTERATIONS = (
    "bcr_abl1",
    "kmt2a_rearrangement",
    "etv6_runx1",
    "high_hyperdiploidy",
    "high_hyperdiploidy_with_trisomies_4_and_10",
    "hypodiploidy",
    "tcf3_pbx1",
)
"""The alterations that are looked for."""

_OFTEN_KNOWN = frozenset(
    ["age", "age_at_relapse", "disease", "lineage", "relapse_number", "relapse_site"]
)
_MISSING = 0.3
"""The part of patients of whom a fact is not known."""
_SELDOM_MISSING = 0.04
_UNTESTED = 0.25
"""The part of patients whose leukemia nobody looked at for alterations."""

_DRAW = re.compile(r"draw\('([a-z0-9 ]+)'\)")
_PROPORTION = re.compile(r"proportion\((draw\('[a-z0-9 ]+'\))\)")
_LEVELS = (
    r"CASE WHEN \1 < 0.3 THEN 0 WHEN \1 < 0.4 THEN 0.0001 WHEN \1 < 0.45 THEN 0.001"
    r" ELSE round(10 ** (-5 + 5 * \1 ** 3), 6) END::DOUBLE"
)
"""A proportion of cells: often none, often on one of the cut-offs that trials use."""
_HASHES = 2**64


def simulate(n: int, seed: int = 0) -> duckdb.DuckDBPyRelation:
    """
    Return a made-up registry: a row per patient, a column per fact, most with gaps.

    The chances are rough guesses, fitted to no data: nothing can be learned
    from it about patients. No row contradicts itself. The rows are computed
    when they are asked for, so a hundred million are no matter; the same
    arguments give the same rows with the same version of DuckDB.

    Args:
        n: How many patients.
        seed: Which registry.

    Returns:
        A relation of DuckDB's default connection, with the columns `patient`,
        one for each fact and `alteration_...`; `.pl()`, `.df()` and `.arrow()`
        turn it into a table of another kind.

    Raises:
        InvalidValueError: if `n` or `seed` is no whole number, at least 0.
    """
    given = {"n": n, "seed": seed}
    wrong = [
        f"{name} must be a whole number from 0 to 2**63 - 1, not {value!r}"
        for name, value in given.items()
        if type(value) is not int or not 0 <= value < 2**63
    ]
    if wrong:
        raise InvalidValueError("simulate", tuple(wrong))
    found = duckdb.sql(_query(n, seed))
    assert found is not None  # noqa: S101  a query has an answer
    return found


def _query(n: int, seed: int) -> str:
    text = files("allkb.cohort").joinpath("registry.sql").read_text(encoding="utf-8")
    facts = [f.name for f in FACTS.values() if f.type is not FactType.SET]
    columns = [_with_gaps(name) for name in facts]
    columns += [_with_gaps(f"alteration_{id}", "draw('untested')", _UNTESTED) for id in ALTERATIONS]
    text = text.replace("$columns", ",\n  ".join(columns))
    text = _PROPORTION.sub(_LEVELS, text)
    text = _DRAW.sub(lambda found: f"(hash(hash(i, {seed}, '{found[1]}')) / {_HASHES}.0)", text)
    return text.replace("$n", str(n))


def _with_gaps(name: str, also: str = "1", missing: float = 0) -> str:
    """Return a column in which some values are not known, each by itself or all that belong together."""
    part = _SELDOM_MISSING if name in _OFTEN_KNOWN else _MISSING
    words = name.replace("_", " ")
    gap = f"draw('no {words}')"
    return f"CASE WHEN {gap} >= {part} AND {also} >= {missing} THEN {name} END AS {name}"
