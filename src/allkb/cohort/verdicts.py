"""The evidence against a table of patients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

import narwhals.stable.v2 as nw

from allkb.cohort.engines import Table, native, typed, wrapped
from allkb.cohort.given import given, named
from allkb.cohort.plan import Plan
from allkb.cohort.shapes import STATEMENT, VERDICT, counted, long, wide
from allkb.errors import DataError, Fault, InvalidValueError
from allkb.knowledge import KnowledgeBase
from allkb.model import Meets, Statement
from allkb.query import Selection
from allkb.vocabulary import Vocabulary

__all__ = ["PATIENT", "Evidence", "classify", "match", "summary", "vocabulary"]

NativeT = TypeVar("NativeT")
Evidence = KnowledgeBase | Selection[Any]
Form = Literal["wide", "long"]

PATIENT = "patient"
"""The column that is kept if none is named."""


def match(
    frame: NativeT,
    evidence: Evidence,
    *,
    columns: Mapping[str, str] | None = None,
    form: Form = "wide",
    keep: str | Sequence[str] | None = None,
) -> NativeT:
    """
    Return whether each statement is about each patient: true, false, or null for not known.

    The engine that holds the table does the work; a lazy table stays lazy.
    Each different criterion is computed once. A statement that also describes
    its patients in words is never true: no machine reads the words. Nothing
    is ranked or advised.

    Args:
        frame: A table with a row per patient: polars, pandas, PyArrow, DuckDB,
            PySpark or Dask. Nulls, NaN included, are not known. A lazy table is
            not looked into: there what a fact cannot be, such as a word that is
            none of its choices or a proportion of 5, counts as not known. In
            memory it is an error.
        evidence: The knowledge base, or a selection of its statements.
        columns: Which column gives which fact: `{"age": "AGE_YEARS"}`; an
            alteration is `"genetic_alterations:bcr-abl1"`. By default columns
            are taken by the names of facts, and alterations from columns such
            as `alteration_bcr_abl1`. Facts without a column are not known.
        form: `wide` for a row per patient and a column per statement, named by
            its id; `long` for a row per patient and statement, with the columns
            `statement` and `verdict`.
        keep: The columns to keep beside the verdicts; by default `patient`, if
            there is one.

    Returns:
        A table of the same kind.

    Raises:
        DataError: if columns are missing or cannot give their facts, if two
            columns would have the same name, or if the long form has nothing
            that tells the patients apart. All faults are told together.
        InvalidValueError: if there is no such form.
    """
    if form not in ("wide", "long"):
        raise InvalidValueError("match", (f"form is wide or long, not {form!r}",))
    table, plan = _prepared(frame, vocabulary(evidence), columns)
    verdicts = _placed(plan, evidence)
    taken = (STATEMENT, VERDICT) if form == "long" else verdicts
    kept = _kept(table, keep, taken, needed=form == "long")
    done = plan.run(table, kept)
    shape = wide if form == "wide" else long
    found: NativeT = _like(shape(done, kept, verdicts), frame)
    return found


def summary(
    frame: NativeT,
    evidence: Evidence,
    *,
    columns: Mapping[str, str] | None = None,
) -> NativeT:
    """
    Return for how many patients each statement is about them, is not, and is not known to be.

    Args:
        frame: A table with a row per patient, as for `match`.
        evidence: The knowledge base, or a selection of its statements.
        columns: Which column gives which fact, as for `match`.

    Returns:
        A table of the same kind: a row per statement, with the columns
        `statement`, `yes`, `no` and `unknown`.

    Raises:
        DataError: if columns are missing or cannot give their facts.
    """
    table, plan = _prepared(frame, vocabulary(evidence), columns)
    verdicts = _placed(plan, evidence)
    found: NativeT = _like(counted(plan.run(table, {}), verdicts), frame)
    return found


def classify(
    frame: NativeT,
    kb: KnowledgeBase,
    *,
    columns: Mapping[str, str] | None = None,
    keep: str | Sequence[str] | None = None,
) -> NativeT:
    """
    Return which of the groups' definitions each patient meets: early relapse, high risk.

    Args:
        frame: A table with a row per patient, as for `match`.
        kb: The knowledge base.
        columns: Which column gives which fact, as for `match`.
        keep: The columns to keep, as for `match`.

    Returns:
        A table of the same kind: a row per patient, a column per definition,
        named by its id.

    Raises:
        DataError: if columns are missing or cannot give their facts.
    """
    table, plan = _prepared(frame, vocabulary(kb), columns)
    verdicts = {str(d.id): plan.place(Meets(definition=d.id)) for d in kb.definitions}
    kept = _kept(table, keep, verdicts, needed=False)
    found: NativeT = _like(wide(plan.run(table, kept), kept, verdicts), frame)
    return found


def vocabulary(evidence: Evidence) -> Vocabulary:
    """Return the vocabulary of a knowledge base, or of the one that a selection is of."""
    return evidence._known  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def _placed(plan: Plan, evidence: Evidence) -> dict[str, str]:
    """Return the id of each statement, with the column of its verdict."""
    statements: Iterable[Statement] = evidence
    found = {str(s.id): plan.place(s.criteria, words=bool(s.population)) for s in statements}
    if not found:
        raise InvalidValueError("evidence", ("there are no statements",))
    return found


def _prepared(
    frame: Any, known: Vocabulary, columns: Mapping[str, str] | None
) -> tuple[Table, Plan]:
    table = wrapped(frame)
    names = table.collect_schema().names()
    table = typed(table, (name for _, name in named(names, columns, known)[0]))
    plan = Plan(known, given(table, columns, known))
    # Polars plans a lazy table as a whole, and computes its columns side by side.
    eager = isinstance(table, nw.DataFrame) and table.implementation.is_polars()
    return table.lazy() if eager else table, plan


def _kept(
    table: Table, keep: str | Sequence[str] | None, taken: Iterable[str], *, needed: bool
) -> dict[str, str]:
    """Return the columns to keep, each with the plain name it has while others are computed."""
    names = table.collect_schema().names()
    if keep is None:
        keep = [PATIENT] if PATIENT in names else []
    wanted = [keep] if isinstance(keep, str) else [*keep]
    faults = [Fault("keep", f"there is no column {n!r}") for n in wanted if n not in names]
    faults += [
        Fault("keep", f"a column of the result is called {n!r} already")
        for n in sorted(wanted)
        if n.lower() in {*taken}
    ]
    if needed and not wanted:
        faults.append(Fault("keep", "name the column that tells the patients apart"))
    if faults:
        raise DataError(tuple(faults))
    return {name: f"keep{i}" for i, name in enumerate(dict.fromkeys(wanted))}


def _like(found: Table, frame: Any) -> Any:
    """Return a table as what another one was: in memory or lazy."""
    if isinstance(found, nw.LazyFrame) and isinstance(wrapped(frame), nw.DataFrame):
        found = found.collect()
    return native(found)
