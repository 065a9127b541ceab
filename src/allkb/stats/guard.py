"""What keeps statements from being pooled: all that can be known from the data, told together."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from allkb.knowledge import KnowledgeBase
from allkb.model import (
    AtTime,
    Comparison,
    Horizon,
    OutcomeStatistic,
    PrognosticFactor,
    SafetySignal,
    Statement,
    StatementId,
    TimeRange,
    Unit,
)
from allkb.stats.cohorts import disputes, overlaps
from allkb.stats.computed import whom
from allkb.stats.objections import Objection, ObjectionKind, apart
from allkb.stats.ratios import canonical

__all__ = ["Poolable", "measured", "objections_to"]

Poolable = OutcomeStatistic | SafetySignal | Comparison | PrognosticFactor


def objections_to(
    kb: KnowledgeBase, statements: Sequence[Poolable], *, arms_told: bool
) -> Iterator[Objection]:
    """Yield every objection to pooling statements that is not about their figures."""
    yield from _ended(statements)
    yield from disputes(kb, statements)
    yield from _endpoints(kb, statements)
    yield from _horizons(statements)
    yield from _populations(statements)
    if not arms_told:
        yield from _interventions(kb, statements)
    yield from _designs(statements)
    yield from overlaps(kb, statements)


def _ended(statements: Sequence[Poolable]) -> Iterator[Objection]:
    ended = tuple((s.ended.how.value, (s.id,)) for s in statements if s.ended)
    if ended:
        reason = "these stand no longer in their source"
        yield Objection(kind=ObjectionKind.ENDED, reason=reason, groups=ended)


def measured(kb: KnowledgeBase, statements: Sequence[Poolable]) -> str:
    """Return what statements measure and when, each thing and each time once."""
    endpoints = dict.fromkeys(_endpoint(kb, s) for s in statements)
    times = dict.fromkeys(str(s.horizon) for s in statements if s.horizon)
    return " ".join(filter(None, (" and ".join(endpoints), " and ".join(times))))


def _endpoint(kb: KnowledgeBase, statement: Poolable) -> str:
    """Return the endpoint of a statement, or its harm with the grade."""
    if isinstance(statement, SafetySignal):
        grade = f", {statement.grade}" if statement.grade else " (no grade given)"
        return f"{kb.concept(statement.event).label}{grade}"
    endpoint = kb.concept(statement.endpoint).label
    if isinstance(statement, PrognosticFactor):
        return f"{endpoint} by {kb.concept(statement.factor).label}"
    return endpoint


def _endpoints(kb: KnowledgeBase, statements: Sequence[Poolable]) -> list[Objection]:
    found = [(s.id, (words := _endpoint(kb, s)), words) for s in statements]
    return apart(ObjectionKind.ENDPOINT, "these measure different things", found)


def _horizons(statements: Sequence[Poolable]) -> list[Objection]:
    found = [(s.id, _time(s), _time_words(s.horizon)) for s in statements]
    reason = "these are not known to be of one time"
    return apart(ObjectionKind.HORIZON, reason, found)


_PER = {Unit.YEARS: (12, "months"), Unit.MONTHS: (1, "months"), Unit.WEEKS: (7, "days")}


def _time(statement: Poolable) -> Hashable:
    """Return what makes a time one; a time that is not known is like no other."""
    match statement.horizon:
        case None:
            return None
        case AtTime() as at:
            per, unit = _PER.get(at.unit, (1, "days"))
            return at.value * per, unit, at.within, at.since
        case TimeRange() as span:
            per, unit = _PER.get(span.unit, (1, "days"))
            return span.low * per, span.high * per, unit, span.since
        case _:
            return statement.id


def _time_words(horizon: Horizon | None) -> str:
    return str(horizon) if horizon else "no time belongs to it"


def _populations(statements: Sequence[Statement]) -> list[Objection]:
    found: list[tuple[StatementId, Hashable, str]] = []
    for s in statements:
        key: Hashable = (canonical(s.criteria), s.population, s.selection)
        # Where no patients are described, those of the topic are meant.
        key = key if any((s.criteria, s.population, s.selection)) else s.topic
        found.append((s.id, key, whom(s) or f"all of the topic {s.topic}"))
    reason = "these are of differently described patients"
    return apart(ObjectionKind.POPULATION, reason, found)


def _interventions(kb: KnowledgeBase, statements: Sequence[Poolable]) -> list[Objection]:
    # What the arms of a comparison were given is looked at where they are matched.
    found = [
        (s.id, s.intervention, kb.concept(s.intervention).label if s.intervention else "not given")
        for s in statements
        if not isinstance(s, Comparison)
    ]
    reason = "the patients were given different things"
    return apart(ObjectionKind.INTERVENTION, reason, found)


def _designs(statements: Sequence[Statement]) -> list[Objection]:
    found: list[tuple[StatementId, Hashable, str]] = []
    for s in statements:
        designs = {
            (level.scheme.id, level.design.label)
            for said in s.attestations
            for level in said.levels
        }
        words = ", ".join(sorted(label for _, label in designs))
        key: Hashable = frozenset(designs) if designs else s.id
        found.append((s.id, key, words or "unknown, as no level is printed"))
    reason = "the studies are not known to be of one design"
    return apart(ObjectionKind.DESIGN, reason, found)
