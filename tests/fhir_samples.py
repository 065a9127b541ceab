"""What the tests of bundles share: bundles, their parts, and the schema of FHIR R5."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, cast

from bundled import KB
from jsonschema import Draft6Validator

from allkb import DataError, Selection, Statement, estimates_of, horizon_of, ratios_of
from allkb.fhir import bundle, read

__all__ = [
    "EXTENSION",
    "FIXTURES",
    "HSCT",
    "SHAPES",
    "Json",
    "at",
    "bundle_of",
    "coded",
    "damaged",
    "extensions",
    "inside",
    "objects",
    "refused",
    "resource",
    "resources",
    "schema_faults",
    "shape",
    "whole",
]

Json = dict[str, Any]
FIXTURES = Path(__file__).with_name("fixtures")
EXTENSION = "urn:allkb:extension:"
HSCT = "relapse-after-hsct.second-ablative-hsct.efs"


@cache
def _whole() -> str:
    return json.dumps(bundle(KB.statements))


def whole() -> Json:
    """Return the bundle of all statements, to be changed at will."""
    return cast("Json", json.loads(_whole()))


def bundle_of(*ids: str) -> Json:
    """Return the bundle of some statements."""
    return bundle(KB.statements.where(lambda s: s.id in ids))


def shape(statement: Statement) -> tuple[object, ...]:
    """Return what of a statement decides which elements it becomes, roughly."""
    return (
        statement.kind,
        type(horizon_of(statement)),
        *sorted({type(estimate).__name__ for _, estimate in estimates_of(statement)}),
        any(ratio.value is not None for _, ratio in ratios_of(statement)),
        bool(statement.ended),
        bool(statement.median_follow_up),
    )


SHAPES: Selection[Statement] = KB.statements.where(
    lambda s: {shape(s): s.id for s in reversed(KB.statements)}[shape(s)] == s.id
)
"""One statement of each shape."""


def resources(made: Json, type: str | None = None) -> list[Json]:
    """Return the resources of a bundle, or those of a type."""
    found = [entry["resource"] for entry in made.get("entry", [])]
    return [one for one in found if type in (None, one["resourceType"])]


def resource(made: Json, kind: str, id: str) -> Json:
    """Return the resource of a record."""
    (found,) = (
        one
        for one in resources(made)
        if {"system": f"urn:allkb:{kind}", "value": id} in one["identifier"]
    )
    return found


def inside(head: Json, id: str) -> Json:
    """Return a resource inside another."""
    (found,) = (one for one in head["contained"] if one["id"] == id)
    return cast("Json", found)


def extensions(element: Json, name: str) -> list[Any]:
    """Return the values of the extensions of ours with a name."""
    return [
        value
        for one in element.get("extension", [])
        if one["url"] in (f"{EXTENSION}{name}", name)
        for key, value in one.items()
        if key != "url"
    ]


def coded(concept: Json) -> list[str]:
    """Return the codes of a CodeableConcept."""
    return [coding["code"] for coding in concept.get("coding", [])]


def objects(value: object) -> Iterator[Json]:
    """Yield all objects in a value, itself first."""
    if isinstance(value, dict):
        found = cast("Json", value)
        yield found
        for inner in found.values():
            yield from objects(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from objects(inner)


def at(value: Any, way: str) -> Any:
    """Return what stands at a way of names and places: `contained.0.type`."""
    found = value
    for step in filter(None, way.split(".")):
        found = found[int(step) if step.isdecimal() else step]
    return found


def damaged(made: Json, way: str, value: Any = None) -> Json:
    """Return a bundle with something else at a way; without it if the value is None."""
    spoiled = deepcopy(made)
    place, _, name = way.rpartition(".")
    found: Any = at(spoiled, place)
    key: Any = int(name) if name.isdecimal() else name
    if value is None:
        del found[key]
    else:
        found[key] = value
    return spoiled


def refused(made: object) -> list[str]:
    """Return what is wrong with a bundle, a line each; none if it is read."""
    try:
        read(cast("Json", made))
    except DataError as exc:
        return [str(fault) for fault in exc.faults]
    return []


@cache
def _validator(type: str) -> Any:
    definitions: Json = {}
    for name in ("r5_evidence_subset", "r5_code_system"):
        text = (FIXTURES / f"{name}.schema.json").read_text(encoding="utf-8")
        definitions |= json.loads(text)["definitions"]
    return Draft6Validator({"$ref": f"#/definitions/{type}", "definitions": definitions})


def schema_faults(one: Json) -> list[str]:
    """Return what is wrong with a resource by the JSON Schema of FHIR R5."""
    return [error.message for error in _validator(one["resourceType"]).iter_errors(one)]
