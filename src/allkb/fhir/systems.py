"""The code systems of ours, as FHIR resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from allkb.fhir.codes import (
    ASSESSMENTS,
    ATTRIBUTES,
    CHARACTERISTICS,
    FACTS_SYSTEM,
    HEDGES,
    LINKS,
    ROLES,
    STANCES,
    TAG,
    VALUES_SYSTEM,
    Term,
)
from allkb.fhir.naming import Json, id_at, identifier, resource_id, system
from allkb.fhir.narrative import narrative
from allkb.fhir.saying import edition_system
from allkb.model import FACTS, SCHEMES, Edition, Grade, Scheme

__all__ = ["code_systems", "editions"]

_NOTICE = "A code system of allkb. Not clinical advice. Not a PDQ summary."


@cache
def editions() -> Mapping[str, tuple[Scheme, Edition]]:
    """Return the editions of both grading schemes by the addresses of their code systems."""
    return {
        edition_system(edition.id, scheme.id): (scheme, edition)
        for scheme in SCHEMES.values()
        for edition in scheme.editions
    }


def code_systems() -> tuple[Json, ...]:
    """
    Return the code systems that a bundle may use, as FHIR CodeSystem resources.

    One for each edition of the two PDQ grading schemes, and those of our own
    vocabularies. Ids of concepts and topics are those of the data.
    """
    graded = [_edition(url, *found) for url, found in editions().items()]
    return (*graded, *(_vocabulary(*row) for row in _VOCABULARIES))


def _resource(url: str, title: str, text: str, concepts: list[Json]) -> Json:
    name = str(id_at(url, "code-system"))
    return {
        "resourceType": "CodeSystem",
        "id": resource_id("code-system", name),
        "meta": {"tag": [TAG.coding()]},
        "text": narrative((title, text), _NOTICE),
        "url": url,
        "identifier": [identifier("code-system", name)],
        "title": title,
        "status": "active",
        "description": text,
        "caseSensitive": True,
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }


def _edition(url: str, scheme: Scheme, edition: Edition) -> Json:
    title = f"{scheme.title}, edition {edition.id}"
    made = _resource(url, title, edition.note, [_grade(grade) for grade in edition.grades])
    latest = edition == scheme.current
    made["status"] = "active" if latest else "retired"
    made["date"] = edition.changed.isoformat()
    told = "Its part of the code; not by itself a rank"
    made["property"] = [
        {"code": code, "description": f"{told}.", "type": "string"}
        for code in ("design", "endpoint")
    ]
    # The properties stand before the concepts, as in FHIR's own tables.
    made["concept"] = made.pop("concept")
    return made


def _grade(grade: Grade) -> Json:
    parts = {"design": grade.design, "endpoint": grade.endpoint}
    known = {name: part for name, part in parts.items() if part is not None}
    return {
        "code": grade.code,
        "display": "; ".join(part.label for part in known.values()),
        "property": [{"code": name, "valueString": part.label} for name, part in known.items()],
    }


def _vocabulary(url: str, title: str, terms: Iterable[Term]) -> Json:
    concepts = [{"code": term.code, "display": term.display} for term in terms]
    return _resource(url, title, f"{title}, as written in bundles of evidence.", concepts)


def _facts() -> list[Term]:
    return [Term(FACTS_SYSTEM, name.replace("_", "-"), fact.phrase) for name, fact in FACTS.items()]


def _fact_values() -> list[Term]:
    found = dict.fromkeys(word for fact in FACTS.values() for word in fact.choices)
    return [Term(VALUES_SYSTEM, word, word) for word in found]


_VOCABULARIES: tuple[tuple[str, str, Iterable[Term]], ...] = (
    (FACTS_SYSTEM, "Clinical facts that criteria speak of", _facts()),
    (VALUES_SYSTEM, "Values of clinical facts", _fact_values()),
    (
        system("characteristic"),
        "What a group may be bounded by beside clinical facts",
        [*CHARACTERISTICS.values()],
    ),
    (
        system("estimate-attribute"),
        "What may surround a figure",
        [own for _, own in ATTRIBUTES.values()],
    ),
    (system("assessment"), "What is assessed of a statement", [*ASSESSMENTS.values()]),
    (system("stance"), "What a source says of doing a thing", [*STANCES.values()]),
    (system("hedge"), "How surely a source says a thing, by its own word", [*HEDGES.values()]),
    (
        system("relation"),
        "How one statement bears on another",
        [ours for _, ours in LINKS.values()],
    ),
    (system("role"), "What a variable is to the evidence", [ROLES["about"]]),
    (system("tag"), "What a resource is not", [TAG]),
)
