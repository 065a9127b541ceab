"""Axes: how far they reach, what is beyond them, and how they are marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import altair as alt
from attrs import frozen

from allkb.model import EffectMeasure, Unit
from allkb.plots.rows import Figure, Mark, Spread

__all__ = ["Axis", "axis_of", "domain_faults"]

_BEYOND = 5.0
"""How many times as far as the outermost figure whiskers may reach before they are clipped."""

_PADDING = 1.15

_POINTS = "datum.value == 0 ? '0' : format(100 * datum.value, '+.12~g')"

_FARTHEST = 1e9
"""How far an axis reaches at most, and how near to 0 one of ratios begins."""


@frozen(kw_only=True)
class Axis:
    """
    An axis of figures.

    Attributes:
        low: Where it begins.
        high: Where it ends, above `low`.
        is_log: Whether equal steps are equal ratios.
        neutral: Where no effect lies; None for estimates.
        unit: What the figures are, in words.
        is_share: Whether figures are parts of one, written as percentages.
    """

    low: float
    high: float
    is_log: bool = False
    neutral: float | None = None
    unit: str
    is_share: bool = False

    @property
    def scale(self) -> alt.Scale:
        """It as a scale of a chart."""
        return alt.Scale(
            type="log" if self.is_log else "linear",
            domain=[self.low, self.high],
            nice=False,
            zero=False,
        )

    def marked(self, title: list[str]) -> alt.Axis:
        """Return its marks, with what it measures below: percentages, times or ratios."""
        is_difference = self.is_share and self.neutral is not None
        return alt.Axis(
            format=".12~%" if self.is_share else ".12~g",
            # The unit of a difference is a point, which is no percentage of anything.
            labelExpr=_POINTS if is_difference else alt.Undefined,
            labelFlush=False,
            values=[*self._ratio_ticks()] if self.is_log else alt.Undefined,
            tickCount=alt.Undefined if self.is_log else 6,
            grid=True,
            title=title,
        )

    def _ratio_ticks(self) -> Iterator[float]:
        """Yield ticks for ratios: as many as are legible, 1 among them."""
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        digits: tuple[int, ...] = (1, 2, 5)
        if math.log10(self.high / self.low) > 2.5:
            digits = (1, 3) if math.log10(self.high / self.low) < 5 else (1,)
        step = max(len(decades) // 8, 1)
        for decade in decades:
            if decade % step == 0:
                for digit in digits:
                    tick = float(f"{digit}e{decade}")
                    if self.low <= tick <= self.high:
                        yield tick

    def inside(self, value: float) -> float:
        """Return a place, or the end of the axis that it lies beyond."""
        return min(max(value, self.low), self.high)

    def has(self, value: float) -> bool:
        """Tell whether a place is on the axis."""
        return self.low <= value <= self.high

    def moved(self, value: float, part: float) -> float:
        """Return a place moved by a part of the length of a linear axis, at most to its end."""
        return self.inside(value + part * (self.high - self.low))


def axis_of(figures: Iterable[Figure], domain: Sequence[float] | None) -> Axis:
    """
    Return the axis for figures of one unit.

    Proportions have all of 0 to 1. Ratios have a logarithmic axis with 1 on it,
    differences a linear one with 0. Whiskers that reach far beyond all figures are clipped.

    Args:
        figures: The figures; those without a mark are passed over.
        domain: The ends it is to have; None for what fits.
    """
    drawn = [figure for figure in figures if figure.mark is not Mark.TEXT]
    unit = str(drawn[0].unit)
    if unit in set(EffectMeasure) - {EffectMeasure.DIFFERENCE}:
        units = dict.fromkeys(str(figure.unit) for figure in drawn)
        low, high = domain or _ratio_ends(drawn)
        return Axis(low=low, high=high, is_log=True, neutral=1.0, unit=" or ".join(units))
    if unit == EffectMeasure.DIFFERENCE:
        low, high = domain or _difference_ends(drawn)
        return Axis(low=low, high=high, neutral=0.0, unit=unit, is_share=True)
    if unit == Unit.PROPORTION:
        low, high = domain or (0.0, 1.0)
        return Axis(low=low, high=high, unit=unit, is_share=True)
    low, high = domain or (0.0, _highest(drawn))
    return Axis(low=low, high=high, unit=unit)


def _whiskers(figures: Iterable[Figure]) -> list[float]:
    """Return the ends of what surrounds figures."""
    return [
        end
        for figure in figures
        if figure.spread is not Spread.STATED
        for end in (figure.low, figure.high)
        if end is not None
    ]


def _highest(figures: list[Figure]) -> float:
    top = max(place for figure in figures for place in figure.places)
    reach = max([top, *_whiskers(figures)])
    return min((min(reach, top * _BEYOND) or 1.0) * _PADDING, _FARTHEST)


def _ratio_ends(figures: list[Figure]) -> tuple[float, float]:
    places = [place for figure in figures for place in figure.places]
    lowest, highest = min(*places, 1.0), max(*places, 1.0)
    ends = _whiskers(figures)
    low = max(min([lowest, *ends]), lowest / _BEYOND)
    high = min(max([highest, *ends]), highest * _BEYOND)
    low, high = min(low / _PADDING, 0.5), max(high * _PADDING, 2.0)
    return max(low, 1 / _FARTHEST), min(high, _FARTHEST)


def _difference_ends(figures: list[Figure]) -> tuple[float, float]:
    reach = [abs(p) for figure in figures for p in figure.places] + [*map(abs, _whiskers(figures))]
    far = min(max(*reach, 0.1) * _PADDING, 1.0)
    return -far, far


def domain_faults(domain: object, *, is_log: bool) -> Iterator[str]:
    """Yield what is wrong with the ends that an axis is to have."""
    if domain is None:
        return
    ends = tuple(cast("Sequence[object]", domain)) if isinstance(domain, Sequence) else ()
    numbers = [e for e in ends if isinstance(e, int | float) and not isinstance(e, bool)]
    if len(numbers) != 2 or len(ends) != 2:
        yield f"domain is two numbers, not {domain!r}"
    elif not -_FARTHEST <= numbers[0] < numbers[1] <= _FARTHEST:
        yield f"domain needs a low end below its high end, both within ±{_FARTHEST:g}: {domain!r}"
    elif is_log and numbers[0] < 1 / _FARTHEST:
        yield (
            "the axis of ratios is logarithmic: its domain begins above 0, "
            f"at {1 / _FARTHEST:g} or later, not at {numbers[0]:g}"
        )
