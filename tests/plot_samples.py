"""What the tests of plots share: small bases made for them, and charts read back from their data."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import altair as alt
from attrs import evolve
from samples import NEW, cites, said, sample_base

from allkb import (
    Arm,
    Comparison,
    ConceptId,
    Direction,
    Effect,
    Estimate,
    Horizon,
    KnowledgeBase,
    OutcomeStatistic,
    StatementId,
    TopicId,
)

__all__ = [
    "Layer",
    "Seen",
    "axis_of",
    "axis_title",
    "base_of",
    "changed",
    "comparison",
    "favors",
    "layers",
    "legend_words",
    "outcome",
    "places",
    "remarks",
    "seen",
    "spec_of",
    "texts",
]


def outcome(name: str, estimate: Estimate, **more: Any) -> OutcomeStatistic:
    """Return an outcome statistic of the sample's second transplant."""
    fields: dict[str, Any] = {
        "topic": TopicId("after-graft"),
        "summary": "A figure.",
        "intervention": ConceptId("second-transplant"),
        "endpoint": ConceptId("event-free-survival"),
        "attestations": (said(NEW, cites("doe-2010")),),
        **more,
    }
    return OutcomeStatistic(id=StatementId(f"plot.{name}"), estimate=estimate, **fields)


def comparison(name: str, *effects: Effect, horizon: Horizon | None = None) -> Comparison:
    """Return a comparison of cells with a graft."""
    arms = (Arm(id="cells", label="cells"), Arm(id="graft", label="graft"))
    return Comparison(
        id=StatementId(f"plot.{name}"),
        topic=TopicId("cells"),
        summary="They differ.",
        arms=arms,
        endpoint=ConceptId("overall-survival"),
        horizon=horizon,
        effects=effects,
        attestations=(said(NEW, cites("doe-2010")),),
    )


def favors(first: str, **more: Any) -> Effect:
    """Return an effect of cells over a graft that favors one of the two."""
    better = Direction.FAVORS_NUMERATOR if first == "cells" else Direction.FAVORS_DENOMINATOR
    return Effect(numerator="cells", denominator="graft", direction=better, **more)


def base_of(*statements: Any) -> KnowledgeBase:
    """Return the sample with other statements than its own."""
    return sample_base(statements=tuple(sorted(statements, key=lambda s: s.id)))


class Layer(NamedTuple):
    """
    A layer of a chart.

    Attributes:
        mark: Its mark, with its properties.
        encoding: Its channels.
        data: Its data.
    """

    mark: dict[str, Any]
    encoding: dict[str, Any]
    data: list[dict[str, Any]]


def spec_of(chart: alt.VConcatChart) -> dict[str, Any]:
    """Return a chart as Vega-Lite."""
    with alt.data_transformers.enable("default", max_rows=None):
        return chart.to_dict()


def layers(chart: alt.VConcatChart, part: int = 0) -> list[Layer]:
    """Return the layers of a part of a chart: 0 for the body, 1 for the legend, 2 for the lines."""
    spec = spec_of(chart)
    found = spec["vconcat"][part]
    return [
        Layer(layer["mark"], layer["encoding"], _data(spec, layer, found))
        for layer in found.get("layer", [found])
    ]


def _data(spec: dict[str, Any], *holders: dict[str, Any]) -> list[dict[str, Any]]:
    data = next(holder["data"] for holder in holders if "data" in holder)
    values = data["values"] if "values" in data else spec["datasets"][data["name"]]
    return cast("list[dict[str, Any]]", values)


class Seen(NamedTuple):
    """
    What is drawn at one height.

    Attributes:
        marks: Points and heads of arrows: shape, place, and whether they are open.
        rules: Lines with two ends.
        bars: Bars with two ends.
        dashes: The dashes of the lines.
        colors: The colours of everything.
    """

    marks: list[tuple[str, float, bool]]
    rules: list[tuple[float, float]]
    bars: list[tuple[float, float]]
    dashes: list[tuple[int, ...]]
    colors: set[str]


def seen(chart: alt.VConcatChart, part: int = 0) -> list[Seen]:
    """Return what is drawn along the axis, from top to bottom; heights without a mark are none."""
    found: dict[float, Seen] = {}
    for layer in layers(chart, part):
        kind = layer.mark["type"]
        for datum in layer.data:
            if "color" not in datum:
                continue
            at = found.setdefault(datum["y"], Seen([], [], [], [], set()))
            at.colors.add(datum["color"])
            if kind == "point":
                at.marks.append((layer.mark["shape"], datum["x"], not layer.mark["filled"]))
            elif kind == "rule":
                at.rules.append((datum["x"], datum["x2"]))
                at.dashes.append(tuple(layer.mark["strokeDash"]))
            elif kind == "rect":
                at.bars.append((datum["x"], datum["x2"]))
                at.dashes.append(tuple(layer.mark["strokeDash"]))
    return [found[y] for y in sorted(found)]


def texts(chart: alt.VConcatChart, part: int = 0) -> list[str]:
    """Return the texts of a part of a chart, each on one line."""
    return [
        " ".join(datum["text"].split("\n"))
        for layer in layers(chart, part)
        if layer.mark["type"] == "text"
        for datum in layer.data
    ]


def legend_words(chart: alt.VConcatChart) -> list[str]:
    """Return what the legend says."""
    return texts(chart, 1)


def remarks(chart: alt.VConcatChart) -> str:
    """Return the lines below a chart as one text."""
    return " ".join(texts(chart, 2))


def axis_of(chart: alt.VConcatChart) -> dict[str, Any]:
    """Return the channel of the axis."""
    channels = [layer.encoding.get("x", {}) for layer in layers(chart)]
    return next(channel for channel in channels if channel.get("axis"))


def axis_title(chart: alt.VConcatChart) -> str:
    """Return what the axis says it measures."""
    return " ".join(axis_of(chart)["axis"]["title"])


def places(chart: alt.VConcatChart) -> tuple[float, float]:
    """Return the ends of the axis."""
    low, high = axis_of(chart)["scale"]["domain"]
    return low, high


def changed(kb: KnowledgeBase, id: str, **fields: Any) -> KnowledgeBase:
    """Return a base with some fields of a statement replaced."""
    return base_of(*(evolve(cast("Any", s), **fields) if s.id == id else s for s in kb))
