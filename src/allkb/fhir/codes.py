"""
Codes: those of HL7's own systems that are written, units, and the vocabularies of ours.

HL7's codes were read in the packages hl7.fhir.r5.core 5.0.0 and hl7.terminology.r5
7.0.1. Codes for clinical things are those that the data confirms, and `FACT_CODES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from allkb.fhir.naming import Json, address, system
from allkb.intake.codes import SYSTEMS
from allkb.model import Comparator, EffectMeasure, Fact, Hedge, Relation, Stance, Unit

__all__ = [
    "ASSESSMENTS",
    "ATTRIBUTES",
    "CHARACTERISTICS",
    "COMPARATORS",
    "CONCEPTS",
    "FACTS_SYSTEM",
    "FACT_CODES",
    "HEDGES",
    "LINKS",
    "MEASURES",
    "ROLES",
    "STANCES",
    "STATISTICS",
    "TAG",
    "UCUM",
    "UNITS",
    "VALUES_SYSTEM",
    "Term",
    "codeable",
    "fact_unit",
    "terminology",
]

_THO: Final = "http://terminology.hl7.org/CodeSystem"
UCUM: Final = "http://unitsofmeasure.org"


class Term(NamedTuple):
    """
    A code with its system.

    Attributes:
        system: The URI of the code system.
        code: The code.
        display: What the system calls it.
    """

    system: str
    code: str
    display: str

    def coding(self) -> Json:
        """Return it as a FHIR Coding."""
        return self._asdict()


def codeable(*terms: Term, text: str | None = None) -> Json:
    """Return a CodeableConcept of codes and a text; without codes of the text alone."""
    made: Json = {"coding": [term.coding() for term in terms]} if terms else {}
    return made if text is None else made | {"text": text}


def _terms(address: str, **displays: str) -> Mapping[str, Term]:
    """Return terms of a code system by their codes."""
    made = {code.replace("_", "-"): display for code, display in displays.items()}
    return MappingProxyType({code: Term(address, code, d) for code, d in made.items()})


_STATISTIC: Final = f"{_THO}/statistic-type"
_ATTRIBUTE: Final = f"{_THO}/attribute-estimate-type"
_ROLE: Final = f"{_THO}/variable-role"

STATISTICS: Final[Mapping[str, Term]] = MappingProxyType(
    {
        "proportion": Term(_STATISTIC, "C44256", "Proportion"),
        "median": Term(_STATISTIC, "C28007", "Median"),
        "count": Term(_STATISTIC, "C25463", "Count"),
        "descriptive": Term(_STATISTIC, "descriptive", "Descriptive"),
    }
)
"""What a statistic is, by what we call it."""

MEASURES: Final[Mapping[EffectMeasure, Term]] = MappingProxyType(
    {
        EffectMeasure.HAZARD_RATIO: Term(_STATISTIC, "C93150", "Hazard Ratio"),
        EffectMeasure.ODDS_RATIO: Term(_STATISTIC, "C16932", "Odds Ratio"),
        EffectMeasure.RELATIVE_RISK: Term(_STATISTIC, "C93152", "Relative Risk"),
        EffectMeasure.DIFFERENCE: Term(_STATISTIC, "0000424", "Risk Difference"),
    }
)

ROLES: Final[Mapping[str, Term]] = MappingProxyType(
    {
        "population": Term(_ROLE, "population", "population"),
        "exposure": Term(_ROLE, "exposure", "exposure"),
        "referenceExposure": Term(_ROLE, "referenceExposure", "reference exposure"),
        "measuredVariable": Term(_ROLE, "measuredVariable", "measured variable"),
        "about": Term(system("role"), "about", "what it is about"),
    }
)
"""What a variable is to the evidence; `about` is ours, for observations that measure nothing on it."""

_OWN: Final = _terms(
    system("estimate-attribute"),
    confidence_interval="confidence interval",
    standard_error="standard error",
    observed_range="lowest and highest value observed",
    stated_range="range that the authors state",
    p_value="p value",
)
ATTRIBUTES: Final[Mapping[str, tuple[Term, Term]]] = MappingProxyType(
    {
        own: (Term(_ATTRIBUTE, code, display), _OWN[own])
        for own, code, display in (
            ("confidence-interval", "C53324", "Confidence interval"),
            ("standard-error", "0000037", "Standard error of the mean"),
            ("observed-range", "C38013", "Range"),
            ("stated-range", "C38013", "Range"),
            ("p-value", "C44185", "P-value"),
        )
    }
)
"""
What surrounds a figure: HL7's code and ours, by our code.

HL7 has one code for a range that was observed and one that authors state, and of
standard errors only that of a mean; so ours stands beside it and is what is read.
"""

CHARACTERISTICS: Final = _terms(
    system("characteristic"),
    topic="within the topic",
    population="whom it is about, in words",
    selection="how they were selected",
    intervention="what they were given",
    criterion="meets a criterion",
    meets="meets a definition",
    grade="grade of the harm",
)
"""What of a group no clinical fact has a name for, by code."""

ASSESSMENTS: Final = _terms(
    system("assessment"),
    support="citations, and the level of evidence printed beside them",
    stance="what is said of doing it",
)
HEDGES: Final[Mapping[Hedge, Term]] = MappingProxyType(
    {hedge: Term(system("hedge"), hedge.value, hedge.value) for hedge in Hedge}
)
STANCES: Final[Mapping[Stance, Term]] = MappingProxyType(
    {stance: Term(system("stance"), stance.value, stance.value) for stance in Stance}
)
LINKS: Final[Mapping[Relation, tuple[str, Term]]] = MappingProxyType(
    {
        relation: (code, Term(system("relation"), relation.value.replace(" ", "-"), relation.value))
        for relation, code in (
            (Relation.BEHIND, "supports"),
            (Relation.EXTENDS, "appends"),
            (Relation.CONFLICTS_WITH, "comments-on"),
        )
    }
)
"""How one statement bears on another: the nearest code of HL7, and ours, which is what is read."""

TAG: Final = Term(system("tag"), "not-clinical-advice", "Not clinical advice")
CONCEPTS: Final = system("concept")
FACTS_SYSTEM: Final = system("fact")
VALUES_SYSTEM: Final = system("fact-value")

COMPARATORS: Final[Mapping[Comparator, str]] = MappingProxyType(
    {c: c.value for c in Comparator if c is not Comparator.EQUAL}
)
"""The comparators a quantity may have; an equal one has none."""

UNITS: Final[Mapping[Unit, str]] = MappingProxyType(
    {
        Unit.PROPORTION: "1",
        Unit.DAYS: "d",
        Unit.WEEKS: "wk",
        Unit.MONTHS: "mo",
        Unit.YEARS: "a",
    }
)
"""The UCUM code of each unit."""
_FACT_UNITS: Final = {"years": "a", "months": "mo", "per microliter": "/uL"}


def fact_unit(fact: Fact) -> tuple[str, str]:
    """Return the unit of a fact that is a number: its name, and its UCUM code."""
    name = fact.unit or ("proportion" if fact.is_proportion else "number")
    return name, _FACT_UNITS.get(name, "1")


def terminology(name: str) -> str:
    """Return the URI of a terminology; of one that FHIR has none for, a name of ours."""
    return _SYSTEMS.get(name) or address("terminology", name)


_SYSTEMS: Final[Mapping[str, str]] = {**SYSTEMS, "MeSH": "https://www.nlm.nih.gov/mesh"}


def _ncit(code: str, display: str) -> Term:
    return Term(SYSTEMS["NCIt"], code, display)


def _mondo(code: str, display: str) -> Term:
    return Term(SYSTEMS["MONDO"], code, display)


FACT_CODES: Final[Mapping[tuple[str, str | None], tuple[Term, ...]]] = MappingProxyType(
    {
        ("lineage", "B-ALL"): (
            _ncit("C8644", "B Acute Lymphoblastic Leukemia"),
            _mondo("MONDO:0020511", "precursor B-cell acute lymphoblastic leukemia"),
        ),
        ("lineage", "T-ALL"): (
            _ncit("C3183", "T Acute Lymphoblastic Leukemia"),
            _mondo("MONDO:0004963", "T-cell acute lymphoblastic leukemia"),
        ),
        ("disease", "ALL"): (
            _ncit("C3167", "Acute Lymphoblastic Leukemia"),
            _mondo("MONDO:0004967", "acute lymphoblastic leukemia"),
        ),
        ("remission_status", "complete remission"): (_ncit("C4870", "Complete Remission"),),
        ("cns_involved", None): (_ncit("C122715", "Central Nervous System Involvement"),),
        ("testis_involved", None): (_ncit("C122714", "Testicular Involvement"),),
        ("gvhd", None): (_ncit("C3063", "Graft Versus Host Disease"),),
        ("mrd", None): (_ncit("C3896", "Minimal Residual Disease"),),
    }
)
"""
The codes that mean just what a fact, or one value of it, means.

Read in Mondo's copy of NCIt of 2018-06-08 and its mappings of 2026-08-21, and in NCI's
mapping of disease names of June 2018. A fact whose nearest code is wider is not here.
"""
