"""A centre's own figure against a published one: every verdict, and what it does not claim."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from samples import NEW, cites, said
from scipy.stats import binom
from stats_samples import base, every_statistic, k_of, study

import allkb
from allkb import (
    AtTime,
    Bound,
    Comparator,
    ConceptId,
    ConfidenceInterval,
    Count,
    Ended,
    Estimate,
    HowEnded,
    InvalidValueError,
    Is,
    KnowledgeBase,
    Link,
    LongTerm,
    Misprint,
    MisprintPart,
    ObservedRange,
    Point,
    Range,
    Relation,
    SafetySignal,
    StandardError,
    StatementId,
    TopicId,
    Uncertainty,
    Unit,
    Unquantified,
)
from allkb.stats import Compared, ComputedInterval, Verdict, compare
from allkb.stats.sides import counted_side, spread_side, subtracted
from allkb.views import notice

CONSISTENT, ABOVE, BELOW, CANNOT_TELL = Verdict


def share(value: float, around: Uncertainty | None = None, **more: Any) -> Point:
    """Return a proportion, printed as a percentage."""
    return Point(value=value, printed=f"{value * 100:g}%", uncertainty=around, **more)


def time(value: float, low: float, high: float, level: float | None = 0.95) -> Point:
    """Return a median in months with its confidence interval."""
    around = ConfidenceInterval(low=low, high=high, level=level)
    return Point(value=value, printed=f"{value}", unit=Unit.MONTHS, uncertainty=around)


def ci(low: float, high: float, level: float | None = 0.95) -> ConfidenceInterval:
    """Return a confidence interval."""
    return ConfidenceInterval(low=low, high=high, level=level)


def bound(relation: Comparator, value: float) -> Bound:
    """Return a bound."""
    return Bound(relation=relation, value=value, printed=f"{value * 100:g}%")


RANGE = Range(low=0.1, high=0.3, printed="10% to 30%")
FEW, SOME, MANY = k_of(1, 100), k_of(20, 100), k_of(90, 100)


@pytest.mark.parametrize(
    ("published", "few", "some", "many"),
    [
        (RANGE, BELOW, CONSISTENT, ABOVE),
        (share(0.2), BELOW, CONSISTENT, ABOVE),
        (share(0.2, ObservedRange(low=0, high=1)), BELOW, CONSISTENT, ABOVE),
        (share(0.2, ci(0.15, 0.25)), BELOW, CONSISTENT, ABOVE),
        (share(0.2, StandardError(value=0.03)), BELOW, CONSISTENT, ABOVE),
        (k_of(40, 200), BELOW, CONSISTENT, ABOVE),
        (bound(Comparator.MORE, 0.2), BELOW, CONSISTENT, CONSISTENT),
        (bound(Comparator.AT_LEAST, 0.2), BELOW, CONSISTENT, CONSISTENT),
        (bound(Comparator.LESS, 0.2), CONSISTENT, CONSISTENT, ABOVE),
        (bound(Comparator.AT_MOST, 0.2), CONSISTENT, CONSISTENT, ABOVE),
        (Unquantified(printed="some"), CANNOT_TELL, CANNOT_TELL, CANNOT_TELL),
        # Of an interval without a level, and of about, nothing can be claimed.
        (share(0.2, ci(0.15, 0.25, None)), CANNOT_TELL, CONSISTENT, CANNOT_TELL),
        (evolve(RANGE, approximate=True), CANNOT_TELL, CONSISTENT, CANNOT_TELL),
        (share(0.2, approximate=True), CANNOT_TELL, CONSISTENT, CANNOT_TELL),
        (evolve(k_of(40, 200), approximate=True), CANNOT_TELL, CONSISTENT, CANNOT_TELL),
    ],
)
def test_verdicts(published: Estimate, few: Verdict, some: Verdict, many: Verdict) -> None:
    """What 1, 20 and 90 of 100 are against each kind of figure."""
    statistic = study("a", published)
    assert [compare(own, statistic).verdict for own in (FEW, SOME, MANY)] == [few, some, many]


def test_the_reasoning_names_what_was_used(kb: KnowledgeBase) -> None:
    """The figure as printed, whose the intervals are, who said it, and what is left to the user."""
    found = compare((3, 40), kb["graft.second.efs"])
    assert str(found).splitlines() == [
        "Verdict: cannot tell (computed by allkb).",
        "Own: 3 of 40; 95 % Clopper-Pearson (exact) interval 1.6% to 20.4%, computed by allkb.",
        (
            "Published: second transplant: event free survival long-term (no time given): "
            "about 10% to 30% (a range that the authors state)."
        ),
        "Said by guide.2012 may; guide.2018 may; guide.2025-04-21 will C1.",
        "Caveat: Small studies.",
        (
            "The own interval and the published range overlap. "
            "No difference is shown; that is no proof that there is none."
        ),
        "The range keeps both ends: no middle was taken, and how sure its ends are is not printed.",
        "The published figure is approximate: how far its edges reach is not known.",
        "guide.2018 prints the figure '10%' amiss: The paper has 12%.",
        "So nothing can be said.",
        (
            "Whether patients, endpoint and time match your own is for you to judge: the "
            "published figure is long-term (no time given); of patients: relapse after "
            "allogeneic HSCT; highly selected."
        ),
        notice(kb),
    ]


def test_a_misprinted_figure_decides_nothing() -> None:
    """What is amiss with it is told, and what was found is not claimed."""
    misprint = Misprint(part=MisprintPart.FIGURE, printed="20%", reason="A slip.")
    statistic = study("a", RANGE, attestations=(said(NEW, misprints=(misprint,)),))
    for own in (FEW, SOME, MANY):
        assert compare(own, statistic).verdict is CANNOT_TELL
    assert "So it cannot be said that the own figure is above the published one." in str(
        compare(MANY, statistic)
    )
    other = evolve(misprint, part=MisprintPart.CITATION)
    fine = study("a", RANGE, attestations=(said(NEW, misprints=(other,)),))
    assert compare(MANY, fine).verdict is ABOVE


def test_two_counts_are_subtracted_with_their_exact_intervals() -> None:
    """
    56 of 70 minus 48 of 80, by square-and-add.

    The exact intervals are what R's `binom.test` prints: 0.6873 to 0.8861, 0.4844 to 0.7080.
    """
    found = compare((56, 70), study("a", k_of(48, 80)))
    assert found.verdict is ABOVE
    assert found.difference is not None
    low = 0.2 - math.hypot(0.8 - 0.6873, 0.7080 - 0.6)
    high = 0.2 + math.hypot(0.8861 - 0.8, 0.6 - 0.4844)
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high), abs=1e-4)
    assert (
        "Own minus published: +20.0 percentage points, 95 % square-and-add (Zou and Donner) "
        "interval +4.4 to +34.4 percentage points, computed by allkb."
    ) in found.reasoning
    assert "It lies wholly on one side of no difference." in found.reasoning


def test_overlapping_intervals_may_still_differ() -> None:
    """Two samples are tested as two samples: that is sharper than whether intervals overlap."""
    found = compare((56, 70), study("a", k_of(48, 80)))
    assert isinstance(found.published_interval, ComputedInterval)
    assert found.own_interval.low < found.published_interval.high
    assert found.verdict is ABOVE


@pytest.mark.parametrize("of", [1, 2, 3, 5, 10, 20, 40])
def test_few_patients_are_rarely_called_above_or_below(of: int) -> None:
    """If the published figure is true of them, at most one in forty centres is told either."""
    for published in (0.05, 0.2, 0.5, 0.8):
        statistic = study("a", share(published))
        verdicts = [compare((k, of), statistic).verdict for k in range(of + 1)]
        for wrong in (ABOVE, BELOW):
            chances = (binom.pmf(k, of, published) for k, v in enumerate(verdicts) if v is wrong)
            assert sum(chances) <= 0.025


@pytest.mark.parametrize(("of", "published"), [(1, 60), (3, 60), (8, 8), (12, 40)])
def test_two_samples_alike_are_rarely_told_apart(of: int, published: int) -> None:
    """If both are of one truth, at most one pair in twenty is."""
    apart = [
        (k, n)
        for n in range(published + 1)
        for statistic in [study("a", k_of(n, published))]
        for k in range(of + 1)
        if compare((k, of), statistic).verdict is not CONSISTENT
    ]
    assert apart
    for truth in (0.1, 0.2, 0.35, 0.5):
        chances = (binom.pmf(k, of, truth) * binom.pmf(n, published, truth) for k, n in apart)
        assert sum(chances) <= 0.05


def test_square_and_add_gives_newcombes_interval() -> None:
    """Of Wilson intervals as if they had been printed, it is the same."""
    first, second = counted_side(56, 70, 0.95), counted_side(48, 80, 0.95)
    by_counts = subtracted(first, second, 0.95, "")
    by_ends = subtracted(evolve(first, counted=None), second, 0.95, "")
    assert by_ends.method == "square-and-add (Zou and Donner)"
    assert (by_ends.low, by_ends.high) == pytest.approx((by_counts.low, by_counts.high))


def test_standard_errors_are_added_as_normal() -> None:
    """Altman and Andersen 1999: the difference has the root of the sum of the squared errors."""
    sides = [
        spread_side(share(value), StandardError(value=error), 0.95, "so")
        for value, error in ((0.66, 0.03), (0.50, 0.04))
    ]
    found = subtracted(sides[0], sides[1], 0.95, "")
    reach = 1.959964 * 0.05
    assert (found.low, found.high) == pytest.approx((0.16 - reach, 0.16 + reach))


def test_an_own_estimate_with_an_interval() -> None:
    """A survival after Kaplan and Meier is no k of n; it comes with its own interval or error."""
    statistic = study("a", share(0.5, ci(0.4, 0.6)))
    given = compare(share(0.8, ci(0.7, 0.9)), statistic)
    assert given.verdict is ABOVE
    assert given.reasoning[0] == (
        "Own: 80% (95 % confidence interval 70% to 90%); "
        "95 % confidence interval 70% to 90%, given with it."
    )
    error = compare(share(0.8, StandardError(value=0.05)), statistic)
    assert error.verdict is ABOVE
    assert "95 % normal interval 70.2% to 89.8%, computed by allkb from the standard error" in str(
        error
    )
    assert compare(share(0.55, ci(0.4, 0.7)), study("a", k_of(50, 100))).verdict is CONSISTENT


def test_a_normal_interval_is_shown_within_its_unit() -> None:
    """Nothing below 0%, nothing above 100%."""
    low = compare((1, 2), study("a", share(0.02, StandardError(value=0.05))))
    assert low.published_interval is not None
    assert low.published_interval.low == 0
    high = compare((1, 2), study("a", share(0.98, StandardError(value=0.05))))
    assert high.published_interval is not None
    assert high.published_interval.high == 1


def test_all_intervals_have_one_level() -> None:
    """The published one's, if it has one; an own interval of another level is an error."""
    statistic = study("a", share(0.2, ci(0.15, 0.25, 0.9)))
    found = compare((20, 100), statistic, level=0.99)
    assert isinstance(found.own_interval, ComputedInterval)
    assert found.own_interval.level == 0.9
    with pytest.raises(InvalidValueError, match=r"own interval is of 95 %, .* of 90 %; give"):
        compare(share(0.2, ci(0.1, 0.3)), statistic)
    bare = compare((20, 100), study("a", share(0.2)), level=0.99)
    assert isinstance(bare.own_interval, ComputedInterval)
    assert bare.own_interval.level == 0.99


@pytest.mark.parametrize(
    ("own", "verdict"),
    [(time(5, 3, 7), BELOW), (time(11, 8, 13), CONSISTENT), (time(30, 20, 40), ABOVE)],
)
def test_times_are_compared_by_their_intervals(own: Point, verdict: Verdict) -> None:
    """That asks for a larger difference than a test, and says so."""
    found = compare(own, study("a", time(10, 8, 12)))
    assert found.verdict is verdict
    assert found.difference is None
    assert any(
        line.startswith("Intervals were compared, not the figures") for line in found.reasoning
    )


def test_a_time_against_a_range_of_times() -> None:
    """The unit goes with the numbers."""
    statistic = study("a", Range(low=5, high=13, printed="5 to 13", unit=Unit.MONTHS))
    found = compare(time(20, 14, 30), statistic)
    assert found.verdict is ABOVE
    assert "wholly above 13 months, the high end" in str(found)


def test_what_surrounds_a_number_is_told_apart() -> None:
    """Nothing, or the range of what was observed: neither says how sure the number is."""
    nothing = compare(MANY, study("a", share(0.2)))
    assert (
        "Nothing is printed around the published number that says how sure it is: "
        "the own interval was held against the number alone."
    ) in nothing.reasoning
    assert nothing.published_interval is None
    observed = compare(SOME, study("a", share(0.2, ObservedRange(low=0, high=1))))
    assert any("the range of what was observed" in line for line in observed.reasoning)
    assert any(line.startswith("The own interval contains 20%.") for line in observed.reasoning)


def test_a_bound_has_one_side() -> None:
    """What a bound cannot show is said."""
    statistic = study("a", bound(Comparator.MORE, 0.5))
    open_side = str(compare(MANY, statistic))
    assert "wholly on the side that the bound leaves open" in open_side
    assert "against it, nothing can be shown to be above" in open_side
    assert "wholly below 50%, on the other side of the bound" in str(compare(FEW, statistic))
    assert "reaches to both sides of 50%" in str(compare((5, 10), statistic))


def test_old_is_never_shown_as_current() -> None:
    """That a statement stands no longer is told, and who differs from it."""
    ended = Ended(how=HowEnded.WITHDRAWN, noticed_in=NEW, reason="No longer there.")
    link = Link(relation=Relation.CONFLICTS_WITH, to=StatementId("graft.second.efs"))
    found = compare(MANY, study("a", RANGE, ended=ended, links=(link,)))
    assert "This stands no longer in its source (withdrawn): No longer there." in found.reasoning
    assert "Other statements differ from it: graft.second.efs." in found.reasoning


def test_a_safety_signal_may_be_compared(kb: KnowledgeBase) -> None:
    """As an outcome statistic may; times are told."""
    found = compare((5, 7), kb["cells.fever"])
    assert found.verdict is CONSISTENT
    assert "the published figure is within 8 days from infusion." in str(found)


def test_a_statement_of_no_knowledge_base_may_be_compared() -> None:
    """Its summary stands for names, its criteria are told by their facts."""
    criteria = Is(fact="prior_car_t", value=True)
    statistic = SafetySignal(
        id=StatementId("own.signal"),
        topic=TopicId("own"),
        summary="Fever was common.",
        criteria=criteria,
        intervention=ConceptId("car"),
        event=ConceptId("fever"),
        estimate=k_of(5, 7),
        attestations=(said(NEW, cites("doe-2010")),),
    )
    found = str(compare((1, 7), statistic))
    assert "Published: Fever was common. (a count)" in found
    assert f"of patients: {criteria}." in found
    assert "Derived from guide.2025-04-21." in found


def test_a_comparison_shows_itself_shortly() -> None:
    """The verdict and both figures."""
    found = compare((9, 40), study("a", RANGE))
    assert repr(found) == "<Compared consistent: 9 of 40 with 10% to 30% (study.a)>"


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ((9, 8), "events (9) must be between 0 and 8"),
        ((1, 2, 3), "it is a count, a pair (k, n) of whole numbers or a point, not (1, 2, 3)"),
        ((0.5, 1), "of whole numbers or a point, not (0.5, 1)"),
        ((True, 2), "not (True, 2)"),
        ((-1, 2), "events (-1) must be between 0 and 2"),
        ((0, 0), "of (0) must be at least 1"),
        ((10**400, 10**401), "events is a whole number beyond 9007199254740992"),
        (0.5, "not 0.5"),
        ("9/40", "not '9/40'"),
        (RANGE, "not Range("),
        (evolve(k_of(1, 2), approximate=True), "it is exact, not approximate"),
        (evolve(k_of(1, 2), uncertainty=ci(0.1, 0.9)), "its interval is computed here"),
        (share(0.5, ci(0.4, 0.6, None)), "say of what level its confidence interval is"),
        (
            share(0.5, approximate=True),
            "it is exact, not approximate; a point needs its confidence interval",
        ),
        (share(0.5, ObservedRange(low=0, high=1)), "a point needs its confidence interval"),
        (
            time(5, 3, 7),
            "unit is months, the published one's is proportion; give one in the published unit",
        ),
    ],
)
def test_an_own_figure_that_cannot_be_compared(own: Any, words: str) -> None:
    """One error says all that is wrong."""
    with pytest.raises(InvalidValueError) as caught:
        compare(own, study("a", RANGE))
    assert words in str(caught.value)


def test_other_statements_cannot_be_compared_with(kb: KnowledgeBase) -> None:
    """Nor can anything else."""
    others: list[Any] = [kb["cells.versus-graft"], None, "graft.second.efs"]
    for other in others:
        with pytest.raises(InvalidValueError, match="an outcome statistic or a safety signal"):
            compare((1, 2), other)
    with pytest.raises(InvalidValueError, match="level"):
        compare((1, 2), study("a", RANGE), level=95.0)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (
            lambda: share(80.0, ci(70, 90)),
            r"value \(80\.0\) is a proportion, so it must be in \[0, 1\]",
        ),
        (lambda: share(0.8, ci(0.9, 0.7)), r"low \(0\.9\) is above high \(0\.7\)"),
        (lambda: share(0.8, ci(0.1, 0.7)), "the interval 0.1 to 0.7 does not contain 0.8"),
        (lambda: share(0.8, ci(0.7, 0.9, 95.0)), r"level \(95\.0\) must be between 0 and 1"),
        (lambda: share(0.8, StandardError(value=5)), "standard error of 5 is too large"),
    ],
)
def test_an_own_figure_that_is_none_is_refused_as_it_is_made(own: Any, words: str) -> None:
    """A percentage for a proportion, ends the wrong way round, a figure outside its interval."""
    with pytest.raises(InvalidValueError, match=words):
        compare(own(), study("a", RANGE))


def test_whole_numbers_of_other_libraries_are_whole_numbers() -> None:
    """What comes out of a data frame may be compared as it is."""
    own: Any = (np.int64(90), np.int32(100))
    found = compare(own, study("a", RANGE), level=np.float64(0.9))
    assert found == compare(MANY, study("a", RANGE), level=0.9)
    assert type(found.own.events if isinstance(found.own, Count) else None) is int


@pytest.mark.parametrize(
    ("own", "verdict"),
    [((0, 1), CONSISTENT), ((0, 100), BELOW), ((1, 1), CONSISTENT), ((100, 100), ABOVE)],
)
def test_none_and_all_of_few_and_many(own: tuple[int, int], verdict: Verdict) -> None:
    """One patient shows nothing, a hundred alike do."""
    for published in (RANGE, k_of(40, 200), share(0.2, ci(0.15, 0.25))):
        assert compare(own, study("a", published)).verdict is verdict


def test_huge_counts_are_compared() -> None:
    """What differs by a hair is seen, and nothing overflows."""
    million = 1_000_000
    assert compare((million, 5 * million), study("a", k_of(20, 100))).verdict is CONSISTENT
    near = study("a", k_of(200 * million, 1000 * million))
    assert compare((201 * million, 1000 * million), near).verdict is ABOVE


SHARES = st.floats(0, 1)


@given(st.integers(1, 500), st.data())
def test_more_events_never_lower_the_verdict(of: int, data: st.DataObject) -> None:
    """From below over consistent to above, against a range and a count, and both ways round."""
    low, high = sorted((data.draw(SHARES), data.draw(SHARES)))
    fewer, more = sorted((data.draw(st.integers(0, of)), data.draw(st.integers(0, of))))
    rank = {BELOW: 0, CONSISTENT: 1, ABOVE: 2}
    whole = data.draw(st.integers(1, 500))
    count = k_of(data.draw(st.integers(0, whole)), whole)
    for published in (Range(low=low, high=high, printed="?"), count):
        statistic = study("a", published)
        verdicts = [compare((events, of), statistic).verdict for events in (fewer, more)]
        assert rank[verdicts[0]] <= rank[verdicts[1]]
    turned = compare(count, study("b", k_of(fewer, of))).verdict
    assert rank[turned] == 2 - rank[compare((fewer, of), study("a", count)).verdict]


@given(SHARES, SHARES, st.integers(0, 50))
def test_about_never_claims_a_difference(one: float, other: float, events: int) -> None:
    """However far away the own figure is."""
    low, high = sorted((one, other))
    vague = Range(low=low, high=high, printed="?", approximate=True)
    assert compare((events, 50), study("a", vague)).verdict in (CONSISTENT, CANNOT_TELL)


def test_every_bundled_statistic_can_be_compared() -> None:
    """A k of n with each proportion, a time with each time; and every verdict has its reasons."""
    bundled = notice(allkb.load())
    for statistic in every_statistic():
        unit = getattr(statistic.estimate, "unit", Unit.PROPORTION)
        own: Count | Point = k_of(9, 40)
        if unit is not Unit.PROPORTION:
            own = Point(value=3, printed="3", unit=unit, uncertainty=ci(1, 5))
        found = compare(own, statistic)
        assert isinstance(found, Compared)
        assert len(found.reasoning) > 2
        assert str(found).endswith(bundled)


def test_a_centres_count_against_second_transplants() -> None:
    """The bundled range is approximate: 9 of 40 is consistent with it, 30 of 40 shows nothing."""
    kb = allkb.load()
    statistic = kb["relapse-after-hsct.second-ablative-hsct.efs"]
    assert compare((9, 40), statistic).verdict is CONSISTENT
    assert compare((30, 40), statistic).verdict is CANNOT_TELL


def test_times_that_are_given_are_told() -> None:
    """A statement with a stated time, held by a base."""
    held = base(
        study("a", RANGE, horizon=AtTime(value=5, unit=Unit.YEARS)),
        study("b", RANGE, horizon=LongTerm(printed="extended")),
    )
    statistic = held["study.a"]
    assert "the published figure is at 5 years; of patients: Children in relapse." in str(
        compare((1, 2), statistic)
    )
    assert "car cells: event free survival at 5 years: 10% to 30%" in str(
        compare((1, 2), statistic)
    )
