"""
Criteria as questions with three answers: yes, no, and not known.

Kleene's logic: what is not known decides nothing, and is decided by nothing
but the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TypeAlias, assert_never

from allkb.errors import InvalidValueError
from allkb.model import (
    DERIVED,
    AllOf,
    AnyOf,
    ConceptCategory,
    ConceptId,
    Criterion,
    Derivation,
    Has,
    InRange,
    Is,
    Meets,
    Not,
    facts_of,
)
from allkb.patients import Patient
from allkb.vocabulary import Vocabulary, near

__all__ = [
    "Facts",
    "Test",
    "Truth",
    "alteration_key",
    "facts_about",
    "members_asked",
    "opened",
    "supposed",
    "test_of",
    "verdict",
]

Truth: TypeAlias = bool | None
"""Yes, no, or None: not known."""

Facts = Mapping[str, bool | float | str]
"""What is known, by the name of the fact; of a set, by `alteration_key`."""

Test = Callable[[Facts], Truth]


def verdict(known: Vocabulary, criterion: Criterion, patient: Patient) -> Truth:
    """Return whether criteria hold for a patient; None if that is not known."""
    return test_of(known, criterion)(facts_about(known, patient, members_asked(known, criterion)))


def opened(known: Vocabulary, criterion: Meets) -> Criterion:
    """Return what a definition stands for: what it means, for those it is about."""
    meant = known.definitions[criterion.definition]
    return AllOf(criteria=(meant.criteria, meant.means)) if meant.criteria else meant.means


_ALTERATION = "genetic_alterations:"


def alteration_key(concept: ConceptId) -> str:
    """Return the name under which facts hold whether an alteration is there."""
    return f"{_ALTERATION}{concept}"


def facts_about(known: Vocabulary, patient: Patient, members: Iterable[ConceptId]) -> Facts:
    """
    Return what is known of a patient, with what follows from it.

    Args:
        known: The vocabulary, which knows what is a kind of what.
        patient: The patient.
        members: The alterations that are asked for.

    Raises:
        InvalidValueError: if an alteration is none that is known here, or is
            found although a broader one was not; all faults together.
    """
    given = patient.facts
    found = {**given, **_derived(known, DERIVED, given)}
    present = frozenset(patient.genetic_alterations_present)
    absent = frozenset(patient.genetic_alterations_absent)
    if present or absent:
        faults = tuple(_alteration_faults(known, patient))
        if faults:
            raise InvalidValueError("Patient", faults)
        for member in members:
            if present & known.narrower(member):
                found[alteration_key(member)] = True
            elif absent & known.broader((member,)):
                found[alteration_key(member)] = False
    return found


def supposed(known: Vocabulary, facts: Facts, fact: str, value: bool | float | str) -> Facts:  # noqa: FBT001
    """Return what would be known if one more fact were, with what would follow from it."""
    found = {**facts, fact: value}
    _, is_alteration, id = fact.partition(_ALTERATION)
    if is_alteration:
        one = (ConceptId(id),)
        others = known.broader(one) if value else known.narrower(id)
        return found | {alteration_key(other): value for other in others}
    return {**_derived(known, _READERS.get(fact, ()), found), **found}


def _derived(known: Vocabulary, names: Iterable[str], given: Facts) -> Mapping[str, bool]:
    """Return which of some flags that are not given follow from what is."""
    return {
        name: value
        for name in names
        if name not in given
        for value in (_follows(known, DERIVED[name], given),)
        if value is not None
    }


def _follows(known: Vocabulary, rule: Derivation, given: Facts) -> Truth:
    if rule.true_if and test_of(known, rule.true_if)(given):
        return True
    return False if rule.false_if and test_of(known, rule.false_if)(given) else None


_READERS: Mapping[str, tuple[str, ...]] = {
    fact: tuple(
        name
        for name, rule in DERIVED.items()
        if fact in facts_of(rule.true_if) | facts_of(rule.false_if)
    )
    for rule in DERIVED.values()
    for fact in facts_of(rule.true_if) | facts_of(rule.false_if)
}
"""The flags that may follow from a fact."""


def _alteration_faults(known: Vocabulary, patient: Patient) -> Iterator[str]:
    genes = {c.id for c in known.concepts.values() if c.category is ConceptCategory.GENE}
    for name in ("genetic_alterations_present", "genetic_alterations_absent"):
        for id in getattr(patient, name):
            if id not in genes:
                meant = " or ".join(near(id, sorted(genes)))
                hint = f"; did you mean {meant}?" if meant else ""
                yield f"{name}: no genetic alteration {id!r} is known here{hint}"
    absent = genes & {*patient.genetic_alterations_absent}
    for id in sorted(genes & {*patient.genetic_alterations_present}):
        for other in sorted(absent & known.broader((id,))):
            yield f"{id} is present, so {other} cannot be absent"


def members_asked(known: Vocabulary, criterion: Criterion) -> frozenset[ConceptId]:
    """Return the alterations that criteria ask for, those of definitions included."""
    match criterion:
        case Is() | InRange():
            return frozenset()
        case Has():
            return frozenset({criterion.value})
        case Meets():
            return members_asked(known, opened(known, criterion))
        case Not():
            return members_asked(known, criterion.criterion)
        case AllOf() | AnyOf():
            return frozenset(m for part in criterion.criteria for m in members_asked(known, part))
        case _:
            assert_never(criterion)


def test_of(known: Vocabulary, criterion: Criterion) -> Test:
    """Return criteria as a function of the facts."""
    match criterion:
        case Is():
            return partial(_is, criterion.fact, criterion.value)
        case InRange():
            return partial(_in_range, criterion)
        case Has():
            return partial(_is, alteration_key(criterion.value), True)  # noqa: FBT003  it is data
        case Meets():
            return test_of(known, opened(known, criterion))
        case Not():
            return partial(_not, test_of(known, criterion.criterion))
        case AllOf():
            return partial(_decided_by, False, _tests(known, criterion))  # noqa: FBT003
        case AnyOf():
            return partial(_decided_by, True, _tests(known, criterion))  # noqa: FBT003
        case _:
            assert_never(criterion)


def _tests(known: Vocabulary, criterion: AllOf | AnyOf) -> tuple[Test, ...]:
    return tuple(test_of(known, part) for part in criterion.criteria)


def _is(fact: str, wanted: bool | str, facts: Facts) -> Truth:  # noqa: FBT001
    value = facts.get(fact)
    return None if value is None else value == wanted


def _in_range(wanted: InRange, facts: Facts) -> Truth:
    value = facts.get(wanted.fact)
    if value is None or isinstance(value, str):
        return None
    low, high = wanted.low, wanted.high
    if low is not None and (value < low or (value == low and not wanted.includes_low)):
        return False
    return high is None or value < high or (value == high and wanted.includes_high)


def _not(test: Test, facts: Facts) -> Truth:
    found = test(facts)
    return None if found is None else not found


def _decided_by(decisive: bool, tests: tuple[Test, ...], facts: Facts) -> Truth:  # noqa: FBT001
    """Return the value that one of the tests decides by alone, or the other if all agree on it."""
    found: Truth = not decisive
    for test in tests:
        value = test(facts)
        if value is decisive:
            return decisive
        if value is None:
            found = None
    return found
