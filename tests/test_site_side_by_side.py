"""Figures side by side on the site: what is drawn, what is not, and what the drawing says."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from samples import CONCEPTS, STATEMENTS, sample_base
from site_pages import KB, parsed, site_of_all

import allkb
from allkb import Statement, StatementId
from allkb.model import (
    AtTime,
    Count,
    EffectMeasure,
    LongTerm,
    Point,
    TimeRange,
    UnassignedRatio,
    Unit,
    Unquantified,
)
from allkb.site import build
from allkb.site.contents import Contents, Standing, given_in
from allkb.site.side_by_side import Plot, SideBySide
from allkb.views import notice

TOPIC = "relapse-after-hsct"
BY_ID: dict[str, Any] = {s.id: s for s in STATEMENTS}
EFS, VERSUS, FEVER = BY_ID["graft.second.efs"], BY_ID["cells.versus-graft"], BY_ID["cells.fever"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the bundled data."""
    return site_of_all(tmp_path_factory)


def other(one: Any, number: int = 1, **fields: Any) -> Any:
    """Return a statement like another, with an id of its own and other fields."""
    return evolve(one, id=StatementId(f"{one.id}-{number}"), **fields)


def plots(*statements: Statement) -> tuple[Plot, ...]:
    """Return the plots of statements that are added to the sample."""
    known = {s.id: s for s in (*STATEMENTS, *statements)}
    base = sample_base(statements=tuple(known[id] for id in sorted(known)))
    return SideBySide(Contents(base)).of(statements)


def told(plot: Plot) -> str:
    """Return a plot as it tells itself to those who do not see it."""
    return unescape(re.findall(r'<svg[^>]* aria-label="([^"]*)"', plot.svg)[0])


# What is drawn


def test_a_figure_alone_has_nothing_beside_it() -> None:
    """There is a plot from two statements on, of one endpoint."""
    assert not plots(EFS)
    assert not plots(EFS, BY_ID["graft.second.paper"])
    (plot,) = plots(EFS, other(EFS))
    assert (plot.name, plot.title, plot.statements) == (
        "plot-event-free-survival-proportion",
        "Event free survival",
        2,
    )


def test_figures_are_drawn_as_printed() -> None:
    """A range is told as a range, a count as a count; times and the notice stand beside them."""
    counted = other(
        EFS,
        horizon=AtTime(value=2, unit=Unit.YEARS),
        estimate=Count(events=1, of=4, printed="1 of 4"),
    )
    (plot,) = plots(EFS, counted)
    said = told(plot)
    assert "about 10% to 30%" in said
    assert "1/4" in said or "1 of 4" in said
    assert "20%" not in said.replace("along a axis", "")
    assert notice(sample_base()) in said
    assert plot.svg.index("at 2 years") < plot.svg.index("long-term")


def test_what_stands_no_longer_is_not_drawn() -> None:
    """Statements that ended, or that no later revision is known to make, have no mark on an axis."""
    ended = BY_ID["graft.maternal-donor"].ended
    gone = other(EFS, ended=ended, attestations=EFS.attestations[:1])
    older = other(EFS, 2, attestations=EFS.attestations[:1])
    assert not plots(EFS, gone, older)
    (plot,) = plots(EFS, other(EFS, 3), gone, older)
    assert plot.statements == 2


def test_what_has_no_number_is_no_reason_for_a_plot() -> None:
    """Statements without a figure, or with one in words, are not counted."""
    assert not plots(EFS, other(EFS, estimate=Unquantified(printed="some")))
    assert not plots(EFS, BY_ID["graft.reach"], BY_ID["early-relapse.group-x"])


def test_units_have_axes_of_their_own() -> None:
    """Times and proportions of one endpoint stand in two plots."""
    months = Point(value=7, printed="7", unit=Unit.MONTHS)
    found = plots(EFS, other(EFS), other(EFS, 2, estimate=months), other(EFS, 3, estimate=months))
    assert [plot.title for plot in found] == ["Event free survival (months)", "Event free survival"]


def test_arms_in_two_units_are_left_out() -> None:
    """A comparison whose arms have unlike units fits no axis, and stops no other plot."""
    months = Point(value=7, printed="7", unit=Unit.MONTHS)
    mixed = other(VERSUS, arms=(VERSUS.arms[0], evolve(VERSUS.arms[1], estimate=months)))
    (plot,) = [p for p in plots(VERSUS, other(VERSUS, 2), mixed) if p.name.endswith("proportion")]
    assert plot.statements == 2


def test_grades_of_harms_have_axes_of_their_own() -> None:
    """Harms of two grades are two endpoints."""
    assert not plots(FEVER, other(FEVER, grade="grade 4"))
    (plot,) = plots(FEVER, other(FEVER), other(FEVER, 2, grade=None))
    assert (plot.title, plot.statements) == ("Fever grade 3 or 4", 2)
    assert plot.name == "plot-fever-grade-3-or-4-proportion"


def test_ratios_have_plots_too() -> None:
    """Ratios of one measure share an axis; those whose arms are not told are no reason for one."""
    plain = evolve(VERSUS, unassigned=())
    found = plots(plain, other(plain))
    assert [plot.title for plot in found] == ["Overall survival (hazard ratio)", "Overall survival"]
    assert "1.10" in told(found[0])
    unlike = other(plain, 2, effects=(evolve(plain.effects[0], measure=EffectMeasure.ODDS_RATIO),))
    assert "Overall survival (hazard ratio)" not in [p.title for p in plots(plain, unlike)]
    alone = UnassignedRatio(
        measure=EffectMeasure.HAZARD_RATIO, value=0.4, printed="0.4", reason="No arms."
    )
    only = evolve(plain, effects=(), unassigned=(alone,))
    assert [plot.title for plot in plots(only, other(only))] == ["Overall survival"]


def test_rows_are_in_the_order_of_their_times() -> None:
    """Days, months and years are put in one order; what has no stated time comes last."""
    times = (
        LongTerm(printed="long-term"),
        AtTime(value=1, unit=Unit.YEARS),
        TimeRange(low=5, high=13, unit=Unit.MONTHS),
        AtTime(value=200, unit=Unit.DAYS),
        AtTime(value=3, unit=Unit.WEEKS),
    )
    (plot,) = plots(*(other(EFS, i, horizon=time) for i, time in enumerate(times)))
    places = [
        plot.svg.index(f"{word}<")
        for word in (
            "at 3 weeks",
            "from 5 to 13 months",
            "at 200 days",
            "at 1 year",
            "long-term (no time given)",
        )
    ]
    assert places == sorted(places)


def test_a_plot_of_several_pages_is_drawn_once() -> None:
    """Pages with the same statements have the same picture."""
    both = (EFS, other(EFS))
    known = {s.id: s for s in (*STATEMENTS, *both)}
    base = sample_base(statements=tuple(known[id] for id in sorted(known)))
    drawing = SideBySide(Contents(base))
    assert drawing.of(both)[0].svg is drawing.of(reversed(both))[0].svg


# On the pages


def test_topics_have_their_plots(site: Path) -> None:
    """A topic has a plot for each endpoint with several figures, linked from its top, unfolded first."""
    contents = Contents(KB)
    found = SideBySide(contents).of(KB.statements.where(allkb.in_topic(TOPIC)))
    assert len(found) > 5
    page = parsed(site / f"topics/{TOPIC}.html")
    assert page.count("svg") == len(found)
    assert [
        f"plot-{word}" for word in ("overall-survival-proportion", "event-free-survival-proportion")
    ] == [id for id in page.ids if id.startswith("plot-")][:2]
    assert "#plots" in page.links
    folds = [given for tag, given in page.tags if tag == "details" and given.get("class") == "plot"]
    assert ["open" in given for given in folds] == [True, *[False] * (len(found) - 1)]
    assert all(plot.statements > 1 for plot in found)


def test_interventions_show_figures_of_those_who_got_them(site: Path) -> None:
    """The page of an intervention draws what was measured after it, not where it is a past event."""
    contents = Contents(KB)
    id = "second-allogeneic-hsct"
    given = [s for s in contents.about(id) if id in given_in(s)]
    found = SideBySide(contents).of(given)
    assert found
    page = parsed(site / f"interventions/{id}.html")
    assert page.count("svg") == len(found)
    assert all(
        contents.standing(s) is Standing.STANDS for s in given if s.kind == "outcome-statistic"
    )
    assert not parsed(site / f"concepts/{id}.html").count("svg")


def test_pictures_say_in_words_what_they_show(site: Path) -> None:
    """Each picture has its words and the notice; the box that scrolls has a name and takes the focus."""
    page = parsed(site / f"topics/{TOPIC}.html")
    pictures = [given for tag, given in page.tags if tag == "svg"]
    assert all(notice(KB) in given["aria-label"] for given in pictures)
    boxes = [given for _, given in page.tags if given.get("class") == "chart"]
    assert all(given["tabindex"] == "0" and given["aria-label"] for given in boxes)
    assert len(boxes) == len(pictures)


def test_hostile_names_are_text_in_pictures(tmp_path: Path) -> None:
    """Marks in labels and populations are text in a picture; none becomes an element."""
    script = "</text></svg><script>alert('x')</script>"
    concepts = tuple(evolve(c, label=f"{c.label} {script}") for c in CONCEPTS)
    bad = (evolve(EFS, population=script), other(EFS, population=f"{script} &amp; <b>"))
    known = {s.id: s for s in (*STATEMENTS, *bad)}
    base = sample_base(concepts=concepts, statements=tuple(known[id] for id in sorted(known)))
    build(base, tmp_path / "out")
    page = parsed(tmp_path / "out/topics/after-graft.html")
    assert not page.faults
    assert page.count("svg") == 1
    assert page.count("script") == 2
