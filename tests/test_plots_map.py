"""The evidence map: what it counts, what it shows as a gap, and what it refuses."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from plot_samples import base_of, layers, legend_words, outcome, remarks, spec_of, texts
from samples import LABEL, NEW, OLD, cites, said

import allkb
from allkb import (
    AllOf,
    AnyOf,
    Established,
    InRange,
    InvalidValueError,
    Is,
    KnowledgeBase,
    Not,
    Point,
)
from allkb.model import concepts_of
from allkb.plots import evidence_map
from allkb.plots.bubbles import looks_of
from allkb.plots.evidence_grid import NO_POPULATION, design_of
from allkb.plots.themes import THEMES
from allkb.vocabulary import Vocabulary

HALF = Point(value=0.5, printed="50%")
KB = allkb.load()
SERIES = "case series or other observational study"
GENES, TRIAL = Is(fact="lineage", value="B-ALL"), "randomized controlled trial, blinded or not"


def counted(chart: Any) -> dict[tuple[str, str], dict[str, int]]:
    """Return the numbers of a map: by intervention, population and design."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for layer in layers(chart):
        for datum in layer.data:
            if "design" in datum:
                cell = found.setdefault((datum["intervention"], datum["population"]), {})
                cell[datum["design"]] = datum["statements"]
    return found


def gaps(chart: Any) -> set[tuple[str, str]]:
    """Return the places that are drawn as gaps."""
    return {
        (datum["intervention"], datum["population"])
        for layer in layers(chart)
        if layer.mark["type"] == "rect" and layer.mark["stroke"] != "transparent"
        for datum in layer.data
    }


def refused(selection: Any, **options: Any) -> tuple[str, ...]:
    """Return what is refused."""
    with pytest.raises(InvalidValueError) as found:
        evidence_map(selection, **options)
    return found.value.faults


def sample() -> KnowledgeBase:
    """Return a base with statements of three designs in some populations."""
    graded = cites("doe-2010", levels=("C1",))
    two = cites("doe-2010", levels=("C1", "A1"))
    return base_of(
        outcome("a", HALF, criteria=GENES, attestations=(said(NEW, graded),)),
        outcome("b", HALF, criteria=GENES, attestations=(said(NEW, two),)),
        outcome(
            "c",
            HALF,
            criteria=AllOf(
                criteria=(
                    Is(fact="relapsed_after_hsct", value=True),
                    AnyOf(criteria=(GENES, Is(fact="lineage", value="T-ALL"))),
                    Not(criterion=Is(fact="relapse_site", value="isolated CNS")),
                    InRange(fact="age", low=1),
                )
            ),
        ),
        outcome("d", HALF, intervention="car-cells"),
        outcome("e", HALF, intervention=None),
    )


def test_each_place_counts_its_statements_by_design() -> None:
    """A statement counts in each population its criteria ask for and under each of its designs."""
    chart = evidence_map(sample().statements)
    assert counted(chart) == {
        ("second transplant", "lineage B-ALL"): {SERIES: 2, TRIAL: 1, "no level printed": 1},
        ("second transplant", "lineage T-ALL"): {"no level printed": 1},
        ("second transplant", "relapse after allogeneic HSCT"): {"no level printed": 1},
        ("car cells", NO_POPULATION): {"no level printed": 1},
    }
    assert legend_words(chart)[:3] == [SERIES, TRIAL, "no level printed"]
    assert "Left out, as they are about no intervention here: 1 statement." in remarks(chart)
    assert "4 statements" in spec_of(chart)["title"]["subtitle"][0]


def test_gaps_are_visible() -> None:
    """Each place without a statement is a dashed cell with a 0, populations never met included."""
    chart = evidence_map(sample().statements)
    found = gaps(chart)
    assert ("car cells", "lineage B-ALL") in found
    assert ("second transplant", "site of relapse isolated CNS") in found
    assert ("second transplant", "refractory disease") in found
    # To name no population is no population.
    assert ("second transplant", NO_POPULATION) not in found
    assert not found & {*counted(chart)}
    assert texts(chart).count("0") == len(found)
    assert f"{len(found)} gaps" in spec_of(chart)["description"]
    assert any("a gap" in word for word in legend_words(chart))
    full = evidence_map(sample().statements, populations=lambda _: "everybody")
    assert gaps(full) == set()
    assert not any("a gap" in word for word in legend_words(full))
    assert "0 gaps" in spec_of(full)["description"]


def test_numbers_stand_below_and_sizes_follow() -> None:
    """Each symbol has its number below it, and its area follows the number."""
    chart = evidence_map(sample().statements)
    sizes = {
        datum["statements"]: datum["size"]
        for layer in layers(chart)
        for datum in layer.data
        if "design" in datum
    }
    assert sizes[2] == 2 * sizes[1]
    numbers = Counter(text for text in texts(chart) if text.isdigit())
    assert numbers["2"] == 1
    assert numbers["1"] == 5


def test_interventions_are_those_that_are_wanted() -> None:
    """Rows are named by ids, labels or synonyms, and count what is narrower; an empty one stays."""
    chart = evidence_map(sample().statements, interventions=["graft", "CAR-T"])
    assert {row for row, _ in counted(chart)} == {"transplant", "car cells"}
    chart = evidence_map(sample().statements, interventions="therapy")
    assert sum(counted(chart)["therapy", "lineage B-ALL"].values()) == 4
    chart = evidence_map(sample().statements, interventions=("therapy", "group-x"))
    assert {row for row, _ in gaps(chart)} == {"therapy", "group x"}


def test_many_interventions_are_taken_together() -> None:
    """Where statements name many interventions the broadest of them are the rows."""
    rows = {row for row, _ in counted(evidence_map(KB.statements))}
    assert "immunotherapy" in rows
    assert "tisagenlecleucel" not in rows
    few = KB.statements.where(allkb.in_topic("relapse-after-hsct"))
    assert "tisagenlecleucel" in {row for row, _ in counted(evidence_map(few))}


def test_populations_are_told_apart_as_asked() -> None:
    """Facts or a function tell columns apart; what a function leaves empty names no population."""
    chart = evidence_map(sample().statements, populations="lineage")
    assert {column for _, column in (*gaps(chart), *counted(chart))} == {
        "lineage B-ALL",
        "lineage T-ALL",
        NO_POPULATION,
    }
    chart = evidence_map(
        sample().statements, populations=lambda s: s.id[-1] if s.id < "plot.c" else ""
    )
    assert {column for _, column in counted(chart)} == {"a", "b", NO_POPULATION}


def test_no_design_is_told_from_another() -> None:
    """No level printed, level not read and no summary are three things, drawn as outlines."""
    kb = base_of(
        outcome("a", HALF),
        outcome("b", HALF, attestations=(said(NEW, established=Established.SECONDARY),)),
        outcome("c", HALF, attestations=(said(LABEL),)),
        outcome("d", HALF, attestations=(said(OLD, cites("doe-2010", levels=("3iiA",))),)),
    )
    designs = [design_of(kb, statement)[0] for statement in kb]
    assert designs[:3] == ["no level printed", "level not read", "no summary says it"]
    points = [
        layer.mark for layer in layers(evidence_map(kb.outcomes)) if layer.mark["type"] == "point"
    ]
    assert len(points) == 4
    assert [mark["filled"] for mark in points] == [True, False, False, False]
    assert len({mark["shape"] for mark in points[1:]}) == 3


def test_looks_differ_without_colours() -> None:
    """As many designs as there are colours have shapes of their own; more are never alike."""
    palette = THEMES["light"]
    looks = looks_of([f"design {i}" for i in range(len(palette.series))], palette)
    assert len({look.shape for look in looks.values()}) == len(looks)
    assert len({look.color for look in looks.values()}) == len(looks)


def test_a_place_with_many_designs_has_several_lines() -> None:
    """Symbols of one place never overlap and stay within their cell, however many there are."""
    chart = evidence_map(KB.statements)
    boxes = {
        (d["intervention"], d["population"]): d
        for layer in layers(chart)
        if layer.mark["type"] == "rect"
        for d in layer.data
    }
    spots: set[tuple[float, float]] = set()
    for layer in layers(chart):
        for datum in layer.data:
            if "design" in datum:
                box = boxes[datum["intervention"], datum["population"]]
                reach = (datum["size"] / 3.14) ** 0.5
                assert box["x"] <= datum["x"] - reach
                assert datum["x"] + reach <= box["x2"]
                assert box["y"] <= datum["y"] - reach
                assert datum["y"] + 26 <= box["y2"]
                spot = (datum["x"], datum["y"])
                assert spot not in spots
                spots.add(spot)


def test_the_bundled_map_counts_what_is_held() -> None:
    """Counted anew, every place of the map of all that is held has that many statements."""
    chart = evidence_map(KB.statements, populations=("lineage", "relapsed_after_hsct"))
    shown = counted(chart)
    known = Vocabulary(KB)
    car, hsct = known.narrower("immunotherapy"), known.narrower("hsct")
    for name, ids in (("immunotherapy", car), ("hematopoietic stem cell transplantation", hsct)):
        wanted = Counter(
            design
            for s in KB.statements
            if ids & concepts_of(s) and _asks(s.criteria, "lineage", "T-ALL")
            for design in design_of(KB, s)
        )
        assert shown[name, "lineage T-ALL"] == dict(wanted)


def _asks(criterion: Any, fact: str, value: object) -> bool:
    if isinstance(criterion, AllOf | AnyOf):
        return any(_asks(member, fact, value) for member in criterion.criteria)
    return isinstance(criterion, Is) and (criterion.fact, criterion.value) == (fact, value)


def test_what_cannot_be_drawn_is_refused() -> None:
    """Unknown facts, names, themes and titles are told at once; so is that nothing is in it."""
    kb = sample()
    told = refused(kb.statements, populations=("lineage", "age", "moon", 5), theme="x", title="")
    starts = ("populations: 'age'", "populations: 'moon'", "populations: 5", "title", "theme")
    for start, fault in zip(starts, told, strict=True):
        assert fault.startswith(start)
    told = refused(kb.statements, interventions=("graft", "transplnt", "xyz", 5))
    assert len(told) == 3
    assert told[0].startswith("interventions: no concept 'transplnt'")
    none = kb.statements.where(lambda s: s.id == "plot.e")
    assert refused(none) == ("nothing to draw: no statement is about an intervention",)
    assert refused(none, interventions="graft") == (
        "nothing to draw: no statement is about any of these interventions",
    )


def test_the_map_in_words_names_the_largest_places() -> None:
    """The alternative text tells the places with most statements and counts the others."""
    told = spec_of(evidence_map(KB.statements))["description"]
    assert "more places with statements." in told
    assert "immunotherapy, none of these named:" in told
