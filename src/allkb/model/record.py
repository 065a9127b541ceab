"""The base of every record: a frozen value that refuses what it cannot mean."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from enum import Enum
from operator import attrgetter, itemgetter
from typing import Any, Union, get_args, get_origin, get_type_hints

from attrs import fields, frozen

from allkb.errors import InvalidValueError

__all__ = ["TEXT_LIMIT", "Record"]

TEXT_LIMIT = 4000
"""The most characters one text of a record may have."""


@frozen(kw_only=True)
class Record:
    """
    A frozen value whose fields hold what they are annotated to hold.

    Checked when a record is made, all faults together: every field has its
    annotated type (`True` is no number, a text is no tuple of letters), every
    collection is a tuple, every text is printable and at most `TEXT_LIMIT`
    characters. A subclass adds its own rules in `_faults`.

    Raises:
        InvalidValueError: if anything is wrong; it lists everything that is.
    """

    def __attrs_post_init__(self) -> None:
        shape = _SHAPES.get(type(self)) or _shape(type(self))
        values = shape.values(self)
        faults = [] if shape.is_sound(values) else [*shape.faults(values)]
        faults = faults or [*self._faults()]
        if faults:
            raise InvalidValueError(type(self).__name__, tuple(faults))

    def _faults(self) -> Iterator[str]:
        """Yield what is wrong beyond the types; the fields have their types here."""
        return iter(())


_Plan = tuple[Callable[[tuple[Any, ...]], Any], tuple[tuple[int, frozenset[type], bool], ...]]
"""What takes the texts, and where the lists are, what they may hold, whether that is text."""


class _Shape:
    """The types a record's fields may have, worked out once for each class."""

    def __init__(self, cls: type[Record]) -> None:
        self._names = tuple(a.name for a in fields(cls))
        hints = get_type_hints(cls)
        self._allowed = tuple(_exact_types(hints[name]) for name in self._names)
        self._members = tuple(_member_types(hints[name]) for name in self._names)
        self._plans: dict[tuple[type, ...], _Plan] = {}
        get = attrgetter(*self._names)
        self.values: Callable[[Record], tuple[Any, ...]] = (
            get if len(self._names) > 1 else lambda record: (get(record),)
        )

    def is_sound(self, values: tuple[Any, ...]) -> bool:
        """Tell quickly whether all values have their types and all texts are clean."""
        signature = tuple(map(type, values))
        plan = self._plans.get(signature) or self._plan(signature)
        if plan is None:
            return False
        texts, lists = plan
        for i, members, has_text in lists:
            found = values[i]
            if found:
                if not members.issuperset(map(type, found)):
                    return False
                if has_text:
                    joined = "".join(found)
                    if not joined.isprintable() or len(joined) > TEXT_LIMIT:
                        return False
        joined = "".join(texts(values))
        return joined.isprintable() and len(joined) <= TEXT_LIMIT

    def _plan(self, signature: tuple[type, ...]) -> _Plan | None:
        """Work out once what is left to check in values of these types."""
        if any(found not in may for found, may in zip(signature, self._allowed, strict=True)):
            return None
        texts = [i for i, found in enumerate(signature) if found is str]
        get = itemgetter(*texts) if texts else lambda _: ""
        lists = tuple(
            (i, self._members[i], str in self._members[i])
            for i, found in enumerate(signature)
            if found is tuple
        )
        return self._plans.setdefault(signature, (get, lists))

    def faults(self, values: tuple[Any, ...]) -> Iterator[str]:
        """Yield everything that is wrong with the types and texts of the values."""
        rows = zip(self._names, values, self._allowed, self._members, strict=True)
        for name, value, allowed, members in rows:
            yield from _value_faults(name, value, allowed)
            if type(value) is tuple:
                for position, member in enumerate(value):
                    yield from _value_faults(f"{name}[{position}]", member, members)


_SHAPES: dict[type[Record], _Shape] = {}


def _shape(cls: type[Record]) -> _Shape:
    return _SHAPES.setdefault(cls, _Shape(cls))


def _value_faults(name: str, value: Any, allowed: frozenset[type]) -> Iterator[str]:
    if type(value) not in allowed:
        yield f"{name} must be {_words(allowed)}, not {_word(type(value))}"
    elif type(value) is str and len(value) > TEXT_LIMIT:
        yield f"{name} is {len(value)} characters long; the most is {TEXT_LIMIT}"
    elif type(value) is str and not value.isprintable():
        bad = next(c for c in value if not c.isprintable())
        yield f"{name} holds U+{ord(bad):04X}, which is not a printable character"


def _exact_types(hint: Any) -> frozenset[type]:
    """Return the classes a value of this annotation may have, exactly."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return frozenset().union(*map(_exact_types, get_args(hint)))
    if origin is tuple:
        return frozenset({tuple})
    hint = getattr(hint, "__supertype__", hint)
    return frozenset({float, int}) if hint is float else frozenset({hint})


def _member_types(hint: Any) -> frozenset[type]:
    """Return the classes the members of a tuple of this annotation may have."""
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    tuples = [option for option in options if get_origin(option) is tuple]
    return frozenset().union(*(_exact_types(get_args(option)[0]) for option in tuples))


_WORDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple: "a list",
    list: "a list that is not frozen (a tuple is)",
    dict: "an object",
    type(None): "nothing",
}


def _word(found: type) -> str:
    if issubclass(found, Enum):
        return f"one of {', '.join(str(m.value) for m in found)}"
    return _WORDS.get(found, found.__name__)


def _words(allowed: frozenset[type]) -> str:
    shown = allowed - {int} if float in allowed else allowed
    return " or ".join(sorted(_word(a) for a in shown))
