"""Forest plots draw every kind of figure as it is printed, and nothing that was not."""

from __future__ import annotations

import math
from typing import Any

import pytest
from plot_samples import (
    axis_of,
    axis_title,
    base_of,
    comparison,
    favors,
    layers,
    legend_words,
    outcome,
    places,
    seen,
)

import allkb
from allkb import (
    Bound,
    Comparator,
    ConfidenceInterval,
    Count,
    EffectMeasure,
    Estimate,
    ObservedRange,
    OutcomeStatistic,
    Point,
    Range,
    SafetySignal,
    StandardError,
    Statement,
    Unit,
    Unquantified,
)
from allkb.plots import forest
from allkb.plots.guard import Allow
from allkb.plots.rows import Mark, Spread, figure_of, spread_words
from allkb.plots.themes import THEMES
from allkb.stats import interval

LIGHT = THEMES["light"]
ALL: tuple[Allow, ...] = ("endpoint", "horizon", "measure")
KB = allkb.load()


def drawn(*estimates: Estimate, **more: Any) -> Any:
    """Return a forest plot of some estimates."""
    statements = [outcome(f"s{i:02}", one) for i, one in enumerate(estimates)]
    return forest(base_of(*statements).outcomes, **more)


def ratio(value: float, low: float, high: float, level: float | None = 0.95) -> Any:
    """Return a hazard ratio with its interval."""
    return favors(
        "cells",
        measure=EffectMeasure.HAZARD_RATIO,
        value=value,
        printed=f"{value}",
        interval=ConfidenceInterval(low=low, high=high, level=level),
    )


# Each kind of figure


def test_a_point_with_its_interval() -> None:
    """A point is a filled circle at its value, its printed interval a solid line, both in blue."""
    around = ConfidenceInterval(low=0.4, high=0.7)
    chart = drawn(Point(value=0.5, printed="50%", uncertainty=around))
    [row] = seen(chart)
    assert row.marks == [("circle", 0.5, False)]
    assert row.rules == [(0.4, 0.7)]
    assert row.dashes == [(1, 0)]
    assert row.colors == {LIGHT.printed}
    assert legend_words(chart) == [
        "one number, as printed",
        "95 % confidence interval, as printed",
    ]


def test_a_range_has_no_middle() -> None:
    """A range that authors state is a bar from end to end, with no point and no line."""
    chart = drawn(Range(low=0.1, high=0.3, printed="10% to 30%"))
    [row] = seen(chart)
    assert (row.marks, row.rules, row.bars) == ([], [], [(0.1, 0.3)])
    assert row.colors == {LIGHT.stated}
    assert legend_words(chart) == ["range that the authors state; it has no middle"]
    assert all(datum.get("x") != 0.2 for layer in layers(chart) for datum in layer.data)


@pytest.mark.parametrize(
    ("relation", "shape", "moves"),
    [
        (Comparator.MORE, "triangle-right", 1),
        (Comparator.AT_LEAST, "triangle-right", 1),
        (Comparator.LESS, "triangle-left", -1),
        (Comparator.AT_MOST, "triangle-left", -1),
    ],
)
def test_a_bound_is_an_open_arrow(relation: Comparator, shape: str, moves: int) -> None:
    """An open arrow leads from the edge to where the true figure lies, and ends nowhere else."""
    chart = drawn(Bound(relation=relation, value=0.5, printed="50%"))
    [row] = seen(chart)
    [(head, tip, is_open)] = row.marks
    assert (head, is_open) == (shape, True)
    assert (tip - 0.5) * moves > 0
    assert row.rules == [(0.5, tip)]
    assert row.colors == {LIGHT.ink}
    [ticks] = [layer for layer in layers(chart) if layer.mark["type"] == "tick"]
    assert [datum["x"] for datum in ticks.data] == [0.5]


def test_a_count_has_its_exact_interval_marked_as_ours() -> None:
    """A count is a diamond at its quotient, its interval that of `allkb.stats`, in our colour."""
    count = Count(events=5, of=7, printed="5 of 7")
    chart = drawn(count)
    [row] = seen(chart)
    ours = interval(count, method="exact")
    assert row.marks == [("diamond", 5 / 7, False)]
    assert row.rules == [pytest.approx((ours.low, ours.high))]
    assert row.dashes == [(2, 2)]
    assert row.colors == {LIGHT.ours}
    assert [word for word in legend_words(chart) if "computed by allkb" in word] == [
        "exact 95 % interval, computed by allkb from the count (Clopper-Pearson)"
    ]


@pytest.mark.parametrize("events", [0, 1, 12, 13])
def test_exact_intervals_are_those_of_the_library(events: int) -> None:
    """None and all of the patients included, the ends are those that `allkb.stats` computes."""
    count = Count(events=events, of=13, printed="some")
    figure, ours = figure_of(count), interval(count, method="exact")
    assert figure.ends == pytest.approx((ours.low, ours.high))


def test_a_count_of_very_many_has_no_interval() -> None:
    """Where an exact interval would be thinner than a line, there is none."""
    assert figure_of(Count(events=5, of=10**12, printed="5")).ends is None


def test_a_printed_interval_of_a_count_stays_printed() -> None:
    """The place of a count is ours, an interval that its source prints is not."""
    around = ConfidenceInterval(low=0.3, high=0.9)
    [row] = seen(drawn(Count(events=5, of=7, printed="5 of 7", uncertainty=around)))
    assert row.rules == [(0.3, 0.9)]
    assert row.dashes == [(1, 0)]
    assert row.colors == {LIGHT.printed, LIGHT.ours}


@pytest.mark.parametrize(
    ("value", "error", "low", "high"), [(0.5, 0.1, 0.304, 0.696), (0.95, 0.2, 0.558, 1.0)]
)
def test_a_standard_error_is_an_interval_of_ours(
    value: float, error: float, low: float, high: float
) -> None:
    """The interval of a standard error is normal, ends at 0 and 1, and is marked as ours."""
    around = StandardError(value=error)
    chart = drawn(Point(value=value, printed="so much", uncertainty=around))
    [row] = seen(chart)
    assert row.marks == [("circle", value, False)]
    assert row.rules == [pytest.approx((low, high), abs=1e-3)]
    assert row.dashes == [(6, 3)]
    assert row.colors == {LIGHT.printed, LIGHT.ours}
    assert any(
        "computed by allkb from the printed standard error" in x for x in legend_words(chart)
    )


def test_a_standard_error_of_a_time_ends_at_0() -> None:
    """A time is never negative, and has no highest end."""
    around = StandardError(value=2)
    figure = figure_of(Point(value=3, printed="3", unit=Unit.MONTHS, uncertainty=around))
    assert figure.ends == pytest.approx((0, 3 + 1.96 * 2), abs=1e-2)


def test_an_observed_range_is_no_confidence_interval() -> None:
    """The lowest and highest observed have a dash, a colour and a line of the legend of their own."""
    around = ObservedRange(low=2, high=20)
    chart = drawn(Point(value=6, printed="6", unit=Unit.MONTHS, uncertainty=around))
    [row] = seen(chart)
    assert row.rules == [(2, 20)]
    assert row.dashes == [(1, 4)]
    assert row.colors == {LIGHT.printed, LIGHT.observed}
    assert "lowest to highest observed; no confidence interval" in legend_words(chart)


def test_levels_of_intervals_are_told_apart() -> None:
    """An interval of unknown level is dashed and called that; no line calls it one of 95 %."""
    levels = (0.95, 0.9, None)
    chart = drawn(
        *(
            Point(
                value=0.5,
                printed="50%",
                uncertainty=ConfidenceInterval(low=0.4, high=0.6, level=level),
            )
            for level in levels
        )
    )
    assert [row.dashes for row in seen(chart)] == [[(1, 0)], [(1, 0)], [(8, 2, 2, 2)]]
    assert legend_words(chart) == [
        "one number, as printed",
        "90 % confidence interval, as printed",
        "95 % confidence interval, as printed",
        "confidence interval, as printed, of a level that is not stated",
    ]
    alone = drawn(
        Point(
            value=0.5,
            printed="50%",
            uncertainty=ConfidenceInterval(low=0.4, high=0.6, level=None),
        )
    )
    assert not any("95" in word for word in legend_words(alone))


def test_about_is_drawn_open_or_dashed() -> None:
    """What a source says is about so much has an open symbol or a dashed outline, and no error."""
    about: dict[str, Any] = {"approximate": True}
    chart = drawn(
        Point(value=0.5, printed="50%", uncertainty=StandardError(value=0.1), **about),
        Count(events=1, of=2, printed="half", **about),
        Range(low=0.1, high=0.2, printed="10% to 20%", **about),
        Bound(relation=Comparator.LESS, value=0.6, printed="60%", **about),
    )
    point, count, bar, bound = seen(chart)
    assert (point.marks, point.rules) == ([("circle", 0.5, True)], [])
    assert (count.marks, count.rules) == ([("diamond", 0.5, True)], [])
    assert bar.dashes == [(3, 2)]
    assert bound.dashes == [(3, 2)]
    assert sum("about so much" in word for word in legend_words(chart)) == 4


def test_no_number_has_no_mark() -> None:
    """Where no number is given the row has its text, and nothing is drawn in it."""
    chart = drawn(Point(value=0.5, printed="50%"), Unquantified(printed="most"))
    assert len(seen(chart)) == 1
    assert legend_words(chart)[-1].startswith("no mark")


@pytest.mark.parametrize("spread", Spread)
def test_every_spread_has_words(spread: Spread) -> None:
    """Each kind of interval or range is explained, with its level where it has one."""
    assert spread_words(spread, None)


def test_words_of_levels_are_not_rounded_away() -> None:
    """A level of 97.5 % is not called one of 98 %."""
    assert spread_words(Spread.PRINTED, 0.975) == "97.5 % confidence interval, as printed"


# Ratios and differences


def test_ratios_have_a_log_axis_and_a_line_at_1() -> None:
    """The axis of ratios is logarithmic, 1 is on it and has a line, and no effect is moved."""
    chart = forest(base_of(comparison("a", ratio(0.4, 0.2, 0.8))).comparisons)
    low, high = places(chart)
    assert low < 0.2 < 1 < high
    [rule] = [x for x in layers(chart) if x.mark["type"] == "rule" and x.data == [{"x": 1.0}]]
    assert rule.encoding["x"]["scale"]["type"] == "log"
    [row] = seen(chart)
    assert (row.marks, row.rules) == ([("circle", 0.4, False)], [(0.2, 0.8)])


def test_differences_have_a_line_at_0() -> None:
    """Differences lie around 0 on a linear axis, in percentage points."""
    effect = favors("graft", measure=EffectMeasure.DIFFERENCE, value=-0.2)
    chart = forest(base_of(comparison("a", effect)).comparisons)
    low, high = places(chart)
    assert low == -high
    assert any(layer.data == [{"x": 0.0}] for layer in layers(chart))
    [row] = seen(chart)
    assert row.marks == [("circle", -0.2, False)]
    assert "percentage points" in axis_title(chart)
    assert "100 * datum.value" in axis_of(chart)["axis"]["labelExpr"]


def test_clipped_whiskers_end_in_arrows() -> None:
    """What goes on beyond the axis ends in a filled arrow at its end, and has no cap there."""
    chart = forest(base_of(comparison("a", ratio(2, 0.5, 900))).comparisons)
    low, high = places(chart)
    assert high < 900
    [row] = seen(chart)
    assert row.rules == [(0.5, high)]
    assert ("triangle-right", high, False) in row.marks
    caps = [d["x"] for x in layers(chart) if x.mark["type"] == "tick" for d in x.data]
    assert caps == [0.5]
    assert "goes on beyond the axis" in legend_words(chart)
    both = forest(base_of(comparison("a", ratio(2, 0, 900))).comparisons, domain=(0.5, 3))
    assert {mark[0] for mark in seen(both)[0].marks} == {
        "circle",
        "triangle-left",
        "triangle-right",
    }
    assert low > 0


@pytest.mark.parametrize("value", [1e-300, 1e-12, 1e12, 1e300])
def test_extreme_ratios_stay_on_paper(value: float) -> None:
    """An axis reaches as far as is legible; a figure beyond is an arrow at its end."""
    chart = forest(base_of(comparison("a", ratio(value, value, value))).comparisons)
    low, high = places(chart)
    assert 1e-9 <= low < high <= 1e9
    assert all(math.isfinite(mark[1]) for mark in seen(chart)[0].marks)
    shapes = {mark[0] for mark in seen(chart)[0].marks}
    assert shapes == {"triangle-left" if value < 1 else "triangle-right"}


@pytest.mark.parametrize("value", [0.0, 3.0, 1e300])
def test_times_of_any_size_have_an_axis(value: float) -> None:
    """Times begin at 0, and an axis has a length even if all of them are 0."""
    low, high = places(drawn(Point(value=value, printed="so long", unit=Unit.DAYS)))
    assert low == 0
    assert 0 < high <= 1e9


def test_what_lies_outside_a_domain_is_told() -> None:
    """With ends that are asked for, what is beyond them is an arrow, never moved inside."""
    around = ConfidenceInterval(low=0.85, high=0.95)
    chart = drawn(
        Point(value=0.9, printed="90%", uncertainty=around),
        Range(low=0.1, high=0.9, printed="10% to 90%"),
        Range(low=0.7, high=0.8, printed="70% to 80%"),
        Bound(relation=Comparator.MORE, value=0.8, printed="80%"),
        domain=(0.2, 0.6),
    )
    point, bar, *others = seen(chart)
    assert point.marks == [("triangle-right", 0.6, False)]
    assert point.rules == []
    assert bar.bars == [(0.2, 0.6)]
    assert {mark[0] for mark in bar.marks} == {"triangle-left", "triangle-right"}
    assert [row.marks for row in others] == [[("triangle-right", 0.6, False)]] * 2


# The bundled data


def _expected(estimate: Estimate) -> tuple[Mark, tuple[float, ...], tuple[float, float] | None]:
    """Return what should be drawn of an estimate, worked out anew."""
    match estimate:
        case Point():
            mark, place = Mark.POINT, (estimate.value,)
        case Count():
            mark, place = Mark.COUNT, (estimate.events / estimate.of,)
        case Range():
            return Mark.RANGE, (), (estimate.low, estimate.high)
        case Bound():
            return Mark.BOUND, (estimate.value,), None
        case Unquantified():
            return Mark.TEXT, (), None
    match estimate.uncertainty:
        case ConfidenceInterval(low=low, high=high) | ObservedRange(low=low, high=high):
            return mark, place, (low, high)
        case StandardError(value=error) if not estimate.approximate:
            ends = place[0] - 1.959963985 * error, place[0] + 1.959963985 * error
            return mark, place, (max(ends[0], 0), min(ends[1], 1))
        case None if isinstance(estimate, Count) and not estimate.approximate:
            ours = interval(estimate, method="exact")
            return mark, place, (ours.low, ours.high)
        case _:
            return mark, place, None


WITH_ONE = KB.statements.where(lambda s: isinstance(s, OutcomeStatistic | SafetySignal))


def _unit(estimate: Estimate) -> Unit:
    return Unit.PROPORTION if isinstance(estimate, Count | Unquantified) else estimate.unit


def _estimate(statement: Statement) -> Estimate:
    assert isinstance(statement, OutcomeStatistic | SafetySignal)
    return statement.estimate


UNITS = sorted({_unit(_estimate(s)) for s in WITH_ONE})


@pytest.mark.parametrize("unit", UNITS)
def test_every_bundled_figure_is_drawn_where_it_lies(unit: Unit) -> None:
    """Of each outcome and harm held, what is drawn equals the data, and ranges have no point."""
    chosen = WITH_ONE.where(lambda s: _unit(s.estimate) is unit)
    wanted = [_expected(_estimate(s)) for s in chosen]
    wanted = [one for one in wanted if one[0] is not Mark.TEXT]
    # Times reach as far as the longest; nothing of the bundled data is clipped here.
    top = max((max((*place, *(ends or ()))) for _, place, ends in wanted), default=1)
    rows = seen(forest(chosen, allow=ALL, domain=(0, max(top * 2, 1))))
    assert len(rows) == len(wanted) > 0
    for row, (mark, place, ends) in zip(rows, wanted, strict=True):
        shapes = [shape for shape, _, _ in row.marks]
        assert shapes == {
            Mark.POINT: ["circle"],
            Mark.COUNT: ["diamond"],
            Mark.RANGE: [],
        }.get(mark, shapes)
        if mark is Mark.BOUND:
            assert row.rules[0][0] == place[0]
            assert shapes[0].startswith("triangle")
        elif mark is Mark.RANGE:
            assert (row.bars, row.rules) == ([ends], [])
        else:
            assert (row.marks[0][1],) == place
            assert row.rules == ([pytest.approx(ends, abs=1e-6)] if ends else [])


def test_every_bundled_ratio_is_drawn_where_it_lies() -> None:
    """Of each ratio with its arms told, point and interval equal the data; none else is drawn."""
    compared = KB.statements.where(lambda s: hasattr(s, "effects"))
    found = forest(compared, figures="ratios", allow=ALL, domain=(1e-3, 1e3))
    effects = [
        effect
        for s in compared
        for effect in getattr(s, "effects", ())
        if effect.measure and effect.measure is not EffectMeasure.DIFFERENCE
    ]
    rows = seen(found)
    assert [row.marks for row in rows] == [[("circle", e.value, False)] for e in effects]
    wanted = [[(e.interval.low, e.interval.high)] if e.interval else [] for e in effects]
    assert [row.rules for row in rows] == wanted
    assert any(e.interval and e.interval.level is None for e in effects)
