"""The ratios of comparisons, each turned so that the same arm is above the line."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from allkb.errors import InvalidValueError
from allkb.model import (
    AllOf,
    AnyOf,
    Arm,
    Comparison,
    Criterion,
    Effect,
    EffectMeasure,
    Not,
    PrognosticFactor,
)
from allkb.stats.library import normal_quantile
from allkb.stats.objections import ObjectionKind
from allkb.stats.studies import TAKEN_AS, Fault, Study
from allkb.views import effect_text

__all__ = ["Arms", "Ratios", "canonical", "ratio_studies"]

Arms = Mapping[str, tuple[str, str]]
"""For each statement by its id, the arm above the line and the one below it."""

Compares = Comparison | PrognosticFactor
Line = tuple[Hashable, Hashable]

_ASKEW = 0.1
"""How far a ratio may lie off the middle of its interval, as a part of half of it."""


@frozen
class Ratios:
    """
    The ratios of comparisons.

    Attributes:
        found: Each as a study, or what is wrong with it, in the order of the statements.
        line: Which arm is above the line and which below, in words.
    """

    found: tuple[Study | Fault, ...]
    line: str


def canonical(criterion: Criterion | None) -> Hashable:
    """Return criteria in a form in which the order of their members does not count."""
    match criterion:
        case AllOf() | AnyOf():
            return criterion.kind, frozenset(map(canonical, criterion.criteria))
        case Not():
            return criterion.kind, canonical(criterion.criterion)
        case _:
            return criterion


def ratio_studies(statements: Sequence[Compares], arms: Arms | None) -> Ratios:
    """
    Return the ratios of comparisons on the log scale, all turned the same way.

    Arms correspond if they were given the same thing and hold the same patients, or
    if the caller says so. Without that, the first ratio decides what is above the line.

    Raises:
        InvalidValueError: if `arms` leaves a statement out, or names what is no arm.
    """
    if arms is not None:
        _check(statements, arms)
    told = [arms[s.id] if arms is not None else None for s in statements]
    effects = [_effect(s, pair) for s, pair in zip(statements, told, strict=True)]
    usable = [
        _sides(s, effect, pair)
        for s, effect, pair in zip(statements, effects, told, strict=True)
        if isinstance(effect, Effect)
    ]
    line = (_who(usable[0][0]), _who(usable[0][1])) if usable else (None, None)
    found = (
        _read(s, effect, pair, line) if isinstance(effect, Effect) else effect
        for s, effect, pair in zip(statements, effects, told, strict=True)
    )
    words = f"{usable[0][0].label} over {usable[0][1].label}" if usable else ""
    return Ratios(tuple(found), words)


def _check(statements: Sequence[Compares], arms: Arms) -> None:
    faults: list[str] = []
    for statement in statements:
        pair, known = arms.get(statement.id), [arm.id for arm in statement.arms]
        if pair is None:
            faults.append(f"{statement.id}: say which of its arms is above and which below")
        elif len({*pair}) != 2 or not {*pair} <= {*known}:
            faults.append(f"{statement.id}: {pair!r} are not two of its arms: {', '.join(known)}")
    if faults:
        raise InvalidValueError("arms", tuple(faults))


def _effect(statement: Compares, pair: tuple[str, str] | None) -> Effect | Fault:
    """Return the one ratio of a comparison between two arms, or why there is none."""
    ratios = [
        effect
        for effect in statement.effects
        if effect.measure not in (None, EffectMeasure.DIFFERENCE)
        and (pair is None or {effect.numerator, effect.denominator} == {*pair})
    ]
    if len(ratios) == 1:
        return ratios[0]
    if ratios:
        told = "; ".join(map(effect_text, ratios))
        return ObjectionKind.ARMS, f"several ratios, say between which arms: {told}"
    if statement.unassigned:
        return ObjectionKind.FIGURE, "a ratio of which the source leaves the arms open"
    return ObjectionKind.FIGURE, "no ratio"


def _sides(statement: Compares, effect: Effect, pair: tuple[str, str] | None) -> tuple[Arm, Arm]:
    """Return the arms above and below the line, as the caller or else the source has them."""
    known = {arm.id: arm for arm in statement.arms}
    above, below = pair or (effect.numerator, effect.denominator)
    return known[above], known[below]


def _who(arm: Arm) -> Hashable:
    return arm.intervention, canonical(arm.criteria)


def _read(
    statement: Compares, effect: Effect, pair: tuple[str, str] | None, line: Line
) -> Study | Fault:
    study = _study(statement, effect)
    if not isinstance(study, Study):
        return study
    if pair is not None:
        return study if pair[0] == effect.numerator else _turned(study)
    above, below = _sides(statement, effect, None)
    mine = (_who(above), _who(below))
    if mine[0] == mine[1] or (None, None) in mine:
        said = f"{above.label} over {below.label}, which are known by their labels alone"
        return ObjectionKind.ARMS, said
    if mine == line:
        return study
    if mine == (line[1], line[0]):
        return _turned(study)
    return ObjectionKind.ARMS, f"{above.label} over {below.label}"


def _study(statement: Compares, effect: Effect) -> Study | Fault:
    around = effect.interval
    if around is None or effect.value is None or effect.measure is None:
        return ObjectionKind.FIGURE, "a ratio without a confidence interval"
    if not 0 < around.low < around.high:
        return ObjectionKind.FIGURE, "a ratio whose interval reaches 0 or has no width"
    low, high = math.log(around.low), math.log(around.high)
    error = (high - low) / (2 * normal_quantile(around.level or TAKEN_AS))
    return Study(
        id=statement.id,
        figure=effect_text(effect),
        kind=effect.measure,
        effect=math.log(effect.value),
        variance=error**2,
        value=effect.value,
        low=around.low,
        high=around.high,
        interval="printed by the source",
        faults=() if around.level else ((ObjectionKind.LEVEL, effect_text(effect)),),
        notes=tuple(_askew(math.log(effect.value), low, high)),
    )


def _askew(value: float, low: float, high: float) -> Iterator[str]:
    if abs(value - (low + high) / 2) > _ASKEW * (high - low) / 2:
        yield "its interval is not even around it on the log scale: only its width was used"


def _turned(study: Study) -> Study:
    return evolve(
        study,
        effect=-study.effect,
        value=1 / study.value,
        low=1 / study.high,
        high=1 / study.low,
        notes=(*study.notes, "turned over: printed with the arms the other way round"),
    )
