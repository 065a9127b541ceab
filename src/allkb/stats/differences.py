"""The absolute difference between two arms, and the number needed for one more or one fewer."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from attrs import frozen

from allkb.errors import InvalidValueError
from allkb.model import Arm, Comparison, PrognosticFactor, Statement, StatementId
from allkb.stats.arms import Held, held
from allkb.stats.computed import (
    BY_US,
    Computed,
    ComputedInterval,
    check_level,
    figures_amiss,
    notice_of,
    standing,
    title_of,
    whom,
    written,
)
from allkb.stats.sides import subtracted
from allkb.views import effect_text

__all__ = ["Better", "Difference", "NumberNeeded", "difference"]

Better = Literal["more", "fewer"]
"""Which is good of an endpoint: more patients who reach it, or fewer. The data do not say."""


@frozen(kw_only=True, repr=False)
class NumberNeeded:
    """
    How many patients there are for one more, or one fewer, with the endpoint.

    It is one over the difference, and so are its ends. Where the interval of the
    difference includes 0, the interval of this number has a gap in the middle and
    goes out through infinity to the other side (Altman 1998).

    Attributes:
        difference: The difference it is worked out from, with its interval.
        better: Which is good, if that was said.
    """

    difference: ComputedInterval
    better: Better | None = None

    @property
    def value(self) -> float:
        """The number, above 1 or 1; infinite if there is no difference."""
        return _inverse(self.difference.estimate)

    @property
    def low(self) -> float:
        """The number at the lower end of the difference."""
        return _inverse(self.difference.low)

    @property
    def high(self) -> float:
        """The number at the upper end of the difference."""
        return _inverse(self.difference.high)

    @property
    def through_infinity(self) -> bool:
        """Whether its interval reaches from one direction through infinity to the other."""
        return self.difference.low < 0 < self.difference.high

    def __repr__(self) -> str:
        return f"<NumberNeeded {self}>"

    def __str__(self) -> str:
        ends = (self.difference.high, self.difference.low)
        if self.difference.estimate < 0:
            ends = (ends[1], ends[0])
        through = ", through infinity, to " if self.through_infinity else " to "
        shown = through.join(self._said(end) for end in ends)
        return f"{self._said(self.difference.estimate)}; {shown}"

    def _said(self, difference: float) -> str:
        number = _inverse(difference)
        if math.isinf(number):
            return "infinity"
        towards = "more" if difference > 0 else "fewer"
        if self.better is None:
            return f"1 {towards} for every {number:.3g}"
        return f"{'NNTB' if towards == self.better else 'NNTH'} {number:.3g}"


def _inverse(difference: float) -> float:
    return 1 / abs(difference) if difference else math.inf


@frozen(kw_only=True, repr=False)
class Difference(Computed):
    """
    How many more of one arm reach an endpoint than of another.

    Attributes:
        statement: The id of what compares them.
        title: What that says, in one line.
        arm: The id of the arm that is subtracted from.
        minus: The id of the arm that is subtracted.
        interval: The difference of proportions and its interval, in [-1, 1].
        needed: The number for one more or one fewer; None where the arms are not two
            treatments, of which one can be given instead of the other.
        figures: What was taken of each arm, and how.
        printed: The effects of the same two arms that the source gives itself.
        notes: What to know before using it.
    """

    statement: StatementId
    title: str
    arm: str
    minus: str
    interval: ComputedInterval
    needed: NumberNeeded | None
    figures: tuple[str, str]
    printed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        shown = written(self.interval.estimate, "difference")
        return f"<Difference {shown} ({self.interval.ends}): {self.arm} minus {self.minus}>"

    def _lines(self) -> Iterator[str]:
        shown = written(self.interval.estimate, "difference")
        yield f"Compared: {self.title.rstrip('.')}."
        yield f"{self.arm} minus {self.minus}: {shown}, {self.interval.words}."
        yield from self.figures
        if self.needed:
            yield f"Number needed, {self.arm} instead of {self.minus}, {BY_US}: {self.needed}."
            if self.needed.through_infinity:
                yield (
                    "That interval goes through infinity: no difference lies within it, and so do "
                    "more and fewer."
                )
        yield from (f"The source itself says: {effect}." for effect in self.printed)
        yield from self.notes


def difference(
    statement: Statement,
    *,
    arms: tuple[str, str] | None = None,
    level: float = 0.95,
    better: Better | None = None,
) -> Difference:
    """
    Return how many more of one arm reach the endpoint than of another, and the number needed.

    Arms with counts are subtracted with Newcombe's hybrid score interval. So is a
    percentage of so many to which no time belongs; of a survival estimate, whose
    percentage is no k of n, the printed standard error or confidence interval is
    needed. Neither is taken for an effect of treatment: whether the arms were
    assigned by chance is not in the data.

    Args:
        statement: What compares the arms: a comparison or a prognostic factor.
        arms: The ids of the arm to subtract from and of the one to subtract; may be
            left out where there are two arms: the first minus the second.
        level: The level of the interval.
        better: Which is good, `more` or `fewer` with the endpoint; then the number
            needed is marked as of benefit (NNTB) or harm (NNTH).

    Raises:
        InvalidValueError: if an arm has no figure that can be subtracted; it lists why,
            for both arms.
    """
    check_level(level)
    if not isinstance(statement, Comparison | PrognosticFactor):
        said = f"a comparison or a prognostic factor has arms, not {type(statement).__name__}"
        raise InvalidValueError("difference", (said,))
    if better not in ("more", "fewer", None):
        raise InvalidValueError("better", (f"it is more or fewer, not {better!r}",))
    first, second = _pair(statement, arms)
    amiss = figures_amiss(statement)
    found = [held(arm, statement.horizon, level) for arm in (first, second)]
    without = zip((first, second), found, strict=True)
    faults = (*(f"{arm.id}: {why}" for arm, why in without if isinstance(why, str)), *amiss)
    if faults:
        raise InvalidValueError(statement.id, faults)
    one, other = (figure for figure in found if isinstance(figure, Held))
    made = subtracted(one.side, other.side, level, f"{first.id} minus {second.id}")
    return Difference(
        statement=statement.id,
        title=title_of(statement),
        arm=first.id,
        minus=second.id,
        interval=made,
        needed=NumberNeeded(difference=made, better=better) if _treatments(first, second) else None,
        figures=(f"{first.id}: {one.words}.", f"{second.id}: {other.words}."),
        printed=tuple(_printed(statement, first, second)),
        notes=tuple(_notes(statement, first, second)),
        notice=notice_of(statement),
    )


def _pair(
    statement: Comparison | PrognosticFactor, arms: tuple[str, str] | None
) -> tuple[Arm, Arm]:
    """Return the two arms to subtract, as named or as they stand."""
    known = {arm.id: arm for arm in statement.arms}
    if arms is None and len(known) == 2:
        first, second = statement.arms
        return first, second
    if arms is None:
        said = (
            f"name two of its {len(known)} arms: {', '.join(known)}" if known else "it has no arms"
        )
        raise InvalidValueError(statement.id, (said,))
    strange = [
        f"no arm {name!r}; the arms are {', '.join(known)}" for name in arms if name not in known
    ]
    if len(arms) != 2 or arms[0] == arms[1]:
        strange.append("arms are two different ones")
    if strange:
        raise InvalidValueError(statement.id, tuple(strange))
    return known[arms[0]], known[arms[1]]


def _printed(statement: Comparison | PrognosticFactor, first: Arm, second: Arm) -> Iterator[str]:
    for effect in statement.effects:
        if {effect.numerator, effect.denominator} == {first.id, second.id}:
            yield effect_text(effect)


def _treatments(first: Arm, second: Arm) -> bool:
    given = {first.intervention, second.intervention}
    return len(given) == 2 and None not in given


def _notes(statement: Comparison | PrognosticFactor, first: Arm, second: Arm) -> Iterator[str]:
    if _treatments(first, second):
        yield "Whether the arms were assigned by chance is not in the data."
    else:
        yield "The arms are not two treatments, so there is no number needed to treat."
    if statement.horizon:
        yield f"The figures are {statement.horizon}: at another time the difference is another."
    if whom(statement):
        yield f"Patients: {whom(statement)}."
    yield from standing(statement)
