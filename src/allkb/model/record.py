"""The base of every record: a frozen value that refuses what it cannot mean."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from reprlib import Repr

from attrs import fields, frozen

from allkb.errors import InvalidValueError
from allkb.model.typecheck import TEXT_LIMIT, FieldTypes

__all__ = ["TEXT_LIMIT", "Entry", "Record", "is_known_sound", "known_sound"]


@frozen(kw_only=True, eq=False, repr=False)
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
        if _known_sound.get():
            return
        types = _TYPES.get(type(self)) or _types(type(self))
        values = types.values(self)
        right = types.are_right(values)
        faults = [] if right else [*types.type_faults(values)]
        if not faults:
            faults = [*self._faults()] if right else [*types.text_faults(values), *self._faults()]
        if faults:
            raise InvalidValueError(type(self).__name__, tuple(faults))

    def _faults(self) -> Iterator[str]:
        """Yield what is wrong beyond the types; the fields have their types here."""
        return iter(())

    # Equality and repr are written once here, not generated for each of some fifty
    # classes: generating them takes a good part of the time that `load` takes.

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values = (_TYPES.get(type(self)) or _types(type(self))).values
        return values(self) == values(other)

    def __hash__(self) -> int:
        types = _TYPES.get(type(self)) or _types(type(self))
        return hash((type(self), types.values(self)))

    def __repr__(self) -> str:
        """Show the fields that are not at their defaults; long texts and lists are cut."""
        told = (
            f"{field.name}={_SHORT.repr(value)}"
            for field in fields(type(self))
            if (value := getattr(self, field.name)) != field.default
        )
        return f"{type(self).__name__}({', '.join(told)})"


@frozen(kw_only=True, eq=False, repr=False)
class Entry(Record):
    """A record that others name by its id; so does its repr."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"


_SHORT = Repr()
_SHORT.maxstring, _SHORT.maxtuple, _SHORT.maxother = 80, 3, 160
_known_sound: ContextVar[bool] = ContextVar("known_sound", default=False)


@contextmanager
def known_sound() -> Generator[None]:
    """
    Make records without looking at what they hold, in this thread and nowhere else.

    Only for data that this library wrote from checked records and that is
    unchanged since.
    """
    token = _known_sound.set(True)
    try:
        yield
    finally:
        _known_sound.reset(token)


def is_known_sound() -> bool:
    """Tell whether records are being made of data that is known to be sound."""
    return _known_sound.get()


_TYPES: dict[type[Record], FieldTypes] = {}
"""The types of each class's fields, worked out when its first record is made."""


def _types(cls: type[Record]) -> FieldTypes:
    return _TYPES.setdefault(cls, FieldTypes(cls))
