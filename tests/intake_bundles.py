"""Invented bundles, in the shapes of R4 and of R5."""

from __future__ import annotations

from typing import Any

from allkb.intake import SYSTEMS

Resource = dict[str, Any]

VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
ADHERENCE = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
UCUM = "http://unitsofmeasure.org"
ME = {"reference": "Patient/p1"}
ALL = "NCIt C3168"
RELAPSE = "NCIt C7784"
BORN, FOUND, BACK = "2010-05-20", "2015-06-01", "2018-12-16"


def concept(*codes: str) -> Resource:
    """Return a CodeableConcept of codes like `NCIt C3168`."""
    parts = [code.rsplit(" ", 1) for code in codes]
    return {"coding": [{"system": SYSTEMS.get(s, s), "code": c} for s, c in parts], "text": "x"}


def patient(**more: Any) -> Resource:
    """Return the patient of the bundles."""
    return {"resourceType": "Patient", "id": "p1", "birthDate": BORN, **more}


def condition(
    *codes: str,
    verified: str | None = "confirmed",
    clinical: str | None = "active",
    onset: str | None = None,
    **more: Any,
) -> Resource:
    """Return a condition of the patient."""
    made: Resource = {"resourceType": "Condition", "subject": ME, "code": concept(*codes)}
    if verified is not None:
        made["verificationStatus"] = concept(f"{VERIFICATION} {verified}")
    if clinical is not None:
        made["clinicalStatus"] = concept(f"{CLINICAL} {clinical}")
    if onset is not None:
        made["onsetDateTime"] = onset
    return {**made, **more}


def procedure(code: str, on: str | None = None, **more: Any) -> Resource:
    """Return a procedure that was done to the patient, as R4 has it."""
    made: Resource = {"resourceType": "Procedure", "subject": ME, "status": "completed"}
    when = {} if on is None else {"performedDateTime": on}
    return {**made, "code": concept(code), **when, **more}


def administration(code: str | None = None, on: str | None = None, **more: Any) -> Resource:
    """Return a drug that the patient was given, as R4 has it."""
    made: Resource = {"resourceType": "MedicationAdministration", "subject": ME}
    drug = {} if code is None else {"medicationCodeableConcept": concept(code)}
    when = {} if on is None else {"effectiveDateTime": on}
    return {**made, "status": "completed", **drug, **when, **more}


def statement(code: str, adherence: str | None = "stopped", **more: Any) -> Resource:
    """Return a drug that the patient took, as R5 has it."""
    made: Resource = {
        "resourceType": "MedicationStatement",
        "subject": ME,
        "status": "recorded",
        "medication": {"concept": concept(code)},
    }
    if adherence is not None:
        made["adherence"] = {"code": concept(f"{ADHERENCE} {adherence}")}
    return {**made, **more}


def quantity(value: object, unit: object, **more: Any) -> Resource:
    """Return a quantity with a UCUM unit."""
    return {"value": value, "system": UCUM, "code": unit, **more}


def observation(
    value: object, unit: object = "%", on: str | None = None, code: str = "NCIt C3896", **more: Any
) -> Resource:
    """Return a measurement of the patient."""
    made: Resource = {
        "resourceType": "Observation",
        "subject": ME,
        "status": "final",
        "code": concept(code),
        "valueQuantity": quantity(value, unit),
    }
    when = {} if on is None else {"effectiveDateTime": on}
    return {**made, **when, **more}


def bundle(*resources: Resource, who: Resource | None = None, **more: Any) -> Resource:
    """Return a bundle of the patient and resources."""
    entries = [{"resource": one} for one in (who or patient(), *resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries, **more}


def history() -> tuple[Resource, Resource]:
    """Return the diagnosis, and a relapse three and a half years later."""
    return condition(ALL, onset=FOUND), condition(RELAPSE, onset=BACK, clinical="relapse")
