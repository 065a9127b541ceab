"""Resources as statements of the data format: what all kinds have."""

from __future__ import annotations

from typing import Final

from allkb.fhir.codes import LINKS
from allkb.fhir.kinds import KINDS, extended
from allkb.fhir.naming import system
from allkb.fhir.reading.amounts import Data, markdown
from allkb.fhir.reading.assessed import support
from allkb.fhir.reading.entries import Frame
from allkb.fhir.reading.fields import extended_fields, parts_of
from allkb.fhir.reading.node import Node
from allkb.intake.reading import shown
from allkb.model import Attestation, Ended

__all__ = ["common", "kind_of"]

_REPEATED: Final = ("resourceType", "meta", "text", "language", "identifier", "url", "version")
"""Members of a resource that were read before, or only repeat what others say."""
_RELATIONS: Final = {(type, term.code): relation for relation, (type, term) in LINKS.items()}
_RELATION: Final = system("relation")
_HEDGE: Final = system("hedge")
_TOPIC: Final = system("topic")


def kind_of(head: Node) -> str | None:
    """Return the kind of the statement that a resource is."""
    found = head.extension("kind")
    kind = None if found is None else found.text("valueCode")
    if kind not in KINDS:
        head.refuse("extension", f"must say the kind of statement, not {shown(str(kind))}")
        return None
    return kind


def common(frame: Frame, kind: str) -> tuple[Data, list[Node]]:
    """Return what any kind has, and references to its parts."""
    head = frame.head
    head.skip(*_REPEATED)
    context = head.only("useContext")
    topic: str | None = None
    if context is not None:
        context.skip("code")
        topic = context.code("valueCodeableConcept", _TOPIC)
    related = _Related(frame)
    told: Data = {
        "kind": kind,
        "id": frame.id,
        "topic": topic,
        "caveats": [markdown(note, "text") for note in head.nodes("note")],
        "links": related.links,
        "ended": _ended(frame, related.replaced),
        "attestations": related.attestations,
    }
    return told | extended_fields(frame, head, KINDS[kind], extended(KINDS[kind])), related.parts


class _Related:
    """What the related artifacts of a resource tell."""

    def __init__(self, frame: Frame) -> None:
        self.attestations: list[Data] = []
        self.parts: list[Node] = []
        self.replaced: list[str | None] = []
        self.links: list[Data] = []
        self._frame = frame
        self._cited: list[str | None] = []
        self._now: list[str | None] = []
        for node in frame.head.nodes("relatedArtifact"):
            self._read(node, node.text("type"))
        if self._cited != [*dict.fromkeys(self._now)]:
            frame.head.refuse("relatedArtifact", "must cite what the documents in force cite")

    def _read(self, node: Node, type: str | None) -> None:
        match type:
            case "derived-from":
                self._attestation(node)
            case "citation":
                paper = self._frame.entries.id(node.node("resourceReference"), "citation")
                self._cited.append(paper)
            case "composed-of":
                found = node.node("resourceReference")
                self.parts += [] if found is None else [found]
            case "replaced-with":
                self.replaced.append(node.record("resource", "statement"))
            case _:
                self.links.append(_link(node, type))

    def _attestation(self, node: Node) -> None:
        """Read who says it; what a document in force cites is cited by the resource too."""
        node.skip("label")
        frame = self._frame
        source = frame.entries.id(node.node("resourceReference"), "revision")
        told = node.extension("attestation")
        if told is None:
            node.refuse("extension", "must say how it is attested")
            return
        groups = support(frame, told.part("assessment"), source)
        found = parts_of(frame, told, Attestation, ("source", "support", "hedge"))
        hedged = node.only("classifier")
        hedge = None if hedged is None else hedged.coded(_HEDGE)
        self.attestations.append({**found, "hedge": hedge, "source": source, "support": groups})
        status = node.text("publicationStatus")
        if status is None:
            self._now += [paper for group in groups for paper in group["citations"]]
        elif status != "retired":
            node.refuse("publicationStatus", "must be retired, or not be there")


def _link(node: Node, type: str | None) -> Data:
    classifier = node.only("classifier")
    code = None if classifier is None else classifier.coded(_RELATION)
    relation = _RELATIONS.get((type or "", code or ""))
    if relation is None:
        node.refuse("type", f"{shown(str(type))} is no such relation between statements")
    note = node.extension("note")
    return {
        "relation": relation,
        "to": node.record("resource", "statement"),
        "note": None if note is None else note.text("valueString"),
    }


def _ended(frame: Frame, replaced: list[str | None]) -> Data | None:
    head = frame.head
    told, status = head.extension("ended"), head.text("status")
    if status != ("active" if told is None else "retired"):
        head.refuse("status", "must be retired if the statement has ended, and else active")
    if told is None:
        if replaced:
            head.refuse("relatedArtifact", "replaces a statement that has not ended")
        return None
    return {**parts_of(frame, told, Ended, ("superseded_by",)), "superseded_by": replaced}
