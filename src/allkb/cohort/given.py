"""
Which column of a table gives which fact, and whether it can.

A column that is named and missing, of another type than its fact, or, where
the table is in memory, with a value its fact cannot have, is refused; all
faults are told together. Where the table is computed later, such a value
counts as not known.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping

import narwhals.stable.v2 as nw
from attrs import frozen
from narwhals.stable.v2.dtypes import DType

from allkb.cohort.engines import Table, column
from allkb.errors import DataError, Fault, UnknownIdError
from allkb.matching.truth import alteration_key
from allkb.model import FACTS, FactType
from allkb.vocabulary import Vocabulary, near

__all__ = ["Given", "given", "key_of", "named"]

PREFIX = "alteration_"
"""What the name of a column begins with that tells whether an alteration was found."""

_TELLABLE = 5
"""How many of the words that a fact does not know are told."""


@frozen(kw_only=True)
class Given:
    """
    A column that gives a fact.

    Attributes:
        key: The fact's name; of an alteration, `genetic_alterations:` and its concept.
        column: The column's name.
        type: What the fact's value is.
        choices: The words it may be; empty for the other types.
        highest: The highest number it may be; None if there is no end.
        single: Whether the column has floats of 32 bits.
    """

    key: str
    column: str
    type: FactType
    choices: tuple[str, ...] = ()
    highest: float | None = None
    single: bool = False

    def read(self, values: nw.Expr) -> nw.Expr:
        """Return what the fact is, of values of its type; what it cannot be is not known."""
        return values if self.type is FactType.FLAG else nw.when(self.allows(values)).then(values)

    def allows(self, values: nw.Expr) -> nw.Expr:
        """Return which values the fact may have."""
        if self.type is FactType.CHOICE:
            return values.is_in(self.choices)
        sound = values.is_finite() & (values >= 0)
        return sound if self.highest is None else sound & (values <= self.highest)

    def end(self, value: float) -> float:
        """Return the end of a range as the column can hold it: 0.1 is another number in 32 bits."""
        return float(struct.unpack("f", struct.pack("f", value))[0]) if self.single else value


def given(frame: Table, columns: Mapping[str, str] | None, known: Vocabulary) -> tuple[Given, ...]:
    """
    Return the columns of a table that give facts.

    Args:
        frame: The table.
        columns: Which column gives which fact; None takes columns by the names of facts.
        known: The vocabulary, which knows the alterations.

    Raises:
        DataError: if a column is missing, of a wrong type or has wrong values, if a
            fact is unknown, or if no fact is given.
    """
    schema = frame.collect_schema()
    pairs, faults = named(schema, columns, known)
    found: list[Given] = []
    for key, name in pairs:
        one = _given(key, name, schema[name])
        fault = None if _is_empty(frame, name) else _type_fault(one, schema[name])
        faults += [Fault(name, fault)] if fault else []
        found += [] if fault else [one]
    faults += _value_faults(frame, found)
    if faults:
        raise DataError(tuple(faults))
    return tuple(found)


def named(
    schema: Iterable[str], columns: Mapping[str, str] | None, known: Vocabulary
) -> tuple[list[tuple[str, str]], list[Fault]]:
    """
    Return the keys of facts, each with its column, and what is wrong with the names.

    Args:
        schema: The names of the columns.
        columns: Which column gives which fact; None takes columns by the names of facts.
        known: The vocabulary, which knows the alterations.
    """
    schema = [*schema]
    found: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for name, key in _by_name(schema, known) if columns is None else _by_mapping(columns, known):
        if isinstance(key, Fault):
            faults.append(key)
        elif name not in schema:
            hint = " or ".join(near(name, schema))
            said = f"; did you mean {hint}?" if hint else ""
            faults.append(Fault(key, f"there is no column {name!r}{said}"))
        else:
            found.append((key, name))
    if not faults and not found:
        said = "no column gives a fact: name columns like the facts, or map them"
        faults.append(Fault("columns", said))
    return found, faults


def _by_name(schema: Iterable[str], known: Vocabulary) -> Iterator[tuple[str, str | Fault]]:
    """Yield the columns that are named like a fact, each with its fact or what is wrong."""
    concepts = {_as_name(id): id for id in known.concepts}
    for name in schema:
        if name in FACTS:
            yield name, key_of(name, known)
        elif name.startswith(PREFIX):
            id = concepts.get(_as_name(name.removeprefix(PREFIX)))
            near_by = " or ".join(near(name.removeprefix(PREFIX), concepts))
            hint = f"; did you mean {near_by}?" if near_by else ""
            wrong = Fault(name, f"no concept has this name{hint}")
            yield name, wrong if id is None else alteration_key(id)


def _as_name(id: str) -> str:
    return id.lower().replace("-", "_").replace(".", "_")


def _by_mapping(columns: Mapping[str, str], known: Vocabulary) -> Iterator[tuple[str, str | Fault]]:
    return ((name, key_of(fact, known)) for fact, name in columns.items())


def key_of(fact: str, known: Vocabulary) -> str | Fault:
    """Return the key of a fact that a column can give, or what is wrong with it."""
    name, colon, member = fact.partition(":")
    known_fact = FACTS.get(name)
    if known_fact is None:
        hint = " or ".join(near(fact, FACTS))
        return Fault(fact, f"there is no such fact{f'; did you mean {hint}?' if hint else ''}")
    if known_fact.type is not FactType.SET:
        return Fault(fact, "only of a set a member can be named") if colon else fact
    if not member:
        said = f"a set needs a column for each member: {name}:CONCEPT, or {PREFIX}CONCEPT"
        return Fault(fact, said)
    try:
        return alteration_key(known.concept(member).id)
    except UnknownIdError as exc:
        return Fault(fact, str(exc))


def _given(key: str, name: str, dtype: DType) -> Given:
    fact = FACTS.get(key)
    if fact is None:
        return Given(key=key, column=name, type=FactType.FLAG)
    return Given(
        key=key,
        column=name,
        type=fact.type,
        choices=fact.choices,
        highest=1 if "proportion" in fact.phrase else None,
        single=dtype == nw.Float32,
    )


_WANTED = {
    FactType.FLAG: "true or false",
    FactType.NUMBER: "numbers",
    FactType.CHOICE: "words",
}


def _type_fault(one: Given, dtype: DType) -> str | None:
    match one.type:
        case FactType.FLAG:
            right = dtype == nw.Boolean
        case FactType.NUMBER:
            right = dtype.is_numeric()
        case _:
            right = any(dtype == words for words in (nw.String, nw.Categorical, nw.Enum))
    if right:
        return None
    untyped = dtype == nw.Object or dtype == nw.Unknown  # noqa: PLR1714  types are no values
    hint = "; give the column a type, such as pandas' nullable ones" if untyped else ""
    return f"{one.key} needs {_WANTED[one.type]}, and the column is of type {dtype}{hint}"


def _is_empty(frame: Table, name: str) -> bool:
    """Tell whether a column in memory holds nothing, of whatever type."""
    if isinstance(frame, nw.LazyFrame):
        return False
    return bool(frame.select(column(frame, name).is_null().all().alias("v")).item())


def _value_faults(frame: Table, found: Iterable[Given]) -> Iterator[Fault]:
    """Yield which columns of a table in memory hold what their facts cannot be."""
    if isinstance(frame, nw.LazyFrame):
        return
    for one in found:
        values = column(frame, one.column)
        if one.type is FactType.NUMBER:
            numbers = frame.select(values.cast(nw.Float64).alias("v")).filter(
                ~nw.col("v").is_null(), ~nw.col("v").is_nan()
            )
            wrong = numbers.filter(~one.allows(nw.col("v")))
            if len(wrong):
                allowed = "at least 0" if one.highest is None else "a proportion, in [0, 1]"
                first = wrong["v"].min()
                said = f"{one.key} must be {allowed} and finite; {len(wrong)} are not, such as"
                yield Fault(one.column, f"{said} {first}")
        elif one.type is FactType.CHOICE:
            words = frame.select(values.cast(nw.String).alias("v"))["v"].drop_nulls().unique()
            strange = sorted(set(words.to_list()) - set(one.choices))
            if strange:
                told = ", ".join(f"{word!r}" for word in strange[:_TELLABLE])
                said = f"{one.key} is one of {', '.join(one.choices)}"
                yield Fault(one.column, f"{said}; the column also has {told}")
