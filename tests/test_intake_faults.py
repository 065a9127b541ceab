"""Bundles that cannot be read: one error that says all that is wrong, and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from intake_bundles import (
    ALL,
    BACK,
    FOUND,
    ME,
    RELAPSE,
    UCUM,
    Resource,
    administration,
    bundle,
    concept,
    condition,
    observation,
    patient,
    procedure,
    quantity,
    statement,
)

from allkb import DataError
from allkb.intake import DEPTH_LIMIT, FAULT_LIMIT, facts_from_fhir, reading

DAY = date(2020, 1, 1)
FIRST = "$.entry[1].resource"
KINDS = "batch or collection or document or message or searchset or transaction"


def faults(value: Any, as_of: date | None = DAY) -> list[tuple[str, str]]:
    """Return the faults of a bundle that is refused."""
    with pytest.raises(DataError) as caught:
        facts_from_fhir(value, as_of=as_of)
    assert str(caught.value).isprintable() or "\n" in str(caught.value)
    return [(fault.path, fault.message) for fault in caught.value.faults]


def nested(depth: int) -> Any:
    """Return lists in lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


# What is no bundle


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "not JSON: Expecting value at line 1, column 1"),
        ("{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ('\ufeff{"resourceType": "Bundle"}', "not JSON: Unexpected UTF-8 BOM"),
        (b"\xff{}", "not UTF-8: byte 0"),
        ("[]", "must be an object, not a list"),
        ("null", "must be an object, not null"),
        ("true", "must be an object, not true or false"),
        ('"x"', "must be an object, not text"),
        ("1.5", "must be an object, not a number"),
        (None, "must be an object, not null"),
        ([], "must be an object, not a list"),
        (7, "must be an object, not a number"),
        ("[" * 100_000, f"nested more than {DEPTH_LIMIT} deep"),
        ('{"a": ' + "9" * 5000 + "}", "a number has too many digits"),
    ],
    ids=range(14),
)
def test_no_object(given: Any, message: str) -> None:
    """What is no JSON object is refused at the top."""
    ((path, told),) = faults(given)
    assert path == "$"
    assert told.startswith(message)


@pytest.mark.parametrize(
    ("changed", "path", "message"),
    [
        ({"resourceType": None}, "$.resourceType", "must be Bundle, not nothing"),
        ({"resourceType": "Patient"}, "$.resourceType", "must be Bundle, not 'Patient'"),
        ({"resourceType": 4}, "$.resourceType", "must be text, not a number"),
        (
            {"type": "history"},
            "$.type",
            f"must be {KINDS}, not 'history'",
        ),
        (
            {"implicitRules": "urn:x"},
            "$.implicitRules",
            "or modifierExtension: such rules are not known here",
        ),
        ({"entry": None}, "$.entry", "is required and missing"),
        ({"entry": {}}, "$.entry", "must be a list, not an object"),
        (
            {"entry": []},
            "$.entry",
            "must hold a Patient; whom the rest is about is not known without",
        ),
    ],
)
def test_no_bundle_of_a_patient(changed: Resource, path: str, message: str) -> None:
    """A bundle has a type that is read, and entries, of which one is a Patient."""
    assert (path, message) in faults({**bundle(), **changed})


def test_two_patients() -> None:
    """Of several patients none is chosen."""
    told = faults(bundle(patient(id="p2"), patient()))
    message = "a second Patient; a bundle is read if it tells of one"
    assert told == [("$.entry[1].resource", message), ("$.entry[2].resource", message)]


def test_entries_that_are_none() -> None:
    """Entries and resources are objects, and a resource has a type; all faults are told."""
    made = bundle()
    made["entry"] += [7, "x", {"resource": []}, {"resource": {}}, {"resource": {"resourceType": 1}}]
    made["entry"] += [{"fullUrl": 3, "resource": {"resourceType": "Basic"}}, {"request": "POST"}]
    assert faults(made) == [
        ("$.entry[1]", "must be an object, not a number"),
        ("$.entry[2]", "must be an object, not text"),
        ("$.entry[3].resource", "must be an object, not a list"),
        ("$.entry[4].resource.resourceType", "is required and missing"),
        ("$.entry[5].resource.resourceType", "must be text, not a number"),
        ("$.entry[5].resource.resourceType", "is required and missing"),
        ("$.entry[6].fullUrl", "must be text, not a number"),
        ("$.entry[7].request", "must be an object, not text"),
    ]


# What is wrong in resources

TEXT, OBJECT, LIST = "must be text, not ", "must be an object, not ", "must be a list, not "
DATE = "must be a date like 2019, 2019-03 or 2019-03-28, not "
MRD = "NCIt C3896"


@pytest.mark.parametrize(
    ("resource", "path", "message"),
    [
        (condition(ALL, subject="p1"), "subject", f"{OBJECT}text"),
        (condition(ALL, subject={"reference": 1}), "subject.reference", f"{TEXT}a number"),
        (condition(ALL, code="C91.0"), "code", f"{OBJECT}text"),
        (condition(ALL, code={"coding": {}}), "code.coding", f"{LIST}an object"),
        (condition(ALL, code={"coding": [1]}), "code.coding[0]", f"{OBJECT}a number"),
        (
            condition(ALL, code={"coding": [{"system": UCUM, "code": 7}]}),
            "code.coding[0].code",
            f"{TEXT}a number",
        ),
        (condition(ALL, verificationStatus="confirmed"), "verificationStatus", f"{OBJECT}text"),
        (condition(ALL, onset="2019-02-30"), "onsetDateTime", f"{DATE}'2019-02-30'"),
        (condition(ALL, onset="28/03/2019"), "onsetDateTime", f"{DATE}'28/03/2019'"),
        (condition(ALL, onset="2019-3-28"), "onsetDateTime", f"{DATE}'2019-3-28'"),
        (condition(ALL, onset="2019-13"), "onsetDateTime", f"{DATE}'2019-13'"),
        (condition(ALL, onset="9999-12-31"), "onsetDateTime", f"{DATE}'9999-12-31'"),
        (condition(ALL, onset="0001"), "onsetDateTime", f"{DATE}'0001'"),
        (condition(ALL, onset="2019-03-28T25:00:00Z"), "onsetDateTime", DATE),
        (condition(ALL, onset="٢٠١٩"), "onsetDateTime", f"{DATE}'\\u0662\\u0660\\u0661\\u0669'"),
        (condition(ALL, onset="2019\n"), "onsetDateTime", f"{DATE}'2019\\n'"),
        (condition(ALL, onset="2" * 999), "onsetDateTime", f"{DATE}'{'2' * 59}...'"),
        (condition(ALL, onsetDateTime=2019), "onsetDateTime", f"{TEXT}a number"),
        (condition(ALL, recordedDate="soon"), "recordedDate", f"{DATE}'soon'"),
        (condition(ALL, onsetPeriod="2019"), "onsetPeriod", f"{OBJECT}text"),
        (
            condition(ALL, onsetPeriod={"start": "2019-02", "end": "2019-01"}),
            "onsetPeriod.end",
            "is before the start",
        ),
        (condition(ALL, onsetAge=5), "onsetAge", f"{OBJECT}a number"),
        (
            condition(ALL, onsetAge=quantity(5, "min")),
            "onsetAge.code",
            "must be one of a, mo, wk, d, not 'min'",
        ),
        (
            condition(ALL, onsetAge=quantity(-1, "a")),
            "onsetAge.value",
            "is no age of a patient: -1 years",
        ),
        (
            condition(ALL, onsetAge=quantity(1e300, "a")),
            "onsetAge.value",
            "is no age of a patient: 1e+300 years",
        ),
        (procedure("NCIt C46089", "1.5.2019"), "performedDateTime", f"{DATE}'1.5.2019'"),
        (procedure("NCIt C46089", status=["completed"]), "status", f"{TEXT}a list"),
        (
            administration(medicationReference={"reference": 3}),
            "medicationReference.reference",
            f"{TEXT}a number",
        ),
        (
            administration(medicationReference={"reference": "#a"}, contained={}),
            "contained",
            f"{LIST}an object",
        ),
        (
            {**administration(), "medication": concept(ALL), "medicationReference": 1},
            "medicationReference",
            f"{OBJECT}a number",
        ),
        ({**statement("NCIt C62035"), "adherence": []}, "adherence", f"{OBJECT}a list"),
        (observation(value=True), "valueQuantity.value", "must be a number, not true or false"),
        (observation("0.1"), "valueQuantity.value", "must be a number, not text"),
        (
            observation(10**400),
            "valueQuantity.value",
            "must be a number that is finite and not too large",
        ),
        (observation(101), "valueQuantity.value", "must make mrd from 0 to 1, not 1.01"),
        (observation(-0.1), "valueQuantity.value", "must make mrd from 0 to 1, not -0.001"),
        (observation(1, "g/L"), "valueQuantity.code", "must be one of 1, %, not 'g/L'"),
        (observation(1, 10**40), "valueQuantity.code", f"{TEXT}a number"),
        (
            observation(1e9, "10*9/L", code="LOINC 30376-8"),
            "valueQuantity.value",
            "must make peripheral_blasts from 0 to 1e+08, not 1e+12",
        ),
        (observation(1, valueQuantity=1), "valueQuantity", f"{OBJECT}a number"),
    ],
    ids=range(40),
)
def test_what_is_wrong_in_a_resource(resource: Resource, path: str, message: str) -> None:
    """What is read has the type FHIR gives it, and makes sense; else its path is told."""
    ((where, told),) = faults(bundle(resource))
    assert where == f"{FIRST}.{path}"
    assert told.startswith(message)


def test_what_is_not_read_may_be_wrong() -> None:
    """Elements of resources that tell nothing are not looked at."""
    other = condition("NCIt C9300", onset="never", clinicalStatus=7)
    elsewhere = condition(ALL, subject={"reference": "Patient/2"}, code=1)
    assert facts_from_fhir(bundle(other, elsewhere, {"resourceType": "Basic", "code": 1})) == {}


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"birthDate": "20.5.2010"}, "birthDate"),
        ({"birthDate": 2010}, "birthDate"),
        ({"deceasedBoolean": "no"}, "deceasedBoolean"),
        ({"id": 1}, "id"),
    ],
)
def test_what_is_wrong_with_the_patient(changed: Resource, path: str) -> None:
    """The Patient is checked likewise."""
    ((where, _),) = faults(bundle(who=patient(**changed)))
    assert where == f"$.entry[0].resource.{path}"


def test_days_in_a_wrong_order() -> None:
    """Nobody falls ill before birth, and nothing comes back before it was there; all is told."""
    who = patient(birthDate="2021-01-01")
    told = faults(bundle(condition(ALL, onset=BACK), condition(RELAPSE, onset=FOUND), who=who))
    assert told == [
        ("$.entry[0].resource.birthDate", f"is after {DAY}, the day of age"),
        ("$.entry[0].resource.birthDate", f"is after {BACK}, the day of age_at_diagnosis"),
        ("$.entry[2].resource", f"a relapse begins before the diagnosis, {BACK}"),
    ]


def test_all_faults_are_told_together() -> None:
    """Faults of several resources come together, in one error, in the order of the bundle."""
    wrong = [condition(ALL, onset="x"), observation("y"), procedure("NCIt C46089", "z")]
    assert [path for path, _ in faults(bundle(*wrong))] == [
        "$.entry[1].resource.onsetDateTime",
        "$.entry[2].resource.valueQuantity.value",
        "$.entry[3].resource.performedDateTime",
    ]


# Hostile JSON


def text(inner: str) -> str:
    """Return the text of a bundle with more members, as they are given."""
    return json.dumps(bundle())[:-1] + f", {inner}}}"


@pytest.mark.parametrize(
    ("given", "path", "message"),
    [
        (text('"a": 1, "a": 2'), "$", "key 'a' stands more than once"),
        (text('"x": [{"\\u00e9 \\n": {"b": 1, "b": 1}}]'), "$.x[0]['\\xe9 \\n']", "key 'b'"),
        (text('"x": NaN'), "$.x", "must be a number that is finite"),
        (text('"x": [1, -Infinity]'), "$.x[1]", "must be a number that is finite"),
        (text('"x": 1e999'), "$.x", "must be a number that is finite"),
        ({**bundle(), "x": float("nan")}, "$.x", "must be a number that is finite"),
        ({**bundle(), "x": {1}}, "$.x", "JSON has no set"),
        ({**bundle(), "x": Decimal(1)}, "$.x", "JSON has no Decimal"),
        ({**bundle(), "x": (1,)}, "$.x", "JSON has no tuple"),
        ({**bundle(), "x": {1: 2}}, "$.x", "a key must be text, not a number"),
        ({**bundle(), "x": nested(99)}, f"$.x{'[0]' * 99}", f"nested more than {DEPTH_LIMIT}"),
        ({**bundle(), "k" * 80: b""}, f"$['{'k' * 59}...']", "JSON has no bytes"),
    ],
    ids=range(12),
)
def test_hostile_json(given: Any, path: str, message: str) -> None:
    """Repeated keys, numbers that are none, and what JSON does not have, are refused where they are."""
    ((where, told),) = faults(given)
    assert where == path
    assert told.startswith(message)


def test_what_json_may_hold() -> None:
    """Depth up to the limit, huge whole numbers and any text are no fault where nothing reads them."""
    inner = {"x": nested(97), "y": 10**400, "z": "\ud800\x00", "n": None, "b": [True, 0.5]}
    assert facts_from_fhir({**bundle(), **inner}) == {}


def test_a_value_that_holds_itself() -> None:
    """A value that holds itself is nested too deeply, and is not followed for ever."""
    loop: list[Any] = []
    loop.append(loop)
    ((path, message),) = faults({**bundle(), "x": loop})
    assert path.startswith("$.x[0][0]")
    assert message == f"nested more than {DEPTH_LIMIT} deep"
    ring: dict[str, Any] = {}
    ring["a"] = ring
    assert len(faults({**bundle(), "x": ring})) == 1


@pytest.mark.parametrize("form", [str, str.encode])
def test_size(form: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is too large is not even parsed."""
    given = form(json.dumps(bundle()))
    monkeypatch.setattr(reading, "SIZE_LIMIT", len(given))
    assert facts_from_fhir(given) == {}
    monkeypatch.setattr(reading, "SIZE_LIMIT", len(given) - 1)
    assert faults(given) == [("$", f"larger than {len(given) - 1} bytes")]


def test_number_of_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not more values are gone through than the limit, however they are given."""
    monkeypatch.setattr(reading, "VALUE_LIMIT", 100)
    assert faults({**bundle(), "x": [0] * 100}) == [("$", "more than 100 values")]


def test_number_of_faults() -> None:
    """After a thousand faults of the JSON itself, no more are looked for."""
    assert len(faults({**bundle(), "x": [{1}] * 5000})) == FAULT_LIMIT


def test_one_error_for_everything() -> None:
    """The error is a DataError, and a ValueError for who knows nothing of allkb."""
    with pytest.raises(ValueError, match=r"1 fault in the data:\n  \$: not JSON"):
        facts_from_fhir("{")


def test_subject_is_needed() -> None:
    """What the bundles of these tests say of the subject is what makes them count."""
    assert facts_from_fhir(bundle(condition(ALL))) == {"disease": "ALL"}
    assert ME == {"reference": "Patient/p1"}
