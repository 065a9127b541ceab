"""
Make the JSON Schema of the data format from the model.

    python tools/make_schema.py            writes the files that the package ships
    python tools/make_schema.py --check    fails if they are not current

One is beside the codec, which gives it out; its copy is beside the bundled data, as in
every folder that the library writes.

msgspec turns the classes into a schema. Added to it is what the docstrings say, and
the rules of the records as far as a schema can say them (`schema_rules`).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any, Final, ForwardRef, Union, cast, get_args

import msgspec
from attrs import NOTHING, fields
from schema_rules import CLASSES, DEFINITIONS, FIELDS, LEVELS, NUMBERS, Schema
from schema_words import said_of, said_of_fields, said_of_unions, said_of_words

from allkb import model
from allkb.codec import FORMAT, SCHEMA_FILE, Document
from allkb.codec.shapes import is_level, is_list
from allkb.model import EvidenceLevel, Record, criteria, horizons, quantities, statements
from allkb.model.typecheck import annotations_of

ROOT = Path(__file__).parents[1] / "src/allkb"
SHIPPED = (ROOT / "codec" / SCHEMA_FILE, ROOT / "data" / f".{SCHEMA_FILE}")

UNIONS: Final[Mapping[str, ModuleType]] = {
    "Criterion": criteria,
    "Estimate": quantities,
    "Horizon": horizons,
    "Statement": statements,
    "Uncertainty": quantities,
}
"""The unions of records, with the modules that say what they are."""

ABOUT = f"""\
One data file of allkb, format {FORMAT}. What a schema cannot see, the library checks when it \
reads the file: whether ids lead somewhere and stand once, whether one value may stand beside \
another (a low end and a high one, a figure and its interval), whether a key stands twice, \
whether a whole number is written with a fraction, how deep criteria are nested."""

REFERENCE = "Where this schema is, for editors: a path from the file, or an address."


# The classes, as msgspec takes them

_ANY_OF: Any = Union
_LIST_OF: Any = tuple
_LEVEL: Any = Enum("EvidenceLevel", {code: code for code in LEVELS})  # type: ignore[misc]
_LIKE: dict[type[Record], Any] = {}
_CRITERIA = frozenset(get_args(model.Criterion))
_CRITERION: Any = ForwardRef("Criterion")


def like(cls: type[Record]) -> Any:
    """Return the like of a class that msgspec takes, with its kind as the tag."""
    if cls not in _LIKE:
        kind: str | None = getattr(cls, "kind", None)
        _LIKE[cls] = msgspec.defstruct(
            cls.__name__,
            [*_fields_of(cls)],
            module=__name__,
            kw_only=True,
            forbid_unknown_fields=True,
            tag_field="kind" if kind else None,
            tag=kind,
        )
    return _LIKE[cls]


def _fields_of(cls: type[Record]) -> Iterator[tuple[str, Any, Any]]:
    if cls is Document:
        yield "schema", str, msgspec.field(name="$schema", default="")
    hints = annotations_of(cls)
    for field in sorted(fields(cls), key=lambda field: field.name == "attestations"):
        default = msgspec.NODEFAULT if field.default is NOTHING else field.default
        yield field.name, _hint(hints[field.name]), msgspec.field(default=default)


def _hint(hint: Any) -> Any:
    """Return an annotation with the likes of our classes in it."""
    options = get_args(hint)
    if is_list(hint):
        return _LIST_OF[_hint(options[0]), ...]
    if {*options} >= _CRITERIA:  # by name, since it holds itself
        return _ANY_OF[_CRITERION, None] if NoneType in options else _CRITERION
    if options:
        return _ANY_OF[tuple(map(_hint, options))]
    if is_level(hint):
        return _LEVEL
    if isinstance(hint, type) and issubclass(hint, Record):
        return like(hint)
    return cast("Any", hint)


def raw_schemas() -> dict[str, Schema]:
    """Return what msgspec makes of a document and of all that can be in it."""
    globals()["Criterion"] = _ANY_OF[tuple(map(like, get_args(model.Criterion)))]
    _, found = msgspec.json.schema_components([like(Document)], ref_template="#/$defs/{name}")
    return found


# What is added


def refined(node: Any) -> Any:
    """Return a schema in which each kind of value refers to its definition."""
    if isinstance(node, list):
        return [*map(refined, node)]  # pyright: ignore[reportUnknownArgumentType]
    match node:
        case {"discriminator": {"mapping": mapping}}:
            return {"$ref": f"#/$defs/{_union_of(mapping)}"}
        case {"enum": [kind], **rest} if not rest:
            return {"const": kind}
        case {"type": "string", "format": "date"}:
            return {"$ref": "#/$defs/day"}
        case {"type": "string", **rest}:
            return {"$ref": "#/$defs/text", **rest}
        case {"type": "integer" | "number" as kind, **rest}:
            return NUMBERS[kind] | rest
        case dict():
            return {key: refined(value) for key, value in cast("Schema", node).items()}
        case _:
            return node


def _union_of(mapping: Mapping[str, str]) -> str:
    """Return the name of the union that has some kinds."""
    return next(name for name in UNIONS if _kinds(name).keys() == mapping.keys())


def _kinds(union: str) -> dict[str, type[Record]]:
    return {cls.kind: cls for cls in get_args(getattr(model, union))}


def union_schema(name: str) -> Schema:
    """Return a union as one choice of a kind, so that errors are those of that kind alone."""
    kinds = _kinds(name)
    return {
        "title": name,
        "description": _in_json(said_of_unions(UNIONS[name])[name]),
        "type": "object",
        "properties": {
            "kind": {
                "description": _in_json(
                    "\n".join(f"- `{k}`: {said_of(c)}" for k, c in kinds.items())
                ),
                "enum": [*kinds],
            }
        },
        "required": ["kind"],
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{cls.__name__}"},
            }
            for kind, cls in kinds.items()
        ],
    }


def word_schema(name: str, found: Schema) -> Schema:
    """Return a vocabulary in its own order, with what its words mean."""
    if name == "EvidenceLevel":
        return found | {"description": _in_json(said_of(EvidenceLevel)), "enum": [*LEVELS]}
    cls: type[Enum] = getattr(model, name)
    return found | {
        "description": _in_json(said_of_words(cls)),
        "enum": [word.value for word in cls],
    }


def class_schema(cls: type[Record], found: Schema) -> Schema:
    """Return a class with what its docstrings say and its rules demand."""
    properties: Schema = found["properties"]
    told = said_of_fields(cls)
    for name in properties.keys() & told.keys():
        properties[name] = {"description": _in_json(told[name])} | properties[name]
    for base in cls.__mro__:
        for name, rule in FIELDS.get(base.__name__, {}).items():
            _demand(properties[name], rule)
    rules = CLASSES.get(cls.__name__, ())
    return (
        {"title": found["title"], "description": _in_json(said_of(cls))}
        | found
        | ({"allOf": [*rules]} if rules else {})
    )


def _in_json(text: str) -> str:
    """Return what is said of Python in the words of JSON."""
    return re.sub(r"\bNone\b", "null", text)


def _demand(target: Schema, rule: Schema) -> None:
    """Add a rule to what a field, or the members of its list, may be when it is not null."""
    if {"type": "null"} in target.get("anyOf", ()):
        target = target["anyOf"][0]
    if "properties" in rule:
        target["allOf"] = [{"$ref": target.pop("$ref")}, rule]
        return
    if "items" in rule:
        _demand(target["items"], rule["items"])
    target.update({key: value for key, value in rule.items() if key != "items"})


def schema() -> Schema:
    """Return the schema of a data file."""
    found: dict[str, Schema] = refined(raw_schemas())
    classes = {cls.__name__: cls for cls in _LIKE}
    made = {
        name: class_schema(classes[name], raw) if name in classes else word_schema(name, raw)
        for name, raw in found.items()
    }
    made |= {name: union_schema(name) for name in UNIONS} | DEFINITIONS
    top = made.pop("Document")
    del top["properties"]["$schema"]["default"]
    top["properties"]["$schema"]["description"] = REFERENCE
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **top,
        "title": f"A data file of allkb, format {FORMAT}",
        "description": ABOUT,
        "$defs": dict(sorted(made.items())),
    }


def text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(schema(), indent=2) + "\n"


def main() -> int:
    """Write the files, or tell which are not current."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().split("\n", 1)[0])
    parser.add_argument("files", nargs="*", type=Path, default=SHIPPED, help="other files")
    parser.add_argument("--check", action="store_true", help="write nothing")
    given = parser.parse_args()
    made = text()
    if not given.check:
        for file in given.files:
            file.write_text(made, encoding="utf-8", newline="\n")
        return 0
    old = [file for file in given.files if file.read_text(encoding="utf-8") != made]
    for file in old:
        print(f"{file} is not current: run python tools/make_schema.py", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
