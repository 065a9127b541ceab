"""A row for each comparison, and for each outcome without a comparator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from allkb.model import (
    Arm,
    Comparison,
    MisprintPart,
    OutcomeStatistic,
    PrognosticFactor,
    SafetySignal,
)
from allkb.tables.asked import Asked, Figured, endpoint_of
from allkb.tables.cells import GONE, LEVELS, NONE, NOT_GIVEN, Cells
from allkb.tables.effects import effect_texts, unassigned_texts
from allkb.tables.rows import Cell, Column, Content, Row, grouped
from allkb.tables.sources import LEVEL_COLUMNS, source_lines
from allkb.views import estimate_text

__all__ = ["finding_content"]

_GROUPS = "Groups and figures, as printed"
_COLUMNS = (
    Column("outcome", "Outcome", 120),
    Column("who", "Patients", 200),
    Column("interest", "Of interest", 130, _GROUPS),
    Column("comparator", "Compared with", 130, _GROUPS),
    Column("effect", "Effect, as printed", 170),
    Column("n", "n", 60),
    *LEVEL_COLUMNS,
    Column("found", "What was found, in our words", 210),
    Column("citations", "Citations", 120),
    Column("said", "Said by", 130),
)
_NO_CERTAINTY = (
    "Laid out like a summary of findings, but no certainty of evidence was rated here and nothing "
    "was computed: levels are those that documents print. An effect names the group above the "
    "line first, then the one below it."
)


def finding_content(asked: Asked) -> Content:
    """Return a row for each comparison, factor, outcome and harm."""
    cells = Cells(asked.kb)
    rows = grouped(_row(asked, cells, s) for s in asked.statements)
    compared = sum(isinstance(s, Comparison | PrognosticFactor) for s in asked.statements)
    alone = len(rows) - compared
    return Content(
        title=asked.title,
        subtitle=f"Comparisons and factors: {compared:,}; outcomes without comparator: {alone:,}",
        columns=_COLUMNS,
        rows=rows,
        sources=tuple(source_lines(asked, cells, _NO_CERTAINTY)),
    )


def _row(asked: Asked, cells: Cells, statement: Figured) -> Row:
    interest, comparator, effect = _groups(cells, statement)
    gone = f" ({GONE})" if statement.ended else ""
    return Row(
        statement=statement.id,
        group=asked.heading(statement),
        cells=(
            _outcome(cells, statement),
            cells.who(statement),
            Cell(interest),
            Cell(comparator),
            effect,
            cells.size(statement.n),
            *(cells.level(statement, scheme) for scheme in LEVELS),
            Cell(f"{statement.summary}{gone}", tuple(_comments(cells, statement))),
            cells.citations(statement),
            cells.said(statement),
        ),
    )


def _outcome(cells: Cells, statement: Figured) -> Cell:
    grade = statement.grade if isinstance(statement, SafetySignal) else None
    what = cells.endpoint(statement, endpoint_of(statement), grade)
    when = cells.horizon(statement, statement.horizon)
    text = what.text if when.text == NONE else f"{what.text}, {when.text}"
    return Cell(text, (*what.notes, *when.notes))


def _groups(cells: Cells, statement: Figured) -> tuple[str, str, Cell]:
    match statement:
        case OutcomeStatistic() | SafetySignal():
            figure = estimate_text(statement.estimate)
            given = cells.name(statement.intervention)
            interest = figure if given == NONE else f"{given}: {figure}"
            return interest, "no comparator", Cell(NONE)
        case Comparison() | PrognosticFactor():
            named = [_arm(arm) for arm in statement.arms]
            first = named[0] if named else NOT_GIVEN
            others = "; ".join(named[1:]) or NOT_GIVEN
            effects = [*_influence(cells, statement), *effect_texts(statement)]
            notes = tuple(unassigned_texts(statement))
            return first, others, Cell("; ".join(effects) or NOT_GIVEN, notes)
        case _:
            assert_never(statement)


def _arm(arm: Arm) -> str:
    figure = estimate_text(arm.estimate) if arm.estimate else "no figure given"
    size = f" (n {arm.n})" if arm.n is not None else ""
    return f"{arm.label}: {figure}{size}"


def _influence(cells: Cells, statement: Comparison | PrognosticFactor) -> Iterator[str]:
    if isinstance(statement, PrognosticFactor):
        yield f"{cells.name(statement.factor)}: {statement.influence}"


def _comments(cells: Cells, statement: Figured) -> Iterator[str]:
    yield from cells.remarks(statement)
    yield from cells.amiss(statement, MisprintPart.FIGURE)
    yield from cells.hedged(statement)
