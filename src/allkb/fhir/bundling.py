"""A selection of statements as one FHIR bundle."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from allkb.collector import collector_paused
from allkb.errors import InvalidValueError
from allkb.fhir.citations import document, paper, variable
from allkb.fhir.codes import TAG
from allkb.fhir.evidence import head
from allkb.fhir.naming import Json, full_url
from allkb.fhir.saying import assessments, edition_system
from allkb.fhir.shelf import Shelf
from allkb.fhir.systems import code_systems
from allkb.model import SCHEMES, Statement, StatementId, definitions_of
from allkb.query import Selection
from allkb.views import kb_of

__all__ = ["bundle", "dumps"]


def bundle(selection: Selection[Statement]) -> dict[str, Any]:
    """
    Return statements as a FHIR R5 bundle, ready for a JSON writer.

    Each statement is one Evidence (a definition one EvidenceVariable) with its
    groups, variables and results inside. Beside them stand what grades and cites
    it, the papers and documents, the concepts, and the code systems of the levels.
    Definitions that criteria refer to come along, after the selection. The same
    statements give the same bundle. Parts of it may be one object in several places:
    whoever wants to change it takes what `dumps` writes. docs/reference/fhir.md tells what goes where.

    Args:
        selection: The statements, in the order in which they are to stand.

    Raises:
        InvalidValueError: if it is no selection, or a whole number is too large for FHIR.
    """
    given = cast("object", selection)
    if not isinstance(given, Selection):
        msg = f"needs a selection of statements, such as kb.outcomes, not {type(given).__name__}"
        raise InvalidValueError("bundle", (msg,))
    shelf = Shelf(kb_of(selection))
    made: Json = {"resourceType": "Bundle"}
    made["meta"] = {"tag": [TAG.coding() | {"display": shelf.notice}]}
    made["type"] = "collection"
    with collector_paused():
        entries = [*_entries(shelf, selection)]
    return made | ({"entry": entries} if entries else {})


def dumps(bundle: Mapping[str, object], *, indent: int | None = None) -> str:
    """
    Return a bundle as JSON text.

    Args:
        bundle: The bundle.
        indent: The blanks by which each level is set in; None for the fewest characters.

    Raises:
        ValueError: if it holds a number that JSON does not have.
    """
    between = (",", ":") if indent is None else None
    return json.dumps(
        bundle, ensure_ascii=False, allow_nan=False, indent=indent, separators=between
    )


def _entries(shelf: Shelf, selection: Selection[Statement]) -> Iterator[Json]:
    for statement in _with_definitions(shelf, selection):
        yield _entry("statement", statement.id, head(shelf, statement))
        for name, made in assessments(shelf, statement):
            yield _entry("assessment", name, made)
    for id in sorted(shelf.variables):
        yield _entry("concept", id, variable(shelf, id))
    yield from _documents(shelf)
    for cited in sorted(shelf.papers):
        yield _entry("citation", cited, paper(shelf, cited))
    printed = {
        edition_system(edition.id, scheme.id)
        for scheme in SCHEMES.values()
        for edition in scheme.editions
        if edition.id in shelf.editions
    }
    for made in code_systems():
        if made["url"] in printed:
            yield _entry("code-system", made["identifier"][0]["value"], made)


def _documents(shelf: Shelf) -> Iterator[Json]:
    """Yield documents, and those that followed them."""
    done: set[str] = set()
    while ahead := sorted(shelf.revisions - done):
        for id in ahead:
            yield _entry("revision", id, document(shelf, id))
        done.update(ahead)


def _entry(kind: str, id: str, resource: Json) -> Json:
    return {"fullUrl": full_url(kind, id), "resource": resource}


def _with_definitions(shelf: Shelf, selection: Selection[Statement]) -> Iterator[Statement]:
    """Yield statements, each once, then the definitions that they refer to."""
    found: dict[StatementId, Statement] = {s.id: s for s in selection}
    ahead = [*found.values()]
    while ahead:
        named = {id for statement in ahead for id in definitions_of(statement)}
        ahead = [shelf.kb.definition(id) for id in sorted(named - found.keys())]
        found |= {s.id: s for s in ahead}
    yield from found.values()
