"""
The ids that link records: texts to Python, distinct types to a checker.

An id is lower-case ASCII letters and digits, in parts joined by `.` or `-`.
"""

import re
from collections.abc import Iterator
from typing import NewType, Protocol, TypeVar

__all__ = [
    "FINGERPRINT",
    "CitationId",
    "ConceptId",
    "RevisionId",
    "SourceId",
    "StatementId",
    "TopicId",
    "by_id",
    "id_faults",
]

StatementId = NewType("StatementId", str)
ConceptId = NewType("ConceptId", str)
CitationId = NewType("CitationId", str)
SourceId = NewType("SourceId", str)
RevisionId = NewType("RevisionId", str)
TopicId = NewType("TopicId", str)

FINGERPRINT = re.compile(r"sha256:[0-9a-f]{64}")
"""What a passage is known by; `allkb.audit.fingerprint` makes it."""

_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def id_faults(id: str) -> Iterator[str]:
    """Yield what keeps a text from being an id."""
    if not _ID.fullmatch(id):
        yield f"id {id!r} must be lower-case letters and digits in parts joined by . or -"


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


R = TypeVar("R", bound=_HasId)


def by_id(records: tuple[R, ...]) -> tuple[R, ...]:
    """Return records sorted by their ids."""
    return tuple(sorted(records, key=lambda record: record.id))
