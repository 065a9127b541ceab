"""The rows of a selection: estimates, ratios or differences, and what has none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Literal

from attrs import evolve, frozen

from allkb.model import (
    Arm,
    Comparison,
    Count,
    Direction,
    Effect,
    EffectMeasure,
    Estimate,
    OutcomeStatistic,
    PrognosticFactor,
    SafetySignal,
    Statement,
    UnassignedRatio,
    horizon_of,
)
from allkb.plots.rows import Figure, Mark, Row, Spread, figure_of
from allkb.plots.told import NOT_GIVEN, Teller
from allkb.views import KINDS, effect_text, estimate_text, unassigned_text

__all__ = ["RATIOS", "Figures", "Found", "Group", "Grouping", "figures_of", "found_rows"]

Figures = Literal["estimates", "ratios", "differences"]
"""What a chart is of: how many reach an endpoint, or how arms compare."""

Grouping = Literal["topic", "endpoint", "horizon", "intervention", "trial"]
Group = Grouping | Callable[[Any], str]
"""What rows are grouped by; a function is given the statement and returns a heading."""

_COMPARED = Comparison | PrognosticFactor
RATIOS = (EffectMeasure.HAZARD_RATIO, EffectMeasure.ODDS_RATIO, EffectMeasure.RELATIVE_RISK)
_REASONS: dict[Figures, str] = {
    "estimates": "no figure of how many reach an endpoint",
    "ratios": "no ratio",
    "differences": "no difference with a figure",
}


@frozen(kw_only=True)
class Found:
    """
    The rows of a selection.

    Attributes:
        rows: Its figures.
        left_out: The statements that have none of this kind.
        reason: What they have not.
    """

    rows: tuple[Row, ...]
    left_out: tuple[Statement, ...]
    reason: str

    @property
    def left_out_words(self) -> str:
        """What is left out and why, in words; empty where nothing is."""
        if not self.left_out:
            return ""
        counts = Counter(KINDS[type(s)].lower() for s in self.left_out)
        kinds = ", ".join(f"{kind} ({count:,})" for kind, count in counts.items())
        return f"Left out, as they give {self.reason}: {kinds}."


def figures_of(statements: tuple[Statement, ...]) -> Figures:
    """Return what a chart of statements is of, if nobody says so: ratios for comparisons alone."""
    if any(isinstance(s, OutcomeStatistic | SafetySignal) for s in statements):
        return "estimates"
    measures = {e.measure for s in statements if isinstance(s, _COMPARED) for e in s.effects}
    if not measures.isdisjoint(RATIOS):
        return "ratios"
    return "differences" if EffectMeasure.DIFFERENCE in measures else "estimates"


def found_rows(
    teller: Teller, statements: tuple[Statement, ...], figures: Figures, group: Group | None
) -> Found:
    """Return the rows of statements, those of a group together, in the order in which they come."""
    rows: dict[str, list[Row]] = {}
    left_out: list[Statement] = []
    for statement in statements:
        found = [*_rows(teller, statement, figures)]
        for row, arm in found:
            heading = _heading(teller, statement, arm, group)
            rows.setdefault(heading, []).append(evolve(row, group=heading))
        if not found:
            left_out.append(statement)
    return Found(
        rows=tuple(row for members in rows.values() for row in members),
        left_out=tuple(left_out),
        reason=_REASONS[figures],
    )


def _rows(
    teller: Teller, statement: Statement, figures: Figures
) -> Iterator[tuple[Row, Arm | None]]:
    if figures != "estimates":
        if isinstance(statement, _COMPARED):
            yield from ((row, None) for row in _compared(teller, statement, figures))
        return
    match statement:
        case OutcomeStatistic() | SafetySignal():
            label = teller.name(statement.intervention) or teller.topic(statement)
            yield _estimate(teller, statement, "", label, statement.estimate, statement.n), None
        case Comparison() | PrognosticFactor():
            for arm in statement.arms:
                if arm.estimate is not None:
                    row = _estimate(teller, statement, arm.id, arm.label, arm.estimate, arm.n)
                    yield row, arm
        case _:
            pass


def _estimate(
    teller: Teller, statement: Statement, part: str, label: str, estimate: Estimate, n: int | None
) -> Row:
    of = estimate.of if isinstance(estimate, Count) else None
    return _row(
        teller,
        statement,
        key=f"{statement.id}#{part}" if part else statement.id,
        label=label,
        figure=figure_of(estimate),
        printed=estimate_text(estimate),
        n=_size(of if n is None else n),
    )


def _compared(
    teller: Teller, statement: Comparison | PrognosticFactor, figures: Figures
) -> Iterator[Row]:
    wanted = RATIOS if figures == "ratios" else (EffectMeasure.DIFFERENCE,)
    for i, effect in enumerate(statement.effects):
        if effect.measure in wanted:
            yield _effect(teller, statement, i, effect)
    for i, ratio in enumerate(statement.unassigned):
        if ratio.measure in wanted:
            yield _unassigned(teller, statement, i, ratio)


def _effect(
    teller: Teller, statement: Comparison | PrognosticFactor, place: int, effect: Effect
) -> Row:
    labels = {arm.id: arm.label for arm in statement.arms}
    first, second = labels[effect.numerator], labels[effect.denominator]
    interval = effect.interval
    figure = Figure(
        mark=Mark.POINT,
        value=effect.value,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        spread=Spread.PRINTED if interval else None,
        level=interval.level if interval else None,
        unit=effect.measure,
    )
    side = {
        Direction.FAVORS_NUMERATOR: f"favors {first}",
        Direction.FAVORS_DENOMINATOR: f"favors {second}",
    }.get(effect.direction, str(effect.direction))
    return _row(
        teller,
        statement,
        key=f"{statement.id}#effect-{place}",
        label=f"{first} {_between(effect)} {second}",
        figure=figure,
        printed=effect_text(effect).partition(": ")[2].partition(", ")[2],
        n=_size(statement.n),
        side=side,
        is_compared=True,
        arms=(first, second),
        better=_better(effect),
    )


def _between(effect: Effect) -> str:
    return "minus" if effect.measure is EffectMeasure.DIFFERENCE else "over"


def _better(effect: Effect) -> int:
    """Return whether a figure above the line of no effect speaks for the arm named first."""
    neutral = 0.0 if effect.measure is EffectMeasure.DIFFERENCE else 1.0
    if effect.value is None or effect.value == neutral:
        return 0
    above = 1 if effect.value > neutral else -1
    return {Direction.FAVORS_NUMERATOR: above, Direction.FAVORS_DENOMINATOR: -above}.get(
        effect.direction, 0
    )


def _unassigned(
    teller: Teller, statement: Comparison | PrognosticFactor, place: int, ratio: UnassignedRatio
) -> Row:
    """Return a ratio whose arms are not told: text alone, for it speaks for neither side."""
    return _row(
        teller,
        statement,
        key=f"{statement.id}#unassigned-{place}",
        label=_subject(teller, statement),
        figure=Figure(mark=Mark.TEXT, unit=ratio.measure),
        printed=unassigned_text(ratio).removesuffix(f". {ratio.reason}"),
        n=_size(statement.n),
        side="arms not told: not drawn",
        is_compared=True,
        notes=(ratio.reason,),
    )


def _subject(teller: Teller, statement: Comparison | PrognosticFactor) -> str:
    if isinstance(statement, PrognosticFactor):
        return teller.name(statement.factor)
    return " against ".join(arm.label for arm in statement.arms)


def _row(
    teller: Teller,
    statement: Statement,
    *,
    notes: tuple[str, ...] = (),
    is_compared: bool = False,
    **more: Any,
) -> Row:
    """
    Return a row with what it takes from its statement.

    Caveats are notes, but footnotes where arms are compared: only they tell why a source
    concludes other than the interval beside it seems to.
    """
    footnotes = [*teller.footnotes(statement)]
    notes = (*notes, *teller.notes(statement))
    if is_compared:
        footnotes += teller.caveats(statement)
    else:
        notes = (*notes, *teller.caveats(statement))
    return Row(
        statement=statement.id,
        who=teller.who(statement),
        endpoint=teller.measured(statement),
        horizon=_time(statement),
        levels=teller.levels(statement),
        said=teller.said(statement),
        ended=teller.ended(statement),
        footnotes=tuple(footnotes),
        notes=notes,
        **more,
    )


def _time(statement: Statement) -> str:
    """Return when an outcome was measured; empty where no time belongs to it."""
    horizon = horizon_of(statement)
    return str(horizon) if horizon else ""


def _size(n: int | None) -> str:
    return NOT_GIVEN if n is None else f"{n:,}"


def _heading(teller: Teller, statement: Statement, arm: Arm | None, group: Group | None) -> str:
    match group:
        case None:
            return ""
        case "topic":
            return teller.topic(statement)
        case "endpoint":
            return teller.measured(statement)
        case "horizon":
            return _time(statement) or "no time belongs to it"
        case "trial":
            return teller.trials(statement) or "no trial named"
        case "intervention":
            return _given(teller, statement, arm) or "no intervention named"
        case _:
            return group(statement)


def _given(teller: Teller, statement: Statement, arm: Arm | None) -> str:
    if arm and arm.intervention:
        return teller.name(arm.intervention)
    if isinstance(statement, Comparison):
        ids = dict.fromkeys(a.intervention for a in statement.arms if a.intervention)
        return " against ".join(teller.name(id) for id in ids)
    return teller.name(getattr(statement, "intervention", None))
