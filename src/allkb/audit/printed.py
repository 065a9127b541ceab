"""Which figures of a statement its sentence must show, and whether it does."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import assert_never

from attrs import frozen

from allkb.audit.figures import Figure, FigureKind, figures, numbers
from allkb.audit.passages import normalised
from allkb.checks.lint.printed import is_as_printed
from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Effect,
    EffectMeasure,
    Established,
    Estimate,
    ObservedRange,
    Point,
    PValue,
    Range,
    StandardError,
    Statement,
    UnassignedRatio,
    Uncertainty,
    Unit,
    Unquantified,
    estimates_of,
    p_values_of,
    ratios_of,
    sizes_of,
)

__all__ = ["figures_agree"]

_NONE = re.compile(r"\b(?:no|none|never|without|neither)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:all|every|each|both)\b", re.IGNORECASE)
_PERCENTS = frozenset((FigureKind.PERCENT, FigureKind.PERCENT_RANGE))
_DOWN = frozenset((Comparator.LESS, Comparator.AT_MOST))


def figures_agree(statement: Statement, passages: Sequence[str]) -> bool:
    """
    Tell whether passages show every figure that a statement gives, as it has it printed.

    Estimates count, with what surrounds them, ratios with their intervals, p
    values, and numbers of patients, unless another document is said to give
    them too. The horizon does not: a source often says it once for several
    sentences, or leaves it to a heading.
    """
    shown = _Shown(" ".join(passages))
    is_alone = all(a.established is Established.READ for a in statement.attestations)
    sizes = [n for _, n in sizes_of(statement)] if is_alone else []
    return (
        all(map(shown.size, sizes))
        and all(shown.estimate(estimate) for _, estimate in estimates_of(statement))
        and all(shown.ratio(ratio) for _, ratio in ratios_of(statement))
        and all(shown.p(p) for _, p in p_values_of(statement))
        and all(map(shown.words, _printed_forms(statement)))
    )


def _printed_forms(statement: Statement) -> Iterator[str]:
    """Yield every figure of a statement in its printed form."""
    for _, estimate in estimates_of(statement):
        yield estimate.printed
        if isinstance(estimate, Count) and estimate.percent:
            yield estimate.percent
        if isinstance(estimate, Point | Count) and estimate.uncertainty:
            yield estimate.uncertainty.printed or ""
    for _, ratio in ratios_of(statement):
        yield ratio.printed or ""
        yield ratio.interval.printed or "" if ratio.interval else ""
    for _, p in p_values_of(statement):
        yield p.printed or ""


@frozen
class _Shown:
    """What some passages show, and questions about it."""

    sentence: str

    @cached_property
    def _figures(self) -> tuple[Figure, ...]:
        return figures(self.sentence)

    @cached_property
    def _normalised(self) -> str:
        return normalised(self.sentence)

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

    def size(self, n: int) -> bool:
        """Tell whether it shows a number of patients."""
        return n in self._numbers or (not n and _NONE.search(self.sentence) is not None)

    def estimate(self, estimate: Estimate) -> bool:
        """Tell whether it shows all numbers of an estimate, and all that are printed of it."""
        if not (is_as_printed(estimate) and numbers(estimate.printed) <= self._numbers):
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

    def ratio(self, ratio: Effect | UnassignedRatio) -> bool:
        """Tell whether it shows the value of an effect and its interval."""
        values = () if ratio.value is None else (abs(ratio.value),)
        if ratio.interval:
            values = (*values, abs(ratio.interval.low), abs(ratio.interval.high))
        scales = (1, 100) if ratio.measure is EffectMeasure.DIFFERENCE else (1,)
        return all(self._any_number(value, *scales) for value in values)

    def words(self, printed: str) -> bool:
        """Tell whether it shows a printed form word by word; dashes and emphasis do not matter."""
        return f" {normalised(printed)} " in f" {self._normalised} " or not printed

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
            return all(map(self._any_number, values))
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
