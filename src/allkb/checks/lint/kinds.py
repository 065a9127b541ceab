"""Rules on what kind of thing a concept is in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from allkb.checks.index import Index
from allkb.checks.rules import Hit, Rule, rule
from allkb.model import (
    Approval,
    ConceptCategory,
    ConceptId,
    Definition,
    Limitation,
    SafetySignal,
    Statement,
    arms_of,
    members_of,
)

__all__ = ["KINDS", "narrower"]

_TREATMENTS = frozenset(
    (
        ConceptCategory.PROCEDURE,
        ConceptCategory.DRUG,
        ConceptCategory.BIOLOGIC,
        ConceptCategory.REGIMEN,
        ConceptCategory.TEST,
    )
)
_AGENCIES = frozenset((ConceptCategory.GROUP,))
_GROUPS = frozenset((ConceptCategory.GROUP, ConceptCategory.TRIAL))
_OBSTACLES = frozenset((ConceptCategory.OBSTACLE, ConceptCategory.EVENT))


def narrower(index: Index, *tops: str) -> frozenset[str]:
    """Return concepts and, over any number of steps, all narrower ones; unknown ones have none."""
    below: dict[str, list[str]] = defaultdict(list)
    for concept in index.records.concepts:
        for broader in concept.broader:
            below[broader].append(concept.id)
    found: set[str] = set()
    ahead = [id for id in tops if id in index.concepts]
    while ahead:
        id = ahead.pop()
        if id not in found:
            found.add(id)
            ahead += below[id]
    return frozenset(found)


def _of_other_kinds(
    index: Index, ids: Iterable[ConceptId], allowed: Iterable[ConceptCategory]
) -> Iterator[str]:
    """Yield what is wrong with the concepts that are of none of some categories."""
    for id in ids:
        category = index.concepts[id].category
        if category not in allowed:
            yield f"{id} is of the category {category}"


def _interventions(statement: Statement) -> frozenset[ConceptId]:
    one: ConceptId | None = getattr(statement, "intervention", None)
    several: tuple[ConceptId, ...] = getattr(statement, "interventions", ())
    given = (one, *several, *(arm.intervention for arm in arms_of(statement)))
    return frozenset(id for id in given if id is not None)


@rule("trial-is-one")
def _trial_is_one(index: Index) -> Iterator[Hit]:
    """What a statement names as its trials are trials."""
    for position, statement in enumerate(index.records.statements):
        for message in _of_other_kinds(index, statement.trials, (ConceptCategory.TRIAL,)):
            yield "statements", position, statement.id, ".trials", message


@rule("intervention-is-one")
def _intervention_is_one(index: Index) -> Iterator[Hit]:
    """What patients are given or have done is a procedure, drug, biologic, regimen or test."""
    for position, statement in enumerate(index.records.statements):
        for message in _of_other_kinds(index, sorted(_interventions(statement)), _TREATMENTS):
            yield "statements", position, statement.id, "", message


@rule("harm-is-event")
def _harm_is_event(index: Index) -> Iterator[Hit]:
    """The harm of a safety signal is an event."""
    for position, statement in enumerate(index.records.statements):
        harms = (statement.event,) if isinstance(statement, SafetySignal) else ()
        for message in _of_other_kinds(index, harms, (ConceptCategory.EVENT,)):
            yield "statements", position, statement.id, ".event", message


@rule("alteration-is-gene")
def _alteration_is_gene(index: Index) -> Iterator[Hit]:
    """The genetic alterations that criteria name are genes or their alterations."""
    for position, statement in enumerate(index.records.statements):
        members = sorted(members_of(statement))
        for message in _of_other_kinds(index, members, (ConceptCategory.GENE,)):
            yield "statements", position, statement.id, "", message


@rule("group-is-one")
def _group_is_one(index: Index) -> Iterator[Hit]:
    """An agency, and whoever defines a term, is a group; a trial may define a term."""
    for position, statement in enumerate(index.records.statements):
        match statement:
            case Approval():
                named, allowed, path = statement.agency, _AGENCIES, ".agency"
            case Definition():
                named, allowed, path = statement.group, _GROUPS, ".group"
            case _:
                continue
        for message in _of_other_kinds(index, (named,), allowed):
            yield "statements", position, statement.id, path, message


@rule("obstacle-is-one")
def _obstacle_is_one(index: Index) -> Iterator[Hit]:
    """What keeps patients from an intervention is an obstacle or an event."""
    for position, statement in enumerate(index.records.statements):
        obstacles = statement.obstacles if isinstance(statement, Limitation) else ()
        for message in _of_other_kinds(index, obstacles, _OBSTACLES):
            yield "statements", position, statement.id, ".obstacles", message


KINDS: tuple[Rule, ...] = (
    _trial_is_one,
    _intervention_is_one,
    _harm_is_event,
    _alteration_is_gene,
    _group_is_one,
    _obstacle_is_one,
)
"""The rules on categories of concepts."""
