"""What a forest plot says in words, how its rows are ordered, and what it refuses."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from plot_samples import (
    axis_title,
    base_of,
    changed,
    comparison,
    favors,
    layers,
    outcome,
    remarks,
    seen,
    spec_of,
    texts,
)
from samples import MIDDLE, NEW, OLD, cites, said

import allkb
from allkb import (
    AtTime,
    ConfidenceInterval,
    Count,
    Direction,
    Effect,
    EffectMeasure,
    Ended,
    Established,
    HowEnded,
    InvalidValueError,
    KnowledgeBase,
    LongTerm,
    NotStated,
    Point,
    Range,
    Statement,
    StatementId,
    TimeRange,
    Unit,
    Unquantified,
)
from allkb.plots import evidence_map, forest, timeline
from allkb.plots.guard import Allow
from allkb.plots.telling import lettered
from allkb.plots.themes import CHARACTER, THEMES
from allkb.plots.wrapping import fitting, lines, one_line
from allkb.views import estimate_text, notice

ALL: tuple[Allow, ...] = ("endpoint", "horizon", "measure")
HALF = Point(value=0.5, printed="50%")
KB = allkb.load()
HAZARD: dict[str, Any] = {"measure": EffectMeasure.HAZARD_RATIO}


def faults(made: Any, *arguments: Any, **options: Any) -> tuple[str, ...]:
    """Return what is refused."""
    with pytest.raises(InvalidValueError) as found:
        made(*arguments, **options)
    return found.value.faults


# Words


def test_rows_say_what_is_printed_of_whom() -> None:
    """Each row has the figure as printed, its patients, levels and documents with their hedges."""
    chosen = KB.outcomes.where(lambda s: s.id == "relapse-after-hsct.second-ablative-hsct.efs")
    shown = texts(forest(chosen))
    for text in (
        "about 10% to 30%",
        "not given",
        "C1",
        "second ablative allogeneic HSCT [a,b]",
    ):
        assert text in shown
    window = "between 2012-01-01 and 2014-04-04"
    said_by = f"pdq-childhood-all, {window}: may; pdq-childhood-all, 2025-04-21: will"
    assert said_by in shown
    assert {"patients", "figure as printed", "level", "said by"} <= {*shown}


def test_columns_are_left_out_as_asked() -> None:
    """Columns that are not asked for are not there; those that are keep their order."""
    kb = base_of(outcome("a", HALF, n=40, population="those in relapse"))
    assert set(texts(forest(kb.outcomes, columns=()))) == {"second transplant"}
    shown = texts(forest(kb.outcomes, columns="n"))
    assert set(shown) == {"second transplant", "patients", "40"}
    assert "those in relapse" in texts(forest(kb.outcomes, columns=["who"]))
    backwards = texts(forest(kb.outcomes, columns=("figure", "n")))
    assert backwards == texts(forest(kb.outcomes, columns=("n", "figure")))


def test_every_chart_has_title_words_and_notice() -> None:
    """Title, alternative text with each figure, and the notice are in every chart."""
    kb = base_of(*(outcome(f"s{i:02}", HALF) for i in range(20)))
    for made, words in (
        (forest, "Forest plot"),
        (timeline, "Timeline"),
        (evidence_map, "Evidence"),
    ):
        chart = made(kb.outcomes, title="One title")
        spec = spec_of(chart)
        assert spec["title"]["text"] == ["One title"]
        assert spec["description"].startswith(f"{words}")
        assert "One title" in spec["description"]
        assert spec["description"].endswith(notice(kb))
        assert notice(kb) in remarks(chart)
    assert "And 5 more rows." in spec_of(forest(kb.outcomes))["description"]


def test_the_axis_is_named_with_its_unit() -> None:
    """The axis says what it measures and in which unit; the title says it as well."""

    def said_of(kb: KnowledgeBase, **more: Any) -> tuple[str, str]:
        chart = forest(kb.statements, **more)
        return axis_title(chart), " ".join(spec_of(chart)["title"]["text"])

    at_2 = AtTime(value=2, unit=Unit.YEARS)
    assert said_of(base_of(outcome("a", HALF, horizon=at_2))) == (
        "event free survival (%)",
        "Event free survival at 2 years",
    )
    long = Point(value=7, printed="7", unit=Unit.MONTHS)
    assert said_of(base_of(outcome("a", long))) == (
        "event free survival (months)",
        "Event free survival, in months",
    )
    both = base_of(outcome("a", HALF), outcome("b", HALF, endpoint="overall-survival"))
    assert said_of(both, allow="endpoint") == (
        "endpoint as named in the row (%)",
        "Event free survival and overall survival",
    )
    hazard = base_of(comparison("a", favors("cells", **HAZARD, value=0.5)))
    assert said_of(hazard) == (
        "hazard ratio, first named over second named (logarithmic axis)",
        "Overall survival: hazard ratio",
    )


def test_many_endpoints_are_counted_in_the_title() -> None:
    """A title names two endpoints at most, and says that times differ."""
    endpoints = ("overall-survival", "event-free-survival", "survival")
    kb = base_of(
        *(
            outcome(f"s{i}", HALF, endpoint=endpoint, horizon=AtTime(value=i + 1, unit=Unit.YEARS))
            for i, endpoint in enumerate(endpoints)
        )
    )
    title = spec_of(forest(kb.outcomes, allow=ALL))["title"]["text"]
    assert title == ["3 endpoints, at different times"]


def test_rows_that_look_alike_are_numbered() -> None:
    """Two rows of one label, population and group are told apart by a number, others are not."""
    kb = base_of(
        outcome("a", HALF), outcome("b", HALF), outcome("c", HALF, population="boys alone")
    )
    shown = texts(forest(kb.outcomes))
    assert [text for text in shown if text.startswith("second transplant")] == [
        "second transplant (1 of 2)",
        "second transplant (2 of 2)",
        "second transplant",
    ]


def test_a_statement_is_one_row_however_often_it_is_selected() -> None:
    """A selection that holds a statement twice gives it one row."""
    kb = base_of(outcome("a", HALF))
    twice = evolve(kb.outcomes, items=kb.outcomes.items * 2)
    assert len(seen(forest(twice))) == 1


def test_what_must_not_be_missed_is_a_footnote(kb: KnowledgeBase) -> None:
    """Misprints and that it stands no longer are footnotes, each text once, with its mark."""
    chart = forest(kb.outcomes.where(allkb.measures("event-free-survival")))
    assert "second transplant [a,b]" in texts(chart)
    assert "[a] Printed amiss:" in remarks(chart)
    gone = Ended(how=HowEnded.WITHDRAWN, noticed_in=NEW, reason="No longer there.")
    ended = base_of(outcome("a", HALF, ended=gone, attestations=(said(OLD),)))
    chart = forest(ended.outcomes)
    assert any(text.startswith("Withdrawn in guide") for text in texts(chart))
    assert "[a] No longer said." in remarks(chart)
    assert "No longer there." in remarks(chart)
    assert seen(chart)[0].colors == {THEMES["light"].faint}
    assert "grey: no longer said by its source" in texts(chart, 1)


def test_what_is_no_longer_said_is_grey_with_its_interval() -> None:
    """The interval of a figure that nobody says any more is as grey as its mark."""
    gone = Ended(how=HowEnded.WITHDRAWN, noticed_in=NEW, reason="No longer there.")
    count = Count(events=1, of=9, printed="1 of 9")
    kb = base_of(outcome("a", count, ended=gone, attestations=(said(OLD),)))
    [row] = seen(forest(kb.outcomes))
    assert len(row.rules) == 1
    assert row.colors == {THEMES["light"].faint}


def test_a_successor_is_named() -> None:
    """A row that was superseded says in its footnote by what."""
    gone = Ended(
        how=HowEnded.SUPERSEDED,
        noticed_in=NEW,
        superseded_by=(StatementId("plot.b"),),
        reason="Another figure.",
    )
    kb = base_of(
        outcome("a", HALF, ended=gone, attestations=(said(OLD),)),
        outcome("b", Range(low=0.1, high=0.3, printed="10% to 30%")),
    )
    told = remarks(forest(kb.outcomes))
    assert "In its place: Second transplant: event free survival: 10% to 30%." in told


def test_levels_are_those_of_the_newest_summary() -> None:
    """No level printed, not read, and no summary are three things; old schemes keep their date."""
    graded, old = cites("doe-2010", levels=("C1",)), cites("doe-2010", levels=("3iiA",))
    secondary = Established.SECONDARY
    kb = base_of(
        outcome("a", HALF, attestations=(said(OLD, old), said(NEW, graded))),
        outcome("b", HALF, attestations=(said(MIDDLE, old), said(NEW, old))),
        outcome("c", HALF, attestations=(said(NEW, established=secondary),)),
        outcome("d", HALF, attestations=(said(NEW),)),
        outcome("e", HALF, attestations=(said(OLD, old),)),
        KB_PAPER,
    )
    shown = texts(forest(kb.outcomes, columns="level"))
    window = "between 2012-01-01 and 2014-04-01"
    for text in (f"C1; 3iiA ({window})", "3iiA", "not read", "none printed", f"3iiA ({window})"):
        assert text in shown
    assert "\N{EN DASH}" in shown


KB_PAPER = outcome(
    "f", HALF, attestations=(said(allkb.RevisionId("paper-doe-2010.2010-05"), hedge=None),)
)


# Sides


def test_the_favored_side_is_named_on_the_axis() -> None:
    """Where all rows compare the same arms the sides of the axis are named, as the source tells."""
    kb = base_of(comparison("a", favors("cells", **HAZARD, value=0.5)))
    shown = texts(forest(kb.comparisons))
    assert "\N{LEFTWARDS ARROW} favors cells" in shown
    assert "favors graft \N{RIGHTWARDS ARROW}" in shown
    assert "favors cells" in shown
    above = base_of(comparison("a", favors("cells", **HAZARD, value=2)))
    shown = texts(forest(above.comparisons))
    assert "favors cells \N{RIGHTWARDS ARROW}" in shown


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # One says that a ratio below 1 is better, the other one that it is worse.
        (favors("cells", **HAZARD, value=0.5), favors("graft", **HAZARD, value=0.4)),
        # Nobody says which side is better.
        (
            Effect(
                numerator="cells",
                denominator="graft",
                direction=Direction.INCONCLUSIVE,
                **HAZARD,
                value=0.5,
            ),
            favors("cells", **HAZARD, value=1.0),
        ),
        # The arms are not the same.
        (
            favors("cells", **HAZARD, value=0.5),
            Effect(
                numerator="graft",
                denominator="cells",
                direction=Direction.FAVORS_NUMERATOR,
                **HAZARD,
                value=0.5,
            ),
        ),
    ],
)
def test_sides_are_not_named_where_sources_do_not_tell(first: Effect, second: Effect) -> None:
    """If rows disagree, or compare other arms, or tell nothing, no side of the axis is named."""
    kb = base_of(comparison("a", first), comparison("b", second))
    shown = texts(forest(kb.comparisons))
    assert not any("ARROW" in text or "\N{RIGHTWARDS ARROW}" in text for text in shown)
    assert any(text.startswith("cells over graft") for text in shown)


def test_sides_are_not_named_where_no_effect_is_off_the_axis() -> None:
    """An axis that does not reach 1 has no sides and no line of no effect."""
    kb = base_of(comparison("a", favors("cells", **HAZARD, value=0.5)))
    chart = forest(kb.comparisons, domain=(0.2, 0.8))
    assert not any("\N{RIGHTWARDS ARROW}" in text for text in texts(chart))
    assert not any(layer.data == [{"x": 1.0}] for layer in layers(chart))


def test_a_difference_is_subtracted() -> None:
    """The label of a difference says minus, that of a ratio over."""
    effect = favors("cells", measure=EffectMeasure.DIFFERENCE, value=0.2)
    kb = base_of(comparison("a", effect, favors("cells", **HAZARD, value=0.5)))
    shown = texts(forest(kb.comparisons, figures="differences"))
    assert "cells minus graft" in shown
    assert "cells over graft" not in shown
    assert "favors cells \N{RIGHTWARDS ARROW}" in shown
    assert "cells over graft" in texts(forest(kb.comparisons, figures="ratios"))


def test_a_ratio_without_arms_is_text(kb: KnowledgeBase) -> None:
    """A ratio of which the source leaves the arms open is told and not drawn."""
    chart = forest(kb.comparisons, allow="measure")
    shown = texts(chart)
    assert "cells against graft" in shown
    assert "odds ratio 2.5 (95 % confidence interval 1.2-4.0), P = .03" in shown
    assert "arms not told: not drawn" in shown
    assert len(seen(chart)) == 1
    shown = texts(forest(kb.statements, figures="ratios", allow=ALL))
    assert "maternal donor: (no time stated) [a]" in shown


def test_a_ratio_without_arms_is_no_difference(kb: KnowledgeBase) -> None:
    """Where differences are asked for, ratios are left out, those without arms as well."""
    difference = favors("cells", measure=EffectMeasure.DIFFERENCE, value=0.2)
    found = changed(kb, "cells.versus-graft", effects=(difference,))
    chart = forest(found.comparisons, figures="differences")
    assert "cells minus graft" in texts(chart)
    assert not any("odds ratio" in text for text in texts(chart))


def test_what_is_drawn_follows_from_the_selection(kb: KnowledgeBase) -> None:
    """Comparisons alone give ratios, or differences, or the figures of their arms."""
    assert "cells over graft" in texts(forest(kb.comparisons, allow="measure"))
    effect = favors("cells", measure=EffectMeasure.DIFFERENCE, value=0.2)
    assert "cells minus graft" in texts(forest(base_of(comparison("a", effect)).comparisons))
    arms = forest(kb.comparisons, figures="estimates")
    assert {"cells", "graft"} <= {*texts(arms)}
    assert [len(row.marks) for row in seen(arms)] == [1, 1]
    alone = base_of(comparison("a"), outcome("b", HALF))
    assert "nothing to draw" in faults(forest, alone.comparisons)[0]


# Groups and order


def _kind(statement: Statement) -> str:
    return statement.kind


def _all(_: Statement) -> str:
    return "<b>all</b>\n"


@pytest.mark.parametrize(
    ("group", "headings"),
    [
        ("topic", {"After a graft", "Cells"}),
        ("endpoint", {"event free survival", "overall survival", "fever grade 3 or 4"}),
        ("trial", {"trial a", "no trial named"}),
        ("intervention", {"second transplant", "car cells", "no intervention named"}),
        (_kind, {"outcome-statistic", "safety-signal", "comparison"}),
        (_all, {"<b>all</b>"}),
    ],
)
def test_rows_stand_under_headings(kb: KnowledgeBase, group: Any, headings: set[str]) -> None:
    """Rows of a group stand together under its heading; a group of what differs allows it."""
    chart = forest(kb.statements, group=group, allow=ALL)
    [bold] = [x for x in layers(chart) if x.mark.get("fontWeight") == "bold"]
    found = [datum["text"] for datum in bold.data]
    assert len(found) == len(set(found))
    assert headings <= {*found}


def test_grouping_by_time_allows_times() -> None:
    """Rows grouped by time or by endpoint may differ in it, without being told again."""
    kb = base_of(
        outcome("a", HALF, horizon=AtTime(value=2, unit=Unit.YEARS)),
        outcome("b", HALF),
        outcome("c", HALF, horizon=LongTerm(printed="long-term")),
    )
    shown = texts(forest(kb.outcomes, group="horizon"))
    assert {"at 2 years", "no time belongs to it", "long-term (no time given)"} <= {*shown}
    assert "second transplant" in shown
    both = forest(kb.comparisons or kb.outcomes, allow="horizon")
    assert "second transplant: at 2 years" in texts(both)


def test_a_comparison_is_grouped_by_what_it_compares(kb: KnowledgeBase) -> None:
    """A ratio stands under the interventions of both arms."""
    chart = forest(kb.comparisons, group="intervention", allow="measure")
    assert "car cells against second transplant" in texts(chart)


def test_rows_keep_the_order_of_the_selection() -> None:
    """Rows come in the order of the selection, and do not overlap."""
    kb = base_of(*(outcome(f"s{i:02}", Point(value=i / 60, printed=f"{i}")) for i in range(60)))
    backwards = kb.outcomes.sorted(lambda s: s.id, reverse=True)
    chart = forest(backwards)
    assert [row.marks[0][1] for row in seen(chart)] == [i / 60 for i in reversed(range(60))]
    rows = sorted(
        (d["y"], len(d["text"].split("\n")))
        for layer in layers(chart)
        if layer.mark["type"] == "text" and layer.encoding["x"]["value"] < 0
        for d in layer.data
    )
    assert all(lower - upper >= 12 * count for (upper, count), (lower, _) in pairwise(rows))


def test_long_texts_are_wrapped_and_cut() -> None:
    """A text as long as a page has an ellipsis, and no line is wider than its column."""
    long = "word " * 790
    kb = base_of(outcome("a", HALF, population=long), outcome("b", HALF, population="w" * 3990))
    chart = forest(kb.outcomes, title="word " * 40)
    for layer in layers(chart):
        if layer.mark["type"] == "text":
            for line in (line for d in layer.data for line in d["text"].split("\n")):
                assert len(line) * layer.mark["fontSize"] * CHARACTER < 260
    assert any(text.endswith("\N{HORIZONTAL ELLIPSIS}") for text in texts(chart))
    assert len(spec_of(chart)["title"]["text"]) > 1


# What is unlike


def test_unlike_endpoints_and_times_are_refused_with_names() -> None:
    """Unlike endpoints and times do not share an axis, and all of them are told with statements."""
    kb = base_of(
        outcome("a", HALF),
        outcome("b", HALF, endpoint="overall-survival", horizon=AtTime(value=2, unit=Unit.YEARS)),
    )
    for made in (forest, timeline):
        told = faults(made, kb.outcomes)
        assert told[0].startswith("2 unlike endpoints; allow={'endpoint'}")
        assert "event free survival (plot.a)" in told
        assert "overall survival (plot.b)" in told
        assert "2 times that are not known to be one; allow={'horizon'}" in told[3]
        assert "at 2 years (plot.b)" in told
        chart = made(kb.outcomes, allow={"endpoint", "horizon"})
        assert "Unlike endpoints and times share this axis" in remarks(chart)


def test_units_and_measures_do_not_mix() -> None:
    """Months and proportions have no axis in common, whatever is allowed; ratios do if allowed."""
    long = Point(value=7, printed="7", unit=Unit.MONTHS)
    kb = base_of(outcome("a", HALF), outcome("b", long))
    assert faults(forest, kb.outcomes, allow=ALL)[0].startswith("2 unlike units")
    odds: dict[str, Any] = {"measure": EffectMeasure.ODDS_RATIO}
    kb = base_of(
        comparison("a", favors("cells", **HAZARD, value=2), favors("cells", **odds, value=3))
    )
    assert faults(forest, kb.comparisons)[0].startswith("2 unlike measures; allow={'measure'}")
    assert len(seen(forest(kb.comparisons, allow="measure"))) == 2


def test_many_unlike_things_are_counted() -> None:
    """Of many sorts and many statements the first few are named and the others counted."""
    times = [outcome(f"t{i}", HALF, horizon=AtTime(value=i, unit=Unit.DAYS)) for i in range(1, 7)]
    more = [outcome(f"u{i}", HALF, horizon=AtTime(value=1, unit=Unit.DAYS)) for i in range(1, 7)]
    told = faults(forest, base_of(*times, *more).outcomes)
    assert told[0].startswith("6 times")
    assert told[1] == "at 1 day (plot.t1, plot.u1, plot.u2, plot.u3 and 3 more)"
    assert told[-1] == "and 2 more"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AtTime(value=1, unit=Unit.YEARS), AtTime(value=12, unit=Unit.MONTHS)),
        (AtTime(value=4, unit=Unit.WEEKS), AtTime(value=28, unit=Unit.DAYS)),
        (
            TimeRange(low=1, high=2, unit=Unit.YEARS),
            TimeRange(low=12, high=24, unit=Unit.MONTHS),
        ),
        (None, None),
    ],
)
def test_times_that_are_one_share_an_axis(one: Any, other: Any) -> None:
    """A year is twelve months and a week seven days."""
    kb = base_of(outcome("a", HALF, horizon=one), outcome("b", HALF, horizon=other))
    assert len(seen(forest(kb.outcomes))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AtTime(value=1, unit=Unit.YEARS), AtTime(value=365, unit=Unit.DAYS)),
        (AtTime(value=1, unit=Unit.YEARS), AtTime(value=1, unit=Unit.YEARS, within=True)),
        (AtTime(value=1, unit=Unit.YEARS), AtTime(value=1, unit=Unit.YEARS, since="relapse")),
        (TimeRange(low=1, high=2, unit=Unit.DAYS), TimeRange(low=1, high=3, unit=Unit.DAYS)),
        (NotStated(), NotStated()),
        (LongTerm(printed="long-term"), LongTerm(printed="long-term")),
        (None, NotStated()),
    ],
)
def test_times_that_are_not_known_to_be_one_are_refused(one: Any, other: Any) -> None:
    """A year is not 365 days, within is not at, and what is not told is like nothing else."""
    kb = base_of(outcome("a", HALF, horizon=one), outcome("b", HALF, horizon=other))
    assert "2 times that are not known to be one" in faults(forest, kb.outcomes)[0]


# What is refused


def test_an_empty_selection_is_refused_with_the_reason(kb: KnowledgeBase) -> None:
    """Nothing selected, nothing with a figure and nothing with a number are three refusals."""
    empty = kb.outcomes.where(lambda _: False)
    for made in (forest, timeline, evidence_map):
        assert faults(made, empty) == (
            "the selection is empty: no statement is in it, so there is nothing to draw",
        )
        assert faults(made, [1]) == (
            "needs a selection of statements, such as kb.outcomes, not list",
        )
    [told] = faults(forest, kb.definitions)
    none = "no figure of how many reach an endpoint"
    left_out = f"Left out, as they give {none}: definitions (1)."
    assert told == f"nothing to draw: the statements give {none}. {left_out}"
    words = base_of(outcome("a", Unquantified(printed="most")))
    assert faults(forest, words.outcomes)[0].startswith("nothing to draw: the figures have no")


def test_what_has_no_figure_is_counted_below(kb: KnowledgeBase) -> None:
    """Statements of the selection without such a figure are counted by kind, in words."""
    chart = forest(kb.statements, allow=ALL)
    assert "Left out, as they give no figure of how many reach an endpoint: approvals (1)," in (
        remarks(chart)
    )
    assert "Left out" not in remarks(forest(kb.outcomes, allow=ALL))


def test_all_faults_of_what_is_asked_are_told_at_once(kb: KnowledgeBase) -> None:
    """Each unknown word and each option that cannot be is told, with what there is."""
    options: dict[str, Any] = {
        "group": "color",
        "allow": ("endpoint", "anything"),
        "figures": "pies",
        "columns": ("n", 5),
        "title": " ",
        "theme": "pink",
        "width": 5,
    }
    told = faults(forest, kb.outcomes, **options)
    starts = ("group: 'color'", "allow: 'anything'", "figures: 'pies'", "columns: 5", "title must")
    for start, fault in zip((*starts, "theme 'pink'", "width is"), told, strict=True):
        assert fault.startswith(start)
    told = faults(timeline, kb.outcomes, by="moon", allow=5, columns="x", title=5, width=True)
    for start, fault in zip(
        ("by: 'moon'", "allow: 5", "columns: 'x'", "title must be text", "width is"),
        told,
        strict=True,
    ):
        assert fault.startswith(start)


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        (5, "domain is two numbers"),
        ("ab", "domain is two numbers"),
        ((1,), "domain is two numbers"),
        ((0, 1, 2), "domain is two numbers"),
        ((0, True), "domain is two numbers"),
        ((1, 0), "a low end below its high end"),
        ((0, float("inf")), "a low end below its high end"),
        ((float("nan"), 1), "a low end below its high end"),
    ],
)
def test_a_domain_that_cannot_be_is_refused(kb: KnowledgeBase, domain: Any, words: str) -> None:
    """The ends of an axis are two finite numbers in order."""
    found = kb.outcomes.where(allkb.measures("event-free-survival"))
    [told] = faults(forest, found, domain=domain)
    assert words in told
    assert len(faults(timeline, found, domain=domain)) == 1


def test_the_domain_of_ratios_is_above_0() -> None:
    """A logarithmic axis has no 0."""
    kb = base_of(comparison("a", favors("cells", **HAZARD, value=2)))
    [told] = faults(forest, kb.comparisons, domain=(0, 3))
    assert "its domain begins above 0" in told
    for domain in ((1e-9, 1e9), (0.1, 300), (0.5, 60)):
        chart = forest(kb.comparisons, domain=domain)
        [ticks] = {
            tuple(axis["values"])
            for layer in layers(chart)
            if (axis := layer.encoding.get("x", {}).get("axis"))
        }
        assert 1 in ticks
        assert len(ticks) <= 11
        assert all(domain[0] <= tick <= domain[1] for tick in ticks)


# Small things


def test_letters_go_on_after_z() -> None:
    """The marks of footnotes go on with two letters."""
    assert [lettered(n) for n in (0, 25, 26, 27, 701, 702)] == ["a", "z", "aa", "ab", "zz", "aaa"]


def test_texts_are_put_on_lines() -> None:
    """Lines are as wide as they may be; letters that are twice as wide count twice."""
    assert lines("one two three", 8) == ["one two", "three"]
    assert lines("one two three four", 8, 1) == ["one \N{HORIZONTAL ELLIPSIS}"]
    assert lines("a b c d", 8, 1) == ["a b c d"]
    assert lines("oneword" * 9, 8, 1) == ["onewor \N{HORIZONTAL ELLIPSIS}"]
    assert max(map(len, lines("\N{CJK UNIFIED IDEOGRAPH-4E00}" * 30, 20))) <= 10
    assert lines("", 8) == [""]
    assert one_line("a\n\x00b\N{RIGHT-TO-LEFT OVERRIDE}c") == "a bc"
    assert fitting(1, 12) == 8


def test_what_was_changed_is_in_the_estimate(kb: KnowledgeBase) -> None:
    """The text of a figure is the one that other views write."""
    wide = ConfidenceInterval(low=0.1, high=0.6, level=None)
    estimate = Point(value=0.5, printed="50%", uncertainty=wide)
    id = "graft.second.efs"
    found = changed(kb, id, estimate=estimate)
    assert estimate_text(estimate) in texts(forest(found.outcomes.where(lambda s: s.id == id)))
