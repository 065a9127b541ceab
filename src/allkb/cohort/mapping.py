"""
A column mapping in TOML: which column gives which fact, and what its words mean.

    [columns]
    age = "AGE_YEARS"
    relapse_site = "SITE"
    "genetic_alterations:bcr-abl1" = "BCRABL"

    [values.relapse_site]
    "BM" = "isolated marrow"
    "not recorded" = ""

An empty text as a meaning is "not known".
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias, cast

from attrs import Factory, frozen

from allkb.errors import DataError, Fault
from allkb.matching.truth import alteration_key
from allkb.model import FACTS, ConceptId, FactType

__all__ = ["Mapped", "read_mapping", "type_of"]

Value: TypeAlias = bool | float | str
"""What a word of a registry means; an empty text if it says that nothing is known."""

_LARGEST = 1_000_000
"""The most bytes that a mapping may have."""


@frozen(kw_only=True)
class Mapped:
    """
    A column mapping.

    Attributes:
        columns: Which column gives which fact; None takes columns by the names of facts.
        values: For facts whose words are the registry's own: what each word means.
    """

    columns: Mapping[str, str] | None = None
    values: Mapping[str, Mapping[str, Value]] = Factory(dict[str, Mapping[str, Value]])


def type_of(fact: str) -> FactType:
    """Return what the value of a fact is; of an alteration, whether it was found."""
    return FACTS[fact].type if fact in FACTS else FactType.FLAG


def read_mapping(file: Path) -> Mapped:
    """
    Return the column mapping that a file holds.

    Raises:
        DataError: if it is no TOML, or holds anything but a mapping; all faults are told.
        OSError: if it cannot be read.
    """
    with file.open("rb") as stream:
        content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise DataError((Fault("$", f"it has more than {_LARGEST} bytes", file.name),))
    try:
        found = tomllib.loads(content.decode("utf-8"))
    except RecursionError:
        raise DataError((Fault("$", "it is nested too deeply", file.name),)) from None
    except ValueError as exc:
        raise DataError((Fault("$", f"it is no TOML: {exc}", file.name),)) from exc
    faults = [Fault(path, said, file.name) for path, said in _faults(found)]
    if faults:
        raise DataError(tuple(faults))
    return Mapped(columns=found.get("columns"), values=found.get("values", {}))


def _faults(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in found:
        if name not in ("columns", "values"):
            yield name, "there is no such part; the parts are columns and values"
    columns, values = _table(found.get("columns", {})), _table(found.get("values", {}))
    if columns is None:
        yield "columns", "must be a table: [columns]"
    for fact, column in (columns or {}).items():
        if not isinstance(column, str):
            yield f"columns.{fact}", f"must be the name of a column, not {column!r}"
    if values is None:
        yield "values", "must hold tables: [values.FACT]"
    for fact, words in (values or {}).items():
        yield from _words_faults(fact, words)


def _table(found: Any) -> dict[str, Any] | None:
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _words_faults(fact: str, words: Any) -> Iterator[tuple[str, str]]:
    path = f"values.{fact}"
    known = FACTS.get(fact)
    if known is None and not fact.startswith(alteration_key(ConceptId(""))):
        yield path, "there is no such fact"
    elif known is not None and known.type is FactType.SET:
        yield path, f"name one member of the set: [values.'{fact}:CONCEPT']"
    elif (meanings := _table(words)) is None:
        yield path, f"must be a table: [{path}]"
    else:
        for word, meaning in meanings.items():
            if meaning != "" and not _is_value(fact, meaning):
                yield f"{path}.{word}", f"{meaning!r} is no value of {fact}{_allowed(fact)}"


def _is_value(fact: str, meaning: Any) -> bool:
    match type_of(fact):
        case FactType.FLAG:
            return isinstance(meaning, bool)
        case FactType.NUMBER:
            is_number = isinstance(meaning, int | float) and not isinstance(meaning, bool)
            return is_number and math.isfinite(meaning)
        case _:
            return meaning in FACTS[fact].choices


def _allowed(fact: str) -> str:
    known = FACTS.get(fact)
    return f"; its values are {', '.join(known.choices)}" if known and known.choices else ""
