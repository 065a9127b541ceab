"""The difference between two arms and the number needed: worked examples, words and refusals."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from samples import NEW, cites, said, sample_base
from stats_samples import ARMS, base, k_of, study, versus

import allkb
from allkb import (
    AtTime,
    Bound,
    Comparator,
    Comparison,
    ConfidenceInterval,
    Direction,
    Effect,
    Estimate,
    InvalidValueError,
    Misprint,
    MisprintPart,
    Point,
    PrognosticFactor,
    Range,
    StandardError,
    Unit,
    Unquantified,
)
from allkb.stats import ComputedInterval, Difference, NumberNeeded, difference
from allkb.stats.arms import counts_printed_as
from allkb.views import notice

LATER = AtTime(value=5, unit=Unit.YEARS)


def arms(first: Estimate | None, second: Estimate | None, **changed: Any) -> Comparison:
    """Return a comparison of cells with a graft, with a figure for each."""
    sizes = changed.pop("n", (None, None))
    pair = (
        evolve(arm, estimate=estimate, n=n)
        for arm, estimate, n in zip(ARMS, (first, second), sizes, strict=True)
    )
    return versus("a", arms=tuple(pair), **changed)


def share(printed: str, **more: Any) -> Point:
    """Return a percentage as it is printed."""
    return Point(value=float(printed.rstrip("%")) / 100, printed=printed, **more)


def needed(
    estimate: float, low: float, high: float, better: Any = None, level: float = 0.95
) -> NumberNeeded:
    """Return the number needed of a difference with an interval."""
    interval = ComputedInterval(
        estimate=estimate,
        low=low,
        high=high,
        level=level,
        method="Wald",
        unit="difference",
        of="example",
        notice="",
    )
    return NumberNeeded(difference=interval, better=better)


def test_a_difference_tells_itself_in_words() -> None:
    """
    What of what, the interval and whose it is, the arms, the number needed, and the notice.

    The figures are those of example (a) of Newcombe 1998 (Statistics in Medicine 17:873):
    56 of 70 minus 48 of 80 is 0.20, from 0.0524 to 0.3339.
    """
    held = base(arms(k_of(56, 70), k_of(48, 80), horizon=LATER, caveats=("Invented.",)))
    found = difference(held["study.a"])
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.0524, 0.3339)
    assert str(found).splitlines() == [
        "Compared: event free survival at 5 years: cells (56 of 70) against graft (48 of 80).",
        (
            "cells minus graft: +20.0 percentage points, 95 % Newcombe hybrid score interval "
            "+5.2 to +33.4 percentage points, computed by allkb."
        ),
        "cells: 56 of 70; 95 % Wilson score interval 69.2% to 87.7%, computed by allkb.",
        "graft: 48 of 80; 95 % Wilson score interval 49.0% to 70.0%, computed by allkb.",
        (
            "Number needed, cells instead of graft, computed by allkb: "
            "1 more for every 5; 1 more for every 3 to 1 more for every 19.1."
        ),
        "Whether the arms were assigned by chance is not in the data.",
        "The figures are at 5 years: at another time the difference is another.",
        "Patients: Children in relapse.",
        "Said by guide.2025-04-21 plain C1.",
        "Caveat: Invented.",
        notice(held),
    ]
    assert repr(found) == (
        "<Difference +20.0 percentage points (+5.2 to +33.4 percentage points): cells minus graft>"
    )


def test_the_number_needed_of_altman_goes_through_infinity() -> None:
    """
    Altman 1998 (BMJ 317:1309): a reduction of 10 % with an interval of -5 % to +25 %.

    Read in Newcombe's letter on it (BMJ rapid response, 5 January 1999) and in the legend of
    its figure 1: NNT 10, from an NNTB of 4 through infinity to an NNTH of 20.
    """
    found = needed(0.10, -0.05, 0.25, "more")
    assert (found.value, found.high, found.low) == pytest.approx((10, 4, 20))
    assert found.through_infinity
    assert str(found) == "NNTB 10; NNTB 4, through infinity, to NNTH 20"
    assert str(needed(-0.10, -0.25, 0.05, "fewer")) == str(found)
    assert repr(found) == f"<NumberNeeded {found}>"


def test_the_number_needed_of_barrowman_does_not() -> None:
    """
    Barrowman 2002 (CMAJ 166:1676): a reduction of 16.6 %, 95 % interval 0.9 % to 32.2 %.

    It prints a number needed to treat of about 6, from 3.1 to 111.1.
    """
    found = needed(0.166, 0.009, 0.322, "more")
    assert round(found.value) == 6
    assert (round(found.high, 1), round(found.low, 1)) == (3.1, 111.1)
    assert not found.through_infinity
    assert str(found) == "NNTB 6.02; NNTB 3.11 to NNTB 111"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            (0.0, -0.2, 0.25),
            "infinity; 1 more for every 4, through infinity, to 1 fewer for every 5",
        ),
        ((0.1, 0.0, 0.25), "1 more for every 10; 1 more for every 4 to infinity"),
        ((-0.1, -0.25, 0.0), "1 fewer for every 10; 1 fewer for every 4 to infinity"),
        ((1.0, 0.5, 1.0), "1 more for every 1; 1 more for every 1 to 1 more for every 2"),
    ],
)
def test_the_edges_of_a_number_needed(given: tuple[float, float, float], words: str) -> None:
    """No difference is infinity; a difference of all is 1."""
    assert str(needed(*given)) == words


def test_an_interval_through_infinity_is_told_as_such() -> None:
    """Also in the words around it, and only then. Of examples that Newcombe 1998 prints."""
    said_so = "That interval goes through infinity: no difference lies within it"
    through = difference(arms(k_of(5, 56), k_of(0, 29)), better="more")
    assert "NNTB 11.2; NNTB 5.19, through infinity, to NNTH 26.2." in str(through)
    assert said_so in str(through)
    one_sided = difference(arms(k_of(9, 10), k_of(3, 10)), better="fewer")
    assert one_sided.needed is not None
    assert one_sided.needed.low == pytest.approx(1 / 0.1705, rel=1e-3)
    assert "NNTH 1.67; NNTH 1.24 to NNTH 5.8" in str(one_sided)
    assert said_so not in str(one_sided)


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        ((10, 10), (0, 20), (0.6791, 1.0)),
        ((0, 10), (0, 20), (-0.1611, 0.2775)),
        ((10, 10), (20, 20), (-0.2775, 0.1611)),
    ],
)
def test_none_and_all(
    first: tuple[int, int], second: tuple[int, int], ends: tuple[float, float]
) -> None:
    """
    Zero cells have intervals too.

    The first is example (h) of Newcombe 1998; the others follow from his table I of
    Wilson intervals, 0 of 20 up to 0.1611, and from 0 of 10 up to z^2 / (10 + z^2).
    """
    found = difference(arms(k_of(*first), k_of(*second))).interval
    assert (found.low, found.high) == pytest.approx(ends, abs=5e-5)


def test_survival_estimates_are_subtracted_by_their_errors() -> None:
    """Square-and-add of standard errors is the normal approximation of Altman and Andersen 1999."""
    first, second = (
        share(printed, uncertainty=StandardError(value=error))
        for printed, error in (("66%", 0.03), ("50%", 0.04))
    )
    found = difference(arms(first, second, horizon=LATER))
    reach = 1.959964 * 0.05
    assert (found.interval.low, found.interval.high) == pytest.approx((0.16 - reach, 0.16 + reach))
    assert found.interval.method == "square-and-add (Zou and Donner)"
    assert found.figures[0] == (
        "cells: 66%; 95 % normal interval 60.1% to 71.9%, computed by allkb from the standard "
        "error, printed by the source."
    )


def test_survival_estimates_are_subtracted_by_their_intervals() -> None:
    """Of the level that was asked for; another one is refused."""
    around = ConfidenceInterval(low=0.5, high=0.75, level=0.9)
    pair = [share(printed, uncertainty=around) for printed in ("70%", "60%")]
    found = difference(arms(*pair, horizon=LATER), level=0.9)
    low = 0.1 - math.hypot(0.2, 0.15)
    high = 0.1 + math.hypot(0.05, 0.1)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high))
    with pytest.raises(InvalidValueError, match="its confidence interval is of 90 %; ask for that"):
        difference(arms(*pair, horizon=LATER))


def test_a_percentage_of_so_many_is_a_count_where_it_can_be_one() -> None:
    """One count fits: that. Several: the percentage itself. At a time it may be a survival."""
    one = arms(share("92%"), share("93%"), n=(12, 43))
    found = difference(one)
    by_counts = difference(arms(k_of(11, 12), k_of(40, 43)))
    assert found.interval == evolve(by_counts.interval)
    assert (
        "92%: 11 of 12, the only count of 12 that is printed so (worked out by allkb); "
        in (found.figures[0])
    )
    several = difference(arms(share("50%"), share("40%"), n=(200, 500)))
    assert several.interval.estimate == pytest.approx(0.1)
    assert (
        "50%: 99 to 101 of 200 are printed so; the percentage itself was taken"
        in (several.figures[0])
    )
    with pytest.raises(InvalidValueError, match="at 5 years may be a survival estimate"):
        difference(arms(share("92%"), share("93%"), n=(12, 43), horizon=LATER))


@pytest.mark.parametrize(
    ("printed", "value", "of", "counts"),
    [
        ("92%", 0.92, 12, [11]),
        ("0.92", 0.92, 12, [11]),
        (".92", 0.92, 12, [11]),
        ("66.7%", 0.667, 3, [2]),
        ("50%", 0.5, 200, [99, 100, 101]),
        ("0%", 0.0, 10, [0]),
        ("100%", 1.0, 10, [10]),
        ("92%", 0.92, 7, []),
        ("half", 0.5, 10, []),
        ("9 of 10", 0.5, 10, []),
    ],
)
def test_the_counts_that_are_printed_as_a_percentage(
    printed: str, value: float, of: int, counts: list[int]
) -> None:
    """All whole numbers that round to it, and none beyond what there are."""
    assert [*counts_printed_as(Point(value=value, printed=printed), of)] == counts


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.data())
def test_a_count_is_among_those_that_are_printed_as_it(
    pair: tuple[int, int], data: st.DataObject
) -> None:
    """Whatever the number of decimals."""
    events, of = pair
    digits = data.draw(st.integers(0, 3))
    printed = f"{events / of * 100:.{digits}f}%"
    value = min(float(printed[:-1]) / 100, 1.0)
    assert events in counts_printed_as(Point(value=value, printed=printed), of)


@pytest.mark.parametrize(
    ("estimate", "n", "why"),
    [
        (None, None, "the source gives no figure"),
        (Unquantified(printed="some"), None, "the source gives no number"),
        (Range(low=0.1, high=0.3, printed="10% to 30%"), None, "and no middle was taken"),
        (Bound(relation=Comparator.LESS, value=0.2, printed="20%"), None, "has one end only"),
        (evolve(k_of(1, 2), approximate=True), None, "the figure is approximate"),
        (evolve(share("50%"), approximate=True), 10, "the figure is approximate"),
        (Point(value=5, printed="5", unit=Unit.MONTHS), 10, "is in months, not a proportion"),
        (share("50%"), None, "of how many, and with what error, is not printed"),
        (share("50%"), 7, "no count of 7 comes to 50%"),
        (
            share("50%", uncertainty=ConfidenceInterval(low=0.4, high=0.6, level=None)),
            10,
            "of what level its confidence interval is, is not stated",
        ),
    ],
)
def test_what_cannot_be_subtracted_is_refused(
    estimate: Estimate | None, n: int | None, why: str
) -> None:
    """The error names the statement and the arm; of both arms, if both are at fault."""
    with pytest.raises(InvalidValueError) as caught:
        difference(arms(k_of(1, 2), estimate, n=(None, n)))
    assert str(caught.value).startswith("study.a: graft: ")
    assert why in str(caught.value)
    with pytest.raises(InvalidValueError, match=r"study\.a: cells: .*; graft: "):
        difference(arms(estimate, estimate, n=(n, n)))


def test_misprinted_figures_are_not_subtracted() -> None:
    """Which figure is right is not known."""
    slip = Misprint(part=MisprintPart.FIGURE, printed="5", reason="The paper has 6.")
    amiss = (said(NEW, cites("a-2020"), misprints=(slip,)),)
    with pytest.raises(InvalidValueError, match="prints the figure '5' amiss: The paper has 6"):
        difference(arms(k_of(5, 10), k_of(4, 10), attestations=amiss))


def test_arms_are_chosen_by_their_ids() -> None:
    """Turned round, the difference is turned round; of three, two have to be named."""
    two = arms(k_of(5, 10), k_of(4, 10))
    there, back = (
        difference(two, arms=pair).interval for pair in (("cells", "graft"), ("graft", "cells"))
    )
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    three = evolve(two, arms=(*two.arms, evolve(ARMS[1], id="third", label="third")))
    with pytest.raises(InvalidValueError, match="name two of its 3 arms: cells, graft, third"):
        difference(three)
    assert difference(three, arms=("cells", "graft")).interval == there


@pytest.mark.parametrize(
    ("pair", "words"),
    [
        (("cells", "none"), "no arm 'none'; the arms are cells, graft"),
        (("cells", "cells"), "arms are two different ones"),
        (("cells",), "arms are two different ones"),
    ],
)
def test_arms_that_are_not_there_are_an_error(pair: Any, words: str) -> None:
    """With those that are."""
    with pytest.raises(InvalidValueError, match=words):
        difference(arms(k_of(5, 10), k_of(4, 10)), arms=pair)


def test_other_arguments_are_errors() -> None:
    """A statement without arms, a direction that is none, a level that is none."""
    two: Any = arms(k_of(5, 10), k_of(4, 10))
    with pytest.raises(InvalidValueError, match="has arms, not OutcomeStatistic"):
        difference(study("b", k_of(1, 2)))
    with pytest.raises(InvalidValueError, match="better: it is more or fewer, not 'less'"):
        difference(two, better="less")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidValueError, match="level: it must be a number"):
        difference(two, level=95)
    factor = next(s for s in sample_base().prognostic_factors)
    bare = evolve(factor, arms=(), effects=(), unassigned=(), p=None)
    with pytest.raises(InvalidValueError, match="it has no arms"):
        difference(bare)


def test_groups_that_are_not_two_treatments_have_no_number_needed() -> None:
    """Nobody can be given another karyotype."""
    groups = tuple(
        evolve(arm, intervention=None, estimate=k_of(k, 10))
        for arm, k in zip(ARMS, (5, 4), strict=True)
    )
    found = difference(versus("a", arms=groups))
    assert found.needed is None
    assert "The arms are not two treatments, so there is no number needed to treat." in str(found)
    assert "Number needed" not in str(found)


def test_what_the_source_says_of_the_arms_stands_beside() -> None:
    """Of these two arms, and of no others."""
    effect = Effect(numerator="cells", denominator="graft", direction=Direction.FAVORS_NUMERATOR)
    third = evolve(ARMS[1], id="third", label="third")
    other = evolve(effect, denominator="third")
    two = arms(k_of(5, 10), k_of(4, 10))
    both = evolve(two, arms=(*two.arms, third), effects=(effect, other))
    found = difference(both, arms=("graft", "cells"))
    assert found.printed == ("cells over graft: favors cells",)
    assert "The source itself says: cells over graft: favors cells." in str(found)


PAIRS = st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@given(PAIRS, PAIRS)
def test_a_difference_lies_in_its_interval(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Within [-1, 1]; swapping arms, and swapping those with and without, turns it round."""
    there = difference(arms(k_of(*one), k_of(*other)))
    found = there.interval
    assert -1 <= found.low <= found.estimate + 1e-12
    assert found.estimate - 1e-12 <= found.high <= 1
    without = [k_of(n - k, n) for k, n in (one, other)]
    for turned in (
        difference(arms(k_of(*other), k_of(*one))).interval,
        difference(arms(*without)).interval,
    ):
        assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-9)
    assert there.needed is not None
    assert there.needed.value >= 1
    assert there.needed.through_infinity == (found.low < 0 < found.high)


def test_every_bundled_comparison_has_a_difference_or_a_reason() -> None:
    """Of each two of its arms; and each difference has the notice."""
    kb = allkb.load()
    found: list[Difference] = []
    refused: list[tuple[str, str]] = []
    comparing: list[Comparison | PrognosticFactor] = [*kb.comparisons, *kb.prognostic_factors]
    for statement in comparing:
        ids = [arm.id for arm in statement.arms]
        pairs: list[tuple[str, str] | None] = [*combinations(ids, 2)]
        for pair in pairs or [None]:
            try:
                found.append(difference(statement, arms=pair))
            except InvalidValueError as error:
                refused.append((statement.id, str(error)))
    assert len(found) > 50
    for one in found:
        assert one.interval.low <= one.interval.estimate <= one.interval.high
        assert str(one).endswith(notice(kb))
    for id, why in refused:
        assert why.startswith(f"{id}: ")
        assert len(why) > len(id) + 10
