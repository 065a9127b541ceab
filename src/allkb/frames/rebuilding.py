"""A knowledge base from its tables, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from allkb.checks import INTEGRITY, run
from allkb.codec import FORMAT, LISTS, Document
from allkb.codec.fast import fast_hook
from allkb.collector import collector_paused
from allkb.errors import DataError, Fault, InvalidValueError
from allkb.frames.checking import Sound, checked
from allkb.frames.flattening import FORMAT as FORMAT_OF_TABLES
from allkb.frames.reading import Given, Read, read_tables
from allkb.frames.restoring import Restored
from allkb.frames.schema import SHAPES
from allkb.frames.worked_out import META
from allkb.knowledge import KnowledgeBase
from allkb.model import Citation, Concept, Source, Statement, Topic

__all__ = ["rebuild"]

_RECORDS: dict[str, Any] = {
    "sources": Source,
    "citations": Citation,
    "concepts": Concept,
    "topics": Topic,
    "statements": Statement,
}


def rebuild(given: Given, *, edited: bool = False) -> KnowledgeBase:
    """
    Return the knowledge base that tables were made of.

    Args:
        given: A folder of Parquet files, a DuckDB or SQLite database, or a mapping from
            names to tables that can be streamed as Arrow, such as polars' data frames.
            Columns and tables that are worked out may be missing, and are not looked at.
        edited: Whether the tables may be others than those exported: some changed by
            hand, or those of a selection.

    Raises:
        DataError: if anything is wrong with the tables; it lists everything that is.
    """
    with collector_paused():
        read, faults = read_tables(given, [*SHAPES, META.name])
        tables, wrong = _checked(read)
        faults += wrong
        told = _told(tables.get(META.name), edited=edited)
        if not {*SHAPES, META.name} <= tables.keys():
            raise DataError((*faults, *told.faults))
        found = _structured(Restored(tables))
        faults += (*told.faults, *found.faults)
        if faults:
            raise DataError((*faults, *_across(found)))
        kb = _knowledge_base(found, told.version)
    if not edited and kb.digest != told.digest:
        said = f"the tables are not those exported: their digest is {kb.digest}, not {told.digest}"
        raise DataError((Fault("$", f"{said}; if that is meant, pass edited=True", META.name),))
    return kb


def _checked(read: dict[str, Read]) -> tuple[dict[str, Sound], list[Fault]]:
    """Return the tables of which all columns are there, and what is wrong with all of them."""
    tables: dict[str, Sound] = {}
    faults: list[Fault] = []
    for name, found in read.items():
        table, wrong = checked(META if name == META.name else SHAPES[name], found)
        faults += wrong
        if table:
            tables[name] = table
    return tables, faults


class _Told(NamedTuple):
    """
    What is told of the tables.

    Attributes:
        version: The version of the data.
        digest: The digest of the knowledge base they were made of.
        faults: What is wrong with it.
    """

    version: str = "0"
    digest: str = ""
    faults: tuple[Fault, ...] = ()


def _told(meta: Sound | None, *, edited: bool) -> _Told:
    """Return what is told of the tables, and what is wrong with it."""
    if meta is None:
        return _Told()
    pairs = [pair for row, pair in enumerate(meta.cells(("name", "value"))) if row not in meta.bad]
    told = dict(pairs)
    names = [name for name in ("format", "version", "digest", "statements") if name not in told]
    faults = [f"there is no row {name!r}" for name in names]
    if len(told) < len(pairs):
        faults.append("a name stands more than once")
    if told.get("format", FORMAT_OF_TABLES) != FORMAT_OF_TABLES:
        faults.append(
            f"tables of format {told['format'][:40]!r}; this version reads {FORMAT_OF_TABLES}"
        )
    if not edited and told.get("statements") != told.get("all_statements"):
        faults.append(
            "only a part of the statements was exported; pass edited=True if that will do"
        )
    return _Told(
        told.get("version", "0"),
        told.get("digest", ""),
        tuple(Fault("$", said, META.name) for said in faults),
    )


class _Structured(NamedTuple):
    """
    Records made of tables.

    Attributes:
        lists: The sound ones, by the list they are in.
        rows: For each list, the row that each of them is of.
        faults: What is wrong with the others.
        refused: The ids that those claim.
    """

    lists: dict[str, tuple[Any, ...]]
    rows: dict[str, list[int]]
    faults: tuple[Fault, ...]
    refused: frozenset[str]


def _structured(restored: Restored) -> _Structured:
    """Return the records that can be made of tables, and why others cannot."""
    lists: dict[str, tuple[Any, ...]] = {}
    rows: dict[str, list[int]] = {}
    faults: list[Fault] = []
    refused: set[str] = set()
    for name in LISTS:
        made: list[Any] = []
        rows[name] = []
        for row in range(restored.size(name)):
            record, wrong = _record(restored, name, row)
            faults += wrong
            if record is None:
                refused |= restored.claimed(name, row)
            else:
                made.append(record)
                rows[name].append(row)
        lists[name] = tuple(made)
    return _Structured(lists, rows, (*restored.faults, *faults), frozenset(refused))


def _record(restored: Restored, name: str, row: int) -> tuple[Any, list[Fault]]:
    """Return a record; if it cannot be made, None and why, where that is not told already."""
    hint = _RECORDS[name]
    content = restored.content(name, row)
    if content is None:
        return None, []
    try:
        return fast_hook(hint)(content, hint), []
    except Exception:  # noqa: BLE001  whatever it was, the second pass says it properly
        from allkb.codec.thorough import faults_of, thorough_converter

        try:
            # What was read so far is spent, so it is made once more.
            return thorough_converter().structure(restored.content(name, row), hint), []
        except Exception as exc:  # noqa: BLE001  the faults of all records are gathered
            return None, [Fault(path, said, name) for path, said in faults_of(exc, f"$[{row}]")]


def _across(found: _Structured) -> Iterator[Fault]:
    """Yield what is wrong across the sound records; those that are not count as there."""
    lists: dict[str, Any] = {**found.lists}
    document = Document(format=FORMAT, **lists)
    for finding in run(INTEGRITY, document, assumed=found.refused):
        row = found.rows[finding.list][finding.position]
        yield Fault(f"$[{row}]{finding.path}", finding.message, finding.list)


def _knowledge_base(found: _Structured, version: str) -> KnowledgeBase:
    try:
        lists: dict[str, Any] = {**found.lists}
        return KnowledgeBase(version=version, **lists)
    except DataError:
        raise DataError(tuple(_across(found))) from None
    except InvalidValueError as exc:
        raise DataError(tuple(Fault("$", said, META.name) for said in exc.faults)) from exc
