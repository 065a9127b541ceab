"""
What can go wrong, as exceptions that carry the facts.

Every error of this library is an `AllkbError`. Each also has a built-in
parent, so code that knows nothing of allkb can still catch it.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "AllkbError",
    "DataError",
    "Fault",
    "InvalidValueError",
    "MissingExtraError",
    "NotComparableError",
    "NotOneError",
    "SearchUnavailableError",
    "UnknownIdError",
]


LONGEST = 500
"""The most characters of one fault that are told; what was refused may be huge."""


class AllkbError(Exception):
    """The base of every error this library raises on purpose."""


class InvalidValueError(AllkbError, ValueError):
    """
    A value that no record may hold.

    Attributes:
        subject: The class or value that was refused.
        faults: What is wrong, one entry each; never empty.
    """

    def __init__(self, subject: str, faults: tuple[str, ...]) -> None:
        super().__init__(subject, faults)
        self.subject = subject
        self.faults = tuple(f if len(f) <= LONGEST else f"{f[:LONGEST]}..." for f in faults)

    def __str__(self) -> str:
        return f"{self.subject}: {'; '.join(self.faults)}"


class Fault(NamedTuple):
    """
    One thing that is wrong with data that was read.

    Attributes:
        path: Where, as a JSON path from the top of the file: `$.statements[3].id`.
        message: What is wrong, in plain words.
        file: The file's name, or None where the data came from no file.
    """

    path: str
    message: str
    file: str | None = None

    def __str__(self) -> str:
        where = self.path if self.file is None else f"{self.file}: {self.path}"
        return f"{where}: {self.message}"


class DataError(AllkbError, ValueError):
    """
    Data that cannot be taken in; nothing of it has been.

    Attributes:
        faults: Everything that is wrong with it, in file order; never empty.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        count = "1 fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        return "\n  ".join([f"{count} in the data:", *map(str, self.faults)])


class UnknownIdError(AllkbError, KeyError):
    """
    No record has this id.

    Attributes:
        kind: What was looked for: `statement`, `concept`, `citation` ...
        id: The id that nothing has.
        near: Known ids that look like it, nearest first; may be empty.
    """

    def __init__(self, kind: str, id: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(kind, id, near)
        self.kind = kind
        self.id = id
        self.near = near

    def __str__(self) -> str:
        hint = f"; did you mean {' or '.join(self.near)}?" if self.near else ""
        return f"no {self.kind} {self.id!r}{hint}"


class NotOneError(AllkbError, LookupError):
    """
    A selection that should hold exactly one record holds none or several.

    Attributes:
        ids: The ids it does hold, in its order.
    """

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(ids)
        self.ids = ids

    def __str__(self) -> str:
        shown = ", ".join(self.ids[:5]) + (", ..." if len(self.ids) > 5 else "")
        return f"expected exactly one record, found {len(self.ids)}{': ' if shown else ''}{shown}"


class NotComparableError(AllkbError, TypeError):
    """Two evidence levels of different schemes were compared."""


class SearchUnavailableError(AllkbError, RuntimeError):
    """Full-text search needs FTS5, and this Python's SQLite was compiled without it."""


class MissingExtraError(AllkbError, ImportError):
    """
    An optional part was used whose packages are not installed.

    Attributes:
        extra: The extra that brings them.
        package: The module that could not be imported.
    """

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(extra, package, name=package)
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        return f"{self.package} is missing: pip install 'allkb[{self.extra}]'"
