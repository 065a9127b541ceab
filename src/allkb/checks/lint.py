"""Rules that sound data can break, and that a curator wants kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import assert_never

from allkb.checks.index import Index
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import (
    Arm,
    Bound,
    Comparison,
    ConceptCategory,
    ConceptId,
    Count,
    Estimate,
    OutcomeStatistic,
    Point,
    PrognosticFactor,
    Range,
    SafetySignal,
    Statement,
    Unit,
    Unquantified,
    concepts_of,
    endpoints_of,
    members_of,
)

__all__ = ["LINT"]

_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_WORDS = re.compile(
    r"\b(?:(one)|(two)|(three)|(four)|(five)|(six)|(seven)|(eight)|(nine)|(ten)|(eleven)|(twelve))\b"
)
"""Numbers that are printed as words; the group that matches is the number."""


def _estimates(statement: Statement) -> Iterator[tuple[str, Estimate]]:
    match statement:
        case OutcomeStatistic() | SafetySignal():
            yield ".estimate", statement.estimate
        case Comparison() | PrognosticFactor():
            for i, arm in enumerate(statement.arms):
                if arm.estimate is not None:
                    yield f".arms[{i}].estimate", arm.estimate
        case _:
            pass


def _figures(estimate: Estimate) -> tuple[float, ...]:
    """Return the numbers that should be printed, percent for a proportion."""
    match estimate:
        case Count():
            return (estimate.events, estimate.of)
        case Unquantified():
            return ()
        case Point() | Bound():
            values: tuple[float, ...] = (estimate.value,)
        case Range():
            values = (estimate.low, estimate.high)
        case _:
            assert_never(estimate)
    if estimate.unit is Unit.PROPORTION and "%" in estimate.printed:
        return tuple(value * 100 for value in values)
    return values


def _numbers(printed: str) -> list[float]:
    """Return the numbers of a printed figure, those in words included."""
    digits = _WORDS.sub(lambda word: str(word.lastindex), printed)
    return [float(number) for number in _NUMBER.findall(digits)]


@rule("printed-agrees")
def _printed_agrees(index: Index) -> Iterator[Hit]:
    """The printed form of an estimate has exactly its numbers."""
    for position, statement in enumerate(index.records.statements):
        for path, estimate in _estimates(statement):
            printed = _numbers(estimate.printed)
            wanted = [round(value, 9) for value in _figures(estimate)]
            if printed != wanted:
                message = f"printed as {estimate.printed!r}, but its numbers are {wanted}"
                yield "statements", position, statement.id, f"{path}.printed", message


@rule("numbers-are-citations")
def _numbers_are_citations(index: Index) -> Iterator[Hit]:
    """The numbers of a locator are those of the citations in the support."""
    listed = {revision for revision, _ in index.numbered}
    for position, statement in enumerate(index.records.statements):
        for i, attestation in enumerate(statement.attestations):
            if attestation.source not in listed:
                continue
            numbers = attestation.locator.numbers
            found = [index.numbered.get((attestation.source, n), [None])[0] for n in numbers]
            if sorted(map(str, found)) != sorted(attestation.citations):
                path = f".attestations[{i}].locator.numbers"
                message = f"they stand for {found}, but the support is {attestation.citations}"
                yield "statements", position, statement.id, path, message


@rule("endpoint-is-one")
def _endpoint_is_one(index: Index) -> Iterator[Hit]:
    """What a statement measures is a concept of the category endpoint."""
    for position, statement in enumerate(index.records.statements):
        for endpoint in endpoints_of(statement):
            if index.concepts[endpoint].category is not ConceptCategory.ENDPOINT:
                message = f"{endpoint} is no endpoint"
                yield "statements", position, statement.id, ".endpoint", message


@rule("count-within-n")
def _count_within_n(index: Index) -> Iterator[Hit]:
    """No count, and no arm, is of more patients than the statement has."""
    for position, statement in enumerate(index.records.statements):
        n: int | None = getattr(statement, "n", None)
        if n is None:
            continue
        for path, estimate in _estimates(statement):
            if isinstance(estimate, Count) and estimate.of > n:
                message = f"of {estimate.of}, but n is {n}"
                yield "statements", position, statement.id, path, message
        arms: tuple[Arm, ...] = getattr(statement, "arms", ())
        for i, arm in enumerate(arms):
            if arm.n is not None and arm.n > n:
                message = f"{arm.n}, but n of all arms is {n}"
                yield "statements", position, statement.id, f".arms[{i}].n", message


@rule("citation-used")
def _citation_used(index: Index) -> Iterator[Hit]:
    """Every citation supports a statement, or is a paper that says one."""
    used: set[str] = {
        citation
        for statement in index.records.statements
        for attestation in statement.attestations
        for citation in attestation.citations
    }
    used |= {source.citation for source in index.records.sources if source.citation}
    for position, citation in enumerate(index.records.citations):
        if citation.id not in used:
            yield "citations", position, citation.id, "", "no statement gives it"


@rule("concept-used")
def _concept_used(index: Index) -> Iterator[Hit]:
    """Every concept is named by a statement, or is broader than one that is."""
    ahead: list[ConceptId] = [
        concept
        for statement in index.records.statements
        for concept in concepts_of(statement) | endpoints_of(statement) | members_of(statement)
    ]
    used: set[ConceptId] = set()
    while ahead:
        id = ahead.pop()
        if id not in used:
            used.add(id)
            ahead += index.concepts[id].broader
    for position, concept in enumerate(index.records.concepts):
        if concept.id not in used:
            yield "concepts", position, concept.id, "", "no statement names it"


LINT: tuple[Rule, ...] = (
    _printed_agrees,
    _numbers_are_citations,
    _endpoint_is_one,
    _count_within_n,
    _citation_used,
    _concept_used,
)
"""The rules for curators; they take for granted that the rules of integrity are kept."""
