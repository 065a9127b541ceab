"""A row for each figure: outcomes, harms, and the groups of comparisons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from allkb.model import (
    Arm,
    Comparison,
    ConceptId,
    Estimate,
    OutcomeStatistic,
    PrognosticFactor,
    SafetySignal,
)
from allkb.tables.asked import Asked, Figured, endpoint_of
from allkb.tables.cells import LEVELS, Cells
from allkb.tables.effects import effect_texts, unassigned_texts
from allkb.tables.rows import Cell, Column, Content, Row, grouped
from allkb.tables.sources import LEVEL_COLUMNS, source_lines

__all__ = ["outcome_content"]

_COLUMNS = (
    Column("who", "Patients", 200),
    Column("intervention", "Intervention", 120),
    Column("endpoint", "Endpoint", 110),
    Column("horizon", "When", 90),
    Column("figure", "Figure, as printed", 140),
    Column("n", "n", 60),
    Column("hedge", "How surely", 105),
    *LEVEL_COLUMNS,
    Column("citations", "Citations", 125),
    Column("said", "Said by", 130),
)


def outcome_content(asked: Asked) -> Content:
    """Return a row for each figure of an outcome; groups that are compared have one each."""
    cells = Cells(asked.kb)
    rows = grouped(row for s in asked.statements for row in _rows(asked, cells, s))
    return Content(
        title=asked.title,
        subtitle=f"Figures: {len(rows):,}; statements: {len(asked.statements):,}",
        columns=_COLUMNS,
        rows=rows,
        sources=tuple(source_lines(asked, cells)),
    )


def _rows(asked: Asked, cells: Cells, statement: Figured) -> Iterator[Row]:
    match statement:
        case OutcomeStatistic() | SafetySignal():
            yield _row(asked, cells, statement, statement.estimate, statement.intervention)
        case Comparison() | PrognosticFactor():
            for arm in statement.arms:
                if arm.estimate:
                    given = arm.intervention or _intervention(statement)
                    yield _row(asked, cells, statement, arm.estimate, given, arm)
        case _:
            assert_never(statement)


def _row(
    asked: Asked,
    cells: Cells,
    statement: Figured,
    estimate: Estimate,
    intervention: ConceptId | None,
    arm: Arm | None = None,
) -> Row:
    figure = cells.figure(statement, estimate)
    grade = statement.grade if isinstance(statement, SafetySignal) else None
    return Row(
        statement=statement.id,
        group=asked.heading(statement, arm),
        cells=(
            cells.who(statement, arm),
            Cell(cells.name(intervention)),
            cells.endpoint(statement, endpoint_of(statement), grade),
            cells.horizon(statement, statement.horizon),
            Cell(figure.text, (*_compared(cells, statement), *figure.notes)),
            cells.size(arm.n if arm else statement.n, estimate),
            cells.hedge(statement),
            *(cells.level(statement, scheme) for scheme in LEVELS),
            cells.citations(statement),
            cells.said(statement),
        ),
    )


def _intervention(statement: Comparison | PrognosticFactor) -> ConceptId | None:
    return statement.intervention if isinstance(statement, PrognosticFactor) else None


def _compared(cells: Cells, statement: Figured) -> Iterator[str]:
    if isinstance(statement, Comparison | PrognosticFactor):
        effects = "; ".join(effect_texts(statement)) or "no effect is given"
        yield f"One of the groups of: {cells.title(statement)}. {effects[:1].upper()}{effects[1:]}."
        yield from unassigned_texts(statement)
