"""Papers and documents as Citation, concepts as EvidenceVariable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from allkb.fhir.codes import Term, codeable
from allkb.fhir.markdown import to_markdown
from allkb.fhir.naming import Json, address, extension, identifier, resource_id
from allkb.fhir.narrative import narrative
from allkb.fhir.shelf import Shelf, to_date
from allkb.model import Citation, CitationId, ConceptId, RevisionId
from allkb.views import addresses, reference_text

__all__ = ["document", "paper", "variable"]

_THO: Final = "http://terminology.hl7.org/CodeSystem"
_ARCHIVED: Final = Term(f"{_THO}/cited-artifact-status-type", "archived", "Archived")
_PERIODICAL: Final = Term(f"{_THO}/published-in-type", "D020492", "Periodical")
_ISSUE: Final = re.compile(r"(?P<volume>[^()]+) \((?P<issue>[^()]+)\)")
_PUBMED: Final = "https://pubmed.ncbi.nlm.nih.gov"
_DOI: Final = "https://doi.org"


def _head(shelf: Shelf, kind: str, type: str, id: str, lines: tuple[str, ...]) -> Json:
    return {
        "resourceType": type,
        "id": resource_id(kind, id),
        "meta": shelf.meta,
        "text": narrative(lines, shelf.notice),
        "url": address(kind, id),
        "identifier": [identifier(kind, id)],
        "version": shelf.kb.version,
    }


def paper(shelf: Shelf, id: CitationId) -> Json:
    """Return a paper, as far as it was read of."""
    found = shelf.kb.citation(id)
    lines = (reference_text(found), *([found.note] if found.note else []))
    made = _head(shelf, "citation", "Citation", id, lines)
    # An extension stands before `url`, as in FHIR's own tables.
    made = _before_url(made, [extension("reading", valueCode=found.reading.value)])
    made |= {"title": found.short, "status": "active"}
    return made | {"citedArtifact": {**dict(_cited(found))}}


def _before_url(made: Json, told: list[Json]) -> Json:
    position = [*made].index("url")
    items = [*made.items()]
    return dict([*items[:position], ("extension", told), *items[position:]])


def _cited(found: Citation) -> Iterator[tuple[str, Any]]:
    ids = [(_PUBMED, found.pmid), (_DOI, found.doi)]
    known = [{"system": system, "value": value} for system, value in ids if value is not None]
    if known:
        yield "identifier", known
    if found.title is not None:
        yield "title", [{"text": to_markdown(found.title)}]
    yield "publicationForm", [_form(found)]
    places = [{"url": url} for _, url in addresses(found)]
    if places:
        yield "webLocation", places
    authors: Json = {"summary": [{"value": to_markdown(", ".join(found.authors))}]}
    is_cut = found.authors[-1].rstrip(".") == "et al"
    yield "contributorship", ({"complete": False} if is_cut else {}) | authors
    if found.note is not None:
        yield "note", [{"text": to_markdown(found.note)}]


def _form(found: Citation) -> Json:
    journal = {"type": codeable(_PERIODICAL), "title": found.journal}
    made: Json = {"publishedIn": journal}
    if found.volume is not None:
        parted = _ISSUE.fullmatch(found.volume)
        made |= parted.groupdict() if parted else {"volume": found.volume}
    made["publicationDateText"] = str(found.year)
    return made | ({} if found.pages is None else {"pageString": found.pages})


def document(shelf: Shelf, id: RevisionId) -> Json:
    """Return a dated document; one that a later revision followed is retired."""
    revision, source, later = shelf.kb.revision(id), shelf.kb.source_of(id), shelf.later(id)
    title = shelf.title_of(id)
    followed = [] if later is None else [f"No longer current: followed by {shelf.title_of(later)}"]
    made = _head(shelf, "revision", "Citation", id, (title, *followed))
    made |= {"title": title, "status": "active" if later is None else "retired"}
    date = to_date(revision.date)
    if date is not None:
        made["date"] = date
    made["publisher"] = source.publisher
    if source.citation is not None:
        cites = {"type": "citation", "resourceReference": shelf.paper(source.citation)}
        made["relatedArtifact"] = [cites]
    cited: Json = {"version": {"value": str(revision.date)}}
    if later is not None:
        cited["currentState"] = [codeable(_ARCHIVED)]
    cited["title"] = [{"text": to_markdown(source.title)}]
    if later is not None:
        following = {"type": "replaced-with", "resourceReference": shelf.revision(later)}
        cited["relatesTo"] = [following]
    if revision.url is not None:
        cited["webLocation"] = [{"url": revision.url}]
    notes = [{"text": to_markdown(note)} for note in (source.note, revision.note) if note]
    return made | {"citedArtifact": cited | ({"note": notes} if notes else {})}


def variable(shelf: Shelf, id: ConceptId) -> Json:
    """Return a concept as a variable of evidence."""
    found = shelf.kb.concept(id)
    names = (f"Also: {', '.join(found.synonyms)}",) if found.synonyms else ()
    made = _head(shelf, "concept", "EvidenceVariable", id, (found.label, *names))
    made |= {"title": found.label, "status": "active"}
    return made | {"characteristic": [{"definitionCodeableConcept": shelf.coded(id)}]}
