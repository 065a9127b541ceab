"""
Criteria as columns that an engine computes from the columns that give facts.

Every different part of the criteria becomes one column, computed once, in
layers: a layer needs only those below it. And, or and not are the engine's
own, which with null for "not known" are Kleene's on every engine that
narwhals knows. What is not known comes from one column of nulls: `x | null`
keeps of `x` only yes, `x & null` only no.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import reduce
from typing import assert_never

import narwhals.stable.v2 as nw

from allkb.cohort.engines import Table, column, is_inferred, settled
from allkb.cohort.given import Given
from allkb.matching.truth import alteration_key, opened
from allkb.model import (
    DERIVED,
    AllOf,
    AnyOf,
    ConceptId,
    Criterion,
    FactType,
    Has,
    InRange,
    Is,
    Meets,
    Not,
)
from allkb.vocabulary import Vocabulary

__all__ = ["Plan"]

Place = tuple[str, int]
"""The name of a column and its layer; the columns that are there before are in layer -1."""

UNKNOWN: Place = ("not_known", -1)
"""The column of nulls."""


Joining = Callable[[nw.Expr, nw.Expr], nw.Expr]


def _both(first: nw.Expr, second: nw.Expr) -> nw.Expr:
    return first & second


def _either(first: nw.Expr, second: nw.Expr) -> nw.Expr:
    return first | second


class Plan:
    """
    The columns that give the verdicts on criteria.

    Args:
        known: The vocabulary: what definitions mean, what is a kind of what.
        given: The columns that give facts.
    """

    def __init__(self, known: Vocabulary, given: Iterable[Given]) -> None:
        self._known = known
        self._given = {one.key: (f"fact{i}", one) for i, one in enumerate(given)}
        self._placed: dict[Hashable, Place] = {}
        self._layers: list[dict[str, nw.Expr]] = []

    def place(self, criterion: Criterion | None, *, words: bool = False) -> str:
        """
        Return the name of the column with the verdict on criteria.

        Args:
            criterion: The criteria; None if there are none.
            words: Whether words tell whom it is about too: no machine knows
                whether they hold, so the verdict is no or not known.
        """
        if criterion is not None:
            found = self._place(criterion)
            if words:
                both = nw.col(found[0]) & nw.col(UNKNOWN[0])
                found = self._put(("words", criterion), both, (found, UNKNOWN))
            return found[0]
        if words:
            return UNKNOWN[0]
        return self._put("everybody", nw.col(UNKNOWN[0]).is_null(), ())[0]

    def run(self, frame: Table, kept: Mapping[str, str]) -> Table:
        """
        Return a table with the columns of all that was placed.

        Args:
            frame: The table with the facts.
            kept: Columns to keep, each with the name it has from then on.
        """
        keys = [column(frame, old).alias(name) for old, name in kept.items()]
        facts = [column(frame, one.column).alias(name) for name, one in self._given.values()]
        frame = frame.select(*keys, *facts)
        frame = settled(frame, {name: one.type for name, one in self._given.values()})
        read = (one.read(nw.col(name)).alias(name) for name, one in self._given.values())
        frame = frame.with_columns(*read)
        for layer in ({UNKNOWN[0]: self._nulls(frame)}, *self._layers):
            frame = frame.with_columns(*(made.alias(name) for name, made in layer.items()))
            if is_inferred(frame):
                frame = settled(frame, dict.fromkeys(layer, FactType.FLAG))
        return frame

    def _nulls(self, frame: Table) -> nw.Expr:
        """Return truth values none of which is known; pandas knows no such literal."""
        if not is_inferred(frame):
            return nw.lit(None, dtype=nw.Boolean)
        name, one = next(iter(self._given.values()))
        truths = nw.col(name) if one.type is FactType.FLAG else one.allows(nw.col(name))
        return nw.when(nw.col(name).is_null()).then(truths)

    def _put(self, key: Hashable, made: nw.Expr, parts: Iterable[Place]) -> Place:
        """Return the place of an expression over lower columns, a new one if it has none."""
        if key not in self._placed:
            layer = max((layer for _, layer in parts), default=-1) + 1
            self._layers += [{} for _ in range(layer + 1 - len(self._layers))]
            name = f"part{len(self._placed)}"
            self._layers[layer][name] = made
            self._placed[key] = (name, layer)
        return self._placed[key]

    def _place(self, criterion: Criterion) -> Place:
        found = self._placed.get(criterion)
        if found is None:
            found = self._placed[criterion] = self._made(criterion)
        return found

    def _made(self, criterion: Criterion) -> Place:
        match criterion:
            case Is():
                return self._is(criterion)
            case InRange():
                return self._in_range(criterion)
            case Has():
                return self._has(criterion.value)
            case Meets():
                return self._place(opened(self._known, criterion))
            case Not():
                return self._not(self._place(criterion.criterion))
            case AllOf():
                return self._group(_both, criterion.criteria)
            case AnyOf():
                return self._group(_either, criterion.criteria)
            case _:
                assert_never(criterion)

    def _not(self, part: Place) -> Place:
        return part if part == UNKNOWN else self._put(("not", part), ~nw.col(part[0]), (part,))

    def _group(self, kind: Joining, criteria: Iterable[Criterion]) -> Place:
        parts = [*dict.fromkeys(map(self._place, criteria))]
        if len(parts) == 1:
            return parts[0]
        return self._put((kind, frozenset(parts)), _joined(kind, parts), parts)

    def _is(self, criterion: Is) -> Place:
        if isinstance(criterion.value, bool):
            flag = self._flag(criterion.fact)
            return flag if criterion.value else self._not(flag)
        if criterion.fact not in self._given:
            return UNKNOWN
        name, _ = self._given[criterion.fact]
        return self._put(("is", name, criterion.value), nw.col(name) == criterion.value, ())

    def _in_range(self, criterion: InRange) -> Place:
        if criterion.fact not in self._given:
            return UNKNOWN
        name, one = self._given[criterion.fact]
        value, ends = nw.col(name), list[nw.Expr]()
        if criterion.low is not None:
            low = one.end(criterion.low)
            ends.append(value >= low if criterion.includes_low else value > low)
        if criterion.high is not None:
            high = one.end(criterion.high)
            ends.append(value <= high if criterion.includes_high else value < high)
        return self._put(("in range", criterion), reduce(_both, ends), ())

    def _flag(self, key: str) -> Place:
        """Return the place of a flag: as given, and else as it follows from other facts."""
        own = self._own(key)
        rule = DERIVED.get(key)
        if rule is None:
            return own
        yes = self._place(rule.true_if) if rule.true_if else UNKNOWN
        no = self._not(self._place(rule.false_if)) if rule.false_if else UNKNOWN
        return self._decided(("follows", key), own, [yes], [no])

    def _has(self, concept: ConceptId) -> Place:
        """Return the place of an alteration: one of its kind is found, or a kind it is of is not."""
        yes = [self._own(alteration_key(id)) for id in sorted(self._known.narrower(concept))]
        no = [self._own(alteration_key(id)) for id in sorted(self._known.broader((concept,)))]
        return self._decided(("has", concept), UNKNOWN, yes, no)

    def _own(self, key: str) -> Place:
        return (self._given[key][0], -1) if key in self._given else UNKNOWN

    def _decided(self, key: Hashable, own: Place, yes: list[Place], no: list[Place]) -> Place:
        """Return the place of: `own` if known, else yes if any of `yes`, no if none of `no`."""
        yes, no = [p for p in yes if p != UNKNOWN], [p for p in no if p != UNKNOWN]
        tried = [nw.col(own[0])] if own != UNKNOWN else []
        tried += [_joined(_either, [*yes, UNKNOWN])] if yes else []
        tried += [_joined(_both, [*no, UNKNOWN])] if no else []
        if not yes and not no:
            return own
        return self._put(key, nw.coalesce(*tried), [own, *yes, *no])


def _joined(kind: Joining, parts: Iterable[Place]) -> nw.Expr:
    return reduce(kind, (nw.col(name) for name, _ in parts))
