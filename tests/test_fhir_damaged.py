"""A damaged bundle is one data error with all that is wrong, and nothing of it is read."""

from __future__ import annotations

import contextlib
import json
import random
from copy import deepcopy
from typing import Any

import pytest
from fhir_samples import (
    EXTENSION,
    HSCT,
    Json,
    at,
    bundle_of,
    damaged,
    objects,
    refused,
    resource,
    resources,
)
from fhir_statements import FEW, few

from allkb import DataError
from allkb.fhir import bundle, check, dumps, read
from allkb.intake import FAULT_LIMIT

MADE: Json = json.loads(dumps(few()))
SAID = "relatedArtifact.0.extension.0.extension"
UNASSIGNED = "extension.2.extension"
STATISTIC = "contained.6.statistic.0"
PART = "contained.5.statistic.0"
SEEN = "contained.1.statistic.0"
TIME = "contained.2.characteristic.0.timeFromEvent.0"
SPAN = "contained.3.characteristic.0.timeFromEvent.0"
TREE = "contained.0.characteristic.0.definitionByCombination"
GROUP = "contained.1.characteristic"
RANGE = f"{TREE}.characteristic.1.definitionByCombination"
END = f"{RANGE}.characteristic.0.definitionByTypeAndValue"
UCUM = "http://unitsofmeasure.org"
ROLE = "http://terminology.hl7.org/CodeSystem/variable-role"


def role(name: str, to: str | None = None) -> Json:
    observed = {} if to is None else {"observed": {"reference": to}}
    return {"variableRole": {"coding": [{"system": ROLE, "code": name}]}, **observed}


def of(name: str) -> Json:
    """Return a characteristic in words of ours."""
    system = "urn:allkb:code-system:characteristic"
    return {
        "code": {"coding": [{"system": system, "code": name}]},
        "valueCodeableConcept": {"text": "word"},
        "exclude": False,
    }


def quantity(value: Any, code: str = "1", relation: str | None = None) -> Json:
    compared = {} if relation is None else {"comparator": relation}
    return {"value": value, "system": UCUM, "code": code, **compared}


def spoiled(id: str, *changes: tuple[str, Any]) -> Json:
    """Return the bundle with changes to what a statement became; None removes."""
    found = resource(MADE, "statement", id)
    (place,) = (i for i, entry in enumerate(MADE["entry"]) if entry["resource"] is found)
    made = MADE
    for way, value in changes:
        made = damaged(made, f"entry.{place}.resource.{way}", value)
    return made


def more(id: str, way: str, *added: Any) -> tuple[str, Any]:
    """Return a change that adds members to a list."""
    found = at(resource(MADE, "statement", id), way)
    return way, [*found, *added]


GIVEN = at(resource(MADE, "statement", "factor"), "contained.0.characteristic")[-1]
"""What the patients of a factor were given."""

DAMAGES: list[tuple[str, str, Any, str]] = [
    # What any statement has.
    ("outcome", "zz", 1, ".zz: is nothing that is read here, so it would be lost"),
    ("outcome", "_status", {"id": "x"}, "._status: is nothing that is read here"),
    ("outcome", "modifierExtension", [{"url": "urn:x"}], ".modifierExtension: is nothing"),
    ("outcome", "implicitRules", "urn:x", ".implicitRules: is nothing that is read here"),
    ("outcome", "status", "active", ".status: must be retired if the statement has ended"),
    ("outcome", "url", "urn:allkb:statement:other", ".url: is not that of statement 'outcome'"),
    ("outcome", "identifier", None, ".identifier: must be there once, with an id of allkb"),
    ("outcome", "resourceType", "Patient", ".resourceType: must be one of Evidence, "),
    ("outcome", "extension.0", None, ".extension: must say the kind of statement, not 'None'"),
    ("outcome", "extension.0.valueCode", "guess", "kind of statement, not 'guess'"),
    ("outcome", "extension.0.valueCode", 5, "valueCode: must be text, not a number"),
    ("outcome", "extension.1", None, "replaces a statement that has not ended"),
    ("outcome", "extension.1.zz", 1, ".extension[1].zz: is nothing that is read"),
    ("outcome", "extension.1.extension.0.url", "why", "'why' is no extension that is read here"),
    ("outcome", "extension.1.url", f"{EXTENSION}new", "new' is no extension that is read here"),
    ("outcome", "useContext.0.code.zz", 1, ""),
    ("outcome", "useContext", None, "topic: must be text, not null"),
    ("outcome", "useContext.0.valueCodeableConcept.coding", [], "must have a code of urn:allkb"),
    ("outcome", "assertion", 7, ".assertion: must be text, not a number"),
    ("outcome", "assertion", None, "summary: must be text, not null"),
    ("outcome", "assertion", "two\nlines", "summary"),
    ("outcome", "note", {}, ".note: must be a list, not an object"),
    ("outcome", "note", [7], ".note[0]: must be an object, not a number"),
    ("outcome", "contained", [], "nothing inside is called '#population'"),
    ("outcome", "contained.0.id", "population", "must be there, and be that of no other"),
    (
        "outcome",
        "contained.1.resourceType",
        "Evidence",
        "must lead to a resource of the type Group",
    ),
    ("comparison", "contained.0.zz", 1, ".contained[0].zz: is nothing that is read here"),
    # Who says it.
    ("harm", "relatedArtifact.2", None, "must cite what the documents in force cite"),
    ("harm", "relatedArtifact.0.extension", None, "must say how it is attested"),
    ("harm", "relatedArtifact.0.publicationStatus", "draft", "must be retired, or not be there"),
    ("harm", "relatedArtifact.0.classifier.0.coding.0.system", "urn:x", "hedge"),
    ("harm", "relatedArtifact.0.classifier.0.coding.0.code", "surely", "attestations[0].hedge"),
    (
        "harm",
        "relatedArtifact.0.resourceReference.reference",
        "urn:x",
        "no entry is called 'urn:x'",
    ),
    ("harm", "relatedArtifact.0.resourceReference", None, "must lead to the document that says it"),
    ("harm", f"{SAID}.0.extension.4.valueString", "sha256:1", "passage"),
    ("harm", f"{SAID}.0.extension.1.valueInteger", 1.5, "must be a whole number, at most"),
    ("harm", f"{SAID}.0.extension.1.valueInteger", -1, "citation numbers start at 1"),
    ("harm", f"{SAID}.2", None, "no statement leads to this assessment, so it would be lost"),
    ("outcome", "relatedArtifact.3.type", "predecessor", "'predecessor' is no such relation"),
    ("outcome", "relatedArtifact.3.classifier", None, "'appends' is no such relation"),
    ("outcome", "relatedArtifact.3.resource", "urn:x", "must be the canonical address of a stat"),
    ("outcome", "relatedArtifact.1", None, "nothing in the resource leads to it"),
    ("outcome", "relatedArtifact.1.resourceReference", None, "nothing in the resource leads to it"),
    # Whom it is about.
    ("outcome", "contained.1.type", "animal", "must be defined, and of persons"),
    ("outcome", f"{GROUP}.0.exclude", True, "exclude: must be false"),
    ("outcome", f"{GROUP}.0.code", None, "code: is required and missing"),
    ("outcome", f"{GROUP}.1.code.coding.0.code", "luck", "'luck' is no fact"),
    ("outcome", f"{GROUP}.1.code.coding.0.code", "relapsed_after_hsct", "is no fact"),
    ("outcome", f"{GROUP}.1.valueBoolean", "true", "must be true or false, not text"),
    ("outcome", f"{GROUP}.1.valueBoolean", None, "criteria.criteria[0].value"),
    ("outcome", f"{GROUP}.2.valueCodeableConcept.coding", [], "must have a code of urn:allkb"),
    ("outcome", f"{GROUP}.2.valueCodeableConcept.coding.0.code", "X", "lineage is one of"),
    ("outcome", f"{GROUP}.3.valueRange", None, "must have a number or a range, and not both"),
    ("outcome", f"{GROUP}.3.valueRange.low.value", 9, "is above high"),
    ("outcome", f"{GROUP}.3.valueRange.low.comparator", "<", "comparator: cannot stand here"),
    ("outcome", f"{GROUP}.3.valueRange.high.code", "mo", "code: must be 'a'"),
    ("outcome", f"{GROUP}.4.valueQuantity.comparator", "ad", "must be <, <=, >= or >"),
    (
        "outcome",
        f"{GROUP}.4.valueQuantity.value",
        10**400,
        "must be a number that is not too large",
    ),
    ("outcome", f"{GROUP}.4.valueQuantity.value", True, "must be a number, not true or false"),
    ("outcome", f"{GROUP}.4.valueQuantity.system", None, f"must be {UCUM}"),
    ("outcome", f"{GROUP}.6.valueReference.reference", "urn:x", "no entry is called"),
    (
        "outcome",
        f"{GROUP}.7.valueReference.reference",
        "#population",
        "of the type EvidenceVariable",
    ),
    ("outcome", f"{GROUP}.8", of("selection"), "another characteristic is the selection too"),
    ("outcome", f"{GROUP}.8", of("grade"), "must have a code of urn:allkb:code-system:fact"),
    ("outcome", "contained.0.characteristic", [], "characteristic: must be one"),
    ("outcome", f"{TREE}.code", "at-least", "must be all-of or any-of"),
    ("outcome", f"{TREE}.characteristic", [], "at least one"),
    ("outcome", f"{TREE}.characteristic.0.definitionCanonical", None, "must have one definition"),
    (
        "outcome",
        f"{TREE}.characteristic.0.definitionCanonical",
        "urn:allkb:statement:gone",
        "no entry is the definition 'gone'",
    ),
    (
        "outcome",
        f"{TREE}.characteristic.0.definitionCanonical",
        "urn:allkb:statement:definition|1",
        "no entry is the definition 'definition|1'",
    ),
    ("outcome", f"{TREE}.characteristic.1.extension.0.valueCode", "not", "holds a 'not' together"),
    ("outcome", f"{TREE}.characteristic.2.extension.0.valueCode", "range", "holds a 'range'"),
    (
        "outcome",
        f"{TREE}.characteristic.1.definitionByCombination.code",
        "any-of",
        "must be all-of",
    ),
    (
        "outcome",
        f"{END}.valueQuantity.comparator",
        "<",
        "is no combination that holds a 'range' together",
    ),
    # Figures.
    ("outcome", "statistic.0.statisticType", None, "is not the type of a figure in this unit"),
    ("outcome", "statistic.0.statisticType.coding.0.code", "C28007", "is not the type of a figure"),
    ("outcome", "statistic.0.quantity.code", "kg", "code: must be one of 1, d, wk, mo, a"),
    ("outcome", "statistic.0.quantity.value", 2, "is a proportion, so it must be in [0, 1]"),
    ("outcome", "statistic.0.quantity.value", "0.25", "must be a number, not text"),
    ("outcome", "statistic.0.quantity.comparator", "<", "a standard-error does not belong"),
    ("outcome", "statistic.0.quantity", None, "a standard-error does not belong to such a figure"),
    ("outcome", "statistic.0.description", None, "estimate.printed"),
    ("outcome", "statistic.0.attributeEstimate.0.type", None, "type: must be there"),
    ("outcome", "statistic.0.numberAffected", 3, "a quantity does not belong to such a figure"),
    ("outcome", "statistic.0.sampleSize.zz", 3, "sampleSize.zz: is nothing"),
    ("outcome", "statistic", [{}, {}], "statistic: must be one, not 2"),
    ("outcome", "statistic", None, "estimate"),
    ("harm", "statistic.0.quantity", quantity(1), "a quantity does not belong to such a figure"),
    ("harm", "statistic.0.statisticType", None, "is not the type of such a figure"),
    ("comparison", f"{PART}.sampleSize", {"numberOfParticipants": "4"}, "must be a number"),
    ("comparison", f"{PART}.quantity", None, "printed belongs to a figure, and there is none"),
    ("comparison", f"{STATISTIC}.sampleSize", {"numberOfParticipants": 4}, "belongs to the arms"),
    ("comparison", f"{STATISTIC}.quantity.comparator", "<", "comparator: cannot stand here"),
    ("comparison", f"{STATISTIC}.quantity", None, "measure and value come together"),
    ("comparison", f"{STATISTIC}.statisticType", None, "measure and value come together"),
    ("comparison", f"{STATISTIC}.statisticType.coding.0.code", "C44256", "not the type of such"),
    ("comparison", f"{STATISTIC}.attributeEstimate.1.quantity", None, "effects[0].p.value"),
    ("comparison", f"{STATISTIC}.attributeEstimate.0.range", None, "interval.low"),
    ("factor", f"{UNASSIGNED}.3.extension.0.valueCode", "range", "must be of the kind confidence-"),
    ("comparison", f"{STATISTIC}.attributeEstimate.0.range.low.value", 1.7, "does not contain"),
    ("observation", f"{SEEN}.attributeEstimate.0.range", None, "a range must have two ends"),
    ("observation", f"{SEEN}.attributeEstimate.0.range.low.value", 3, "low (3.0) is above high"),
    ("observation", "contained.2.statistic.0.quantity.value", 3.5, "must be a whole number"),
    ("observation", "contained.2.statistic.0.quantity", None, "is not the type of such a figure"),
    ("observation", "contained.2.statistic", None, ""),
    ("outcome", "contained.3.statistic", None, "statistic: is required and missing"),
    (
        "outcome",
        "contained.3.statistic.0.sampleSize",
        {"numberOfParticipants": 3},
        "sampleSize: cannot stand here",
    ),
    # What was measured, and when.
    ("outcome", TIME + ".extension", None, "must say the kind of horizon, not 'None'"),
    ("outcome", TIME + ".quantity", None, "quantity: is required and missing"),
    ("outcome", TIME + ".quantity.comparator", ">", "comparator: must be <=, or not be there"),
    ("outcome", TIME + ".quantity.code", "1", "a time cannot be a proportion"),
    ("comparison", SPAN + ".range", None, "range: must have two ends"),
    ("comparison", SPAN + ".range.high", None, "horizon.high"),
    ("harm", TIME.replace("2", "1", 1) + ".eventCodeableConcept", None, "horizon.event"),
    ("harm", "contained.1.characteristic.1.definitionByTypeAndValue", None, "must be of the type"),
    ("harm", "variableDefinition.1", None, "must have one exposure, not 0"),
    ("outcome", "variableDefinition.0", None, "must have one population, not 0"),
    ("outcome", "variableDefinition.2.variableRole", None, "variableRole: must be one of"),
    ("outcome", "variableDefinition.2.observed", None, "must have one measured variable, not 0"),
    ("outcome", "variableDefinition.2.observed.reference", "#gone", "is called '#gone'"),
    ("outcome", "variableDefinition.1", role("referenceExposure", "#x"), "must have no reference"),
    ("outcome", "variableDefinition.1.observed.reference", "#population", "no entry is called"),
    ("question", "variableDefinition.1", role("measuredVariable", "#x"), "must have no measured"),
    # Groups, and how they compare.
    ("comparison", "contained.1.identifier", None, "identifier: must be the id of an arm"),
    ("comparison", "variableDefinition.1.observed.reference", "#gone", "is called '#gone'"),
    ("comparison", "variableDefinition.1.observed.reference", "urn:x", "no exposure but its arms"),
    ("comparison", "contained.4.variableDefinition.1", role("exposure"), "one arm in each of its"),
    (
        "comparison",
        "contained.4.variableDefinition.1.observed.reference",
        "#population",
        "reference: is no arm of the statement",
    ),
    (
        "comparison",
        "contained.4.variableDefinition.1.observed.reference",
        "#arm-2",
        "another part is of this arm too",
    ),
    (
        "comparison",
        "contained.4.variableDefinition.0.observed.reference",
        "#arm",
        "its population must be that of the statement",
    ),
    ("comparison", "contained.4.extension.0.valueCode", "guess", "'guess' is no part of such"),
    ("comparison", "contained.4.extension", None, "'None' is no part of such a statement"),
    ("comparison", "contained.6.extension.1", None, "effects[0].direction"),
    ("comparison", "contained.6.statistic.0.attributeEstimate.1.extension.0.zz", 1, ".zz: is noth"),
    ("factor", "variableDefinition.1", None, "must have one exposure that is no arm, not 0"),
    ("observation", "statistic.0.zz", 1, ".zz: is nothing that is read here"),
    # Definitions.
    ("definition", "characteristic", None, "characteristic: must be one"),
    ("definition", "title", None, "term: must be text, not null"),
    ("definition", "extension", [], "must say the kind of statement"),
    ("definition", "extension.2", None, "nothing in the resource leads to it"),
]


def test_the_few_are_read() -> None:
    """What is damaged below is sound before."""
    assert read(MADE) == tuple(FEW.values())


@pytest.mark.parametrize(("id", "way", "value", "says"), DAMAGES)
def test_damage_is_told(id: str, way: str, value: Any, says: str) -> None:
    """Whatever is amiss in a statement is told with its place; what only people read may change."""
    faults = refused(spoiled(id, (way, value)))
    if says:
        assert any(says in fault for fault in faults), faults
        assert all(fault.startswith("$.entry[") for fault in faults)
    else:
        assert not faults


@pytest.mark.parametrize(
    ("id", "change", "says"),
    [
        ("outcome", more("outcome", "contained", {"resourceType": "Group"}), "id: must be there"),
        (
            "outcome",
            more("outcome", "contained", {"resourceType": "Group", "id": "z"}),
            "nothing in the resource leads to it, so it would be lost",
        ),
        (
            "outcome",
            more("outcome", "extension", {"url": f"{EXTENSION}kind", "valueCode": "x"}),
            "kind' once, not 2 times",
        ),
        (
            "comparison",
            more(
                "comparison",
                "contained.1.characteristic",
                {"definitionReference": {"reference": "urn:x"}},
            ),
            "another characteristic is the intervention of the arm too",
        ),
        (
            "comparison",
            more(
                "comparison",
                "contained.3.characteristic",
                {"definitionReference": {"reference": "urn:x"}},
            ),
            "another characteristic is the outcome too",
        ),
        (
            "comparison",
            more("comparison", "contained.3.characteristic", {"definitionCanonical": "x"}),
            "must be an outcome",
        ),
        (
            "outcome",
            more("outcome", f"{GROUP}", of("intervention")),
            "must have a code of urn:allkb:code-system:concept",
        ),
        (
            "outcome",
            more("outcome", GROUP, GIVEN),
            "an intervention is no part of a population here",
        ),
        (
            "outcome",
            more(
                "outcome",
                "relatedArtifact",
                {"type": "composed-of", "resourceReference": {"reference": "#follow-up"}},
            ),
            "another part is the follow-up too",
        ),
        (
            "outcome",
            more(
                "outcome",
                "statistic.0.attributeEstimate",
                *at(resource(MADE, "statement", "comparison"), f"{STATISTIC}.attributeEstimate"),
            ),
            "must be one, not confidence-interval and standard-error",
        ),
        (
            "observation",
            (
                "statistic.0.attributeEstimate",
                at(resource(MADE, "statement", "comparison"), f"{STATISTIC}.attributeEstimate")[1:],
            ),
            "an observation has no p value",
        ),
        (
            "outcome",
            more(
                "outcome",
                "useContext.0.valueCodeableConcept.coding",
                {"system": "urn:allkb:code-system:topic", "code": "other"},
            ),
            "has 2 codes of urn:allkb:code-system:topic",
        ),
    ],
)
def test_what_is_there_twice_is_told(id: str, change: tuple[str, Any], says: str) -> None:
    """What may stand once is not taken from the first of two."""
    faults = refused(spoiled(id, change))
    assert any(says in fault for fault in faults), faults


# Assessments, entries, and the bundle itself


def assessed(kind: str = "support") -> str:
    """Return the place of the assessment of the harm, or of the stance."""
    name = {"support": "harm.1", "stance": "recommendation.stance"}[kind]
    found = resource(MADE, "assessment", name)
    (place,) = (i for i, e in enumerate(MADE["entry"]) if e["resource"] is found)
    return f"entry.{place}.resource"


GRADED = f"{assessed()}.content.1"
STANCE = assessed("stance")


@pytest.mark.parametrize(
    ("way", "value", "says"),
    [
        (f"{assessed()}.artifactReference.reference", "urn:x", "must lead back to the statement"),
        (f"{assessed()}.citeAsReference", None, "must lead to the document that says it"),
        (f"{assessed()}.zz", 1, ".zz: is nothing that is read here"),
        (f"{assessed()}.modifierExtension", [{"url": "urn:x"}], "may change the meaning, and is"),
        (f"{assessed()}.content.0.type", None, "type: must be support"),
        (f"{assessed()}.content.0.relatedArtifact.0.type", "cites", "type: must be citation"),
        (f"{assessed()}.content", None, "must cite what the documents in force cite"),
        (f"{GRADED}.classifier.0.coding.0.system", "urn:x", "must be of one edition of a PDQ"),
        (
            f"{GRADED}.classifier.0.coding.0.code",
            "E7",
            "levels[0]: no level of a PDQ treatment scheme",
        ),
        (f"{GRADED}.component", None, ""),
        (f"{STANCE}.content.0.type.coding.0.code", "support", "type: must be stance"),
        (f"{STANCE}.content.0.classifier", None, "stance"),
        (f"{STANCE}.content.0.classifier.0.coding.0.code", "forbidden", "stance: must be one of"),
        (f"{STANCE}.content", None, "must lead to the assessment that has the stance"),
        (f"{STANCE}.identifier.0.value", "harm.1", "another assessment is 'harm.1' too"),
        ("resourceType", "List", "$: must be a Bundle of the type collection"),
        ("type", "transaction", "$: must be a Bundle of the type collection"),
        ("modifierExtension", [], "$.modifierExtension: is nothing that is read here"),
        ("entry", 7, "$.entry: must be a list, not a number"),
        ("entry.0", 7, "$.entry[0]: must be an object, not a number"),
        ("entry.0.fullUrl", None, "$.entry[0]: must have a fullUrl and a resource"),
        ("entry.0.resource", None, "$.entry[0]: must have a fullUrl and a resource"),
        ("entry.0.request", {}, "$.entry[0].request: is nothing that is read here"),
        ("entry.0.fullUrl", MADE["entry"][3]["fullUrl"], "another entry is called 'urn:uuid:"),
        ("entry.0.resource", MADE["entry"][3]["resource"], "too"),
    ],
)
def test_damage_around_statements_is_told(way: str, value: Any, says: str) -> None:
    """Assessments, entries and the bundle are held to what they have to be, too."""
    faults = refused(damaged(MADE, way, value))
    assert any(says in fault for fault in faults) or not (says or faults), faults


@pytest.mark.parametrize("type", ["Citation", "EvidenceVariable", "CodeSystem"])
@pytest.mark.parametrize("name", ["modifierExtension", "implicitRules"])
def test_rules_that_are_not_known_are_refused_everywhere(type: str, name: str) -> None:
    """What only names a record is refused as well, if something may change what it names."""
    made = deepcopy(MADE)
    resources(made, type)[-1][name] = [{"url": "urn:x", "valueBoolean": True}]
    assert any("by rules that are not known here" in fault for fault in refused(made))


@pytest.mark.parametrize("place", range(len(MADE["entry"])))
def test_an_entry_that_is_missing_is_missed(place: int) -> None:
    """What a statement leads to has to be there; without a statement its assessments are too many."""
    entry = MADE["entry"][place]
    faults = refused(damaged(MADE, f"entry.{place}"))
    left = [one for i, one in enumerate(MADE["entry"]) if i != place]
    named = {one.get("reference") for one in objects([e["resource"] for e in left[:-2]])}
    if entry["fullUrl"] in named:
        assert any("no entry is" in fault or "no statement leads" in fault for fault in faults)
    else:
        assert entry["resource"]["resourceType"] == "CodeSystem"
        assert not faults


def test_an_assessment_belongs_to_one_statement() -> None:
    """Two statements that lead to one assessment are a fault, as are two claims of it."""
    lent = at(resource(MADE, "statement", "comparison"), f"{SAID}.2.valueReference.reference")
    faults = refused(spoiled("harm", (f"{SAID}.2.valueReference.reference", lent)))
    assert any("another reference leads to this assessment too" in fault for fault in faults)
    assert any("no statement leads to this assessment" in fault for fault in faults)


def test_the_type_of_what_is_led_to_is_looked_at() -> None:
    """A reference to another kind of entry is a fault that says both."""
    paper = next(e["fullUrl"] for e in MADE["entry"] if e["resource"]["resourceType"] == "Citation")
    faults = refused(spoiled("harm", ("variableDefinition.1.observed.reference", paper)))
    assert any("leads to a revision, not to a concept" in fault for fault in faults)


def test_all_faults_are_told_at_once_in_their_order() -> None:
    """Faults of several statements, of make-up and of values, come together, each once."""
    made = spoiled("harm", ("zz", 1), ("assertion", 4), ("contained.0.type", "animal"))
    of_harm = next(i for i, e in enumerate(made["entry"]) if "zz" in e["resource"])
    of_outcome = made["entry"].index(
        next(e for e in made["entry"] if e["resource"]["id"] == "statement-outcome")
    )
    at(made, f"entry.{of_outcome}.resource.statistic.0.quantity")["value"] = 9
    del at(made, f"entry.{of_outcome}.resource")["assertion"]
    with pytest.raises(DataError) as caught:
        read(made)
    paths = [fault.path for fault in caught.value.faults]
    place = f"$.entry[{of_harm}].resource"
    assert paths == [
        f"{place}.assertion",
        f"{place}.contained[0]",
        f"{place}.zz",
        *[f"$.entry[{of_outcome}].resource"] * 2,
    ]


def test_endless_faults_are_counted() -> None:
    """After so many faults the rest is a number."""
    made = deepcopy(MADE)
    made["entry"] = [{"fullUrl": f"urn:x:{i}", "resource": {}} for i in range(FAULT_LIMIT + 7)]
    faults = refused(made)
    assert len(faults) == FAULT_LIMIT + 1
    assert faults[-1] == "$: 7 more faults"


# Hostile input


@pytest.mark.parametrize(
    "given",
    [
        *("", "x", "[]", "null", "{", '{"resourceType": "Bundle"}', "\ud800", b"\xff", b"{}", 7),
        *(None, [], {"entry": object()}, {7: 8}, {"type": float("nan")}),
        '{"entry": [{"a": 1, "a": 2}]}',
        '{"x":' * 100_000,
        '{"entry": ' + "[" * 300 + "]" * 300 + "}",
        '{"x": ' + "9" * 5000 + "}",
    ],
    ids=lambda given: ascii(given)[:30],
)
def test_what_is_no_bundle_is_a_data_error(given: Any) -> None:
    """Whatever is given in place of a bundle, the error is the one for bad data."""
    with pytest.raises(DataError):
        read(given)


@pytest.mark.parametrize("digits", [400, 5000])
def test_huge_numbers_are_faults(digits: int) -> None:
    """A number that no float holds, or that cannot be printed, is a fault like others."""
    for way in (f"{SAID}.0.extension.1.valueInteger", "statistic.0.numberAffected"):
        faults = refused(spoiled("harm", (way, 10**digits)))
        assert any("must be a number that is not too large" in fault for fault in faults)
    faults = refused(spoiled("outcome", ("statistic.0.quantity.value", 10**digits)))
    assert any("must be a number that is not too large" in fault for fault in faults)


JUNK: list[Any] = [
    *(None, True, 3, -1, 1.5, 1e308, 10**400, 10**5000, "", "x", "\ud800", "a\nb"),
    *([], [1], [[]], {}, {"x": 1}, "urn:allkb:statement:", "#population", "urn:uuid:0"),
    {"reference": "#population"},
    {"coding": [{"system": 3, "code": []}]},
    [{"url": f"{EXTENSION}kind", "valueCode": "comparison"}],
]


def spoil(made: Json, chance: random.Random) -> None:
    """Change something in a bundle, anywhere."""
    found = chance.choice([one for one in objects(made) if one])
    name = chance.choice([*found])
    match chance.randrange(5):
        case 0:
            del found[name]
        case 1:
            found[name] = chance.choice(JUNK)
        case 2:
            found["modifierExtension"] = [{"url": "urn:x", "valueBoolean": True}]
        case 3:
            found[chance.choice(("zz", "extension", "reference"))] = chance.choice(JUNK)
        case _ if isinstance(found[name], list):
            found[name] = [*found[name], *found[name]]
        case _:
            found[name] = chance.choice([one for one in objects(made) if one])


@pytest.mark.parametrize("seed", range(150))
def test_spoiled_bundles_are_read_or_refused(seed: int) -> None:
    """A bundle that is spoiled at random gives statements or a data error, and check an answer."""
    chance = random.Random(seed)  # noqa: S311  a test may be predictable
    made = deepcopy(MADE)
    for _ in range(chance.choice((1, 1, 3))):
        spoil(made, chance)
    with contextlib.suppress(DataError):
        assert all(statement.id for statement in read(made))
    assert all(fault.path.startswith("$") for fault in check(made))


def test_something_more_is_never_lost_in_silence() -> None:
    """A member that nobody knows is a fault wherever it stands, or stands in what people read."""
    made = bundle_of(HSCT)
    text = [one for one in objects(made) if "div" in one or "versionId" in one]
    sound = read(made)
    for found in [*objects(made)]:
        if found in text:
            continue
        found["unknownElement"] = 7
        with contextlib.suppress(DataError):
            assert read(made) == sound
        del found["unknownElement"]


def test_only_selections_are_written() -> None:
    """Anything but a selection is refused by name."""
    with pytest.raises(ValueError, match="needs a selection of statements"):
        bundle([FEW["harm"]])  # type: ignore[arg-type]
