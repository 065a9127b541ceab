"""Assessments as support groups with their levels, and as stances."""

from __future__ import annotations

from typing import Final, TypedDict

from allkb.fhir.codes import ASSESSMENTS
from allkb.fhir.naming import system
from allkb.fhir.reading.entries import Frame
from allkb.fhir.reading.node import Node
from allkb.fhir.saying import OUTDATED
from allkb.fhir.systems import editions

__all__ = ["Group", "stance", "support"]

_SYSTEM: Final = ASSESSMENTS["stance"].system
_STANCE: Final = system("stance")
_REPEATED: Final = ("resourceType", "meta", "text", "language", "identifier", "title", "date")


class Group(TypedDict):
    """A support group: its citations, and the levels printed beside them."""

    citations: list[str | None]
    levels: list[str | None]


def _assessment(frame: Frame, told: Node | None) -> Node | None:
    """Return the assessment of a statement that an extension refers to."""
    reference = None if told is None else told.node("valueReference")
    found = None if reference is None else frame.entries.assessment(reference)
    if found is None:
        return None
    found.skip(*_REPEATED)
    found.modifier(OUTDATED)
    if frame.entries.id(found.node("artifactReference"), "statement") != frame.id:
        found.refuse("artifactReference", "must lead back to the statement that leads here")
    return found


def _content(node: Node, name: str) -> None:
    node.skip("informationType", "summary", "component")
    if node.code("type", _SYSTEM) != name:
        node.refuse("type", f"must be {name}")


def support(frame: Frame, told: Node | None, source: str | None) -> list[Group]:
    """Return the support groups that a document gives; none where no assessment is referred to."""
    found = _assessment(frame, told)
    if found is None:
        return []
    if frame.entries.id(found.node("citeAsReference"), "revision") != source:
        found.refuse("citeAsReference", "must lead to the document that says it")
    return [_group(frame, node) for node in found.nodes("content")]


def _group(frame: Frame, node: Node) -> Group:
    _content(node, "support")
    cited: list[str | None] = []
    for related in node.nodes("relatedArtifact"):
        if related.text("type") != "citation":
            related.refuse("type", "must be citation")
        cited.append(frame.entries.id(related.node("resourceReference"), "citation"))
    return {"citations": cited, "levels": [_level(one) for one in node.nodes("classifier")]}


def _level(one: Node) -> str | None:
    """Return a level with its edition, as the data format has it."""
    found = [(editions()[url], code) for url, code in one.codings() if url in editions()]
    if len(found) != 1:
        one.refuse("coding", "must be of one edition of a PDQ scheme")
        return None
    ((scheme, edition), code) = found[0]
    return code if edition == scheme.current else f"{code}@{edition.id}"


def stance(frame: Frame) -> str | None:
    """Return what a recommendation says of its interventions."""
    found = _assessment(frame, frame.head.extension("assessment"))
    content = None if found is None else found.only("content")
    if content is None:
        frame.head.refuse("extension", "must lead to the assessment that has the stance")
        return None
    _content(content, "stance")
    word = content.only("classifier")
    return None if word is None else word.coded(_STANCE)
