"""Who says a statement, how surely, on what support: related artifacts and assessments."""

from __future__ import annotations

from collections.abc import Iterator

from allkb.fhir.codes import ASSESSMENTS, HEDGES, LINKS, STANCES, Term, codeable
from allkb.fhir.inside import Inside
from allkb.fhir.markdown import to_markdown
from allkb.fhir.naming import (
    Json,
    address,
    extension,
    extension_url,
    full_url,
    identifier,
    resource_id,
    system,
)
from allkb.fhir.narrative import narrative
from allkb.fhir.records import parts
from allkb.fhir.shelf import Shelf, to_date
from allkb.model import (
    Attestation,
    CitationId,
    Established,
    EvidenceLevel,
    MisprintPart,
    Recommendation,
    Statement,
    Support,
)

__all__ = ["OUTDATED", "assessed", "assessments", "edition_system", "related"]

OUTDATED = "no-longer-current"
"""The modifier extension of an assessment that a later revision, or the end of a statement, outdated."""


def edition_system(edition: str, scheme: str) -> str:
    """
    Return the code system of an edition of a grading scheme.

    Each edition is a system of its own: one code stood for two things in two
    editions, and within a code system FHIR does not let a code change its meaning.
    """
    return system(f"{scheme}.{edition}")


def related(inside: Inside, statement: Statement, results: list[Json]) -> list[Json]:
    """Return who says a statement, what is cited now, its parts, and how it bears on others."""
    shelf = inside.shelf
    said = [_source(inside, statement, i) for i in range(len(statement.attestations))]
    cited = [
        {"type": "citation", "resourceReference": shelf.paper(id)}
        for id in _cited_now(shelf, statement)
    ]
    composed = [{"type": "composed-of", "resourceReference": result} for result in results]
    replaced = [
        {"type": "replaced-with", "resource": address("statement", id)}
        for id in statement.superseded_by
    ]
    return said + cited + composed + replaced + [*_links(statement)]


def _is_outdated(shelf: Shelf, attestation: Attestation) -> bool:
    return shelf.later(attestation.source) is not None


def _cited_now(shelf: Shelf, statement: Statement) -> list[CitationId]:
    """Return what the latest revision of each source cites, each paper once."""
    now = [a for a in statement.attestations if not _is_outdated(shelf, a)]
    return [*dict.fromkeys(id for attestation in now for id in attestation.citations)]


def _source(inside: Inside, statement: Statement, index: int) -> Json:
    attestation = statement.attestations[index]
    told = parts(inside, attestation, ("source", "support", "hedge"))
    if attestation.support:
        told.append({"url": "assessment", "valueReference": _reference(statement, index)})
    said: Json = {"extension": [{"url": extension_url("attestation"), "extension": told}]}
    said["type"] = "derived-from"
    if attestation.hedge is not None:
        said["classifier"] = [codeable(HEDGES[attestation.hedge], text=attestation.hedge.value)]
    said["label"] = attestation.source
    said["resourceReference"] = inside.shelf.revision(attestation.source)
    return said | (
        {"publicationStatus": "retired"} if _is_outdated(inside.shelf, attestation) else {}
    )


def _links(statement: Statement) -> Iterator[Json]:
    for link in statement.links:
        type, ours = LINKS[link.relation]
        note = [] if link.note is None else [extension("note", valueString=link.note)]
        told: Json = {"extension": note} if note else {}
        yield told | {
            "type": type,
            "classifier": [codeable(ours)],
            "resource": address("statement", link.to),
        }


def _name(statement: Statement, index: int | str) -> str:
    return f"{statement.id}.{index}"


def _reference(statement: Statement, index: int | str) -> Json:
    return {"reference": full_url("assessment", _name(statement, index))}


def assessed(statement: Recommendation) -> Json:
    """Return a reference to the assessment that holds the stance of a recommendation."""
    return _reference(statement, "stance")


def assessments(shelf: Shelf, statement: Statement) -> Iterator[tuple[str, Json]]:
    """Yield name and resource of each assessment of a statement: its support, and its stance."""
    for index, attestation in enumerate(statement.attestations):
        if attestation.support:
            name = _name(statement, index)
            yield name, _support(shelf, statement, attestation, name)
    if isinstance(statement, Recommendation):
        name = _name(statement, "stance")
        yield name, _stance(shelf, statement, name)


def _assessment(shelf: Shelf, statement: Statement, name: str, lines: tuple[str, ...]) -> Json:
    return {
        "resourceType": "ArtifactAssessment",
        "id": resource_id("assessment", name),
        "meta": shelf.meta,
        "text": narrative((*lines, statement.summary), shelf.notice),
        "identifier": [identifier("assessment", name)],
        "artifactReference": shelf.statement(statement.id, statement.id),
    }


def _support(shelf: Shelf, statement: Statement, said: Attestation, name: str) -> Json:
    title = f"Support given in {shelf.title_of(said.source)}"
    made = _assessment(shelf, statement, name, (title,))
    if statement.ended or _is_outdated(shelf, said):
        made["modifierExtension"] = [extension(OUTDATED, valueBoolean=True)]
    made["title"] = title
    made["citeAsReference"] = shelf.revision(said.source)
    date = to_date(shelf.kb.revision(said.source).date)
    if date is not None:
        made["date"] = date
    made["content"] = [_group(shelf, group, said) for group in said.support]
    return made


def _group(shelf: Shelf, group: Support, said: Attestation) -> Json:
    made: Json = {"type": codeable(ASSESSMENTS["support"])}
    if group.levels:
        amiss = [*_amiss(group, said)]
        summary = {"summary": to_markdown(" ".join(amiss))} if amiss else {}
        made = {"informationType": "rating", **summary, **made}
        made["classifier"] = [_level(shelf, level) for level in group.levels]
        made["component"] = [_rating_system(group)]
    else:
        was_read = said.established is Established.READ
        made = {"summary": f"No level {'printed' if was_read else 'known'}.", **made}
    cited = [{"type": "citation", "resourceReference": shelf.paper(id)} for id in group.citations]
    return made | ({"relatedArtifact": cited} if cited else {})


def _amiss(group: Support, said: Attestation) -> Iterator[str]:
    """Yield what is told of levels that the document prints amiss."""
    codes = {level.code for level in group.levels}
    for found in said.misprints:
        if found.part is MisprintPart.LEVEL and found.printed in codes:
            instead = f"; {found.instead} should stand there" if found.instead else ""
            yield f"Printed amiss: {found.printed}{instead}. {found.reason}"


def _rating_system(group: Support) -> Json:
    """Return in words, as HL7 does with foreign scales, of which scale the levels are."""
    scales = dict.fromkeys(f"{s.scheme.title}, edition {s.edition}" for s in group.levels)
    words = [codeable(text=scale) for scale in scales]
    return {
        "informationType": "classifier",
        "type": codeable(text="rating system"),
        "classifier": words,
    }


def _level(shelf: Shelf, level: EvidenceLevel) -> Json:
    shelf.editions.add(level.edition)
    endpoint = f"; {level.endpoint.label}" if level.endpoint else ""
    display = f"{level.design.label}{endpoint}"
    return codeable(
        Term(edition_system(level.edition, level.scheme.id), level.code, display), text=level.code
    )


def _stance(shelf: Shelf, statement: Recommendation, name: str) -> Json:
    title = f"Said of it: {statement.stance}"
    made = _assessment(shelf, statement, name, (title,))
    if statement.ended:
        made["modifierExtension"] = [extension(OUTDATED, valueBoolean=True)]
    content: Json = {"informationType": "classifier", "type": codeable(ASSESSMENTS["stance"])}
    content["classifier"] = [codeable(STANCES[statement.stance], text=statement.stance.value)]
    return made | {"title": title, "content": [content]}
