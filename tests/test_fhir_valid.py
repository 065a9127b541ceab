"""Bundles are valid R5 by fhir.resources, by the official JSON Schema, and by our own rules."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from bundled import KB
from fhir.resources import get_fhir_model_class
from fhir_samples import (
    EXTENSION,
    HSCT,
    SHAPES,
    Json,
    at,
    bundle_of,
    damaged,
    resource,
    resources,
    schema_faults,
    whole,
)
from fhir_statements import few
from hypothesis import given, settings
from pydantic import ValidationError
from strategies import knowledge_bases

from allkb import Fault, KnowledgeBase, fhir
from allkb.fhir import bundle, check, code_systems, dumps
from allkb.fhir.rules import broken_rules

MADE: Json = json.loads(dumps(bundle_of(HSCT)))


def by_types(made: Json) -> list[str]:
    """Return what is wrong with a bundle by fhir.resources alone."""
    found: list[str] = []
    for one in resources(made):
        try:
            get_fhir_model_class(one["resourceType"]).model_validate(one)
        except ValidationError as exc:
            found += [str(error["loc"]) for error in exc.errors()]
    return found


def by_schema(made: Json) -> list[str]:
    """Return what is wrong with a bundle by the JSON Schema alone."""
    return [fault for one in resources(made) for fault in schema_faults(one)]


def by_rules(made: Json) -> list[str]:
    """Return what is wrong with a bundle by our own rules alone."""
    return list(map(str, broken_rules(made)))


def test_the_bundle_of_everything_is_valid() -> None:
    """All bundled statements, in one bundle: no problem by types and by rules."""
    assert len(resources(whole())) > len(KB)
    assert check(whole()) == ()


def test_each_shape_is_valid_by_the_schema() -> None:
    """One statement of each shape, all that goes with it, and all code systems."""
    for one in [*resources(bundle(SHAPES)), *resources(few()), *code_systems()]:
        assert schema_faults(json.loads(dumps(one))) == [], one["id"]


def test_all_code_systems_are_valid() -> None:
    """The code systems that no bundle brings along are resources as well."""
    for made in code_systems():
        model = get_fhir_model_class("CodeSystem").model_validate(made)
        assert json.loads(model.model_dump_json()) == json.loads(dumps(made))


@given(knowledge_bases())
@settings(max_examples=30)
def test_any_bundle_is_valid(kb: KnowledgeBase) -> None:
    """Whatever a knowledge base may hold, its bundle has no problem, by all three."""
    made = bundle(kb.statements)
    assert check(dumps(made)) == ()
    assert by_schema(json.loads(dumps(made))) == []


def test_resources_come_back_from_the_models() -> None:
    """fhir.resources holds the same as we wrote, no less."""
    for one in resources(MADE):
        model = get_fhir_model_class(one["resourceType"]).model_validate(one)
        assert json.loads(model.model_dump_json()) == one


# What is broken is refused


HEAD = "entry.0.resource"
RANGE = f"{HEAD}.statistic.0.attributeEstimate.0.range"
GROUP = f"{HEAD}.contained.0"
GRADED = next(
    f"entry.{i}.resource"
    for i, entry in enumerate(MADE["entry"])
    if entry["resource"]["resourceType"] == "ArtifactAssessment"
)
TYPES, SCHEMA, RULES = "types", "schema", "rules"
BROKEN: list[tuple[str, Any, set[str]]] = [
    (f"{HEAD}.status", "ready", {RULES}),
    (f"{RANGE}.low.value", 0.5, {RULES}),
    (f"{RANGE}.low.comparator", "<", {RULES}),
    (f"{HEAD}.url", "urn:allkb:statement:a|1", {RULES}),
    (f"{HEAD}.variableDefinition.0.observed.reference", "#nobody", {RULES}),
    (f"{HEAD}.status", None, {TYPES}),
    (f"{GRADED}.citeAsMarkdown", "Cite it so.", {TYPES}),
    (f"{HEAD}.strength", "strong", {TYPES, SCHEMA}),
    (f"{HEAD}.variableDefinition", None, {TYPES, SCHEMA}),
    (f"{HEAD}.variableDefinition.0.variableRole", None, {TYPES, SCHEMA}),
    (f"{RANGE}.low.value", "ten", {TYPES, SCHEMA}),
    (f"{GROUP}.characteristic.0.exclude", "perhaps", {TYPES, SCHEMA}),
    (f"{HEAD}.relatedArtifact", {"type": "citation"}, {TYPES, SCHEMA}),
]


@pytest.mark.parametrize(("way", "value", "who"), BROKEN)
def test_broken_resources_are_refused(way: str, value: Any, who: set[str]) -> None:
    """Each of thirteen broken bundles is refused by at least one of the three, and by check."""
    broken = damaged(MADE, way, value)
    told = {TYPES: by_types(broken), SCHEMA: by_schema(broken), RULES: by_rules(broken)}
    assert {name for name, faults in told.items() if faults} >= who
    assert check(broken)


def test_the_sound_bundle_is_refused_by_nobody() -> None:
    """What is broken above is sound before."""
    assert check(MADE) == ()
    assert [*by_types(MADE), *by_schema(MADE), *by_rules(MADE)] == []


RANGED: Json = {
    "low": {"value": 1, "system": "http://unitsofmeasure.org", "code": "a"},
    "high": {"value": 1, "system": "http://unitsofmeasure.org", "code": "mo"},
}
VARIABLE = MADE["entry"][4]["resource"]
CANONICAL = {"url": f"{EXTENSION}x", "valueCanonical": "urn:x#1"}


@pytest.mark.parametrize(
    ("way", "value", "says"),
    [
        ("resourceType", "List", "must be a Bundle of the type collection"),
        ("type", "batch", "must be a Bundle of the type collection"),
        ("entry.0.fullUrl", MADE["entry"][1]["fullUrl"], "2 entries are called 'urn:uuid:"),
        (
            "entry.3.resource.id",
            VARIABLE["id"],
            "2 resources of the type 'EvidenceVariable' have it",
        ),
        ("entry.3.resource.url", VARIABLE["url"], "have it: 'urn:allkb:concept:"),
        ("entry.0.fullUrl", None, "must have a fullUrl and a resource"),
        ("entry.0.resource", None, "must have a fullUrl and a resource"),
        ("entry.0.resource", 7, "must have a fullUrl and a resource"),
        ("entry.0.resource.resourceType", "Nope", "is no resource of the type 'Nope'"),
        (f"{HEAD}.contained", [{"resourceType": "Nope"}], "is no resource of the type 'Evidence'"),
        (f"{HEAD}.contained", 7, "valid"),
        (f"{HEAD}.contained.1.id", "population", "2 resources have the id 'population'"),
        (f"{HEAD}.contained.1.id", "other", "nothing leads to 'other'"),
        (f"{HEAD}.relatedArtifact.0.type", "said-by", "'said-by' is no code of its value set"),
        (f"{HEAD}.relatedArtifact.0.publicationStatus", [], "'[]' is no code of its value set"),
        (f"{HEAD}.relatedArtifact.0.resourceReference.reference", "urn:x", "no entry is called"),
        (f"{HEAD}.text.status", "made", "'made' is no code of its value set"),
        (f"{GROUP}.membership", "open", "'open' is no code of its value set"),
        (f"{GROUP}.type", "robot", "'robot' is no code of its value set"),
        (f"{GRADED}.content.0.informationType", "grade", "'grade' is no code of its value set"),
        (f"{GROUP}.characteristic.0.code.coding.0.code", "luck", "'luck' is no code of urn:allkb"),
        (f"{GROUP}.characteristic.0.code.coding.0.code", 7, "'7' is no code of urn:allkb"),
        (f"{HEAD}.statistic.0.statisticType.coding.0.code", "C1", "'C1' is no code of http"),
        (f"{HEAD}.statistic.0.quantity", {"value": 1, "comparator": "~"}, "'~' is no comparator"),
        (RANGE, RANGED, "the ends are in two units"),
        (f"{HEAD}.extension.0", CANONICAL, "a canonical address has no | and no #"),
        (
            f"{HEAD}.contained.1.characteristic.0.definitionCanonical",
            "urn:x",
            "must have one definition",
        ),
    ],
)
def test_our_rules_say_what_is_wrong(way: str, value: Any, says: str) -> None:
    """What types leave out is told with its place."""
    found = check(damaged(MADE, way, value))
    assert any(says in fault.message for fault in found), found


@pytest.mark.parametrize("made", [{"entry": 7}, {"entry": [7]}, {}, "no", '{"a":1,"a":2}'])
def test_what_is_no_bundle_is_told_and_never_raised(made: Any) -> None:
    """An answer comes whatever is asked."""
    found = check(made)
    assert found
    assert all(isinstance(fault, Fault) for fault in found)


def test_a_range_of_one_end_has_no_order() -> None:
    """A range may be open; a low that is no number is for the types to refuse."""
    for end in ("low", "high"):
        assert by_rules(damaged(MADE, f"{RANGE}.{end}")) == []
    assert by_rules(damaged(MADE, f"{RANGE}.low.value", "ten")) == []


def test_relative_references_are_followed() -> None:
    """An entry may be called by type and id as well, with or without a version."""
    found = resource(MADE, "statement", HSCT)
    one = at(found, "relatedArtifact.2.resourceReference")["reference"]
    entry = next(e for e in MADE["entry"] if e["fullUrl"] == one)
    name = f"Citation/{entry['resource']['id']}"
    way = f"{HEAD}.relatedArtifact.2.resourceReference.reference"
    assert check(damaged(MADE, way, name)) == ()
    assert check(damaged(MADE, way, f"{name}/_history/2")) == ()


# Without the extra


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_writing_and_reading_need_no_package() -> None:
    """Importing, writing and reading load neither fhir.resources nor pydantic."""
    told = run(
        "import sys, allkb, allkb.fhir\n"
        f"made = allkb.fhir.bundle(allkb.load().statements.where(lambda s: s.id == {HSCT!r}))\n"
        "print(len(allkb.fhir.read(allkb.fhir.dumps(made))), len(allkb.fhir.code_systems()))\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('fhir', 'fhir_core', 'pydantic')])"
    )
    assert told == f"1 {len(code_systems())}\n[]\n"


@pytest.mark.parametrize("package", ["fhir.resources", "pydantic"])
def test_checking_without_the_package_names_the_extra(package: str) -> None:
    """Without fhir.resources, or what it needs, check says what to install."""
    told = run(
        f"import sys; sys.modules[{package!r}] = None\n"
        "import allkb, allkb.fhir\n"
        "try:\n"
        "    allkb.fhir.check({})\n"
        "except allkb.MissingExtraError as error:\n"
        "    print(error.extra, error)\n"
    )
    assert told.startswith("fhir ")
    assert "pip install 'allkb[fhir]'" in told


def test_what_is_public() -> None:
    """The names of the package are these."""
    assert fhir.__all__ == ["bundle", "check", "code_systems", "dumps", "read"]
