"""
Which facts are read from which resources, by which codes, and on what conditions.

This is the whole of it: `facts_from_fhir` does what these tables say, and the page
of the documentation shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from allkb.intake import codes
from allkb.intake.codes import Code

__all__ = ["DATED", "DAYS", "LARGEST", "MEDICATIONS", "ROWS", "UNITS", "Dated", "Need", "Row"]

MEDICATIONS: Final = ("MedicationAdministration", "MedicationStatement")
"""The resources that tell of a drug that was given."""


class Need(StrEnum):
    """What must hold of a resource for its code to count."""

    ASSERTED = "verificationStatus confirmed, or not given"
    """The condition was found."""
    ACTIVE = "so, and clinicalStatus active, recurrence or relapse"
    """It was found, and is there now."""
    RETURNED = "so, and clinicalStatus recurrence or relapse"
    """It was found, and has come back."""
    DONE = "status completed"
    """It was done, to the end."""
    TAKEN = "status completed; from R5 on a statement recorded with an adherence of stopped"
    """It was given, and is no longer."""
    FINAL = "status final, amended or corrected; the latest counts"
    """It was measured."""


class Row(NamedTuple):
    """
    How one value of a fact is read.

    Attributes:
        fact: The fact.
        resources: The types of resource that can tell it.
        codes: The codes of which the resource has one.
        need: What must hold of the resource besides.
        value: The value the fact then has, or one it has among others if it is a set;
            None where the value is the number that was measured.
        with_all: Whether it counts only beside a condition that is ALL, as the code
            itself does not say of what it speaks.
        refuted: The codes which, in a condition that is refuted, make the flag false.
    """

    fact: str
    resources: tuple[str, ...]
    codes: tuple[Code, ...]
    need: Need
    value: bool | float | str | None = None
    with_all: bool = False
    refuted: tuple[Code, ...] = ()


class Dated(NamedTuple):
    """
    How a fact is reckoned from days.

    Attributes:
        fact: The fact.
        reckoned: From what, and when it is known.
    """

    fact: str
    reckoned: str


_CONDITION, _PROCEDURE = ("Condition",), ("Procedure",)

ROWS: Final[tuple[Row, ...]] = (
    Row("disease", _CONDITION, codes.ALL, Need.ASSERTED, value="ALL"),
    Row("lineage", _CONDITION, codes.B_ALL, Need.ASSERTED, value="B-ALL"),
    Row("lineage", _CONDITION, codes.B_LYMPHOBLASTIC, Need.ASSERTED, with_all=True, value="B-ALL"),
    Row("lineage", _CONDITION, codes.T_ALL, Need.ASSERTED, value="T-ALL"),
    Row("genetic_alterations", _CONDITION, codes.BCR_ABL1, Need.ASSERTED, value="bcr-abl1"),
    Row("genetic_alterations", _CONDITION, codes.KMT2A, Need.ASSERTED, value="kmt2a-rearrangement"),
    Row("relapse_number", _CONDITION, codes.FIRST_RELAPSE, Need.ACTIVE, with_all=True, value=1.0),
    Row("refractory", _CONDITION, codes.REFRACTORY, Need.ACTIVE, value=True),
    Row("cns_involved", _CONDITION, codes.CNS, Need.RETURNED, with_all=True, value=True),
    Row("testis_involved", _CONDITION, codes.TESTIS, Need.RETURNED, with_all=True, value=True),
    Row("relapse_site", _CONDITION, codes.COMBINED, Need.RETURNED, with_all=True, value="combined"),
    Row(
        "down_syndrome",
        _CONDITION,
        codes.DOWN_SYNDROME + codes.DOWN_SYNDROME_KINDS,
        Need.ASSERTED,
        value=True,
        refuted=codes.DOWN_SYNDROME,
    ),
    Row("gvhd", _CONDITION, codes.GVHD, Need.ACTIVE, value=True),
    Row("prior_allogeneic_hsct", _PROCEDURE, codes.ALLOGENEIC_HSCT, Need.DONE, value=True),
    Row("prior_tbi", _PROCEDURE, codes.TBI, Need.DONE, value=True),
    Row("prior_car_t", _PROCEDURE, codes.CAR_T_INFUSION, Need.DONE, value=True),
    Row("prior_car_t", MEDICATIONS, codes.TISAGENLECLEUCEL, Need.TAKEN, value=True),
    Row("prior_car_t", _CONDITION, codes.HISTORY_OF_CAR_T, Need.ASSERTED, value=True),
    Row("prior_blinatumomab", MEDICATIONS, codes.BLINATUMOMAB, Need.TAKEN, value=True),
    Row("prior_imatinib", MEDICATIONS, codes.IMATINIB, Need.TAKEN, value=True),
    Row("mrd", ("Observation",), codes.MRD, Need.FINAL),
    Row("peripheral_blasts", ("Observation",), codes.PERIPHERAL_BLASTS, Need.FINAL),
)
"""How each fact that is coded is read."""

DATED: Final[tuple[Dated, ...]] = (
    Dated(
        "age",
        "from Patient.birthDate to `as_of`; not of a patient who has died, nor without `as_of`",
    ),
    Dated(
        "age_at_diagnosis",
        "from Patient.birthDate to the day of diagnosis; else Condition.onsetAge of the diagnosis",
    ),
    Dated("age_at_relapse", "from Patient.birthDate to the day of relapse"),
    Dated("months_from_diagnosis_to_relapse", "from the day of diagnosis to the day of relapse"),
    Dated(
        "relapsed_after_hsct",
        "true if an allogeneic HSCT lies between the day of diagnosis and the day of relapse",
    ),
    Dated(
        "months_from_hsct_to_relapse",
        "from the day of that HSCT to the day of relapse, if no other HSCT is in the bundle",
    ),
    Dated(
        "relapsed_after_car_t",
        "true if CAR T cells were given between the day of diagnosis and the day of relapse",
    ),
)
"""How each fact that needs days is reckoned."""

DAYS: Final[Mapping[str, tuple[Code, ...]]] = MappingProxyType(
    {"diagnosis": codes.ALL_AT_DIAGNOSIS, "relapse": codes.RELAPSE}
)
"""The codes of conditions whose onset is the day of diagnosis, and the day of relapse."""

UNITS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "mrd": MappingProxyType({"1": 1.0, "%": 0.01}),
        "peripheral_blasts": MappingProxyType(
            {
                "/uL": 1.0,
                "{cells}/uL": 1.0,
                "10*6/L": 1.0,
                "10*3/uL": 1000.0,
                "10*9/L": 1000.0,
            }
        ),
    }
)
"""For each fact that is measured, the UCUM units it may be in and what each is multiplied by."""

LARGEST: Final[Mapping[str, float]] = MappingProxyType({"mrd": 1.0, "peripheral_blasts": 1e8})
"""For each fact that is measured, the largest value that is no mistake."""
