"""What FHIR bundles tell of a patient: each row of the tables, and what is left unknown."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from intake_bundles import (
    ADHERENCE,
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
    history,
    observation,
    patient,
    procedure,
    quantity,
    statement,
)

from allkb import FACTS, DataError, FactType, InvalidValueError, load
from allkb.intake import DATED, DAYS, ROWS, SYSTEMS, UNITS, Code, Need, Row, facts_from_fhir
from allkb.patients import Patient

HSCT, CAR_T, TBI = "NCIt C46089", "NCIt C137999", "ICD-10-PCS DW051ZZ"
KYMRIAH, IMATINIB = "NCIt C102758", "RxNorm 403878"
DOWN, FIRST, LATER = "ICD-10-CM Q90.9", "NCIt C123399", "NCIt C123400"
MRD = "NCIt C3896"


def facts(*resources: Resource, as_of: date | None = None, **more: Any) -> dict[str, object]:
    """Return the facts a bundle of these resources tells."""
    return facts_from_fhir(bundle(*resources, **more), as_of=as_of)


# The tables

MAKERS: dict[str, Callable[..., Resource]] = {
    "Condition": condition,
    "Procedure": procedure,
    "MedicationAdministration": administration,
    "MedicationStatement": statement,
}
coded = [(row, type, code) for row in ROWS for type in row.resources for code in row.codes]


@pytest.mark.parametrize(
    ("row", "type", "code"), coded, ids=[f"{r.fact}-{t}-{c.code}" for r, t, c in coded]
)
def test_each_code_tells_its_fact(row: Row, type: str, code: Any) -> None:
    """Every code of every row makes the fact known, in each resource that may tell it."""
    name = f"{code.system} {code.code}"
    if row.need is Need.FINAL:
        unit, factor = next(iter(UNITS[row.fact].items()))
        assert facts(observation(0.5, unit, code=name))[row.fact] == 0.5 * factor
        return
    more = {"clinical": "relapse"} if row.need is Need.RETURNED else {}
    made = MAKERS[type](name, **more)
    found = facts(made, *([condition(ALL)] if row.with_all else []))
    if FACTS[row.fact].type is FactType.SET:
        assert row.value in found[f"{row.fact}_present"]  # type: ignore[operator]
    else:
        assert found[row.fact] == row.value
    if row.with_all:
        assert row.fact not in facts(made)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.fact}-{row.codes[0].code}")
def test_each_row_is_one_that_facts_allow(row: Row) -> None:
    """The facts of the table are facts, their values are allowed, their alterations are held."""
    fact = FACTS[row.fact]
    match fact.type:
        case FactType.FLAG:
            assert row.value is True
        case FactType.CHOICE:
            assert row.value in fact.choices
        case FactType.NUMBER:
            assert row.value is None or isinstance(row.value, float)
        case FactType.SET:
            assert load().concept(str(row.value)).id == row.value
    assert not row.refuted or (row.value is True and row.resources == ("Condition",))
    assert {*row.refuted} <= {*row.codes}


def test_the_other_facts_are_facts() -> None:
    """What is reckoned from days is a fact too, and is in no row."""
    assert {dated.fact for dated in DATED} <= {*FACTS} - {row.fact for row in ROWS}


def test_codes_are_printed_somewhere() -> None:
    """Each code has a system, a meaning and the document in which it was read."""
    for row in ROWS:
        for code in row.codes:
            assert code.system in SYSTEMS
            assert code.display
            assert code.read_in


def test_codes_of_concepts_agree() -> None:
    """Where a concept of the knowledge base has the same code, it was read with the same meaning."""
    held = {(c.system, c.code): c.display for one in load().concepts for c in one.codes}
    for row in ROWS:
        for code in row.codes:
            assert held.get((code.system, code.code)) in (None, code.display)


# Where nothing is told


def test_nothing_follows_from_nothing() -> None:
    """A patient of whom nothing is told has no fact; not even the age, as no day is given."""
    assert facts() == {}


def test_what_is_not_read() -> None:
    """Resources, codes, systems and texts that are in no table tell nothing."""
    other = condition(ALL)
    other["code"] = {"text": "Childhood Acute Lymphoblastic Leukemia"}
    resources = [
        other,
        condition("NCIt C9300"),
        condition(f"urn:other {ALL.split()[1]}"),
        condition("NCIt c3168"),
        {"resourceType": "MedicationRequest", "subject": ME, "status": "completed"},
        {"resourceType": "FamilyMemberHistory", "condition": [{"code": concept(ALL)}]},
        {**condition(ALL), "resourceType": "Condition2"},
        {"resourceType": "Condition", "subject": ME},
        {"resourceType": "Observation", "subject": ME},
    ]
    assert facts(*resources) == {}


@pytest.mark.parametrize(
    "changed",
    [
        {"subject": None},
        {"subject": {"display": "the patient"}},
        {"subject": {"reference": "Patient/p2"}},
        {"subject": {"reference": "https://elsewhere.example/Patient/p1"}},
        {"modifierExtension": [{"url": "urn:not"}]},
        {"implicitRules": "urn:rules"},
        {"focus": [{"reference": "Group/donors"}]},
    ],
    ids=str,
)
def test_what_may_be_about_someone_else(changed: Resource) -> None:
    """A resource with no or another subject, or with rules that are not known, is not read."""
    assert facts(condition(ALL, **changed)) == {}


@pytest.mark.parametrize(
    "reference",
    ["Patient/p1", "Patient/p1/_history/3", "urn:uuid:1f", "urn:uuid:1f/_history/1"],
)
def test_how_the_patient_is_referred_to(reference: str) -> None:
    """By type and id, or by the full URL of the entry; a version does not matter."""
    made = bundle(condition(ALL, subject={"reference": reference}))
    made["entry"][0]["fullUrl"] = "urn:uuid:1f"
    assert facts_from_fhir(made) == {"disease": "ALL"}


def test_entries_without_a_resource_to_keep() -> None:
    """What a transaction stores is read, what it deletes or asks for is not."""
    made = bundle(condition(ALL), condition(DOWN), type="transaction")
    made["entry"][1]["request"] = {"method": "POST"}
    made["entry"][2]["request"] = {"method": "DELETE"}
    made["entry"].append({"request": {"method": "PUT"}})
    assert facts_from_fhir(made) == {"disease": "ALL"}


# Conditions


@pytest.mark.parametrize(
    ("verified", "told"),
    [
        (None, True),
        ("confirmed", True),
        ("refuted", False),
        ("entered-in-error", None),
        ("unconfirmed", None),
        ("provisional", None),
        ("differential", None),
        ("surely", None),
    ],
)
def test_verification(verified: str | None, *, told: bool | None) -> None:
    """Only what was confirmed, or stands without a word on it, is so; refuted is not so."""
    found = facts(condition(DOWN, verified=verified))
    assert found == ({} if told is None else {"down_syndrome": told})


def test_verification_in_two_words() -> None:
    """Two words that disagree are none."""
    made = condition(DOWN)
    made["verificationStatus"]["coding"] *= 2
    made["verificationStatus"]["coding"][1] = {
        **made["verificationStatus"]["coding"][0],
        "code": "refuted",
    }
    assert facts(made) == {}


def test_refuted_is_no_only_where_the_table_says_so() -> None:
    """That one kind of Down syndrome, or a relapse, was ruled out says nothing of the rest."""
    refuted = [condition(c, verified="refuted") for c in ("ICD-10-CM Q90.1", ALL, RELAPSE, FIRST)]
    assert facts(*refuted) == {}


def test_conditions_that_disagree() -> None:
    """Found and ruled out, or of both lineages: that is not known."""
    assert facts(condition(DOWN), condition(DOWN, verified="refuted")) == {}
    assert facts(condition("NCIt C8644"), condition("NCIt C3183")) == {"disease": "ALL"}


@pytest.mark.parametrize(
    ("clinical", "active", "returned"),
    [
        ("active", True, False),
        ("recurrence", True, True),
        ("relapse", True, True),
        ("inactive", False, False),
        ("remission", False, False),
        ("resolved", False, False),
        (None, False, False),
    ],
)
def test_clinical_status(clinical: str | None, *, active: bool, returned: bool) -> None:
    """What counts only while it is there, and what counts only if it came back."""
    found = facts(
        condition(ALL),
        condition("NCIt C4981", clinical=clinical),
        condition("NCIt C5440", clinical=clinical),
    )
    assert found.get("gvhd") is (True if active else None)
    assert found.get("cns_involved") is (True if returned else None)


def test_first_relapse_is_the_only_count() -> None:
    """The number of relapses is known from the code for the first, unless more are told."""
    first = condition(FIRST, onset=BACK)
    assert facts(condition(ALL), first)["relapse_number"] == 1
    assert facts(condition(ALL), first, condition(LATER, verified="refuted"))["relapse_number"] == 1
    assert "relapse_number" not in facts(condition(ALL), first, condition(LATER))
    assert "relapse_number" not in facts(condition(ALL), first, condition(RELAPSE, onset="2020"))
    assert "relapse_number" not in facts(*history())
    assert "relapse_number" not in facts(condition(ALL), condition(FIRST, clinical="remission"))


def test_alterations_are_gathered() -> None:
    """Several alterations are all there, in order."""
    found = facts(condition("ICD-O-3 9813/3"), condition("ICD-O-3 9812/3"))
    assert found == {"genetic_alterations_present": ("bcr-abl1", "kmt2a-rearrangement")}


# What was done


@pytest.mark.parametrize(
    "status", ["not-done", "in-progress", "stopped", "on-hold", "entered-in-error", "unknown", None]
)
def test_what_was_not_done_to_the_end(status: str | None) -> None:
    """A procedure, or a drug, that is not completed tells nothing, and least of all a no."""
    assert facts(procedure(HSCT, status=status), administration(KYMRIAH, status=status)) == {}


def test_procedures_as_r5_has_them() -> None:
    """R5 tells when in `occurrence`."""
    done = procedure(HSCT, occurrencePeriod={"start": "2016-01-02", "end": "2016-01-02"})
    assert facts(done, *history())["relapsed_after_hsct"] is True


@pytest.mark.parametrize("adherence", [None, "taking", "not-taking", "on-hold", "unknown"])
def test_statements_that_do_not_say_stopped(adherence: str | None) -> None:
    """From R5 on a statement is recorded of drugs taken or not; only stopped says taken before."""
    assert facts(statement(IMATINIB, adherence)) == {}


def test_adherence_that_is_not_understood() -> None:
    """An adherence with rules that are not known, or in two words, is not read."""
    made = statement(IMATINIB)
    made["adherence"]["modifierExtension"] = [{"url": "urn:not"}]
    both = statement(IMATINIB)
    both["adherence"]["code"] = concept(f"{ADHERENCE} stopped", f"{ADHERENCE} taking")
    assert facts(made, both) == {}


def test_statements_as_r4_has_them() -> None:
    """R4 tells in the status alone whether a drug was taken."""
    made = {**administration(IMATINIB), "resourceType": "MedicationStatement"}
    assert facts(made) == {"prior_imatinib": True}
    assert facts({**made, "status": "active"}) == {}


def drug(**more: Any) -> Resource:
    """Return a Medication that is imatinib."""
    return {"resourceType": "Medication", "id": "m1", "code": concept(IMATINIB), **more}


@pytest.mark.parametrize("reference", ["Medication/m1", "Medication/m1/_history/2"])
def test_drugs_referred_to(reference: str) -> None:
    """A Medication of the bundle is read for its code, as R4 or R5 refer to it."""
    r4 = administration(medicationReference={"reference": reference})
    r5 = {**statement(IMATINIB), "medication": {"reference": {"reference": reference}}}
    assert facts(r4, drug()) == facts(drug(), r5) == {"prior_imatinib": True}
    assert facts(r4, drug(status="entered-in-error")) == {}
    assert facts(r4, drug(modifierExtension=[{}])) == {}
    assert facts(r4, r5) == {}


def test_drugs_contained() -> None:
    """A Medication inside the resource is read; other things inside are not."""
    inside = [{"resourceType": "Substance", "id": "m1"}, drug(id="m0"), drug()]
    made = administration(medicationReference={"reference": "#m1"}, contained=inside)
    assert facts(made) == {"prior_imatinib": True}
    assert facts({**made, "medicationReference": {"reference": "#m9"}}) == {}
    assert facts({**made, "medicationReference": {"display": "imatinib"}}) == {}
    assert facts(drug(), administration()) == {}
    strange = drug(implicitRules="urn:rules")
    assert facts({**made, "contained": [strange]}) == {}


# What was measured


@pytest.mark.parametrize(
    ("fact", "unit", "factor"), [(f, u, k) for f, units in UNITS.items() for u, k in units.items()]
)
def test_units(fact: str, unit: str, factor: float) -> None:
    """Each unit is turned into that of the fact."""
    code = {"mrd": MRD, "peripheral_blasts": "LOINC 30376-8"}[fact]
    assert facts(observation(0.25, unit, code=code)) == {fact: 0.25 * factor}


@pytest.mark.parametrize(
    "more",
    [
        {"status": "preliminary"},
        {"status": "cancelled"},
        {"status": "entered-in-error"},
        {"status": None},
        {"dataAbsentReason": concept("urn:reasons unknown")},
        {"valueQuantity": None, "valueString": "0.01 %"},
        {"valueQuantity": quantity(0.01, "%", comparator="<")},
        {"valueQuantity": {"value": 0.01, "unit": "%"}},
        {"valueQuantity": {"value": 0.01, "code": "%", "system": "urn:units"}},
        {"valueQuantity": {"code": "%", "system": UCUM}},
    ],
    ids=str,
)
def test_values_that_are_not_known(more: Resource) -> None:
    """A value that is no result, a bound, or of a unit that is not coded, is not known."""
    assert facts(observation(0.01, **more)) == {}


@pytest.mark.parametrize(
    ("series", "latest"),
    [
        ([(1, "2019-01-01"), (2, "2020-01-01")], 0.02),
        ([(2, "2020-01-01"), (1, "2019-01-01")], 0.02),
        ([(1, "2020-01-01T08:00:00Z"), (2, "2020-01-01T18:00:00.5+02:00")], None),
        ([(1, "2020-01-01"), (1, "2020-01-01")], 0.01),
        ([(1, "2020"), (2, "2020-03")], None),
        ([(1, "2019"), (2, "2020-03")], 0.02),
        ([(1, None), (2, "2020-03")], None),
        ([(1, None), (1, "2020-03")], 0.01),
        ([(1, None), (2, None)], None),
        ([], None),
    ],
)
def test_the_latest_counts(series: list[tuple[float, str | None]], latest: float | None) -> None:
    """Of several values the latest is taken; on one day, or without days, they must agree."""
    found = facts(*(observation(value, on=on) for value, on in series))
    assert found == ({} if latest is None else {"mrd": latest})


def test_a_latest_value_that_is_not_known() -> None:
    """An older value does not stand in for a newer one that is not known."""
    newer = observation(1, on="2020-02-02", valueQuantity=quantity(0.01, "%", comparator="<"))
    assert facts(observation(5, on="2019-01-01"), newer) == {}


@pytest.mark.parametrize(
    "when",
    [
        {"effectiveInstant": "2019-02-02T08:00:00.000Z"},
        {"effectivePeriod": {"start": "2019-01-01", "end": "2019-02-02"}},
        {"effectivePeriod": {"start": "2019-01-01"}},
        {"effectivePeriod": {"end": "2019-02-02"}},
    ],
    ids=str,
)
def test_other_ways_to_say_when(when: Resource) -> None:
    """An instant or a period says when a value is of."""
    assert facts(observation(5, **when), observation(1, on="2020-01-01")) == {"mrd": 0.01}


# Days


def test_ages_and_times() -> None:
    """Ages and times are reckoned from day to day."""
    assert facts(*history(), as_of=date(2020, 5, 20)) == {
        "disease": "ALL",
        "age": 10,
        "age_at_diagnosis": (60 + 12 / 31) / 12,
        "age_at_relapse": (102 + 26 / 30) / 12,
        "months_from_diagnosis_to_relapse": 42 + 15 / 31,
    }


def test_ages_that_are_not_known() -> None:
    """No age without a day of birth, of a patient who died, or without a day to reckon to."""
    day = date(2020, 5, 20)
    assert facts(as_of=day) == {"age": 10}
    assert facts(as_of=datetime(2020, 5, 20, 23, tzinfo=UTC)) == {"age": 10}
    for changed in (
        {"birthDate": None},
        {"birthDate": "2010-05"},
        {"birthDate": "2010"},
        {"deceasedBoolean": True},
        {"deceasedDateTime": "2019"},
        {"implicitRules": "urn:rules"},
    ):
        assert facts(as_of=day, who=patient(**changed)) == {}
    assert facts(as_of=day, who=patient(deceasedBoolean=False)) == {"age": 10}


@pytest.mark.parametrize(
    ("value", "unit", "age"), [(5, "a", 5), (30, "mo", 2.5), (365.25, "d", 1), (10**2, "wk", 1.9)]
)
def test_an_age_that_is_told(value: float, unit: str, age: float) -> None:
    """The age at diagnosis may be told, and is taken where it cannot be reckoned."""
    told = condition(ALL, onsetAge=quantity(value, unit))
    assert facts(told)["age_at_diagnosis"] == pytest.approx(age, abs=0.05)
    assert facts(told, condition(ALL, onset=FOUND))["age_at_diagnosis"] == (60 + 12 / 31) / 12
    other = condition(ALL, onsetAge=quantity(value + 1, unit))
    assert "age_at_diagnosis" not in facts(told, other)


@pytest.mark.parametrize(
    ("found", "back", "known"),
    [
        ([FOUND], [BACK], True),
        ([FOUND, FOUND, "2015"], [BACK, "2018-12"], True),
        ([FOUND, "2015-06-02"], [BACK], False),
        ([FOUND, "2014"], [BACK], False),
        (["2015-06"], [BACK], False),
        ([], [BACK], False),
        ([FOUND], [], False),
        ([FOUND], [BACK, "2019-12-16"], False),
        ([FOUND], ["2018"], False),
        ([FOUND], [FOUND], False),
        ([FOUND], [FOUND, BACK], True),
        ([FOUND], ["2015", BACK], True),
    ],
)
def test_which_days_count(found: list[str], back: list[str], *, known: bool) -> None:
    """A time is known only if one day is told for the diagnosis, and one after it for the relapse."""
    told = [condition(ALL, onset=day) for day in found]
    told += [condition(RELAPSE, onset=day) for day in back]
    assert ("months_from_diagnosis_to_relapse" in facts(*told)) is known


@pytest.mark.parametrize(
    "of_other_things",
    [
        condition(ALL, onset="2014-01-01", clinical="relapse"),
        condition(ALL, "ICD-10-CM C91.02", onset="2018-12-16"),
        condition("ICD-10-CM C91.01", onset="2014-01-01"),
        condition("NCIt C122624", onset="2014-01-01"),
        condition(ALL, recordedDate="2014-01-01"),
        condition(ALL, onsetString="2014-01-01"),
        condition(ALL, onset="2014-01-01", verified="refuted"),
    ],
)
def test_days_that_are_not_of_the_diagnosis(of_other_things: Resource) -> None:
    """When remission, relapse or resistance began, or was recorded, is no day of diagnosis."""
    found = facts(*history(), of_other_things)
    assert found["age_at_diagnosis"] == (60 + 12 / 31) / 12
    assert found["months_from_diagnosis_to_relapse"] == 42 + 15 / 31


@pytest.mark.parametrize("code", DAYS["diagnosis"], ids=lambda code: code.code)
def test_codes_of_the_diagnosis(code: Code) -> None:
    """The onset of each condition that is ALL as it was found is the day of diagnosis."""
    found = condition(f"{code.system} {code.code}", onset=FOUND)
    assert "age_at_diagnosis" in facts(found)
    assert "age_at_diagnosis" not in facts({**found, "onsetDateTime": None})


@pytest.mark.parametrize("code", DAYS["relapse"], ids=lambda code: code.code)
def test_codes_of_the_relapse(code: Code) -> None:
    """The onset of each condition that is a relapse is the day of relapse."""
    back = condition(f"{code.system} {code.code}", onset=BACK)
    assert "age_at_relapse" in facts(condition(ALL, onset=FOUND), back)
    assert facts(back).keys() <= {"disease", "lineage"}


def test_onset_as_a_period() -> None:
    """A period that began on a day and has not ended began on that day."""
    found = condition(ALL, onsetPeriod={"start": FOUND})
    assert facts(found)["age_at_diagnosis"] == (60 + 12 / 31) / 12


@pytest.mark.parametrize(
    ("days", "after", "months"),
    [
        (["2016-12-16"], True, 24),
        (["2016-12-16", "2016-12-16"], True, 24),
        (["2016-12-16", "2017-12-16"], True, None),
        (["2016-12"], True, None),
        (["2016"], True, None),
        (["2018"], None, None),
        (["2019-12-16"], None, None),
        (["2014-12-16"], None, None),
        ([BACK], None, None),
        ([None], None, None),
    ],
)
def test_relapse_after_a_transplant(
    days: list[str | None], *, after: bool | None, months: float | None
) -> None:
    """A relapse is after a transplant that surely lies between the diagnosis and it."""
    found = facts(*history(), *(procedure(HSCT, day) for day in days))
    assert found["prior_allogeneic_hsct"] is True
    assert found.get("relapsed_after_hsct") is after
    assert found.get("months_from_hsct_to_relapse") == months


@pytest.mark.parametrize("done", [procedure(CAR_T, "2017"), administration(KYMRIAH, "2017-03-04")])
def test_relapse_after_car_t(done: Resource) -> None:
    """So it is with CAR T cells, infused or given."""
    assert facts(*history(), done)["relapsed_after_car_t"] is True
    assert "relapsed_after_car_t" not in facts(*history(), procedure(CAR_T, "2019"))


def test_what_may_be_later_is_not_read() -> None:
    """As of a day, nothing counts that may be dated after it; what has no date counts."""
    day = date(2018, 6, 30)
    assert facts(*history(), as_of=day).keys() == {"age", "age_at_diagnosis", "disease"}
    for when in ("2018-07-01", "2018-07", "2018"):
        assert facts(procedure(TBI, when), as_of=day).keys() == {"age"}
        assert facts(observation(1, on=when), as_of=day).keys() == {"age"}
        assert facts(condition(DOWN, recordedDate=when), as_of=day).keys() == {"age"}
    for earlier in ("2018-06-30", "2018-06", None):
        assert facts(procedure(TBI, earlier), as_of=day)["prior_tbi"] is True
    recorded = condition(DOWN, onset="2010-05-20", recordedDate="2020-01-01")
    assert facts(recorded, as_of=day)["down_syndrome"] is True


def test_a_patient_may_have_the_facts() -> None:
    """The facts are fields of a Patient, which refuses what contradicts."""
    told: dict[str, Any] = facts(*history(), condition("ICD-O-3 9812/3"), as_of=date(2020, 1, 1))
    made = Patient(**told)
    assert {**made.facts, "genetic_alterations_present": ("bcr-abl1",)} == told
    young: dict[str, Any] = facts(*history(), as_of=date(2016, 1, 1))
    assert "age_at_relapse" not in young
    site: dict[str, Any] = facts(condition(ALL), condition("NCIt C122602", clinical="relapse"))
    with pytest.raises(InvalidValueError):
        Patient(**site, marrow_involved=False)


def test_a_patient_is_made_of_a_bundle() -> None:
    """`Patient.from_fhir` reads a bundle, and refuses what cannot be read."""
    told = Patient.from_fhir(bundle(*history()), as_of=date(2020, 1, 1))
    assert told.facts == facts(*history(), as_of=date(2020, 1, 1))
    with pytest.raises(DataError):
        Patient.from_fhir(b"no bundle")


# What a bundle may be given as


class Frozen(Mapping[str, object]):
    """A mapping that is no dict."""

    def __init__(self, members: Mapping[str, object]) -> None:
        self._members = members

    def __getitem__(self, key: str) -> object:
        return self._members[key]

    def __iter__(self) -> Any:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


FORMS: dict[str, Callable[[Resource], Any]] = {
    "text": json.dumps,
    "bytes": lambda value: json.dumps(value).encode(),
    "indented": lambda value: json.dumps(value, indent=2, ensure_ascii=False).encode(),
    "proxy": MappingProxyType,
    "mapping": Frozen,
    "dict": dict,
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_forms(form: Callable[[Resource], Any]) -> None:
    """Text, bytes and mappings give the same facts, and are not changed."""
    made = bundle(*history(), who=patient(name=[{"family": "Žluťoučký"}]))
    before = json.dumps(made)
    assert facts_from_fhir(form(made)) == facts(*history())
    assert json.dumps(made) == before


@pytest.mark.parametrize(
    "kind", ["document", "message", "collection", "searchset", "transaction", "batch"]
)
def test_kinds_of_bundle(kind: str) -> None:
    """Every kind of bundle that holds resources as they are is read."""
    assert facts(condition(ALL), type=kind) == {"disease": "ALL"}
