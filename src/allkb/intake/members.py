"""The members of one JSON object: read by name, and what is wrong with them kept with its path."""

from __future__ import annotations

from typing import TypeVar

from allkb.errors import Fault
from allkb.intake.reading import type_name

__all__ = ["Members"]

_T = TypeVar("_T", str, bool)


class Members:
    """
    An object of a bundle, read member by member.

    A member that is not there, or is null, is None. One that is there and cannot
    be read is None too, and a fault that tells its path.

    Args:
        members: Its members.
        path: Its JSON path.
        faults: Where what is wrong is put.

    Attributes:
        path: Its JSON path.
    """

    __slots__ = ("_faults", "_members", "path")

    def __init__(self, members: dict[str, object], path: str, faults: list[Fault]) -> None:
        self._members = members
        self._faults = faults
        self.path = path

    def refuse(self, name: str, message: str) -> None:
        """Keep a fault of a member; of the object itself if the name is empty."""
        self._faults.append(Fault(f"{self.path}.{name}" if name else self.path, message))

    def has(self, *names: str) -> bool:
        """Tell whether any of some members is there; none counts as read."""
        return any(self._members.get(name) is not None for name in names)

    def _take(self, name: str) -> object:
        return self._members.get(name)

    def _typed(self, name: str, kind: type[_T]) -> _T | None:
        value = self._take(name)
        if value is None:
            return None
        if type(value) is not kind:
            self.refuse(name, f"must be {type_name(kind())}, not {type_name(value)}")
            return None
        return value

    def text(self, name: str) -> str | None:
        """Return a member that is text."""
        return self._typed(name, str)

    def flag(self, name: str) -> bool | None:
        """Return a member that is true or false."""
        return self._typed(name, bool)
