"""The timeline: figures in order of time, what they became, and by whom they were said."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from plot_samples import base_of, layers, outcome, remarks, seen, spec_of, texts
from samples import MIDDLE, NEW, OLD, PAPER, cites, said

import allkb
from allkb import (
    Bound,
    Comparator,
    Ended,
    Hedge,
    HowEnded,
    InvalidValueError,
    KnowledgeBase,
    Point,
    Range,
    StatementId,
    Unit,
)
from allkb.plots import timeline
from allkb.plots.guard import Allow

ALL: tuple[Allow, ...] = ("endpoint", "horizon")
HALF = Point(value=0.5, printed="50%")
WINDOW = "between 2012-01-01 and 2014-04-01"
KB = allkb.load()


def headings(chart: Any) -> list[str]:
    """Return the headings of a chart, from top to bottom."""
    bold = [layer for layer in layers(chart) if layer.mark.get("fontWeight") == "bold"]
    found = sorted((datum["y"], datum["text"]) for layer in bold for datum in layer.data)
    return [text for _, text in found]


def lines_between(chart: Any) -> list[tuple[float, float, bool]]:
    """Return the lines that join rows: where they begin and end, and whether they are dashed."""
    return [
        (datum["x"], datum["x2"], layer.mark["strokeDash"] != [1, 0])
        for layer in layers(chart)
        if layer.mark["type"] == "rule"
        for datum in layer.data
        if "y2" in datum
    ]


def test_a_figure_is_a_row_under_each_document() -> None:
    """Documents come in order of their dates, each with its hedge, its level and its category."""
    graded = cites("doe-2010", levels=("C1",))
    range_ = Range(low=0.1, high=0.3, printed="10% to 30%")
    both = (said(OLD, hedge=Hedge.MAY), said(NEW, graded, hedge=Hedge.WILL))
    kb = base_of(
        outcome("a", range_, attestations=both),
        outcome("b", HALF, attestations=(said(PAPER, hedge=None),)),
    )
    chart = timeline(kb.outcomes)
    assert headings(chart) == ["2010-05: paper", f"{WINDOW}: summary", "2025-04-21: summary"]
    shown = texts(chart)
    assert f"guide, {WINDOW}: may" in shown
    assert "guide, 2025-04-21: will" in shown
    assert {"none printed", "C1", "\N{EN DASH}"} <= {*shown}
    paper, old, new = seen(chart)
    assert paper.marks == [("circle", 0.5, False)]
    assert old.bars == new.bars == [(0.1, 0.3)]
    assert "known only to lie between two stands by the later one" in remarks(chart)
    assert "Level: as the document prints it" in remarks(chart)


def test_what_is_one_statement_is_joined() -> None:
    """Lines lead from document to document: one from a number, two from the ends of a range."""
    attestations = (said(OLD), said(MIDDLE), said(NEW))
    kb = base_of(
        outcome("a", Range(low=0.1, high=0.3, printed="10% to 30%"), attestations=attestations),
        outcome("b", HALF, attestations=(said(OLD), said(NEW))),
        outcome("c", Point(value=0.7, printed="70%")),
    )
    chart = timeline(kb.outcomes)
    assert sorted(lines_between(chart)) == [
        *[(0.1, 0.1, False)] * 2,
        *[(0.3, 0.3, False)] * 2,
        (0.5, 0.5, False),
    ]
    rows = [layer for layer in layers(chart) if "y2" in (layer.data or [{}])[0]]
    assert all(datum["y"] < datum["y2"] for layer in rows for datum in layer.data)
    assert "Thin lines join what documents say of one thing" in remarks(chart)
    assert "Thin lines" not in remarks(timeline(base_of(outcome("c", HALF)).outcomes))


def test_what_was_superseded_leads_to_its_successor() -> None:
    """A dashed line leads from an older figure to the one in its place, if that is drawn too."""

    def ended(by: str) -> Ended:
        return Ended(
            how=HowEnded.SUPERSEDED,
            noticed_in=NEW,
            superseded_by=(StatementId(f"plot.{by}"),),
            reason="Another figure.",
        )

    older = Range(low=0.1, high=0.3, printed="10% to 30%")
    bound = Bound(relation=Comparator.MORE, value=0.6, printed="60%")
    kb = base_of(
        outcome("a", older, ended=ended("c"), attestations=(said(OLD),)),
        outcome("b", bound, ended=ended("c"), attestations=(said(OLD),)),
        outcome("c", HALF),
    )
    chart = timeline(kb.outcomes)
    assert sorted(lines_between(chart)) == [
        (0.1, 0.5, True),
        (0.3, 0.5, True),
        (0.6, 0.5, True),
    ]
    assert not lines_between(timeline(kb.outcomes.where(lambda s: s.id != "plot.c")))
    clipped = timeline(kb.outcomes, domain=(0.2, 0.55))
    assert lines_between(clipped) == [(0.3, 0.5, True)]


def test_words_are_joined_by_no_line() -> None:
    """A figure without a number has a row under each document and no line."""
    words = allkb.Unquantified(printed="most")
    kb = base_of(
        outcome("a", words, attestations=(said(OLD), said(NEW))),
        outcome("b", HALF),
    )
    chart = timeline(kb.outcomes)
    assert lines_between(chart) == []
    assert texts(chart).count("most (no number given)") == 2


def test_by_paper_a_figure_stands_under_the_years_of_its_papers() -> None:
    """Years of all papers cited are told, the latest one orders; without a paper it is left out."""
    kb = base_of(
        outcome("a", HALF, attestations=(said(NEW, cites("doe-2010", "poe-2020")),)),
        outcome(
            "b", HALF, attestations=(said(OLD, cites("doe-2010")), said(NEW, cites("doe-2010")))
        ),
        outcome("c", HALF, attestations=(said(NEW, cites("poe-2020")),)),
        outcome("d", HALF, attestations=(said(NEW),)),
    )
    chart = timeline(kb.outcomes, by="paper")
    assert headings(chart) == [
        "2010: paper cited",
        "2010 to 2020: papers cited",
        "2020: paper cited",
    ]
    assert len(seen(chart)) == 3
    assert "none for which a paper is cited: outcomes (1)." in remarks(chart)
    assert " ".join(spec_of(chart)["title"]["text"]).endswith(
        "by the year of the papers cited for it"
    )
    assert "stands by the later one" not in remarks(chart)
    only = kb.outcomes.where(lambda s: s.id == "plot.d")
    with pytest.raises(InvalidValueError, match="none for which a paper is cited"):
        timeline(only, by="paper")


def test_arms_are_dated_too(kb: KnowledgeBase) -> None:
    """The figures of the arms of a comparison are rows of a timeline."""
    chart = timeline(kb.comparisons)
    assert {"cells", "graft"} <= {*texts(chart)}
    assert len(seen(chart)) == 2


@pytest.mark.parametrize("by", ["document", "paper"])
def test_the_bundled_figures_are_in_order(by: Any) -> None:
    """Every bundled figure has a row under each document, or under its papers; time goes down."""
    chosen = KB.outcomes.where(
        lambda s: getattr(s.estimate, "unit", Unit.PROPORTION) is Unit.PROPORTION
    )
    chart = timeline(chosen, by=by, allow=ALL, columns="figure")
    found = headings(chart)
    assert len(found) == len(set(found)) > 10
    if by == "document":
        wanted = sum(len(s.attestations) for s in chosen if s.estimate.kind != "unquantified")
    else:
        wanted = sum(
            any(g.citations for a in s.attestations for g in a.support)
            for s in chosen
            if s.estimate.kind != "unquantified"
        )
        last = [int(heading.partition(":")[0].rpartition(" ")[2]) for heading in found]
        assert all(one <= other for one, other in pairwise(last))
    assert len(seen(chart)) == wanted
