"""
Whom a statement is about: a small expression tree over clinical facts.

One definition serves a person (`str` gives a phrase), a patient and a table
of patients. This module holds the trees; what they hold for is asked
elsewhere.
"""

import math
from collections.abc import Iterator
from typing import ClassVar, Literal, assert_never

from attrs import frozen

from allkb.model.facts import FACTS, Fact, FactType
from allkb.model.ids import ConceptId, StatementId
from allkb.model.record import Record

__all__ = [
    "AllOf",
    "AnyOf",
    "Criterion",
    "Has",
    "InRange",
    "Is",
    "Meets",
    "Not",
    "concepts_in",
    "definitions_in",
    "facts_of",
    "leaves_of",
]


def _fact_faults(name: str, *types: FactType) -> Iterator[str]:
    fact = FACTS.get(name)
    if fact is None:
        yield f"no fact {name!r}; the facts are {', '.join(FACTS)}"
    elif fact.type not in types:
        yield f"{name} is a {fact.type}, not a {' or a '.join(types)}"


@frozen(kw_only=True, eq=False, repr=False)
class Is(Record):
    """
    A fact has a value.

    Attributes:
        fact: The name of a flag or a choice.
        value: True or false for a flag, one of its words for a choice.
    """

    kind: ClassVar[Literal["is"]] = "is"
    fact: str
    value: bool | str

    def _faults(self) -> Iterator[str]:
        fact = FACTS.get(self.fact)
        if fact is None or fact.type not in (FactType.FLAG, FactType.CHOICE):
            yield from _fact_faults(self.fact, FactType.FLAG, FactType.CHOICE)
        elif isinstance(self.value, bool) is bool(fact.choices) or (
            fact.choices and self.value not in fact.choices
        ):
            allowed = fact.choices or ("True", "False")
            yield f"{self.fact} is one of {', '.join(allowed)}, not {self.value!r}"

    def __str__(self) -> str:
        fact = FACTS[self.fact]
        if isinstance(self.value, bool):
            return fact.phrase if self.value else str(fact.negative)
        return f"{fact.phrase} {self.value}"


@frozen(kw_only=True, eq=False, repr=False)
class InRange(Record):
    """
    A number lies between two ends; an end that is None is open.

    Attributes:
        fact: The name of a number.
        low: The lower end, in the fact's unit.
        high: The upper end, at least `low`.
        includes_low: Whether the lower end itself counts.
        includes_high: Whether the upper end itself counts.
    """

    kind: ClassVar[Literal["in-range"]] = "in-range"
    fact: str
    low: float | None = None
    high: float | None = None
    includes_low: bool = True
    includes_high: bool = True

    def _faults(self) -> Iterator[str]:
        yield from _fact_faults(self.fact, FactType.NUMBER)
        if self.low is None and self.high is None:
            yield "a range needs low or high or both"
        if any(end is not None and not math.isfinite(end) for end in (self.low, self.high)):
            yield "an end of a range must be a finite number"
        elif self.low is not None and self.high is not None:
            if self.low > self.high:
                yield f"low ({self.low:.15g}) is above high ({self.high:.15g})"
            elif self.low == self.high and not (self.includes_low and self.includes_high):
                yield f"nothing lies between {self.low:.15g} and itself"

    def __str__(self) -> str:
        fact: Fact = FACTS[self.fact]
        ends: list[str] = []
        if self.low == self.high:
            ends.append(f"{self.low:.15g}")
        elif self.low is not None:
            ends.append(f"{'at least' if self.includes_low else 'over'} {self.low:.15g}")
        if self.high is not None and self.high != self.low:
            ends.append(f"{'at most' if self.includes_high else 'under'} {self.high:.15g}")
        return " ".join((fact.phrase, " and ".join(ends), *([fact.unit] if fact.unit else [])))


@frozen(kw_only=True, eq=False, repr=False)
class Has(Record):
    """
    A set has a member.

    Attributes:
        fact: The name of a set.
        value: The member: the id of a concept.
    """

    kind: ClassVar[Literal["has"]] = "has"
    fact: str
    value: ConceptId

    def _faults(self) -> Iterator[str]:
        yield from _fact_faults(self.fact, FactType.SET)

    def __str__(self) -> str:
        return f"{FACTS[self.fact].phrase} {self.value}"


@frozen(kw_only=True, eq=False, repr=False)
class Meets(Record):
    """
    What one group means by a term holds: early relapse as the COG has it.

    Attributes:
        definition: The statement that defines the term.
    """

    kind: ClassVar[Literal["meets"]] = "meets"
    definition: StatementId

    def __str__(self) -> str:
        return f"as defined in {self.definition}"


@frozen(kw_only=True, eq=False, repr=False)
class Not(Record):
    """
    A criterion does not hold.

    Attributes:
        criterion: The one that does not.
    """

    kind: ClassVar[Literal["not"]] = "not"
    criterion: "Criterion"

    def _faults(self) -> Iterator[str]:
        yield from _tree_faults((self.criterion,))

    def __str__(self) -> str:
        return f"not ({self.criterion})"


DEPTH_LIMIT = 30
"""The most levels a tree may have, so that walking it never runs out of stack."""


def _depth(criterion: "Criterion") -> int:
    match criterion:
        case Is() | InRange() | Has() | Meets():
            return 1
        case Not():
            return 1 + _depth(criterion.criterion)
        case AllOf() | AnyOf():
            return 1 + max(map(_depth, criterion.criteria))
        case _:
            assert_never(criterion)


def _tree_faults(members: "tuple[Criterion, ...]") -> Iterator[str]:
    if not members:
        yield "a group of criteria needs at least one"
    elif max(map(_depth, members)) >= DEPTH_LIMIT:
        yield f"a tree of criteria has at most {DEPTH_LIMIT} levels"


@frozen(kw_only=True, eq=False, repr=False)
class AllOf(Record):
    """
    Every one of several criteria holds.

    Attributes:
        criteria: At least one.
    """

    kind: ClassVar[Literal["all-of"]] = "all-of"
    criteria: "tuple[Criterion, ...]"

    def _faults(self) -> Iterator[str]:
        yield from _tree_faults(self.criteria)

    def __str__(self) -> str:
        return "; ".join(map(_inside, self.criteria))


@frozen(kw_only=True, eq=False, repr=False)
class AnyOf(Record):
    """
    At least one of several criteria holds.

    Attributes:
        criteria: At least one.
    """

    kind: ClassVar[Literal["any-of"]] = "any-of"
    criteria: "tuple[Criterion, ...]"

    def _faults(self) -> Iterator[str]:
        yield from _tree_faults(self.criteria)

    def __str__(self) -> str:
        return " or ".join(map(_inside, self.criteria))


Criterion = Is | InRange | Has | Meets | Not | AllOf | AnyOf
"""A node of the tree: a closed union, told apart by class or by `kind`."""


def _inside(criterion: Criterion) -> str:
    return f"({criterion})" if isinstance(criterion, AllOf | AnyOf) else str(criterion)


def leaves_of(criterion: Criterion | None) -> Iterator[Is | InRange | Has | Meets]:
    """Yield the nodes of a tree that have none below them."""
    match criterion:
        case None:
            return
        case Is() | InRange() | Has() | Meets():
            yield criterion
        case Not():
            yield from leaves_of(criterion.criterion)
        case AllOf() | AnyOf():
            for member in criterion.criteria:
                yield from leaves_of(member)
        case _:
            assert_never(criterion)


def concepts_in(criterion: Criterion | None) -> frozenset[ConceptId]:
    """Return the ids of all concepts that a tree names as members of sets."""
    return frozenset(leaf.value for leaf in leaves_of(criterion) if isinstance(leaf, Has))


def definitions_in(criterion: Criterion | None) -> frozenset[StatementId]:
    """Return the ids of all definitions that a tree refers to."""
    return frozenset(leaf.definition for leaf in leaves_of(criterion) if isinstance(leaf, Meets))


def facts_of(criterion: Criterion | None) -> frozenset[str]:
    """Return the names of all facts that a tree itself speaks of; definitions are not opened."""
    return frozenset(leaf.fact for leaf in leaves_of(criterion) if not isinstance(leaf, Meets))
