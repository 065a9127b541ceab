"""What study groups would call a relapse: worked by hand from their definitions."""

from __future__ import annotations

from typing import Any

import pytest
from bundled import KB
from hypothesis import given
from matching_oracle import GENES, expected
from samples import sample_base
from strategies import less_known, patients

from allkb import Asked, Classification, KnowledgeBase, Meets, Patient, StatementId

SITES = ("isolated CNS", "isolated testicular", "other extramedullary")
MARROW, BOTH = "isolated marrow", "combined"


def first_relapse(months: float | None, after: float | None, **facts: Any) -> Patient:
    """Return a child with B-ALL: months from diagnosis, and from the end of treatment."""
    given_facts: dict[str, Any] = {
        "relapse_number": 1,
        "lineage": "B-ALL",
        "months_from_diagnosis_to_relapse": months,
        "months_from_treatment_to_relapse": after,
        **facts,
    }
    return Patient(**given_facts)


def classes(patient: Patient) -> dict[str, Classification]:
    """Return what a patient is called, by the ids of the definitions."""
    return {c.definition.id.removeprefix("definitions."): c for c in KB.classify(patient)}


def called(patient: Patient, *terms: str) -> dict[str, bool | None]:
    """Return the answers for some terms."""
    found = classes(patient)
    return {term: found[term].verdict for term in terms}


def yes_of(patient: Patient, *terms: str) -> set[str]:
    """Return which of some terms hold; each is answered."""
    found = called(patient, *terms)
    assert None not in found.values()
    return {term for term, verdict in found.items() if verdict}


COG = (
    "cog.early-marrow-relapse",
    "cog.late-marrow-relapse",
    "cog.early-isolated-extramedullary-relapse",
    "cog.late-isolated-extramedullary-relapse",
)
COG_2024 = (
    "cog-2024.early-relapse",
    "cog-2024.intermediate-relapse",
    "cog-2024.late-relapse",
)
AALL07P1 = ("aall07p1.very-early-relapse", "aall07p1.early-relapse")
BFM = ("bfm.early-relapse", "bfm.late-relapse")
INTREALL = ("intreall.early-relapse", "intreall.late-relapse")
UK = ("uk.very-early-relapse", "uk.early-relapse", "uk.late-relapse")
S = ("bfm.s1", "bfm.s2", "bfm.s3-or-s4")
ALLR3 = ("allr3.standard-risk", "allr3.intermediate-risk", "allr3.high-risk")
AALL1331 = ("aall1331.low-risk", "aall1331.intermediate-risk", "aall1331.high-risk")

# Timing


@pytest.mark.parametrize(
    ("months", "after", "wanted"),
    [
        (17.9, 0, {"cog-2024.early-relapse", AALL07P1[0], UK[0]}),
        # At 18 months to the day the British groups are not defined: under 18, and over 18.
        (18, 5.9, {"cog-2024.intermediate-relapse", AALL07P1[1], BFM[0], INTREALL[0]}),
        (18.1, 5.9, {"cog-2024.intermediate-relapse", AALL07P1[1], BFM[0], INTREALL[0], UK[1]}),
        (35, 5.9, {"cog-2024.intermediate-relapse", AALL07P1[1], BFM[0], INTREALL[0], UK[1]}),
        # Six months after treatment is late for the BFM and still early in Britain.
        (35, 6, {"cog-2024.intermediate-relapse", AALL07P1[1], BFM[1], INTREALL[1], UK[1]}),
        (36, 6, {"cog-2024.late-relapse", AALL07P1[1], BFM[1], INTREALL[1], UK[1]}),
        (36, 6.1, {"cog-2024.late-relapse", AALL07P1[1], BFM[1], INTREALL[1], UK[2]}),
        (37, 12, {"cog-2024.late-relapse", BFM[1], INTREALL[1], UK[2]}),
    ],
)
def test_when_a_relapse_comes(months: float, after: float, wanted: set[str]) -> None:
    """Each group parts early from late at its own time, and counts its own end."""
    patient = first_relapse(months, after)
    assert yes_of(patient, *COG_2024, *AALL07P1, *BFM, *INTREALL, *UK) == wanted


@pytest.mark.parametrize(
    ("site", "months", "wanted"),
    [
        (MARROW, 17.9, COG[0]),
        (MARROW, 35.9, COG[0]),
        (MARROW, 36, COG[1]),
        (BOTH, 35.9, COG[0]),
        (BOTH, 37, COG[1]),
        *((site, 17.9, COG[2]) for site in SITES),
        *((site, 18, COG[3]) for site in SITES),
        *((site, 37, COG[3]) for site in SITES),
    ],
)
def test_where_the_cog_draws_the_line(site: str, months: float, wanted: str) -> None:
    """At 36 months if the marrow is involved, at 18 if it is not."""
    assert yes_of(first_relapse(months, 0, relapse_site=site), *COG) == {wanted}


# Risk


@pytest.mark.parametrize(
    ("lineage", "site", "months", "after", "bfm", "british"),
    [
        ("B-ALL", MARROW, 17.9, 0, 2, 2),
        ("B-ALL", MARROW, 24, 5.9, 2, 2),
        ("B-ALL", MARROW, 37, 6.1, 1, 1),
        ("B-ALL", MARROW, 37, 6, 1, 2),
        ("B-ALL", BOTH, 17.9, 0, 2, 2),
        ("B-ALL", BOTH, 24, 5.9, 1, 1),
        ("B-ALL", BOTH, 37, 6.1, 1, 1),
        *(("B-ALL", site, 17.9, 0, 1, 2) for site in SITES),
        *(("B-ALL", site, 24, 5.9, 1, 1) for site in SITES),
        *((lineage, site, 37, 6.1, 0, 0) for site in SITES for lineage in ("B-ALL", "T-ALL")),
        ("T-ALL", MARROW, 17.9, 0, 2, 2),
        ("T-ALL", MARROW, 37, 12, 2, 2),
        ("T-ALL", BOTH, 37, 12, 2, 2),
        # At 18 months to the day: early for the BFM, nothing in Britain.
        ("B-ALL", MARROW, 18, 5.9, 2, None),
        ("B-ALL", "isolated CNS", 18, 5.9, 1, None),
    ],
)
def test_the_groups_of_the_bfm_and_of_allr3(
    lineage: str, site: str, months: float, after: float, bfm: int, british: int | None
) -> None:
    """S1, S2, S3 or S4; standard, intermediate, high: one of each, by time, site and lineage."""
    patient = first_relapse(months, after, relapse_site=site, lineage=lineage)
    assert yes_of(patient, *S) == {S[bfm]}
    assert yes_of(patient, *ALLR3) == (set() if british is None else {ALLR3[british]})


@pytest.mark.parametrize(
    ("lineage", "site", "months", "mrd", "wanted"),
    [
        ("B-ALL", MARROW, 35.9, 0.0005, "high"),
        ("B-ALL", MARROW, 35.9, 0.01, "high"),
        ("B-ALL", MARROW, 37, 0.001, "intermediate"),
        ("B-ALL", MARROW, 37, 0.0009, "low"),
        ("B-ALL", BOTH, 36, 0.001, "intermediate"),
        # Low risk is defined over 36 months, and a late relapse from 36 on.
        ("B-ALL", BOTH, 36, 0.0009, None),
        *(("B-ALL", site, 17.9, 0.0009, "high") for site in SITES),
        *(("B-ALL", site, 18.1, 0.0009, "low") for site in SITES),
        *(("B-ALL", site, 18, 0.001, "intermediate") for site in SITES),
        ("T-ALL", MARROW, 37, 0.001, "high"),
        ("T-ALL", "isolated CNS", 37, 0.001, "high"),
    ],
)
def test_the_groups_of_aall1331(
    lineage: str, site: str, months: float, mrd: float, wanted: str | None
) -> None:
    """Early is high risk; late is parted by the residual disease after the first block."""
    patient = first_relapse(
        months, None, relapse_site=site, lineage=lineage, mrd_after_reinduction=mrd
    )
    assert yes_of(patient, *AALL1331) == ({f"aall1331.{wanted}-risk"} if wanted else set())


@pytest.mark.parametrize(
    ("site", "months", "lineage", "wanted"),
    [
        (MARROW, 36, "B-ALL", False),
        (MARROW, 36.1, "B-ALL", True),
        (BOTH, 37, "B-ALL", True),
        ("isolated CNS", 17.9, "B-ALL", True),
        ("isolated CNS", 18, "B-ALL", False),
        ("isolated testicular", 17.9, "T-ALL", False),
    ],
)
def test_intermediate_risk_in_aall0433(
    site: str, months: float, lineage: str, *, wanted: bool
) -> None:
    """Late with the marrow, early without it, and of B-ALL alone."""
    patient = first_relapse(months, None, relapse_site=site, lineage=lineage)
    assert called(patient, "aall0433.intermediate-risk") == {"aall0433.intermediate-risk": wanted}


@pytest.mark.parametrize(
    ("site", "months", "after", "wanted"),
    [
        (MARROW, 37, 6, True),
        (MARROW, 24, 5.9, False),
        (BOTH, 24, 5.9, True),
        (BOTH, 17.9, 0, False),
        ("isolated CNS", 24, 5.9, True),
        ("isolated CNS", 17.9, 0, False),
    ],
)
def test_standard_risk_in_intreall(site: str, months: float, after: float, *, wanted: bool) -> None:
    """A late marrow relapse, or one that is combined or outside the marrow and not very early."""
    patient = first_relapse(months, after, relapse_site=site)
    assert called(patient, "intreall.standard-risk") == {"intreall.standard-risk": wanted}


def test_a_second_relapse_is_in_no_group_of_first_ones() -> None:
    """The terms are of first relapses; one that is not the first is in none of them."""
    patient = first_relapse(24, 5.9, relapse_site=MARROW, relapse_number=2)
    assert yes_of(patient, *COG, *COG_2024, *AALL07P1, *BFM, *UK, *S, *ALLR3) == set()


# What is not known


def test_of_nobody_nothing_is_known() -> None:
    """Of a patient of whom nothing is known, every term is open and asks for something."""
    found = KB.classify(Patient())
    assert len(found) == len(KB.definitions)
    assert all(c.verdict is None and c.missing for c in found)


def test_what_is_missing_is_told() -> None:
    """Without the months after treatment the BFM and Britain cannot tell; the COG can."""
    found = classes(first_relapse(24, None, relapse_site=MARROW))
    asked = (Asked(fact="months_from_treatment_to_relapse", settles=1),)
    for term in ("bfm.early-relapse", "bfm.late-relapse", "uk.late-relapse", "bfm.s2"):
        assert (found[term].verdict, found[term].missing) == (None, asked)
    assert (found[COG[0]].verdict, found[COG[0]].missing) == (True, ())
    # Before 18 months the time after treatment does not matter to who is at high risk.
    very_early = classes(first_relapse(17.9, None, relapse_site=MARROW))
    assert very_early["bfm.s3-or-s4"].verdict is True


def test_reasons_name_the_group_and_its_term() -> None:
    """Each says whose term it is, what was asked, and what was found."""
    one = classes(first_relapse(24, 5.9, relapse_site=MARROW))["bfm.early-relapse"]
    group = "Berlin-Frankfurt-Münster group"
    assert one.group == group
    assert str(one) == f"{group}: early relapse: yes"
    assert str(one.reason).splitlines() == [
        f"early relapse as defined by {group}: yes",
        "  all of these: yes",
        "    number of relapses 1 is 1: yes",
        "    all of these: yes",
        "      time from diagnosis 24 is at least 18 months: yes",
        "      time from end of treatment 5.9 is under 6 months: yes",
    ]


def test_terms_stand_by_group() -> None:
    """By the name of the group, then by term, then by id; each definition once."""
    found = KB.classify(Patient(age=7))
    keys = [(c.group, c.definition.term, c.definition.id) for c in found]
    assert keys == sorted(keys)
    assert {id for _, _, id in keys} == set(KB.definitions.ids)
    assert KB.classify(Patient(age=7)) == found


@given(patients(GENES).flatmap(less_known))
def test_a_term_is_answered_as_criteria_that_refer_to_it(patient: Patient) -> None:
    """A classification and a `Meets` in a statement never differ."""
    for one in KB.classify(patient):
        assert one.verdict is expected(Meets(definition=one.definition.id), patient)
        assert bool(one.missing) is (one.verdict is None)


def test_definitions_of_a_user_classify_too() -> None:
    """Any base classifies by its own definitions, and one without has no terms."""
    (one,) = sample_base().classify(Patient(months_from_hsct_to_relapse=11.9))
    assert one.definition.id == StatementId("early-relapse.group-x")
    assert (one.group, one.verdict) == ("group x", None)
    assert [a.fact for a in one.missing] == ["relapse_site"]
    (one,) = sample_base().classify(Patient(months_from_hsct_to_relapse=12))
    assert one.verdict is False
    assert KnowledgeBase().classify(Patient()) == ()
