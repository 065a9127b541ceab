"""What single resources tell: a condition that was found, a thing done, a value measured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from allkb.intake.bundle import Contents, is_understood
from allkb.intake.codes import keys
from allkb.intake.days import Span
from allkb.intake.element import Element, Key
from allkb.intake.mapping import LARGEST, MEDICATIONS, ROWS, UNITS, Need, Row
from allkb.intake.reading import shown

__all__ = ["Condition", "Done", "Measured", "conditions", "done", "measured"]

_VERIFICATION: Final = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CLINICAL: Final = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_ADHERENCE: Final = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"
_UCUM: Final = "http://unitsofmeasure.org"
_RETURNED: Final = frozenset({"recurrence", "relapse"})
_STOPPED: Final = frozenset({"stopped", "stopped-as-directed", "stopped-not-as-directed"})
_MEASURED: Final = frozenset({"final", "amended", "corrected"})
_WHEN: Final = ("performed", "occurrence", "effective", "occurence")
"""When a thing was done: in R4, or from R5 on. (The last is how R5 spells it for drugs.)"""
_YEARS: Final = {"a": 1.0, "mo": 1 / 12, "wk": 7 / 365.25, "d": 1 / 365.25}


class Condition(NamedTuple):
    """
    A Condition with a code that is read.

    Attributes:
        path: Where it stands.
        codes: Its codes.
        refuted: Whether it was found not to be so.
        status: Its clinical status; None where it has none that is known here.
        onset: When it began.
        age: The patient's age in years when it began, where that is what is told.
    """

    path: str
    codes: frozenset[Key]
    refuted: bool
    status: str | None
    onset: Span | None
    age: float | None

    def meets(self, need: Need) -> bool:
        """Tell whether it is what a row needs of a condition."""
        if self.refuted:
            return False
        if need is Need.RETURNED:
            return self.has_returned
        return need is Need.ASSERTED or self.status == "active" or self.has_returned

    @property
    def has_returned(self) -> bool:
        """Whether it is said to have come back."""
        return self.status in _RETURNED


class Done(NamedTuple):
    """
    A procedure that was done, or a drug that was given.

    Attributes:
        row: What it tells.
        when: When it was.
    """

    row: Row
    when: Span | None


class Measured(NamedTuple):
    """
    A value that was measured.

    Attributes:
        fact: What was measured.
        value: How much; None where that is not told as a number.
        when: When it was.
    """

    fact: str
    value: float | None
    when: Span | None


_BY_TYPE: Final = {
    type: [(row, keys(row.codes)) for row in ROWS if type in row.resources]
    for type in ("Observation", "Procedure", *MEDICATIONS)
}


def _rows(type: str, codes: frozenset[Key]) -> list[Row]:
    """Return the rows that resources of a type with some codes may tell."""
    return [row for row, wanted in _BY_TYPE[type] if not wanted.isdisjoint(codes)]


def _is_later(when: Span | None, as_of: date | None) -> bool:
    """Tell whether something may be of after the day that is asked for."""
    return when is not None and as_of is not None and when.last > as_of


def _only(codes: frozenset[Key], system: str) -> str | None:
    """Return the one code of a system."""
    found = [code for uri, code in codes if uri == system]
    return found[0] if len(found) == 1 else None


def conditions(contents: Contents, wanted: frozenset[Key], as_of: date | None) -> list[Condition]:
    """Return the conditions that were found, or refuted, and have some of the codes wanted."""
    found: list[Condition] = []
    for type, resource in contents.resources:
        if type != "Condition" or wanted.isdisjoint(codes := resource.codes("code")):
            continue
        verified = _only(resource.codes("verificationStatus"), _VERIFICATION)
        if resource.has("verificationStatus") and verified not in ("confirmed", "refuted"):
            continue
        onset = resource.when("onset")
        if _is_later(onset or resource.span("recordedDate"), as_of):
            continue
        status = _only(resource.codes("clinicalStatus"), _CLINICAL)
        age = _age(resource.element("onsetAge"))
        refuted = verified == "refuted"
        found.append(Condition(resource.path, codes, refuted, status, onset, age))
    return found


def _age(quantity: Element | None) -> float | None:
    if quantity is None:
        return None
    value = _amount(quantity, _YEARS)
    if value is not None and not 0 <= value <= 150:
        quantity.refuse("value", f"is no age of a patient: {value:g} years")
        return None
    return value


def _amount(quantity: Element, units: Mapping[str, float]) -> float | None:
    """Return a quantity as a number; None where it is a bound, or its unit is not coded."""
    value, unit = quantity.number("value"), quantity.text("code")
    system = quantity.text("system")
    if value is None or unit is None or system != _UCUM or quantity.has("comparator"):
        return None
    if unit not in units:
        allowed = ", ".join(units)
        quantity.refuse("code", f"must be one of {allowed}, not {shown(unit)}")
        return None
    return value * units[unit]


def done(contents: Contents, as_of: date | None) -> list[Done]:
    """Return what was done, and the drugs that were given."""
    found: list[Done] = []
    for type, resource in contents.resources:
        if type != "Procedure" and type not in MEDICATIONS:
            continue
        codes = resource.codes("code") if type == "Procedure" else _drug(resource, contents)
        rows = _rows(type, codes)
        if not rows or not _is_over(type, resource):
            continue
        when = resource.when(*_WHEN)
        if not _is_later(when, as_of):
            found += [Done(row, when) for row in rows]
    return found


def _drug(resource: Element, contents: Contents) -> frozenset[Key]:
    """Return the codes of the drug: those given there, and those of a Medication referred to."""
    codes = resource.codes("medicationCodeableConcept")
    reference = resource.element("medicationReference")
    either = resource.element("medication")
    if either is not None:
        codes |= either.codes("concept")
        reference = either.element("reference")
    name = None if reference is None else reference.text("reference")
    if name is None:
        return codes
    medication = contents.medications.get(name.partition("/_history/")[0])
    if name.startswith("#"):
        inside = (e for e in resource.elements("contained") if e.text("id") == name[1:])
        medication = next((e for e in inside if e.text("resourceType") == "Medication"), None)
    if medication is None or not is_understood(medication):
        return codes
    if medication.text("status") == "entered-in-error":
        return codes
    return codes | medication.codes("code")


def _is_over(type: str, resource: Element) -> bool:
    status = resource.text("status")
    if type == "MedicationStatement" and status == "recorded":
        adherence = resource.element("adherence")
        if adherence is None or not is_understood(adherence):
            return False
        return _only(adherence.codes("code"), _ADHERENCE) in _STOPPED
    return status == "completed"


def measured(contents: Contents, as_of: date | None) -> list[Measured]:
    """Return the values that were measured."""
    found: list[Measured] = []
    for type, resource in contents.resources:
        rows = _rows(type, resource.codes("code")) if type == "Observation" else []
        if not rows or resource.text("status") not in _MEASURED:
            continue
        when = resource.when("effective")
        if not _is_later(when, as_of):
            found += [Measured(row.fact, _value(row.fact, resource), when) for row in rows]
    return found


def _value(fact: str, resource: Element) -> float | None:
    quantity = resource.element("valueQuantity")
    if quantity is None or resource.has("dataAbsentReason"):
        return None
    value = _amount(quantity, UNITS[fact])
    if value is not None and not 0 <= value <= LARGEST[fact]:
        quantity.refuse("value", f"must make {fact} from 0 to {LARGEST[fact]:g}, not {value:g}")
        return None
    return value
