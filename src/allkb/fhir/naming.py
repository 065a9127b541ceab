"""
What things are called in a bundle: canonical addresses, references, ids.

FHIR wants absolute URIs. The names are URNs: they name, and lead nowhere. A
web address would promise a page, on a domain that somebody else may own.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

__all__ = [
    "EXTENSION",
    "Json",
    "address",
    "extension",
    "extension_url",
    "full_url",
    "id_at",
    "identifier",
    "resource_id",
    "system",
    "urn_part",
]

Json = dict[str, Any]
"""A JSON object that is being written."""

_ROOT: Final = "urn:allkb"
EXTENSION: Final = f"{_ROOT}:extension:"
"""What the address of every extension of ours begins with."""
_PLAIN: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._")
_LONGEST: Final = 64
"""The most characters that FHIR allows an id to have."""


def urn_part(text: str) -> str:
    """Return a text as it may stand in a URN: what is no letter or digit is percent-encoded."""
    return "".join(c if c in _PLAIN else _encoded(c) for c in text)


def _encoded(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


def address(kind: str, id: str) -> str:
    """Return the canonical address of a record: `urn:allkb:statement:...`."""
    return f"{_ROOT}:{kind}:{urn_part(id)}"


def id_at(url: str, kind: str) -> str | None:
    """Return the id of the record at a canonical address; None if it is none of that kind."""
    start = f"{_ROOT}:{kind}:"
    return url.removeprefix(start) if url.startswith(start) else None


def system(name: str) -> str:
    """Return the address of a code system of ours."""
    return address("code-system", name)


def extension_url(name: str) -> str:
    """Return the address of an extension of ours."""
    return f"{EXTENSION}{name}"


def extension(name: str, **value: Any) -> Json:
    """Return an extension of ours with its one value: `valueCode="may"`."""
    return {"url": extension_url(name), **value}


def identifier(kind: str, id: str) -> Json:
    """Return the id of a record as a FHIR identifier."""
    return {"system": f"{_ROOT}:{kind}", "value": id}


@cache
def full_url(kind: str, id: str) -> str:
    """Return what references in a bundle call a record: the UUID of its canonical address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, address(kind, id))}"


def resource_id(kind: str, id: str) -> str:
    """Return the logical id of a record: its own id where FHIR allows one so long."""
    whole = f"{kind}-{id}"
    if len(whole) <= _LONGEST:
        return whole
    return f"{whole[:47]}-{sha256(whole.encode()).hexdigest()[:16]}"
