"""Statements as Evidence, and definitions as EvidenceVariable."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.fhir.codes import CHARACTERISTICS, Term, codeable
from allkb.fhir.criteria import group_characteristic, members, tree, words
from allkb.fhir.inside import Inside
from allkb.fhir.kinds import extended
from allkb.fhir.markdown import to_markdown
from allkb.fhir.naming import (
    Json,
    address,
    extension,
    extension_url,
    identifier,
    resource_id,
    system,
)
from allkb.fhir.narrative import narrative
from allkb.fhir.parts import Evident, follow_up, results, role, statistics, variables
from allkb.fhir.records import as_extensions, parts
from allkb.fhir.saying import assessed, related
from allkb.fhir.shelf import Shelf
from allkb.model import Definition, PrognosticFactor, Recommendation, Statement
from allkb.views import card, headline

__all__ = ["head"]

_CONTEXT = Term("http://terminology.hl7.org/CodeSystem/usage-context-type", "topic", "Topic")


def head(shelf: Shelf, statement: Statement) -> Json:
    """Return the resource of a statement, with all that exists only for it inside."""
    inside = Inside(shelf, "retired" if statement.ended else "active")
    if isinstance(statement, Definition):
        return _definition(inside, statement)
    return _evidence(inside, statement)


def _evidence(inside: Inside, statement: Evident) -> Json:
    about = [_population(inside, statement), *variables(inside, statement)]
    found = [*_follow_up(inside, statement, about[0]), *results(inside, statement, about)]
    measured = statistics(statement)
    own = {
        "relatedArtifact": related(inside, statement, found),
        "assertion": to_markdown(statement.summary),
        **_noted(statement),
        "variableDefinition": about,
        **({"statistic": measured} if measured else {}),
    }
    told = [*_extensions(inside, statement)]
    title = headline(inside.shelf.kb, statement)
    return _head("Evidence", inside, statement, title, told) | own


def _definition(inside: Inside, statement: Definition) -> Json:
    population = _population(inside, statement)
    found = [*_follow_up(inside, statement, population)]
    own = {
        "description": to_markdown(statement.summary),
        **_noted(statement),
        "relatedArtifact": related(inside, statement, found),
        "characteristic": [tree(inside.shelf, statement.means)],
    }
    told = [*_extensions(inside, statement)]
    told.append(extension("population", valueReference=population["observed"]))
    return _head("EvidenceVariable", inside, statement, statement.term, told) | own


def _head(kind: str, inside: Inside, statement: Statement, title: str, told: list[Json]) -> Json:
    """Return what every statement has; the order is that of FHIR's own tables."""
    shelf = inside.shelf
    topic = shelf.kb.topic(statement.topic)
    filed = codeable(Term(system("topic"), topic.id, topic.label), text=topic.label)
    return {
        "resourceType": kind,
        "id": resource_id("statement", statement.id),
        "meta": shelf.meta,
        "text": narrative(_lines(shelf, statement), shelf.notice),
        "contained": inside.contained,
        "extension": told,
        "url": address("statement", statement.id),
        "identifier": [identifier("statement", statement.id)],
        "version": shelf.kb.version,
        "title": title,
        "status": inside.status,
        "useContext": [{"code": _CONTEXT.coding(), "valueCodeableConcept": filed}],
    }


def _lines(shelf: Shelf, statement: Statement) -> Iterator[str]:
    """Yield the lines of a statement's card, and how it bears on others; the notice stands apart."""
    what, details, said, *_ = card(shelf.kb, statement, with_links=False).split("\n\n")
    yield from f"{what}\n{details}\n{said}".split("\n")
    for link in statement.links:
        note = f" ({link.note})" if link.note else ""
        yield f"{link.relation.capitalize()} {link.to}{note}"


def _noted(statement: Statement) -> Json:
    noted = [{"text": to_markdown(caveat)} for caveat in statement.caveats]
    return {"note": noted} if noted else {}


def _extensions(inside: Inside, statement: Statement) -> Iterator[Json]:
    yield extension("kind", valueCode=statement.kind)
    yield from as_extensions(inside, statement, extended(type(statement)))
    if isinstance(statement, Recommendation):
        yield extension("assessment", valueReference=assessed(statement))
    if statement.ended:
        told = parts(inside, statement.ended, ("superseded_by",))
        yield {"url": extension_url("ended"), "extension": told}


def _population(inside: Inside, statement: Statement) -> Json:
    """Return the variable of whom a statement is about: at least those its topic is about."""
    topic = inside.shelf.kb.topic(statement.topic)
    found = [words("topic", topic.label)]
    found += [group_characteristic(inside, one) for one in members(statement.criteria)]
    if statement.population is not None:
        found.append(words("population", statement.population))
    if statement.selection is not None:
        found.append(words("selection", statement.selection))
    if isinstance(statement, PrognosticFactor) and statement.intervention is not None:
        given = codeable(CHARACTERISTICS["intervention"])
        value = inside.shelf.coded(statement.intervention)
        found.append({"code": given, "valueCodeableConcept": value, "exclude": False})
    group = {"resourceType": "Group", "type": "person", "membership": "definitional"}
    return role("population", inside.add("population", group | {"characteristic": found}))


def _follow_up(inside: Inside, statement: Statement, population: Json) -> Iterator[Json]:
    if statement.median_follow_up is not None:
        yield follow_up(inside, statement.median_follow_up, population)
