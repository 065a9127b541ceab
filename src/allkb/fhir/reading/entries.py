"""The entries of a bundle, by what references call them, and what is inside an entry."""

from __future__ import annotations

from typing import Final, NamedTuple

from allkb.fhir.naming import address, identifier
from allkb.fhir.reading.node import Node
from allkb.intake.reading import shown

__all__ = ["Entries", "Frame", "entries_of", "is_inside"]

_KINDS: Final = {
    "Evidence": ("statement",),
    "EvidenceVariable": ("statement", "concept"),
    "ArtifactAssessment": ("assessment",),
    "Citation": ("citation", "revision"),
    "CodeSystem": ("code-system",),
}
"""The resources of a bundle, each with what it may be of."""


class _Entry(NamedTuple):
    kind: str
    id: str
    node: Node


class Entries:
    """
    The resources of a bundle.

    Attributes:
        heads: Those that are statements, with their ids, in their order.
    """

    def __init__(self) -> None:
        self.heads: list[tuple[str, Node]] = []
        self._by_name: dict[str, _Entry] = {}
        self._seen: set[tuple[str, str]] = set()
        self._assessed: dict[str, Node] = {}

    def add(self, names: set[str], entry: _Entry) -> None:
        """Add a resource; no two may have one name, or be of one record."""
        for name in sorted(names & self._by_name.keys()):
            entry.node.refuse("", f"another entry is called {shown(name)} too")
        self._by_name |= dict.fromkeys(names, entry)
        if (entry.kind, entry.id) in self._seen:
            entry.node.refuse("identifier", f"another {entry.kind} is {shown(entry.id)} too")
        self._seen.add((entry.kind, entry.id))
        if entry.kind == "statement":
            self.heads.append((entry.id, entry.node))
        elif entry.kind == "assessment":
            self._assessed[entry.id] = entry.node
        else:
            # What it says beyond its id is for people; statements name it by that.
            entry.node.ignore()
            for name in ("implicitRules", "modifierExtension"):
                if entry.node.has(name):
                    entry.node.refuse(
                        name, "may change what it is, by rules that are not known here"
                    )

    def find(self, reference: Node, kind: str) -> _Entry | None:
        """Return the entry that a reference names; another kind, or none, is a fault."""
        reference.skip("display", "type")
        name = reference.text("reference")
        found = None if name is None else self._by_name.get(name.partition("/_history/")[0])
        if found is None:
            reference.refuse("reference", f"no entry is called {shown(name or '')}")
        elif found.kind != kind:
            reference.refuse("reference", f"leads to a {found.kind}, not to a {kind}")
        else:
            return found
        return None

    def has_statement(self, id: str) -> bool:
        """Tell whether an entry is a statement."""
        return ("statement", id) in self._seen

    def id(self, reference: Node | None, kind: str) -> str | None:
        """Return the id of the record that a reference leads to."""
        found = None if reference is None else self.find(reference, kind)
        return None if found is None else found.id

    def assessment(self, reference: Node) -> Node | None:
        """Return the assessment that a reference leads to; each belongs to one place."""
        found = self.find(reference, "assessment")
        if found is not None and self._assessed.pop(found.id, None) is None:
            reference.refuse("reference", "another reference leads to this assessment too")
            return None
        return None if found is None else found.node

    def close(self) -> None:
        """Refuse the assessments to which no statement leads."""
        for node in self._assessed.values():
            node.ignore()
            node.refuse("", "no statement leads to this assessment, so it would be lost")


class Frame:
    """
    A resource, with what is inside it and what is around it.

    Attributes:
        id: The id of the statement that it is.
        head: The resource.
        entries: The entries of the bundle.
    """

    def __init__(self, id: str, head: Node, entries: Entries) -> None:
        self.id = id
        self.head = head
        self.entries = entries
        self._inside: dict[str, Node] = {}
        self._reached: set[str] = set()
        for node in head.nodes("contained"):
            name = node.text("id")
            if name is None or name in self._inside:
                node.refuse("id", "must be there, and be that of no other contained resource")
                node.ignore()
            else:
                self._inside[name] = node

    def inside(self, reference: Node | None, type: str) -> Node | None:
        """Return the contained resource that a reference leads to; one of another type is a fault."""
        if reference is None:
            return None
        reference.skip("display", "type")
        name = reference.text("reference") or ""
        found = self._inside.get(name.removeprefix("#")) if name.startswith("#") else None
        if found is None:
            reference.refuse("reference", f"nothing inside is called {shown(name)}")
        elif found.text("resourceType") != type:
            reference.refuse("reference", f"must lead to a resource of the type {type}")
        else:
            self._reached.add(name.removeprefix("#"))
            return found
        return None

    def close(self) -> None:
        """Refuse what is inside and nothing leads to."""
        for name, node in self._inside.items():
            if name not in self._reached:
                node.ignore()
                node.refuse("", "nothing in the resource leads to it, so it would be lost")


def is_inside(reference: Node) -> bool:
    """Tell whether a reference leads to something inside its resource."""
    return (reference.text("reference") or "").startswith("#")


def entries_of(bundle: Node) -> Entries:
    """Return the entries of a bundle."""
    found = Entries()
    bundle.skip("meta", "identifier", "timestamp", "language")
    if bundle.text("resourceType") != "Bundle" or bundle.text("type") != "collection":
        bundle.refuse("", "must be a Bundle of the type collection")
        bundle.ignore()
        return found
    for entry in bundle.nodes("entry"):
        url, resource = entry.text("fullUrl"), entry.node("resource")
        if url is None or resource is None:
            entry.refuse("", "must have a fullUrl and a resource")
        if resource is not None:
            _add(found, url, resource)
    return found


def _add(entries: Entries, url: str | None, resource: Node) -> None:
    type = resource.text("resourceType") or ""
    of = _of(resource, _KINDS.get(type, ()))
    if of is None:
        resource.ignore()
        if type in _KINDS:
            resource.refuse("identifier", "must be there once, with an id of allkb")
        else:
            wanted = ", ".join(_KINDS)
            resource.refuse("resourceType", f"must be one of {wanted}, not {shown(type)}")
        return
    kind, id = of
    if kind != "assessment" and resource.text("url") not in (None, address(kind, id)):
        resource.refuse("url", f"is not that of {kind} {shown(id)}")
    local = resource.text("id")
    names = {name for name in (url, local and f"{type}/{local}") if name}
    entries.add(names, _Entry(kind, id, resource))


def _of(resource: Node, kinds: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the kind and id of the record that a resource is of; identifiers of others may stand beside."""
    found: list[tuple[str, str]] = []
    for node in resource.nodes("identifier"):
        node.skip("use", "type", "period", "assigner")
        system, value = node.text("system"), node.text("value")
        found += [(k, value) for k in kinds if value and system == identifier(k, value)["system"]]
    return found[0] if len(found) == 1 else None
