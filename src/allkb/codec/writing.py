"""Records to text, always the same text for the same records."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING, Any, get_type_hints

from attrs import fields, has

from allkb.codec.document import Document
from allkb.codec.shapes import plain
from allkb.model import (
    Attestation,
    Citation,
    Comparison,
    EvidenceLevel,
    OutcomeStatistic,
    Record,
    SafetySignal,
    Support,
)

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["canonical", "dumps", "unstructure"]


_ALWAYS: dict[type, tuple[str, ...]] = {
    Attestation: ("hedge", "support"),
    Support: ("citations", "levels"),
    OutcomeStatistic: ("horizon",),
    Comparison: ("horizon",),
    SafetySignal: ("horizon",),
    Citation: ("pmid", "doi"),
}
"""What is written even at its default: a reader of the files looks for it."""


@cache
def _converter() -> Converter:
    from cattrs import Converter

    conv = Converter()
    conv.register_unstructure_hook_factory(has, partial(_object, conv))
    conv.register_unstructure_hook(date, date.isoformat)
    conv.register_unstructure_hook(EvidenceLevel, lambda level: level.reference)
    return conv


def _object(conv: Converter, cls: type[Record]) -> Callable[[Record], dict[str, Any]]:
    """Leave most defaults out, put the tag first and attestations last, numbers as floats."""
    from cattrs.gen import make_dict_unstructure_fn, override

    hints = get_type_hints(cls)
    numbers: Any = {
        field.name: override(unstruct_hook=_number)
        for field in fields(cls)
        if plain(hints[field.name]) is float
    }
    always: Any = {name: override(omit_if_default=False) for name in _ALWAYS.get(cls, ())}
    inner = make_dict_unstructure_fn(cls, conv, _cattrs_omit_if_default=True, **numbers, **always)
    names = sorted((field.name for field in fields(cls)), key="attestations".__eq__)
    kind: str | None = getattr(cls, "kind", None)
    tag: dict[str, Any] = {"kind": kind} if kind else {}

    def write(record: Record) -> dict[str, Any]:
        found: dict[str, Any] = inner(record)
        return tag | {name: found[name] for name in names if name in found}

    return write


def _number(value: float | None) -> float | None:
    """Write every number as a float, and no negative zero, which equals zero."""
    return None if value is None else float(value) + 0.0


def unstructure(record: Record) -> dict[str, Any]:
    """Return a record as objects, lists and scalars that JSON knows."""
    found: dict[str, Any] = _converter().unstructure(record)
    return found


def dumps(document: Document, *, schema: str | None = None) -> str:
    """
    Return the text of a data file, in the one form that this library writes.

    Args:
        document: What the file holds.
        schema: Where editors find the schema, as the file says first; left out if None.
    """
    found = unstructure(document)
    named = {"$schema": schema, **found} if schema else found
    return json.dumps(named, ensure_ascii=False, indent=2) + "\n"


def canonical(document: Document) -> bytes:
    """Return the same records in the fewest bytes, for hashing."""
    text = json.dumps(unstructure(document), ensure_ascii=False, separators=(",", ":"))
    return text.encode()
