"""The facts of a patient as JSON Schema: what may be asked about, and in which terms."""

from __future__ import annotations

from typing import Any

from allkb.model import FACTS, Fact, FactType

__all__ = ["MOST_FACTS", "facts_schema"]

MOST_FACTS = 100
"""The most facts of a patient, and the most ids of a fact that is a list."""


def facts_schema() -> dict[str, Any]:
    """Return the JSON Schema of the facts of a patient; null, or left out, is not known."""
    found: dict[str, Any] = {}
    for name, fact in FACTS.items():
        sides = ("present", "absent") if fact.type is FactType.SET else ("",)
        found |= {"_".join(filter(None, (name, side))): _schema(fact) for side in sides}
    return {"type": "object", "additionalProperties": False, "properties": found}


def _schema(fact: Fact) -> dict[str, Any]:
    told: dict[str, Any] = {"description": fact.phrase}
    match fact.type:
        case FactType.FLAG:
            return {**told, "type": ["boolean", "null"]}
        case FactType.NUMBER:
            most = {"maximum": 1} if fact.is_proportion else {}
            kind = "integer" if fact.is_count else "number"
            return {**told, "type": [kind, "null"], "minimum": 0, **most}
        case FactType.CHOICE:
            return {**told, "enum": [*fact.choices, None]}
        case _:
            ids = {"type": "string"}
            return {**told, "type": ["array", "null"], "items": ids, "maxItems": MOST_FACTS}
