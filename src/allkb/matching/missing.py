"""Which facts would decide what is not decided yet."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import TypeAlias, assert_never

from attrs import frozen

from allkb.matching.truth import Facts, alteration_key, opened, supposed, test_of
from allkb.model import (
    DERIVED,
    FACTS,
    AllOf,
    AnyOf,
    Criterion,
    Fact,
    Has,
    InRange,
    Is,
    Meets,
    Not,
)
from allkb.vocabulary import Vocabulary

__all__ = ["Asked", "MissingFact", "asked", "missing"]

_Leaf: TypeAlias = Is | InRange | Has


@frozen(kw_only=True)
class Asked:
    """
    A fact that the criteria of one statement, which are open, still turn on.

    Attributes:
        fact: Its name; of an alteration, `genetic_alterations:` and its concept.
        settles: For what part of its values it decides them alone, in [0, 1]. Of the
            values of a number that make no difference one counts; none is
            left out because another fact would exclude it.
    """

    fact: str
    settles: float


@frozen(kw_only=True)
class MissingFact:
    """
    A fact that is not known, and how many statements with open criteria it bears on.

    It decides criteria. Where a statement has words beside them, a no decides the
    statement, and a yes leaves its words.

    Attributes:
        fact: Its name; of an alteration, `genetic_alterations:` and its concept.
        settles: Of how many statements it decides the criteria whatever its value is.
        may_settle: Of how many it decides them for some of its values.
        bears_on: Of how many the criteria ask for it at all.
    """

    fact: str
    settles: int
    may_settle: int
    bears_on: int


def asked(known: Vocabulary, criterion: Criterion, facts: Facts) -> tuple[Asked, ...]:
    """Return the facts that would help to decide criteria, the most decisive first."""
    test = test_of(known, criterion)
    leaves: dict[str, list[_Leaf]] = defaultdict(list)
    for leaf in _open(known, criterion, facts):
        leaves[alteration_key(leaf.value) if isinstance(leaf, Has) else leaf.fact].append(leaf)
    found: list[Asked] = []
    for fact, asking in leaves.items():
        tried = _values(asking)
        answers = [test(supposed(known, facts, fact, value)) for value in tried]
        settled = sum(answer is not None for answer in answers)
        found.append(Asked(fact=fact, settles=settled / len(tried)))
    return tuple(sorted(found, key=lambda one: (-one.settles, one.fact)))


def _open(known: Vocabulary, criterion: Criterion, facts: Facts) -> Iterator[_Leaf]:
    """Yield the questions about facts that are not known and still matter."""
    if test_of(known, criterion)(facts) is not None:
        return
    match criterion:
        case Is() | InRange() | Has():
            yield criterion
            rule = DERIVED.get(criterion.fact)
            for behind in (rule.true_if, rule.false_if) if rule else ():
                if behind is not None:
                    yield from _open(known, behind, facts)
        case Meets():
            yield from _open(known, opened(known, criterion), facts)
        case Not():
            yield from _open(known, criterion.criterion, facts)
        case AllOf() | AnyOf():
            for part in criterion.criteria:
                yield from _open(known, part, facts)
        case _:
            assert_never(criterion)


def _values(leaves: list[_Leaf]) -> Collection[bool | float | str]:
    """Return the values that a fact may have; of a number, one for each answer to questions."""
    ranges = [leaf for leaf in leaves if isinstance(leaf, InRange)]
    fact = FACTS[leaves[0].fact]
    return _numbers(fact, ranges) if ranges else fact.choices or (True, False)


def _numbers(fact: Fact, ranges: list[InRange]) -> frozenset[float]:
    """Return the ends of ranges, and a value in each stretch between, below and above them."""
    most = 1.0 if fact.is_proportion else math.inf
    ends = sorted(
        {e for r in ranges for e in (r.low, r.high) if e is not None and 0 <= e <= most} or {0.0}
    )
    above = (ends[-1] + most) / 2 if fact.is_proportion else ends[-1] + 1
    between = [ends[0] / 2, *(low + (high - low) / 2 for low, high in pairwise(ends)), above]
    found = frozenset(ends).union(between)
    return frozenset(map(math.floor, found)) if fact.is_count else found


def missing(
    known: Vocabulary, criteria: tuple[tuple[Criterion, int], ...], facts: Facts
) -> tuple[MissingFact, ...]:
    """
    Return the facts that open criteria ask for, those that decide most first.

    Args:
        known: The vocabulary.
        criteria: Open criteria, each with the number of statements that have them.
        facts: What is known.
    """
    settles: dict[str, int] = defaultdict(int)
    may: dict[str, int] = defaultdict(int)
    bears: dict[str, int] = defaultdict(int)
    for criterion, number in criteria:
        for one in asked(known, criterion, facts):
            bears[one.fact] += number
            may[one.fact] += number if one.settles else 0
            settles[one.fact] += number if one.settles == 1 else 0
    found = [
        MissingFact(fact=fact, settles=settles[fact], may_settle=may[fact], bears_on=number)
        for fact, number in bears.items()
    ]
    return tuple(sorted(found, key=lambda m: (-m.settles, -m.may_settle, -m.bears_on, m.fact)))
