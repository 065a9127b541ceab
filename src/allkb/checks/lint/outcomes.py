"""Rules on outcomes, and on how they compare."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from allkb.checks.index import Index
from allkb.checks.lint.kinds import narrower
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import (
    Arm,
    Comparator,
    Comparison,
    ConceptCategory,
    Count,
    Direction,
    Effect,
    EffectMeasure,
    Influence,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    PValue,
    Record,
    SafetySignal,
    Statement,
    Unit,
    Unquantified,
    arms_of,
    endpoints_of,
    estimates_of,
    horizon_of,
    ratios_of,
    sizes_of,
)

__all__ = ["OUTCOMES"]

_SURVIVAL = ("survival-of-any-kind",)
_MORE_IS_BETTER = (*_SURVIVAL, "remission", "response-rate", "cure", "duration-of-remission")
_LESS_IS_BETTER = ("relapse", "mortality", "treatment-failure", "toxicity")
_SURE = 0.05
_FAVORS = {Direction.FAVORS_NUMERATOR: 1, Direction.FAVORS_DENOMINATOR: -1}


@rule("endpoint-is-one")
def _endpoint_is_one(index: Index) -> Iterator[Hit]:
    """What a statement measures is an endpoint; a comparison may measure a harm."""
    endpoint_only = {ConceptCategory.ENDPOINT}
    measured = {*endpoint_only, ConceptCategory.EVENT}
    for position, statement in enumerate(index.records.statements):
        compares = isinstance(statement, Comparison | PrognosticFactor)
        for endpoint in endpoints_of(statement):
            if index.concepts[endpoint].category not in (measured if compares else endpoint_only):
                message = f"{endpoint} is no endpoint"
                yield "statements", position, statement.id, ".endpoint", message


@rule("survival-has-horizon")
def _survival_has_horizon(index: Index) -> Iterator[Hit]:
    """How many survive is said with the time at which, or as given without one."""
    survival = narrower(index, *_SURVIVAL)
    for position, statement in enumerate(index.records.statements):
        if horizon_of(statement) is not None or not endpoints_of(statement) & survival:
            continue
        for path, estimate in estimates_of(statement):
            # A median survival, or follow-up, is a time itself.
            unit = getattr(estimate, "unit", Unit.PROPORTION)
            if unit is Unit.PROPORTION and not isinstance(estimate, Unquantified):
                yield "statements", position, statement.id, ".horizon", f"{path} has no time"
                break


@rule("count-within-n")
def _count_within_n(index: Index) -> Iterator[Hit]:
    """No count, and no group, is of more patients than the statement has."""
    for position, statement in enumerate(index.records.statements):
        n: int | None = getattr(statement, "n", None)
        if n is None:
            continue
        for path, estimate in estimates_of(statement):
            if isinstance(estimate, Count) and estimate.of > n:
                message = f"of {estimate.of}, but n is {n}"
                yield "statements", position, statement.id, path, message
        for path, size in sizes_of(statement):
            if size > n:
                message = f"{size}, but n of the whole is {n}"
                yield "statements", position, statement.id, path, message


@rule("count-within-arm")
def _count_within_arm(index: Index) -> Iterator[Hit]:
    """No count in an arm is of more patients than the arm has."""
    for position, statement in enumerate(index.records.statements):
        for i, arm in enumerate(arms_of(statement)):
            counted = arm.estimate.of if isinstance(arm.estimate, Count) else 0
            if arm.n is not None and counted > arm.n:
                path, message = f".arms[{i}].estimate", f"of {counted}, but the arm has {arm.n}"
                yield "statements", position, statement.id, path, message


@rule("arms-differ")
def _arms_differ(index: Index) -> Iterator[Hit]:
    """No two arms of a statement have the same label."""
    for position, statement in enumerate(index.records.statements):
        labels = [arm.label.casefold() for arm in arms_of(statement)]
        for i, label in enumerate(labels):
            if label in labels[:i]:
                message = f"another arm is {label!r} too"
                yield "statements", position, statement.id, f".arms[{i}].label", message


@rule("ratio-has-its-arms")
def _ratio_has_its_arms(index: Index) -> Iterator[Hit]:
    """What is above and below the line of an effect is known; else the ratio is unassigned."""
    for position, statement in enumerate(index.records.statements):
        arms = {arm.id: arm for arm in arms_of(statement)}
        for path, ratio in ratios_of(statement):
            if not isinstance(ratio, Effect) or ratio.value is None:
                continue
            for side, id in (("numerator", ratio.numerator), ("denominator", ratio.denominator)):
                if _is_placeholder(arms[id]):
                    message = f"{arms[id].label!r} leaves open what it is"
                    yield "statements", position, statement.id, f"{path}.{side}", message


def _is_placeholder(arm: Arm) -> bool:
    label = arm.label.casefold()
    open_ones = ("not named", "not stated", "not given", "not said", "unknown", "unnamed", "?")
    return any(word in label for word in open_ones)


@rule("comparison-compares")
def _comparison_compares(index: Index) -> Iterator[Hit]:
    """A comparison says how its arms compare, or what was seen in at least one."""
    for position, statement in enumerate(index.records.statements):
        if not isinstance(statement, Comparison):
            continue
        seen = any(arm.estimate for arm in statement.arms)
        if not (statement.effects or statement.unassigned or statement.p or seen):
            message = "no effect, no ratio, no p value and no estimate of an arm"
            yield "statements", position, statement.id, "", message


@rule("ratio-once")
def _ratio_once(index: Index) -> Iterator[Hit]:
    """A ratio is an effect or unassigned, and not both."""
    for position, statement in enumerate(index.records.statements):
        known = {(r.measure, r.value) for _, r in ratios_of(statement) if isinstance(r, Effect)}
        for path, ratio in ratios_of(statement):
            if not isinstance(ratio, Effect) and (ratio.measure, ratio.value) in known:
                message = f"the {ratio.measure} of {ratio.value} is an effect too"
                yield "statements", position, statement.id, path, message


@rule("direction-fits-arms")
def _direction_fits_arms(index: Index) -> Iterator[Hit]:
    """The arm that an effect favors has no worse a figure than the other."""
    sign_of = partial(_sign, narrower(index, *_MORE_IS_BETTER), _bad(index))
    for position, statement in enumerate(index.records.statements):
        sign = sign_of(statement)
        seen = {arm.id: _amount(arm) for arm in arms_of(statement)}
        for path, ratio in ratios_of(statement):
            favors = _FAVORS.get(ratio.direction) if isinstance(ratio, Effect) else None
            if not sign or not favors or not isinstance(ratio, Effect):
                continue
            above, below = seen[ratio.numerator], seen[ratio.denominator]
            if (
                above
                and below
                and (above[0] - below[0]) * sign * favors < 0
                and above[1] is below[1]
            ):
                message = f"{ratio.direction}, but that arm has the worse figure"
                yield "statements", position, statement.id, f"{path}.direction", message


@rule("direction-fits-ratio")
def _direction_fits_ratio(index: Index) -> Iterator[Hit]:
    """A hazard ratio below 1 favors the arm above the line, where the hazard is a harm."""
    survival, bad = narrower(index, *_SURVIVAL), _bad(index)
    for position, statement in enumerate(index.records.statements):
        endpoints = endpoints_of(statement)
        for path, ratio in ratios_of(statement):
            favors = _FAVORS.get(ratio.direction) if isinstance(ratio, Effect) else None
            if favors is None or ratio.value is None:
                continue
            harm = endpoints <= bad or (
                ratio.measure is EffectMeasure.HAZARD_RATIO and endpoints <= survival
            )
            is_ratio = ratio.measure is not EffectMeasure.DIFFERENCE
            if harm and is_ratio and (1 - ratio.value) * favors < 0:
                message = f"a {ratio.measure} of {ratio.value}, but the other arm is favored"
                yield "statements", position, statement.id, f"{path}.direction", message


def _bad(index: Index) -> frozenset[str]:
    events = {c.id for c in index.records.concepts if c.category is ConceptCategory.EVENT}
    return narrower(index, *_LESS_IS_BETTER) | events


def _sign(good: frozenset[str], bad: frozenset[str], statement: Statement) -> int:
    """Return 1 where more of the endpoint is better, -1 where less is, 0 where that is open."""
    endpoints = endpoints_of(statement)
    return bool(endpoints & good) - bool(endpoints & bad)


def _amount(arm: Arm) -> tuple[float, Unit] | None:
    match arm.estimate:
        case Point(value=value, unit=unit):
            return value, unit
        case Count(proportion=proportion):
            return proportion, Unit.PROPORTION
        case _:
            return None


@rule("no-difference-no-small-p")
def _no_difference_no_small_p(index: Index) -> Iterator[Hit]:
    """Where no difference was shown, p is not below .05."""
    for position, statement in enumerate(index.records.statements):
        for path, ratio in ratios_of(statement):
            nothing = isinstance(ratio, Effect) and ratio.direction is Direction.NO_DIFFERENCE_SHOWN
            if nothing and _is_small(ratio.p):
                message = f"no difference shown, but {ratio.p}"
                yield "statements", position, statement.id, f"{path}.p", message
        if isinstance(statement, PrognosticFactor):
            nothing = statement.influence is Influence.NO_EFFECT_SHOWN
            if nothing and _is_small(statement.p):
                message = f"no effect shown, but {statement.p}"
                yield "statements", position, statement.id, ".p", message


def _is_small(p: PValue | None) -> bool:
    if p is None or p.relation in (Comparator.MORE, Comparator.AT_LEAST):
        return False
    return p.value < _SURE or (p.value == _SURE and p.relation is Comparator.LESS)


@rule("no-difference-spans-none")
def _no_difference_spans_none(index: Index) -> Iterator[Hit]:
    """Where no difference was shown, the interval holds 1, or 0 for a difference."""
    for position, statement in enumerate(index.records.statements):
        for path, ratio in ratios_of(statement):
            nothing = isinstance(ratio, Effect) and ratio.direction is Direction.NO_DIFFERENCE_SHOWN
            none = 0 if ratio.measure is EffectMeasure.DIFFERENCE else 1
            if nothing and ratio.interval and not ratio.interval.low <= none <= ratio.interval.high:
                message = f"no difference shown, but {none} is outside the interval"
                yield "statements", position, statement.id, f"{path}.interval", message


@rule("figures-once")
def _figures_once(index: Index) -> Iterator[Hit]:
    """No two statements of the same documents give the same figures of the same thing."""
    seen: dict[tuple[object, ...], str] = {}
    for position, statement in enumerate(index.records.statements):
        key = _figures_key(statement)
        if key is not None and seen.setdefault(key, statement.id) != statement.id:
            yield "statements", position, statement.id, "", f"the same as {seen[key]}"


def _figures_key(statement: Statement) -> tuple[object, ...] | None:
    """Return what two statements have in common that say the same; None without figures."""
    figures: tuple[Record | None, ...]
    match statement:
        case OutcomeStatistic() | SafetySignal():
            figures = (statement.estimate,)
        case Comparison() | PrognosticFactor():
            figures = tuple(arm for arm in statement.arms if arm.estimate)
        case _:
            return None
    shared = ("criteria", "population", "intervention", "endpoint", "event", "grade", "factor")
    what = tuple(getattr(statement, name, None) for name in shared)
    who = frozenset(attestation.source for attestation in statement.attestations)
    key = (type(statement), what, statement.trials, horizon_of(statement), figures, who)
    return key if figures else None


OUTCOMES: tuple[Rule, ...] = (
    _endpoint_is_one,
    _survival_has_horizon,
    _count_within_n,
    _count_within_arm,
    _arms_differ,
    _ratio_has_its_arms,
    _comparison_compares,
    _ratio_once,
    _direction_fits_arms,
    _direction_fits_ratio,
    _no_difference_no_small_p,
    _no_difference_spans_none,
    _figures_once,
)
"""The rules on outcomes and comparisons."""
