"""
A second evaluator of criteria, written apart from the library's, and what its tests share.

It reads a patient's fields, and counts yes as 1, no as 0 and not known as a half.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, assert_never

from attrs import evolve
from bundled import KB
from hypothesis import strategies as st
from strategies import ANY, criteria_of

from allkb import (
    FACTS,
    AllOf,
    AnyOf,
    ConceptCategory,
    ConceptId,
    Criterion,
    Has,
    InRange,
    InvalidValueError,
    Is,
    Meets,
    Not,
    Patient,
    Reason,
    Statement,
)
from allkb.model import criteria_of as trees_of


def _broader(id: ConceptId) -> set[ConceptId]:
    found = {id}
    for wide in KB.concept(id).broader:
        found |= _broader(wide)
    return found


GENES: dict[ConceptId, frozenset[ConceptId]] = {
    c.id: frozenset(_broader(c.id)) for c in KB.concepts if c.category is ConceptCategory.GENE
}
"""The genetic alterations of the bundled data, each with itself and all that are broader."""

TREES: tuple[Criterion, ...] = tuple({tree: None for s in KB for tree in trees_of(s)})
"""Every different tree of criteria in the bundled data: of statements, arms, requirements, terms."""

criteria: st.SearchStrategy[Criterion] = criteria_of(
    ANY._replace(
        concept=st.sampled_from(sorted(GENES)),
        revisions=(),
        definitions=KB.definitions.ids,
    )
)
"""Trees of every kind of node, that name what the bundled data has."""

_SITES: dict[str, dict[str, bool | None]] = {
    "isolated marrow": {"marrow": True, "cns": False, "testis": False, "other_site": False},
    "combined": {"marrow": True, "cns": None, "testis": None, "other_site": None},
    "isolated CNS": {"marrow": False, "cns": True, "testis": False, "other_site": False},
    "isolated testicular": {"marrow": False, "cns": False, "testis": True, "other_site": False},
    "other extramedullary": {"marrow": False, "cns": None, "testis": None, "other_site": True},
}


def known_of(patient: Patient, fact: str) -> Any:
    """Return what is known of a fact, said or following from others; None if nothing is."""
    value = getattr(patient, fact)
    if value is None and fact.endswith("_involved") and patient.relapse_site:
        return _SITES[patient.relapse_site][fact.removesuffix("_involved")]
    if value is None and (
        (fact == "prior_allogeneic_hsct" and patient.relapsed_after_hsct)
        or (fact == "prior_car_t" and patient.relapsed_after_car_t)
        or (fact == "prior_blinatumomab" and patient.blinatumomab_response)
    ):
        return True
    return value


def has(patient: Patient, alteration: ConceptId) -> bool | None:
    """Tell whether an alteration, or a narrower one, was found; or it or a broader one was not."""
    if any(alteration in GENES[found] for found in patient.genetic_alterations_present):
        return True
    if any(gone in GENES[alteration] for gone in patient.genetic_alterations_absent):
        return False
    return None


_NUMBERS: dict[bool | None, float] = {True: 1, False: 0, None: 0.5}
_TRUTHS = {number: truth for truth, number in _NUMBERS.items()}


def expected(criterion: Criterion, patient: Patient) -> bool | None:
    """Return whether criteria hold for a patient; None if that is not known."""
    return _TRUTHS[_number(criterion, patient)]


def expected_of(statement: Statement, patient: Patient) -> bool | None:
    """Return whether a statement is about a patient: by its criteria, and its words are open."""
    read = _number(statement.criteria, patient) if statement.criteria else 1
    return _TRUTHS[min(read, 0.5 if statement.population else 1)]


def _number(criterion: Criterion, patient: Patient) -> float:
    match criterion:
        case Has():
            return _NUMBERS[has(patient, criterion.value)]
        case Is() | InRange():
            value = known_of(patient, criterion.fact)
            return 0.5 if value is None else float(_holds(criterion, value))
        case Meets():
            term = KB.definition(criterion.definition)
            about = _number(term.criteria, patient) if term.criteria else 1
            return min(about, _number(term.means, patient))
        case Not():
            return 1 - _number(criterion.criterion, patient)
        case AllOf():
            return min(_number(part, patient) for part in criterion.criteria)
        case AnyOf():
            return max(_number(part, patient) for part in criterion.criteria)
        case _:
            assert_never(criterion)


def _holds(criterion: Is | InRange, value: Any) -> bool:
    if isinstance(criterion, Is):
        return bool(value == criterion.value)
    low = float("-inf") if criterion.low is None else criterion.low
    high = float("inf") if criterion.high is None else criterion.high
    above = value >= low if criterion.includes_low else value > low
    below = value <= high if criterion.includes_high else value < high
    return bool(above and below)


def leaves(criterion: Criterion) -> Iterator[Is | InRange | Has]:
    """Yield the questions about facts in a tree, those of the definitions it names included."""
    match criterion:
        case Is() | InRange() | Has():
            yield criterion
        case Meets():
            term = KB.definition(criterion.definition)
            yield from leaves(term.criteria) if term.criteria else ()
            yield from leaves(term.means)
        case Not():
            yield from leaves(criterion.criterion)
        case AllOf() | AnyOf():
            for part in criterion.criteria:
                yield from leaves(part)
        case _:
            assert_never(criterion)


def key_of(leaf: Is | InRange | Has) -> str:
    """Return what a fact is called in reasons and among what is missing."""
    return f"{leaf.fact}:{leaf.value}" if isinstance(leaf, Has) else leaf.fact


def with_fact(patient: Patient, fact: str, value: Any) -> Patient | None:
    """Return a patient of whom one more fact is known; None if that would be a contradiction."""
    _, is_alteration, id = fact.partition("genetic_alterations:")
    try:
        if is_alteration:
            where = f"genetic_alterations_{'present' if value else 'absent'}"
            changed: dict[str, Any] = {where: (*getattr(patient, where), ConceptId(id))}
            found = evolve(patient, **changed)
            broader = {b for g in found.genetic_alterations_present for b in GENES[g]}
            clash = broader & {*found.genetic_alterations_absent}
            return None if clash else found
        return evolve(patient, **{fact: value})
    except InvalidValueError:
        return None


def grid(fact: str) -> list[Any]:
    """Return values of a fact: of a number, all on which any bundled criteria could turn."""
    if fact.startswith("genetic_alterations:"):
        return [True, False]
    if FACTS[fact].choices:
        return [*FACTS[fact].choices]
    ends = sorted({e for tree in TREES for e in _ends(tree, fact)})
    if not ends:
        return [True, False]
    between = [(a + b) / 2 for a, b in pairwise(ends)]
    found = {*ends, *between, ends[0] / 2, ends[-1] + 0.0001}
    if FACTS[fact].is_count:
        return sorted({int(value) for value in found} | {int(ends[-1]) + 1})
    return sorted(found)


def _ends(tree: Criterion, fact: str) -> Iterator[float]:
    for leaf in leaves(tree):
        if isinstance(leaf, InRange) and leaf.fact == fact:
            yield from (e for e in (leaf.low, leaf.high) if e is not None)


def recomputed(reason: Reason) -> bool | None:
    """Return the answer of a reason from the answers of its leaves alone."""
    if not reason.parts:
        return reason.verdict
    answers = [_NUMBERS[recomputed(part)] for part in reason.parts]
    if reason.question == "not so":
        return _TRUTHS[1 - answers[0]]
    return _TRUTHS[max(answers) if reason.question == "any of these" else min(answers)]


def leaf_reasons(reason: Reason) -> Iterator[Reason]:
    """Yield the reasons at the ends of a tree."""
    if not reason.parts:
        yield reason
    for part in reason.parts:
        yield from leaf_reasons(part)
