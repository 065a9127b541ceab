"""Which figures of a page the typed fields of statements hold."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import assert_never

from attrs import evolve, frozen

from allkb.audit.figures import Figure, FigureKind
from allkb.audit.headings import same_heading
from allkb.audit.report import AuditedFigure
from allkb.audit.revisions import Reading
from allkb.audit.spots import Spot, Spots
from allkb.checks.numerals import numbers_in
from allkb.model import (
    FACTS,
    AtTime,
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    EffectMeasure,
    Estimate,
    InRange,
    LeftOut,
    ObservedRange,
    Point,
    Range,
    StandardError,
    Statement,
    TimeRange,
    Uncertainty,
    Unit,
    Unquantified,
    criteria_of,
    estimates_of,
    horizon_of,
    leaves_of,
    p_values_of,
    ratios_of,
    sizes_of,
)

__all__ = ["audited_figures"]

_RATIOS = {
    FigureKind.HAZARD_RATIO: EffectMeasure.HAZARD_RATIO,
    FigureKind.ODDS_RATIO: EffectMeasure.ODDS_RATIO,
    FigureKind.RELATIVE_RISK: EffectMeasure.RELATIVE_RISK,
}
_DOWN = frozenset((Comparator.LESS, Comparator.AT_MOST))
_MONTHS = {"year": 12.0, "month": 1.0}
_TIMES = ("day", "week", "month", "year")


def audited_figures(
    spots: Spots, readings: Collection[Reading], left_out: Collection[LeftOut]
) -> Iterator[AuditedFigure]:
    """Yield every figure of a page but its references, in order, with what holds it."""
    at: dict[str, list[Statement]] = defaultdict(list)
    for reading in readings:
        locator = reading.attestation.locator
        for passage in (locator.passage, *locator.context):
            if passage:
                at[passage].append(reading.statement)
    stored = {statement.id: Stored(statement) for found in at.values() for statement in found}
    reasons = {(left.passage, left.printed): left.reason for left in left_out}
    for spot in spots.all:
        if _is_reference(spot):
            continue
        passage = spot.sentence.fingerprint if spot.figures else ""
        for figure in spot.figures:
            near = {statement.id for statement in at.get(passage, ())}
            yield AuditedFigure(
                section=spot.section,
                passage=passage,
                figure=figure,
                statements=tuple(sorted(id for id in near if stored[id].holds(figure))),
                left_out=reasons.get((passage, figure.printed)),
            )


@frozen
class _Amount:
    """
    A number that a statement holds.

    `sign` is `=` for one that is exact, the relation of a bound, and None where
    the page may compare it either way: the end of a range, a threshold, a horizon.
    """

    value: float
    unit: str
    sign: Comparator | None = None

    def is_printed(self, value: float, comparator: Comparator | None) -> bool:
        """Tell whether it is a number of a page with its sign or word of comparison."""
        if not math.isclose(self.value, value, abs_tol=1e-9):
            return False
        if comparator is None or self.sign is None:
            return True
        return self.sign is not Comparator.EQUAL and (self.sign in _DOWN) is (comparator in _DOWN)


def _is_reference(spot: Spot) -> bool:
    """Tell whether a sentence is of the list of references: figures of titles are no claims."""
    return bool(spot.section) and same_heading(spot.section[-1], "References")


@frozen
class Stored:
    """The figures a statement holds, by what they are."""

    statement: Statement

    def holds(self, figure: Figure) -> bool:
        """Tell whether a typed field holds a figure, its numbers and its direction."""
        values = figure.values
        match figure.kind:
            case FigureKind.PERCENT | FigureKind.PERCENT_RANGE:
                return _hold(self._percents, values, figure.comparator)
            case FigureKind.FRACTION:
                return _hold(self._percents, (values[0] * 100,), None)
            case FigureKind.TIME:
                return _hold([*self._times(figure)], values, figure.comparator)
            case FigureKind.COUNT:
                return values in self._counts or {*values} <= self._sizes
            case FigureKind.N:
                return values[0] in self._sizes | {events for events, _ in self._counts}
            case FigureKind.P_VALUE:
                return any(
                    math.isclose(p.value, values[0])
                    and p.relation is (figure.comparator or Comparator.EQUAL)
                    for _, p in p_values_of(self.statement)
                )
            case FigureKind.INTERVAL:
                return any(_same(values, found) for found in self._intervals)
            case FigureKind.SPREAD:
                in_percent = "%" in figure.printed
                return any(
                    math.isclose(values[0], error * scale)
                    for error, unit in self._errors
                    for scale in ((100,) if in_percent else (1, 100))
                    if scale == 1 or unit is Unit.PROPORTION
                )
            case FigureKind.HAZARD_RATIO | FigureKind.ODDS_RATIO | FigureKind.RELATIVE_RISK:
                return any(
                    ratio.measure is _RATIOS[figure.kind]
                    and ratio.value is not None
                    and math.isclose(ratio.value, values[0])
                    for _, ratio in ratios_of(self.statement)
                )
            case _:
                assert_never(figure.kind)

    @cached_property
    def _estimates(self) -> tuple[Estimate, ...]:
        return tuple(estimate for _, estimate in estimates_of(self.statement))

    @cached_property
    def _spreads(self) -> tuple[tuple[Uncertainty, str], ...]:
        """What surrounds estimates and effects, with its unit; that of a ratio is empty."""
        found: list[tuple[Uncertainty | None, str]] = []
        for estimate in self._estimates:
            match estimate:
                case Point():
                    found.append((estimate.uncertainty, estimate.unit))
                case Count():
                    found.append((estimate.uncertainty, Unit.PROPORTION))
                case _:
                    pass
        for _, ratio in ratios_of(self.statement):
            is_part = ratio.measure is EffectMeasure.DIFFERENCE
            found.append((ratio.interval, Unit.PROPORTION if is_part else ""))
        return tuple((spread, unit) for spread, unit in found if spread is not None)

    @cached_property
    def _intervals(self) -> tuple[tuple[float, ...], ...]:
        return tuple(
            (spread.low * scale, spread.high * scale)
            for spread, unit in self._spreads
            if isinstance(spread, ConfidenceInterval)
            for scale in ((1, 100) if unit is Unit.PROPORTION else (1,))
        )

    @cached_property
    def _errors(self) -> tuple[tuple[float, str], ...]:
        return tuple((s.value, unit) for s, unit in self._spreads if isinstance(s, StandardError))

    @cached_property
    def _counts(self) -> frozenset[tuple[float, ...]]:
        return frozenset((e.events, e.of) for e in self._estimates if isinstance(e, Count))

    @cached_property
    def _sizes(self) -> frozenset[float]:
        """The numbers of patients it holds: of itself, of its groups, and those counts are of."""
        groups = {float(size) for _, size in sizes_of(self.statement)}
        return frozenset(groups | {of for _, of in self._counts})

    @cached_property
    def _amounts(self) -> tuple[_Amount, ...]:
        found = [amount for estimate in self._estimates for amount in _amounts_of(estimate)]
        for spread, unit in self._spreads:
            if isinstance(spread, ConfidenceInterval | ObservedRange):
                found += [_Amount(abs(spread.low), unit), _Amount(abs(spread.high), unit)]
        for _, ratio in ratios_of(self.statement):
            if ratio.measure is EffectMeasure.DIFFERENCE and ratio.value is not None:
                found.append(_Amount(abs(ratio.value), Unit.PROPORTION))
        leaves = [leaf for tree in criteria_of(self.statement) for leaf in leaves_of(tree)]
        for leaf in leaves:
            if isinstance(leaf, InRange):
                unit = FACTS[leaf.fact].unit or Unit.PROPORTION
                ends = (leaf.low, leaf.high)
                found += [_Amount(end, unit) for end in ends if end is not None]
        match horizon_of(self.statement):
            case AtTime(value=value, unit=unit):
                found.append(_Amount(value, unit))
            case TimeRange(low=low, high=high, unit=unit):
                found += [_Amount(low, unit), _Amount(high, unit)]
            case _:
                pass
        return tuple(found)

    @cached_property
    def _percents(self) -> tuple[_Amount, ...]:
        parts = (amount for amount in self._amounts if amount.unit == Unit.PROPORTION)
        return tuple(evolve(part, value=part.value * 100) for part in parts)

    def _times(self, figure: Figure) -> Iterator[_Amount]:
        """Yield the times it holds, in the unit of a figure."""
        printed = figure.printed.casefold()
        unit = next(u for u in _TIMES if u in printed)
        for amount in self._amounts:
            held = amount.unit.removesuffix("s")
            if held == unit:
                yield amount
            elif held in _MONTHS and unit in _MONTHS:
                yield evolve(amount, value=amount.value * _MONTHS[held] / _MONTHS[unit])


def _amounts_of(estimate: Estimate) -> Iterator[_Amount]:
    match estimate:
        case Count():
            for number in numbers_in(estimate.percent or ""):
                yield _Amount(number / 100, Unit.PROPORTION)
        case Point():
            yield _Amount(estimate.value, estimate.unit, Comparator.EQUAL)
        case Bound():
            yield _Amount(estimate.value, estimate.unit, estimate.relation)
        case Range():
            yield _Amount(estimate.low, estimate.unit)
            yield _Amount(estimate.high, estimate.unit)
        case Unquantified():
            pass
        case _:
            assert_never(estimate)


def _hold(
    amounts: Collection[_Amount], values: tuple[float, ...], comparator: Comparator | None
) -> bool:
    return all(any(a.is_printed(value, comparator) for a in amounts) for value in values)


def _same(found: tuple[float, ...], wanted: tuple[float, ...]) -> bool:
    return all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(found, wanted, strict=True))
