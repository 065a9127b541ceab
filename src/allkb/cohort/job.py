"""A file of patients in, a file of verdicts out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from allkb.cohort.engines import wrapped
from allkb.cohort.files import connected, opened, quoted, suffix, told, written
from allkb.cohort.given import given, key_of, named
from allkb.cohort.mapping import Mapped
from allkb.cohort.recoding import Reading, reading, strange_in
from allkb.cohort.shapes import STATEMENT
from allkb.cohort.verdicts import PATIENT, Evidence, match, summary, vocabulary
from allkb.errors import DataError, Fault

__all__ = ["Form", "run"]

Form = str
Progress = Callable[[float], None]
"""Told every now and then what part of a step is done, in percent; below 0 if that is not known."""

_EVERY = 0.1
"""Seconds between two looks at how far the work is."""


def run(
    source: Path,
    target: Path,
    evidence: Evidence,
    mapped: Mapped,
    *,
    form: Form = "wide",
    keep: Sequence[str] = (),
    progress: Progress,
) -> None:
    """
    Match a file of patients, out of core, and write the verdicts to another file.

    Args:
        source: CSV or Parquet.
        target: CSV or Parquet; it is written whole or not at all.
        evidence: The knowledge base, or a selection of its statements.
        mapped: Which column gives which fact, and what the registry's words mean.
        form: `wide`, `long` or `summary`.
        keep: The columns to keep; none for `patient`.
        progress: Told how far the work is.

    Raises:
        DataError: if a file is not what it should be, or the rows say what no fact can be.
    """
    suffix(target)
    if target.exists() and target.samefile(source):
        raise DataError((Fault("$", "the patients would be overwritten", target.name),))
    with connected() as connection:
        rows = opened(connection, source)
        found = _readings(rows, evidence, mapped, source)
        faults: list[Fault] = []

        def check() -> None:
            with told(source):
                faults.extend(strange_in(rows, found, source.name))

        _watched(connection, check, progress)
        if faults:
            raise DataError(tuple(faults))
        verdicts = _verdicts(rows, found, evidence, form, _kept(rows, keep, form, source))
        _watched(connection, lambda: written(verdicts, target), progress)


def _readings(
    rows: duckdb.DuckDBPyRelation, evidence: Evidence, mapped: Mapped, file: Path
) -> list[Reading]:
    """Return how each column that gives a fact is read."""
    known = vocabulary(evidence)
    pairs, faults = named(rows.columns, mapped.columns, known)
    words = {key_of(fact, known): meanings for fact, meanings in mapped.values.items()}
    faults += [key for key in words if isinstance(key, Fault)]
    keys = {key for key, _ in pairs}
    faults += [
        Fault(f"values.{key}", "no column gives this fact")
        for key in words
        if isinstance(key, str) and key not in keys and not faults
    ]
    if faults:
        raise DataError(tuple(fault._replace(file=file.name) for fault in faults))
    parse = suffix(file) == ".csv"
    typed = {key: name for key, name in pairs if not parse and key not in words}
    if typed:
        given(wrapped(rows), typed, known)
    return [reading(key, name, words.get(key), parse=parse) for key, name in pairs]


def _kept(rows: duckdb.DuckDBPyRelation, keep: Sequence[str], form: Form, file: Path) -> list[str]:
    if form == "summary":
        return []
    kept = [*keep] or [name for name in rows.columns if name == PATIENT]
    faults = [f"there is no column {name!r}" for name in kept if name not in rows.columns]
    if not kept:
        faults.append(f"there is no column {PATIENT!r}: keep one that tells the patients apart")
    if faults:
        raise DataError(tuple(Fault("keep", said, file.name) for said in faults))
    return kept


def _verdicts(
    rows: duckdb.DuckDBPyRelation,
    found: Sequence[Reading],
    evidence: Evidence,
    form: Form,
    keep: Sequence[str],
) -> duckdb.DuckDBPyRelation:
    names = {one.fact: f"allkb fact {i}" for i, one in enumerate(found)}
    columns = [*map(quoted, keep)]
    columns += [f"{one.value} AS {quoted(names[one.fact])}" for one in found]
    facts = rows.project(", ".join(columns))
    if form == "summary":
        return summary(facts, evidence, columns=names).order(STATEMENT)
    long = form == "long"
    return match(facts, evidence, columns=names, form="long" if long else "wide", keep=keep)


def _watched(
    connection: duckdb.DuckDBPyConnection, work: Callable[[], None], progress: Progress
) -> None:
    """Do work in a thread of its own, and tell how far the database is; Ctrl-C stops it."""
    raised: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as exc:  # noqa: BLE001  it is raised again where it is waited for
            raised.append(exc)

    thread = threading.Thread(target=guarded)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_EVERY)
            progress(connection.query_progress())
    except BaseException:
        connection.interrupt()
        thread.join()
        raise
    if raised:
        raise raised[0]
