"""
The JSON Schema against the codec: what either refuses of the shape of data, both refuse.

A fault is of the shape unless it needs two values, or more than one record, to be seen.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from bundled import DATA, FILES
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from strategies import STRATEGIES, knowledge_bases
from test_bad_data import RECORDS, TOP, Json, Spoil, raw
from test_fuzz import Way, finite, holder_of, spoiled, ways

from allkb import KnowledgeBase
from allkb.codec import LISTS, Document, dumps, parse
from allkb.loading import schema

VALIDATOR: Any = Draft202012Validator(schema())
BEYOND = re.compile(
    r"low .* is above high|high .* above it|nothing lies between|does not contain"
    r"|events .* must be between|is before earliest|not oldest first"
    r"|must be .*, a dot, and a date|is dated|cannot print"
    r"|cannot be broader than itself|cannot supersede itself|cannot bear on itself"
    r"|a passage is named twice|are both|is no arm|two arms have"
    r"|a tree of criteria has at most"
)
"""Faults that need two values to be seen, or counting levels."""

WITH_A_FRACTION = re.compile(r"must be a whole number.*, not a number")
"""To a schema 1.0 is a whole number; here it is none."""


def faults_of(data: object) -> list[str]:
    """Return what the codec finds wrong with the shape of a file."""
    found = [str(fault) for fault in parse(json.dumps(data).encode()).faults]
    return [fault for fault in found if not BEYOND.search(fault)]


def is_taken(data: object) -> bool:
    """Tell whether the codec takes a file in, whatever the fault is that it finds."""
    return parse(json.dumps(data).encode()).faults == ()


def errors_of(data: object) -> list[str]:
    """Return what the schema finds wrong with a file."""
    found: Iterator[Any] = VALIDATOR.iter_errors(data)
    return [f"{error.json_path}: {error.message}" for error in found]


# What the codec takes in


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(DATA).as_posix())
def test_bundled_files_are_valid(file: Any) -> None:
    """Every file of the bundled data keeps to the schema that it names."""
    assert errors_of(json.loads(file.read_text(encoding="utf-8"))) == []


@given(knowledge_bases())
def test_what_is_written_is_valid(base: KnowledgeBase) -> None:
    """Whatever a base holds, the library writes what keeps to the schema."""
    assert errors_of(json.loads(dumps(base.document))) == []


@settings(max_examples=60)
@given(STRATEGIES[Document])
def test_what_a_file_may_hold_is_valid(document: Document) -> None:
    """So is a single file, with records that name others which are elsewhere."""
    text = dumps(document, schema="./any.json")
    assert parse(text.encode()).faults == ()
    assert errors_of(json.loads(text)) == []


# What it refuses


@settings(max_examples=200)
@given(spoiled())
def test_codec_and_schema_agree_on_spoiled_data(data: Json) -> None:
    """Data spoiled at random is valid if it is taken in, and not if its shape is at fault."""
    if not finite(data):
        return  # no JSON
    errors = errors_of(data)
    if is_taken(data):
        assert errors == []
    elif [fault for fault in faults_of(data) if not WITH_A_FRACTION.search(fault)]:
        assert errors


SAMPLE = raw()
PLACES: list[tuple[str, int, Way]] = [
    (name, position, way)
    for name in LISTS
    for position, record in enumerate(SAMPLE[name])
    for way in ways(record)
]
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 1.5, -0.5, 1e308, 10**400, 2**53 + 1),
    *("", "x", "a b", "A.b", "a\n", "a\u200bb", "x" * 4001, "2017-01-01\n", "2017-02-29"),
    *("C1", "3iiDi@2010-08-26", "<", ">", "=", "proportion", "months", "difference"),
    *("reach", "condition", "paper", "superseded", "inferred", "range", "sha256:" + "0" * 64),
    *([], ["x"], ["x", "x"], [1], [None], [[]], {}, {"kind": "point"}, {"kind": "not-stated"}),
    {"kind": "is", "fact": "gvhd", "value": True},
)


def mutants(name: str, position: int, way: Way, draw: random.Random) -> Iterator[Json]:
    """Yield files with one record, that is changed at one place."""
    for change in ("remove", "add", "double", *draw.sample(VALUES, 4)):
        record = deepcopy(SAMPLE[name][position])
        holder, step = holder_of(record, way), way[-1]
        match change, holder[step]:
            case "remove", _:
                del holder[step]
            case "add", dict():
                holder[step]["other"] = 1
            case "double", [first, *_]:
                holder[step].append(deepcopy(first))
            case _:
                holder[step] = change
        yield {"format": 1, name: [record]}


@pytest.mark.parametrize("name", LISTS)
def test_codec_and_schema_agree_on_every_field(name: str) -> None:
    """Each field of the sample, taken out, doubled or with other values: one verdict of both."""
    draw = random.Random(f"schema {name}")  # noqa: S311  nothing is kept secret by it
    refused = 0
    for place in PLACES:
        for data in mutants(*place, draw) if place[0] == name else ():
            errors, faults = errors_of(data), faults_of(data)
            if is_taken(data):
                assert errors == [], (place, data)
            elif faults:
                refused += 1
                assert errors, (place, faults)
    assert refused > 50


UNSEEN = {
    "fraction for a whole number",
    "rule of a record",
    "rule of a stretch of time",
    "escaped lone surrogate",
}
"""Mutants no schema refuses: 1.0 for 1, ends in the wrong order, half of a character."""


@pytest.mark.parametrize(("spoil", "path", "says"), RECORDS.values(), ids=RECORDS)
def test_known_mutants_are_refused(
    spoil: Spoil, path: str, says: str, request: pytest.FixtureRequest
) -> None:
    """What the codec refuses of a record, the schema refuses too, where a schema can."""
    data = raw()
    assert errors_of(data) == []
    spoil(data)
    seen = bool(errors_of(data))
    assert seen is (request.node.callspec.id not in UNSEEN), (path, says)


@pytest.mark.parametrize("data", [data for data, *_ in TOP.values()], ids=TOP)
def test_known_mutants_of_the_top_are_refused(data: Json, request: pytest.FixtureRequest) -> None:
    """The same of the top of a file; 1.0 is 1 to a schema."""
    assert bool(errors_of(data)) is (request.node.callspec.id != "format 1.0")


def changed(id: str, *way: str | int, **fields: Any) -> Json:
    """Return the sample with other fields of what stands somewhere in a statement."""
    data = raw()
    found: Any = next(s for s in data["statements"] if s["id"] == id)
    for step in way:
        found = found[step]
    found.update(fields)
    return data


VERSUS, EFS = "cells.versus-graft", "graft.second.efs"
TOGETHER: dict[str, tuple[Json, str]] = {
    "fewer than none": (changed("cells.fever", "estimate", events=-1), "events"),
    "error above all": (changed("cells.fever", "estimate", "uncertainty", value=1.5), "value"),
    "interval above all": (
        changed(VERSUS, "arms", 0, "estimate", "uncertainty", high=1.5),
        "high",
    ),
    "time below zero": (changed(VERSUS, "horizon", low=-1), "low"),
    "range above all": (changed(EFS, "estimate", high=30), "high"),
    "less than nothing": (changed(VERSUS, "arms", 1, "estimate", value=0), "value"),
    "follow-up in parts": (changed(VERSUS, "median_follow_up", unit="proportion"), "unit"),
    "ratio below zero": (changed(VERSUS, "effects", 0, value=-1.0), "value"),
    "value of nothing": (changed(VERSUS, "effects", 0, measure=None), "measure"),
    "effects without arms": (changed("graft.maternal-donor", arms=[]), "arms"),
    "obstacles elsewhere": (changed("graft.reach", limit="benefit"), "obstacles"),
    "other word of a choice": (
        changed("graft.condition", "requires", "criteria", 0, value="remission"),
        "value",
    ),
    "choice as a flag": (
        changed("graft.condition", "requires", "criteria", 0, value=True),
        "value",
    ),
}


@pytest.mark.parametrize(("data", "where"), TOGETHER.values(), ids=TOGETHER)
def test_fields_are_held_against_each_other(data: Json, where: str) -> None:
    """A schema sees what one field demands of another, and says which field is at fault."""
    assert not is_taken(data)
    assert all(where in error for error in errors_of(data))
    assert errors_of(data)
