"""What a forest plot of ratios says of its arms: the sides of the axis, and the caveats."""

from __future__ import annotations

from typing import Any, NamedTuple

import altair as alt
import pytest
from attrs import evolve
from plot_samples import base_of, comparison, favors, layers, outcome, remarks, texts

import allkb
from allkb import Arm, Comparison, Effect, EffectMeasure, KnowledgeBase, Point, PrognosticFactor
from allkb.plots import forest
from allkb.plots.selecting import RATIOS

HALF = Point(value=0.5, printed="50%")
HAZARD: dict[str, Any] = {"measure": EffectMeasure.HAZARD_RATIO}
KB = allkb.load()
LEFT, RIGHT = "\N{LEFTWARDS ARROW}", "\N{RIGHTWARDS ARROW}"
MARROW = "donor-type-and-hla-match.marrow-7-of-8-vs-cord-blood"


class Side(NamedTuple):
    """
    What is written of a side above the axis.

    Attributes:
        text: Its lines, joined by spaces.
        edge: Where they begin or end, in pixels from where the axis begins.
        last: The height of the last line.
    """

    text: str
    edge: float
    last: float


def sides(chart: alt.VConcatChart) -> tuple[Side, ...]:
    """Return what is written of each side above the axis, left and right."""
    found = [
        Side(
            " ".join(layer.data[0]["text"].split("\n")),
            layer.encoding["x"]["value"],
            layer.data[0]["y"] + 12.5 * layer.data[0]["text"].count("\n"),
        )
        for layer in layers(chart)
        if layer.mark["type"] == "text"
        and any(arrow in layer.data[0]["text"] for arrow in (LEFT, RIGHT))
    ]
    return tuple(sorted(found, key=lambda side: side.edge))


def arms_of(effect: Effect, first: str, second: str) -> KnowledgeBase:
    """Return a base that compares two arms of such names."""
    arms = (Arm(id="cells", label=first), Arm(id="graft", label=second))
    return base_of(evolve(comparison("a", effect), arms=arms))


@pytest.mark.parametrize("value", [0.02, 50.0])
@pytest.mark.parametrize("width", [160, 340, 2000])
def test_sides_near_an_edge_are_told_apart(value: float, width: int) -> None:
    """Where 1 lies near an end of the axis both sides are wrapped, not cut, above the headings."""
    first = "two blocks of chemotherapy without inotuzumab and with idarubicin"
    second = "two blocks of chemotherapy without inotuzumab and with mitoxantrone"
    kb = arms_of(favors("cells", **HAZARD, value=value), first, second)
    chart = forest(kb.comparisons, width=width)
    left, right = sides(chart)
    above, below = (second, first) if value < 1 else (first, second)
    assert left.text == f"{LEFT} favors {below}"
    assert right.text == f"favors {above} {RIGHT}"
    headings = [d["y"] for layer in layers(chart) for d in layer.data if d.get("text") == "level"]
    assert left.last == right.last <= min(headings)
    if width - right.edge < 150:
        assert right.last <= min(headings) - 12.5


def test_sides_that_would_look_alike_are_not_named() -> None:
    """Arms that differ only far behind are not named above the axis; those that differ are cut."""
    effect = favors("cells", **HAZARD, value=0.5)
    long = "the same words " * 60
    kb = arms_of(effect, f"{long}one", f"{long}other")
    assert sides(forest(kb.comparisons)) == ()
    kb = arms_of(effect, f"one {long}", f"other {long}")
    left, right = sides(forest(kb.comparisons))
    assert left.text.startswith(f"{LEFT} favors one the same")
    assert right.text.startswith("favors other the same")
    assert left.text.endswith("\N{HORIZONTAL ELLIPSIS}")


@pytest.mark.parametrize("width", [160, 340])
def test_bundled_sides_are_whole(width: int) -> None:
    """Both arms of each bundled ratio stand above the axis as they are called."""
    count = 0
    compared: tuple[Comparison | PrognosticFactor, ...] = (
        *KB.comparisons.items,
        *KB.prognostic_factors.items,
    )
    for statement in compared:
        labels = [arm.label for arm in statement.arms]
        ratios = [e for e in statement.effects if e.measure in RATIOS]
        if len(ratios) == 1 and "favors" in ratios[0].direction:
            count += 1
            one = evolve(KB.statements, items=(statement,))
            found = sides(forest(one, figures="ratios", width=width))
            said = {side.text.strip(f"{LEFT}{RIGHT} ").removeprefix("favors ") for side in found}
            assert {text.replace("- ", "-") for text in said} == {
                label.replace("- ", "-") for label in labels
            }
    assert count > 20


def test_caveats_of_what_is_compared_are_footnotes() -> None:
    """Why a source is undecided although its interval excludes 1 can be read on paper, once."""
    chosen = KB.comparisons.where(lambda s: s.id in (f"{MARROW}.relapse", f"{MARROW}.chronic-gvhd"))
    chart = forest(chosen, allow=("endpoint", "horizon"))
    [relapse] = [s for s in chosen if s.id.endswith("relapse")]
    told = remarks(chart)
    assert len(relapse.caveats) == 2
    for caveat in relapse.caveats:
        assert told.count(f"] Caveat: {caveat}") == 1
    shown = " ".join(texts(chart))
    assert "[a]" in shown
    assert "[b,a]" in shown
    notes = {d["notes"] for layer in layers(chart) for d in layer.data if "notes" in d}
    assert all(text.count(relapse.caveats[-1]) == 1 for text in notes)


def test_caveats_of_estimates_are_told_by_their_marks() -> None:
    """The caveats of a figure that compares nothing are no footnotes; its mark tells them."""
    chart = forest(base_of(outcome("a", HALF, caveats=("Few of them.",))).outcomes)
    assert "Few of them." not in remarks(chart)
    notes = [d["notes"] for layer in layers(chart) for d in layer.data if "notes" in d]
    assert all(text.endswith("Caveat: Few of them.") for text in notes)
    assert notes


def test_marks_of_footnotes_are_never_cut() -> None:
    """A label as long as a page is cut, but the mark of its footnote still stands below it."""
    long = "word " * 300
    kb = arms_of(favors("cells", **HAZARD, value=0.5), f"one {long}", "other")
    [one] = kb.comparisons
    noted = base_of(evolve(one, caveats=("Few of them.",)))
    [label] = [text for text in texts(forest(noted.comparisons)) if text.startswith("one word")]
    assert label.endswith("[a]")
    assert "\N{HORIZONTAL ELLIPSIS}" in label
    [label] = [text for text in texts(forest(kb.comparisons)) if text.startswith("one word")]
    assert label.endswith("\N{HORIZONTAL ELLIPSIS}")
