"""The lines below a table: what its words mean, what it is of, and the notice."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.model import EvidenceLevel
from allkb.tables.asked import Asked
from allkb.tables.cells import LEVELS, NONE, NOT_GIVEN, Cells
from allkb.tables.rows import Column
from allkb.views import notice

__all__ = ["LEVEL_COLUMNS", "source_lines"]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


LEVEL_COLUMNS = tuple(
    Column(
        f"level_{scheme.id.replace('-', '_')}",
        _capital(scheme.title.rpartition(", ")[2]),
        80,
        "Level, as printed",
    )
    for scheme in LEVELS
)
"""A column for each grading scheme."""

_KEY = (
    f"Figures and levels are as printed; a range is the authors' own and has no middle. “{NONE}”: "
    f"does not apply. “{NOT_GIVEN}”: nothing that was read gives it. “none printed”: the document "
    "was read and prints no level. “not read”: what it prints is not known."
)
_DOCUMENTS = (
    "Said by: “abstract” where the abstract of the paper was read, “as others tell” where another "
    "document says so; of all else the document itself was read."
)


def source_lines(asked: Asked, cells: Cells, *more: str) -> Iterator[str]:
    """Yield the lines below a table."""
    yield from more
    if asked.left_out:
        yield f"Of the selection this table leaves out what has no such figure: {asked.left_out}."
    yield _KEY
    yield from _levels(asked)
    documents = "; ".join(cells.documents(asked.statements))
    yield f"{_DOCUMENTS} Documents: {documents}." if documents else _DOCUMENTS
    yield notice(asked.kb)


def _levels(asked: Asked) -> Iterator[str]:
    found = {x for s in asked.statements for a in s.attestations for x in a.levels}
    for scheme in LEVELS:
        for edition in scheme.editions:
            of_it = sorted((x for x in found if x.edition == edition.id), key=str)
            if of_it:
                meanings = "; ".join(f"{level}: {_meaning(level)}" for level in of_it)
                yield f"{scheme.title}, edition of {edition.id}. {meanings}."


def _meaning(level: EvidenceLevel) -> str:
    return ", ".join(
        [level.design.label, *([f"by {level.endpoint.label}"] if level.endpoint else [])]
    )
