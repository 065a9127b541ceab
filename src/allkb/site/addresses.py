"""Where things are found on the site: file names from ids, and links to them."""

from __future__ import annotations

import re
from hashlib import sha256

from allkb.model import EvidenceLevel

__all__ = ["Addresses", "anchor", "external", "file_name", "level_address"]

_LONGEST = 150
"""The most characters of an id that go into a file name; file systems allow some 250 bytes."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?=\.|$)")
"""What Windows takes for a device, whatever comes behind the dot."""

_WEB = re.compile(r"https?://[^\s\"'<>\\^`{|}]+", re.IGNORECASE)


def file_name(id: str) -> str:
    """
    Return the name of the file for an id, which is lower-case ASCII: no two ids share one.

    Ids have no underscore, so a name that has one is of no other id.
    """
    name = id
    if len(name) > _LONGEST:
        name = f"{name[:_LONGEST].rstrip('.-')}_{sha256(id.encode()).hexdigest()[:16]}"
    if _RESERVED.match(name):
        name = f"_{name}"
    return f"{name}.html"


def anchor(id: str) -> str:
    """Return the name within a page of something that has an id."""
    return f"at-{id}"


def external(url: str | None) -> str | None:
    """Return an address of the web that a link may lead to; None if it is none."""
    return url if url and _WEB.fullmatch(url) else None


def level_address(level: EvidenceLevel) -> str:
    """Return where the definition of a level stands, from the top of the site."""
    return f"levels.html#{anchor(f'{level.edition}-{level.code}')}"


class Addresses:
    """
    Where the pages of records are, from the top of the site.

    Args:
        interventions: The ids of the concepts that have a page as an intervention.
    """

    def __init__(self, interventions: frozenset[str]) -> None:
        self._interventions = interventions

    def of(self, kind: str, id: str) -> str:
        """Return the address of the page of a record: of a `statement`, a `concept` and so on."""
        return f"{kind}s/{file_name(id)}"

    def evidence(self, concept: str) -> str:
        """Return the page of a concept that has most to say: as an intervention, if it is one."""
        kind = "intervention" if concept in self._interventions else "concept"
        return self.of(kind, concept)
