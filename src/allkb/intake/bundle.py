"""The resources of a bundle that are about its one patient."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from allkb.errors import Fault
from allkb.intake.element import Element
from allkb.intake.mapping import ROWS
from allkb.intake.reading import shown

__all__ = ["Contents", "contents", "is_understood"]

_TYPES: Final = frozenset(
    {"document", "message", "collection", "searchset", "transaction", "batch"}
)
"""The types of bundle that hold resources as they are, each once."""
_STORING: Final = frozenset({"POST", "PUT"})
_READ: Final = frozenset(name for row in ROWS for name in row.resources)


class Contents(NamedTuple):
    """
    What of a bundle may tell of its patient.

    Attributes:
        patient: The Patient.
        resources: The resources about the patient, with their types.
        medications: The Medications, by each name a reference may give them.
    """

    patient: Element
    resources: tuple[tuple[str, Element], ...]
    medications: Mapping[str, Element]


class _Entry(NamedTuple):
    type: str
    url: str | None
    resource: Element

    def names(self) -> frozenset[str]:
        """Return what references may call the resource."""
        id = self.resource.text("id")
        local = None if id is None else f"{self.type}/{id}"
        return frozenset(name for name in (self.url, local) if name)


def is_understood(element: Element) -> bool:
    """Tell whether nothing changes what an element means by rules that are not known here."""
    return not element.has("modifierExtension", "implicitRules")


def contents(value: dict[str, object], faults: list[Fault]) -> Contents | None:
    """
    Return what of a bundle may tell of its patient, or None if it is no bundle of one patient.

    Args:
        value: The bundle.
        faults: Where what is wrong is put.
    """
    bundle = Element(value, "$", faults)
    if not _is_bundle(bundle):
        return None
    entries = [entry for one in bundle.elements("entry") if (entry := _entry(one))]
    patients = [entry for entry in entries if entry.type == "Patient"]
    second = "a second Patient; a bundle is read if it tells of one"
    faults += [Fault(extra.resource.path, second) for extra in patients[1:]]
    if not patients:
        bundle.refuse("entry", "must hold a Patient; whom the rest is about is not known without")
    if len(patients) != 1:
        return None
    patient = patients[0]
    names = patient.names()
    mine = (e for e in entries if e.type in _READ and is_understood(e.resource))
    medications = (e for e in entries if e.type == "Medication" and is_understood(e.resource))
    return Contents(
        patient.resource,
        tuple((e.type, e.resource) for e in mine if _is_about(e.resource, names)),
        {name: e.resource for e in medications for name in e.names()},
    )


def _is_bundle(bundle: Element) -> bool:
    if not (_is_one_of(bundle, "resourceType", ["Bundle"]) and _is_one_of(bundle, "type", _TYPES)):
        return False
    if not is_understood(bundle):
        bundle.refuse("implicitRules", "or modifierExtension: such rules are not known here")
    elif not bundle.has("entry"):
        bundle.refuse("entry", "is required and missing")
    else:
        return True
    return False


def _is_one_of(bundle: Element, name: str, allowed: Collection[str]) -> bool:
    word = bundle.text(name)
    if word in allowed:
        return True
    if word is not None or not bundle.has(name):
        found = "nothing" if word is None else shown(word)
        bundle.refuse(name, f"must be {' or '.join(sorted(allowed))}, not {found}")
    return False


def _entry(entry: Element) -> _Entry | None:
    """Return an entry that holds a resource; one that asks for it to be deleted does not."""
    resource, request = entry.element("resource"), entry.element("request")
    if request is not None and request.text("method") not in _STORING:
        return None
    if resource is None:
        return None
    name = resource.text("resourceType")
    if not name:
        resource.refuse("resourceType", "is required and missing")
        return None
    return _Entry(name, entry.text("fullUrl"), resource)


def _is_about(resource: Element, names: frozenset[str]) -> bool:
    """Tell whether the subject of a resource is the patient, and nothing of or around the patient."""
    subject = resource.element("subject")
    reference = None if subject is None else subject.text("reference")
    if reference is None or resource.has("focus"):
        return False
    return reference.partition("/_history/")[0] in names
