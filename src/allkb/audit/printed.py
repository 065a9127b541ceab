"""Which figures of a statement its sentence must show, and whether it does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cached_property
from typing import assert_never

from attrs import frozen

from allkb.audit.figures import Figure, FigureKind, figures, numbers
from allkb.model import (
    Approval,
    Arm,
    Bound,
    Comparator,
    Comparison,
    ConfidenceInterval,
    Count,
    Definition,
    Effect,
    EffectMeasure,
    Estimate,
    Limitation,
    ObservedRange,
    OpenQuestion,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Range,
    Recommendation,
    SafetySignal,
    StandardError,
    Statement,
    Uncertainty,
    Unit,
    Unquantified,
)

__all__ = ["figures_agree"]

_NONE = re.compile(r"\b(?:no|none|never|without|neither)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:all|every|each|both)\b", re.IGNORECASE)
_PERCENTS = frozenset((FigureKind.PERCENT, FigureKind.PERCENT_RANGE))
_DOWN = frozenset((Comparator.LESS, Comparator.AT_MOST))


def figures_agree(statement: Statement, sentence: str) -> bool:
    """
    Tell whether a sentence shows every figure that a statement gives.

    Estimates count, with what surrounds them, those of arms too, and effects
    with their intervals and p values. The number of patients and the horizon
    do not: a source often says them once for several sentences.
    """
    shown = _Shown(sentence)
    match statement:
        case OutcomeStatistic() | SafetySignal():
            return shown.estimate(statement.estimate)
        case Comparison():
            p = statement.p is None or shown.p(statement.p)
            return p and _arms_agree(statement.arms, statement.effects, shown)
        case PrognosticFactor():
            return _arms_agree(statement.arms, statement.effects, shown)
        case Recommendation() | Limitation() | OpenQuestion() | Definition() | Approval():
            return True
        case _:
            assert_never(statement)


def _arms_agree(arms: tuple[Arm, ...], effects: tuple[Effect, ...], shown: _Shown) -> bool:
    estimates = (arm.estimate for arm in arms if arm.estimate)
    return all(map(shown.estimate, estimates)) and all(map(shown.effect, effects))


@frozen
class _Shown:
    """What a sentence shows, and questions about it."""

    sentence: str

    @cached_property
    def _figures(self) -> tuple[Figure, ...]:
        return figures(self.sentence)

    @cached_property
    def _numbers(self) -> frozenset[float]:
        return numbers(self.sentence)

    @cached_property
    def _parts(self) -> frozenset[float]:
        """Everything it shows as a part of one: in percent, or as a fraction."""
        found = self._figures
        percents = {v / 100 for f in found if f.kind in _PERCENTS for v in f.values}
        return frozenset(
            percents | {v for f in found if f.kind is FigureKind.FRACTION for v in f.values}
        )

    def estimate(self, estimate: Estimate) -> bool:
        """Tell whether it shows all numbers of an estimate, and all that are printed of it."""
        if not numbers(estimate.printed) <= self._numbers:
            return False
        match estimate:
            case Unquantified():
                return True
            case Count():
                around = self._around(estimate.uncertainty, Unit.PROPORTION)
                return around and self._count(estimate.events, estimate.of)
            case Point():
                around = self._around(estimate.uncertainty, estimate.unit)
                return around and self._amounts(estimate, estimate.value)
            case Range():
                return self._amounts(estimate, estimate.low, estimate.high)
            case Bound():
                turned = self._turned(estimate.value, estimate.unit, estimate.relation)
                return not turned and self._amounts(estimate, estimate.value)
            case _:
                assert_never(estimate)

    def effect(self, effect: Effect) -> bool:
        """Tell whether it shows the value of an effect, its interval and its p value."""
        values = () if effect.value is None else (abs(effect.value),)
        if effect.interval:
            values = (*values, abs(effect.interval.low), abs(effect.interval.high))
        scales = (1, 100) if effect.measure is EffectMeasure.DIFFERENCE else (1,)
        found = all(self._any_number(value, *scales) for value in values)
        return found and (effect.p is None or self.p(effect.p))

    def p(self, p: PValue) -> bool:
        """Tell whether it shows a p value with its sign."""
        return any(
            math.isclose(figure.values[0], p.value)
            and (figure.comparator or Comparator.EQUAL) is p.relation
            for figure in self._figures
            if figure.kind is FigureKind.P_VALUE
        )

    def _count(self, events: int, of: int) -> bool:
        worded = (not events and _NONE.search(self.sentence)) or (
            events == of and _EVERY.search(self.sentence)
        )
        return of in self._numbers and (events in self._numbers or bool(worded))

    def _amounts(self, estimate: Point | Range | Bound, *values: float) -> bool:
        if estimate.unit is not Unit.PROPORTION:
            # A source may say weeks, which no unit is.
            return "week" in estimate.printed or all(map(self._any_number, values))
        if any(figure.kind in _PERCENTS for figure in figures(estimate.printed)):
            return all(_is_among(value, self._parts) for value in values)
        return bool(numbers(estimate.printed)) or all(map(self._part_or_word, values))

    def _part_or_word(self, value: float) -> bool:
        words = {0.0: _NONE, 1.0: _EVERY}.get(value)
        return _is_among(value, self._parts) or bool(words and words.search(self.sentence))

    def _around(self, uncertainty: Uncertainty | None, unit: Unit) -> bool:
        scales = (1, 100) if unit is Unit.PROPORTION else (1,)
        return all(self._any_number(value, *scales) for value in _ends(uncertainty))

    def _any_number(self, value: float, *scales: int) -> bool:
        return any(_is_among(value * scale, self._numbers) for scale in scales or (1,))

    def _turned(self, value: float, unit: Unit, relation: Comparator) -> bool:
        """Tell whether it shows a bound with signs of the other direction only."""
        printed = value * 100 if unit is Unit.PROPORTION else value
        signs = {
            figure.comparator in _DOWN
            for figure in self._figures
            if figure.comparator and any(math.isclose(v, printed) for v in figure.values)
        }
        return signs == {relation not in _DOWN}


def _ends(uncertainty: Uncertainty | None) -> Iterator[float]:
    match uncertainty:
        case ConfidenceInterval() | ObservedRange():
            yield from (uncertainty.low, uncertainty.high)
        case StandardError():
            yield uncertainty.value
        case None:
            pass
        case _:
            assert_never(uncertainty)


def _is_among(value: float, found: frozenset[float]) -> bool:
    return any(math.isclose(value, other, abs_tol=1e-9) for other in found)
