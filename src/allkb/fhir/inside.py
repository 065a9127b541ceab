"""What stands inside one resource: groups, variables and results that exist only for it."""

from __future__ import annotations

from collections import Counter

from allkb.fhir.naming import Json
from allkb.fhir.shelf import Shelf

__all__ = ["Inside"]


class Inside:
    """
    The contained resources of one resource.

    Attributes:
        shelf: What gives references to other resources.
        status: The publication status of the whole.
        contained: What it contains so far.
    """

    def __init__(self, shelf: Shelf, status: str) -> None:
        self.shelf = shelf
        self.status = status
        self.contained: list[Json] = []
        self._counts: Counter[str] = Counter()

    def add(self, name: str, resource: Json) -> Json:
        """Contain a resource, and return a reference to it."""
        self._counts[name] += 1
        count = self._counts[name]
        id = name if count == 1 else f"{name}-{count}"
        kind, *others = resource.items()
        self.contained.append(dict([kind, ("id", id), *others]))
        return {"reference": f"#{id}"}

    def variable(self, name: str, *characteristics: Json, **more: object) -> Json:
        """Contain an EvidenceVariable, and return a reference to it."""
        made: Json = {"resourceType": "EvidenceVariable", **more, "status": self.status}
        listed = {"characteristic": [*characteristics]} if characteristics else {}
        return self.add(name, made | listed)
