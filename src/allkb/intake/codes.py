"""
The codes that are read, each with its meaning and with where the two were read together.

A code that no document at hand prints with its meaning is not here, however well
known it is. The lists are groups of codes that stand for one thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

__all__ = ["SYSTEMS", "Code", "keys"]

SYSTEMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ATC": "http://www.whocc.no/atc",
        "ICD-10-CM": "http://hl7.org/fhir/sid/icd-10-cm",
        "ICD-10-PCS": "http://www.cms.gov/Medicare/Coding/ICD10",
        "ICD-O-3": "http://terminology.hl7.org/CodeSystem/icd-o-3",
        "LOINC": "http://loinc.org",
        "MONDO": "http://purl.obolibrary.org/obo/mondo.owl",
        "NCIt": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
        "RxNorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
        "SNOMED CT": "http://snomed.info/sct",
    }
)
"""The URIs by which FHIR names the code systems."""


class Code(NamedTuple):
    """
    A code that is read.

    Attributes:
        system: The short name of its code system, a key of `SYSTEMS`.
        code: The code, exactly as it has to stand in a bundle.
        display: What it means.
        read_in: The document that prints code and meaning together.
    """

    system: str
    code: str
    display: str
    read_in: str


def keys(codes: tuple[Code, ...]) -> frozenset[tuple[str, str]]:
    """Return codes as they stand in a bundle: with the URIs of their systems."""
    return frozenset((SYSTEMS[code.system], code.code) for code in codes)


def _group(system: str, read_in: str, **meanings: str) -> tuple[Code, ...]:
    return tuple(
        Code(system, code.replace("_", "."), meaning, read_in) for code, meaning in meanings.items()
    )


_NCIT_DISEASES = "Mondo, copy of the NCIt disease branch of 2018-06-08"
_NCIT_NAMES = "NCI clinical trials search, mapping of disease names, June 2018"
_NCIT_DRUGS = "NCI clinical trials search, mapping of intervention names, June 2018"
_NCIT_PROCEDURES = "NCI clinical trials search application, sample data"
_MONDO = "Mondo, mapping files of 2026-08-21"
_MCODE = "mCODE 2.1.0, Elixhauser Leukemia Value Set (hl7.org/fhir/us/mcode/STU2.1)"
_SEER = "SEER Hematopoietic Database (seer.cancer.gov/seertools/hemelymph)"
_FCSO = "First Coast Service Options, CAR T-cell codes (medicare.fcso.com/Oncology/0489859.asp)"
_PCS_302 = "ICD-10-PCS 2025, table 302 (medicalcodecenter.com/coding/icd10Pcs/book/table/302)"
_PCS_DW0 = "ICD-10-PCS 2025, table DW0 (icd-10-code.org/icd10pcs/table/DW0)"

# Conditions

_B = (
    *_group(
        "NCIt",
        _NCIT_DISEASES,
        C8644="B Acute Lymphoblastic Leukemia",
        C9140="Childhood B Acute Lymphoblastic Leukemia",
    ),
    Code("MONDO", "MONDO:0020511", "precursor B-cell acute lymphoblastic leukemia", _MONDO),
    Code("MONDO", "MONDO:0000872", "B-cell childhood acute lymphoblastic leukemia", _MONDO),
)
_T = (
    *_group(
        "NCIt",
        _NCIT_DISEASES,
        C3183="T Acute Lymphoblastic Leukemia",
        C7953="Childhood T Acute Lymphoblastic Leukemia",
    ),
    Code("NCIt", "C130043", "Early T Precursor Acute Lymphoblastic Leukemia", _MONDO),
    Code("MONDO", "MONDO:0004963", "T-cell acute lymphoblastic leukemia", _MONDO),
    Code("MONDO", "MONDO:0000871", "T-cell childhood acute lymphocytic leukemia", _MONDO),
    Code("MONDO", "MONDO:0100291", "early T cell progenitor acute lymphoblastic leukemia", _MONDO),
)
_RELAPSED_B = _group("NCIt", _NCIT_DISEASES, C142811="Recurrent B Acute Lymphoblastic Leukemia")
_RELAPSED_T = _group(
    "NCIt",
    _NCIT_DISEASES,
    C150131="Recurrent T Acute Lymphoblastic Leukemia",
    C131875="Recurrent Childhood T Acute Lymphoblastic Leukemia",
)
_RELAPSED = (
    *_group(
        "NCIt",
        _NCIT_DISEASES,
        C7784="Recurrent Childhood Acute Lymphoblastic Leukemia",
        C142810="Recurrent Acute Lymphoblastic Leukemia",
    ),
    *_RELAPSED_B,
    *_RELAPSED_T,
    *_group(
        "NCIt",
        _NCIT_NAMES,
        C123401="Early Relapse of Acute Lymphoblastic Leukemia",
        C123402="Late Relapse of Acute Lymphoblastic Leukemia",
    ),
    *_group("ICD-10-CM", _MCODE, C91_02="Acute lymphoblastic leukemia, in relapse"),
)
FIRST_RELAPSE = _group("NCIt", _NCIT_NAMES, C123399="First Relapse")
LATER_RELAPSE = _group("NCIt", _NCIT_NAMES, C123400="Subsequent Relapse")
RELAPSE = _RELAPSED + FIRST_RELAPSE + LATER_RELAPSE
REFRACTORY = _group(
    "NCIt", _NCIT_DISEASES, C122624="Refractory Childhood Acute Lymphoblastic Leukemia"
)
ALL_AT_DIAGNOSIS = (
    *_group(
        "NCIt",
        _NCIT_DISEASES,
        C3168="Childhood Acute Lymphoblastic Leukemia",
        C3167="Acute Lymphoblastic Leukemia",
    ),
    *_B,
    *_T,
    Code("MONDO", "MONDO:0000870", "childhood acute lymphoblastic leukemia", _MONDO),
    Code("MONDO", "MONDO:0004967", "acute lymphoblastic leukemia", _MONDO),
    Code("SNOMED CT", "91857003", "acute lymphoblastic leukemia (as MONDO:0004967)", _MONDO),
    Code("ICD-10-CM", "C91.0", "Acute lymphoblastic leukemia [ALL]", _MONDO),
    *_group(
        "ICD-10-CM", _MCODE, C91_00="Acute lymphoblastic leukemia not having achieved remission"
    ),
)
ALL = (
    ALL_AT_DIAGNOSIS
    + _group("ICD-10-CM", _MCODE, C91_01="Acute lymphoblastic leukemia, in remission")
    + _RELAPSED
    + REFRACTORY
)
B_ALL = _B + _RELAPSED_B
T_ALL = _T + _RELAPSED_T
BCR_ABL1 = (
    Code("ICD-O-3", "9812/3", "B Lymphoblastic leukemia/lymphoma with t(9;22); BCR-ABL1", _SEER),
)
KMT2A = (
    Code(
        "ICD-O-3",
        "9813/3",
        "B Lymphoblastic leukemia/lymphoma with t(v;11q23); MLL rearranged",
        _SEER,
    ),
)
B_LYMPHOBLASTIC = (
    Code("ICD-O-3", "9811/3", "B lymphoblastic leukemia/lymphoma, NOS", _SEER),
    *BCR_ABL1,
    *KMT2A,
)
DOWN_SYNDROME = (
    Code("NCIt", "C2993", "Down Syndrome", "CISMeF, NCIt C2993 (cismef.org, 2024-05-15)"),
    Code("SNOMED CT", "41040004", "Down syndrome (as MONDO:0008608)", "Mondo term MONDO:0008608"),
    *_group("ICD-10-CM", "hccbuddy.com/icd10/Q90 (FY 2026)", Q90="Down syndrome"),
    *_group("ICD-10-CM", "hccbuddy.com/icd10/Q90 (FY 2026)", Q90_9="Down syndrome, unspecified"),
)
DOWN_SYNDROME_KINDS = _group(
    "ICD-10-CM",
    "hccbuddy.com/icd10/Q90 (FY 2026)",
    Q90_0="Trisomy 21, nonmosaicism (meiotic nondisjunction)",
    Q90_1="Trisomy 21, mosaicism (mitotic nondisjunction)",
    Q90_2="Trisomy 21, translocation",
)
GVHD = (
    *_group(
        "NCIt",
        _NCIT_NAMES,
        C3063="Graft Versus Host Disease",
        C4980="Acute Graft Versus Host Disease",
        C4981="Chronic Graft Versus Host Disease",
    ),
    Code("ICD-10-CM", "D89.81", "Graft-versus-host disease", "healthassure.in/codes (2026-05-21)"),
    *_group(
        "ICD-10-CM",
        "icd10.blog (ICD-10-CM 2026)",
        D89_810="Acute graft-versus-host disease",
        D89_811="Chronic graft-versus-host disease",
        D89_812="Acute on chronic graft-versus-host disease",
        D89_813="Graft-versus-host disease, unspecified",
    ),
)
CNS = _group(
    "NCIt",
    _NCIT_NAMES,
    C5440="Central Nervous System Leukemia",
    C122715="Central Nervous System Involvement",
)
TESTIS = _group("NCIt", _NCIT_NAMES, C9277="Testicular Leukemia", C122714="Testicular Involvement")
COMBINED = _group("NCIt", _NCIT_NAMES, C122602="Bone Marrow and Extramedullary Involvement")
HISTORY_OF_CAR_T = _group(
    "ICD-10-CM",
    "hccbuddy.com/icd10/Z92.850 (FY 2026)",
    Z92_850="Personal history of Chimeric Antigen Receptor T-cell therapy",
)

# Procedures


def _transfusions() -> tuple[Code, ...]:
    """Return the codes of table 302 for stem cells of a donor: each of its axes prints its values."""
    veins = {"3": "Peripheral Vein", "4": "Central Vein"}
    cells = {
        "G": "Bone Marrow",
        "U": "Stem Cells, T-cell Depleted Hematopoietic",
        "X": "Stem Cells, Cord Blood",
        "Y": "Stem Cells, Hematopoietic",
    }
    donors = {"2": "Related", "3": "Unrelated", "4": "Unspecified"}
    return tuple(
        Code(
            "ICD-10-PCS",
            f"302{vein}3{cell}{donor}",
            f"Transfusion, {where}, Percutaneous, {what}, Allogeneic, {who}",
            _PCS_302,
        )
        for vein, where in veins.items()
        for cell, what in cells.items()
        for donor, who in donors.items()
    )


ALLOGENEIC_HSCT = (
    Code(
        "NCIt",
        "C46089",
        "Allogeneic Hematopoietic Stem Cell Transplantation",
        _NCIT_PROCEDURES,
    ),
    *_transfusions(),
)
TBI = _group(
    "ICD-10-PCS",
    _PCS_DW0,
    DW050ZZ="Beam Radiation, Whole Body, Photons <1 MeV",
    DW051ZZ="Beam Radiation, Whole Body, Photons 1 - 10 MeV",
    DW052ZZ="Beam Radiation, Whole Body, Photons >10 MeV",
)
CAR_T_INFUSION = (
    *_group(
        "NCIt",
        _NCIT_PROCEDURES,
        C137999="Chimeric Antigen Receptor T-Cell Therapy",
        C126102="Chimeric Antigen Receptor T-Cell Therapy",
    ),
    *_group(
        "ICD-10-PCS",
        _FCSO,
        XW033C3="Introduction of engineered autologous CAR T-cell immunotherapy, peripheral vein",
        XW043C3="Introduction of engineered autologous CAR T-cell immunotherapy, central vein",
        XW033J7="Introduction of tisagenlecleucel immunotherapy, peripheral vein",
        XW043J7="Introduction of tisagenlecleucel immunotherapy, central vein",
        XW033M7="Introduction of brexucabtagene autoleucel immunotherapy, peripheral vein",
        XW043M7="Introduction of brexucabtagene autoleucel immunotherapy, central vein",
        XW23346="Transfusion of brexucabtagene autoleucel immunotherapy, peripheral vein",
        XW24346="Transfusion of brexucabtagene autoleucel immunotherapy, central vein",
    ),
)

# Drugs

_ATC = "list of ATC codes in the 2026 index, as kept with the project's standards"
BLINATUMOMAB = (
    *_group("NCIt", _NCIT_DRUGS, C62528="Blinatumomab"),
    *_group("ATC", _ATC, L01FX07="blinatumomab"),
)
IMATINIB = (
    *_group("NCIt", _NCIT_DRUGS, C62035="Imatinib"),
    Code("RxNorm", "403878", "imatinib 100 MG Oral Tablet", "ndclist.com/ndc/0078-0401/rxnorm"),
    Code("RxNorm", "403879", "imatinib 400 MG Oral Tablet", "ndclist.com/ndc/0078-0401/rxnorm"),
    Code("RxNorm", "404588", "Gleevec 100 MG Oral Tablet", "ndclist.com/ndc/0078-0401/rxnorm"),
    Code("RxNorm", "404589", "Gleevec 400 MG Oral Tablet", "ndclist.com/ndc/0078-0401/rxnorm"),
)
TISAGENLECLEUCEL = (
    *_group("NCIt", _NCIT_DRUGS, C102758="Tisagenlecleucel"),
    *_group("ATC", _ATC, L01XL04="tisagenlecleucel"),
    *_group(
        "ATC",
        "WHO Drug Information 33 (4), 2019, ATC/DDD classification",
        L01XX71="tisagenlecleucel",
    ),
)

# Measurements

MRD = _group("NCIt", _NCIT_NAMES, C3896="Minimal Residual Disease")
PERIPHERAL_BLASTS = (
    Code("LOINC", "30376-8", "Blasts [#/volume] in Blood", "loinc.org/24318-8 (LOINC 2.78)"),
)
