"""A centre's own figure against a published one: what they show, and what they do not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from reprlib import repr as shortly
from typing import assert_never

from attrs import frozen

from allkb.errors import InvalidValueError
from allkb.model import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    Estimate,
    ObservedRange,
    OutcomeStatistic,
    Point,
    Range,
    Relation,
    SafetySignal,
    StandardError,
    Statement,
    StatementId,
    Unit,
    Unquantified,
)
from allkb.stats.computed import (
    BY_US,
    Computed,
    ComputedInterval,
    as_given,
    check_level,
    figures_amiss,
    level_words,
    notice_of,
    paired,
    standing,
    title_of,
    whom,
    written,
)
from allkb.stats.sides import Side, exact_side, spread_side, subtracted
from allkb.views import estimate_kind, estimate_text

__all__ = ["Compared", "Verdict", "compare"]


class Verdict(StrEnum):
    """What a comparison shows."""

    CONSISTENT = "consistent"
    """No difference is shown, which is no proof that there is none."""
    ABOVE = "above"
    """The own figure is above the published one."""
    BELOW = "below"
    """The own figure is below the published one."""
    CANNOT_TELL = "cannot tell"
    """What is published does not carry a verdict."""


@frozen(kw_only=True, repr=False)
class Compared(Computed):
    """
    An own figure set against a published one. It is a description, not a judgement of care.

    Attributes:
        verdict: What it shows.
        own: The own figure.
        own_interval: The interval around it, computed by us or as it was given.
        statement: The id of the published statistic.
        published: Its estimate, as it is.
        published_interval: The interval around that, computed by us or as printed;
            None where there is none.
        difference: Own minus published, where the intervals allow it.
        reasoning: Why, in sentences.
    """

    verdict: Verdict
    own: Count | Point
    own_interval: ComputedInterval | ConfidenceInterval
    statement: StatementId
    published: Estimate
    published_interval: ComputedInterval | ConfidenceInterval | None = None
    difference: ComputedInterval | None = None
    reasoning: tuple[str, ...]

    def __repr__(self) -> str:
        own, published = estimate_text(self.own), estimate_text(self.published)
        return f"<Compared {self.verdict}: {own} with {published} ({self.statement})>"

    def _lines(self) -> Iterator[str]:
        yield f"Verdict: {self.verdict} ({BY_US})."
        yield from self.reasoning


@frozen
class _Found:
    """What setting two figures against each other gives, before soft edges are looked at."""

    verdict: Verdict
    why: tuple[str, ...]
    side: Side | None = None
    difference: ComputedInterval | None = None
    soft: tuple[str, ...] = ()


def compare(
    own: Count | Point | tuple[int, int],
    statistic: Statement,
    *,
    level: float = 0.95,
) -> Compared:
    """
    Set a centre's own figure against a published one.

    Counts get exact intervals here: Wilson's would call a few patients above or below
    too often. Counts, and proportions with an interval, are subtracted by square-and-add
    of the two intervals; against a range, a bound or a bare number the own interval alone
    decides; times are compared by whether their intervals overlap. A range keeps both
    ends. Where an approximate or misprinted figure, or an interval of unstated level,
    would have to decide, nothing is claimed.

    Args:
        own: So many of so many, as a count or a pair; or a point with a confidence
            interval or a standard error, for what is no k of n, such as survival
            after Kaplan and Meier.
        statistic: What it is compared with: an outcome statistic or a safety signal.
        level: The level of the intervals computed here; where an interval that was
            given has a level of its own, that one is taken.

    Raises:
        InvalidValueError: if either is no such thing, if the two have other units, or
            if both come with intervals of different levels.
    """
    check_level(level)
    if not isinstance(statistic, OutcomeStatistic | SafetySignal):
        said = f"it takes an outcome statistic or a safety signal, not {type(statistic).__name__}"
        raise InvalidValueError("compare", (said,))
    mine, faults = _own(own)
    level = _level(mine, statistic, level)
    side = _own_side(mine, level)
    if side is None:
        faults.append("a point needs its confidence interval or its standard error")
    if side is None or faults:
        raise InvalidValueError("own", tuple(faults))
    found = _against(side, statistic.estimate, level)
    verdict, softness = _softened(found, statistic)
    return Compared(
        verdict=verdict,
        own=mine,
        own_interval=side.interval,
        statement=statistic.id,
        published=statistic.estimate,
        published_interval=found.side.interval if found.side else None,
        difference=found.difference,
        reasoning=(
            f"Own: {estimate_text(mine)}; {side.words}.",
            *_published(statistic, found.side),
            *found.why,
            *softness,
            _left_open(statistic),
        ),
        notice=notice_of(statistic),
    )


def _own(own: object) -> tuple[Count | Point, list[str]]:
    """Return an own figure, and what keeps it from being compared."""
    pair = paired(own)
    if pair:
        return pair, []
    match own:
        case Count():
            faults = ["its interval is computed here; leave it out"] if own.uncertainty else []
        case Point(uncertainty=ConfidenceInterval(level=None)):
            faults = ["say of what level its confidence interval is"]
        case Point():
            faults = []
        case _:
            said = f"it is a count, a pair (k, n) of whole numbers or a point, not {shortly(own)}"
            raise InvalidValueError("own", (said,))
    return own, faults + (["it is exact, not approximate"] if own.approximate else [])


def _level(own: Count | Point, statistic: OutcomeStatistic | SafetySignal, level: float) -> float:
    """Return the level that all intervals of a comparison have; other units are an error too."""
    published = statistic.estimate
    mine = Unit.PROPORTION if isinstance(own, Count) else own.unit
    theirs = Unit.PROPORTION if isinstance(published, Count) else getattr(published, "unit", mine)
    if mine is not theirs:
        said = f"the own figure's unit is {mine}, the published one's is {theirs}"
        raise InvalidValueError(statistic.id, (f"{said}; give one in the published unit",))
    given = [
        figure.uncertainty.level
        for figure in (own, published)
        if isinstance(figure, Point)
        and isinstance(figure.uncertainty, ConfidenceInterval)
        and figure.uncertainty.level
    ]
    if len({*given}) > 1:
        ours, others = map(level_words, given)
        said = f"the own interval is of {ours}, the published one of {others}"
        raise InvalidValueError(statistic.id, (f"{said}; give the own one of that level",))
    return given[0] if given else level


def _own_side(own: Count | Point, level: float) -> Side | None:
    """Return an own figure with its interval; None if it is a point with nothing around it."""
    match own:
        case Count():
            return exact_side(own.events, own.of, level)
        case Point(uncertainty=ConfidenceInterval() | StandardError() as spread):
            return spread_side(own, spread, level, "given with it")
        case _:
            return None


def _against(own: Side, published: Estimate, level: float) -> _Found:
    match published:
        case Unquantified():
            said = "No number is published, so there is nothing to compare with."
            return _Found(Verdict.CANNOT_TELL, (said,))
        case Range():
            return _against_range(own, published)
        case Bound():
            return _against_bound(own, published)
        case Count():
            theirs = exact_side(published.events, published.of, level)
            return _by_difference(own, theirs, level)
        case Point(uncertainty=ConfidenceInterval() | StandardError() as spread):
            theirs = spread_side(published, spread, level, "printed by the source")
            stated = isinstance(spread, StandardError) or spread.level is not None
            if stated and published.unit is Unit.PROPORTION:
                return _by_difference(own, theirs, level)
            return _by_overlap(own, theirs, stated=stated)
        case Point():
            return _against_number(own, published)
        case _:
            assert_never(published)


def _placed(own: Side, low: float, high: float) -> Verdict:
    """Return where the own interval lies: only wholly outside is above or below."""
    if own.interval.low > high:
        return Verdict.ABOVE
    return Verdict.BELOW if own.interval.high < low else Verdict.CONSISTENT


_NO_PROOF = "No difference is shown; that is no proof that there is none."


def _against_range(own: Side, published: Range) -> _Found:
    verdict = _placed(own, published.low, published.high)
    low, high = as_given(published.low, published.unit), as_given(published.high, published.unit)
    where = {
        Verdict.ABOVE: f"The own interval lies wholly above {high}, the high end of the range.",
        Verdict.BELOW: f"The own interval lies wholly below {low}, the low end of the range.",
    }.get(verdict, f"The own interval and the published range overlap. {_NO_PROOF}")
    more = (
        "The range keeps both ends: no middle was taken, and how sure its ends are is not printed."
    )
    return _Found(verdict, (where, more))


def _against_bound(own: Side, published: Bound) -> _Found:
    edge = as_given(published.value, published.unit)
    if published.relation in (Comparator.MORE, Comparator.AT_LEAST):
        verdict = Verdict.BELOW if own.interval.high < published.value else Verdict.CONSISTENT
        side, other, wholly = "below", "above", own.interval.low >= published.value
    else:
        verdict = Verdict.ABOVE if own.interval.low > published.value else Verdict.CONSISTENT
        side, other, wholly = "above", "below", own.interval.high <= published.value
    if verdict is not Verdict.CONSISTENT:
        where = f"The own interval lies wholly {side} {edge}, on the other side of the bound."
    elif wholly:
        where = f"The own interval lies wholly on the side that the bound leaves open. {_NO_PROOF}"
    else:
        where = f"The own interval reaches to both sides of {edge}. {_NO_PROOF}"
    more = f"The bound has one end only: against it, nothing can be shown to be {other}."
    return _Found(verdict, (where, more))


def _against_number(own: Side, published: Point) -> _Found:
    verdict = _placed(own, published.value, published.value)
    number = as_given(published.value, published.unit)
    where = f"lies wholly {verdict}" if verdict is not Verdict.CONSISTENT else "contains"
    said = f"The own interval {where} {number}."
    if verdict is Verdict.CONSISTENT:
        said = f"{said} {_NO_PROOF}"
    known = "Nothing is printed around the published number that says how sure it is"
    if isinstance(published.uncertainty, ObservedRange):
        known = (
            "What is printed around the published number is the range of what was observed, "
            "which does not say how sure it is"
        )
    return _Found(verdict, (said, f"{known}: the own interval was held against the number alone."))


def _by_difference(own: Side, published: Side, level: float) -> _Found:
    found = subtracted(own, published, level, "own minus published")
    verdict = Verdict.CONSISTENT
    if found.low > 0 or found.high < 0:
        verdict = Verdict.ABOVE if found.low > 0 else Verdict.BELOW
    difference = f"Own minus published: {written(found.estimate, 'difference')}, {found.words}."
    shown = "It includes no difference. " + _NO_PROOF
    if verdict is not Verdict.CONSISTENT:
        shown = "It lies wholly on one side of no difference."
    return _Found(verdict, (difference, shown), published, found)


def _by_overlap(own: Side, published: Side, *, stated: bool) -> _Found:
    low, high = published.interval.low, published.interval.high
    verdict = _placed(own, low, high)
    where = f"The two intervals overlap. {_NO_PROOF}"
    if verdict is not Verdict.CONSISTENT:
        where = f"The own interval lies wholly {verdict} the published one."
    more = "Intervals were compared, not the figures tested: that asks for a larger difference."
    level = "The level of the published interval is not stated."
    return _Found(verdict, (where, more), published, soft=() if stated else (level,))


def _softened(
    found: _Found, statistic: OutcomeStatistic | SafetySignal
) -> tuple[Verdict, tuple[str, ...]]:
    """Return the verdict that is left where what would decide is not firm, and why."""
    soft = [*found.soft]
    if getattr(statistic.estimate, "approximate", False):
        soft.append("The published figure is approximate: how far its edges reach is not known.")
    amiss = figures_amiss(statistic)
    outside = found.verdict in (Verdict.ABOVE, Verdict.BELOW)
    if not amiss and not (soft and outside):
        return found.verdict, tuple(soft)
    why = f"So it cannot be said that the own figure is {found.verdict} the published one."
    if not outside:
        why = "So nothing can be said."
    return Verdict.CANNOT_TELL, (*soft, *amiss, why)


def _published(statistic: OutcomeStatistic | SafetySignal, side: Side | None) -> Iterator[str]:
    around = f"; {side.words}" if side else ""
    yield f"Published: {title_of(statistic)} ({estimate_kind(statistic.estimate)}){around}."
    yield from standing(statistic)
    against = [k.to for k in statistic.links if k.relation is Relation.CONFLICTS_WITH]
    if against:
        yield f"Other statements differ from it: {', '.join(against)}."


def _left_open(statistic: OutcomeStatistic | SafetySignal) -> str:
    horizon = f" {statistic.horizon}" if statistic.horizon else ", with no time to it"
    patients = f"; of patients: {whom(statistic)}" if whom(statistic) else ""
    return (
        "Whether patients, endpoint and time match your own is for you to judge: "
        f"the published figure is{horizon}{patients}."
    )
