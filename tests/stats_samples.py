"""Invented studies that differ in nothing but their papers and figures, to be spoiled one by one."""

from __future__ import annotations

import math
from typing import Any

from samples import NEW, cites, said, sample_base, sample_parts

import allkb
from allkb import (
    Arm,
    Citation,
    CitationId,
    Comparison,
    ConceptId,
    ConfidenceInterval,
    Count,
    Direction,
    Effect,
    EffectMeasure,
    Estimate,
    KnowledgeBase,
    OutcomeStatistic,
    SafetySignal,
    Selection,
    Statement,
    StatementId,
    TopicId,
)

ARMS = (
    Arm(id="cells", label="cells", intervention=ConceptId("car-cells")),
    Arm(id="graft", label="graft", intervention=ConceptId("transplant")),
)


CATHETERS = {
    # The control and the treated arms of dat.nielweise2007: events and patients.
    "control": [
        *((3, 117), (3, 35), (9, 195), (7, 136), (6, 157), (4, 139), (3, 177), (2, 39), (19, 103)),
        *((2, 122), (7, 64), (1, 58), (5, 175), (11, 180), (0, 105), (1, 262), (3, 362), (1, 69)),
    ],
    "treated": [
        *((0, 116), (1, 44), (2, 208), (0, 130), (5, 151), (1, 98), (1, 174), (1, 74), (1, 97)),
        *((1, 113), (0, 66), (0, 70), (3, 188), (6, 187), (0, 118), (0, 252), (1, 345), (4, 64)),
    ],
}

VACCINES = (
    # dat.bcg: ill and well of those vaccinated, ill and well of the others.
    *((4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619)),
    *((33, 5036, 47, 5761), (180, 1361, 372, 1079), (8, 2537, 10, 619)),
    *((505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600)),
    *((186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825)),
)


def k_of(events: int, of: int) -> Count:
    """Return a count."""
    return Count(events=events, of=of, printed=f"{events} of {of}")


def _shared(name: str) -> dict[str, Any]:
    return {
        "id": StatementId(f"study.{name}"),
        "topic": TopicId("cells"),
        "summary": f"Study {name}.",
        "population": "Children in relapse.",
        "endpoint": ConceptId("event-free-survival"),
        "attestations": (said(NEW, cites(f"{name}-2020", levels=("C1",))),),
    }


def study(name: str, estimate: Estimate, **changed: Any) -> OutcomeStatistic:
    """Return an outcome statistic of a paper of its own."""
    parts: dict[str, Any] = {
        **_shared(name),
        "intervention": ConceptId("car-cells"),
        "estimate": estimate,
    }
    return OutcomeStatistic(**{**parts, **changed})


def ratio(
    value: float,
    low: float,
    high: float,
    measure: EffectMeasure = EffectMeasure.HAZARD_RATIO,
    **changed: Any,
) -> Effect:
    """Return a ratio of the first arm over the second one."""
    parts: dict[str, Any] = {
        "numerator": "cells",
        "denominator": "graft",
        "direction": Direction.NO_DIFFERENCE_SHOWN,
        "measure": measure,
        "value": value,
        "interval": ConfidenceInterval(low=low, high=high),
    }
    return Effect(**{**parts, **changed})


def log_ratio(log: float, error: float, measure: EffectMeasure) -> Effect:
    """Return the ratio that has a log and a standard error of that."""
    reach = 1.959963984540054 * error
    return ratio(math.exp(log), math.exp(log - reach), math.exp(log + reach), measure)


def versus(name: str, *effects: Effect, **changed: Any) -> Comparison:
    """Return a comparison of a paper of its own."""
    parts: dict[str, Any] = {**_shared(name), "arms": ARMS, "effects": effects}
    return Comparison(**{**parts, **changed})


def base(*statements: Statement) -> KnowledgeBase:
    """Return the small knowledge base with more statements and the papers they cite."""
    known = {citation.id for citation in sample_parts()["citations"]}
    cited = {c for s in statements for a in s.attestations for c in a.citations} - known
    papers = tuple(
        Citation(id=CitationId(id), authors=(f"{id.title()} A",), journal="J Inv", year=2020)
        for id in cited
    )
    parts = sample_parts()
    return sample_base(
        citations=parts["citations"] + papers, statements=parts["statements"] + statements
    )


def chosen(*statements: Statement) -> Selection[Statement]:
    """Return statements as a selection of a knowledge base, in their order."""
    order = [s.id for s in statements]
    found = base(*statements).statements.where(lambda s: s.id in order)
    return found.sorted(lambda s: order.index(s.id))


def every_statistic() -> list[OutcomeStatistic | SafetySignal]:
    """Return all bundled statements that have an estimate of their own."""
    kb = allkb.load()
    return [*kb.outcomes, *kb.safety_signals]
