"""Which fields of a statement FHIR has elements for; all others become extensions."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import fields

from allkb.model import (
    Approval,
    Comparison,
    Definition,
    Limitation,
    Observation,
    OpenQuestion,
    OutcomeStatistic,
    PrognosticFactor,
    Recommendation,
    SafetySignal,
    Statement,
)

__all__ = ["KINDS", "extended"]

_COMMON: Final = frozenset(
    (
        *("id", "topic", "summary", "criteria", "population", "selection"),
        *("median_follow_up", "caveats", "links", "ended", "attestations"),
    )
)
_NATIVE: Final[Mapping[type[Statement], tuple[str, ...]]] = {
    Recommendation: ("interventions", "stance"),
    OutcomeStatistic: ("intervention", "endpoint", "horizon", "estimate", "n"),
    Comparison: ("arms", "endpoint", "horizon", "effects", "p", "n"),
    PrognosticFactor: (
        *("factor", "endpoint", "intervention", "horizon", "arms", "effects", "p", "n"),
    ),
    Limitation: ("intervention",),
    OpenQuestion: ("interventions",),
    Definition: ("term", "means"),
    SafetySignal: ("intervention", "event", "grade", "horizon", "estimate", "n"),
    Approval: ("intervention",),
    Observation: ("about", "characteristics", "n"),
}

KINDS: Final[Mapping[str, type[Statement]]] = MappingProxyType({k.kind: k for k in _NATIVE})
"""The kinds of statement, by name."""


def extended(kind: type[Statement]) -> tuple[str, ...]:
    """Return the fields of a kind that become extensions."""
    native = _COMMON.union(_NATIVE[kind])
    return tuple(field.name for field in fields(kind) if field.name not in native)
