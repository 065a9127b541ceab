"""What a file says of patients as facts: words read, numbers parsed, everything else refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
from attrs import frozen

from allkb.cohort.files import quoted, text
from allkb.cohort.mapping import Value, type_of
from allkb.errors import Fault
from allkb.model import FACTS, FactType

__all__ = ["Reading", "reading", "strange_in"]

_YES = ("true", "yes", "1")
_NO = ("false", "no", "0")
_NOTHING = {FactType.NUMBER: ("", "nan")}


@frozen(kw_only=True)
class Reading:
    """
    How a column of a file is read as a fact, in SQL.

    Attributes:
        fact: The fact.
        column: The column.
        value: The value of the fact; null where it is not known.
        strange: Whether the column says something that is no value of the fact.
    """

    fact: str
    column: str
    value: str
    strange: str


def reading(fact: str, column: str, words: Mapping[str, Value] | None, *, parse: bool) -> Reading:
    """
    Return how a column is read as a fact.

    Args:
        fact: The fact.
        column: The column.
        words: What the words of the registry mean; None if they mean what they say.
        parse: Whether the column holds text for values of any type, as in CSV.
    """
    name = quoted(column)
    said = f"trim({name}::VARCHAR)"
    value = _parsed(fact, said) if parse or words else name
    if words:
        cases = " ".join(f"WHEN {text(w)} THEN {_literal(v)}" for w, v in words.items())
        value = f"CASE {said} {cases} ELSE {value} END"
    nothing = [
        *_NOTHING.get(type_of(fact), ("",)),
        *(w for w, v in (words or {}).items() if v == ""),
    ]
    silent = f"lower({said}) IN ({_listed(nothing)}) OR {said} IN ({_listed(nothing)})"
    sound = f"coalesce({_allowed(fact, value)}, false)"
    strange = f"{name} IS NOT NULL AND NOT ({silent}) AND NOT {sound}"
    return Reading(fact=fact, column=column, value=value, strange=strange)


def _parsed(fact: str, said: str) -> str:
    match type_of(fact):
        case FactType.FLAG:
            yes, no = _listed(_YES), _listed(_NO)
            word = f"lower({said})"
            return f"CASE WHEN {word} IN ({yes}) THEN true WHEN {word} IN ({no}) THEN false END"
        case FactType.NUMBER:
            return f"TRY_CAST({said} AS DOUBLE)"
        case _:
            return f"CASE WHEN {said} IN ({_listed(FACTS[fact].choices)}) THEN {said} END"


def _allowed(fact: str, value: str) -> str:
    match type_of(fact):
        case FactType.FLAG:
            return f"({value}) IS NOT NULL"
        case FactType.NUMBER:
            number = f"({value})::DOUBLE"
            end = f" AND {number} <= 1" if "proportion" in FACTS[fact].phrase else ""
            return f"(isfinite({number}) AND {number} >= 0{end})"
        case _:
            return f"({value})::VARCHAR IN ({_listed(FACTS[fact].choices)})"


def _literal(value: Value) -> str:
    if value == "":
        return "NULL"
    return text(value) if isinstance(value, str) else repr(value)


def _listed(words: Sequence[str]) -> str:
    return ", ".join(map(text, words))


def strange_in(
    rows: duckdb.DuckDBPyRelation, found: Sequence[Reading], file: str
) -> Iterator[Fault]:
    """Yield which columns say what is no value of their facts, after one look at all rows."""
    asked = [
        f"count_if({one.strange}), min(CASE WHEN {one.strange} THEN {quoted(one.column)}::VARCHAR END)"
        for one in found
    ]
    answer = rows.aggregate(", ".join(asked)).fetchall()[0]
    for one, count, first in zip(found, answer[::2], answer[1::2], strict=True):
        if count:
            said = f"{count} rows say what is no value of {one.fact}, such as {first!r}"
            yield Fault(one.column, f"{said}; [values.{one.fact}] can say what it means", file)
