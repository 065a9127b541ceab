"""
Whether the values of a record's fields have their annotated types.

Records are made by the hundred thousand when data is read, so what can be
worked out once for a class, or once for a combination of types, is.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, Final, Union, cast, get_args, get_origin

from attrs import AttrsInstance, fields, resolve_types

__all__ = ["NUMBER_LIMIT", "TEXT_LIMIT", "FieldTypes", "annotations_of"]

TEXT_LIMIT: Final = 4000
"""The most characters one text of a record may have."""

NUMBER_LIMIT: Final = 2**53
"""The largest whole number a record may have: any float holds up to it exactly."""

Types = frozenset[type]


_Plan = tuple[
    Callable[[tuple[Any, ...]], Any],
    tuple[tuple[int, Types], ...],
    tuple[int, ...],
]
"""
What is left to look at in values whose types are right: what takes the texts
out of them; for each list its position and what it may hold; the positions of
whole numbers.
"""


def _taker(positions: list[int]) -> Callable[[tuple[Any, ...]], Any]:
    """Return what takes the values at some positions, always as a tuple."""
    if len(positions) > 1:
        return itemgetter(*positions)
    first = positions[0] if positions else 0
    return itemgetter(slice(first, first + len(positions)))


def _members_are_right(value: tuple[Any, ...], members: Types) -> bool:
    if not members.issuperset(map(type, value)):
        return False
    if str in members:
        joined = "".join(value)
        return joined.isprintable() and len(joined) <= TEXT_LIMIT and all(value)
    return int not in members or -NUMBER_LIMIT <= min(value) <= max(value) <= NUMBER_LIMIT


def annotations_of(cls: type[AttrsInstance]) -> dict[str, Any]:
    """Return the annotation of each field, in order, with names resolved."""
    if any(isinstance(field.type, str) for field in fields(cls)):
        resolve_types(cls)
    return {field.name: field.type for field in fields(cls)}


class FieldTypes:
    """
    The types that the fields of a class may have.

    Args:
        cls: A class whose annotations can be resolved.
    """

    def __init__(self, cls: type[AttrsInstance]) -> None:
        self._names = tuple(field.name for field in fields(cls))
        self._shown = tuple(field.alias for field in fields(cls))
        hints = annotations_of(cls).values()
        self._allowed = tuple(map(_exact_types, hints))
        self._members = tuple(map(_member_types, hints))
        self._plans: dict[tuple[type, ...], _Plan] = {}
        self.values = _getter(self._names)

    def are_right(self, values: tuple[Any, ...]) -> bool:
        """Tell quickly whether all values have their types and all texts are clean."""
        found = tuple(map(type, values))
        plan = self._plans.get(found) or self._plan(found)
        if plan is None:
            return False
        take, lists, numbers = plan
        # Several texts are looked at as one; if that is too long, each is looked at again.
        texts = take(values)
        joined = "".join(texts)
        if not (joined.isprintable() and len(joined) <= TEXT_LIMIT and all(texts)):
            return False
        for position, members in lists:
            value = values[position]
            if value and not _members_are_right(value, members):
                return False
        return not numbers or all(abs(values[i]) <= NUMBER_LIMIT for i in numbers)

    def _plan(self, found: tuple[type, ...]) -> _Plan | None:
        """Work out what is left to look at; None if a type is wrong."""
        if any(type_ not in may for type_, may in zip(found, self._allowed, strict=True)):
            return None
        texts: list[int] = [position for position, type_ in enumerate(found) if type_ is str]
        lists = tuple(
            (position, self._members[position])
            for position, type_ in enumerate(found)
            if type_ is tuple
        )
        numbers = tuple(position for position, type_ in enumerate(found) if type_ is int)
        plan = (_taker(texts), lists, numbers)
        return self._plans.setdefault(found, plan)

    def type_faults(self, values: tuple[Any, ...]) -> Iterator[str]:
        """Yield every value that has the wrong type, or is too large a number for any rule."""
        for name, value, allowed in self._each(values):
            found = cast("type[object]", type(value))
            if found not in allowed:
                yield f"{name} must be {_words(allowed)}, not {_word(found)}"
            elif found is int and abs(value) > NUMBER_LIMIT:
                yield f"{name} is a whole number beyond {NUMBER_LIMIT}"

    def text_faults(self, values: tuple[Any, ...]) -> Iterator[str]:
        """Yield every text that is empty, too long or not printable."""
        for name, value, _ in self._each(values):
            if value == "":
                yield f"{name} must not be empty; where nothing is known it is left out"
            elif isinstance(value, str) and len(value) > TEXT_LIMIT:
                yield f"{name} is {len(value)} characters long; the most is {TEXT_LIMIT}"
            elif isinstance(value, str) and not value.isprintable():
                bad = next(c for c in value if not c.isprintable())
                yield f"{name} holds U+{ord(bad):04X}, which is not a printable character"

    def _each(self, values: tuple[Any, ...]) -> Iterator[tuple[str, Any, Types]]:
        """Yield name, value and allowed types of each field, and of each member of a list."""
        rows = zip(self._shown, values, self._allowed, self._members, strict=True)
        for name, value, allowed, members in rows:
            yield name, value, allowed
            if type(value) is tuple and tuple in allowed:
                for position, member in enumerate(cast("tuple[object, ...]", value)):
                    yield f"{name}[{position}]", member, members


def _getter(names: tuple[str, ...]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _options(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


@cache
def _exact_types(hint: Any) -> Types:
    """Return the classes a value of this annotation may have, exactly."""
    found: set[type] = set()
    for option in _options(hint):
        plain = getattr(option, "__supertype__", option)
        found |= {float, int} if plain is float else {get_origin(plain) or plain}
    return frozenset(found)


@cache
def _member_types(hint: Any) -> Types:
    """Return the classes the members of a tuple of this annotation may have."""
    tuples = [option for option in _options(hint) if get_origin(option) is tuple]
    return _exact_types(get_args(tuples[0])[0]) if tuples else frozenset()


_WORDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple: "a tuple",
    type(None): "None",
}


def _word(found: type[object]) -> str:
    return _WORDS.get(found, f"a {found.__name__}")


def _words(allowed: Types) -> str:
    shown = allowed - {int} if float in allowed else allowed
    return " or ".join(sorted(map(_allowed_word, shown)))


def _allowed_word(allowed: type[object]) -> str:
    if issubclass(allowed, StrEnum):
        return f"{allowed.__name__} ({', '.join(allowed)})"
    return _word(allowed)
