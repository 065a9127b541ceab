"""What can be known of a patient, and which facts are refused together."""

from __future__ import annotations

import inspect
import math
import re
from itertools import product
from typing import Any, get_type_hints

import pytest
from attrs import evolve, fields
from bundled import KB
from hypothesis import given
from hypothesis import strategies as st
from matching_oracle import GENES, TREES, key_of, known_of, leaves
from strategies import less_known, patients

import allkb
from allkb import DERIVED, FACTS, ConceptId, FactType, InvalidValueError, Is, Patient, facts_of

SET = "genetic_alterations"
SET_FIELDS = {f"{SET}_present", f"{SET}_absent"}
FIELDS = {field.name for field in fields(Patient)}
HINTS: dict[FactType, Any] = {
    FactType.FLAG: bool | None,
    FactType.NUMBER: float | None,
    FactType.CHOICE: str | None,
}
SITES = FACTS["relapse_site"].choices
ISOLATED = [site for site in SITES if site.startswith("isolated")]


def patient(**facts: Any) -> Patient:
    """Return a patient of facts of whatever type."""
    return Patient(**facts)


def faults(**facts: Any) -> tuple[str, ...]:
    """Return what is said against facts."""
    with pytest.raises(InvalidValueError) as caught:
        patient(**facts)
    assert caught.value.subject == "Patient"
    return caught.value.faults


# Facts, fields and criteria are in step


def test_every_fact_is_a_field_and_every_field_is_a_fact() -> None:
    """A field for each fact, in the same order; the set of alterations has two."""
    wanted: list[str] = []
    for name in FACTS:
        wanted += [f"{SET}_present", f"{SET}_absent"] if name == SET else [name]
    assert [field.name for field in fields(Patient)] == wanted


def test_every_fact_that_bundled_criteria_read_is_a_field_and_every_field_is_read() -> None:
    """Criteria of statements and arms, requirements, definitions: nothing more, nothing less."""
    read = {leaf.fact for tree in TREES for leaf in leaves(tree)}
    assert read == set(FACTS)
    assert (read - {SET}) | SET_FIELDS == FIELDS


@pytest.mark.parametrize("name", sorted(set(FACTS) - {SET}))
def test_fields_have_the_types_of_their_facts(name: str) -> None:
    """A flag is true or false, a number a number, a choice a text; and each may be unknown."""
    assert get_type_hints(Patient)[name] == HINTS[FACTS[name].type]
    assert getattr(Patient(), name) is None


@pytest.mark.parametrize("name", sorted(SET_FIELDS))
def test_alterations_are_ids_of_concepts(name: str) -> None:
    """Both fields of alterations are tuples, empty where nothing is known."""
    assert get_type_hints(Patient)[name] == tuple[ConceptId, ...]
    assert getattr(Patient(), name) == ()


def test_the_docstring_lists_every_field_with_its_words() -> None:
    """Each field is explained once, in order; a choice with all its words, a number with its unit."""
    text = (inspect.getdoc(Patient) or "").partition("Attributes:")[2]
    parts = re.split(r"\n    (\w+): ", re.sub(r"\n {8}", " ", text))
    assert parts[1::2] == [field.name for field in fields(Patient)]
    for name, said in zip(parts[1::2], parts[2::2], strict=True):
        fact = FACTS.get(name)
        for word in fact.choices if fact else ():
            assert f"`{word}`" in said
        if fact and fact.unit:
            assert fact.unit in said


def test_facts_are_those_that_are_known() -> None:
    """What is not known is not there; false and zero are known."""
    found = patient(age=0, gvhd=False, lineage="T-ALL", genetic_alterations_present=("bcr-abl1",))
    assert found.facts == {"age": 0, "gvhd": False, "lineage": "T-ALL"}
    assert Patient().facts == {}


def test_patients_are_values() -> None:
    """Two patients of whom the same is known are equal; what is not known is not shown."""
    assert Patient(age=7) == Patient(age=7.0)
    assert len({Patient(age=7), Patient(age=7), Patient()}) == 2
    assert repr(Patient(age=7)) == "Patient(age=7)"
    with pytest.raises(AttributeError):
        Patient().age = 7  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


# Single values


@pytest.mark.parametrize("name", [n for n, f in FACTS.items() if f.type is FactType.NUMBER])
@pytest.mark.parametrize("value", [-1, -0.001, math.inf, -math.inf, math.nan])
def test_numbers_are_finite_and_not_below_zero(name: str, value: float) -> None:
    """A relapse cannot come before the diagnosis, and not a number is no number."""
    assert f"{name} ({value}) must be a finite number, at least 0" in faults(**{name: value})


@pytest.mark.parametrize("name", [n for n, f in FACTS.items() if f.type is FactType.NUMBER])
def test_zero_and_one_are_numbers(name: str) -> None:
    """Both ends of a proportion are in it, and whole numbers will do."""
    for value in (0, 0.0, 1, 1.0):
        assert getattr(patient(**{name: value}), name) == value


@pytest.mark.parametrize("name", [n for n, f in FACTS.items() if f.is_proportion])
def test_percents_are_no_proportions(name: str) -> None:
    """5 is refused where 5 % is 0.05."""
    wanted = f"{name} (5) is a proportion, so it must be in [0, 1]; 5 % is 0.05"
    assert faults(**{name: 5}) == (wanted,)


def test_every_proportion_says_so() -> None:
    """What is measured in blasts or in residual disease is a proportion, unless it has a unit."""
    found = {n for n, f in FACTS.items() if f.is_proportion}
    assert found == {
        n for n in FACTS if re.fullmatch(r"marrow_blasts|mrd|mrd_(after|before)_\w+", n)
    }


@pytest.mark.parametrize("name", ["relapse_number", "remission_number", "hla_mismatches"])
def test_what_is_counted_is_whole(name: str) -> None:
    """There is no relapse and a half; 1.0 is 1."""
    assert FACTS[name].is_count
    assert getattr(patient(**{name: 1.0}), name) == 1
    wanted = f"{name} (1.5) counts something, so it must be a whole number"
    assert faults(**{name: 1.5}) == (wanted,)


@pytest.mark.parametrize("name", [n for n, f in FACTS.items() if f.type is FactType.CHOICE])
def test_choices_are_from_their_lists(name: str) -> None:
    """Each word of the list is taken; any other is refused with the list."""
    for word in FACTS[name].choices:
        assert getattr(patient(**{name: word}), name) == word
    allowed = ", ".join(FACTS[name].choices)
    assert faults(**{name: "CNS 9"}) == (f"{name} is one of {allowed}, not 'CNS 9'",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("gvhd", 1, "gvhd must be None or true or false, not a whole number"),
        ("gvhd", "yes", "gvhd must be None or true or false, not text"),
        ("age", "7", "age must be None or a number, not text"),
        ("age", True, "age must be None or a number, not true or false"),
        ("lineage", 2, "lineage must be None or text, not a whole number"),
        ("genetic_alterations_present", ["bcr-abl1"], "must be a tuple, not a list"),
        ("genetic_alterations_absent", "bcr-abl1", "must be a tuple, not text"),
        ("genetic_alterations_absent", (1,), "[0] must be text, not a whole number"),
        ("genetic_alterations_absent", ("a\n",), "[0] holds U+000A"),
    ],
)
def test_wrong_types_are_refused_by_name(name: str, value: object, said: str) -> None:
    """A number is no flag, a text is no number, a list is no tuple."""
    (found,) = faults(**{name: value})
    assert found.startswith(name)
    assert said in found


def test_there_is_no_other_fact() -> None:
    """A misspelled fact is refused at once."""
    with pytest.raises(TypeError, match="relaps_number"):
        patient(relaps_number=1)


# Contradictions

CONTRADICTIONS: list[tuple[dict[str, Any], str]] = [
    (
        {"relapse_site": "isolated CNS", "marrow_blasts": 0.6},
        "isolated CNS relapse, but 0.6 of the marrow cells are blasts",
    ),
    (
        {"relapse_site": "isolated testicular", "marrow_blasts": 0.05},
        "isolated testicular relapse, but 0.05 of the marrow cells are blasts",
    ),
    (
        {"relapse_site": "other extramedullary", "marrow_blasts": 0.05},
        "other extramedullary relapse, but 0.05 of the marrow cells are blasts",
    ),
    (
        {"marrow_involved": False, "marrow_blasts": 0.25},
        "marrow_involved is False, but 0.25 of the marrow cells are blasts",
    ),
    (
        {"remission_status": "complete remission", "marrow_blasts": 0.05},
        "complete remission, but 0.05 of the marrow cells are blasts",
    ),
    (
        {"relapse_site": "combined", "marrow_involved": False},
        "relapse_site is combined, but marrow_involved is False",
    ),
    (
        {
            "relapse_site": "combined",
            "cns_involved": False,
            "testis_involved": False,
            "other_site_involved": False,
        },
        "relapse_site is combined, but no site beside the marrow is involved",
    ),
    (
        {"relapse_site": "other extramedullary", "marrow_involved": True},
        "relapse_site is other extramedullary, but marrow_involved is True",
    ),
    (
        {"relapse_site": "other extramedullary", "other_site_involved": False},
        "relapse_site is other extramedullary, but other_site_involved is False",
    ),
    ({"age": 6.5, "age_at_diagnosis": 7}, "age (6.5) is below age_at_diagnosis (7)"),
    ({"age": 6, "age_at_relapse": 7}, "age (6) is below age_at_relapse (7)"),
    (
        {"age_at_relapse": 6, "age_at_diagnosis": 7},
        "age_at_relapse (6) is below age_at_diagnosis (7)",
    ),
    (
        {
            "relapse_number": 1,
            "months_from_diagnosis_to_relapse": 12,
            "months_of_first_remission": 12.5,
        },
        "months_of_first_remission (12.5) is above the 12 from diagnosis to relapse",
    ),
    (
        {"months_from_diagnosis_to_relapse": 12, "months_from_treatment_to_relapse": 13},
        "months_from_treatment_to_relapse (13) is above the 12 from diagnosis",
    ),
    (
        {"genetic_alterations_present": ("b", "a"), "genetic_alterations_absent": ("a", "b", "c")},
        "genetic alterations both present and absent: a, b",
    ),
    (
        {"relapse_number": 1, "remission_number": 3},
        "3 remissions need at least 2 relapses, not 1",
    ),
    *(
        ({fact: value, earlier: False}, f"{fact} is given, but {earlier} is False")
        for fact, value, earlier in [
            ("relapsed_after_hsct", True, "prior_allogeneic_hsct"),
            ("months_from_hsct_to_relapse", 0, "prior_allogeneic_hsct"),
            ("months_from_hsct_to_relapse", 5, "relapsed_after_hsct"),
            ("increasing_recipient_chimerism", True, "prior_allogeneic_hsct"),
            ("mrd_detectable_after_hsct", True, "prior_allogeneic_hsct"),
            ("relapsed_after_car_t", True, "prior_car_t"),
            ("car_t_response", "no response", "prior_car_t"),
            ("antigen_at_relapse", "CD19 negative", "prior_car_t"),
            ("antigen_at_relapse", "CD19 positive", "relapsed_after_car_t"),
            ("months_of_b_cell_aplasia", 0.0, "prior_car_t"),
            ("mrd_after_car_t", 0, "prior_car_t"),
            ("blinatumomab_response", "response", "prior_blinatumomab"),
        ]
    ),
    *(
        ({fact: value, "relapse_number": 0}, f"{fact} is given, but relapse_number is 0")
        for fact, value in [
            ("age_at_relapse", 7),
            ("months_from_diagnosis_to_relapse", 0),
            ("months_from_treatment_to_relapse", 7),
            ("relapse_site", "combined"),
            ("relapsed_after_hsct", True),
            ("relapsed_after_car_t", True),
        ]
    ),
]


@pytest.mark.parametrize(("facts", "said"), CONTRADICTIONS, ids=lambda x: str(x)[:60])
def test_contradictions_are_refused(facts: dict[str, Any], said: str) -> None:
    """Facts that cannot be together are refused, and both are named."""
    assert faults(**facts) == (said,)


@pytest.mark.parametrize("facts", [facts for facts, _ in CONTRADICTIONS], ids=str)
def test_each_fact_of_a_contradiction_may_be_alone(facts: dict[str, Any]) -> None:
    """Leave any one out, and nothing is wrong: nothing is read into what is not known."""
    for name in facts:
        patient(**{other: value for other, value in facts.items() if other != name})


@pytest.mark.parametrize("site", ISOLATED)
def test_an_isolated_relapse_involves_its_site_and_no_other(site: str) -> None:
    """Its own flag cannot be false, and no other can be true."""
    own = f"{site.split()[1].lower().replace('testicular', 'testis')}_involved"
    for name in (n for n in FACTS if n.endswith("_involved")):
        wrong = name != own
        said = f"relapse_site is {site}, but {name} is {wrong}"
        assert faults(relapse_site=site, **{name: wrong}) == (said,)
        patient(relapse_site=site, **{name: not wrong})


def test_all_contradictions_are_told_at_once() -> None:
    """One error names all that cannot be, single values and contradictions alike."""
    found = faults(
        age=3,
        age_at_diagnosis=4,
        marrow_blasts=0.6,
        relapse_site="isolated CNS",
        remission_status="complete remission",
        prior_car_t=False,
        mrd_after_car_t=0.2,
        mrd=20,
        lineage="B",
    )
    assert found == (
        "lineage is one of B-ALL, T-ALL, not 'B'",
        "mrd (20) is a proportion, so it must be in [0, 1]; 5 % is 0.05",
        "age (3) is below age_at_diagnosis (4)",
        "mrd_after_car_t is given, but prior_car_t is False",
        "complete remission, but 0.6 of the marrow cells are blasts",
        "isolated CNS relapse, but 0.6 of the marrow cells are blasts",
    )


def test_numbers_in_messages_are_not_rounded() -> None:
    """A difference in the ninth digit is shown, not `7 is below 7`."""
    (said,) = faults(age=6.99999999, age_at_diagnosis=7)
    assert said == "age (6.99999999) is below age_at_diagnosis (7)"


BESIDE = ("cns_involved", "testis_involved", "other_site_involved")
SOUND: list[dict[str, Any]] = [
    {},
    {"age_at_diagnosis": 7, "age_at_relapse": 7, "age": 7},
    {"age_at_diagnosis": 0, "age_at_relapse": 0.0, "age": 0},
    {"months_from_diagnosis_to_relapse": 12, "months_from_treatment_to_relapse": 12},
    {
        "relapse_number": 1,
        "months_from_diagnosis_to_relapse": 12,
        "months_of_first_remission": 12,
    },
    {
        # Of a second relapse the first remission says nothing.
        "relapse_number": 2,
        "months_from_diagnosis_to_relapse": 12,
        "months_of_first_remission": 13,
    },
    {"relapse_number": 0, "remission_number": 1},
    {"relapse_number": 0, "relapsed_after_hsct": False, "relapsed_after_car_t": False},
    {"relapse_site": "isolated CNS", "marrow_blasts": 0.04},
    {"remission_status": "complete remission", "marrow_blasts": 0.0499},
    {"remission_status": "no complete remission", "marrow_blasts": 0.9},
    {"relapse_site": "isolated marrow", "marrow_blasts": 0.01},
    {"prior_car_t": False, "relapsed_after_car_t": False, "b_cell_aplasia": True},
    {"prior_allogeneic_hsct": False, "relapsed_after_hsct": False, "donor": "matched sibling"},
    {"prior_allogeneic_hsct": False, "mrd_detectable_after_hsct": False},
    {"genetic_alterations_present": ("a", "b"), "genetic_alterations_absent": ("c",)},
    *(
        {"relapse_site": "combined", "marrow_blasts": blasts, **dict(zip(BESIDE, how, strict=True))}
        for how in product((True, False, None), repeat=3)
        if how != (False, False, False)
        for blasts in (0.0, 0.6)
    ),
    *(
        {"relapse_site": "other extramedullary", "cns_involved": cns, "testis_involved": testis}
        for cns, testis in product((True, False), repeat=2)
    ),
]


@pytest.mark.parametrize("facts", SOUND, ids=str)
def test_sound_facts_are_taken(facts: dict[str, Any]) -> None:
    """Edges are no contradictions."""
    found = patient(**facts)
    assert all(getattr(found, name) == value for name, value in facts.items())


# Facts that follow


def test_facts_follow_from_facts_that_do_not_follow() -> None:
    """One step, never more; and only flags follow."""
    for name, rule in DERIVED.items():
        assert FACTS[name].type is FactType.FLAG
        behind = facts_of(rule.true_if) | facts_of(rule.false_if)
        assert behind
        assert not behind & set(DERIVED)
    with pytest.raises(TypeError):
        DERIVED["gvhd"] = DERIVED["prior_car_t"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]


@given(patients(GENES), st.data())
def test_what_follows_may_be_given_and_its_opposite_may_not(whole: Patient, data: Any) -> None:
    """A flag that follows agrees with one that is given, or the patient is refused."""
    found = data.draw(less_known(whole))
    for name in DERIVED:
        if getattr(found, name) is None and (truth := known_of(found, name)) is not None:
            assert getattr(evolve(found, **{name: truth}), name) is truth
            with pytest.raises(InvalidValueError, match=name):
                evolve(found, **{name: not truth})


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("name", [n for n in DERIVED if n.endswith("_involved")])
def test_the_sites_that_follow_are_those_that_are_not_refused(site: str, name: str) -> None:
    """A flag follows from a site exactly where the other answer would contradict it."""
    refused: list[bool] = []
    for value in (True, False):
        try:
            patient(relapse_site=site, **{name: value})
        except InvalidValueError:
            refused.append(value)
    test = allkb.KnowledgeBase().match  # needs no data: only that the patient is sound
    assert len(test(patient(relapse_site=site))) == 0
    truth = known_of(patient(relapse_site=site), name)
    assert refused == ([] if truth is None else [not truth])


def test_the_dropped_facts_stay_dropped() -> None:
    """A fact that no bundled criterion reads is none: each was dropped with its field."""
    for name in ("acute_gvhd", "conditioning", "mrd_after_hsct", "prior_inotuzumab"):
        with pytest.raises(InvalidValueError, match=f"no fact '{name}'"):
            Is(fact=name, value=True)


def test_the_sample_of_alterations_is_not_empty() -> None:
    """The bundled data knows alterations, and some are narrower than others."""
    assert "bcr-abl1" in GENES
    assert any(len(broader) > 2 for broader in GENES.values())
    asked = {key_of(leaf) for tree in TREES for leaf in leaves(tree)}
    assert "genetic_alterations:bcr-abl1" in asked
    assert len(KB) > 1000
